"""Traits: how large a thing is, and what it stands on or hangs in.

It does not know where in the picture that is.
"""

from inkstone.engines.sketch.layout.pieces import Field, Zone
from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.lexicon.lexicon import Concept
from inkstone.engines.sketch.scene import SceneObject
from inkstone.engines.sketch.vector.shape import Shape

#: How tall a grown figure's drawing is that stands; all poses are drawn to its measure.
_FIGURE = 380.0
#: How tall an animal is in a pose, for its height when it stands.
_POSES = {"run": 0.92, "sit": 1.12, "perch": 1.12, "lie": 0.8, "sleep": 0.62, "graze": 0.76,
          "jump": 1.2, "fly": 1.2}  # fmt: skip
#: How tall a bird's drawing is with its wings raised.
_WINGS = 1.35
_WATERFOWL = frozenset({"duck", "swan", "goose", "mallard", "mandarin_duck", "pelican",
                        "black_swan", "duckling"})  # fmt: skip
#: Relations in which something else carries it.
BEARING = frozenset({"on", "sitting_on", "held_by", "riding", "inside", "lying_on", "worn_by",
                      "leaning_on"})  # fmt: skip
#: Poses in which a bird may be in the air.
_ALOFT = frozenset({None, "look", "play", "run", "jump"})
_UP = frozenset({"air", "top", "sky"})


def concept_of(known: SceneObject) -> Concept:
    """What the lexicon says of an object, also of one that it does not know."""
    found = lexicons.load().concepts.get(known.concept)
    if found is not None:
        return found
    size = 0.5 if known.form == "figure" else 0.2
    return Concept(id=known.concept, shown=known.shown, size=size)


def size_of(known: SceneObject, shape: Shape) -> float:
    """How tall one of them is at the usual distance, as a share of the shorter side."""
    size = concept_of(known).size * known.scale
    if known.form == "figure":
        return size * shape.symbol.height / _FIGURE
    if known.form == "bird" and known.pose == "fly":
        return size * _WINGS
    if known.form == "beast":
        return size * _POSES.get(known.pose or "stand", 1.0)
    # A drawing much wider than tall would be a giant at its full height.
    if shape.aspect > 2.4 and known.form == "emoji":
        size *= 2.4 / shape.aspect
    return size


def zone_of(known: SceneObject, room: Field) -> Zone:
    """Where it belongs when nothing else says so."""
    anchor = concept_of(known).anchor
    if anchor == "sky":
        return "sky"
    if anchor == "wall":
        return "wall"
    if room.is_weightless:
        return "air"
    if room.is_underwater:
        swims = anchor in ("under", "air", "water") or known.form == "figure"
        return "swim" if swims else "ground"
    return _on_land(known, anchor, room)


def _on_land(known: SceneObject, anchor: str, room: Field) -> Zone:
    flies = known.pose == "fly" or (anchor == "air" and known.pose in _ALOFT)
    if flies or known.at in _UP:
        return "air"
    is_fowl = known.concept in _WATERFOWL and known.pose is None
    if room.water and (anchor in ("water", "under") or known.pose == "swim" or is_fowl):
        return "water"
    return "ground"


def is_borne(known: SceneObject) -> bool:
    """Whether something else carries it."""
    return any(relation.kind in BEARING for relation in known.relations)


def is_setting(known: SceneObject) -> bool:
    """Whether it is something large that others stand before: a house, a tree."""
    concept = concept_of(known)
    is_alive = known.form in ("figure", "beast", "bird", "fish")
    return not is_alive and concept.size * known.scale >= 0.38 and concept.anchor == "ground"


def is_small(known: SceneObject) -> bool:
    """Whether it belongs on a table."""
    return concept_of(known).anchor == "table"


def is_vehicle(known: SceneObject) -> bool:
    """Whether people ride in it."""
    return concept_of(known).theme in ("vehicles", "transport")
