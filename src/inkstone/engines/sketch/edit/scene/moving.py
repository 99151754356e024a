"""Moving: objects of a scene moved, resized, turned, posed and put on another ground.

It does not know the words of the instruction.
"""

from dataclasses import replace
from typing import Literal

from inkstone.engines.sketch.edit.scene.clusters import (
    CARRIED,
    Motion,
    carried,
    foot,
    is_standing,
    middle,
    moved,
    with_object,
)
from inkstone.engines.sketch.edit.scene.measuring import height_of, room, shape_of
from inkstone.engines.sketch.edit.scene.operations import Move, Scale, Swap, Turn
from inkstone.engines.sketch.layout.pieces import Field
from inkstone.engines.sketch.layout.traits import zone_of
from inkstone.engines.sketch.scene import Box, Copy, Relation, RelationKind, Scene, SceneObject

#: Parts of the picture: across and down, as shares; None leaves that as it is.
_PARTS: dict[str, tuple[float | None, float | None]] = {
    "left": (0.2, None), "right": (0.8, None), "center": (0.5, None), "top": (None, 0.2),
    "bottom": (None, 0.86), "top_left": (0.2, 0.2), "top_right": (0.8, 0.2),
    "bottom_left": (0.2, 0.86), "bottom_right": (0.8, 0.86),
}  # fmt: skip
#: Relations that say where something is; another place takes them away.
_PLACING = CARRIED | {"left_of", "right_of", "next_to", "under", "in_front_of", "behind", "above",
                      "between", "around"}  # fmt: skip
_FILL_MAX = 0.97
_Side = Literal["left", "right"]
_SCALE_MIN, _SCALE_MAX = 0.05, 20.0
_OTHER_SIDE: dict[RelationKind, RelationKind] = {
               "left_of": "right_of", "right_of": "left_of", "in_front_of": "behind",
               "behind": "in_front_of", "above": "under", "under": "above"}  # fmt: skip


def move(scene: Scene, asked: Move) -> Scene:
    """Put an object elsewhere with all that it carries."""
    known = _known(scene, asked.target)
    if asked.relations:
        return _related(scene, known, asked.relations)
    boxes = known.boxes
    if not boxes:
        return with_object(scene, replace(known, at=asked.at, relations=_loose(known)))
    whole = _around(boxes)
    dx, dy = _way(scene, known, whole, asked)
    dx = _within(whole.x, whole.width, dx, scene.width_px)
    dy = _within(whole.y, whole.height, dy, scene.height_px)
    now = moved(scene, known.id, lambda _: Motion(start=(0, 0), end=(dx, dy)))
    here = _known(now, known.id)
    return with_object(now, replace(here, at=asked.at or here.at, relations=_loose(here)))


def _loose(known: SceneObject) -> tuple[Relation, ...]:
    return tuple(one for one in known.relations if one.kind not in _PLACING)


def _related(scene: Scene, known: SceneObject, relations: tuple[Relation, ...]) -> Scene:
    relations = tuple(one for one in relations if one.target != known.id and scene.find(one.target))
    scene = with_object(
        scene, replace(known, relations=(*relations, *_loose(known)), copies=(), at=None)
    )
    for each in carried(scene, known.id):
        scene = with_object(scene, replace(each, copies=()))
    # What it is put on must not stand on it in turn.
    for one in relations:
        host = scene.find(one.target)
        if host is not None:
            kept = tuple(each for each in host.relations if each.target != known.id)
            scene = with_object(scene, replace(host, relations=kept))
    return scene


def _way(scene: Scene, known: SceneObject, whole: Box, asked: Move) -> tuple[float, float]:
    if asked.by is not None:
        return asked.by[0] * scene.width_px, asked.by[1] * scene.height_px
    across, down = _PARTS.get(asked.at or "", (None, None))
    dx = 0.0 if across is None else across * scene.width_px - middle(whole)
    if down is None:
        return dx, 0.0
    if any(is_standing(copy) for copy in known.copies):
        # What stands comes nearer or goes back; it does not fly.
        return dx, (0.06 if down > 0.5 else -0.06) * scene.height_px
    return dx, down * scene.height_px - whole.y - whole.height / 2


def _within(start: float, length: float, way: float, side: float) -> float:
    """A way that ends inside the picture."""
    low, high = min(-start, 0.0), max(side - start - length, 0.0)
    return min(max(way, low), high)


def _around(boxes: tuple[Box, ...]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    low = max(box.y + box.height for box in boxes)
    return Box(x=left, y=top, width=right - left, height=low - top)


def scale(scene: Scene, asked: Scale) -> Scene:
    """Make an object larger or smaller where it stands, at most as large as the picture."""
    known = _known(scene, asked.target)
    factor = min(max(asked.factor, _SCALE_MIN / known.scale), _SCALE_MAX / known.scale)
    for box in known.boxes:
        fit = min(scene.width_px / max(box.width, 1.0), scene.height_px / max(box.height, 1.0))
        factor = min(factor, max(fit * _FILL_MAX, 0.05))

    def motion(index: int) -> Motion:
        at = foot(known.copies[index])
        grown = Motion(start=at, end=at, scale=factor)
        box = grown.box(known.copies[index].box)
        dx = _within(box.x, box.width, 0.0, scene.width_px)
        dx = max(-box.x, 0.0) or min(scene.width_px - box.x - box.width, 0.0) or dx
        dy = max(-box.y, 0.0)
        return Motion(start=at, end=(at[0] + dx, at[1] + dy), scale=factor)

    now = moved(scene, known.id, motion)
    here = _known(now, known.id)
    return with_object(now, replace(here, scale=round(here.scale * factor, 4)))


def turn(scene: Scene, asked: Turn) -> Scene:
    """Mirror an object, and with it what it carries."""
    known = _known(scene, asked.target)
    if not known.copies:
        return with_object(scene, replace(known, facing=asked.facing or known.facing))
    shape = shape_of(scene, known)
    usual = shape.facing if shape is not None else None
    flips = []
    for copy in known.copies:
        wanted = not copy.is_flipped
        if asked.facing is not None and usual is not None:
            wanted = usual != asked.facing
        elif asked.facing is not None:
            wanted = asked.facing == "left"
        flips.append(wanted)
    changed = [flip != copy.is_flipped for flip, copy in zip(flips, known.copies, strict=True)]
    copies = tuple(
        replace(copy, is_flipped=flip) for flip, copy in zip(flips, known.copies, strict=True)
    )
    now = with_object(scene, replace(known, copies=copies, facing=_facing(usual, copies[0])))
    if not any(changed):
        return now
    for each in carried(scene, known.id):
        mirrored = tuple(_mirrored(copy, middle(known.boxes[0])) for copy in each.copies)
        now = with_object(now, replace(each, copies=mirrored))
    return now


def _facing(usual: _Side | None, copy: Copy) -> _Side | None:
    if usual is None or not copy.is_flipped:
        return usual
    return "left" if usual == "right" else "right"


def _mirrored(copy: Copy, at: float) -> Copy:
    box = copy.box
    string = copy.string
    if string is not None:
        string = (2 * at - string[0], string[1], 2 * at - string[2], string[3])
    return replace(
        copy,
        box=replace(box, x=round(2 * at - box.x - box.width, 2)),
        is_flipped=not copy.is_flipped,
        string=string,
    )


def swap(scene: Scene, asked: Swap) -> Scene:
    """Let two objects change places; each keeps its size."""
    one, other = scene.find(asked.target), scene.find(asked.other)
    if one is None or other is None or not (one.copies and other.copies) or one is other:
        return scene
    here, there = _feet(one), _feet(other)
    scene = moved(scene, one.id, lambda _: Motion(start=here, end=there))
    scene = moved(scene, other.id, lambda _: Motion(start=there, end=here))
    for identifier in (asked.target, asked.other):
        known = _known(scene, identifier)
        relations = tuple(
            replace(each, kind=_OTHER_SIDE.get(each.kind, each.kind))
            if each.target in (asked.target, asked.other)
            else each
            for each in known.relations
        )
        scene = with_object(scene, replace(known, relations=relations))
    return scene


def _feet(known: SceneObject) -> tuple[float, float]:
    points = [foot(copy) for copy in known.copies]
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def reshaped(scene: Scene, before: Scene, identifier: str) -> Scene:
    """Give an object of another pose boxes of its new shape, with its feet where they were."""
    known, was = _known(scene, identifier), _known(before, identifier)
    if not known.copies or (known.pose == was.pose and known.wears == was.wears):
        return scene
    shape, old = shape_of(scene, known), shape_of(before, was)
    if shape is None or old is None:
        return scene
    taller = height_of(scene, known) / max(height_of(before, was), 1e-6)
    copies = []
    for copy in known.copies:
        box, height = copy.box, copy.box.height * taller
        width = height * shape.aspect
        fit = min(1.0, scene.width_px / max(width, 1.0), scene.height_px / max(height, 1.0))
        width, height = width * fit, height * fit
        x = min(max(middle(box) - width / 2, 0.0), scene.width_px - width)
        box = Box(
            x=round(x, 2),
            y=round(box.y + box.height - height, 2),
            width=round(width, 2),
            height=round(height, 2),
        )
        copies.append(replace(copy, box=box))
    scene = with_object(scene, replace(known, copies=tuple(copies)))
    for each in carried(scene, identifier):
        scene = with_object(scene, replace(each, copies=()))
    return scene


def staged(scene: Scene, before: Scene) -> Scene:
    """Put the objects on the ground of another place; what has no room there is placed anew."""
    old, new = room(before), room(scene)
    if old is None or new is None:
        return replace(scene, objects=tuple(replace(one, copies=()) for one in scene.objects))
    followers = {each.id for known in scene.objects for each in carried(scene, known.id)}
    for known in scene.objects:
        if known.id in followers or not known.copies:
            continue
        zone = zone_of(known, old)
        if zone != zone_of(known, new):
            loose = (known, *carried(scene, known.id))
            for each in loose:
                scene = with_object(scene, replace(_known(scene, each.id), copies=()))
            continue
        here, there = _band(old, zone), _band(new, zone)
        motions = [_fall(copy, here, there) for copy in known.copies]
        scene = moved(scene, known.id, motions.__getitem__)
    return _in_old_order(scene, before)


def _in_old_order(scene: Scene, before: Scene) -> Scene:
    """What was drawn before something else still is."""
    for known in scene.objects:
        was = before.find(known.id)
        if was is None or len(was.copies) != len(known.copies):
            continue
        copies = tuple(
            replace(copy, depth=old.depth)
            for copy, old in zip(known.copies, was.copies, strict=True)
        )
        scene = with_object(scene, replace(known, copies=copies))
    return scene


def _band(room_of_place: Field, zone: str) -> tuple[float, float] | None:
    if zone == "ground":
        return room_of_place.ground
    return room_of_place.water if zone == "water" else None


def _fall(copy: Copy, old: tuple[float, float] | None, new: tuple[float, float] | None) -> Motion:
    """How what stands on one ground comes to stand on another."""
    x, y = foot(copy)
    if old is None or new is None or old == new:
        return Motion(start=(x, y), end=(x, y))
    share = min(max((y - old[0]) / max(old[1] - old[0], 1.0), 0.0), 1.0)
    return Motion(start=(x, y), end=(x, new[0] + share * (new[1] - new[0])))


def _known(scene: Scene, identifier: str) -> SceneObject:
    known = scene.find(identifier)
    assert known is not None, "what is moved is in the scene"
    return known
