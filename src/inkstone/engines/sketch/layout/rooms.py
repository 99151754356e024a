"""Rooms: what a scene asks of its backdrop, and how much room the backdrop leaves for things.

It does not know how either is used.
"""

from inkstone.engines.sketch.layout.pieces import Field
from inkstone.engines.sketch.layout.traits import concept_of, is_small
from inkstone.engines.sketch.places.places import Backdrop
from inkstone.engines.sketch.scene import Box, Scene, SceneObject, Stage

_ORBS = frozenset({"sun", "moon", "full_moon", "crescent"})
#: The only places where a portrait fills the picture.
_QUIET = frozenset({"studio"})
_LYING = frozenset({"riding", "on", "sitting_on", "inside", "held_by", "worn_by", "lying_on"})
_FLOATS = frozenset({"water", "under", "air", "sky", "wall"})
#: Where no table is set.
_WILD = frozenset({"underwater", "space", "moonscape", "mars", "clouds", "cave", "sea"})
_TALLEST_ON_TABLE = 0.34
#: The least of the picture that words leave to things.
_LEAST = 0.12


def stage_of(scene: Scene, zone: Box | None) -> Stage:
    """What the backdrop takes from the things before it.

    Args:
        scene: which may have objects and texts.
        zone: what the texts keep.
    """
    hints = tuple(dict.fromkeys(known.concept for known in scene.objects))
    if _is_still_life(scene):
        hints = ("table", *hints)
    else:
        hints = tuple(hint for hint in hints if hint != "table")
    return Stage(
        has_ground=any(_stands(known) for known in scene.objects),
        text_low=_text_low(scene, zone),
        has_own_orb=bool(_ORBS & {known.concept for known in scene.objects}),
        hints=hints,
    )


def _is_still_life(scene: Scene) -> bool:
    """Whether all there is stands on a table: fruit, cups, books, and what is in them."""
    if not scene.objects or scene.kind == "portrait" or scene.place in _WILD:
        return False
    return all(
        is_small(known) or concept_of(known).anchor == "table" for known in scene.objects
    ) and all(concept_of(known).size * known.scale <= _TALLEST_ON_TABLE for known in scene.objects)


def _stands(known: SceneObject) -> bool:
    if known.relations and known.relations[0].kind in _LYING:
        return False
    if known.form == "bird" and known.pose in ("perch", "stand", "walk", "sit"):
        return True
    return concept_of(known).anchor not in _FLOATS and known.pose not in ("swim", "fly")


def _text_low(scene: Scene, zone: Box | None) -> float:
    """How far down a title over the whole width reaches, as a share of the height."""
    if zone is None or zone.width < scene.width_px * 0.6 or zone.y > scene.height_px * 0.5:
        return 0.0
    return round(min((zone.y + zone.height) / scene.height_px, 0.6), 4)


def room_of(scene: Scene, backdrop: Backdrop, zone: Box | None) -> Field:
    """Give the room that texts and backdrop leave."""
    width, height = float(scene.width_px), float(scene.height_px)
    unit = min(width, height)
    area = _area(scene, zone, unit)
    low = area.y + area.height
    is_table = backdrop.table is not None and "table" in (scene.stage or Stage()).hints
    far, near = backdrop.table if is_table and backdrop.table else backdrop.ground
    near_px = min(height * near, low - unit * 0.01)
    far_px = min(height * far, near_px - unit * 0.04)
    water, walls = backdrop.water, backdrop.walls
    return Field(
        area=area,
        ground=(far_px, near_px),
        water=(height * water[0], height * water[1]) if water else None,
        air=(height * backdrop.air[0], height * backdrop.air[1]),
        unit=unit,
        is_underwater=scene.place == "underwater",
        is_weightless=scene.place == "space",
        is_portrait=is_portrait(scene),
        is_table=is_table,
        walls=(height * walls[0], height * walls[1]) if walls else None,
    )


def _area(scene: Scene, zone: Box | None, unit: float) -> Box:
    """The picture without its margins, its words and its footers."""
    width, height = float(scene.width_px), float(scene.height_px)
    margin = unit * 0.02
    left, top, right, low = margin, margin, width - margin, height - margin * 0.5
    if zone is not None:
        left, top, right, low = _largest((left, top, right, low), zone, margin)
    num_feet = sum(text.role == "footer" for text in scene.texts)
    if num_feet:
        low = min(low, height - unit * (0.075 + 0.042 * num_feet))
    if any(text.role == "speech" for text in scene.texts):
        top = min(top + unit * 0.16, height * 0.5)
    return Box(x=left, y=top, width=max(right - left, 1.0), height=max(low - top, 1.0))


def _largest(
    sides: tuple[float, float, float, float], zone: Box, margin: float
) -> tuple[float, float, float, float]:
    """The largest part of an area that is on one side of a zone; what has ground counts more."""
    left, top, right, low = sides
    over, under = zone.y - margin, zone.y + zone.height + margin
    before, after = zone.x - margin, zone.x + zone.width + margin
    parts = (
        (1.15, (left, under, right, low)),
        (1.0, (after, top, right, low)),
        (1.0, (left, top, before, low)),
        (0.6, (left, top, right, over)),
    )
    worth, best = max(
        (share * max(r - x, 0.0) * max(y - t, 0.0), (x, t, r, y)) for share, (x, t, r, y) in parts
    )
    least = _LEAST * (right - left) * (low - top)
    # Words all over the picture leave no side free: things stand below, over their lower end.
    return best if worth > least else (left, top + (low - top) * 0.6, right, low)


def is_portrait(scene: Scene) -> bool:
    """Whether one figure fills the picture, head to waist."""
    people = [known for known in scene.objects if known.form == "figure"]
    if len(people) != 1 or people[0].count != 1:
        return False
    only = all(
        known is people[0]
        or any(
            relation.target == people[0].id and relation.kind in ("held_by", "worn_by")
            for relation in known.relations
        )
        for known in scene.objects
    )
    still = people[0].pose in (None, "stand", "look", "read", "hold", "drink", "wave")
    return only and (scene.kind == "portrait" or (scene.place in _QUIET and still))
