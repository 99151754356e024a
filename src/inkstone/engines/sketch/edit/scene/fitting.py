"""Fitting: a placed scene at another size of the same shape.

It does not know why the size is another.
"""

from dataclasses import replace

from inkstone.engines.sketch.scene import Box, Copy, Scene

_RATIO_MAX = 0.01


def can_fit(scene: Scene, size: tuple[int, int]) -> bool:
    """Whether a size has the scene's shape."""
    ratio = (size[0] * scene.height_px) / (size[1] * scene.width_px)
    return abs(ratio - 1) <= _RATIO_MAX


def fit(scene: Scene, size: tuple[int, int]) -> Scene:
    """Scale every box; the scene has the size's shape."""
    if size == (scene.width_px, scene.height_px):
        return scene
    across, down = size[0] / scene.width_px, size[1] / scene.height_px
    objects = tuple(
        replace(known, copies=tuple(_copy(copy, across, down) for copy in known.copies))
        for known in scene.objects
    )
    texts = tuple(
        replace(text, box=_box(text.box, across, down) if text.box else None)
        for text in scene.texts
    )
    return replace(scene, objects=objects, texts=texts, width_px=size[0], height_px=size[1])


def _box(box: Box, across: float, down: float) -> Box:
    return Box(
        x=round(box.x * across, 2),
        y=round(box.y * down, 2),
        width=round(box.width * across, 2),
        height=round(box.height * down, 2),
    )


def _copy(copy: Copy, across: float, down: float) -> Copy:
    string = copy.string
    if string is not None:
        x1, y1, x2, y2 = string
        string = (round(x1 * across, 2), round(y1 * down, 2),
                  round(x2 * across, 2), round(y2 * down, 2))  # fmt: skip
    # What is drawn first among things on the ground depends on how far down they stand.
    whole = int(copy.depth)
    depth = whole + (copy.depth - whole) * down
    return replace(copy, box=_box(copy.box, across, down), depth=depth, string=string)
