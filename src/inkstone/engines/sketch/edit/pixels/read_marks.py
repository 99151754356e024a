"""Reading of what is laid over a picture: captions, watermarks, logos and borders.

It does not know what the picture shows, nor how words are drawn.
"""

import re

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.clauses import Clause
from inkstone.engines.sketch.edit.pixels import details
from inkstone.engines.sketch.edit.pixels.operations import (
    Border,
    Caption,
    Logo,
    Overlay,
    Position,
    RoundCorners,
    Watermark,
)
from inkstone.engines.sketch.edit.quotes import PICTURE_MARK, QUOTE_MARK

#: Words without quotes: after a colon, or after "saying".
_UNQUOTED = re.compile(
    r"(?:caption|title|headline|text|label|watermark|signature|标题|文字|字幕|文本|水印|签名|落款)"
    r"\s*:\s*(\S.*)$|(?<![a-z])(?:saying|that\s+says|that\s+reads|reading)\s*:?\s+(\S.*)$"
    r"|(?:写着|写上|内容为|内容是)\s*:?\s*(\S.*)$",
    re.DOTALL,
)
_TRAILING_PLACE = re.compile(
    r"\s+(?:at|in|on|near)\s+the\s+(?:very\s+)?(?:top|bottom|upper|lower|left|right|middle"
    r"|cent(?:er|re)).*$",
    re.DOTALL,
)
_TEXT_MAX = 400
_OPACITY_MIN = 0.05


def read_words(clause: Clause, *, before: Position | None) -> list[Overlay]:
    """Take captions and watermarks.

    Args:
        clause: the wish.
        before: where the last caption stands, for words that follow it.
    """
    texts = _texts(clause)
    if not texts or clause.has("mark.unlike_caption"):
        return []
    if clause.take("mark.watermark", as_trigger=True):
        clause.take_all("mark.caption")
        return [_watermark(clause, text) for text in texts[:1]]
    is_caption = clause.take("mark.caption", as_trigger=True) is not None
    clause.take_all("mark.caption")
    clause.take_all("mark.outlined")
    # The band's colour stands right before it, and goes first.
    band = _band(clause)
    colour = details.colour(clause)
    position = details.position(clause)
    scale = details.size_word(clause, small=0.65, large=1.6)
    # A look in quotes, as in: make it look "vintage", is not to be written.
    is_look = clause.has("mark.look") or not details.is_read(clause.rest)
    if not is_caption and is_look:
        return []
    return [
        Caption(
            text=text,
            position=position or before or "bottom",
            colour=colour,
            scale=scale or 1.0,
            band=band,
        )
        for text in texts
    ]


def _texts(clause: Clause) -> list[str]:
    if clause.quotes:
        found = clause.take_all(QUOTE_MARK)
        return [text for text in clause.quotes if text] if found else []
    match = clause.find(_UNQUOTED)
    if match is None:
        return []
    group = next(index for index in (1, 2, 3) if match[index])
    start, end = match.span(group)
    tail = _TRAILING_PLACE.search(clause.text, start, end)
    end = tail.start() if tail else end
    text = " ".join(clause.raw[start:end].split())[:_TEXT_MAX]
    # The words stay out of all other reading, like those in quotes.
    clause.rest = clause.rest[:start] + "\ue201" * (end - start) + clause.rest[end:]
    return [text] if text else []


def _band(clause: Clause) -> str | None:
    match = clause.find("mark.band")
    if match is None:
        return None
    clause.blank(match)
    lead = clause.rest[max(0, match.start() - 24) : match.start()].rstrip("的 ")
    colour = None
    for found in words.colour_pattern().finditer(lead):
        if found.end() == len(lead):
            colour = words.colour(found[0])
            at = clause.rest.rfind(found[0], 0, match.start())
            filled = "\ue201" * len(found[0])
            clause.rest = clause.rest[:at] + filled + clause.rest[at + len(found[0]) :]
    return colour or "#101014"


def _watermark(clause: Clause, text: str) -> Watermark:
    return Watermark(
        text=text,
        is_tiled=clause.take("mark.tiled") is not None,
        opacity=_opacity(clause, usual=0.6),
        colour=details.colour(clause) or "#ffffff",
        scale=details.size_word(clause, small=0.7, large=1.8) or 1.0,
        position=details.position(clause) or "bottom_right",
    )


def _opacity(clause: Clause, *, usual: float) -> float:
    share = details.percent(clause)
    is_clear = clause.take("mark.transparent") is not None
    inverse = clause.rest.find("transparency") >= 0 or clause.rest.find("透明度") >= 0
    clause.take("mark.opacity")
    if share is not None:
        share = 1 - share if inverse and "不透明度" not in clause.text else share
        return round(min(max(share, _OPACITY_MIN), 1.0), 3)
    return 0.35 if is_clear else usual


def read_logo(clause: Clause, *, num_inputs: int, pictures: tuple[int, ...]) -> list[Overlay]:
    """Take a picture that marks the other."""
    if clause.quotes or num_inputs < 2:
        return []
    mark = clause.find("mark.logo") or clause.find("mark.watermark")
    if mark is None or not (pictures or clause.has("mark.logo")):
        return []
    is_faint = clause.find("mark.watermark") is not None
    clause.take("mark.logo", as_trigger=True)
    clause.take("mark.watermark", as_trigger=True)
    clause.take_all("join.inset")
    clause.take_all(PICTURE_MARK)
    clause.take_all("mark.caption")
    opacity = _opacity(clause, usual=0.6 if is_faint else 0.9)
    scale = _logo_scale(clause)
    position = details.position(clause) or "bottom_right"
    picture = pictures[0] if pictures else 1
    onto = pictures[1] if len(pictures) > 1 else None
    return [Logo(picture=picture, onto=onto, position=position, scale=scale, opacity=opacity)]


def _logo_scale(clause: Clause) -> float:
    return details.size_word(clause, small=0.11, large=0.32) or 0.18


def read_border(clause: Clause) -> list[Overlay]:
    """Take a border, or rounded corners without one."""
    mark = clause.find("mark.border")
    corners = clause.has("mark.corners")
    # "Blur the borders" is about the picture's edges, not about a frame.
    if mark is None:
        if not corners:
            return []
        clause.take("mark.corners", as_trigger=True)
        scale = details.size_word(clause, small=0.03, large=0.12)
        strength = {0.5: 0.03, 1.8: 0.12}.get(details.strength(clause), 0.06)
        return [RoundCorners(radius=scale or strength)]
    if any(clause.has(entry) for entry in ("tone.blur", "tone.darker", "geometry.crop")):
        return []
    clause.blank(mark, as_trigger=True)
    rounded = any([clause.take("mark.corners"), clause.take("mark.rounded")])
    usual = {"白边": "#ffffff", "黑边": "#101014"}.get(mark[0], "#ffffff")
    width_px = details.pixels(clause)
    share = details.percent(clause)
    width = 0.04 if share is None else min(max(share, 0.002), 0.3)
    if share is None and width_px is None:
        thin, thick = clause.take("mark.thin"), clause.take("mark.thick")
        weak = details.strength(clause)
        width = 0.015 if thin else 0.08 if thick else width * min(max(weak, 0.5), 1.8)
    colour = details.colour(clause) or usual
    clause.take_all("mark.caption")
    return [Border(width=round(width, 4), width_px=width_px, colour=colour, is_rounded=rounded)]
