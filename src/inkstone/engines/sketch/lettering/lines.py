"""Lines of words: where they break and how large they may be, in ems.

It does not know where a block stands, nor its colours.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from inkstone.engines.sketch.lettering import bidi, breaking, fonts, shaping
from inkstone.engines.sketch.lettering.shaping import Style, Word

#: Between words, and where Chinese meets letters or digits, in ems.
_SPACE, _THIN_SPACE = 0.26, 0.16
#: What wide marks leave empty between them where one closes and the next one opens.
_HALF = 0.5
_WIDE_CLOSING = frozenset("，。、；：）》〉」』】〕｝")
_WIDE_OPENING = frozenset("（《〈「『【〔｛")
_SEARCH_STEPS = 16
#: Titles and the like, whose lines are made about equally long.
_BALANCED_LINES_MAX = 4
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
    #: Whether the text has a space before it.
    is_spaced: bool = False
    #: Its place in reading order, where words run from right to left.
    place: int = 0


Line = tuple[Piece, ...]


def _pieces(text: str, style: Style, *, is_cut: bool = False) -> tuple[Piece, ...]:
    """Shape the units of a text; `is_cut` cuts overlong words into characters."""
    return _cut_pieces(text, style, is_cut, fonts.chain(style.face))


@lru_cache(maxsize=512)
def _cut_pieces(
    text: str,
    style: Style,
    is_cut: bool,  # noqa: FBT001 - a key of the cache, like the others
    chain: tuple[str, ...],
) -> tuple[Piece, ...]:
    del chain  # part of the key: other fonts, other widths
    found: list[Piece] = []
    for paragraph in text.splitlines():
        starts_line = bool(found)
        for unit in breaking.units(paragraph):
            space = _THIN_SPACE if unit.is_thin else 0.0
            space = _SPACE + style.tracking if unit.is_spaced else space
            if found and not starts_line and not unit.is_spaced:
                space -= _closeness(found[-1].text, unit.text)
            is_spaced = unit.is_spaced
            for part in _parts(unit.text, is_cut=is_cut):
                word = shaping.shape(part, style)
                found.append(
                    Piece(
                        text=part,
                        word=word,
                        space=space,
                        starts_line=starts_line,
                        is_spaced=is_spaced,
                    )
                )
                space, starts_line, is_spaced = 0.0, False, False
    return tuple(found)


def _closeness(before: str, after: str) -> float:
    meets = before[-1] in _WIDE_CLOSING and after[0] in _WIDE_OPENING
    return _HALF if meets else 0.0


def _parts(word: str, *, is_cut: bool) -> list[str]:
    if not is_cut or len(word) <= _WORD_LENGTH_MAX:
        return [word]
    parts: list[str] = []
    for char in breaking.characters(word):
        if parts and char in breaking.CLOSING:
            parts[-1] += char
        else:
            parts.append(char)
    return parts


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


def _turned(line: Line, *, base: bool) -> Line:
    """Put the words of a line where they stand, where some run from right to left."""
    order = bidi.order([piece.text for piece in line], base=base)
    turned = []
    for at, index in enumerate(order):
        # The space between two words is the later one's, whichever of them stands first.
        space = line[max(index, order[at - 1])].space if at else 0.0
        turned.append(replace(line[index], space=space, place=index))
    return tuple(turned)


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
    if len(lines) > 1:
        lines = _balanced(lines, size, width, inside)
    if bidi.has_right_to_left(text):
        base = bidi.is_right_to_left(text)
        lines = [_turned(line, base=base) for line in lines]
        # Other ink begins and ends the lines now, by a hair.
        widest = max((right - left + room for left, right in map(span, lines)), default=0.0)
        size = min(size, width / max(widest, 0.01))
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
    """Make the lines about equally long without taking more of them.

    A long text keeps its measure: there only a last line of a word or two takes some from above.
    """
    pieces = tuple(piece for line in lines for piece in line)
    is_short = len(lines) <= _BALANCED_LINES_MAX
    low, high = 0.0 if is_short else width / size * 0.84, width / size
    if not is_short and _length(lines[-1]) > 0.3 * high:
        return lines
    best = lines
    for _ in range(12 if is_short else 5):
        narrower = (low + high) / 2
        tried = _wrap(pieces, narrower)
        if len(tried) <= len(lines) and inside(tried, size):
            high, best = narrower, tried
        else:
            low = narrower
    return best


def _length(line: Line) -> float:
    left, right = span(line)
    return right - left
