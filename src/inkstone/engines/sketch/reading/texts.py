"""Texts: what a prompt puts in quotes, with the roles it gives them, and a menu's price lines.

It does not know what the rest of the prompt means.
"""

import re
from dataclasses import dataclass

from inkstone.engines.sketch.lexicon.lexicon import Lexicon
from inkstone.engines.sketch.lexicon.tokens import PLACEHOLDER, tokens
from inkstone.engines.sketch.scene import PriceLine, Role, Text

_CLOSING = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》", "'": "'", "‘": "’", "＂": "＂"}
_TEXT_MAX = 200
_TEXTS_MAX = 16
_LINES_MAX = 24
#: How far before a quote its role may be announced.
_REACH = 32
_PRICE = re.compile(
    r"(?:US|HK|NT|C|A)?[$¥￥€£]\s?[0-9]{1,7}(?:[.,][0-9]{1,2})?"
    r"|[0-9]{1,7}(?:\.[0-9]{1,2})?\s?(?:元|块|円|[$€£]|yuan\b|dollars\b|euros?\b)"
)
_BREAK = re.compile(r"[,，、;；\n|。]|\band\b")
_LEAD = re.compile(r"^(?:with|items?|menu|including|like|和|有|及|以及|with items)[\s:：]+", re.I)
_MARKS = " \t:：-–—.·…\"'“”*•"
_BETWEEN = re.compile(r"[\s,，、&和与及]*(?:and|plus)?[\s]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A prompt's texts, and the prompt with a placeholder for each of them."""

    texts: tuple[Text, ...]
    rest: str


def quoted(prompt: str, *, lexicon: Lexicon) -> Quoted:
    """Cut the texts in quotes out of a prompt."""
    texts: list[Text] = []
    rest: list[str] = []
    index = before = 0
    while index < len(prompt):
        end = _closing(prompt, index)
        if end is None or len(texts) >= _TEXTS_MAX:
            rest.append(prompt[index])
            index += 1
            continue
        content = " ".join(prompt[index + 1 : end].split())
        if content:
            lead = prompt[max(before, index - _REACH) : index]
            role = _role(lead, texts, lexicon, is_next=bool(before) and index - before < _REACH)
            texts.append(Text(text=content, role=role))
        rest.append(f" {PLACEHOLDER} ")
        index = before = end + 1
    return Quoted(texts=tuple(texts), rest="".join(rest))


def price_lines(rest: str, *, lexicon: Lexicon) -> tuple[tuple[PriceLine, ...], str]:
    """Read the lines of a menu; return them and the prompt without them."""
    lines: list[PriceLine] = []
    kept: list[str] = []
    start = 0
    breaks = [(match.start(), match.end()) for match in _BREAK.finditer(rest)]
    for begin, end in [*breaks, (len(rest), len(rest))]:
        piece = rest[start:begin]
        price = _PRICE.search(piece)
        name = _name(piece[: price.start()]) if price else ""
        if price and name and len(lines) < _LINES_MAX:
            spelled = price.group().replace(" ", "")
            lines.append(PriceLine(name=name, price=spelled, emoji=_emoji(name, lexicon)))
            head, colon, _ = piece[: price.start()].rpartition("：")
            if not colon:
                head, colon, _ = piece[: price.start()].rpartition(":")
            kept.append(head + ",")
        else:
            kept.append(rest[start:end])
        start = end
    return tuple(lines), "".join(kept) if lines else rest


def _closing(prompt: str, index: int) -> int | None:
    opening = prompt[index]
    closing = _CLOSING.get(opening)
    if closing is None:
        return None
    is_single = opening in "'‘"
    # An apostrophe inside a word opens nothing.
    if is_single and index and prompt[index - 1].isalnum():
        return None
    end = prompt.find(closing, index + 1, index + 2 + _TEXT_MAX)
    while is_single and 0 <= end < len(prompt) - 1 and prompt[end + 1].isalnum():
        end = prompt.find(closing, end + 1, index + 2 + _TEXT_MAX)
    return end if end > index + 1 else None


def _role(lead: str, texts: list[Text], lexicon: Lexicon, *, is_next: bool) -> Role:
    lowered = lead.lower()
    best: tuple[int, int, str] = (-1, 0, "title")
    for role, word in lexicon.roles:
        at = lowered.rfind(word)
        if at >= 0:
            best = max(best, (at + len(word), len(word), role))
    role = best[2]
    if best[0] < 0 and is_next and texts and _BETWEEN.fullmatch(lead):
        role = texts[-1].role
    if role == "title" and any(text.role == "title" for text in texts):
        role = "subtitle"
    return role  # type: ignore[return-value]  # the lexicon's roles are checked by a test


def _name(piece: str) -> str:
    for colon in ("：", ":", PLACEHOLDER):
        name = piece.rpartition(colon)[2]
        if name.strip(_MARKS):
            piece = name
    piece = piece.strip(_MARKS)
    for _ in range(2):
        piece = _LEAD.sub("", piece).strip(_MARKS)
    return piece[-40:].strip()


def _emoji(name: str, lexicon: Lexicon) -> str | None:
    """The last thing that a line names says best what it is."""
    for token in reversed(tokens(name, lexicon=lexicon)):
        if token.kind == "object":
            concept = lexicon.concepts[token.value]
            form, _, what = concept.shown.rpartition(":")
            return lexicon.stand_in.get(what) if form else what
    return None
