"""Compounds: what two nouns side by side name together, such as "apple pie" or "cat astronaut".

It does not know the phrases of the lexicon that are compounds themselves.
"""

from dataclasses import dataclass
from typing import Literal

from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.lexicon.tokens import Token

#: What the two are: the second one with the first lost, the first one made of something, the
#: second one dressed as the first, the first one dressed as the second, or two things.
How = Literal["second", "first", "second_dressed", "first_dressed", "two"]
#: What is shown as the thing that it is of.
_OF_THINGS = {
    "statue": "stone", "sculpture": "stone", "figurine": "ceramic", "carving": "wood",
    "plush": "fabric", "plushie": "fabric", "toy": "plastic", "雕像": "stone", "雕塑": "stone",
    "玩偶": "fabric", "公仔": "fabric", "玩具": "plastic", "毛绒玩具": "fabric", "statues": "stone",
    "sculptures": "stone", "toys": "plastic", "石像": "stone",
}  # fmt: skip
_GROWS = ("flower", "plant", "tree", "fruit", "food", "vegetable", "crop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """How two nouns go together."""

    how: How
    material: str | None = None


def is_adjoined(first: Token, second: Token | None) -> bool:
    """Whether nothing but a space or a hyphen stands between two words of one language."""
    if second is None or first.is_chinese != second.is_chinese:
        return False
    return second.start - first.end == (0 if first.is_chinese else 1)


def compound(first: Token, second: Token, *, lexicon: Lexicon) -> Compound:
    """Say what two adjoined nouns are; both are things of the lexicon."""
    made_of = _OF_THINGS.get(second.word)
    if made_of is not None:
        return Compound(how="first", material=made_of)
    if first.value != second.value and lexicon.is_kind_of(first.value, second.value):
        # A corgi dog and a maple tree: the second word only says what the first one is.
        return Compound(how="first")
    if first.is_plural or (" " in first.raw and not second.is_plural):
        return Compound(how="two")
    one, other = lexicon.is_living(first.value), lexicon.is_living(second.value)
    if one and other:
        return _living(first.value, second.value, lexicon, is_chinese=first.is_chinese)
    if first.is_chinese:
        return Compound(how=_chinese(first.value, second.value, lexicon))
    material = next((o.value for o in first.others if o.kind == "material"), None)
    return Compound(how="second", material=material)


def _living(  # noqa: PLR0911 - one table
    first: str, second: str, lexicon: Lexicon, *, is_chinese: bool
) -> Compound:
    one, other = lexicon.is_person(first), lexicon.is_person(second)
    if first == "robot" and other:
        return Compound(how="first_dressed" if second in lexicon.costumes else "first")
    if one and not other:
        if first in lexicon.costumes:
            return Compound(how="second_dressed")
        return Compound(how="two" if is_chinese else "second")
    if other and not one:
        if second in lexicon.costumes:
            return Compound(how="first_dressed")
        return Compound(how="two" if is_chinese else "second")
    if first == "robot":
        return Compound(how="second", material="metal")
    return Compound(how="second" if one and not is_chinese else "two")


def _chinese(first: str, second: str, lexicon: Lexicon) -> How:
    if lexicon.is_person(first) or lexicon.is_living(second):
        return "two"
    one, other = lexicon.concepts[first], lexicon.concepts[second]
    if one.anchor == other.anchor == "table" and not any(w in other.theme for w in _GROWS):
        return "two"
    is_seed = lexicon.is_living(first) or any(word in one.theme for word in _GROWS)
    return "second" if is_seed or one.anchor == "table" else "two"


def grows(concept: str, lexicon: Lexicon) -> bool:
    """Whether a place can be full of it: a sunflower field, a bamboo forest."""
    known = lexicon.concepts.get(concept)
    return known is not None and any(word in known.theme for word in _GROWS)
