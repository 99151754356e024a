"""Placing: new objects put where a mask shows, rather than where the layout finds room.

It does not know the words of the instruction.
"""

from dataclasses import replace

from inkstone.engines.sketch.edit.scene.measuring import shape_of
from inkstone.engines.sketch.layout.traits import concept_of
from inkstone.engines.sketch.scene import Box, Copy, Scene, SceneObject

_AIR = frozenset({"air", "sky"})
_DEPTH_GROUND, _DEPTH_AIR, _PER_PX = 2.0, 0.5, 1e-4


def within(scene: Scene, box: Box) -> Scene:
    """Place what has no place and no relation yet in a box, side by side."""
    free = [known for known in scene.objects if not (known.copies or known.relations or known.at)]
    num = sum(known.count for known in free)
    if not num:
        return scene
    wide = box.width / num
    at = 0
    placed: dict[str, SceneObject] = {}
    for known in free:
        copies = []
        for index in range(known.count):
            shape = shape_of(scene, known, copy=index)
            aspect = shape.aspect if shape is not None else 1.0
            cell = Box(x=box.x + at * wide, y=box.y, width=wide, height=box.height)
            copies.append(_copy(known, cell, aspect))
            at += 1
        placed[known.id] = replace(known, copies=tuple(copies))
    return replace(scene, objects=tuple(placed.get(known.id, known) for known in scene.objects))


def _copy(known: SceneObject, cell: Box, aspect: float) -> Copy:
    height = min(cell.height, cell.width / aspect) * 0.96
    width = height * aspect
    is_air = concept_of(known).anchor in _AIR
    low = cell.y + cell.height
    top = cell.y + (cell.height - height) / 2 if is_air else low - height
    box = Box(
        x=round(cell.x + (cell.width - width) / 2, 2),
        y=round(top, 2),
        width=round(width, 2),
        height=round(height, 2),
    )
    depth = _DEPTH_AIR if is_air else _DEPTH_GROUND + low * _PER_PX
    return Copy(box=box, depth=round(depth, 10), has_shadow=not is_air)
