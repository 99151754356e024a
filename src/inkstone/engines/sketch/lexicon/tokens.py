"""Tokens: a prompt cut into the longest phrases of the lexicon, in one pass.

It does not know what the phrases do to a scene.
"""

import re
from dataclasses import dataclass
from typing import Literal

from inkstone.engines.sketch.lexicon.lexicon import CHARACTERS_MAX, WORDS_MAX, EntryKind, Lexicon

#: A text in quotes was cut out here.
PLACEHOLDER = "\x1e"
#: More pieces than any picture needs; what follows is not read.
_PIECES_MAX = 2_000
_WORD = re.compile(r"[a-zà-öø-ÿ0-9]{1,60}(?:['’\-][a-zà-öø-ÿ0-9]{1,40}){0,3}")
_HAN_RUN = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3021-\u4db5\u4e00-\u9fff\uf900-\ufaff]{1,400}")
_PIECE = re.compile(f"{_WORD.pattern}|{_HAN_RUN.pattern}|[,.;:!?，。；：！？、\n{PLACEHOLDER}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One phrase of the prompt."""

    kind: EntryKind | Literal["unknown", "punctuation", "text"]
    value: str
    #: As the prompt spells it.
    raw: str
    is_plural: bool = False
    is_chinese: bool = False


def tokens(prompt: str, *, lexicon: Lexicon) -> list[Token]:
    """Cut a prompt into tokens; unknown words come as such, never as an error."""
    lowered = _lower(prompt)
    pieces = []
    for match in _PIECE.finditer(lowered):
        pieces.append((match.start(), match.end()))
        if len(pieces) >= _PIECES_MAX:
            break
    found: list[Token] = []
    index = 0
    while index < len(pieces):
        start, end = pieces[index]
        first = lowered[start]
        if first == PLACEHOLDER:
            found.append(Token(kind="text", value="", raw=""))
            index += 1
        elif _HAN_RUN.match(first):
            found += _chinese(prompt[start:end], lowered[start:end], lexicon)
            index += 1
        elif _WORD.match(first):
            token, taken = _english(prompt, lowered, pieces[index : index + WORDS_MAX], lexicon)
            found.append(token)
            index += taken
        else:
            kind: Literal["join", "punctuation"] = "join" if first == "、" else "punctuation"
            found.append(Token(kind=kind, value=first, raw=first))
            index += 1
    return found


def _lower(text: str) -> str:
    """Lower-case without changing where any character stands."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _english(
    prompt: str, lowered: str, pieces: list[tuple[int, int]], lexicon: Lexicon
) -> tuple[Token, int]:
    """The longest phrase that begins here, and how many words it takes."""
    words: list[str] = []
    for index, (start, end) in enumerate(pieces):
        if index and lowered[pieces[index - 1][1] : start].strip(" \t"):
            break
        if not _WORD.match(lowered[start]):
            break
        words.append(lowered[start:end].replace("’", "'"))
    for taken in range(len(words), 0, -1):
        phrase = " ".join(words[:taken])
        found = lexicon.find(phrase)
        if found is None and "-" in phrase:
            found = lexicon.find(phrase.replace("-", " "))
        if found is not None:
            entry, is_plural = found
            raw = prompt[pieces[0][0] : pieces[taken - 1][1]]
            return Token(kind=entry.kind, value=entry.value, raw=raw, is_plural=is_plural), taken
    raw = prompt[pieces[0][0] : pieces[0][1]]
    if words[0].isascii() and words[0].isdigit():
        return Token(kind="number", value=words[0][:9], raw=raw), 1
    return Token(kind="unknown", value=words[0], raw=raw), 1


def _chinese(raw: str, lowered: str, lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    unknown = ""
    index = 0
    while index < len(raw):
        token, taken = _phrase(raw, lowered, index, lexicon)
        if token is None:
            unknown += raw[index]
            index += 1
            continue
        found += _spelled_out(unknown, len(raw))
        unknown = ""
        found.append(token)
        index += taken
    return found + _spelled_out(unknown, len(raw))


def _phrase(raw: str, lowered: str, index: int, lexicon: Lexicon) -> tuple[Token | None, int]:
    for taken in range(min(CHARACTERS_MAX, len(raw) - index), 1, -1):
        entry = lexicon.phrases.get(lowered[index : index + taken])
        if entry is not None:
            return _token(entry.kind, entry.value, raw[index : index + taken]), taken
    number = _number(lowered, index, lexicon)
    if number is not None:
        value, taken = number
        return _token("number", str(value), raw[index : index + taken]), taken
    entry = lexicon.phrases.get(lowered[index])
    if entry is not None:
        return _token(entry.kind, entry.value, raw[index]), 1
    if raw[index] == "们":
        return _token("stop", "们", "们"), 1
    return None, 0


def _number(lowered: str, index: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """A Chinese number before a measure word or a thing: 两只, 三人, 十二朵."""
    digits = lexicon.digits
    end = index
    while end < len(lowered) and end < index + 3 and lowered[end] in digits:
        end += 1
    if end == index or end == len(lowered):
        return None
    values = [digits[character] for character in lowered[index:end]]
    value = values[0]
    if "十" in lowered[index:end]:
        tens, _, ones = lowered[index:end].partition("十")
        value = (digits[tens[0]] if tens else 1) * 10 + (digits[ones[0]] if ones else 0)
    if lowered[end] in lexicon.measures:
        return value, end + 1 - index
    following = lexicon.phrases.get(lowered[end : end + 2]) or lexicon.phrases.get(lowered[end])
    if following is not None and following.kind in ("object", "colour", "size"):
        return value, end - index
    return None


def _token(kind: EntryKind, value: str, raw: str) -> Token:
    return Token(kind=kind, value=value, raw=raw, is_chinese=True)


def _spelled_out(unknown: str, run_length: int) -> list[Token]:
    """Lone characters inside a run are grammar far more often than things."""
    if not unknown or (len(unknown) == 1 and run_length > 1):
        return []
    return [Token(kind="unknown", value=unknown, raw=unknown, is_chinese=True)]
