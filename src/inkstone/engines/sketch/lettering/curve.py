"""Words on a circle: the letters of one line, each turned to stand on it.

It does not know what the circle is part of.
"""

import math

from inkstone.engines.sketch.lettering import shaping
from inkstone.engines.sketch.lettering.painting import Placed
from inkstone.engines.sketch.lettering.shaping import Mark, Style, Word
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import glyphs
from inkstone.engines.sketch.vector.svg import Defs, group, path

#: Half of the height of capitals: letters stand with their middle on the circle.
_MIDDLE = 0.36
#: A line of the circle's length, less this, is the longest there is.
_TURN_MAX = math.tau * 0.86


def fit_on_circle(
    text: str,
    *,
    cx: float,
    cy: float,
    radius: float,
    size: float,
    style: Style,
    fill: str,
    defs: Defs,
    is_top: bool = True,
    turn_max: float = math.pi * 1.2,
) -> Placed:
    """Set a line around a circle, its middle at the top or at the bottom of it.

    Args:
        text: one line.
        cx: the circle's middle, across.
        cy: the circle's middle, down.
        radius: from the middle to the middle of capitals.
        size: pixels an em, at most.
        style: face, weight and tracking.
        fill: `#rrggbb`.
        defs: the drawing's definitions.
        is_top: whether it stands at the top, read clockwise, or at the bottom, the other way.
        turn_max: how much of the circle it may take, in radians.
    """
    word = shaping.shape(" ".join(text.split()), style)
    size = min(size, min(turn_max, _TURN_MAX) * radius / max(word.advance, 0.1))
    # Letters at the bottom stand on the inside, so their feet are further out.
    foot = radius - _MIDDLE * size if is_top else radius + _MIDDLE * size
    drawn, corners = [], []
    for mark in word.marks:
        middle = (mark.left + mark.right) / 2
        # Letters keep their distances where their middles are, on the circle.
        along = (middle - word.advance / 2) * size / radius
        x = cx + math.sin(along) * foot
        y = cy - math.cos(along) * foot * (1 if is_top else -1)
        angle = along if is_top else -along
        corners += _corners(mark, middle, x, y, turn=angle, size=size)
        drawn.append(_drawn(mark, middle, x, y, turn=angle, size=size, defs=defs))
    xs, ys = [x for x, _ in corners] or [cx], [y for _, y in corners] or [cy]
    return Placed(
        svg=group("".join(drawn), fill=fill),
        box=Box(x=min(xs), y=min(ys), width=max(xs) - min(xs), height=max(ys) - min(ys)),
        size=size,
        baseline=cy - foot if is_top else cy + foot,
        lines=(text,),
        missing=word.missing,
    )


def width_of(text: str, *, style: Style) -> float:
    """Give how long a line is, in ems."""
    word: Word = shaping.shape(" ".join(text.split()), style)
    return word.advance


def _corners(
    mark: Mark, middle: float, x: float, y: float, *, turn: float, size: float
) -> list[tuple[float, float]]:
    sin, cos = math.sin(turn), math.cos(turn)
    return [
        (x + (across * cos - down * sin) * size, y + (across * sin + down * cos) * size)
        for across in (mark.left - middle, mark.right - middle)
        for down in (mark.top, mark.bottom)
    ]


def _drawn(
    mark: Mark, middle: float, x: float, y: float, *, turn: float, size: float, defs: Defs
) -> str:
    turned = f"translate({x:.2f} {y:.2f}) rotate({math.degrees(turn):.2f})"
    if mark.d:
        scale = f"scale({size / 1000:.5f})"
        moved = f"translate({(mark.x - middle) * size:.2f} {mark.y * size:.2f})"
        return path(mark.d, transform=f"{turned} {moved} {scale}")
    symbol = glyphs.emoji_symbol(mark.emoji, defs=defs)
    if symbol is None:
        return ""
    box = Box(
        x=(mark.left - middle) * size,
        y=mark.top * size,
        width=(mark.right - mark.left) * size,
        height=(mark.bottom - mark.top) * size,
    )
    return group(symbol.fitted(box), transform=turned)
