"""Text blocks: the largest size at which words fit a box, their lines, and their outlines.

It does not know what a text is for. Text becomes outlines, never `<text>`, so that every
machine draws the same pixels.
"""

from dataclasses import dataclass
from typing import Literal

from inkstone.engines.sketch.lettering import breaking, lines, shaping
from inkstone.engines.sketch.lettering.shaping import EM_BOTTOM, EM_TOP, Style, Word
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.svg import Defs, group, num

Align = Literal["left", "center", "right"]
Valign = Literal["top", "middle", "bottom"]
#: The height of capitals; Chinese characters centre on the middle of it, too.
_CAP = 0.74


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What letters are painted with; colours are `#rrggbb`."""

    fill: str
    #: Where given, letters run from `fill` at their tops to this at their feet.
    fill_bottom: str | None = None
    outline: str | None = None
    #: The outline's width around a letter, in ems.
    outline_width: float = 0.03
    shadow: str | None = None
    shadow_opacity: float = 0.45
    #: How far the shadow falls to the right and down, in ems.
    shadow_offset: float = 0.035

    @property
    def margin(self) -> float:
        """How far paint reaches beyond the letters, in ems."""
        outline = self.outline_width if self.outline is not None else 0.0
        return max(outline, self.shadow_offset if self.shadow is not None else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A text in its place."""

    svg: str
    #: The ink's box.
    box: Box
    #: The size of the letters in pixels.
    size: float
    #: The first line's baseline.
    baseline: float
    lines: tuple[str, ...]
    #: Characters that no font has, each once.
    missing: tuple[str, ...]


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


#: A shaped word, its start and its baseline in pixels.
_Set = tuple[Word, float, float]


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
    start, room = box.x + asked.ink.margin * size, box.width - 2 * asked.ink.margin * size
    words: list[_Set] = []
    for index, line in enumerate(broken):
        left, right = lines.span(line)
        pen = start + (room - (right - left) * size) * share - left * size
        for at, piece in enumerate(line):
            pen += piece.space * size if at else 0.0
            words.append((piece.word, pen, first + index * leading * size))
            pen += piece.word.advance * size
    shown = tuple(
        "".join((" " if at and piece.space else "") + piece.text for at, piece in enumerate(line))
        for line in broken
    )
    return _painted(words, asked, size=size, shown=shown, baseline=first)


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
    return _painted(placed, asked, size=size, shown=shown, baseline=first)


def _painted(
    words: list[_Set], asked: _Setting, *, size: float, shown: tuple[str, ...], baseline: float
) -> Placed:
    ink, defs = asked.ink, asked.defs
    letters = "".join(shaping.outlines(word, x=x, y=y, size=size) for word, x, y in words)
    layers = []
    if ink.shadow is not None:
        offset = num(ink.shadow_offset * size)
        layers.append(
            group(
                letters,
                fill=ink.shadow,
                fill_opacity=ink.shadow_opacity,
                transform=f"translate({offset} {offset})",
            )
        )
    if ink.outline is not None:
        # Half of a stroke lies under the fill; its width is in the letters' own thousandths.
        layers.append(
            group(
                letters,
                fill=ink.outline,
                stroke=ink.outline,
                stroke_width=ink.outline_width * 2000,
                stroke_linejoin="round",
            )
        )
    layers.append(group(letters, fill=_paint(ink, defs)))
    layers.extend(shaping.pictures(word, x=x, y=y, size=size, defs=defs) for word, x, y in words)
    marks = [(mark, x, y) for word, x, y in words for mark in word.marks]
    left = min((x + mark.left * size for mark, x, _ in marks), default=asked.box.x)
    top = min((y + mark.top * size for mark, _, y in marks), default=asked.box.y)
    right = max((x + mark.right * size for mark, x, _ in marks), default=left)
    bottom = max((y + mark.bottom * size for mark, _, y in marks), default=top)
    return Placed(
        svg=group(*layers),
        box=Box(x=left, y=top, width=right - left, height=bottom - top),
        size=size,
        baseline=baseline,
        lines=shown,
        missing=tuple(dict.fromkeys(char for word, _, _ in words for char in word.missing)),
    )


def _paint(ink: Ink, defs: Defs) -> str:
    if ink.fill_bottom is None:
        return ink.fill
    # In the letters' own units, so that all letters of a line share one slope of colour.
    return defs.linear(
        [(0, ink.fill, 1), (1, ink.fill_bottom, 1)], y1=-800, y2=60, units="userSpaceOnUse"
    )
