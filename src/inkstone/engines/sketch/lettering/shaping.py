"""Shaped words: glyphs of any font, side by side, in ems, cached.

It does not know lines, boxes, sizes in pixels or colours.
"""

from dataclasses import dataclass
from functools import lru_cache

from inkstone.engines.sketch.lettering import fonts
from inkstone.engines.sketch.lettering.fonts import Face
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import glyphs
from inkstone.engines.sketch.vector.svg import Defs, path

#: The square that a Chinese character fills, above and below the baseline, in ems.
EM_TOP, EM_BOTTOM = 0.88, 0.12
#: An emoji's room beside a letter, in ems.
_EMOJI_ADVANCE, _EMOJI_SIDE = 1.14, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How letters are set."""

    face: Face = "sans"
    #: From 100 (thin) to 900 (black).
    weight: int = 500
    #: Extra room after each letter, in ems.
    tracking: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One glyph of a word; lengths in ems from the word's start and baseline, y downwards."""

    #: Path data in thousandths of an em; empty for an emoji.
    d: str
    emoji: str
    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A shaped piece of text; lengths in ems."""

    marks: tuple[Mark, ...]
    advance: float
    left: float
    top: float
    right: float
    bottom: float
    missing: tuple[str, ...]


def shape(text: str, style: Style, *, is_vertical: bool = False) -> Word:
    """Shape a text as one line."""
    return _shaped(text, style, fonts.chain(style.face), is_vertical)


@lru_cache(maxsize=4096)
def _shaped(
    text: str,
    style: Style,
    chain: tuple[str, ...],
    is_vertical: bool,  # noqa: FBT001 - a key of the cache, like the others
) -> Word:
    del chain  # part of the key: other fonts, other outlines
    runs, missing = fonts.split(text, face=style.face)
    marks: list[Mark] = []
    pen = 0.0
    for run in runs:
        if run.file == "emoji":
            marks.append(_emoji_mark(run.text, pen))
            pen += _EMOJI_ADVANCE + style.tracking
            continue
        for glyph in fonts.shape(
            run, weight=style.weight, ligatures=not style.tracking, vertical=is_vertical
        ):
            ink = fonts.outline(run.file, glyph.gid, weight=style.weight)
            if ink.d:
                x = pen + glyph.x
                marks.append(
                    Mark(
                        d=ink.d,
                        emoji="",
                        x=x,
                        y=glyph.y,
                        left=x + ink.left,
                        top=glyph.y + ink.top,
                        right=x + ink.right,
                        bottom=glyph.y + ink.bottom,
                    )
                )
            pen += glyph.advance + (style.tracking if glyph.advance else 0)
    return Word(
        marks=tuple(marks),
        advance=pen,
        left=min((mark.left for mark in marks), default=0.0),
        top=min((mark.top for mark in marks), default=0.0),
        right=max((mark.right for mark in marks), default=0.0),
        bottom=max((mark.bottom for mark in marks), default=0.0),
        missing=missing,
    )


def _emoji_mark(text: str, pen: float) -> Mark:
    left = pen + (_EMOJI_ADVANCE - _EMOJI_SIDE) / 2
    return Mark(
        d="",
        emoji=text,
        x=left,
        y=0,
        left=left,
        top=-EM_TOP,
        right=left + _EMOJI_SIDE,
        bottom=EM_BOTTOM,
    )


def outlines(word: Word, *, x: float, y: float, size: float) -> str:
    """Draw a word's letters, uncoloured, with its start at (x, y)."""
    return "".join(
        path(
            mark.d,
            transform=f"translate({x + mark.x * size:.2f} {y + mark.y * size:.2f}) "
            f"scale({size / 1000:.5f})",
        )
        for mark in word.marks
        if mark.d
    )


def pictures(word: Word, *, x: float, y: float, size: float, defs: Defs) -> str:
    """Draw a word's emoji, with its start at (x, y)."""
    drawn = []
    for mark in word.marks:
        symbol = glyphs.emoji_symbol(mark.emoji, defs=defs) if mark.emoji else None
        if symbol is not None:
            box = Box(
                x=x + mark.left * size,
                y=y + mark.top * size,
                width=(mark.right - mark.left) * size,
                height=(mark.bottom - mark.top) * size,
            )
            drawn.append(symbol.fitted(box))
    return "".join(drawn)
