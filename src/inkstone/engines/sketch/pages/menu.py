"""The menu picture: title, rule, lines with icon, leader and price, in one or two columns.

It does not know how the ground looks; `menu_look` does.
"""

import math
from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink, Placed
from inkstone.engines.sketch.pages import menu_look
from inkstone.engines.sketch.pages.menu_look import Look
from inkstone.engines.sketch.scene import Box, PriceLine, Role, Scene, Text
from inkstone.engines.sketch.vector import glyphs, svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

_NAME = Style(weight=500)
_PRICE = Style(weight=700)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The boxes of one line of the menu; they never overlap."""

    icon: Box | None
    name: Box
    price: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where everything stands; None where there is nothing to show."""

    title: Box | None
    subtitle: Box | None
    rule_y: float | None
    footer: Box | None
    rows: tuple[Row, ...]
    row_height: float


def plan(scene: Scene) -> Plan:
    """Lay out the menu for the picture's shape and the number of lines."""
    whole = menu_look.room(scene.width_px, scene.height_px)
    short = min(whole.width, whole.height)
    has = {each.role for each in _headings(scene)}
    y, end = whole.y, whole.y + whole.height
    title = subtitle = footer = None
    rule_y = None
    num = len(scene.lines)
    if "title" in has:
        height = short * (0.17 if num else 0.4)
        title = Box(x=whole.x, y=y, width=whole.width, height=height)
        y += height
    if "subtitle" in has:
        subtitle = Box(x=whole.x, y=y + short * 0.01, width=whole.width, height=short * 0.055)
        y += short * 0.065
    if title is not None:
        rule_y = y + short * 0.045
        y += short * 0.09
    if "footer" in has:
        footer = Box(x=whole.x, y=end - short * 0.06, width=whole.width, height=short * 0.06)
        end -= short * 0.09
    rows, row_height = _rows(scene, Box(x=whole.x, y=y, width=whole.width, height=end - y))
    return Plan(
        title=title, subtitle=subtitle, rule_y=rule_y, footer=footer, rows=rows,
        row_height=row_height,
    )  # fmt: skip


def _rows(scene: Scene, area: Box) -> tuple[tuple[Row, ...], float]:
    num = len(scene.lines)
    if not num:
        return (), 0.0
    gutter = area.width * 0.07
    widest = min(area.width, area.height * 1.9)
    columns = {1: widest, 2: (area.width - gutter) / 2}
    heights = {
        count: min(area.height / math.ceil(num / count), width * 0.19)
        for count, width in columns.items()
    }
    num_columns = 2 if heights[2] > heights[1] * 1.2 else 1
    width, height = columns[num_columns], heights[num_columns]
    per_column = math.ceil(num / num_columns)
    if num_columns == 2:
        widest = area.width
    left = area.x + (area.width - widest) / 2
    top = area.y + (area.height - height * per_column) / 2
    has_icons = any(line.emoji for line in scene.lines)
    icon = height * 0.8 if has_icons else 0.0
    ems = max(text.measure(line.price, style=_PRICE).width for line in scene.lines)
    price = min(ems * height * 0.4 * 1.04, width * 0.34)
    rows = []
    for index in range(num):
        x = left + (index // per_column) * (width + gutter)
        y = top + (index % per_column) * height
        start = x + (icon + height * 0.16 if has_icons else 0.0)
        middle = Box(
            x=start,
            y=y + height * 0.1,
            width=x + width - price - height * 0.3 - start,
            height=height * 0.8,
        )
        rows.append(
            Row(
                icon=Box(x=x, y=y + (height - icon) / 2, width=icon, height=icon)
                if has_icons
                else None,
                name=middle,
                price=Box(x=x + width - price, y=middle.y, width=price, height=middle.height),
            )
        )
    return tuple(rows), height


def draw_menu(scene: Scene, *, defs: Defs, rng: Random) -> Layer:
    """Draw a menu: its texts, and a line for each price."""
    width, height = float(scene.width_px), float(scene.height_px)
    look = menu_look.choose(scene, rng=rng)
    where = plan(scene)
    parts = [
        menu_look.ground(look, width, height, defs=defs, rng=rng),
        menu_look.border(look, width, height, defs=defs),
    ]
    placed: list[Text] = []
    missing: dict[str, None] = {}
    boxes = {"title": where.title, "subtitle": where.subtitle, "footer": where.footer}
    for each in _headings(scene):
        box = boxes[each.role]
        assert box is not None, f"no room was planned for {each.role}"
        done = _heading(each, box, look, defs=defs)
        parts.append(done.svg)
        placed.append(replace(each, box=done.box))
        missing.update(dict.fromkeys(done.missing))
    if where.rule_y is not None:
        size = min(width, height) * 0.011
        wide = min(width, height) * 0.42
        parts.append(menu_look.rule(look, cx=width / 2, y=where.rule_y, width=wide, size=size))
    lines, lost = _lines(scene, where, look, defs=defs)
    missing.update(dict.fromkeys(lost))
    return Layer(svg="".join((*parts, lines)), texts=tuple(placed), missing=tuple(missing))


def _headings(scene: Scene) -> tuple[Text, ...]:
    """Give the first text of each role that a menu shows; a body stands as a footer."""
    as_role: dict[str, Role] = {
        "title": "title", "sign": "title", "subtitle": "subtitle", "footer": "footer",
        "body": "footer", "label": "footer",
    }  # fmt: skip
    found: dict[str, Text] = {}
    for each in scene.texts:
        if each.role in as_role and each.text.strip():
            role = as_role[each.role]
            found.setdefault(role, replace(each, role=role))
    return tuple(found.values())


def _heading(each: Text, box: Box, look: Look, *, defs: Defs) -> Placed:
    if each.role == "title":
        style = Style(face=look.face, weight=800, tracking=0.01)
        ink = Ink(fill=look.ink)
    else:
        style = Style(weight=500, tracking=0.06)
        ink = Ink(fill=look.accent)
    return text.fit(
        each.text,
        box,
        style=style,
        ink=ink,
        defs=defs,
        max_size=box.height * (0.86 if each.role == "title" else 0.7),
        max_lines=2 if each.role != "title" or len(each.text) > 18 else 1,
        leading=1.12,
    )


def _lines(scene: Scene, where: Plan, look: Look, *, defs: Defs) -> tuple[str, tuple[str, ...]]:
    largest = where.row_height * 0.4
    pairs = tuple(zip(scene.lines, where.rows, strict=True))

    def named(line: PriceLine, row: Row, size: float) -> Placed:
        return text.fit(
            line.name, row.name, style=_NAME, ink=Ink(fill=look.ink), defs=defs, max_size=size,
            max_lines=3 if size < largest else 1, align="left", leading=1.15,
        )  # fmt: skip

    def priced(line: PriceLine, row: Row, size: float) -> Placed:
        return text.fit(
            line.price, row.price, style=_PRICE, ink=Ink(fill=look.accent), defs=defs,
            max_size=size, align="right",
        )  # fmt: skip

    # One size for all lines: what the longest name leaves, down to a point where it breaks.
    size = min((named(line, row, largest).size for line, row in pairs), default=largest)
    size = min(max(size, largest * 0.62), largest * 0.999)
    price_size = min((priced(line, row, size).size for line, row in pairs), default=size)
    parts, missing = [], []
    for line, row in pairs:
        name, price = named(line, row, size), priced(line, row, price_size)
        parts += [_icon(line, row, look, defs=defs), name.svg, price.svg]
        parts.append(_leader(name, price, size, look))
        missing += [*name.missing, *price.missing]
    return "".join(parts), tuple(dict.fromkeys(missing))


def _icon(line: PriceLine, row: Row, look: Look, *, defs: Defs) -> str:
    if row.icon is None:
        return ""
    radius = row.icon.width / 2
    cx, cy = row.icon.x + radius, row.icon.y + radius
    shine = defs.radial([(0, look.accent, 0), (0.8, look.accent, 0.06), (1, look.accent, 0.3)])
    plate = svg.circle(cx, cy, radius, fill=look.medallion) + svg.circle(cx, cy, radius, fill=shine)
    symbol = glyphs.emoji_symbol(line.emoji, defs=defs) if line.emoji else None
    if symbol is None:
        return plate + menu_look.diamond(cx, cy, radius * 0.3, fill=look.accent)
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
