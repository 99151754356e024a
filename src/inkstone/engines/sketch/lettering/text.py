"""Text blocks: the largest size at which words fit a box, and where their lines stand.

It does not know what a text is for.
"""

from dataclasses import dataclass
from typing import Literal

from inkstone.engines.sketch.lettering import bidi, breaking, lines, shaping
from inkstone.engines.sketch.lettering.painting import Ink, Placed, SetWord, painted
from inkstone.engines.sketch.lettering.shaping import EM_BOTTOM, EM_TOP, Style
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.svg import Defs

__all__ = ["Align", "Ink", "Placed", "Valign", "fit", "measure"]

Align = Literal["left", "center", "right"]
Valign = Literal["top", "middle", "bottom"]
#: The height of capitals; Chinese characters centre on the middle of it, too.
_CAP = 0.74


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What `fit` was asked, for all that it calls."""

    box: Box
    style: Style
    ink: Ink
    defs: Defs
    max_size: float
    max_lines: int
    align: Align
    valign: Valign
    leading: float
    is_painted: bool

    def painted(
        self, words: list[SetWord], *, size: float, shown: tuple[str, ...], baseline: float
    ) -> Placed:
        """Paint words that stand in their places."""
        return painted(
            words,
            ink=self.ink,
            defs=self.defs,
            room=self.box,
            size=size,
            shown=shown,
            baseline=baseline,
            is_painted=self.is_painted,
        )


def measure(text: str, *, style: Style) -> Box:
    """Give the ink's box of one line in ems, from its start and baseline; width is the advance."""
    word = shaping.shape(" ".join(text.split()), style)
    return Box(x=word.left, y=word.top, width=word.advance, height=word.bottom - word.top)


def fit(
    text: str,
    box: Box,
    *,
    style: Style,
    ink: Ink,
    defs: Defs,
    max_size: float,
    max_lines: int = 1,
    align: Align = "center",
    valign: Valign = "middle",
    leading: float = 1.25,
    vertical: bool = False,
    is_painted: bool = True,
) -> Placed:
    """Set a text as large as its box and `max_size` allow; it is always inside the box.

    Args:
        text: any words; a newline asks for a new line.
        box: where it must stay.
        style: face, weight and tracking.
        ink: its colours.
        defs: the drawing's definitions.
        max_size: pixels an em.
        max_lines: at most so many lines, unless newlines ask for more.
        align: where lines stand in the box.
        valign: where the block stands in the box.
        leading: ems from one baseline to the next.
        vertical: whether characters stand in one column, upright.
        is_painted: whether letters are drawn; where not, only their place is looked for.
    """
    asked = _Setting(
        # A box without room still gives a size above nothing, so that nothing divides by zero.
        box=Box(x=box.x, y=box.y, width=max(box.width, 0.01), height=max(box.height, 0.01)),
        style=style,
        ink=ink,
        defs=defs,
        max_size=max(max_size, 0.01),
        max_lines=max_lines,
        align=align,
        valign=valign,
        leading=leading,
        is_painted=is_painted,
    )
    return _column(text, asked) if vertical else _block(text, asked)


def _block(text: str, asked: _Setting) -> Placed:
    box, leading = asked.box, asked.leading
    broken, size = lines.set_lines(
        text,
        width=box.width,
        height=box.height,
        style=asked.style,
        max_size=asked.max_size,
        max_lines=asked.max_lines,
        leading=leading,
        margin=asked.ink.margin,
    )
    top, bottom = lines.extent(broken, leading)
    between = max(len(broken) - 1, 0) * leading
    first = _baseline(asked, size, top=top, bottom=bottom + between, optical=_CAP - between)
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[asked.align]
    if asked.align == "left" and bidi.is_right_to_left(text):
        share = 1.0
    start, room = box.x + asked.ink.margin * size, box.width - 2 * asked.ink.margin * size
    words: list[SetWord] = []
    for index, line in enumerate(broken):
        left, right = lines.span(line)
        pen = start + (room - (right - left) * size) * share - left * size
        for at, piece in enumerate(line):
            pen += piece.space * size if at else 0.0
            words.append((piece.word, pen, first + index * leading * size))
            pen += piece.word.advance * size
    shown = tuple(_read(line) for line in broken)
    return asked.painted(words, size=size, shown=shown, baseline=first)


def _read(line: lines.Line) -> str:
    """A line as it is read, whichever way its words run."""
    ordered = sorted(line, key=lambda piece: piece.place)
    spaced = ((" " if at and piece.is_spaced else "") + piece.text
              for at, piece in enumerate(ordered))  # fmt: skip
    return "".join(spaced)


def _baseline(asked: _Setting, size: float, *, top: float, bottom: float, optical: float) -> float:
    """Give the first baseline of a block: where it is asked, but with all ink in the box.

    Args:
        asked: the box and where the block stands in it.
        size: pixels an em.
        top: ems of ink above the first baseline.
        bottom: ems of ink below the first baseline.
        optical: ems from the middle to the baseline, twice.
    """
    box = asked.box
    spare = lines.SLACK / 2 + asked.ink.margin
    highest = box.y + (top + spare) * size
    lowest = box.y + box.height - (bottom + spare) * size
    middle = box.y + box.height / 2 + optical / 2 * size
    wanted = {"top": highest, "middle": middle, "bottom": lowest}[asked.valign]
    return max(highest, min(wanted, lowest))


def _column(text: str, asked: _Setting) -> Placed:
    box, leading = asked.box, asked.leading
    words = [
        shaping.shape(char, asked.style, is_vertical=True) for char in breaking.characters(text)
    ]
    # Each character is centred on its advance, so the ink's further side decides the width.
    half = max(
        (max(word.right - word.advance / 2, word.advance / 2 - word.left) for word in words),
        default=0.5,
    )
    top = max((-word.top for word in words), default=EM_TOP)
    bottom = max((word.bottom for word in words), default=EM_BOTTOM)
    between = max(len(words) - 1, 0) * leading
    room = lines.SLACK + 2 * asked.ink.margin
    size = min(
        asked.max_size,
        box.width / (2 * max(half, 0.1) + room),
        box.height / (max(top + bottom, 0.1) + between + room),
    )
    optical = EM_TOP - EM_BOTTOM - between
    first = _baseline(asked, size, top=top, bottom=bottom + between, optical=optical)
    centre = box.x + box.width / 2
    placed = [
        (word, centre - word.advance / 2 * size, first + index * leading * size)
        for index, word in enumerate(words)
    ]
    shown = tuple(breaking.characters(text))
    return asked.painted(placed, size=size, shown=shown, baseline=first)
