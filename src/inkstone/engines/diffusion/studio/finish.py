"""Finish: from decoded pixels to the picture that was asked for, as a PNG.

It does not know how the pixels were decoded, nor what becomes of the picture. Dimension key: `H W`
pixels.
"""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.diffusion.studio.recipe import Recipe

#: Noise hardly packs, so that more of an effort costs much time and saves few bytes.
_COMPRESS_LEVEL = 1


def finished(
    pixels_HW4: NDArray[np.uint8],
    run: base.Run,
    recipe: Recipe,
    *,
    guarantee: Mapping[str, Any],
) -> base.Picture:
    """The picture of one sample.

    Args:
        pixels_HW4: as decoded, RGBA and not premultiplied.
        run: what was asked for.
        recipe: what it came to.
        guarantee: what holds of it, for its document.

    Shapes:
        pixels_HW4: (H, W, 4).
    """
    picture = _cut(Image.fromarray(pixels_HW4), recipe.size)
    if not recipe.is_transparent:
        picture = flattened(picture)
    if run.mask is not None and run.inputs:
        picture = _masked(picture, run.inputs[-1], run.mask)
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=_COMPRESS_LEVEL)
    return base.Picture(
        data=stream.getvalue(),
        width_px=picture.width,
        height_px=picture.height,
        details=document(recipe, guarantee, is_edit=bool(run.inputs)),
    )


def document(recipe: Recipe, guarantee: Mapping[str, Any], *, is_edit: bool) -> dict[str, Any]:
    """How a picture was drawn, as it says itself; the same for every run of one request.

    Args:
        recipe: what was drawn.
        guarantee: what holds of it; the side that references are scaled to is of edits alone.
        is_edit: whether it had references.
    """
    said = {name: each for name, each in guarantee.items() if is_edit or name != "reference_px"}
    return {
        "steps": recipe.num_steps,
        "guidance": recipe.guidance,
        "drawn": str(recipe.drawn),
        "fitted": "none" if recipe.drawn == recipe.size else "crop",
        **({} if recipe.tile_px is None else {"tile_px": recipe.tile_px}),
        **said,
    }


def flattened(picture: Image.Image) -> Image.Image:
    """The picture on white."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture).convert("RGB")


def _cut(picture: Image.Image, size: Size) -> Image.Image:
    """The middle of a picture."""
    left = (picture.width - size.width_px) // 2
    top = (picture.height - size.height_px) // 2
    return picture.crop((left, top, left + size.width_px, top + size.height_px))


def _masked(made: Image.Image, given: base.Picture, mask: base.Picture) -> Image.Image:
    """What was made where the mask is white, and the input's own pixels where it is black."""
    kept = read_png(given).resize(made.size, Image.Resampling.LANCZOS)
    kept = kept if made.mode == "RGBA" else flattened(kept)
    # Nearest, so that what is black stays quite black whatever the sizes are.
    with Image.open(io.BytesIO(mask.data), formats=["PNG"]) as opened:
        may_change = opened.convert("L").resize(made.size, Image.Resampling.NEAREST)
    return Image.composite(made, kept, may_change)


def read_png(picture: base.Picture) -> Image.Image:
    """An input as RGBA; it is a PNG of our own making."""
    with Image.open(io.BytesIO(picture.data), formats=["PNG"]) as opened:
        return opened.convert("RGBA")
