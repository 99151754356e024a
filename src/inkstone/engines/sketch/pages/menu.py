"""The menu picture: title, rule, sections and lines with icon, leader and price, in columns.

It does not know how the ground looks; `menu_look` does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink, Placed
from inkstone.engines.sketch.pages import backing, edges, menu_look, ornaments
from inkstone.engines.sketch.pages.menu_look import Look
from inkstone.engines.sketch.pages.poster_look import Slot
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, PriceLine, Scene, Text
from inkstone.engines.sketch.vector import glyphs, svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

_NAME = Style(weight=500)
_PRICE = Style(weight=700)
_HEADS: dict[str, Slot] = {"title": "title", "sign": "title", "subtitle": "subtitle"}
_FEET: dict[str, Slot] = {"list": "list", "footer": "footer", "seal": "footer"}
_ORDER: tuple[Slot, ...] = ("title", "subtitle", "body", "list", "footer")
_TWO_COLUMNS_MIN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The boxes of one line of the menu; they never overlap."""

    line: PriceLine
    icon: Box | None
    name: Box
    #: None for the head of a section, which has no price.
    price: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where everything stands; None where there is nothing to show."""

    above: tuple[Block, ...]
    below: tuple[Block, ...]
    rule_y: float | None
    rows: tuple[Row, ...]
    row_height: float


def plan(scene: Scene, look: Look, *, defs: Defs) -> Plan:
    """Lay out the menu for the picture's shape, its words and the number of lines."""
    whole = menu_look.room(scene.width_px, scene.height_px)
    unit = min(whole.width, whole.height)
    setting = Setting(
        look=menu_look.words_look(look), defs=defs, unit=unit, grounds=look.grounds, air=1.1
    )
    _, upright, flat = edges.parted([each for each in scene.texts if each.text.strip()])
    texts = [*flat, *upright]
    heads = _entries([each for each in texts if each.role in _HEADS])
    feet = _entries([each for each in texts if each.role not in _HEADS])
    share = 0.26 if scene.lines else 0.6
    top = replace(whole, height=whole.height * share)
    above = stack(heads, top, replace(setting, valign="top", grow=0.95 if scene.lines else 1.6))
    tall = whole.height * (0.13 if scene.lines else 0.3)
    low = Box(x=whole.x, y=whole.y + whole.height - tall, width=whole.width, height=tall)
    below = stack(feet, low, replace(setting, valign="bottom"))
    y, end = whole.y, whole.y + whole.height
    rule_y = None
    if above:
        under = above[-1].reach.y + above[-1].reach.height
        rule_y = under + unit * 0.042
        y = under + unit * 0.085
    if below:
        end = below[0].reach.y - unit * 0.035
    area = Box(x=whole.x, y=y, width=whole.width, height=max(end - y, 1.0))
    rows, row_height = _rows(scene.lines, area)
    return Plan(above=above, below=below, rule_y=rule_y, rows=rows, row_height=row_height)


def _entries(texts: Sequence[Text]) -> list[Entry]:
    found: list[Entry] = []
    for each in texts:
        slot = _HEADS.get(each.role) or _FEET.get(each.role, "body")
        if slot == "title" and any(entry.slot == "title" for entry in found):
            slot = "subtitle"
        found.append(Entry(text=each, slot=slot))
    return sorted(found, key=lambda entry: _ORDER.index(entry.slot))


def _rows(lines: Sequence[PriceLine], area: Box) -> tuple[tuple[Row, ...], float]:
    if not lines:
        return (), 0.0
    gutter = area.width * 0.07
    widest = min(area.width, area.height * 1.9)
    widths = {1: widest, 2: (area.width - gutter) / 2}
    cuts = {1: [len(lines)], 2: _cuts(lines)}
    most = {num: max(_lengths(cuts[num])) for num in widths}
    heights = {num: min(area.height / most[num], width * 0.21) for num, width in widths.items()}
    is_double = len(lines) >= _TWO_COLUMNS_MIN and heights[2] > heights[1] * 1.2
    num_columns = 2 if is_double else 1
    width, height = widths[num_columns], heights[num_columns]
    left = area.x + (area.width - (area.width if is_double else widest)) / 2
    top = area.y + (area.height - height * most[num_columns]) / 2
    has_icons = any(line.emoji for line in lines)
    icon = height * 0.8 if has_icons else 0.0
    ems = max(text.measure(line.price, style=_PRICE).width for line in lines)
    price = min(ems * height * 0.4 * 1.04, width * 0.34)
    rows = []
    start_at = 0
    for column, end_at in enumerate(cuts[num_columns]):
        x = left + column * (width + gutter)
        for index in range(start_at, end_at):
            cell = Box(x=x, y=top + (index - start_at) * height, width=width, height=height)
            rows.append(_row(lines[index], cell, icon, price))
        start_at = end_at
    return tuple(rows), height


def _lengths(cuts: Sequence[int]) -> list[int]:
    return [end - start for start, end in zip((0, *cuts), cuts, strict=False)]


def _cuts(lines: Sequence[PriceLine]) -> list[int]:
    """Give where two columns end: at a section's head near the middle, where there is one."""
    middle = math.ceil(len(lines) / 2)
    heads = [index for index, line in enumerate(lines) if index and not line.price.strip()]
    near = min(heads, key=lambda index: abs(index - middle), default=None)
    if near is not None and abs(near - middle) <= max(1, len(lines) * 0.2):
        return [near, len(lines)]
    if middle > 1 and not lines[middle - 1].price.strip():
        middle -= 1
    return [middle, len(lines)]


def _row(line: PriceLine, cell: Box, icon: float, price: float) -> Row:
    tall = cell.height * 0.8
    y = cell.y + cell.height * 0.1
    if not line.price.strip():
        box = Box(x=cell.x, y=y, width=cell.width, height=tall)
        return Row(line=line, icon=None, name=box, price=None)
    start = cell.x + (icon + cell.height * 0.16 if icon else 0.0)
    end = cell.x + cell.width - price
    return Row(
        line=line,
        icon=Box(x=cell.x, y=cell.y + (cell.height - icon) / 2, width=icon, height=icon)
        if icon
        else None,
        name=Box(x=start, y=y, width=end - cell.height * 0.3 - start, height=tall),
        price=Box(x=end, y=y, width=price, height=tall),
    )


def draw_menu(scene: Scene, *, defs: Defs, rng: Random) -> Layer:
    """Draw a menu: its texts, and a line for each price."""
    width, height = float(scene.width_px), float(scene.height_px)
    look = menu_look.choose(scene, rng=rng)
    where = plan(scene, look, defs=defs)
    parts = [
        menu_look.ground(look, width, height, defs=defs, rng=rng),
        menu_look.border(look, width, height, defs=defs),
    ]
    if where.rule_y is not None:
        size = min(width, height) * 0.011
        wide = min(width, height) * 0.42
        parts.append(
            ornaments.rule(width / 2, where.rule_y, width=wide, size=size, colour=look.accent)
        )
    drawn, words, lost = _lines(where, look, defs=defs)
    blocks = [*where.above, *where.below]
    page = menu_look.room(width, height)
    unit = min(page.width, page.height)
    rim = backing.grown(page, unit * 0.05, unit * 0.05)
    setting = Setting(look=menu_look.words_look(look), defs=defs, unit=unit, grounds=look.grounds)
    carved, _, _ = edges.parted([each for each in scene.texts if each.text.strip()])
    for each in carved:
        taken = [block.reach for block in blocks] + [row.name for row in where.rows]
        taken += [row.price for row in where.rows if row.price is not None]
        blocks.append(edges.seal(each, (page, rim), taken, setting))
    order = {id(each): index for index, each in enumerate(scene.texts)}
    blocks.sort(key=lambda block: order.get(id(block.text), 0))
    missing = [char for block in blocks for char in block.missing]
    return Layer(
        svg=svg.group(*parts, drawn, *(block.under for block in blocks)),
        words=svg.group(*(block.words for block in blocks), words),
        texts=tuple(block.placed for block in blocks),
        missing=tuple(dict.fromkeys([*missing, *lost])),
    )


def _lines(where: Plan, look: Look, *, defs: Defs) -> tuple[str, str, tuple[str, ...]]:
    """Set all lines in letters of one size; give decoration, letters, and what no font has."""
    largest = where.row_height * 0.4

    def named(row: Row, size: float) -> Placed:
        is_head = row.price is None
        return text.fit(
            row.line.name, row.name, style=_PRICE if is_head else _NAME,
            ink=Ink(fill=look.accent if is_head else look.ink), defs=defs,
            max_size=size * (1.08 if is_head else 1.0), max_lines=3 if size < largest else 1,
            align="left", leading=1.15,
        )  # fmt: skip

    def priced(row: Row, size: float) -> Placed | None:
        if row.price is None:
            return None
        return text.fit(
            row.line.price, row.price, style=_PRICE, ink=Ink(fill=look.accent), defs=defs,
            max_size=size, align="right",
        )  # fmt: skip

    # One size for all lines: what the longest name leaves, down to a point where it breaks.
    size = min((named(row, largest).size for row in where.rows), default=largest)
    size = min(max(size, largest * 0.62), largest * 0.999)
    sizes = [done.size for row in where.rows if (done := priced(row, size)) is not None]
    price_size = min(sizes, default=size)
    parts: list[str] = []
    words: list[str] = []
    missing: list[str] = []
    for row in where.rows:
        name, price = named(row, size), priced(row, price_size)
        parts.append(_icon(row, look, defs=defs))
        words.append(name.svg)
        missing += name.missing
        if price is None:
            parts.append(_section(name, row, look))
            continue
        words.append(price.svg)
        missing += price.missing
        parts.append(_leader(name, price, size, look))
    return "".join(parts), "".join(words), tuple(dict.fromkeys(missing))


def _section(name: Placed, row: Row, look: Look) -> str:
    """Draw the line that goes on after a section's head."""
    start = name.box.x + name.box.width + name.size * 0.6
    end = row.name.x + row.name.width
    if end - start < name.size:
        return ""
    y = name.baseline - name.size * 0.3
    return svg.line(start, y, end, y, stroke=look.accent, stroke_width=name.size * 0.05,
                    stroke_opacity=0.7)  # fmt: skip


def _icon(row: Row, look: Look, *, defs: Defs) -> str:
    if row.icon is None:
        return ""
    radius = row.icon.width / 2
    cx, cy = row.icon.x + radius, row.icon.y + radius
    shine = defs.radial([(0, look.accent, 0), (0.8, look.accent, 0.06), (1, look.accent, 0.3)])
    plate = svg.circle(cx, cy, radius, fill=look.medallion) + svg.circle(cx, cy, radius, fill=shine)
    symbol = glyphs.emoji_symbol(row.line.emoji, defs=defs) if row.line.emoji else None
    if symbol is None:
        return plate + ornaments.diamond(cx, cy, radius * 0.3, fill=look.accent)
    side = radius * 1.24
    box = Box(x=cx - side / 2, y=cy - side / 2, width=side, height=side)
    return plate + symbol.fitted(box)


def _leader(name: Placed, price: Placed, size: float, look: Look) -> str:
    start = name.box.x + name.box.width + size * 0.35
    end = price.box.x - size * 0.35
    pitch = size * 0.34
    # Counted from the right edge, so that the dots of all lines stand under each other.
    num = int((end - start) / pitch)
    y = price.baseline - size * 0.04
    dots = "".join(
        f"M{svg.num(end - index * pitch)} {svg.num(y)}h0" for index in range(max(num, 0))
    )
    if not dots:
        return ""
    return svg.path(
        dots,
        stroke=look.ink,
        stroke_opacity=0.45,
        stroke_width=size * 0.075,
        stroke_linecap="round",
    )
