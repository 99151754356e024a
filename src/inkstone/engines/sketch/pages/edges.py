"""Words at a picture's edges: footers, words in the corners, vertical columns and seals.

It does not know the main words; what it takes is no longer free for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inkstone.engines.sketch.lettering.breaking import characters
from inkstone.engines.sketch.lettering.columns import fit_columns
from inkstone.engines.sketch.pages import backing, poster_look, seals
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, Text

#: The row and the place in it, from 0 at the left to 1 at the right, of each named part.
_CELLS: dict[str, tuple[str, float]] = {
    "top_left": ("top", 0.0), "top": ("top", 0.5), "top_right": ("top", 1.0),
    "left": ("middle", 0.0), "centre": ("middle", 0.5), "center": ("middle", 0.5),
    "middle": ("middle", 0.5), "right": ("middle", 1.0), "back": ("top", 0.5),
    "bottom_left": ("bottom", 0.0), "bottom": ("bottom", 0.5), "bottom_right": ("bottom", 1.0),
}  # fmt: skip
_ROW_MAX = 0.2
_COLUMN_ROLES = frozenset({"vertical", "upper", "lower"})
_SEALS_MAX, _COLUMNS_MAX = 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Blocks with their grounds, and what they leave free."""

    blocks: tuple[Block, ...]
    under: str
    free: Box


def parted(texts: Sequence[Text]) -> tuple[list[Text], list[Text], list[Text]]:
    """Part texts into seals, vertical columns, and all others; what is too many is an other."""
    carved = [text for text in texts if seals.is_seal(text)][:_SEALS_MAX]
    upright = [text for text in texts if text.role in _COLUMN_ROLES][:_COLUMNS_MAX]
    taken = {id(text) for text in (*carved, *upright)}
    return carved, upright, [text for text in texts if id(text) not in taken]


def footers(entries: Sequence[Entry], free: Box, setting: Setting) -> Taken:
    """Set footers at the foot of what is free."""
    if not entries:
        return Taken(blocks=(), under="", free=free)
    tall = min(free.height * 0.22, setting.unit * 0.055 * len(entries) + setting.unit * 0.05)
    box = Box(x=free.x, y=free.y + free.height - tall, width=free.width, height=tall)
    blocks = stack(entries, box, replace(setting, valign="bottom"))
    top = min(block.box.y for block in blocks)
    gap = setting.unit * 0.03
    left = replace(free, height=max(top - gap - free.y, 1.0))
    return Taken(blocks=blocks, under="", free=left)


def is_cell(place: str | None) -> bool:
    """Whether a part of the picture has a name here."""
    return place in _CELLS


def cells(entries: Sequence[Entry], free: Box, setting: Setting) -> Taken:
    """Set words in the parts of the picture that they were asked to be in, each on a pill."""
    by_row: dict[str, dict[float, list[Entry]]] = {}
    for entry in entries:
        row, place = _CELLS[entry.text.at or "centre"]
        by_row.setdefault(row, {}).setdefault(place, []).append(entry)
    blocks: list[Block] = []
    under = ""
    for row in ("top", "bottom", "middle"):
        taken = _row(row, by_row.get(row, {}), free, setting)
        blocks += taken.blocks
        under += taken.under
        free = taken.free
    return Taken(blocks=tuple(blocks), under=under, free=free)


def _row(row: str, cells_at: dict[float, list[Entry]], free: Box, setting: Setting) -> Taken:
    if not cells_at:
        return Taken(blocks=(), under="", free=free)
    pad = setting.unit * 0.018
    share = 0.3 if 0.5 in cells_at else 0.42
    tall = free.height * (_ROW_MAX if row != "middle" else 0.4)
    y = {"top": free.y, "middle": free.y + (free.height - tall) / 2}.get(
        row, free.y + free.height - tall
    )
    wide = free.width * (share if len(cells_at) > 1 or 0.5 not in cells_at else 0.8)
    blocks: list[Block] = []
    under = ""
    for place, entries in sorted(cells_at.items()):
        box = Box(x=free.x + (free.width - wide) * place, y=y, width=wide, height=tall)
        inner = backing.grown(box, -pad, -pad * 0.7)
        align = {0.0: "left", 0.5: "center", 1.0: "right"}[place]
        valign = {"top": "top", "middle": "middle"}.get(row, "bottom")
        done = stack(
            entries,
            inner,
            replace(setting, align=align, valign=valign),  # type: ignore[arg-type]
        )
        blocks += done
        under += backing.pill(setting.look, union([block.box for block in done]), pad=pad)
    covered = backing.grown(union([block.box for block in blocks]), pad, pad * 1.6)
    return Taken(blocks=tuple(blocks), under=under, free=_less(row, free, covered))


def _less(row: str, free: Box, covered: Box) -> Box:
    low = free.y + free.height
    if row == "top":
        top = min(covered.y + covered.height, low - 1)
        return replace(free, y=top, height=low - top)
    if row == "bottom":
        return replace(free, height=max(covered.y - free.y, 1.0))
    # What stands in the middle leaves the main words what is above it.
    return replace(free, height=max(covered.y - free.y, 1.0))


def columns(texts: Sequence[Text], free: Box, setting: Setting) -> Taken:
    """Set vertical writing on strips of paper, from the right side inwards, or from the left."""
    blocks: list[Block] = []
    under = ""
    for text in texts:
        is_left = text.at in ("left", "top_left", "bottom_left") or text.role == "lower"
        pad = setting.unit * 0.028
        num = len(characters(text.text))
        size = setting.unit * (0.075 if num <= 16 else 0.05)
        wide = min(free.width * 0.3, size * 1.9 * max(1.0, num / 10))
        tall = min(free.height, max(free.height * 0.62, setting.unit * 0.5))
        x = free.x if is_left else free.x + free.width - wide
        room = Box(x=x, y=free.y, width=wide, height=tall)
        look = setting.look
        done = fit_columns(
            text.text,
            backing.grown(room, -pad, -pad * 1.3),
            style=poster_look.style(look, "vertical", text),
            ink=poster_look.ink(look, "vertical", text, (look.panel,)),
            defs=setting.defs,
            max_size=size,
        )
        # The strip is as large as its writing, and stands at the edge and at the top.
        by = free.y + pad * 1.3 - done.box.y
        side = (
            (free.x + pad - done.box.x)
            if is_left
            else (free.x + free.width - pad - done.box.x - done.box.width)
        )
        block = Block(
            text=text, slot="vertical", words=done.svg, box=done.box, size=done.size,
            missing=done.missing,
        ).moved(side, by)  # fmt: skip
        strip = backing.grown(block.box, pad, pad * 1.3)
        under += backing.paper_strip(look, strip)
        blocks.append(replace(block, outer=strip))
        gap = setting.unit * 0.02
        left = free.x + strip.width + gap if is_left else free.x
        free = replace(free, x=left, width=max(free.width - strip.width - gap, 1.0))
    return Taken(blocks=tuple(blocks), under=under, free=free)


def seal(text: Text, pages: Sequence[Box], taken: Sequence[Box], setting: Setting) -> Block:
    """Set a seal where it was asked to be, or in the first place that is clear of words.

    Args:
        text: its characters.
        pages: where it may stand, the best one first.
        taken: what it may not cover.
        setting: how words are set here.
    """
    page = pages[0]
    side = min(setting.unit * 0.105, page.width * 0.3, page.height * 0.3)
    for shrink in (1.0, 0.75, 0.5, 0.3, 0.15, 0.07):
        small = side * shrink
        for each in pages:
            for spot in (*_spots(text.at, each, small), *_spots(None, each, small)):
                if not any(overlaps(backing.grown(spot, 1, 1), other) for other in taken):
                    return seals.seal(text, spot, defs=setting.defs)
    return seals.seal(text, _spots(None, pages[-1], side * 0.05)[0], defs=setting.defs)


def _spots(place: str | None, page: Box, side: float) -> list[Box]:
    """Squares at the edges: the one of a place, or all of them, lower right first."""
    across = {"left": 0.0, "right": 1.0}
    if place in _CELLS:
        row, x = _CELLS[place]
        y = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[row]
        shares = [(x, y)]
    elif place in across:
        shares = [(across[place], 0.5)]
    else:
        downs = (1.0, 0.0, 0.5, 0.75, 0.25)
        shares = [(x, y) for y in downs for x in (1.0, 0.0)]
        shares += [(x / 8, y / 8) for y in range(8, -1, -1) for x in range(8, -1, -1)]
    return [
        Box(
            x=page.x + (page.width - side) * x,
            y=page.y + (page.height - side) * y,
            width=side,
            height=side,
        )
        for x, y in shares
    ]


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around some."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    low = max(box.y + box.height for box in boxes)
    return Box(x=x, y=y, width=right - x, height=low - y)


def overlaps(a: Box, b: Box) -> bool:
    """Whether two boxes share any room."""
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )
