"""Blocks of text under each other: sizes by rank, and the gaps between them.

It does not know where on the page the stack stands, nor what lies beneath it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.text import Align, Placed, Valign
from inkstone.engines.sketch.pages import backing, poster_look
from inkstone.engines.sketch.pages.poster_look import Grounds, Look, Slot
from inkstone.engines.sketch.scene import Box, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, group, translate

#: The largest letters of each rank, as shares of the picture's shorter side.
_SIZES: dict[Slot, float] = {
    "title": 0.135, "sign": 0.1, "subtitle": 0.046, "vertical": 0.07, "body": 0.034,
    "list": 0.034, "footer": 0.028,
}  # fmt: skip
_LINES_MAX: dict[Slot, int] = {
    "title": 3, "sign": 2, "subtitle": 3, "vertical": 1, "body": 40, "list": 40, "footer": 4,
}  # fmt: skip
#: Room above each rank, in its own ems, where something stands above it.
_GAPS: dict[Slot, float] = {
    "title": 0.4, "sign": 0.4, "subtitle": 0.75, "vertical": 0.6, "body": 0.9, "list": 0.9,
    "footer": 0.8,
}  # fmt: skip
_LEADING: dict[Slot, float] = {
    "title": 1.1, "sign": 1.12, "subtitle": 1.35, "vertical": 1.2, "body": 1.48, "list": 1.42,
    "footer": 1.4,
}  # fmt: skip
#: Titles longer than this many ems take more lines, and letters of a lower rank.
_LONG_TITLE = 40
_TRIES = 7
#: Room below large letters, in their ems.
_LEAST_GAP = 0.3
#: A subtitle of one line may be this much smaller than one of two; lower ranks grow so much.
_SPARED, _GROW_MAX = 0.72, 1.25
#: Chinese titles of so many characters stay on one line.
_ONE_LINE_MAX = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text and its rank."""

    text: Text
    slot: Slot
    #: Where its lines stand, where that is not as the others'.
    align: Align | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a stack is set."""

    look: Look
    defs: Defs
    #: Pixels: the picture's shorter side.
    unit: float
    grounds: Grounds
    align: Align = "center"
    valign: Valign = "middle"
    #: Times the usual sizes.
    grow: float = 1.0
    #: Times the usual gaps.
    air: float = 1.0
    #: Whether letters are drawn; where not, only their places are looked for.
    is_painted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One text that is set: its letters, what is drawn beside them, and their box."""

    text: Text
    slot: Slot
    words: str
    #: Bullets and the like: decoration, which lies under all words.
    under: str = ""
    box: Box
    size: float
    #: What it covers with its own ground, such as a plaque; None where that is the box.
    outer: Box | None = None
    missing: tuple[str, ...] = ()

    @property
    def reach(self) -> Box:
        """All that it covers."""
        return self.outer or self.box

    @property
    def placed(self) -> Text:
        """The text with its box."""
        return replace(self.text, box=self.box)

    def moved(self, x: float, y: float) -> "Block":
        """The block elsewhere."""
        box = _shifted(self.box, x, y)
        outer = _shifted(self.outer, x, y) if self.outer else None
        by = translate(x, y)
        return replace(
            self,
            words=group(self.words, transform=by),
            under=group(self.under, transform=by),
            box=box,
            outer=outer,
        )


def _shifted(box: Box, x: float, y: float) -> Box:
    return replace(box, x=box.x + x, y=box.y + y)


def stack(entries: Sequence[Entry], box: Box, setting: Setting) -> tuple[Block, ...]:
    """Set texts under each other, all inside a box, as large as their ranks and the box allow."""
    if not entries:
        return ()
    box = replace(box, width=max(box.width, 1.0), height=max(box.height, 1.0))
    scale = setting.grow
    probing = replace(setting, is_painted=False)
    for _ in range(_TRIES):
        blocks, tall = _stacked(entries, box, probing, scale)
        if tall <= box.height:
            blocks, tall = _stacked(entries, box, setting, scale)
            break
        # Lines wrap less as letters shrink, so that heights fall faster than sizes.
        scale *= max(0.5, min(0.94, math.sqrt(box.height / tall)))
    else:
        blocks, tall = _squeezed(entries, box, setting, scale)
    spare = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[setting.valign]
    by = max(box.height - tall, 0.0) * spare
    return tuple(block.moved(0, by) for block in blocks) if by else blocks


def _stacked(
    entries: Sequence[Entry], box: Box, setting: Setting, scale: float
) -> tuple[tuple[Block, ...], float]:
    """Set each text at its size, from the box's top down; give also the height of all."""
    y = box.y
    blocks: list[Block] = []
    least = math.inf
    for entry in entries:
        size = _SIZES[entry.slot] * setting.unit * scale
        if entry.slot in ("title", "sign"):
            size = min(size, box.width * 0.3)
        elif setting.grow > _GROW_MAX:
            # Big type is the title's: what explains it stays what it is.
            size *= _GROW_MAX / setting.grow
        # A lower rank never has letters as large as a higher one.
        size = min(size, least)
        gap = max(_GAPS[entry.slot] * size, _LEAST_GAP * blocks[-1].size) if blocks else 0.0
        gap *= setting.air
        room = Box(x=box.x, y=y + gap, width=box.width, height=box.height * 40)
        if entry.slot in ("title", "sign"):
            room = replace(room, height=box.height * (0.6 if len(entries) > 1 else 1.0))
        block = set_block(entry, room, setting, size)
        blocks.append(block)
        y = block.reach.y + block.reach.height
        least = block.size * (0.62 if entry.slot in ("title", "sign") else 0.97)
    return tuple(blocks), y - box.y


def _squeezed(
    entries: Sequence[Entry], box: Box, setting: Setting, scale: float
) -> tuple[tuple[Block, ...], float]:
    """Give each text its share of the height, in which it shrinks as far as it has to."""
    tried, _ = _stacked(entries, box, replace(setting, is_painted=False), scale)
    gap = min(0.02 * box.height, 0.3 * box.height / len(entries))
    total = sum(max(block.box.height, 0.01) for block in tried)
    left = box.height - gap * (len(entries) - 1)
    y = box.y
    blocks = []
    for entry, block in zip(entries, tried, strict=True):
        share = left * max(block.box.height, 0.01) / total
        room = Box(x=box.x, y=y, width=box.width, height=share)
        blocks.append(set_block(entry, room, setting, block.size))
        y += share + gap
    return tuple(blocks), box.height


def set_block(entry: Entry, room: Box, setting: Setting, size: float) -> Block:
    """Set one text at the top of its room."""
    if entry.slot == "list":
        return _list(entry, room, setting, size)
    if entry.slot == "sign":
        return _plaque(entry, room, setting, size)
    look, words = setting.look, entry.text.text
    style = poster_look.style(look, entry.slot, entry.text)
    ems = text.measure(words, style=style).width
    is_head = entry.slot in ("title", "sign")
    num_lines = _LINES_MAX[entry.slot] + (3 if ems > _LONG_TITLE * 0.45 and is_head else 0)
    if is_head and ems > 0.9 * len(words) and len(words) <= _ONE_LINE_MAX:
        num_lines = 1
    size = _on_one_line(entry.slot, ems, room.width, size)
    done = text.fit(
        words,
        room,
        style=style,
        ink=poster_look.ink(look, entry.slot, entry.text, setting.grounds),
        defs=setting.defs,
        max_size=size,
        max_lines=num_lines,
        align=entry.align or setting.align,
        valign="top",
        leading=_LEADING[entry.slot],
        is_painted=setting.is_painted,
    )
    return Block(
        text=entry.text,
        slot=entry.slot,
        words=done.svg,
        box=done.box,
        size=done.size,
        missing=done.missing,
    )


def _on_one_line(slot: Slot, ems: float, width: float, size: float) -> float:
    """Shrink what explains a title a little, where that spares it a second line."""
    needed = width / max(ems * 1.03, 0.01)
    return needed if slot == "subtitle" and size * _SPARED <= needed < size else size


def _plaque(entry: Entry, room: Box, setting: Setting, size: float) -> Block:
    """Set a sign on a wooden board of its own."""
    pad = min(size * 0.42, room.height * 0.2, room.width * 0.08)
    inner = backing.grown(room, -pad * 1.6, -pad)
    done = text.fit(
        entry.text.text,
        inner,
        style=poster_look.style(setting.look, "sign", entry.text),
        ink=poster_look.on_wood(entry.text),
        defs=setting.defs,
        max_size=size,
        max_lines=_LINES_MAX["sign"],
        align=setting.align,
        valign="top",
        leading=_LEADING["sign"],
        is_painted=setting.is_painted,
    )
    board = backing.grown(done.box, pad * 1.6, pad)
    return Block(
        text=entry.text,
        slot="sign",
        words=done.svg,
        under=backing.plaque(board, defs=setting.defs),
        box=done.box,
        outer=board,
        size=done.size,
        missing=done.missing,
    )


def _list(entry: Entry, room: Box, setting: Setting, size: float) -> Block:
    """Set a list: a bullet and a hanging line for each of its entries."""
    lines = [line.strip() for line in entry.text.text.splitlines() if line.strip()]
    lines = [line.lstrip("•-*·").strip() or line for line in lines] or [entry.text.text]
    size = min(size, room.height / (len(lines) * 1.5), room.width / 4)
    indent = size * 1.1
    ink = poster_look.ink(setting.look, "list", entry.text, setting.grounds)
    style = poster_look.style(setting.look, "list", entry.text)
    each = room.height / len(lines)
    done: list[Placed] = []
    y = room.y
    for index, line in enumerate(lines):
        y = min(y, room.y + index * each)
        done.append(
            text.fit(
                line,
                Box(x=room.x + indent, y=y, width=max(room.width - indent, 1), height=each * 0.96),
                style=style, ink=ink, defs=setting.defs, max_size=size, max_lines=20,
                align="left", valign="top", leading=_LEADING["list"],
            )
        )  # fmt: skip
        y = done[-1].box.y + done[-1].box.height + size * 0.55
    low = done[-1].box.y + done[-1].box.height
    right = max(one.box.x + one.box.width for one in done)
    bullet = setting.look.accent if len(setting.grounds) == 1 else ink.fill
    drawn = "".join(
        svg.circle(room.x + one.size * 0.3, one.baseline - one.size * 0.33, one.size * 0.15,
                   fill=bullet)
        for one in done
    )  # fmt: skip
    block = Block(
        text=entry.text,
        slot="list",
        words=group(*(one.svg for one in done)),
        under=drawn,
        box=Box(x=room.x, y=room.y, width=right - room.x, height=low - room.y),
        size=min(one.size for one in done),
        missing=tuple(char for one in done for char in one.missing),
    )
    if setting.align == "center":
        return block.moved((room.width - block.box.width) / 2, 0)
    return block
