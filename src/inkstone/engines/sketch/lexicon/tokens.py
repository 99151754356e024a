"""Tokens: a prompt cut into the longest phrases of the lexicon, in one pass.

It does not know what the phrases do to a scene.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from inkstone.engines.sketch.lexicon.entries import Entry, EntryKind, Form, Lexicon
from inkstone.engines.sketch.lexicon.numerals import chinese_number

#: A text in quotes was cut out here.
PLACEHOLDER = "\x1e"
#: The longest phrases that are looked up: English words, Chinese characters, emoji.
WORDS_MAX = 6
CHARACTERS_MAX = 8
_SIGNS_MAX = 8
#: More pieces than any picture needs; what follows is not read.
_PIECES_MAX = 2_000
_WORD = r"[a-zà-öø-ÿ0-9#]{1,60}(?:['’\-][a-zà-öø-ÿ0-9]{1,40}){0,3}"
_HAN = r"[\u2e80-\u2fdf\u3005-\u3007\u3021-\u4db5\u4e00-\u9fff\uf900-\ufaff]{1,400}"
_SIGN = "[\u2190-\u2bff\U0001f000-\U0001faff][\u2190-\u2bff\U0001f000-\U0001faff\u200d\ufe0f]{0,15}"
_PIECE = re.compile(
    f"(?P<word>{_WORD})|(?P<han>{_HAN})|(?P<mark>[,.;:!?，。；：！？、\n()（）&{PLACEHOLDER}])"
    f"|(?P<sign>{_SIGN})|(?P<other>[^\\W\\d_]{{1,60}})"
)
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})")

TokenKind = EntryKind | Literal["unknown", "punctuation", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One phrase of the prompt."""

    kind: TokenKind
    value: str
    #: As the prompt spells it, and where.
    raw: str
    start: int = 0
    is_plural: bool = False
    is_chinese: bool = False
    form: Form = ""
    #: Further readings.
    others: tuple[Entry, ...] = ()

    @property
    def end(self) -> int:
        """Where it ends in the prompt."""
        return self.start + len(self.raw)

    @property
    def word(self) -> str:
        """How it is spelled, in lower case."""
        return self.raw.lower()


def tokens(prompt: str, *, lexicon: Lexicon) -> list[Token]:
    """Cut a prompt into tokens; unknown words come as such, never as an error."""
    lowered = lower(prompt).translate(lexicon.simplified)
    pieces = []
    for match in _PIECE.finditer(lowered):
        pieces.append((match.start(), match.end(), match.lastgroup))
        if len(pieces) >= _PIECES_MAX:
            break
    found: list[Token] = []
    index = 0
    while index < len(pieces) and len(found) < _PIECES_MAX:
        start, end, group = pieces[index]
        if group == "word":
            taken = _english(prompt, lowered, pieces[index : index + WORDS_MAX], lexicon, found)
            index += taken
            continue
        if group == "han":
            found += _chinese(
                prompt, lowered, _measured(lowered, start, found, lexicon), end, lexicon
            )
        elif group == "other":
            # Words of other scripts are read by nobody here, which is told.
            raw = prompt[start:end]
            found.append(Token(kind="unknown", value=raw, raw=raw, start=start))
        elif group == "sign":
            found += _signs(prompt, start, end, lexicon)
        else:
            found.append(_mark(lowered[start], start))
        index += 1
    return found


def lower(text: str) -> str:
    """Lower-case without changing where any character stands."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _mark(sign: str, start: int) -> Token:
    if sign == PLACEHOLDER:
        return Token(kind="text", value="", raw=sign, start=start)
    kind: TokenKind = "and" if sign in "、&" else "punctuation"
    return Token(kind=kind, value=sign, raw=sign, start=start, is_chinese=sign == "、")


def _english(
    prompt: str,
    lowered: str,
    pieces: list[tuple[int, int, str | None]],
    lexicon: Lexicon,
    found: list[Token],
) -> int:
    """Add the longest phrase that begins here; say how many words it takes."""
    start, end, _ = pieces[0]
    first = lowered[start:end].replace("’", "'")
    reach = max(lexicon.reach.get(first, 1), lexicon.reach.get(first.partition("-")[0], 1))
    words = [first]
    for before, (begin, finish, group) in pairwise(pieces[:reach]):
        if group != "word" or lowered[before[1] : begin].strip(" \t-"):
            break
        words.append(lowered[begin:finish].replace("’", "'"))
    for taken in range(len(words), 0, -1):
        phrase = " ".join(words[:taken])
        entry = lexicon.phrases.get(phrase)
        if entry is None and "-" in phrase:
            phrase = phrase.replace("-", " ")
            entry = lexicon.phrases.get(phrase)
        if entry is not None:
            raw = prompt[start : pieces[taken - 1][1]]
            found.append(_token(entry, raw, start, lexicon.others.get(phrase, ())))
            return taken
    found += _spelled(prompt[start:end], first, start, lexicon)
    return 1


def _spelled(raw: str, word: str, start: int, lexicon: Lexicon) -> list[Token]:
    """A word that is no phrase: a number, a colour's code, a possessive, parts with hyphens."""
    if word.isascii() and word.isdigit():
        return [Token(kind="number", value=word[:9], raw=raw, start=start)]
    if _HEX.fullmatch(word):
        digits = word[1:] if len(word) == 7 else "".join(2 * digit for digit in word[1:])
        return [Token(kind="colour", value=f"#{digits}", raw=raw, start=start)]
    stem = word.removesuffix("'s").removesuffix("'")
    if stem != word:
        entry = lexicon.phrases.get(stem) or Entry("stop", stem)
        owner = _token(entry, raw[: len(stem)], start, ())
        return [owner, Token(kind="his", value="'s", raw=raw[len(stem) :], start=start + len(stem))]
    if "-" in word:
        parts = _parts(raw, word, start, lexicon)
        if any(part.kind != "unknown" for part in parts):
            return parts
    return [Token(kind="unknown", value=word, raw=raw, start=start)]


def _parts(raw: str, word: str, start: int, lexicon: Lexicon) -> list[Token]:
    found = []
    at = 0
    for part in word.split("-"):
        entry = lexicon.phrases.get(part) or Entry("stop", part)
        if part.isdigit():
            entry = Entry("number", part[:9])
        others = lexicon.others.get(part, ())
        found.append(_token(entry, raw[at : at + len(part)], start + at, others))
        at += len(part) + 1
    return found


def _token(entry: Entry, raw: str, start: int, others: tuple[Entry, ...]) -> Token:
    return Token(
        kind=entry.kind,
        value=entry.value,
        raw=raw,
        start=start,
        is_plural=entry.is_plural,
        is_chinese=raw[:1] > "\u2e7f",
        form=entry.form,
        others=others,
    )


def _chinese(prompt: str, lowered: str, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    index = unknown_from = start
    while index < end:
        token = _phrase(prompt, lowered, index, end, lexicon)
        if token is None:
            index += 1
            continue
        found += _left_over(prompt, unknown_from, index, end - start)
        found.append(token)
        index = unknown_from = token.end
    return found + _left_over(prompt, unknown_from, end, end - start)


def _measured(lowered: str, start: int, found: list[Token], lexicon: Lexicon) -> int:
    """Leave out the measure word of a number that was spelled in digits: 3只."""
    is_counted = bool(found) and found[-1].kind == "number" and found[-1].end == start
    return start + (is_counted and lowered[start] in lexicon.measures)


def _phrase(prompt: str, lowered: str, index: int, end: int, lexicon: Lexicon) -> Token | None:
    reach = min(lexicon.reach.get(lowered[index], 1), CHARACTERS_MAX, end - index)
    for taken in range(reach, 1, -1):
        phrase = lowered[index : index + taken]
        entry = lexicon.phrases.get(phrase)
        if entry is not None:
            raw = prompt[index : index + taken]
            return _token(entry, raw, index, lexicon.others.get(phrase, ()))
    number = chinese_number(lowered, index, end, lexicon)
    if number is not None:
        value, taken = number
        return _token(Entry("number", str(value)), prompt[index : index + taken], index, ())
    entry = lexicon.phrases.get(lowered[index])
    if entry is None and lowered[index] == "们":
        entry = Entry("stop", "们")
    if entry is None:
        return None
    return _token(entry, prompt[index], index, lexicon.others.get(lowered[index], ()))


def _left_over(prompt: str, start: int, end: int, run_length: int) -> list[Token]:
    """Lone characters inside a run are grammar far more often than things."""
    length = end - start
    if not length or (length == 1 and run_length > 1):
        return []
    raw = prompt[start:end]
    return [Token(kind="unknown", value=raw, raw=raw, start=start, is_chinese=True)]


def _signs(prompt: str, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    """Emoji mean what they show."""
    found: list[Token] = []
    index = start
    while index < end:
        for taken in range(min(_SIGNS_MAX, end - index), 0, -1):
            entry = lexicon.phrases.get(prompt[index : index + taken].replace("\ufe0f", ""))
            if entry is not None:
                found.append(_token(entry, prompt[index : index + taken], index, ()))
                index += taken
                break
        else:
            index += 1
    return found
