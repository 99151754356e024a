"""Legibility: how far two colours stand apart, and what keeps words legible over a picture.

It does not know where words stand. Luminance and contrast are those of WCAG 2.
"""

from collections.abc import Iterable

from inkstone.engines.sketch.vector.palette import channels, mix

#: The least contrast of words with what lies beneath them.
CONTRAST_MIN = 4.5
#: A little more than needed: renderers round colours to whole steps.
_SPARE = 1.03
#: Small letters are mixed with what is beneath at their edges, so that veils are stronger.
_VEIL_SPARE = 1.14
_STEPS = 24


def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0 to 1."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def is_dark(colour: str) -> bool:
    """Whether white stands out from a colour more than black does."""
    return ratio(colour, "#ffffff") > ratio(colour, "#000000")


def legible(colour: str, grounds: Iterable[str], *, least: float = CONTRAST_MIN) -> str:
    """The colour nearest to the wanted one that is legible on all grounds, as far as one is."""
    beneath = tuple(grounds)
    if not beneath:
        return colour

    def worst(tried: str) -> float:
        return min(ratio(tried, ground) for ground in beneath)

    if worst(colour) >= least * _SPARE:
        return colour
    ends = sorted(("#000000", "#ffffff"), key=worst, reverse=True)
    for share in range(1, _STEPS + 1):
        tried = mix(colour, ends[0], share / _STEPS)
        if worst(tried) >= least * _SPARE:
            return tried
    return ends[0]


def veil_opacity(fill: str, veil: str, *, least: float = CONTRAST_MIN) -> float:
    """How opaque a veil has to be for words to be legible over any picture; 1 where none is."""
    for step in range(_STEPS + 1):
        opacity = step / _STEPS
        beneath = (mix("#000000", veil, opacity), mix("#ffffff", veil, opacity))
        if min(ratio(fill, ground) for ground in beneath) >= least * _VEIL_SPARE:
            return opacity
    return 1.0


def on(ground: str, *, dark: str = "#20242e", light: str = "#fffdf6") -> str:
    """Of a dark and a light ink, the one that stands out from a ground."""
    best = max((dark, light), key=lambda ink: ratio(ink, ground))
    return legible(best, (ground,))
