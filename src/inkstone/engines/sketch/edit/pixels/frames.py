"""Frames and corners: borders, rounded masks, and small pictures laid on large ones.

It does not know words.
"""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from inkstone.engines.sketch.edit.pictures import pasted
from inkstone.engines.sketch.edit.pixels import fitting
from inkstone.engines.sketch.edit.pixels.operations import (
    Border,
    Inset,
    Logo,
    Position,
    RoundCorners,
)

#: Corners are drawn this many times as large and made smaller, which smooths them.
_FINE = 4
#: Of the short side: from the picture's edge to what stands in a corner.
MARGIN = 0.035
_SHADOW_OPACITY = 0.42


def border_px(border: Border, size: tuple[int, int]) -> int:
    """Give how wide a border is."""
    wanted = border.width_px if border.width_px is not None else min(size) * border.width
    return min(max(round(wanted), 1), max(min(size) // 3, 1))


def bordered(picture: Image.Image, border: Border) -> Image.Image:
    """Lay a border over the edges."""
    width = border_px(border, picture.size)
    inner = (picture.width - 2 * width, picture.height - 2 * width)
    if min(inner) < 1:
        return picture
    shown = Image.new("L", picture.size, 0)
    radius = max(width, round(min(picture.size) * 0.045)) if border.is_rounded else 0
    shown.paste(rounded(inner, radius), (width, width))
    frame = Image.new(picture.mode, picture.size, border.colour)
    return Image.composite(picture, frame, shown)


def round_cornered(picture: Image.Image, operation: RoundCorners) -> Image.Image:
    """Cut the corners round; outside them it is transparent."""
    found = picture.convert("RGBA")
    mask = rounded(picture.size, round(min(picture.size) * operation.radius))
    found.putalpha(ImageChops.multiply(found.getchannel("A"), mask))
    return found


def rounded(size: tuple[int, int], radius: int) -> Image.Image:
    """Give a white mask with round corners, black outside them."""
    mask = Image.new("L", size, 255)
    radius = min(radius, size[0] // 2, size[1] // 2)
    if radius < 1:
        return mask
    side = radius * _FINE
    large = Image.new("L", (side, side), 0)
    ImageDraw.Draw(large).pieslice((0, 0, 2 * side, 2 * side), 180, 270, fill=255)
    corner = large.resize((radius, radius), Image.Resampling.BOX)
    across = corner.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    right, low = size[0] - radius, size[1] - radius
    mask.paste(corner, (0, 0))
    mask.paste(across, (right, 0))
    mask.paste(corner.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, low))
    mask.paste(across.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (right, low))
    return mask


def place(
    position: Position, size: tuple[int, int], inner: tuple[int, int], margin: int
) -> tuple[int, int]:
    """Give the top left corner of something at a position, `margin` from the edges."""
    right, low = size[0] - inner[0] - margin, size[1] - inner[1] - margin
    left = margin if "left" in position else right if "right" in position else None
    top = margin if "top" in position else low if "bottom" in position else None
    x = (size[0] - inner[0]) // 2 if left is None else left
    return x, (size[1] - inner[1]) // 2 if top is None else top


def inset(picture: Image.Image, small: Image.Image, operation: Inset) -> Image.Image:
    """Lay a small picture on another, with its shadow."""
    if operation.shape == "circle":
        side = min(small.size)
        small = fitting.cover(small, (side, side))
    inner = _within(small.size, picture.size, operation.scale)
    small = small.resize(inner, Image.Resampling.LANCZOS, reducing_gap=2.0)
    short = min(inner)
    radius = short // 2 if operation.shape == "circle" else round(short * 0.07)
    edge = max(round(min(picture.size) * 0.006), 2) if operation.edge else 0
    outer = (inner[0] + 2 * edge, inner[1] + 2 * edge)
    at = place(operation.position, picture.size, outer, round(min(picture.size) * MARGIN))
    around = rounded(outer, radius + edge if radius else 0)
    if small.mode == "RGB" or operation.edge:
        _shadow(picture, around, at)
    if operation.edge:
        pasted(picture, Image.new("RGB", outer, operation.edge), at, around)
    pasted(picture, small, (at[0] + edge, at[1] + edge), rounded(inner, radius))
    return picture


def _within(of: tuple[int, int], size: tuple[int, int], scale: float) -> tuple[int, int]:
    factor = scale * min(size[0] / of[0], size[1] / of[1])
    # A wide picture on a tall one may be as wide as its share of the area says.
    factor = max(factor, scale * 0.75 * min(size) / max(of))
    return max(round(of[0] * factor), 1), max(round(of[1] * factor), 1)


def _shadow(picture: Image.Image, around: Image.Image, at: tuple[int, int]) -> None:
    reach = max(min(picture.size) // 90, 1)
    width, height = around.size
    shade = Image.new("L", (width + 6 * reach, height + 6 * reach), 0)
    shade.paste(around, (3 * reach, 3 * reach))
    shade = shade.filter(ImageFilter.GaussianBlur(reach))
    shade = shade.point(lambda value: value * _SHADOW_OPACITY)
    layer = Image.new("RGBA", shade.size, "#000000")
    layer.putalpha(shade)
    pasted(picture, layer, (at[0] - 3 * reach, at[1] - 3 * reach + reach // 2 + 1))


def logo(picture: Image.Image, mark: Image.Image, operation: Logo) -> Image.Image:
    """Lay a mark in a corner."""
    side = max(round(min(picture.size) * operation.scale), 1)
    factor = side / max(mark.size)
    inner = (max(round(mark.width * factor), 1), max(round(mark.height * factor), 1))
    small = mark.resize(inner, Image.Resampling.LANCZOS, reducing_gap=2.0)
    at = place(operation.position, picture.size, inner, round(min(picture.size) * MARGIN))
    # A mark that has no outline of its own gets rounded corners.
    shape = rounded(inner, round(min(inner) * 0.08)) if small.mode == "RGB" else None
    shape = shape or Image.new("L", inner, 255)
    pasted(picture, small, at, shape.point(lambda value: value * operation.opacity))
    return picture
