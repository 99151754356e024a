"""Clusters: an object with all that it carries, moved and resized as one.

It does not know why they move.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inkstone.engines.sketch.scene import Box, Copy, Scene, SceneObject

#: Relations in which what has them goes where its target goes.
CARRIED = frozenset({"held_by", "worn_by", "riding", "sitting_on", "lying_on", "on", "inside",
                     "leaning_on"})  # fmt: skip
#: Of these, the ones that mean nothing without the target.
OWNED = frozenset({"held_by", "worn_by"})
_DEPTH_PER_PX = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A point of the picture that stays or goes, and how much larger all around it gets."""

    #: Where the fixed point was and where it is now.
    start: tuple[float, float]
    end: tuple[float, float]
    scale: float = 1.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return (
            round(self.end[0] + (x - self.start[0]) * self.scale, 2),
            round(self.end[1] + (y - self.start[1]) * self.scale, 2),
        )

    def box(self, box: Box) -> Box:
        """Where a box goes."""
        x, y = self.point(box.x, box.y)
        return Box(
            x=x,
            y=y,
            width=round(box.width * self.scale, 2),
            height=round(box.height * self.scale, 2),
        )

    def copy(self, copy: Copy) -> Copy:
        """Where a copy goes; what comes farther down is drawn later."""
        box = self.box(copy.box)
        fall = (box.y + box.height) - (copy.box.y + copy.box.height)
        depth = copy.depth + (fall * _DEPTH_PER_PX if copy.depth >= 1.0 else 0.0)
        string = copy.string
        if string is not None:
            string = (*self.point(*string[:2]), *self.point(*string[2:]))
        return replace(copy, box=box, depth=round(max(depth, 0.0), 10), string=string)


def carried(scene: Scene, identifier: str) -> tuple[SceneObject, ...]:
    """All that an object carries, and what that carries."""
    found: dict[str, SceneObject] = {}
    waiting = [identifier]
    while waiting:
        host = waiting.pop()
        for known in scene.objects:
            if known.id in found or known.id == identifier:
                continue
            if any(one.target == host and one.kind in CARRIED for one in known.relations):
                found[known.id] = known
                waiting.append(known.id)
    return tuple(found.values())


def with_object(scene: Scene, known: SceneObject) -> Scene:
    """The scene with an object as it is now."""
    return replace(
        scene,
        objects=tuple(known if one.id == known.id else one for one in scene.objects),
    )


def moved(scene: Scene, identifier: str, motion: Callable[[int], Motion]) -> Scene:
    """Move each copy of an object, and with it what is nearest to that copy of all it carries.

    Args:
        scene: a placed scene.
        identifier: the object's.
        motion: how a copy of a number moves.
    """
    known = scene.find(identifier)
    assert known is not None, "what moves is in the scene"
    motions = [motion(index) for index in range(len(known.copies))]
    if not motions:
        return scene
    followers = carried(scene, identifier)
    hosts = known.copies
    now = replace(
        known, copies=tuple(one.copy(copy) for one, copy in zip(motions, hosts, strict=True))
    )
    scene = with_object(scene, now)
    for each in followers:
        copies = tuple(motions[_nearest(copy, hosts)].copy(copy) for copy in each.copies)
        scene = with_object(scene, replace(each, copies=copies))
    return scene


def _nearest(copy: Copy, hosts: tuple[Copy, ...]) -> int:
    x = _ends(copy)[0]
    return min(range(len(hosts)), key=lambda index: abs(middle(hosts[index].box) - x))


def _ends(copy: Copy) -> tuple[float, float]:
    """Where something is held: at the end of its string, or in its middle."""
    if copy.string is not None:
        return copy.string[2], copy.string[3]
    return middle(copy.box), copy.box.y + copy.box.height / 2


def middle(box: Box) -> float:
    """The middle of a box, across."""
    return box.x + box.width / 2


def foot(copy: Copy) -> tuple[float, float]:
    """The point on which a copy stands, or the middle of one that hangs or flies."""
    box = copy.box
    return middle(box), box.y + (box.height if is_standing(copy) else box.height / 2)


def is_standing(copy: Copy) -> bool:
    """Whether it stands or floats on something."""
    return copy.has_shadow or copy.depth >= 1.0
