"""Editing: an instruction done in the scene that a picture carries, and the rest to its pixels.

It does not know whether the picture still shows that scene.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image, ImageChops

from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.document import read as read_document
from inkstone.engines.sketch.draw import Drawing, draw_scene
from inkstone.engines.sketch.edit import pictures
from inkstone.engines.sketch.edit.edited import Edited, Inputs
from inkstone.engines.sketch.edit.pixels import fitting as pixel_fitting
from inkstone.engines.sketch.edit.pixels.developing import develop
from inkstone.engines.sketch.edit.pixels.reading import Reading
from inkstone.engines.sketch.edit.pixels.reading import read as read_pixels
from inkstone.engines.sketch.edit.quotes import Marked
from inkstone.engines.sketch.edit.scene import fitting, placing
from inkstone.engines.sketch.edit.scene.operations import to_json
from inkstone.engines.sketch.edit.scene.reading import SceneReading, read
from inkstone.engines.sketch.scene import Box, Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A drawn scene, and its pixels within the mask."""

    drawing: Drawing
    picture: Image.Image
    #: Whether the picture is all that the scene shows.
    is_whole: bool


def edit_scene(marked: Marked, scene: Scene, inputs: Inputs, *, base: int) -> Edited | None:
    """Edit a scene; None where the instruction asks for nothing that is in one.

    Args:
        marked: the instruction.
        scene: what the base picture shows.
        inputs: all pictures.
        base: the number of the picture that is edited.
    """
    target = inputs.size or inputs.default_size
    is_alike = fitting.can_fit(scene, target)
    if is_alike:
        scene = fitting.fit(scene, target)
    size = (scene.width_px, scene.height_px)
    mask = _mask(inputs, size) if base == inputs.num else None
    reading = read(marked, scene, box=_box(mask))
    if not reading.operations:
        return None
    rest = left(marked, reading)
    later = read_pixels(rest, num_inputs=inputs.num, has_mask=inputs.mask is not None)
    drawn = _draw(reading, mask, lambda: inputs.open(base))
    documents = tuple(to_json(one) for one in reading.operations)
    return finished(drawn.drawing, drawn.picture, documents, later, inputs,
                    base=base, is_whole=drawn.is_whole and is_alike)  # fmt: skip


def finished(
    drawing: Drawing,
    picture: Image.Image,
    documents: tuple[dict[str, Any], ...],
    later: Reading,
    inputs: Inputs,
    *,
    base: int,
    is_whole: bool,
) -> Edited:
    """What was drawn, with all that is to be done to its pixels.

    Args:
        drawing: a drawn scene.
        picture: its pixels, within a mask where there is one.
        documents: the operations that made the scene.
        later: what is done to its pixels.
        inputs: all pictures.
        base: the number of the picture that it comes from.
        is_whole: whether the picture is all that the scene shows, at the size that is wanted.
    """
    if is_whole and not later.operations:
        return Edited(
            png=drawing.png,
            width_px=picture.width,
            height_px=picture.height,
            warnings=(*drawing.warnings, *_missed(later)),
            operations=documents,
            scene=drawing.scene,
        )
    warnings = list(drawing.warnings)
    if later.operations:
        own = replace(inputs, open=lambda n: picture if n == base else inputs.open(n), mask=None)
        done = develop(later, own)
        picture, documents = done.picture, (*documents, *done.operations)
        warnings += [one for one in done.warnings if one.code != "unused_inputs"]
    else:
        picture = pixel_fitting.fit(picture, inputs.size or inputs.default_size, is_stretched=False)
        warnings += _missed(later)
    return Edited(
        png=pictures.encode(picture),
        width_px=picture.width,
        height_px=picture.height,
        warnings=tuple(warnings),
        operations=documents,
    )


def left(marked: Marked, reading: SceneReading) -> str:
    """The instruction without what was done in the scene."""
    raw = list(marked.raw)
    for start, end in reading.taken:
        raw[start:end] = " " * (end - start)
    return "".join(raw)


def _draw(
    reading: SceneReading, mask: Image.Image | None, opened: Callable[[], Image.Image]
) -> _Drawn:
    # What the first prompt asked for in vain was told then.
    scene = replace(reading.scene, unknown=(), notes=())
    if (box := _box(mask)) is not None:
        scene = placing.within(scene, box)
    drawing = draw_scene(scene)
    with Image.open(io.BytesIO(drawing.png)) as opened_png:
        picture = opened_png.convert("RGB")
    if mask is None:
        return _Drawn(drawing=drawing, picture=picture, is_whole=True)
    was = pixel_fitting.fit(opened().convert("RGB"), picture.size, is_stretched=True)
    within = Image.composite(picture, was, mask)
    is_whole = ImageChops.difference(within, picture).getbbox() is None
    return _Drawn(drawing=drawing, picture=within, is_whole=is_whole)


def _mask(inputs: Inputs, size: tuple[int, int]) -> Image.Image | None:
    if inputs.mask is None:
        return None
    if inputs.mask.size == size:
        return inputs.mask
    return inputs.mask.resize(size, Image.Resampling.NEAREST)


def _box(mask: Image.Image | None) -> Box | None:
    if mask is None:
        return None
    white = np.asarray(mask) >= 128
    if not white.any():
        return None
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    return Box(
        x=float(columns[0]),
        y=float(rows[0]),
        width=float(columns[-1] - columns[0] + 1),
        height=float(rows[-1] - rows[0] + 1),
    )


def _missed(later: Reading) -> list[EngineWarning]:
    message = "This part could not be followed."
    return [EngineWarning("unsupported_edit", message, (each,)) for each in later.not_followed]


def scene_of(document: Any) -> Scene | None:
    """The scene of a document, if it is one that is placed."""
    scene = read_document(document)
    if scene is None or any(not known.copies for known in scene.objects):
        return None
    return scene
