"""The invisible watermark: an id in the brightness of a whole picture, by its own small variations.

The same pixels come of the same picture and id on every machine: what decides them is integers.
This module does not know what an id stands for, nor how it is found again.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from inkstone.media import invisible_code
from inkstone.media.invisible_code import ID_BITS, SIDE_PX_MIN, TILE_PX

__all__ = ["ID_BITS", "embed"]

#: Parts of a grey level that the deviation of the mark is told in.
_PARTS = 64
#: The tile's deviation in whole numbers.
_UNIT = 256
#: What divides by both.
_SHIFT = (_UNIT * _PARTS).bit_length() - 1
#: Of a flat surface, in parts: where nothing hides the mark, the least that a JPEG leaves.
_FLOOR = 40
#: How many parts a grey level of activity hides, and the most that is used of it.
_PARTS_EACH, _PARTS_MAX = 14, 200
#: Activity is told in so many parts of a grey level, and no more than 8 bits hold.
_FINE = 4
#: The mean square of the parts; a PSNR of 40 dB is one of 6.5 grey levels, and this one of 5.2.
_SQUARE_MAX = 52 * _PARTS * _PARTS // 10

Bytes = NDArray[np.uint8]


def embed(image: Image.Image, mark_id: int) -> Image.Image:
    """The same picture with the id in it; pixels that are not seen at all keep theirs.

    One with a side of less than 64 pixels has no room for it, and stays as it is.

    Args:
        image: RGB or RGBA.
        mark_id: 0 to 2**48 - 1.

    Raises:
        ValueError: the id has more bits, or the picture another mode.
    """
    if not 0 <= mark_id < 1 << ID_BITS:
        raise ValueError(f"An id is 0 to 2**{ID_BITS} - 1.")
    if image.mode not in {"RGB", "RGBA"}:
        raise ValueError(f"A picture to mark is RGB or RGBA, and not {image.mode}.")
    if min(image.size) < SIDE_PX_MIN:
        return image.copy()
    strength = np.asarray(_strength(image))
    height, width = strength.shape
    # As wide as the picture; a strip of it is as high, so that each begins where this does.
    across = -(-width // TILE_PX)
    tiles = np.tile(invisible_code.tile(mark_id, unit=_UNIT), (1, across))[:, :width]
    pixels = np.array(image)
    for top in range(0, height, TILE_PX):
        rows = slice(top, min(top + TILE_PX, height))
        _change(pixels[rows], strength[rows], tiles[: rows.stop - top])
    return Image.fromarray(pixels)


def _change(pixels: Bytes, strength: Bytes, tiles: NDArray[np.int32]) -> None:
    """Mark a strip of the picture, in place."""
    change = tiles * strength
    change += 1 << _SHIFT - 1
    change >>= _SHIFT
    if pixels.shape[2] == 4:
        change *= pixels[:, :, 3] > 0
    colours = pixels[:, :, :3]
    total = colours + change.astype(np.int16)[:, :, None]
    colours[...] = np.clip(total, 0, 255, out=total)


def _strength(image: Image.Image) -> Image.Image:
    """The deviation of the mark at each pixel, in parts of a grey level."""
    half = image.convert("L").reduce(2)
    activity = ImageChops.difference(half, half.filter(ImageFilter.BoxBlur(4)))
    activity = activity.point([min(255, value * _FINE) for value in range(256)]).reduce(4)
    # An edge between two calm sides is no place to hide: the least of nine leaves it out.
    calm = activity.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.BoxBlur(1))
    parts = calm.point(
        [min(_PARTS_MAX, _FLOOR + value * _PARTS_EACH // _FINE) for value in range(256)]
    )
    counts = parts.histogram()
    square = sum(count * value * value for value, count in enumerate(counts))
    square_max = _SQUARE_MAX * sum(counts)
    if square > square_max:
        share = math.isqrt((square_max << 32) // square)
        parts = parts.point([value * share >> 16 for value in range(256)])
    return parts.resize(image.size, Image.Resampling.BICUBIC)
