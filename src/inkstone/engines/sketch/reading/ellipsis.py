"""Ellipsis: nouns that are said once and described several times, as in "a red and a blue car".

It does not know clauses, only the words of one noun phrase.
"""

from dataclasses import replace
from typing import Literal

from inkstone.engines.sketch.lexicon.tokens import Token
from inkstone.engines.sketch.reading.chunks import Modifiers

_HEADS = frozenset({"object", "garment", "hypernym", "hair", "family", "kind", "role", "unknown"})
_TELLS = frozenset({"colour", "pattern"})
_DESCRIBES = frozenset({"size", "material", "mood", "age", "stop", "also", "skin", "hair"})
_FAR = 14
#: How many of each there are where no number is said.
_EACH = 2


def after(mods: Modifiers, found: list[Token], index: int) -> Literal["stack", "skip", "end"]:
    """What an "and" or a comma at an index does to the phrase that is open before it."""
    if mods.is_bare or not _describes(mods):
        return "end"
    first = _first(found, index)
    if first is None or not _reaches_noun(found, first):
        return "end"
    kind = found[first].kind
    if kind in _TELLS:
        return "stack" if mods.colours or mods.pattern else "skip"
    if kind in ("number", "one"):
        tells = first + 1 < len(found) and found[first + 1].kind in _TELLS | _DESCRIBES
        return "stack" if tells and (mods.colours or mods.pattern or mods.scale) else "end"
    return "skip" if kind in _DESCRIBES else "end"


def _describes(mods: Modifiers) -> bool:
    return bool(
        mods.colours or mods.pattern or mods.scale or mods.mood or mods.material or mods.age
        or mods.hair
    )  # fmt: skip


def _first(found: list[Token], index: int) -> int | None:
    for at in range(index + 1, min(index + 4, len(found))):
        token = found[at]
        if token.kind not in ("and", "de", "the") and token.value not in (",", "，"):
            return at
    return None


def _reaches_noun(found: list[Token], start: int) -> bool:
    for token in found[start : start + _FAR]:
        if token.kind in _HEADS:
            return True
        within = _TELLS | _DESCRIBES | {"number", "and", "the", "de", "one", "style"}
        if token.kind not in within and token.value not in (",", "，"):
            return False
    return False


def shared(
    said: list[Modifiers], *, is_plural: bool, merges: bool, is_chinese: bool
) -> list[Modifiers]:
    """Make of all that is said of one noun what is said of each thing that it names."""
    if len(said) == 1:
        return said
    first, *others = said
    has_numbers = any(mods.number is not None for mods in others)
    if merges or not (has_numbers or is_plural or is_chinese):
        return [_merged(said)]
    if has_numbers:
        return [replace(mods, number=mods.number or 1) for mods in said]
    if first.number is None:
        each = _EACH if is_plural else 1
        return [replace(mods, number=each) for mods in said]
    if first.number == 1:
        return [_merged(said)]
    total = max(first.number, len(said))
    share, left = divmod(total, len(said))
    return [replace(mods, number=share + (at < left)) for at, mods in enumerate(said)]


def _merged(said: list[Modifiers]) -> Modifiers:
    first = said[0]
    colours = [colour for mods in said for colour in mods.colours]
    return replace(
        first,
        colours=colours,
        pattern=next((mods.pattern for mods in said if mods.pattern), None),
        scale=next((mods.scale for mods in said if mods.scale), None),
        material=next((mods.material for mods in said if mods.material), None),
        hair=next((mods.hair for mods in said if mods.hair), None),
        number=first.number if first.number is not None else said[-1].number,
    )
