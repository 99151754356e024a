"""Toned styles: what becomes of each colour of a drawing, whose lines stay as they are.

It does not know what is painted in a colour. Colours are `#rrggbb`.
"""

import colorsys
from functools import lru_cache

from inkstone.engines.sketch.vector.palette import mix


@lru_cache(maxsize=4096)
def pastel(colour: str) -> str:
    """Soft and light, as chalk on white paper."""
    hue, light, saturation = _hls(colour)
    return _hex(hue, 0.42 + light * 0.55, saturation * 0.72)


@lru_cache(maxsize=4096)
def vintage(colour: str) -> str:
    """Faded and warm, as an old print."""
    hue, light, saturation = _hls(colour)
    return mix(_hex(hue, 0.1 + light * 0.82, saturation * 0.62), "#d9a866", 0.24)


@lru_cache(maxsize=4096)
def minimal(colour: str) -> str:
    """Few and quiet colours: four steps of light, little hue."""
    hue, light, saturation = _hls(colour)
    return _hex(round(hue * 12) / 12, round(light * 7) / 7, min(saturation * 0.62, 0.5))


@lru_cache(maxsize=4096)
def anime(colour: str) -> str:
    """Clear and bright, with shades that lean to violet."""
    hue, light, saturation = _hls(colour)
    bright = _hex(hue, min(light * 1.06 + 0.02, 1), min(saturation * 1.32, 1))
    return mix(bright, "#5b4a9c", 0.16 * (1 - light))


def _hls(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)


def _hex(hue: float, light: float, saturation: float) -> str:
    samples = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return "#" + "".join(f"{round(sample * 255):02x}" for sample in samples)
