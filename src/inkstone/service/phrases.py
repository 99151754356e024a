"""Phrases found in a text as people write it: English by whole words, Chinese anywhere.

This module does not know why somebody looks for them, nor where the list is kept.
"""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

#: Han, kana, Hangul and bopomofo, and the scripts of South-East Asia that put no spaces between
#: words: each letter is a token by itself.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3031-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_UNSPACED_ONE = re.compile(f"[{_UNSPACED}]")
#: What is not seen and parts or turns what is: controls, zero-width and bidirectional characters,
#: variation selectors, tags, soft hyphens and letters that are blank.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]+"
)
_SPACES = re.compile(r"\s+")
#: In a phrase and in what is looked through, these part words as a space does: `nude_woman`.
_JOINERS = re.compile(r"[\s_\-\u2010-\u2015]+")
#: Unicode's own bound for a text that can be normalised piece by piece. Sorting the marks on one
#: letter takes the square of their number, so that a letter with thousands would take seconds.
_MARKS_MAX = 30
#: The marks on letters of all scripts lie between these two; looking further would take longer.
_MARKS_FIRST, _MARKS_END = 0x300, 0x1F000
#: "色 . 情" is read as the phrase that it is. What is further apart is more often two words, or the
#: end of one sentence and the beginning of the next, than a phrase that somebody takes apart.
_GAP_MAX = 3
#: What stands between two words of ordinary lists and sentences.
_ORDINARY = frozenset(" ,.、。;:!?/|&+·()[]\"'“”‘’「」《》【】-_‐‑‒–—―")


def fold(text: str) -> str:
    """A text as phrases and regexes are compared with it: one form for what looks the same."""
    text = _UNSEEN.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _few_marks(text)).casefold()
        # Folding can bring back what normalising took out.
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", text.casefold()).strip()


@dataclass(slots=True)
class _Node:
    """Where in the phrases the tokens so far lead."""

    after: dict[str, "_Node"] = field(default_factory=dict)
    #: The phrases that end here.
    ends: list["_Phrase"] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """One phrase: what stands before, between and after its tokens, and what it stands for."""

    category: str
    tokens: tuple[str, ...]
    #: One more than there are tokens.
    gaps: tuple[str, ...]


class Phrases:
    """Many phrases, each of a category, that a text is looked through for in one pass."""

    def __init__(self, phrases: Sequence[tuple[str, str]]) -> None:
        """Take pairs of phrase and category; a phrase must leave something when it is folded."""
        self._root = _Node()
        #: What has no letter, such as an emoji, by its first character.
        self._signs: dict[str, list[tuple[str, str]]] = {}
        for text, category in phrases:
            self._add(fold(text), category)

    def found_in(self, folded: str) -> list[str]:
        """The categories of the phrases that are in a folded text, each once."""
        found = dict.fromkeys(self._signs_in(folded))
        if not self._root.after:
            return list(found)
        tokens = _token().findall(folded)
        spans: list[tuple[int, int]] = []
        for index, token in enumerate(tokens):
            node, at = self._root.after.get(token), index
            while node is not None:
                for phrase in node.ends:
                    if phrase.category not in found:
                        # Where the tokens stand is asked only once some of them are a phrase's.
                        spans = spans or _spans(folded)
                        if _fits(phrase, folded, spans, index):
                            found[phrase.category] = None
                at += 1
                node = node.after.get(tokens[at]) if at < len(tokens) else None
        return list(found)

    def _add(self, folded: str, category: str) -> None:
        spans = _spans(folded)
        if not spans:
            assert folded, "nothing is left to look for"
            self._signs.setdefault(folded[0], []).append((folded, category))
            return
        tokens = tuple(folded[start:end] for start, end in spans)
        bounds = [0, *itertools.chain.from_iterable(spans), len(folded)]
        gaps = [_gap(folded[a:b]) for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
        node = self._root
        for token in tokens:
            node = node.after.setdefault(token, _Node())
        node.ends.append(_Phrase(category=category, tokens=tokens, gaps=tuple(gaps)))

    def _signs_in(self, folded: str) -> Iterator[str]:
        if self._signs:
            for first in self._signs.keys() & set(folded):
                yield from (category for sign, category in self._signs[first] if sign in folded)


def _fits(phrase: _Phrase, text: str, spans: Sequence[tuple[int, int]], index: int) -> bool:
    """Whether what stands around and between these tokens is as in the phrase, or near enough."""
    last = index + len(phrase.tokens) - 1
    before = text[spans[index - 1][1] if index else 0 : spans[index][0]]
    after = text[spans[last][1] : spans[last + 1][0] if last + 1 < len(spans) else len(text)]
    if not (_gap(before).endswith(phrase.gaps[0]) and _gap(after).startswith(phrase.gaps[-1])):
        return False
    is_inside = bool(not before and index) and bool(not after and last + 1 < len(spans))
    for i in range(1, len(phrase.tokens)):
        gap = text[spans[index + i - 1][1] : spans[index + i][0]]
        if gap == phrase.gaps[i]:
            continue
        if not (_is_unspaced(phrase.tokens[i - 1]) or _is_unspaced(phrase.tokens[i])):
            if _gap(gap) != phrase.gaps[i]:
                return False
        elif len(gap) > _GAP_MAX or (
            # "红色 情人节" is red and Valentine's day: where a phrase has two characters, both in
            # the midst of others, and an ordinary separator between them, it is two words.
            is_inside and len(phrase.tokens) == 2 and _ORDINARY.issuperset(gap)
        ):
            return False
    return True


def _spans(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in _token().finditer(folded)]


def _gap(text: str) -> str:
    return _JOINERS.sub(" ", text)


def _is_unspaced(token: str) -> bool:
    return _UNSPACED_ONE.match(token) is not None


def _few_marks(text: str) -> str:
    """The text with at most so many marks on one letter."""
    if not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    num_marks = 0
    for letter in text:
        num_marks = num_marks + 1 if unicodedata.combining(letter) else 0
        if num_marks <= _MARKS_MAX:
            kept.append(letter)
    return "".join(kept)


@functools.cache
def _token() -> re.Pattern[str]:
    """A letter of an unspaced script, or a whole word of another: letters, marks and digits."""
    letters = map(chr, range(_MARKS_FIRST, _MARKS_END))
    marks = "".join(
        letter
        for letter in letters
        if unicodedata.category(letter)[0] == "M" and not _is_unspaced(letter)
    )
    return re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]+[{marks}]*)+")
