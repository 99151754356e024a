"""Geometry: which part of a picture stays, turned and mirrored.

It does not know how large the result will be delivered.
"""

import math

from PIL import Image, ImageFilter

from inkstone.engines.sketch.edit.pixels.operations import Crop, Flip, Position, Resize, Rotate

_QUARTERS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
#: The side of the rough picture that the corners of a turned one are filled from.
_ROUGH_PX = 192


def crop_box(operation: Crop, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Give the box that stays, never empty."""
    if operation.region is not None:
        left, top, right, bottom = operation.region
        box = (left * width_px, top * height_px, right * width_px, bottom * height_px)
    elif operation.trim_px is not None:
        away = operation.trim_px
        box = (away[0], away[1], width_px - away[2], height_px - away[3])
    else:
        wide, tall = _inner(operation, width_px, height_px)
        left, top = _spare(operation.position, width_px - wide, height_px - tall)
        box = (left, top, left + wide, top + tall)
    left_px = min(max(round(box[0]), 0), width_px - 1)
    top_px = min(max(round(box[1]), 0), height_px - 1)
    right_px = min(max(round(box[2]), left_px + 1), width_px)
    return left_px, top_px, right_px, min(max(round(box[3]), top_px + 1), height_px)


def _inner(operation: Crop, width_px: int, height_px: int) -> tuple[float, float]:
    if operation.size_px is not None:
        width, height = operation.size_px
        # Of a smaller picture as much as has the shape.
        shrink = min(1.0, width_px / width, height_px / height)
        return width * shrink, height * shrink
    assert operation.ratio is not None, "a crop names a region, a trim, a size or a ratio"
    return min(width_px, height_px * operation.ratio), min(height_px, width_px / operation.ratio)


def _spare(position: Position, width: float, height: float) -> tuple[float, float]:
    left = 0.0 if "left" in position else width if "right" in position else width / 2
    top = 0.0 if "top" in position else height if "bottom" in position else height / 2
    return left, top


def cropped(picture: Image.Image, operation: Crop) -> Image.Image:
    """Keep a part."""
    return picture.crop(crop_box(operation, *picture.size))


def flipped(picture: Image.Image, operation: Flip) -> Image.Image:
    """Mirror."""
    if operation.axis == "horizontal":
        return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def rotated(picture: Image.Image, operation: Rotate) -> Image.Image:
    """Turn; by other than quarters the canvas grows, so that nothing is lost."""
    quarter = _QUARTERS.get(round(operation.degrees)) if operation.degrees % 90 == 0 else None
    if quarter is not None:
        return picture.transpose(quarter)
    if picture.mode == "L":
        return _turned(picture, operation.degrees)
    whole = Image.new("L", picture.size, 255)
    turned, shown = _turned(picture, operation.degrees), _turned(whole, operation.degrees)
    if operation.fill == "edges" and picture.mode == "RGBA":
        return turned
    if operation.fill == "transparent":
        alpha = shown if picture.mode == "RGB" else turned.getchannel("A")
        turned.putalpha(alpha)
        return turned
    if operation.fill == "edges":
        under = _surroundings(picture, operation.degrees, turned.size)
    else:
        under = Image.new("RGB", turned.size, operation.fill)
    mask = shown if picture.mode == "RGB" else turned.getchannel("A")
    under.paste(turned, (0, 0), mask)
    return under


def _turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(-degrees, resample=Image.Resampling.BICUBIC, expand=True)


def _surroundings(picture: Image.Image, degrees: float, size: tuple[int, int]) -> Image.Image:
    """Give what may lie around the picture: its mirrored self, out of focus."""
    shrink = _ROUGH_PX / max(picture.size)
    width, height = (max(round(side * shrink), 2) for side in picture.size)
    small = picture.resize((width, height), Image.Resampling.BOX)
    across = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    tiles = Image.new("RGB", (3 * width, 3 * height))
    for row in range(3):
        for column in range(3):
            tile = small if column == 1 else across
            if row != 1:
                tile = tile.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
            tiles.paste(tile, (column * width, row * height))
    turned = tiles.rotate(-degrees, resample=Image.Resampling.BILINEAR)
    wide, tall = (math.ceil(side * shrink) for side in size)
    left, top = (3 * width - wide) // 2, (3 * height - tall) // 2
    rough = turned.crop((left, top, left + wide, top + tall))
    rough = rough.filter(ImageFilter.GaussianBlur(_ROUGH_PX / 40))
    return rough.resize(size, Image.Resampling.BICUBIC)


def resized_shape(operation: Resize, width_px: int, height_px: int) -> tuple[int, int]:
    """Give the size that a picture of this size should get."""
    if operation.size_px is not None:
        return operation.size_px
    if operation.side_px is not None:
        side, length = operation.side_px
        factor = length / (width_px if side == "width" else height_px)
    else:
        factor = operation.factor or 1.0
    return max(round(width_px * factor), 1), max(round(height_px * factor), 1)
