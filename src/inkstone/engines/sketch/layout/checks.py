"""Checks: which relations of a placed scene hold, as one sees them in the boxes.

It does not know how the boxes came about.
"""

from collections.abc import Callable, Mapping, Sequence

from inkstone.engines.sketch.layout.traits import BEARING
from inkstone.engines.sketch.scene import Box, Relation, Scene, SceneObject

_TOUCHING = frozenset({"held_by", "worn_by", "riding", "sitting_on", "lying_on", "leaning_on",
                       "inside", "hugging", "kissing"})  # fmt: skip
_NEAR = frozenset({"next_to", "between", "around", "chasing", "feeding", "following", "pulling",
                   "pushing", "playing_with", "talking_to"})  # fmt: skip
#: How far apart two may be that are beside each other, for the larger one's size.
_FAR = 1.2


def not_followed(scene: Scene) -> tuple[str, ...]:
    """The names of the objects of which a relation does not hold."""
    found = []
    for known in scene.objects:
        for relation in known.relations:
            other = scene.find(relation.target)
            if other is not None and not (
                holds(relation, known, other) or _is_borne_there(scene, known, relation, other)
            ):
                found.append(known.name)
    return tuple(dict.fromkeys(found))


def _is_borne_there(
    scene: Scene, known: SceneObject, relation: Relation, other: SceneObject
) -> bool:
    """Whether it is in or on something that stands so: flowers in a vase on a table."""
    bearers = [
        scene.find(one.target)
        for one in known.relations
        if one.kind in BEARING and one.target != other.id
    ]
    return any(bearer is not None and holds(relation, bearer, other) for bearer in bearers)


def holds(relation: Relation, known: SceneObject, other: SceneObject) -> bool:
    """Whether each copy of an object stands so to some copy of the other."""
    if not known.copies or not other.copies:
        return False
    if relation.kind in _NEAR:
        return _is_near(known.boxes, other.boxes)
    return all(any(_holds(relation.kind, a, b) for b in other.boxes) for a in known.boxes)


def _is_near(boxes: Sequence[Box], hosts: Sequence[Box]) -> bool:
    """Whether each one is near some host, or near one that is."""
    near = list(hosts)
    waiting = list(boxes)
    while waiting:
        found = next((a for a in waiting if any(_meet(a, b) for b in near)), None)
        if found is None:
            return False
        waiting.remove(found)
        near.append(found)
    return True


def _meet(one: Box, other: Box) -> bool:
    size = max(one.width, one.height, other.width, other.height)
    return _gap(one, other) <= _FAR * size


def _holds(kind: str, one: Box, host: Box) -> bool:
    if kind in _TOUCHING:
        return _gap(one, host) <= 0.25 * max(one.height, host.height) or kind == "held_by"
    return _SEEN[kind](one, host) if kind in _SEEN else True


def _is_on(one: Box, host: Box) -> bool:
    return _gap(one, host) <= 0.2 * host.height and _low(one) < _low(host) + 0.1 * one.height


def _is_under(one: Box, host: Box) -> bool:
    return _low(one) >= host.y + host.height * 0.6 or one.y > host.y


def _low(box: Box) -> float:
    return box.y + box.height


def _middle(box: Box) -> float:
    return box.x + box.width / 2


def _gap(one: Box, other: Box) -> float:
    """How far apart two boxes are; 0 where they meet."""
    across = max(one.x - other.x - other.width, other.x - one.x - one.width, 0.0)
    down = max(one.y - other.y - other.height, other.y - one.y - one.height, 0.0)
    return max(across, down)


#: How one sees the relations that are a direction; those left out need only be near.
_SEEN: Mapping[str, Callable[[Box, Box], bool]] = {
    "left_of": lambda one, host: _middle(one) < _middle(host),
    "right_of": lambda one, host: _middle(one) > _middle(host),
    "on": _is_on,
    "above": lambda one, host: one.y < host.y and _low(one) < _low(host),
    "under": _is_under,
    "in_front_of": lambda one, host: _low(one) >= _low(host) - 1,
    "behind": lambda one, host: _low(one) <= _low(host) + 1,
}
