"""Replacing: another object in the place of one, on the same feet and about as large.

It does not know the words of the instruction.
"""

from dataclasses import replace

from inkstone.engines.sketch.document import COPIES_MAX
from inkstone.engines.sketch.edit.scene.clusters import carried, is_standing, middle, with_object
from inkstone.engines.sketch.edit.scene.measuring import height_of, shape_of
from inkstone.engines.sketch.edit.scene.operations import Replace
from inkstone.engines.sketch.scene import Box, Copy, Scene, SceneObject
from inkstone.engines.sketch.vector.shape import Shape

#: How far another thing's own size may change that of the one before.
_SMALLER, _LARGER = 0.5, 1.8


def replaced(scene: Scene, asked: Replace) -> Scene:
    """Put a new object where the target is; relations to and from it stay."""
    was = scene.find(asked.target)
    assert was is not None, "what is replaced is in the scene"
    count = asked.by.count if asked.is_counted else was.count
    count = min(max(count, 1), COPIES_MAX)
    now = replace(
        asked.by, count=count, relations=asked.by.relations or was.relations, at=was.at, copies=()
    )
    shape, old = shape_of(scene, now), shape_of(scene, was)
    if shape is not None and old is not None and not asked.by.relations:
        grown = height_of(scene, now) / max(height_of(scene, was), 1e-6)
        grown = min(max(grown, _SMALLER), _LARGER)
        kept = was.copies[:count]
        # Two where one was stand side by side, and are smaller for it.
        grown *= max((len(kept) / count) ** 0.5, 0.5) if kept else 1.0
        copies = [_copy(scene, copy, shape, grown, old=old) for copy in kept]
        now = replace(now, copies=_beside(scene, copies, count))
    objects = tuple(now if known.id == was.id else known for known in scene.objects)
    followers = {each.id for each in carried(scene, was.id)}
    renamed = tuple(_retargeted(known, was.id, now.id) for known in objects)
    texts = tuple(
        replace(text, of=now.id, box=None) if text.of == was.id else text for text in scene.texts
    )
    scene = replace(scene, objects=renamed, texts=texts)
    for identifier in sorted(followers):
        known = scene.find(identifier)
        if known is not None:
            scene = with_object(scene, replace(known, copies=()))
    return scene


def _beside(scene: Scene, copies: list[Copy], count: int) -> tuple[Copy, ...]:
    """As many copies, the further ones to the right and the left of the last."""
    if not copies or len(copies) == count:
        return tuple(copies)
    last = copies.pop()
    num = count - len(copies)
    for index in range(num):
        x = last.box.x + (index - (num - 1) / 2) * last.box.width * 0.94
        x = round(min(max(x, 0.0), max(scene.width_px - last.box.width, 0.0)), 2)
        depth = round(last.depth + index * 1e-6, 10)
        copies.append(replace(last, box=replace(last.box, x=x), depth=depth))
    return tuple(copies)


def _retargeted(known: SceneObject, old: str, new: str) -> SceneObject:
    relations = tuple(
        replace(one, target=new) if one.target == old else one
        for one in known.relations
        if not (one.target == old and known.id == new)
    )
    return replace(known, relations=relations)


def _copy(scene: Scene, copy: Copy, shape: Shape, grown: float, *, old: Shape) -> Copy:
    box = copy.box
    height = box.height * grown
    width = height * shape.aspect
    fit = min(1.0, scene.width_px * 0.97 / width, scene.height_px * 0.97 / height)
    width, height = width * fit, height * fit
    low = box.y + box.height
    top = low - height if is_standing(copy) else box.y + (box.height - height) / 2
    x = min(max(middle(box) - width / 2, 0.0), scene.width_px - width)
    is_flipped = copy.is_flipped
    if shape.facing is not None and old.facing is not None and shape.facing != old.facing:
        is_flipped = not is_flipped
    return replace(
        copy,
        box=Box(x=round(x, 2), y=round(max(top, 0.0), 2), width=round(width, 2),
                height=round(height, 2)),
        is_flipped=is_flipped,
    )  # fmt: skip
