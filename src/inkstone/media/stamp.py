"""The watermark: a small mark in the lower right corner, legible on whatever is behind it.

It runs in a process of its own. This module does not know who asked for the mark, nor what it says.
"""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from inkstone.media import lettering

#: The letters' em as a share of the picture's shorter side, and their least height in pixels.
EM, HEIGHT_PX_MIN = 0.026, 10
#: The widest the mark may be, as a share of the picture's width; it shrinks to fit.
WIDTH_MAX = 0.6
#: How far the mark stays from the edges, as a share of the shorter side, and at the least.
MARGIN, MARGIN_PX_MIN = 0.024, 6

#: Drawn so many times larger and then shrunk: smooth at any size, and the same on any machine.
_SCALE = 4
#: The letters are measured at this size.
_MEASURE_PX = 200
#: Letters without height, such as a dash, count as if they had this share of their em.
_INK_MIN = 0.7
#: The plate behind the letters reaches so far beyond them, in ems, and has such corners.
_PAD_X_EM, _PAD_Y_EM, _ROUND_EM = 0.45, 0.34, 0.4
#: A shade close around the letters, in ems, keeps them apart from what the plate lets through.
_SHADE_EM = 0.06
_LETTER_ALPHA, _SHADE_ALPHA, _PLATE_ALPHA = 0.95, 0.4, 0.5


def stamp(image: Image.Image, text: str) -> Image.Image:
    """The same picture with the mark; the same pixels each time.

    Only pixels within `box` change. What is see-through stays so around the mark.

    Args:
        image: RGB or RGBA.
        text: a few characters; one that no font has becomes a hollow box.
    """
    layer = _fitting(image.size, text)
    if layer is None:
        return image
    # A picture smaller than its mark shows the beginning of it.
    return lettering.laid(image, layer, _edges(image.size, layer))


def box(size: tuple[int, int], text: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of all that the mark may change; empty where there is none."""
    layer = _fitting(size, text)
    return (0, 0, 0, 0) if layer is None else _edges(size, layer)


def _edges(size: tuple[int, int], layer: Image.Image) -> tuple[int, int, int, int]:
    margin = max(MARGIN_PX_MIN, round(MARGIN * min(size)))
    left, top = max(0, size[0] - margin - layer.width), max(0, size[1] - margin - layer.height)
    return left, top, min(size[0], left + layer.width), min(size[1], top + layer.height)


def _fitting(size: tuple[int, int], text: str) -> Image.Image | None:
    """The mark for a picture of this size."""
    text = " ".join(text.split())
    if not text:
        return None
    return _mark(text, EM * min(size), int(WIDTH_MAX * size[0]))


@lru_cache(maxsize=64)
def _mark(text: str, em_px: float, width_px_max: int) -> Image.Image:
    """The letters on their plate, ready to be laid over a picture."""
    left, top, right, bottom = lettering.ink(text, _MEASURE_PX)
    height, width = (bottom - top) / _MEASURE_PX, (right - left) / _MEASURE_PX + 2 * _PAD_X_EM
    em_px = max(em_px, HEIGHT_PX_MIN / max(height, _INK_MIN))
    big = max(1.0, min(em_px, width_px_max / width)) * _SCALE
    while True:
        left, top, right, bottom = lettering.ink(text, big)
        pad_x, pad_y = round(big * _PAD_X_EM), round(big * _PAD_Y_EM)
        size = (
            lettering.whole(right - left + 2 * pad_x, _SCALE),
            lettering.whole(bottom - top + 2 * pad_y, _SCALE),
        )
        if size[0] <= width_px_max * _SCALE or big <= _SCALE:
            break
        # Small letters are wider than large ones shrunk: their steps are whole pixels.
        big -= _SCALE / 16
    origin = (size[0] - (right - left)) // 2 - left, (size[1] - (bottom - top)) // 2 - top
    letters, shade, plate = (Image.new("L", size) for _ in range(3))
    lettering.draw(letters, text, big, origin)
    lettering.draw(shade, text, big, origin, round(big * _SHADE_EM))
    shade = shade.filter(ImageFilter.GaussianBlur(big * _SHADE_EM / 2))
    edges = (0, 0, size[0] - 1, size[1] - 1)
    ImageDraw.Draw(plate).rounded_rectangle(edges, big * _ROUND_EM, 255)
    parts = (
        (0, plate, _PLATE_ALPHA),
        (0, shade, _SHADE_ALPHA),
        (255, letters, _LETTER_ALPHA),
    )
    return lettering.layer(parts, _SCALE)
