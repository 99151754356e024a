"""Joining: one picture of several.

It does not know which instruction asked for it.
"""

import math

from PIL import Image

from inkstone.engines.sketch.edit.pictures import pasted
from inkstone.engines.sketch.edit.pixels import fitting, frames
from inkstone.engines.sketch.edit.pixels.operations import Blend, Collage, Inset, Join, Row

#: No canvas has more pixels, so that ten large pictures take no more room than one.
AREA_PX_MAX = 2048 * 2048
#: How many pictures each row of a collage has.
_ROWS = {1: (1,), 2: (2,), 3: (1, 2), 4: (2, 2), 5: (2, 3), 6: (3, 3), 7: (3, 4), 8: (4, 4),
         9: (3, 3, 3), 10: (3, 4, 3)}  # fmt: skip
_CELL_RATIO_MIN, _CELL_RATIO_MAX = 0.6, 1.7
_SIDE_PX_MAX = 8192


def join(
    pictures: dict[int, Image.Image], operation: Join, *, size: tuple[int, int] | None
) -> Image.Image:
    """Make one picture.

    Args:
        pictures: by their numbers, from 1.
        operation: how they are joined.
        size: the canvas of a collage, where it is known already.
    """
    if isinstance(operation, Inset):
        return frames.inset(pictures[operation.onto].copy(), pictures[operation.picture], operation)
    chosen = [pictures[number] for number in operation.pictures]
    if isinstance(operation, Row):
        return _row(chosen, operation)
    if isinstance(operation, Collage):
        return _collage(chosen, operation, size)
    return _blend(chosen, operation)


def _mode(pictures: list[Image.Image]) -> str:
    return "RGBA" if any(picture.mode == "RGBA" for picture in pictures) else "RGB"


def _row(pictures: list[Image.Image], row: Row) -> Image.Image:
    is_wide = row.axis == "horizontal"
    across = [picture.height if is_wide else picture.width for picture in pictures]
    along = [
        (picture.width / picture.height) if is_wide else (picture.height / picture.width)
        for picture in pictures
    ]
    side = float(max(across))
    side = min(side, math.sqrt(AREA_PX_MAX / sum(along)), _SIDE_PX_MAX / sum(along))
    side_px = max(round(side), 1)
    lengths = [max(round(side_px * share), 1) for share in along]
    gap = row.gap_px if row.gap_px is not None else round(row.gap * min(side_px, *lengths))
    gap = min(gap, side_px)
    total = sum(lengths) + gap * (len(pictures) - 1)
    canvas = Image.new("RGB", (total, side_px) if is_wide else (side_px, total), row.colour)
    at = 0
    for picture, length in zip(pictures, lengths, strict=True):
        size = (length, side_px) if is_wide else (side_px, length)
        scaled = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        pasted(canvas, scaled, (at, 0) if is_wide else (0, at))
        at += length + gap
    return canvas


def rows(collage: Collage) -> tuple[int, ...]:
    """Give how many pictures each row of a collage has."""
    num = len(collage.pictures)
    if collage.columns is None:
        return _ROWS[num]
    full, over = divmod(num, collage.columns)
    return (collage.columns,) * full + ((over,) if over else ())


def shape(pictures: list[Image.Image], collage: Collage) -> tuple[int, int]:
    """Give the size at which a collage's cells have about the pictures' own shape and size."""
    lines = rows(collage)
    ratios = [picture.width / picture.height for picture in pictures]
    ratio = math.prod(ratios) ** (1 / len(ratios))
    ratio = min(max(ratio, _CELL_RATIO_MIN), _CELL_RATIO_MAX)
    columns = sum(lines) / len(lines)
    area = min(sum(picture.width * picture.height for picture in pictures), AREA_PX_MAX)
    height = math.sqrt(area / (ratio * columns / len(lines)))
    return max(round(area / height), 1), max(round(height), 1)


def _collage(
    pictures: list[Image.Image], collage: Collage, size: tuple[int, int] | None
) -> Image.Image:
    width, height = size or shape(pictures, collage)
    short = min(width, height)
    gap = collage.gap_px if collage.gap_px is not None else round(short * collage.gap)
    lines = rows(collage)
    gap = min(gap, short // (2 * max(*lines, len(lines)) + 2))
    canvas = Image.new("RGB", (width, height), collage.colour)
    remaining = iter(pictures)
    for index, num in enumerate(lines):
        top, bottom = _span(height, len(lines), index, gap)
        for column in range(num):
            left, right = _span(width, num, column, gap)
            cell = fitting.cover(next(remaining), (right - left, bottom - top))
            pasted(canvas, cell, (left, top))
    return canvas


def _span(length: int, num: int, index: int, gap: int) -> tuple[int, int]:
    """Give where a cell begins and ends: gaps are exact, cells differ by one pixel at most."""
    room = length - gap * (num + 1)
    start = gap * (index + 1) + room * index // num
    return start, max(gap * (index + 1) + room * (index + 1) // num, start + 1)


def _blend(pictures: list[Image.Image], blend: Blend) -> Image.Image:
    mode = _mode(pictures)
    found = pictures[0].convert(mode)
    for index, picture in enumerate(pictures[1:], start=2):
        share = 1 / index if blend.share is None else blend.share
        over = fitting.cover(picture, found.size).convert(mode)
        found = Image.blend(found, over, share)
    return found
