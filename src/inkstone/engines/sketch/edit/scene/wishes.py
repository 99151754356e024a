"""Wishes: an instruction about a scene cut into parts of which each asks for one thing.

It does not know what the wishes mean, only where one may begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.quotes import PICTURE_MARK, QUOTE_MARK, Marked

#: What follows the first wishes is not read.
WISHES_MAX = 40
_STRONG = re.compile(r"[.;!?。；！？\n\r]+(?!\d)")
_WEAK = re.compile(
    r"[,，、]+\s*(?:and\s+then|and|then|but)?(?![a-z])"
    r"|(?<![a-z'])(?:and\s+then|and|then|but|while)(?![a-z])"
    r"|然后|接着|随后|并且|而且|同时|之后|最后|另外|并(?![排列])|再(?![次见])|但",
    re.ASCII,
)
#: A subject and its predicate in English, and what begins a wish in Chinese.
_STATED = re.compile(
    r"(?:the|it|she|he|they|her|his|there)(?![a-z])[^,.]{0,60}?"
    r"(?<![a-z])(?:should|must|is|are|needs)(?![a-z])"
)
_HAN_START = re.compile(
    r"[把将让给使令用在]|背景|标题|副标题|文字|换|改|整|画面|天气|时间|季节|风格"
)
#: 猫变成黑色: what asks for something stands after its subject.
_HAN_INSIDE = re.compile(
    r"^[\u3400-\u9fff\ue000-\uf8ff]{1,12}?"
    r"(?:换成|改成|改为|变成|变为|移|挪|放到|去掉|删|翻转|染成|涂成|[大小]一[点些])"
)
#: 除了猫，其他都去掉 is one wish.
_EXCEPT = re.compile(r"除了?[^，,。]{1,24}$")
_VERBS = (
    "scene.add", "scene.remove", "scene.replace", "scene.change", "scene.make", "scene.give",
    "scene.move", "scene.scale", "scene.flip", "scene.swap", "text.write", "geometry.crop",
    "geometry.rotate", "geometry.flip", "geometry.resize", "tone.blur", "tone.sharpen", "tone.tint",
    "tone.pixelate", "tone.invert", "tone.vignette", "tone.brighter", "tone.darker", "tone.up",
    "tone.down", "grammar.keep", "grammar.negation",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing that is asked for."""

    #: As the caller wrote it.
    raw: str
    #: In lower case, with marks for quotes and pictures; as long as `raw`.
    text: str
    #: Where it begins in the instruction.
    start: int
    quotes: tuple[str, ...]
    #: Numbers of the pictures named.
    pictures: tuple[int, ...]
    #: Which of the quotes comes first in this stretch.
    first_quote: int = 0

    @property
    def end(self) -> int:
        """Where it ends in the instruction."""
        return self.start + len(self.raw)

    def part(self, start: int, end: int | None = None) -> "Wish":
        """A stretch of it, without the spaces around."""
        end = len(self.raw) if end is None else end
        while start < end and self.text[start] in " ,，、:：的":
            start += 1
        while end > start and self.text[end - 1] in " ,，、:：":
            end -= 1
        return Wish(
            raw=self.raw[start:end],
            text=self.text[start:end],
            start=self.start + start,
            quotes=self.quotes,
            pictures=self.pictures,
            first_quote=self.first_quote + len(QUOTE_MARK.findall(self.text[:start])),
        )


def wishes(marked: Marked) -> Iterator[Wish]:
    """Cut a marked instruction; a list of things and its verb stay whole."""
    start = 0
    for begin, end in [*_cuts(marked.text), (len(marked.text), len(marked.text))]:
        if marked.text[start:begin].strip():
            yield wish(marked, start, begin)
        start = end


def wish(marked: Marked, start: int, end: int) -> Wish:
    """Take a part of an instruction as one wish, without politeness."""
    text = marked.text[start:end]
    lead = _polite().match(text)
    start += lead.end() if lead and lead.end() < len(text) else 0
    text = marked.text[start:end]
    numbers = [
        number
        for match in PICTURE_MARK.finditer(text)
        for number in marked.pictures[ord(match[1]) - 0xE100]
    ]
    return Wish(
        raw=marked.raw[start:end],
        text=text,
        start=start,
        quotes=tuple(marked.quotes[ord(match[1]) - 0xE000] for match in QUOTE_MARK.finditer(text)),
        pictures=tuple(dict.fromkeys(numbers)),
    )


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in re.finditer(f"(?P<strong>{_STRONG.pattern})|{_WEAK.pattern}", text, re.ASCII):
        if match.start() < at:
            continue
        lead = _polite().match(text, match.end())
        begin = lead.end() if lead else match.end()
        if match["strong"] or (
            begins(text, begin) and not _EXCEPT.search(text[at : match.start()])
        ):
            yield match.start(), match.end()
            at = match.end()


def begins(text: str, at: int) -> bool:
    """Whether a new wish begins at a place."""
    piece = text[at : at + 80]
    return bool(
        words.pattern(*_VERBS).match(piece)
        or _HAN_START.match(piece)
        or _STATED.match(piece)
        or _HAN_INSIDE.match(piece)
    )


@lru_cache(maxsize=1)
def _polite() -> re.Pattern[str]:
    found = words.pattern("scene.polite").pattern
    return re.compile(rf"(?:[\s,，、:：]|{found})*", re.ASCII)
