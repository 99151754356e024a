"""Prices: the lines of a menu, cut out of a prompt.

It does not know how a menu is drawn, nor what else the prompt asks for.
"""

import re

from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.lexicon.tokens import PLACEHOLDER, tokens
from inkstone.engines.sketch.scene import PriceLine

LINES_MAX = 24
_NAME_MAX = 40
_AMOUNT = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,2}(?:\.[0-9]{1,2})?(?![0-9])"
    r"|[0-9]{1,7}(?:[.,][0-9]{1,2})?(?![0-9])"
)
_BEFORE = r"(?:(?:US|HK|NT|CA|AU|C|A|S)?[$¥￥€£₩₹฿]|RMB|CNY|USD|EUR|JPY)"
_AFTER = (
    r"(?:元|块钱|块|円|圆|日元|美元|欧元|[$€£¥￥]"
    r"|(?:yuan|dollars?|euros?|bucks|RMB|USD|EUR|kr)\b)"
)
_UNIT = r"(?:/[份杯个只斤盘碗壶位人串瓶笼盒罐听块条根打]|一[份杯个只斤盘碗壶位串瓶笼盒])?"
_ONE = rf"(?:{_BEFORE}\s?(?:{_AMOUNT})(?:元)?|(?:{_AMOUNT})\s?{_AFTER}){_UNIT}"
_PRICE = re.compile(rf"{_ONE}(?:\s?/\s?{_ONE}){{0,2}}", re.I)
_BARE = re.compile(r"(?<![0-9.])[0-9]{1,4}(?:\.[0-9]{1,2})?\s*$")
_BREAK = re.compile(
    r"(?<![0-9]),|,(?![0-9]{3}(?![0-9]))|[，、;；\n|。•]|\band\b|(?<!\.)\.\s|(?<!\.)\.$"
    # Several lines in one: "Latte $3 / Tea $2", 羊肉串￥5/串 烤鸡翅￥8/个.
    r"|(?<=[0-9])\s/\s(?=[^\W\d])|(?<=[0-9元块串瓶份个杯碗笼])\s+(?=[\u4e00-\u9fff])"
)
_LEAD = re.compile(
    r"^(?:with|items?|menu|including|includes|like|offering|featuring|prices?|listing|plus|and|和|有"
    r"|及|以及|还有|包括|with items)[\s:：]+",
    re.I,
)
#: What comes before a list that is told in one breath: "a board listing Lemon £2".
_TOLD = re.compile(
    r"^.*\b(?:listing|offering|featuring|serving|selling|including|includes)\s+", re.I | re.S
)
#: Full-width digits and signs, which mean the same.
_NARROW = str.maketrans("０１２３４５６７８９．／＄", "0123456789./$")
_SECTION = re.compile(r"[:：]")
_MARKS = " \t:：-–—.·…\"'“”*•=~→_"
_ASKS = re.compile(r"menu|price|菜单|价目|价格|饮品单|餐牌", re.I)


def price_lines(rest: str, *, lexicon: Lexicon) -> tuple[tuple[PriceLine, ...], str]:
    """Read the lines of a menu; return them and the prompt with blanks in their stead."""
    kept = list(rest)
    rest = rest.translate(_NARROW)
    pieces = list(_pieces(rest))
    pattern = _pattern(rest, pieces)
    if pattern is None:
        return (), "".join(kept)
    lines: list[PriceLine] = []
    for start, end in pieces:
        piece = rest[start:end]
        price = pattern.search(piece)
        if price is None or len(lines) >= LINES_MAX:
            continue
        name, head = _name(piece[: price.start()])
        if not name:
            name, head = _name(piece[price.end() :])[0], 0
        if not name:
            continue
        section = _section(piece[:head])
        if section and any(line.price for line in lines) and len(lines) < LINES_MAX - 1:
            lines.append(PriceLine(name=section, price=""))
            head = 0
        spelled = re.sub(r"\s", "", price.group()) if price.group()[-1:] in "元块" else (
            price.group().replace(" ", "")
        )  # fmt: skip
        lines.append(PriceLine(name=name, price=spelled, emoji=_emoji(name, lexicon)))
        kept[start + head : end] = " " * (end - start - head)
    return tuple(lines), "".join(kept)


def _pattern(rest: str, pieces: list[tuple[int, int]]) -> re.Pattern[str] | None:
    """How prices are spelled: with a currency, or on a menu as bare numbers."""
    if _PRICE.search(rest):
        return _PRICE
    if not _ASKS.search(rest):
        return None
    bare = sum(
        1 for start, end in pieces if (found := _BARE.search(rest[start:end])) and found.start()
    )
    return _BARE if bare > 1 else None


def _pieces(rest: str) -> list[tuple[int, int]]:
    found = []
    start = 0
    for match in _BREAK.finditer(rest):
        found.append((start, match.start()))
        start = match.end()
    return [*found, (start, len(rest))]


def _name(piece: str) -> tuple[str, int]:
    """A line's name, and where it begins."""
    start = 0
    for match in re.finditer(f"[:：{PLACEHOLDER}]", piece):
        if piece[match.end() :].strip(_MARKS):
            start = match.end()
    name = _TOLD.sub("", piece[start:]).strip(_MARKS + "/")
    for _ in range(2):
        name = _LEAD.sub("", name).strip(_MARKS)
    return name[-_NAME_MAX:].strip(), start


def _section(head: str) -> str:
    """The name of a group of lines, such as "Hot drinks"."""
    name = head.rstrip(" :：").rpartition("\n")[2].strip(_MARKS + PLACEHOLDER)
    name = _LEAD.sub("", name).strip()
    return name if 0 < len(name) <= _NAME_MAX and not _ASKS.search(name) else ""


def _emoji(name: str, lexicon: Lexicon) -> str | None:
    """The last thing that a line names says best what it is."""
    for token in reversed(tokens(name, lexicon=lexicon)):
        if token.kind == "object":
            concept = lexicon.concepts[token.value]
            form, _, what = concept.shown.rpartition(":")
            return lexicon.stand_in.get(what) if form else what
    return None
