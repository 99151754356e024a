"""Tones: colours and sharpness of pixels that stay where they are.

It does not know how the wish was worded.
"""

from collections.abc import Callable
from typing import assert_never

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from inkstone.engines.sketch.edit.pictures import coloured
from inkstone.engines.sketch.edit.pixels import areas
from inkstone.engines.sketch.edit.pixels.operations import Tone
from inkstone.engines.sketch.vector import palette

#: Of the short side: the usual blur's radius, and the side of a mosaic's squares.
_BLUR, _SQUARE = 0.012, 1 / 44
_SEPIA = ("#1d120b", "#a1794f", "#fff4df")
#: How dark a usual vignette makes the corners, and where it begins and ends.
_VIGNETTE, _VIGNETTE_FROM, _VIGNETTE_TO = 0.72, 0.42, 1.08
#: What full warmth does to red, green and blue.
_WARM = (0.2, 0.04, -0.24)
#: From this radius on a blur works on a smaller copy; nobody can tell.
_SMALLER_PX = 6.0
_RADIUS_PX_MAX = 200.0


def toned(picture: Image.Image, tone: Tone, *, mask: Image.Image | None) -> Image.Image:
    """Change the colours where the tone applies; nothing else differs by a bit."""
    where = areas.area(tone, picture.size, mask)
    if tone.kind in ("blur", "pixelate") and picture.mode == "RGBA":
        # Outlines blur with their colours.
        changed = _changed(picture.convert("RGBa"), tone).convert("RGBA")
    else:
        changed = coloured(picture, lambda colours: _changed(colours, tone))
    return changed if where is None else Image.composite(changed, picture, where)


def _changed(picture: Image.Image, tone: Tone) -> Image.Image:  # noqa: PLR0911 - one table
    amount = tone.amount
    match tone.kind:
        case "greyscale":
            return picture.convert("L").convert("RGB")
        case "sepia":
            return _colorized(picture, _SEPIA, midpoint=122, amount=amount)
        case "tint":
            return _tinted(picture, tone.colour or "#ffffff", amount)
        case "brightness":
            return picture.point(_levels(lambda value: _brightened(value, amount)) * 3)
        case "contrast":
            return picture.point(_levels(lambda value: 0.5 + (value - 0.5) * (1 + amount)) * 3)
        case "saturation":
            return ImageEnhance.Color(picture).enhance(1 + amount)
        case "warmth":
            return picture.point(_warmed(amount))
        case "blur":
            return _blurred(picture, tone)
        case "sharpen":
            radius = max(min(picture.size) * 0.0022, 1.0)
            return picture.filter(ImageFilter.UnsharpMask(radius, round(120 * amount), 2))
        case "invert":
            return ImageOps.invert(picture)
        case "pixelate":
            return _pixelated(picture, tone)
        case "vignette":
            return _vignetted(picture, amount)
    assert_never(tone.kind)


def _levels(change: Callable[[float], float]) -> list[int]:
    return [round(min(max(change(value / 255), 0.0), 1.0) * 255) for value in range(256)]


def _brightened(value: float, amount: float) -> float:
    """More light comes to the shadows first, so that what is bright keeps its detail."""
    return 1 - (1 - value) ** (1 + 1.5 * amount) if amount > 0 else value * (1 + amount)


def _warmed(amount: float) -> list[int]:
    """Levels of red, green and blue, one after the other."""
    found: list[int] = []
    for part in _WARM:
        gain = 1 + part * amount
        found += [min(round(value * gain), 255) for value in range(256)]
    return found


def _colorized(
    picture: Image.Image, colours: tuple[str, str, str], *, midpoint: int, amount: float
) -> Image.Image:
    dark, middle, light = colours
    full = ImageOps.colorize(picture.convert("L"), dark, light, mid=middle, midpoint=midpoint)
    return Image.blend(picture, full, min(amount, 1.0)) if amount < 1 else full


def _tinted(picture: Image.Image, colour: str, amount: float) -> Image.Image:
    # The colour lies where the picture is as light as it is, so that light stays light.
    midpoint = round(min(max(palette.luminance(colour), 0.15), 0.85) * 255)
    colours = (palette.mix(colour, "#000000", 0.9), colour, palette.mix(colour, "#ffffff", 0.92))
    return _colorized(picture, colours, midpoint=midpoint, amount=amount)


def _blurred(picture: Image.Image, tone: Tone) -> Image.Image:
    radius = float(tone.size_px or min(picture.size) * _BLUR * tone.amount)
    radius = min(max(radius, 0.3), _RADIUS_PX_MAX, max(picture.size))
    times = 1
    while radius / times > _SMALLER_PX and min(picture.size) > 8 * times:
        times *= 2
    if times == 1:
        return picture.filter(ImageFilter.GaussianBlur(radius))
    small = picture.reduce(times).filter(ImageFilter.GaussianBlur(radius / times))
    return small.resize(picture.size, Image.Resampling.BICUBIC)


def _pixelated(picture: Image.Image, tone: Tone) -> Image.Image:
    usual = min(picture.size) * _SQUARE * tone.amount
    side = min(max(tone.size_px or round(usual), 2), *picture.size)
    small = picture.reduce(side)
    large = small.resize((small.width * side, small.height * side), Image.Resampling.NEAREST)
    return large.crop((0, 0, *picture.size))


def _vignetted(picture: Image.Image, amount: float) -> Image.Image:
    start = _VIGNETTE_FROM / max(amount, 0.7)
    share = min(_VIGNETTE * amount, 0.95)
    shade = areas.oval(picture.size, start, _VIGNETTE_TO).point(lambda value: value * share)
    return Image.composite(Image.new("RGB", picture.size, "#05060a"), picture, shade)
