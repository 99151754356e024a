"""The raster seam: the one place that turns SVG into pixels, and pixels into a PNG.

It does not know what the drawing shows. System fonts stay out, so that the same drawing gives
the same pixels on every machine.
"""

import io
import struct
from collections.abc import Callable

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

#: Pixels a side: the most that a picture may have.
SIDE_PX_MAX = 4096
#: Height, width, channels.
Pixels = NDArray[np.uint8]
#: What a style does to the pixels of a picture, by its seed.
Finish = Callable[[Pixels, int], Pixels]
#: Of zlib's levels the quickest: the others take longer than the drawing.
_ZLIB_LEVEL = 1


def to_png(svg: str, *, width_px: int, height_px: int) -> bytes:
    """Render a drawing as a PNG of exactly this size, which has the drawing's proportions."""
    assert 0 < width_px <= SIDE_PX_MAX, f"width_px: {width_px}"
    assert 0 < height_px <= SIDE_PX_MAX, f"height_px: {height_px}"
    png = bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, skip_system_fonts=True, width=width_px, height=height_px
        )
    )
    # The renderer keeps a drawing's proportions: one of another shape would come out smaller.
    assert struct.unpack(">II", png[16:24]) == (width_px, height_px), "the drawing's shape differs"
    return png


def to_finished_png(
    svg: str, words: str | None, *, width_px: int, height_px: int, finish: Finish, seed: int
) -> bytes:
    """Render a drawing, let a style finish its pixels, and lay words over them as they are.

    Args:
        svg: the drawing.
        words: the letters, a drawing of the same size with nothing beneath; None without any.
        width_px: of both.
        height_px: of both.
        finish: what the style does; it gives pixels of the same size.
        seed: the picture's seed.
    """
    pixels = finish(_rgb(to_png(svg, width_px=width_px, height_px=height_px)), seed)
    assert pixels.shape == (height_px, width_px, 3), f"a style's pixels: {pixels.shape}"
    picture = Image.fromarray(np.ascontiguousarray(pixels, dtype=np.uint8))
    if words is not None:
        letters = Image.open(io.BytesIO(to_png(words, width_px=width_px, height_px=height_px)))
        picture.paste(letters.convert("RGB"), (0, 0), letters.convert("RGBA").getchannel("A"))
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=_ZLIB_LEVEL)
    return written.getvalue()


def _rgb(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.uint8)


def to_preview(svg: str, *, width_px: int, height_px: int, side_px: int) -> bytes:
    """Render a drawing of this shape as a PNG whose longer side is about `side_px`."""
    scale = side_px / max(width_px, height_px)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            width=max(1, round(width_px * scale)),
            height=max(1, round(height_px * scale)),
        )
    )
