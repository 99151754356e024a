"""Owns colour arithmetic: mixing, tinting by the ambient light, and recolouring a hue family.

It does not know what the colours belong to.
"""

import colorsys
from collections.abc import Callable, Sequence

#: Maps one `#rrggbb` to another.
Recolour = Callable[[str], str]
_HUE_BINS = 24


def channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1."""
    return (
        int(colour[1:3], 16) / 255,
        int(colour[3:5], 16) / 255,
        int(colour[5:7], 16) / 255,
    )


def hexed(red: float, green: float, blue: float) -> str:
    """`#rrggbb` of channels from 0 to 1."""
    values = (round(min(max(value, 0.0), 1.0) * 255) for value in (red, green, blue))
    return "#" + "".join(f"{value:02x}" for value in values)


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    return hexed(
        *(a + (b - a) * share for a, b in zip(channels(one), channels(other), strict=True))
    )


def luminance(colour: str) -> float:
    """How light a colour looks, from 0 to 1."""
    red, green, blue = channels(colour)
    return 0.3 * red + 0.59 * green + 0.11 * blue


def under_light(colour: str, light: str, strength: float) -> str:
    """The colour as it looks where the ambient light has that colour and strength."""
    lit = (a * b for a, b in zip(channels(colour), channels(light), strict=True))
    return mix(mix(colour, hexed(*lit), strength), light, strength * 0.16)


def toward(target: str, palette: Sequence[tuple[str, float]]) -> Recolour:
    """A map that turns the palette's dominant hue family into the target and keeps its shading.

    Args:
        target: the wanted colour.
        palette: the colours used, each with the area that it covers.
    """
    dominant, reference = _dominant(palette)

    def recolour(colour: str) -> str:
        weight = _belongs(colour, dominant)
        if weight <= 0:
            return colour
        ratio = luminance(colour) / max(reference, 0.08)
        if ratio < 1:
            shade = hexed(*(value * (0.35 + 0.65 * ratio) for value in channels(target)))
        else:
            shade = mix(target, "#ffffff", min((ratio - 1) * 0.45, 0.5))
        return mix(colour, shade, weight)

    return recolour


def _dominant(palette: Sequence[tuple[str, float]]) -> tuple[float | None, float]:
    bins = [0.0] * _HUE_BINS
    total = grey = 0.0
    for colour, area in palette:
        hue, saturation, value = colorsys.rgb_to_hsv(*channels(colour))
        total += area
        if saturation < 0.16 or value < 0.12:
            grey += area
        else:
            bins[int(hue * _HUE_BINS) % _HUE_BINS] += area * saturation * value
    if total <= 0 or grey / total > 0.72:
        dominant = None
    else:
        near = [bins[i] + bins[i - 1] + bins[(i + 1) % _HUE_BINS] for i in range(_HUE_BINS)]
        dominant = (near.index(max(near)) + 0.5) / _HUE_BINS
    kept = [(luminance(c), area) for c, area in palette if _belongs(c, dominant) > 0.3]
    weight = sum(area for _, area in kept)
    return dominant, sum(value * area for value, area in kept) / weight if weight else 0.5


def _belongs(colour: str, dominant: float | None) -> float:
    hue, saturation, value = colorsys.rgb_to_hsv(*channels(colour))
    if dominant is None:
        return 1.0 if value > 0.3 else 0.0
    distance = abs((hue - dominant + 0.5) % 1 - 0.5)
    return min(max(1.9 - distance * 12, 0.0), 1.0) * min(saturation * 4, 1.0)
