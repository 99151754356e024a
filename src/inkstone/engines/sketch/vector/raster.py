"""The raster seam: the one place that turns SVG into pixels.

It does not know what the drawing shows. System fonts stay out, so that the same drawing gives
the same pixels on every machine.
"""

import struct

import resvg_py

#: Pixels a side: the most that a picture may have.
SIDE_PX_MAX = 4096


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
