"""Quotes: the words that a prompt wants to see written, cut out of it.

It does not know their roles, nor what the rest of the prompt means.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from inkstone.engines.sketch.lexicon.tokens import PLACEHOLDER
from inkstone.engines.sketch.reading import unquoted

_CLOSING = {
    '"': '"', "“": "”", "„": "“”", "”": "”", "「": "」", "『": "』", "《": "》", "'": "'", "‘": "’",
    "＂": "＂", "«": "»", "〝": "〞", "〈": "〉", "﹁": "﹂", "`": "`", "″": "″",
}  # fmt: skip
TEXT_MAX = 200
#: So long may what stands in quotes be, of which the beginning is a text.
_QUOTE_MAX = 3_000
_LEAD_MAX = 18
TEXTS_MAX = 16
#: So many signs that nothing closes are no quotes at all.
_UNCLOSED_MAX = 60
_SINGLE = "'‘`"
#: A name of a book or a film, which is written only where the picture is one.
NAMES = "《〈"
_BLANK = re.compile(r"[\t\r\n\v\f\x1c-\x1f\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One text that was cut out of a prompt."""

    text: str
    start: int
    end: int
    #: The sign that opened it; empty where none did.
    opening: str = ""
    #: What stands right before it.
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A prompt's texts, and the prompt with a placeholder for each of them, as long as before."""

    cuts: tuple[Cut, ...]
    rest: str


def quoted(prompt: str) -> Quoted:
    """Cut the texts out of a prompt."""
    prompt = prompt.replace(PLACEHOLDER, " ")
    cuts = list(_in_quotes(prompt))
    rest = _without(prompt, cuts)
    for start, end in unquoted.spans(rest):
        if len(cuts) < TEXTS_MAX:
            cuts.append(Cut(text=_spelled(prompt[start:end]), start=start, end=end))
    cuts.sort(key=lambda cut: cut.start)
    return Quoted(cuts=tuple(cuts), rest=_without(prompt, cuts))


def _without(prompt: str, cuts: list[Cut]) -> str:
    kept: list[str] = []
    at = 0
    for cut in cuts:
        kept += (prompt[at : cut.start], PLACEHOLDER, " " * (cut.end - cut.start - 1))
        at = cut.end
    return "".join([*kept, prompt[at:]])


def _spelled(content: str) -> str:
    """A text as it was spelled, in one line and without signs that are none."""
    return _CONTROL.sub("", _BLANK.sub(" ", content)).strip().rstrip("\\").strip()


def _in_quotes(prompt: str) -> Iterator[Cut]:
    index = found = 0
    unclosed: Counter[str] = Counter()
    while index < len(prompt) and found < TEXTS_MAX:
        sign = prompt[index]
        may_open = sign in _CLOSING and unclosed[sign] < _UNCLOSED_MAX
        end = _closing(prompt, index) if may_open else None
        if end is None:
            unclosed[sign] += may_open
            index += 1
            continue
        content = _spelled(prompt[index + 1 : end])[:TEXT_MAX].strip()
        if content:
            found += 1
            lead = prompt[max(index - _LEAD_MAX, 0) : index]
            yield Cut(text=content, start=index, end=end + 1, opening=prompt[index], lead=lead)
        index = end + 1


def _closing(prompt: str, index: int) -> int | None:
    opening = prompt[index]
    closing = _CLOSING[opening]
    is_single = opening in _SINGLE
    # An apostrophe inside a word opens nothing, and neither does an inch.
    if index and (is_single or opening == '"') and _is_letter(prompt[index - 1]):
        is_inch = opening == '"' and not prompt[index - 1].isascii()
        if not is_inch and (is_single or prompt[index - 1].isdigit()):
            return None
    limit = index + 2 + _QUOTE_MAX
    end = _first(prompt, closing, index + 1, limit)
    while is_single and 0 <= end < len(prompt) - 1 and prompt[end + 1].isalnum():
        if not prompt[end + 1].isascii():
            break
        end = _first(prompt, closing, end + 1, limit)
    return end if end > index + 1 else None


def _first(prompt: str, closing: str, start: int, limit: int) -> int:
    ends = [end for sign in closing if (end := prompt.find(sign, start, limit)) >= 0]
    return min(ends, default=-1)


def _is_letter(sign: str) -> bool:
    """Whether a sign before a single quote makes it an apostrophe; no Chinese one does."""
    return sign.isalnum() and sign < "\u2e80"
