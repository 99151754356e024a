"""Charts of numbers: bars and pies, whose lengths and slices are as large as their values.

It does not know the page's title, nor where on the page it stands.
"""

import math
import re
from collections.abc import Sequence

from inkstone.engines.sketch.pages import backing
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.chart_sheet import Sheet, Slip, parted, split
from inkstone.engines.sketch.scene import Box, Item
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import num

_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
#: Bars stand upright up to so many, where the page is no taller than wide.
_UPRIGHT_MAX = 8


def value_of(item: Item) -> float:
    """The number that an item is as large as; 0 where it has none."""
    if item.value is not None and math.isfinite(item.value):
        return item.value
    found = _NUMBER.search(item.spelled or item.detail)
    return float(found.group().replace(",", ".")) if found else 0.0


def spelled(item: Item) -> str:
    """How an item's number is written: as the prompt spells it."""
    if item.spelled:
        return item.spelled
    if item.value is None:
        return ""
    return f"{item.value:g}"


def bars(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    """Draw a bar for each item, with its name and its number."""
    tall = box.height > box.width * 1.05
    longest = max(len(item.title) for item in items)
    if tall or len(items) > _UPRIGHT_MAX or longest > 60 / len(items):
        _lying(sheet, items, box)
    else:
        _upright(sheet, items, box)


def _most(items: Sequence[Item]) -> float:
    return max((abs(value_of(item)) for item in items), default=0.0) or 1.0


def _upright(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    unit = sheet.unit
    sheet.card(box)
    inner = grown(box, -unit * 0.04, -unit * 0.035)
    size = unit * 0.03
    has_icons = any(item.concept for item in items)
    foot = size * 2.6 + (unit * 0.07 if has_icons else 0.0)
    plot = Box(x=inner.x, y=inner.y + size * 1.8, width=inner.width,
               height=max(inner.height - foot - size * 1.8, 1.0))  # fmt: skip
    low = plot.y + plot.height
    _grid(sheet, plot)
    columns = split(plot, len(items), gap=0, is_across=True)
    names, numbers = [], []
    for index, (item, column) in enumerate(zip(items, columns, strict=True)):
        reach = plot.height * abs(value_of(item)) / _most(items)
        wide = min(column.width * 0.56, unit * 0.16)
        bar = Box(x=column.x + (column.width - wide) / 2, y=low - reach, width=wide, height=reach)
        colour = sheet.colour(index)
        sheet.draw(_bar(sheet, bar, colour, is_up=True))
        numbers.append(
            Slip(words=spelled(item), valign="bottom", colour=sheet.ink,
                 box=Box(x=column.x, y=bar.y - size * 1.7, width=column.width, height=size * 1.5))
        )  # fmt: skip
        side = min(unit * 0.06, column.width * 0.7)
        at = Box(x=column.x + (column.width - side) / 2, y=low + unit * 0.012, width=side,
                 height=side)  # fmt: skip
        sheet.icon(item, at)
        top = low + (unit * 0.078 if has_icons else unit * 0.012)
        names.append(
            Slip(words=item.title, valign="top", colour=sheet.ink,
                 box=Box(x=column.x + column.width * 0.04, y=top, width=column.width * 0.92,
                         height=size * 2.5))
        )  # fmt: skip
    sheet.put(numbers, size=size * 1.1, weight=700)
    sheet.put(names, size=size * 0.92, weight=500)
    sheet.draw(svg.line(plot.x, low, plot.x + plot.width, low, stroke=sheet.ink,
                        stroke_width=unit * 0.003, stroke_opacity=0.6))  # fmt: skip


def _grid(sheet: Sheet, plot: Box) -> None:
    for index in range(4):
        y = plot.y + plot.height * index / 4
        sheet.draw(svg.line(plot.x, y, plot.x + plot.width, y, stroke=sheet.ink,
                            stroke_opacity=0.1, stroke_width=sheet.unit * 0.002))  # fmt: skip


def _bar(sheet: Sheet, box: Box, colour: str, *, is_up: bool) -> str:
    light = mix(colour, "#ffffff", 0.16)
    fill = sheet.defs.linear([(0, light, 1), (1, colour, 1)], x1=0 if is_up else 1, y2=1 if is_up
                             else 0)  # fmt: skip
    return backing.plate(box, fill=fill, radius=min(box.width, box.height) * 0.1)


def _lying(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    unit = sheet.unit
    sheet.card(box)
    inner = grown(box, -unit * 0.035, -unit * 0.03)
    rows = split(inner, len(items), gap=0, is_across=False)
    tall = rows[0].height
    size = min(unit * 0.032, tall * 0.36)
    has_icons = any(item.concept for item in items)
    side = min(tall * 0.72, unit * 0.075) if has_icons else 0.0
    start = inner.x + (side + unit * 0.02 if has_icons else 0.0)
    is_narrow = inner.width < tall * 5 and tall > size * 3.4
    name_wide = 0.0 if is_narrow else (inner.x + inner.width - start) * 0.3
    number_wide = max(len(spelled(item)) for item in items) * size * 0.72 + size
    number_wide = min(number_wide, inner.width * 0.3)
    left = start + name_wide + (0.0 if is_narrow else unit * 0.015)
    most = max(inner.x + inner.width - left - number_wide, 1.0)
    names, numbers = [], []
    for index, (item, row) in enumerate(zip(items, rows, strict=True)):
        reach = most * abs(value_of(item)) / _most(items)
        thick = min(tall * (0.34 if is_narrow else 0.5), unit * 0.07)
        y = row.y + (tall * 0.56 if is_narrow else (tall - thick) / 2)
        if has_icons:
            at = Box(x=inner.x, y=row.y + (tall - side) / 2, width=side, height=side)
            sheet.icon(item, at)
        track = Box(x=left, y=y, width=most, height=thick)
        sheet.draw(backing.plate(track, fill=mix(sheet.palette.paper, sheet.ink, 0.07),
                                 radius=thick * 0.1))  # fmt: skip
        bar = Box(x=left, y=y, width=max(reach, 0.01), height=thick)
        sheet.draw(_bar(sheet, bar, sheet.colour(index), is_up=False))
        name = (
            Box(x=left, y=row.y + tall * 0.08, width=most, height=tall * 0.44)
            if is_narrow
            else Box(x=start, y=row.y + tall * 0.05, width=name_wide, height=tall * 0.9)
        )
        names.append(Slip(words=item.title, box=name, colour=sheet.ink, align="left"))
        numbers.append(
            Slip(words=spelled(item), align="right", colour=sheet.ink,
                 box=Box(x=inner.x + inner.width - number_wide, y=y, width=number_wide,
                         height=thick))
        )  # fmt: skip
    sheet.put(names, size=size, weight=500)
    sheet.put(numbers, size=size * 1.08, weight=700)


def pie(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    """Draw a ring of slices, and a legend that names each with its number."""
    unit = sheet.unit
    sheet.card(box)
    inner = grown(box, -unit * 0.045, -unit * 0.04)
    is_wide = inner.width > inner.height * 1.15
    share = 0.5 if is_wide else 0.56
    round_box, legend = parted(inner, share, gap=unit * 0.045, is_across=is_wide)
    radius = min(round_box.width, round_box.height) / 2
    cx, cy = round_box.x + round_box.width / 2, round_box.y + round_box.height / 2
    values = [max(value_of(item), 0.0) for item in items]
    total = sum(values)
    if total <= 0:
        values, total = [1.0] * len(items), float(len(items))
    turn = 0.0
    for index, value in enumerate(values):
        sweep = math.tau * value / total
        sheet.draw(_slice(cx, cy, radius, (turn, turn + sweep), sheet.colour(index)))
        turn += sweep
    sheet.draw(svg.circle(cx, cy, radius * 0.5, fill="#ffffff"))
    _legend(sheet, items, legend)


def _slice(cx: float, cy: float, radius: float, turns: tuple[float, float], colour: str) -> str:
    start, end = turns
    if end - start >= math.tau - 1e-6:
        return svg.circle(cx, cy, radius, fill=colour)
    if end - start <= 0:
        return ""
    x1, y1 = cx + math.sin(start) * radius, cy - math.cos(start) * radius
    x2, y2 = cx + math.sin(end) * radius, cy - math.cos(end) * radius
    large = 1 if end - start > math.pi else 0
    return svg.path(
        f"M{num(cx)} {num(cy)}L{num(x1)} {num(y1)}A{num(radius)} {num(radius)} 0 {large} 1 "
        f"{num(x2)} {num(y2)}Z",
        fill=colour, stroke="#ffffff", stroke_width=radius * 0.022, stroke_linejoin="round",
    )  # fmt: skip


def _legend(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    unit = sheet.unit
    tall = min(box.height / len(items), unit * 0.095)
    box = Box(x=box.x, y=box.y + (box.height - tall * len(items)) / 2, width=box.width,
              height=tall * len(items))  # fmt: skip
    rows = split(box, len(items), gap=0, is_across=False)
    size = min(unit * 0.032, tall * 0.42)
    number_wide = min(
        max(len(spelled(item)) for item in items) * size * 0.72 + size, box.width * 0.36
    )
    names, numbers = [], []
    for index, (item, row) in enumerate(zip(items, rows, strict=True)):
        side = tall * 0.36
        chip = Box(x=row.x, y=row.y + (tall - side) / 2, width=side, height=side)
        sheet.draw(backing.plate(chip, fill=sheet.colour(index), radius=side * 0.22))
        start = row.x + side * 1.7
        if item.concept:
            at = Box(x=start, y=row.y + tall * 0.17, width=tall * 0.66, height=tall * 0.66)
            start += tall * 0.84 if sheet.icon(item, at) else 0.0
        name = Box(x=start, y=row.y + tall * 0.06, width=row.x + row.width - number_wide - start,
                   height=tall * 0.88)  # fmt: skip
        names.append(Slip(words=item.title, box=name, colour=sheet.ink, align="left"))
        number = Box(x=row.x + row.width - number_wide, y=row.y, width=number_wide, height=tall)
        numbers.append(Slip(words=spelled(item), box=number, colour=sheet.ink, align="right"))
    sheet.put(names, size=size, weight=500)
    sheet.put(numbers, size=size * 1.05, weight=700)
