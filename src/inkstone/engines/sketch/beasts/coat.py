"""Coats: the colours of one animal, and how another colour runs through all of them.

It does not know which part of the animal is filled with which of them.
"""

from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.vector.palette import channels, luminance, mix

INK = "#2d2530"
_WHITE = "#ffffff"
_BLACK = "#33303a"
_SHADE = "#3a2a4a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coat:
    """The colours of one animal."""

    main: str
    belly: str
    #: Stripes, spots, patches.
    mark: str
    #: A second kind of patches.
    mark_2: str
    #: Feet, socks, masks and the tips of tails.
    dark: str
    mane: str
    inner: str
    nose: str
    hoof: str
    horn: str
    #: Muzzles and bare skin.
    skin: str
    beak: str
    iris: str
    #: `striped`, `dotted`, `checked`, `floral`, or none.
    pattern: str | None = None

    @property
    def far(self) -> str:
        """Limbs on the side that faces away."""
        return mix(self.main, _SHADE, 0.2)

    @property
    def is_dark(self) -> bool:
        """Whether dark eyes and lines would be lost on it."""
        return luminance(self.main) < 0.33


def shaded(colour: str, share: float = 0.16) -> str:
    """The colour where less light falls on it."""
    return mix(colour, _SHADE, share)


def coat_of(traits: Traits, *, colour: str | None, pattern: str | None, rng: Random) -> Coat:
    """The colours of a species, or those that it has in another colour."""
    main = traits.word("coat", "#c9a27e")
    tints = traits.words("tints")
    if tints:
        main = tints[rng.randrange(len(tints))]
    belly = traits.word("belly_colour", main)
    mark = traits.word("mark", mix(main, INK, 0.45))
    mark_2 = traits.word("mark_2", mark)
    dark = traits.word("dark", main)
    mane = traits.word("mane_colour", mark)
    skin = traits.word("skin", belly)
    inner = traits.word("inner", mix(main, "#f2a6a0", 0.6))
    if colour:
        new = _soft(colour)
        belly, mark, mark_2, dark, mane, skin = (
            _moved(each, main, new) for each in (belly, mark, mark_2, dark, mane, skin)
        )
        inner, main = mix(new, "#f2a6a0", 0.55), new
    elif traits.word("mark") == "":
        mark = mix(main, INK, 0.45)
    return Coat(main=main, belly=belly, mark=mark, mark_2=mark_2, dark=dark, mane=mane, skin=skin,
                inner=inner, nose=traits.word("nose", "#4a3540"),
                hoof=traits.word("hoof", "#5a4640"), horn=traits.word("horn_colour", "#e8d9bd"),
                beak=traits.word("beak_colour", "#f2a33a"), iris=traits.word("iris", ""),
                pattern=pattern)  # fmt: skip


def plain(traits: Traits) -> Traits:
    """The traits of an animal of one colour, for one whose kind has no coat of its own."""
    if not traits.has("plain_if_coloured"):
        return traits
    kept = [name for name in traits.words("marks") if name == "belly"]
    return replace(
        traits, values={**traits.values, "marks": kept, "face_marks": [], "tail_rings": 0}
    )


def _soft(colour: str) -> str:
    """Black and white that still leave room for shading."""
    light = luminance(colour)
    if light < 0.14:
        return mix(colour, _BLACK, 0.85)
    return mix(colour, "#f4f0ec", 0.6) if light > 0.97 else colour


def _moved(part: str, old: str, new: str) -> str:
    """What a part's colour becomes as the main one goes from old to new."""
    if part == old:
        return new
    gap = luminance(part) - luminance(old)
    red, green, blue = channels(part)
    is_grey = max(red, green, blue) - min(red, green, blue) < 0.16
    if is_grey and abs(luminance(part) - luminance(new)) > 0.25:
        return part
    if gap > 0:
        return mix(new, _WHITE, min(0.25 + gap, 0.75))
    return mix(new, INK, min(0.18 - gap * 0.7, 0.7))
