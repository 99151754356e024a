"""Charts: what an infographic tells, cut out of a prompt's own words.

It does not know how a chart is drawn, nor what else the prompt asks for.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.lexicon.tokens import PLACEHOLDER, Token, tokens
from inkstone.engines.sketch.reading.quotes import Cut
from inkstone.engines.sketch.scene import Chart, Item

ITEMS_MAX = 12
#: More lists than these are not looked at.
_COLONS_MAX = 8
_TITLE_MAX = 48
_DETAIL_MAX = 120
_STEP = re.compile(
    r"(?:(?<=[\s:：,，;；(（。.、])|^)(?:[Ss]tep\s?)?(?P<n>\d{1,2})\s?(?:[.)、:：]|\s-)\s?(?!\d)"
    r"|第(?P<zh>[一二三四五六七八九十])步[:：,，是]?\s?|(?P<ring>[①-⑩])\s?"
)
_DIGITS = "一二三四五六七八九十"
_ARROW = re.compile(r"\s?(?:→|->|=>|➔|➜|⟶)\s?")
_YEAR = re.compile(r"(?<![\d$¥.])(?P<year>1[0-9]{3}|20[0-9]{2})(?P<s>年代?|s)?\s?[:：\-–—,，]?\s?")
_UNIT = r"(?:%|percent|[kKmM]\b|million|billion|hours?|kg|cm|°C|[万亿千百]?(?:人|个|元|度|吨|次)?)"
_NUMBER = rf"[$¥€£]?\d[\d,]*(?:\.\d+)?\s?{_UNIT}"
_PAIR = re.compile(
    rf"^(?P<label>[^\d{PLACEHOLDER}][^\d]{{0,40}}?|{PLACEHOLDER}\s*)"
    rf"\s?[:：=\-–—(（]?\s?(?P<number>{_NUMBER})\s?[)）]?\s*$"
)
_LIST = re.compile(r"[,，、;；\n]|\s(?:and|plus)\s|(?<=[\u4e00-\u9fff])[和及与](?=[\u4e00-\u9fff])")
_BREAK = re.compile(r"[.。!！?？](?:\s|$)|[。！？]|\n\n")
_SIDE = r"[\w' \u4e00-\u9fff]{1,30}"
_COMPARED = r"(?:comparison (?:of|between)|comparing|compare|differences? between)"
_VERSUS = re.compile(
    rf"(?P<a>{_SIDE}?)\s?(?:\bvs\.?|\bversus\b)\s?(?P<b>{_SIDE})"
    rf"|{_COMPARED} (?P<c>[\w' ]{{1,30}}?) (?:and|with|to) (?P<d>[\w' ]{{1,30}})"
    r"|(?P<e>[\u4e00-\u9fff]{1,10}?)[和与跟](?P<f>[\u4e00-\u9fff]{1,10}?)的?(?:对比|比较|区别)",
    re.I,
)
_LEAD = re.compile(
    r"^(?:and|then|finally|next|first|second|third|lastly|with|showing|the|然后|最后|接着|首先|再|和|及)\s*"
    r"(?=[\w\u4e00-\u9fff])", re.I,
)  # fmt: skip
_NAMES = re.compile(
    r"steps?|process|stages?|tips|facts|ways|cycle|reasons|rules|list|benefits|types|kinds|parts"
    r"|步骤|流程|阶段|要点|贴士|方法|循环|做法|好处|特点|种类|区别",
    re.I,
)
_MARKS = " \t\n:：-–—.,，。;；、·()（）"
_VALUES: tuple[Chart, ...] = ("bars", "pie")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """What a prompt says of a chart, and the prompt with blanks in its stead."""

    chart: Chart | None = None
    items: tuple[Item, ...] = ()
    rest: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    start: int
    end: int
    head: str = ""
    value: str = ""


def charted(rest: str, cuts: Sequence[Cut], *, lexicon: Lexicon) -> Charted:
    """Read the items of a chart, where a prompt asks for one."""
    nothing = Charted(rest=rest, cuts=tuple(cuts))
    if not any(len(reader(rest, [])[1]) > 1 for reader in _READERS):
        return nothing
    names, is_asked = _cues(tokens(rest, lexicon=lexicon))
    for reader in _READERS:
        chart, spans = reader(rest, names)
        spans = spans[:ITEMS_MAX]
        if not (is_asked or (names and chart) or (reader is _numbered and len(spans) > 2)):
            continue
        made = [_item(rest, span, cuts, lexicon) for span in spans]
        items = tuple(item for item in made if item.title or item.spelled)
        if len(items) < 2:
            continue
        # What leads to the first of them is no part of it: 植物生长过程，种子→发芽.
        items = (replace(items[0], title=items[0].title.rpartition("，")[2]), *items[1:])
        start, end = spans[0].start, spans[-1].end
        kept = tuple(cut for cut in cuts if not start <= cut.start < end)
        blank = rest[:start] + "," + " " * (end - start - 1) + rest[end:]
        return Charted(chart=chart or "list", items=items, rest=blank, cuts=kept)
    return nothing


def _cues(found: list[Token]) -> tuple[list[Chart], bool]:
    names: list[Chart] = []
    is_asked = False
    for token in found:
        is_asked = (
            is_asked
            or token.value == "infographic"
            or any(other.value == "infographic" for other in token.others)
        )
        values = [token.value] if token.kind == "chart" else []
        values += [other.value for other in token.others if other.kind == "chart"]
        names += values  # type: ignore[arg-type]  # checked by a test of the lexicon
    return names, is_asked


def _numbered(rest: str, names: list[Chart]) -> tuple[Chart | None, list[_Span]]:
    """1. wash 2. chop 3. cook."""
    marks: list[re.Match[str]] = []
    for match in _STEP.finditer(rest):
        number = int(match["n"]) if match["n"] else (
            _DIGITS.index(match["zh"]) + 1 if match["zh"] else ord(match["ring"]) - 0x245F
        )  # fmt: skip
        if number == len(marks) + 1:
            marks.append(match)
    spans = []
    for at, match in enumerate(marks):
        last = at + 1 == len(marks)
        end = _sentence_end(rest, match.end()) if last else marks[at + 1].start()
        spans.append(_Span(start=match.start() if at == 0 else match.end(), end=end,
                           head=rest[match.start() : match.end()] if at == 0 else ""))  # fmt: skip
    fits = next((name for name in names if name not in _VALUES), None)
    return fits or "steps", spans


def _arrows(rest: str, names: list[Chart]) -> tuple[Chart | None, list[_Span]]:
    """Seed → sprout → flower."""
    marks = list(_ARROW.finditer(rest))
    if len(marks) < 2:
        return None, []
    first = max(rest.rfind(sign, 0, marks[0].start()) for sign in ":：.。\n") + 1
    end = _sentence_end(rest, marks[-1].end())
    spans = _between(first, end, marks)
    fits = next((name for name in names if name not in _VALUES), None)
    return fits or "steps", spans


def _between(start: int, end: int, marks: Sequence[re.Match[str]]) -> list[_Span]:
    spans = []
    for match in marks:
        spans.append(_Span(start=start, end=match.start()))
        start = match.end()
    return [*spans, _Span(start=start, end=end)]


def _years(rest: str, names: list[Chart]) -> tuple[Chart | None, list[_Span]]:
    """1949 … ; 1978 … ."""
    marks = list(_YEAR.finditer(rest))
    if len(marks) < 2 or not ("timeline" in names or len(marks) > 2):
        return None, []
    spans = []
    for at, match in enumerate(marks):
        last = at + 1 == len(marks)
        end = _sentence_end(rest, match.end()) if last else marks[at + 1].start()
        year = match["year"] + (match["s"] or "")
        spans.append(_Span(start=match.end(), end=end, value=year))
    spans[0] = _Span(start=marks[0].start(), end=spans[0].end, value=spans[0].value,
                     head=marks[0].group())  # fmt: skip
    return "timeline", spans


def _pairs(rest: str, names: list[Chart]) -> tuple[Chart | None, list[_Span]]:
    """Apples 30, pears 45%."""
    spans = []
    for begin, end in _pieces(rest):
        start = begin
        colon = max(rest.rfind(sign, start, end) for sign in ":：")
        if colon >= 0 and not rest[colon + 1 : end].strip(_MARKS)[:1].isdigit():
            start = colon + 1
        piece = rest[start:end].rstrip(".。 ")
        match = _PAIR.match(piece.strip())
        if match is None or not match["label"].strip(_MARKS):
            continue
        spans.append(_Span(start=start, end=end, value=match["number"].strip()))
    shares = [span.value.endswith(("%", "percent")) for span in spans]
    if "pie" in names:
        return "pie", spans
    if "bars" in names or not all(shares):
        return "bars", spans
    total = sum(_number(span.value) or 0 for span in spans)
    return ("pie" if 95 <= total <= 105 else "bars"), spans


def _pieces(rest: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _LIST.finditer(rest):
        yield start, match.start()
        start = match.end()
    yield start, len(rest)


def _listed(rest: str, names: list[Chart]) -> tuple[Chart | None, list[_Span]]:
    """Steps: wash, chop, cook."""
    colons = list(islice(re.finditer(r"[:：]", rest), _COLONS_MAX))
    colons.sort(
        key=lambda match: not _NAMES.search(rest, max(0, match.start() - 24), match.start())
    )
    for match in colons:
        end = _sentence_end(rest, match.end())
        marks = [mark for mark in _LIST.finditer(rest, match.end(), end) if mark.group() != "\n\n"]
        if marks and end - match.end() > 3:
            spans = [s for s in _between(match.end(), end, marks) if rest[s.start : s.end].strip()]
            fits = next((name for name in names if name not in _VALUES), None)
            return fits, spans
    return None, []


def _versus(rest: str, _names: list[Chart]) -> tuple[Chart | None, list[_Span]]:
    """Cats versus dogs."""
    match = _VERSUS.search(rest)
    if match is None:
        return None, []
    found = [match.span(name) for name in "abcdef" if match[name]]
    spans = [_Span(start=start, end=end) for start, end in found]
    words = rest[spans[0].start : spans[0].end].split()
    if len(words) > 3:
        kept = " ".join(words[-2:])
        spans[0] = _Span(start=spans[0].end - len(kept), end=spans[0].end)
    return "comparison", spans


_Reader = Callable[[str, list[Chart]], tuple[Chart | None, list[_Span]]]
_READERS: tuple[_Reader, ...] = (_numbered, _arrows, _years, _pairs, _versus, _listed)


def _sentence_end(rest: str, start: int) -> int:
    match = _BREAK.search(rest, start)
    return match.start() if match else len(rest)


def _item(rest: str, span: _Span, cuts: Sequence[Cut], lexicon: Lexicon) -> Item:
    words = rest[span.start : span.end]
    if span.head:
        words = words[len(span.head) :]
    quoted = [cut.text for cut in cuts if span.start <= cut.start < span.end]
    words = words.replace(PLACEHOLDER, " ").strip(_MARKS)
    if (span.value and not span.value[:4].isdigit()) or (span.value and span.value in words):
        words = words.replace(span.value, "").strip(_MARKS)
    words = _LEAD.sub("", words).strip(_MARKS)
    title, detail = _parted(words)
    if quoted:
        title, detail = quoted[0], " ".join(quoted[1:])
    is_year = bool(re.fullmatch(r"\d{4}(?:s|年代?)?", span.value))
    if is_year:
        title, detail = span.value, (quoted[0] if quoted else words)[:_DETAIL_MAX]
    return Item(
        title=title[:_TITLE_MAX],
        detail=detail[:_DETAIL_MAX],
        value=None if is_year or not span.value else _number(span.value),
        spelled="" if is_year else span.value,
        concept=_concept(f"{title} {detail}", lexicon),
    )


def _parted(words: str) -> tuple[str, str]:
    """A title and what it is explained by: "Wash: use warm water"."""
    match = re.match(r"(.{2,40}?)(?:\s?[:：]\s?|\s[-–—]\s|\s?[(（])(.{2,})", words)
    if match is None:
        return words, ""
    return match[1].strip(_MARKS), match[2].strip(_MARKS)


def _number(spelled: str) -> float | None:
    match = re.search(r"\d[\d,]*(?:\.\d+)?", spelled)
    value = float(match.group().replace(",", "")) if match else None
    return value if value is not None and math.isfinite(value) else None


def _concept(words: str, lexicon: Lexicon) -> str | None:
    found = [token.value for token in tokens(words, lexicon=lexicon) if token.kind == "object"]
    return found[-1] if found else None
