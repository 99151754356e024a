"""Extending: more canvas around a picture, filled from its edges or with a colour.

It does not know how large the result will be delivered.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from inkstone.engines.sketch.edit.pixels.operations import Extend

_SHARE_MAX = 1.5
_AREA_PX_MAX = 4096 * 4096
#: Of the short side: how much out of focus the mirrored edge is.
_BLUR = 0.05
#: How much the colours of one edge may differ for it to be a plain ground, of 255.
_PLAIN_MAX = 26.0


def margins(operation: Extend, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """How much each of left, top, right and bottom grows, in pixels."""
    if operation.ratio is not None:
        wide = max(round(height_px * operation.ratio) - width_px, 0)
        tall = max(round(width_px / operation.ratio) - height_px, 0)
        return wide // 2, tall // 2, wide - wide // 2, tall - tall // 2
    share = min(max(operation.share, 0.01), _SHARE_MAX)
    across = operation.size_px if operation.size_px is not None else round(width_px * share)
    down = operation.size_px if operation.size_px is not None else round(height_px * share)
    return (
        min(across, 2 * width_px) if "left" in operation.sides else 0,
        min(down, 2 * height_px) if "top" in operation.sides else 0,
        min(across, 2 * width_px) if "right" in operation.sides else 0,
        min(down, 2 * height_px) if "bottom" in operation.sides else 0,
    )


def extended(picture: Image.Image, operation: Extend) -> Image.Image:
    """Give it more canvas; the picture itself stays as it is."""
    left, top, right, low = margins(operation, *picture.size)
    size = (picture.width + left + right, picture.height + top + low)
    if size == picture.size or size[0] * size[1] > _AREA_PX_MAX:
        return picture
    if picture.mode == "L":
        canvas = Image.new("L", size, 0)
    elif operation.fill != "edges":
        canvas = Image.new(picture.mode, size, operation.fill)
    elif picture.mode == "RGBA":
        canvas = Image.new("RGBA", size, (0, 0, 0, 0))
    else:
        canvas = _mirrored(picture, (left, top, right, low))
    canvas.paste(picture, (left, top))
    return canvas


def _mirrored(picture: Image.Image, margins_px: tuple[int, int, int, int]) -> Image.Image:
    left, top, right, low = margins_px
    pixels = np.asarray(picture.convert("RGB"))
    grown = ((top, low), (left, right), (0, 0))
    # A plain ground goes on as it is; a mirror would show the subject once more.
    padded = np.pad(pixels, grown, mode="edge" if _is_plain(pixels) else "symmetric")
    whole = Image.fromarray(padded)
    radius = max(min(picture.size) * _BLUR, 1.0)
    times = max(1, int(radius // 4))
    small = whole.reduce(times).filter(ImageFilter.GaussianBlur(radius / times))
    soft = small.resize(whole.size, Image.Resampling.BICUBIC)
    # Next to the picture the mirror is sharp; farther out it fades.
    seam = Image.new("L", picture.size, 255)
    mask = Image.new("L", whole.size, 0)
    mask.paste(seam, (left, top))
    near = mask.reduce(times).filter(ImageFilter.GaussianBlur(radius / times * 1.2))
    return Image.composite(whole, soft, near.resize(whole.size, Image.Resampling.BICUBIC))


def _is_plain(pixels: NDArray[np.uint8]) -> bool:
    edges = (pixels[:, 0], pixels[:, -1])
    return all(float(edge.astype(np.float32).std(axis=0).mean()) < _PLAIN_MAX for edge in edges)
