"""Painted letters: what they are coloured with, and the markup and box of a block of them.

It does not know how words were broken into lines. Text becomes outlines, never `<text>`, so that
every machine draws the same pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inkstone.engines.sketch.lettering import shaping
from inkstone.engines.sketch.lettering.shaping import Word
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.svg import Defs, group, num

#: A shaped word, its start and its baseline in pixels.
SetWord = tuple[Word, float, float]


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


def painted(
    words: Sequence[SetWord],
    *,
    ink: Ink,
    defs: Defs,
    room: Box,
    size: float,
    shown: tuple[str, ...],
    baseline: float,
    is_painted: bool = True,
) -> Placed:
    """Paint words that stand in their places.

    Args:
        words: each with its start and its baseline.
        ink: their colours.
        defs: the drawing's definitions.
        room: where they may stand; nothing to say is said at its corner.
        size: pixels an em.
        shown: the lines, for whoever reads them.
        baseline: the first line's.
        is_painted: whether there is to be any markup.
    """
    marks = [(mark, x, y) for word, x, y in words for mark in word.marks]
    left = min((x + mark.left * size for mark, x, _ in marks), default=room.x)
    top = min((y + mark.top * size for mark, _, y in marks), default=room.y)
    right = max((x + mark.right * size for mark, x, _ in marks), default=left)
    bottom = max((y + mark.bottom * size for mark, _, y in marks), default=top)
    return Placed(
        svg=_markup(words, ink, size, defs) if is_painted else "",
        box=Box(x=left, y=top, width=right - left, height=bottom - top),
        size=size,
        baseline=baseline,
        lines=shown,
        missing=tuple(dict.fromkeys(char for word, _, _ in words for char in word.missing)),
    )


def _markup(words: Sequence[SetWord], ink: Ink, size: float, defs: Defs) -> str:
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
    return group(*layers)


def _paint(ink: Ink, defs: Defs) -> str:
    if ink.fill_bottom is None:
        return ink.fill
    # In the letters' own units, so that all letters of a line share one slope of colour.
    return defs.linear(
        [(0, ink.fill, 1), (1, ink.fill_bottom, 1)], y1=-800, y2=60, units="userSpaceOnUse"
    )
