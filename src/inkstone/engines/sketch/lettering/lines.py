"""Lines of words: where they break and how large they may be, in ems.

It does not know where a block stands, nor its colours.
"""

from collections.abc import Callable
from dataclasses import dataclass

from inkstone.engines.sketch.lettering import breaking, shaping
from inkstone.engines.sketch.lettering.shaping import Style, Word

_SPACE = 0.26
_SEARCH_STEPS = 22
#: Longer words are cut where they would make all others small: addresses, not words.
_WORD_LENGTH_MAX = 16
#: Outlines are written to two decimals and extents are whole font units: room for both, in ems.
SLACK = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A shaped word with the room before it, in ems."""

    text: str
    word: Word
    space: float
    starts_line: bool = False


Line = tuple[Piece, ...]


def _pieces(text: str, style: Style, *, is_cut: bool = False) -> tuple[Piece, ...]:
    """Shape the units of a text; `is_cut` cuts overlong words into characters."""
    found: list[Piece] = []
    for paragraph in text.splitlines():
        starts_line = bool(found)
        for unit in breaking.units(paragraph):
            space = _SPACE + style.tracking if unit.is_spaced else 0.0
            parts: list[str] = [unit.text]
            if is_cut and len(unit.text) > _WORD_LENGTH_MAX:
                parts = []
                for char in breaking.characters(unit.text):
                    if parts and char in breaking.CLOSING:
                        parts[-1] += char
                    else:
                        parts.append(char)
            for part in parts:
                word = shaping.shape(part, style)
                found.append(Piece(text=part, word=word, space=space, starts_line=starts_line))
                space, starts_line = 0.0, False
    return tuple(found)


def _wrap(pieces: tuple[Piece, ...], width: float) -> list[Line]:
    lines: list[list[Piece]] = []
    used = 0.0
    for piece in pieces:
        wanted = piece.space + piece.word.advance
        if lines and not piece.starts_line and used + wanted <= width:
            lines[-1].append(piece)
            used += wanted
        else:
            lines.append([piece])
            used = piece.word.advance
    return [tuple(line) for line in lines]


def span(line: Line) -> tuple[float, float]:
    """Give where a line's ink begins and ends, from its start, in ems."""
    pen = 0.0
    reach: list[tuple[float, float]] = []
    for index, piece in enumerate(line):
        pen += piece.space if index else 0.0
        if piece.word.marks:
            reach.append((pen + piece.word.left, pen + piece.word.right))
        pen += piece.word.advance
    return min((left for left, _ in reach), default=0.0), max((r for _, r in reach), default=0.0)


def extent(lines: list[Line], leading: float) -> tuple[float, float]:
    """Give the ink above the first baseline and below the last one, in ems."""
    top, bottom = 0.0, 0.0
    for index, line in enumerate(lines):
        above = max(-piece.word.top for piece in line)
        below = max(piece.word.bottom for piece in line)
        top = max(top, above - index * leading)
        bottom = max(bottom, below - (len(lines) - 1 - index) * leading)
    return top, bottom


def set_lines(
    text: str,
    *,
    width: float,
    height: float,
    style: Style,
    max_size: float,
    max_lines: int,
    leading: float,
    margin: float = 0.0,
) -> tuple[list[Line], float]:
    """Break a text into lines at the largest size that fits; give both.

    Args:
        text: any words; a newline asks for a new line.
        width: pixels that no line's ink may pass.
        height: pixels that the block's ink may not pass.
        style: face, weight and tracking.
        max_size: pixels an em, at most.
        max_lines: at most so many lines, unless newlines ask for more.
        leading: ems from one baseline to the next.
        margin: ems around the letters that outlines and shadows take.
    """
    room = SLACK + 2 * margin
    asked = max(max_lines, sum(1 for line in text.splitlines() if line.strip()))

    def inside(lines: list[Line], size: float) -> bool:
        if len(lines) > asked:
            return False
        top, bottom = extent(lines, leading)
        if (top + bottom + (len(lines) - 1) * leading + room) * size > height:
            return False
        spans = (span(line) for line in lines)
        return all((right - left + room) * size <= width for left, right in spans)

    whole = _pieces(text, style)
    lines, size = _search(whole, width, max_size, inside)
    if asked > 1 and any(len(piece.text) > _WORD_LENGTH_MAX for piece in whole):
        cut_lines, cut_size = _search(_pieces(text, style, is_cut=True), width, max_size, inside)
        if size < 0.6 * cut_size:
            lines, size = cut_lines, cut_size
    if 1 < len(lines) <= 4:
        lines = _balanced(lines, size, width, inside)
    return lines, size


def _search(
    pieces: tuple[Piece, ...],
    width: float,
    max_size: float,
    inside: Callable[[list[Line], float], bool],
) -> tuple[list[Line], float]:
    lines = _wrap(pieces, width / max_size)
    if inside(lines, max_size):
        return lines, max_size
    low, high = 0.0, max_size
    found: list[Line] = []
    for _ in range(_SEARCH_STEPS):
        size = (low + high) / 2
        lines = _wrap(pieces, width / size)
        if inside(lines, size):
            low, found = size, lines
        else:
            high = size
    return found, low


def _balanced(
    lines: list[Line], size: float, width: float, inside: Callable[[list[Line], float], bool]
) -> list[Line]:
    """Make the lines about equally long without taking more of them."""
    pieces = tuple(piece for line in lines for piece in line)
    low, high = 0.0, width / size
    best = lines
    for _ in range(12):
        narrower = (low + high) / 2
        tried = _wrap(pieces, narrower)
        if len(tried) <= len(lines) and inside(tried, size):
            high, best = narrower, tried
        else:
            low = narrower
    return best
