"""Clauses: an instruction cut where one wish ends and the next begins, and reading within one.

It does not know what the wishes mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inkstone.engines.sketch.edit import quotes, words
from inkstone.engines.sketch.edit.quotes import Marked

#: What follows the first clauses is not read.
CLAUSES_MAX = 40
#: Kept together though a separator is inside.
_WHOLE = re.compile(
    r"(?:black|salt)\s+(?:and|&)\s+(?:white|pepper)|before\s+and\s+after|left\s+and\s+right"
    r"|right\s+and\s+left|top\s+and\s+bottom|bottom\s+and\s+top|up\s+and\s+down"
    r"|width\s+and\s+height|horizontal(?:ly)?\s+and\s+vertical(?:ly)?"
    r"|vertical(?:ly)?\s+and\s+horizontal(?:ly)?|[左右上下]边?、[左右上下]|水平、垂直"
    r"|\d[.,]\d|\d\s*,\s*\d|no\.\s*\d"
    "|[\ue100-\ue1ff]\\s+(?:on|at|to)\\s+the\\s+(?:left|right|top|bottom)(?:\\s+side)?\\s*"
    "(?:,|and|,\\s*and)\\s+(?:put\\s+)?[\ue100-\ue1ff]"
    "|[\ue100-\ue1ff](?:放在|放|在)[左右上下][边面侧]?\\s*[,、]?\\s*[把将]?[\ue100-\ue1ff]"
    "|[\ue100-\ue1ff]\\s*(?:,|、|and|&|,\\s*and)\\s*[\ue100-\ue1ff]",
    re.ASCII,
)
_SEPARATOR = re.compile(
    r"[,.;!?。、\n\r]+|(?<![a-z'])(?:and\s+then|then|and|also|plus|but|after\s+that|afterwards"
    r"|finally|while)(?![a-z])"
    r"|然后|接着|随后|并且|而且|但是|但|同时|之后|最后|另外|(?<!合)并(?![排列到])|再(?![次见])",
    re.ASCII,
)
#: What was read already: the verb or name of an operation, or something said of it.
TRIGGER, DETAIL = "\ue200", "\ue201"
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(slots=True)
class Clause:
    """One wish; what is read of it is taken out of `rest`."""

    #: As the caller wrote it.
    raw: str
    text: str
    #: Where it begins and ends in the instruction.
    start: int
    end: int
    quotes: tuple[str, ...]
    #: Numbers of the pictures named, in their order.
    pictures: tuple[int, ...]
    rest: str = field(init=False)
    #: Where a negation begins, and where that which is to be taken away does.
    negated_at: int = field(init=False)
    removed_at: int = field(init=False)

    def __post_init__(self) -> None:
        self.rest = self.text
        plain = words.pattern("grammar.not_negation").sub(
            lambda match: " " * len(match[0]), self.text
        )
        self.negated_at = _at(plain, "grammar.negation")
        if (keep := _at(plain, "grammar.keep")) < len(plain):
            # In Chinese what is kept stands before the word, too: 对比度不变.
            self.negated_at = min(self.negated_at, 0 if _HAN.match(plain[keep]) else keep)
        self.removed_at = _at(plain, "grammar.removal")
        if self.removed_at < len(plain) and _HAN.match(plain[self.removed_at]):
            self.removed_at = 0

    @property
    def is_negated(self) -> bool:
        """Whether it says what should not happen."""
        return self.negated_at < len(self.text)

    def find(self, found: str | re.Pattern[str], *, removing: bool = False) -> re.Match[str] | None:
        """Find words that are asked for, not ones that are negated or should go away."""
        pattern = words.pattern(found) if isinstance(found, str) else found
        end = self.negated_at if removing else min(self.negated_at, self.removed_at)
        return pattern.search(self.rest, 0, end)

    def has(self, found: str | re.Pattern[str]) -> bool:
        """Whether the words are there; they stay."""
        return self.find(found) is not None

    def take(
        self, found: str | re.Pattern[str], *, as_trigger: bool = False, removing: bool = False
    ) -> re.Match[str] | None:
        """Find words and take them out."""
        match = self.find(found, removing=removing)
        if match is not None:
            self.blank(match, as_trigger=as_trigger)
        return match

    def take_all(self, found: str | re.Pattern[str]) -> list[re.Match[str]]:
        """Take all of them out."""
        taken: list[re.Match[str]] = []
        while (match := self.take(found)) is not None and match[0]:
            taken.append(match)
        return taken

    def blank(self, match: re.Match[str], *, as_trigger: bool = False) -> None:
        """Mark a match as read."""
        sign = TRIGGER if as_trigger else DETAIL
        length = match.end() - match.start()
        self.rest = f"{self.rest[: match.start()]}{sign * length}{self.rest[match.end() :]}"


def _at(text: str, name: str) -> int:
    match = words.pattern(name).search(text)
    return match.start() if match else len(text)


def split(marked: Marked) -> Iterator[Clause]:
    """Cut a marked instruction into clauses; texts in quotes and lists of pictures stay whole."""
    kept = list(_WHOLE.finditer(marked.text))
    start = 0
    for begin, end in [*_cuts(marked.text, kept), (len(marked.text), len(marked.text))]:
        if marked.text[start:begin].strip():
            yield clause(marked, start, begin)
        start = end


def _cuts(text: str, kept: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    spans = [(match.start(), match.end()) for match in kept]
    at = 0
    for match in _SEPARATOR.finditer(text):
        while at < len(spans) and spans[at][1] <= match.start():
            at += 1
        if at == len(spans) or spans[at][0] >= match.end():
            yield match.start(), match.end()


def clause(marked: Marked, start: int, end: int) -> Clause:
    """Take a part of an instruction as one wish."""
    text = marked.text[start:end]
    texts = tuple(
        marked.quotes[ord(match[1]) - quotes.QUOTE] for match in quotes.QUOTE_MARK.finditer(text)
    )
    numbers = [
        number
        for match in quotes.PICTURE_MARK.finditer(text)
        for number in marked.pictures[ord(match[1]) - quotes.PICTURE]
    ]
    return Clause(
        raw=marked.raw[start:end],
        text=text,
        start=start,
        end=end,
        quotes=texts,
        pictures=tuple(dict.fromkeys(numbers)),
    )
