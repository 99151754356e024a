"""Vertical writing: columns from right to left, with characters upright.

It does not know what a text is for, nor what lies beneath it.
"""

import math
from dataclasses import dataclass

from inkstone.engines.sketch.lettering import breaking, lines, shaping
from inkstone.engines.sketch.lettering.painting import Ink, Placed, SetWord, painted
from inkstone.engines.sketch.lettering.shaping import EM_TOP, Style
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.svg import Defs

#: A verse's clause is a column of its own up to so many characters, for so many clauses.
_CLAUSE_MAX, _CLAUSES_MAX = 12, 8
_ENDS = frozenset("，。！？；,.!?;")
_COLUMNS_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitch:
    """How far apart characters and columns stand, in ems."""

    down: float = 1.16
    across: float = 1.5


_PITCH = Pitch()


def fit_columns(
    text: str,
    box: Box,
    *,
    style: Style,
    ink: Ink,
    defs: Defs,
    max_size: float,
    pitch: Pitch = _PITCH,
) -> Placed:
    """Set a text in columns as large as its box and `max_size` allow, centred in the box.

    A verse gets a column for each clause; any other text fills columns of equal height.

    Args:
        text: any words; a newline asks for a new column.
        box: where it must stay.
        style: face and weight.
        ink: its colours.
        defs: the drawing's definitions.
        max_size: pixels an em.
        pitch: how far apart characters and columns stand.
    """
    box = Box(x=box.x, y=box.y, width=max(box.width, 0.01), height=max(box.height, 0.01))
    clauses = _clauses(text)
    parts, size = _broken(clauses, box, max_size=max_size, pitch=pitch, margin=ink.margin)
    across = (len(parts) - 1) * pitch.across + 1
    down = max((len(part) - 1 for part in parts), default=0) * pitch.down + 1
    left = box.x + (box.width - across * size) / 2
    top = box.y + (box.height - down * size) / 2 + EM_TOP * size
    words: list[SetWord] = []
    for at, part in enumerate(parts):
        middle = left + (across - 0.5 - at * pitch.across) * size
        for index, char in enumerate(part):
            word = shaping.shape(char, style, is_vertical=True)
            x = middle - word.advance / 2 * size
            words.append((word, x, top + index * pitch.down * size))
    return painted(
        words,
        ink=ink,
        defs=defs,
        room=box,
        size=size,
        shown=tuple("".join(part) for part in parts),
        baseline=top,
    )


def _clauses(text: str) -> list[list[str]]:
    """Cut a text at its newlines, and a verse at the ends of its clauses."""
    found: list[list[str]] = []
    for line in text.splitlines():
        part: list[str] = []
        for char in breaking.characters(line):
            if part and part[-1] in _ENDS and char not in breaking.CLOSING:
                found.append(part)
                part = []
            part.append(char)
        if part:
            found.append(part)
    is_verse = len(found) <= _CLAUSES_MAX and all(len(part) <= _CLAUSE_MAX for part in found)
    if is_verse:
        return found
    return [chars for line in text.splitlines() if (chars := list(breaking.characters(line)))]


def _broken(
    clauses: list[list[str]], box: Box, *, max_size: float, pitch: Pitch, margin: float
) -> tuple[list[list[str]], float]:
    """Break clauses into columns so that characters are as large as they can be."""
    longest = max((len(part) for part in clauses), default=1)
    best: tuple[list[list[str]], float] = ([], 0.0)
    tried: set[int] = set()
    for num in range(1, _COLUMNS_MAX + 1):
        # As many characters a column as so many columns need; the largest letters win.
        tall = max(1, math.ceil(longest / num))
        if tall in tried:
            continue
        tried.add(tall)
        parts = [column for part in clauses for column in _cut(part, tall)]
        size = _size(parts, box, max_size=max_size, pitch=pitch, margin=margin)
        # Fewer columns read better, so that more of them have to be worth it.
        if size > best[1] * 1.12:
            best = (parts, size)
    return best


def _cut(part: list[str], tall: int) -> list[list[str]]:
    columns: list[list[str]] = []
    for char in part:
        is_full = not columns or len(columns[-1]) >= tall
        if is_full and not (columns and char in breaking.CLOSING):
            columns.append([])
        columns[-1].append(char)
    return columns


def _size(
    parts: list[list[str]], box: Box, *, max_size: float, pitch: Pitch, margin: float
) -> float:
    room = lines.SLACK + 2 * margin
    # Some letters are wider than an em, and some reach below its square.
    across = (len(parts) - 1) * pitch.across + 1.3 + room
    down = max((len(part) - 1 for part in parts), default=0) * pitch.down + 1.3 + room
    return min(max_size, box.width / across, box.height / down)
