"""The visible label: in the lower left corner, tall enough for the rule that asks for it.

It runs in a process of its own. This module does not know who wants the label, nor what it says.
Source: GB 45438-2025, 5.2: at an edge or a corner, clearly legible, its letters at least as tall as
5 % of the picture's shorter side.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import east_asian_width

from PIL import Image, ImageDraw, ImageFilter

from inkstone.media import lettering

#: How tall capitals and Chinese characters are, as a share of the picture's shorter side.
HEIGHT = 0.05
#: On small pictures they are taller, if there is room: below so many pixels nobody reads them.
CAPITAL_PX_MIN, IDEOGRAPH_PX_MIN = 9, 11
#: How far the label stays from the edges, as a share of the shorter side, and at the least.
MARGIN, MARGIN_PX_MIN = 0.024, 2
#: What a text has beyond these is not drawn.
TEXT_CHARS_MAX = 100

#: What the heights are measured on: a capital, and a character that fills its square.
_CAPITAL, _IDEOGRAPH = "H", "国"
#: The letters are measured at this size.
_MEASURE_PX = 200
#: Small letters are wider than large ones shrunk: their steps are whole pixels.
_SLACK = 1.03
#: How many widths are tried to make lines even.
_NUM_EVEN_STEPS = 8
#: From one line to the next, in ems.
_PITCH_EM = 1.3
#: The plate behind the letters reaches so far beyond them, in ems, and has such corners.
_PAD_X_EM, _PAD_Y_EM, _ROUND_EM = 0.42, 0.32, 0.34
#: A shade close around the letters, in ems, keeps them apart from what the plate lets through.
_SHADE_EM = 0.05
_LETTER_ALPHA, _SHADE_ALPHA, _PLATE_ALPHA = 1.0, 0.45, 0.62
#: Larger than the law asks for, a label takes no more of the height, and has no more lines.
_SHARE_MAX, _NUM_LINES_MAX = 0.6, 3
#: How much smaller each try is, until it fits or is as small as it may be.
_STEP = 0.94

_NOWHERE = (0, 0, 0, 0)
_Edges = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    lines: tuple[str, ...]
    em_px: float


def label(image: Image.Image, text: str, *, apart_from: _Edges = _NOWHERE) -> Image.Image:
    """The same picture with the label; the same pixels each time.

    Only pixels within `box` change. What is see-through stays so around the label.

    Args:
        image: RGB or RGBA.
        text: a few characters, such as "AI生成"; one that no font has becomes a hollow box.
        apart_from: what the label stands above if it would cover it, such as the watermark's box.
    """
    layer = _fitting(image.size, text)
    if layer is None:
        return image
    return lettering.laid(image, layer, _edges(image.size, layer, apart_from))


def box(size: tuple[int, int], text: str, *, apart_from: _Edges = _NOWHERE) -> _Edges:
    """Left, top, right and bottom of all that the label may change; empty where there is none."""
    layer = _fitting(size, text)
    return _NOWHERE if layer is None else _edges(size, layer, apart_from)


def height_px(size: tuple[int, int]) -> int:
    """How tall capitals and Chinese characters are at the least, on a picture of this size."""
    return math.ceil(HEIGHT * min(size))


def _edges(size: tuple[int, int], layer: Image.Image, apart_from: _Edges) -> _Edges:
    margin = _margin(size)
    # A picture that is hardly larger than its label has no margins.
    left = max(0, min(margin, size[0] - layer.width))
    top = max(0, size[1] - margin - layer.height)
    right, bottom = left + layer.width, top + layer.height
    is_beside = right + margin <= apart_from[0] or bottom + margin <= apart_from[1]
    if apart_from != _NOWHERE and not is_beside:
        top = max(0, apart_from[1] - margin - layer.height)
    return left, top, min(size[0], right), min(size[1], top + layer.height)


def _margin(size: tuple[int, int]) -> int:
    return max(MARGIN_PX_MIN, round(MARGIN * min(size)))


def _fitting(size: tuple[int, int], text: str) -> Image.Image | None:
    """The label for a picture of this size."""
    text = " ".join(text[:TEXT_CHARS_MAX].split())
    if not text:
        return None
    room = size[0] - 2 * _margin(size), size[1] - 2 * _margin(size)
    return _drawn(_layout(text, height_px(size), room))


@lru_cache(maxsize=64)
def _layout(text: str, height_px_min: int, room: tuple[int, int]) -> _Layout:
    """The text in lines, as large as is legible, and never smaller than the rule allows.

    Where even that does not fit, as on a picture of a few pixels or with a text of many lines, the
    letters keep their height, and what has no room is cut off at the right and at the bottom.
    """
    least = _em_px(text, height_px_min, height_px_min)
    em_px = max(least, _em_px(text, CAPITAL_PX_MIN, IDEOGRAPH_PX_MIN))
    while em_px > least:
        lines = _lines(text, room[0] / em_px)
        block_px = _block_em(len(lines)) * em_px
        if len(lines) <= _NUM_LINES_MAX and block_px <= min(_SHARE_MAX * room[1], room[1]):
            return _Layout(lines=lines, em_px=em_px)
        em_px *= _STEP
    return _Layout(lines=_lines(text, room[0] / least), em_px=least)


def _em_px(text: str, capital_px: float, ideograph_px: float) -> float:
    """The em at which the capitals and the Chinese characters of a text are at least so tall."""
    is_wide = {east_asian_width(one) in "WF" for one in text if one != " "}
    heights = {_IDEOGRAPH: ideograph_px} if True in is_wide else {}
    if False in is_wide:
        heights[_CAPITAL] = capital_px
    em_px = max(px * _MEASURE_PX / _tall(one, _MEASURE_PX) for one, px in heights.items())
    # Letters stand on whole pixels, which may make them a little shorter than they measure.
    while any(
        _tall(one, em_px * _scale(em_px)) < px * _scale(em_px) for one, px in heights.items()
    ):
        em_px *= 1.005
    return em_px


def _tall(character: str, size_px: float) -> int:
    """How far a character reaches above the line it stands on."""
    _, top, _, bottom = lettering.ink(character, size_px)
    return min(0, bottom) - top


def _scale(em_px: float) -> int:
    """Small letters are drawn larger and then shrunk: smooth, and the same on any machine."""
    return 4 if em_px < 80 else 2 if em_px < 240 else 1


def _block_em(num_lines: int) -> float:
    return (num_lines - 1) * _PITCH_EM + 1 + 2 * _PAD_Y_EM


def _lines(text: str, width_em: float) -> tuple[str, ...]:
    """The text in as few lines as are narrow enough, of about the same length."""
    room = width_em / _SLACK - 2 * _PAD_X_EM
    lines = _filled(text, room)
    widest = max(map(_width_em, _pieces(text)))
    for step in range(_NUM_EVEN_STEPS):
        # From as narrow as could be to as full as they are: the first that needs no more lines.
        share = (1 + step * (len(lines) - 1) / _NUM_EVEN_STEPS) / len(lines)
        narrower = _filled(text, max(room * share, min(room, widest)))
        if len(narrower) == len(lines):
            return narrower
    return lines


def _filled(text: str, width_em: float) -> tuple[str, ...]:
    """Line after line filled: words stay whole where they can, Chinese breaks anywhere."""
    lines, line = [], ""
    for piece in _pieces(text):
        joined = line + piece
        if not line.strip() or _width_em(joined) <= width_em:
            line = joined
        else:
            lines.append(line.strip())
            line = piece
        while _width_em(line) > width_em and len(line.strip()) > 1:
            fits = max(1, _num_fitting(line, width_em))
            lines.append(line[:fits].strip())
            line = line[fits:]
    return tuple(one for one in [*lines, line.strip()] if one)


def _num_fitting(line: str, width_em: float) -> int:
    return next(
        n for n in range(len(line) - 1, -1, -1) if n <= 1 or _width_em(line[:n]) <= width_em
    )


def _pieces(text: str) -> Iterator[str]:
    """What lines may be broken between."""
    word = ""
    for one in text:
        is_wide = east_asian_width(one) in "WF"
        if word and (one == " " or is_wide):
            yield word
            word = ""
        word += one
        if one in " -" or is_wide:
            yield word
            word = ""
    if word:
        yield word


@lru_cache(maxsize=1024)
def _width_em(line: str) -> float:
    left, _, right, _ = lettering.ink(line.strip() or " ", _MEASURE_PX)
    return (right - left) / _MEASURE_PX


@lru_cache(maxsize=16)
def _drawn(layout: _Layout) -> Image.Image:
    """The lines on their plate, ready to be laid over a picture."""
    scale = _scale(layout.em_px)
    big = layout.em_px * scale
    boxes = [lettering.ink(line, big) for line in layout.lines]
    pad_x, pad_y = round(big * _PAD_X_EM), round(big * _PAD_Y_EM)
    # Baselines lie on whole pixels of the picture, so that no row of the letters is half a row.
    pitch = lettering.whole(round(big * _PITCH_EM), scale)
    baseline = lettering.whole(pad_y - boxes[0][1], scale)
    last = baseline + pitch * (len(boxes) - 1)
    width = max(right - left for left, _, right, _ in boxes) + 2 * pad_x
    size = lettering.whole(width, scale), lettering.whole(last + boxes[-1][3] + pad_y, scale)
    letters, shade, plate = (Image.new("L", size) for _ in range(3))
    for index, (line, edges) in enumerate(zip(layout.lines, boxes, strict=True)):
        origin = pad_x - edges[0], baseline + index * pitch
        lettering.draw(letters, line, big, origin)
        lettering.draw(shade, line, big, origin, round(big * _SHADE_EM))
    shade = shade.filter(ImageFilter.GaussianBlur(big * _SHADE_EM / 2))
    whole = (0, 0, size[0] - 1, size[1] - 1)
    ImageDraw.Draw(plate).rounded_rectangle(whole, big * _ROUND_EM, 255)
    parts = (
        (0, plate, _PLATE_ALPHA),
        (0, shade, _SHADE_ALPHA),
        (255, letters, _LETTER_ALPHA),
    )
    return lettering.layer(parts, scale)
