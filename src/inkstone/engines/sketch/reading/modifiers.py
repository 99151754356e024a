"""Modifiers: words before a noun that say how it is, how many there are, or which one is meant.

It does not know the noun.
"""

from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.lexicon.tokens import Token
from inkstone.engines.sketch.reading.chunks import Modifiers

#: Larger numbers are years, and tell nothing of things.
#: From here on a number is no year and no address: it counts, however few are drawn.
_COUNT_MIN = 10_000
_NUMBER_MAX = 1000
_LIGHTER = frozenset({"light", "pale", "soft", "浅", "淡", "亮"})
_DARKER = frozenset({"dark", "deep", "深", "暗"})
_NAMED = frozenset({"object", "hypernym", "family", "unknown", "garment"})
_BETWEEN = frozenset({"colour", "size", "material", "age", "mood", "stop", "also", "pattern",
                      "and", "de", "skin", "hair", "feature", "style"})  # fmt: skip
_OPENS = frozenset({"punctuation", "and", "with", "of", "relation", "has", "exist", "no", "by"})
_FAR = 6


def add(  # noqa: PLR0912 - one table
    mods: Modifiers, token: Token, found: list[Token], index: int, *, lexicon: Lexicon
) -> bool:
    """Add what a token says of the noun to come; say whether it says anything."""
    before = found[index - 1] if index else None
    match token.kind:
        case "number":
            return _number(mods, token, found, index)
        case "colour":
            mods.colours.append(_shaded(token.value, before))
        case "pattern":
            mods.pattern = token.value
        case "material":
            mods.material = token.value
        case "size":
            mods.scale = float(token.value)
        case "mood":
            mods.mood = token.value
        case "age":
            mods.age = token.value
            mods.hair_colour = mods.hair_colour or _hair_colour(token.word)
        case "skin":
            mods.skin = token.value
        case "the":
            mods.is_the = True
        case "his":
            mods.is_owned = True
        case "each":
            mods.is_each = True
        case "hair":
            return _hair(mods, token, found, index)
        case "feature" if _comes(found, index, _NAMED - {"garment"}):
            mods.features.append(token.value)
            mods.hair_colour = mods.hair_colour or _hair_colour(token.word)
        case "verb" if _is_participle(mods, token, found, index, lexicon):
            mods.verbs.append(token.value)
        case _:
            return False
    return True


def _number(mods: Modifiers, token: Token, found: list[Token], index: int) -> bool:
    value = int(token.value)
    if _NUMBER_MAX < value < _COUNT_MIN or (
        index + 1 < len(found) and _counts_no_things(found[index + 1])
    ):
        return True
    if token.word in ("another", "a different", "one more"):
        mods.is_other = True
    if mods.number is None or value != 1:
        mods.number = value
    return True


def _counts_no_things(token: Token) -> bool:
    return token.word in ("mm", "years", "year", "%", "percent", "am", "pm", "岁", "年", "月", "日")


def _shaded(colour: str, before: Token | None) -> str:
    """Lighten or darken a colour by the word before it."""
    if before is None or before.word not in _LIGHTER | _DARKER:
        return colour
    aim = 255 if before.word in _LIGHTER else 0
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(part + (aim - part) * 0.4) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _hair_colour(word: str) -> str | None:
    """The colour that a word for age or for a beard says: 白胡子, "grey-haired"."""
    if not any(sign in word for sign in ("hair", "发", "胡", "须", "beard")):
        return None
    if any(sign in word for sign in ("white", "白", "gray", "grey", "银")):
        return "#ece8e1"
    return None


def _hair(mods: Modifiers, token: Token, found: list[Token], index: int) -> bool:
    """A style describes the hair that is named after it, or whose hair it is."""
    if token.value == "?" or not _comes(found, index, _NAMED - {"garment"} | {"hair"}):
        return False
    mods.hair = token.value
    return True


def _comes(found: list[Token], index: int, kinds: frozenset[str]) -> bool:
    """Whether a noun of these kinds follows in the same noun phrase."""
    for token in found[index + 1 : index + 1 + _FAR]:
        if token.kind in kinds:
            return token.kind != "hair" or token.value == "?"
        if token.kind not in _BETWEEN or token.kind == "and":
            return False
    return False


def _is_participle(
    mods: Modifiers, token: Token, found: list[Token], index: int, lexicon: Lexicon
) -> bool:
    """Whether a verb describes the noun after it: the "sleeping" of "a sleeping cat"."""
    if token.is_chinese or token.form not in ("ing", "past") or not _comes(found, index, _NAMED):
        return False
    if not mods.is_bare:
        return True
    before = found[index - 1] if index else None
    opens = before is None or before.kind in _OPENS
    is_direct = found[index + 1].kind in ("object", "size", "age", "hypernym")
    return opens and is_direct and lexicon.verbs[token.value].takes is None
