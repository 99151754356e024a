"""Free spots: where something small may stand by an object without covering words or faces.

It does not know what will stand there.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inkstone.engines.sketch.pages.edges import overlaps
from inkstone.engines.sketch.scene import Box, Scene, SceneObject

_GRID = 13
#: What it costs to cover a face, anything else, and to stand far away; by the picture's side.
_FACE, _OBJECT, _FAR = 60.0, 2.5, 1.0
#: A first choice that costs less than this is taken without a look at the grid.
_GOOD = 0.22


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a picture shows, as obstacles."""

    page: Box
    #: Words and their grounds, which nothing may cover.
    taken: tuple[Box, ...]
    faces: tuple[Box, ...]
    things: tuple[Box, ...]

    def with_taken(self, box: Box) -> "Ground":
        """The same with one more thing that nothing may cover."""
        return replace(self, taken=(*self.taken, box))


def ground_of(scene: Scene, taken: Sequence[Box]) -> Ground:
    """Gather the obstacles of a placed scene."""
    margin = min(scene.width_px, scene.height_px) * 0.02
    page = Box(
        x=margin, y=margin, width=scene.width_px - 2 * margin, height=scene.height_px - 2 * margin
    )
    faces = [face(known, copy.box) for known in scene.objects for copy in known.copies]
    return Ground(
        page=page,
        taken=tuple(taken),
        faces=tuple(box for box in faces if box is not None),
        things=tuple(box for known in scene.objects for box in known.boxes),
    )


def face(known: SceneObject, box: Box) -> Box | None:
    """Where the face of a figure or an animal is, about; None for things."""
    if known.form == "figure":
        tall = box.height * (0.2 if box.height > box.width * 1.4 else 0.34)
        wide = min(box.width, tall * 1.15)
        return Box(x=box.x + (box.width - wide) / 2, y=box.y, width=wide, height=tall)
    if known.form in ("beast", "bird", "fish"):
        wide = box.width * 0.5
        x = {"left": box.x, "right": box.x + box.width - wide}.get(
            known.facing or "", box.x + wide / 2
        )
        return Box(x=x, y=box.y, width=wide, height=box.height * 0.55)
    return None


def spot(
    ground: Ground,
    *,
    width: float,
    height: float,
    near: tuple[float, float],
    first: Sequence[tuple[float, float]] = (),
) -> Box | None:
    """Find the best place for a box of a size; None where all of them would cover words.

    Args:
        ground: the obstacles.
        width: pixels.
        height: pixels.
        near: the point that it belongs to.
        first: corners to try before the grid, which win where they cost the same.
    """
    page = ground.page
    if width > page.width or height > page.height:
        return None
    best: tuple[float, int, Box] | None = None
    for index, (x, y) in enumerate(_corners(page, width, height, first)):
        if index == len(first) and best is not None and best[0] < _GOOD:
            break
        box = Box(x=x, y=y, width=width, height=height)
        if any(overlaps(box, other) for other in ground.taken):
            continue
        cost = _cost(box, ground, near) + (0.0 if index < len(first) else 0.08)
        if best is None or cost < best[0]:
            best = (cost, index, box)
    return best[2] if best else None


def _corners(
    page: Box, width: float, height: float, first: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    right, low = page.x + page.width - width, page.y + page.height - height
    for x, y in first:
        yield min(max(x, page.x), right), min(max(y, page.y), low)
    for row in range(_GRID):
        for column in range(_GRID):
            yield (
                page.x + (right - page.x) * column / (_GRID - 1),
                page.y + (low - page.y) * row / (_GRID - 1),
            )


def _cost(box: Box, ground: Ground, near: tuple[float, float]) -> float:
    area = max(box.width * box.height, 0.01)
    side = max(min(ground.page.width, ground.page.height), 1.0)
    covered = sum(_shared(box, face) for face in ground.faces) / area * _FACE
    covered += sum(_shared(box, thing) for thing in ground.things) / area * _OBJECT
    x = min(max(near[0], box.x), box.x + box.width)
    y = min(max(near[1], box.y), box.y + box.height)
    far = math.hypot(near[0] - x, near[1] - y) / side
    # A bubble beside or below its mouth reads worse than one above it.
    low = max(0.0, (box.y + box.height - near[1]) / side) * 0.6
    return covered + far * _FAR + low


def _shared(a: Box, b: Box) -> float:
    wide = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    tall = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return max(wide, 0.0) * max(tall, 0.0)
