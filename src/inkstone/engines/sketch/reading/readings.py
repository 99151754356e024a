"""Readings: which of its meanings a word has, by the words around it.

It does not know clauses; it sees tokens only.
"""

from dataclasses import replace

from inkstone.engines.sketch.lexicon.entries import Entry, Lexicon
from inkstone.engines.sketch.lexicon.inflection import plural
from inkstone.engines.sketch.lexicon.tokens import Token

_NAMES = frozenset({"object", "garment", "hypernym", "hair", "family", "feature", "body", "kind",
                    "role", "text", "tone", "unknown", "plain", "place"})  # fmt: skip
_DESCRIBES = frozenset({"colour", "size", "material", "pattern", "age", "mood", "also", "stop",
                        "style", "de", "and", "aspect"})  # fmt: skip
_DETERMINES = frozenset({"number", "the", "his", "size", "colour", "material", "with", "of",
                         "relation", "age", "pattern", "has", "zai", "each", "one"})  # fmt: skip
_ACTORS = frozenset({"object", "family", "he", "she", "it", "they", "who", "hypernym"})
_HOW = ("colour", "material", "pattern")
_FAR = 5


def readings(found: list[Token], *, lexicon: Lexicon) -> list[Token]:
    """Choose a reading for every token."""
    words = frozenset(token.word for token in found)
    chosen: list[Token] = []
    for index, read in enumerate(found):
        before = chosen[-1] if chosen else None
        token = read
        if token.others:
            token = _chosen(token, before, found[index + 1 : index + 1 + _FAR], lexicon)
        if token.word == "that" and before is not None and before.kind in _ACTORS | {"garment"}:
            token = _relative(token, found[index + 1 : index + 2])
        if token.kind == "unknown":
            token = _swallowed(token, lexicon)
        if token.kind == "object":
            token = _sense(token, words, lexicon)
        chosen.append(token)
    return chosen


def _chosen(  # noqa: PLR0911 - one table
    token: Token, before: Token | None, after: list[Token], lexicon: Lexicon
) -> Token:
    kinds = [token.kind, *(other.kind for other in token.others)]
    if "kind" in kinds:
        return _take(token, "kind")
    if "one" in kinds:
        counts = bool(after) and after[0].kind in _NAMES | _DESCRIBES - {"and", "de", "also"}
        return _take(token, "number" if counts else "one")
    if "his" in kinds:
        return _take(token, "his" if _names_soon(after) else "she")
    how = next((kind for kind in _HOW if kind in kinds), None)
    if how is not None and "object" in kinds:
        return _take(token, how if _is_before_noun(after) or _says_how(before, after) else "object")
    if "role" in kinds and kinds[0] == "object":
        is_written = before is not None and before.kind in ("colour", "font", "size", "relation")
        is_near = bool(after) and after[0].kind == "text"
        return _take(token, "role" if is_written or is_near else "object")
    if "tone" in kinds:
        is_tone = before is not None and before.kind in ("colour", "tone", "style")
        return _take(token, "tone" if is_tone or kinds[0] == "verb" else kinds[0])
    if "verb" in kinds and kinds[0] not in ("mood", "also", "relation", "aspect", "style"):
        return _take(token, "verb") if _acts(token, before, after, lexicon) else _noun(token)
    if "garment" in kinds and "feature" in kinds:
        return _take(token, "garment")
    return token


def _relative(token: Token, after: list[Token]) -> Token:
    """The "that" of "a dog that is running", rather than of "that dog"."""
    tells = bool(after) and after[0].kind in ("be", "verb", "has", "no", "stop", "also")
    return replace(token, kind="who") if tells else token


def _take(token: Token, kind: str) -> Token:
    if token.kind == kind:
        return token
    for other in token.others:
        if other.kind == kind:
            return _as(token, other)
    return token


def _as(token: Token, entry: Entry) -> Token:
    first = Entry(token.kind, token.value, token.is_plural, token.form)  # type: ignore[arg-type]
    return replace(
        token,
        kind=entry.kind,
        value=entry.value,
        is_plural=entry.is_plural,
        form=entry.form,
        others=(first, *(other for other in token.others if other != entry)),
    )


def _noun(token: Token) -> Token:
    if token.kind != "verb":
        return token
    return _as(token, token.others[0])


def _acts(  # noqa: PLR0911 - one table
    token: Token, before: Token | None, after: list[Token], lexicon: Lexicon
) -> bool:
    """Whether a word that is a noun or a verb is the verb here."""
    forms: list[str] = [token.form] if token.kind == "verb" else []
    form = [*forms, *(other.form for other in token.others if other.kind == "verb")][0]
    if token.is_chinese:
        return _acts_in_chinese(token, before, lexicon)
    if before is None or before.kind in _DETERMINES or before.kind == "punctuation":
        follows = bool(after) and after[0].kind in ("number", "the", "his", "with")
        return form == "ing" and follows
    if before.kind == "to" or before.word in ("can", "will", "could", "would", "should"):
        return form == "base"
    if before.kind not in _ACTORS:
        return form == "ing" and token.kind == "verb"
    is_actor = before.kind != "object" or lexicon.is_living(before.value)
    if form == "s":
        return is_actor and not before.is_plural
    if form == "base":
        return is_actor and (before.is_plural or before.kind in ("they", "family", "who"))
    return is_actor


def _acts_in_chinese(token: Token, before: Token | None, lexicon: Lexicon) -> bool:
    """Whether a word such as 炒菜 is what somebody does rather than a dish."""
    if token.kind == "verb":
        return True
    if token.kind != "object" or before is None:
        return False
    is_actor = before.kind in ("he", "she", "they", "family") or (
        before.kind == "object" and lexicon.is_living(before.value)
    )
    return is_actor or before.kind in ("zai", "aspect", "place", "relation", "also", "each", "at")


def _names_soon(after: list[Token]) -> bool:
    """Whether a noun follows, such as after the "her" of "her red hat"."""
    for token in after:
        if token.kind in _NAMES:
            return True
        if token.kind == "verb" and token.form in ("ing", "past"):
            continue
        if (token.kind not in _DESCRIBES and token.kind != "number") or token.kind == "and":
            return False
    return False


def _is_before_noun(after: list[Token]) -> bool:
    """Whether a noun follows that is described: the "orange" of "orange and white cat"."""
    for index, token in enumerate(after):
        if token.kind in _NAMES:
            is_described = index == 0 or after[index - 1].kind not in ("and", "stop")
            return is_described and token.kind not in ("text",) and not _is_adjoined(token, index)
        if any(other.kind == "colour" for other in token.others) and index:
            continue
        if token.kind not in _DESCRIBES:
            return False
    return False


def _is_adjoined(token: Token, index: int) -> bool:
    return index == 0 and token.kind == "unknown" and token.is_chinese


def _says_how(before: Token | None, after: list[Token]) -> bool:
    """Whether a colour's word stands alone: "is orange", "dressed in rose"."""
    if before is None:
        return False
    ends = not after or after[0].kind in ("punctuation", "and", "with", "relation")
    return ends and (before.kind == "be" or (before.word == "in"))


def _swallowed(token: Token, lexicon: Lexicon) -> Token:
    """Take words that only say how, and forms of words that are left out, for such."""
    word = token.value
    if token.is_chinese or not word.isascii():
        return token
    is_how = len(word) > 5 and token.raw.islower() and word.endswith(lexicon.endings)
    if is_how or len(word) == 1 or any(_stops(stem, lexicon) for stem in _stems(word)):
        return replace(token, kind="stop")
    return token


def _stops(stem: str, lexicon: Lexicon) -> bool:
    entry = lexicon.phrases.get(stem)
    return entry is not None and entry.kind == "stop" and len(stem) > 2


def _stems(word: str) -> list[str]:
    found = []
    for ending in ("s", "es", "ed", "d", "ing", "er", "r", "est", "ly", "y", "ish", "like"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            found += [stem, stem + "e"]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            if stem.endswith("i"):
                found.append(stem[:-1] + "y")
    return found


def _sense(token: Token, words: frozenset[str], lexicon: Lexicon) -> Token:
    word = token.word
    sense = lexicon.senses.get(word)
    if sense is None and token.is_plural:
        sense = next((lexicon.senses[one] for one in _singulars(word) if one in lexicon.senses),
                     None)  # fmt: skip
    if sense is None:
        return token
    is_cued = bool(sense.cues & words) or (
        token.is_chinese and any(cue in other for cue in sense.cues for other in words)
    )
    for among in (sense.cued if is_cued else (), sense.usual):
        if among:
            return replace(token, value=among[0])
    return token


def _singulars(word: str) -> list[str]:
    return [one for one in (word[:-1], word[:-2], word[:-3] + "y") if one and plural(one) == word]
