"""Charts of an order: steps with arrows, and timelines.

It does not know the page's title, nor where on the page it stands.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.chart_sheet import Sheet, Slip, parted, split
from inkstone.engines.sketch.scene import Box, Item
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix

_COLUMNS_MAX = 4


def steps(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    """Draw a numbered card for each step, with arrows from each to the next."""
    if box.height > box.width * 1.05 and len(items) <= 9:
        _steps_down(sheet, items, box)
        return
    unit = sheet.unit
    num_rows = math.ceil(len(items) / (_COLUMNS_MAX if len(items) > 5 else 5))
    if box.width > box.height * 2.6:
        num_rows = 1
    num_columns = math.ceil(len(items) / num_rows)
    gap = unit * 0.05
    # Cards are no taller than their words want, and stand in the middle together.
    wide = (box.width - gap * (num_columns - 1)) / num_columns
    most = wide * (1.9 if any(item.concept for item in items) else 1.35) + unit * 0.04
    tall = min(box.height, most * num_rows + gap * (num_rows - 1))
    box = replace(box, y=box.y + (box.height - tall) / 2, height=tall)
    rows = split(box, num_rows, gap=gap, is_across=False)
    cells: list[Box] = []
    for row in rows:
        cells += split(row, num_columns, gap=gap, is_across=True)
    cells = cells[: len(items)]
    for index, (one, other) in enumerate(pairwise(cells)):
        colour = mix(sheet.colour(index), "#ffffff", 0.1)
        if other.y == one.y:
            y = one.y + one.height / 2
            sheet.arrow((one.x + one.width + gap * 0.14, y), (other.x - gap * 0.14, y),
                        colour=colour)  # fmt: skip
        else:
            x, far = one.x + one.width / 2, other.x + other.width / 2
            middle = one.y + one.height + gap / 2
            d = f"M{svg.num(x)} {svg.num(one.y + one.height)}V{svg.num(middle)}H{svg.num(far)}"
            sheet.draw(svg.path(d, fill="none", stroke=colour, stroke_width=unit * 0.0055))
            sheet.arrow((far, middle), (far, other.y - gap * 0.06), colour=colour)
    titles, details = [], []
    for index, (item, cell) in enumerate(zip(items, cells, strict=True)):
        title, detail = _step_card(sheet, item, cell, index)
        titles.append(title)
        details.append(detail)
    is_bare = not any(item.detail for item in items)
    sheet.put(titles, size=unit * (0.046 if is_bare else 0.036), weight=700)
    sheet.put(details, size=unit * 0.03)


def _step_card(sheet: Sheet, item: Item, cell: Box, index: int) -> tuple[Slip, Slip]:
    unit, colour = sheet.unit, sheet.colour(index)
    radius = min(unit * 0.032, cell.height * 0.13, cell.width * 0.15)
    card = Box(x=cell.x, y=cell.y + radius, width=cell.width, height=max(cell.height - radius, 1))
    sheet.card(card, edge=colour)
    sheet.number(index, card.x + card.width / 2, card.y + unit * 0.004, radius, colour)
    inner = grown(card, -card.width * 0.08, -card.height * 0.06)
    inner = Box(x=inner.x, y=card.y + radius * 1.35, width=inner.width,
                height=max(card.height - radius * 1.35 - card.height * 0.06, 1))  # fmt: skip
    if item.concept:
        top, rest = parted(inner, 0.42, gap=unit * 0.012, is_across=False)
        inner = rest if sheet.icon(item, grown(top, 0, -top.height * 0.05)) else inner
    if not item.detail:
        return Slip(words=item.title, box=inner, colour=sheet.ink), Slip(
            words="", box=inner, colour=sheet.ink
        )
    head, body = parted(inner, 0.38, gap=unit * 0.008, is_across=False)
    return (
        Slip(words=item.title, box=head, colour=sheet.ink),
        Slip(words=item.detail, box=body, colour=sheet.pale_ink, valign="top"),
    )


def _steps_down(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    unit = sheet.unit
    gap = min(unit * 0.035, box.height * 0.03)
    rows = split(box, len(items), gap=gap, is_across=False)
    titles, details = [], []
    for index, (item, row) in enumerate(zip(items, rows, strict=True)):
        colour = sheet.colour(index)
        radius = min(unit * 0.042, row.height * 0.3)
        cx, cy = row.x + radius * 1.2, row.y + row.height / 2
        if index + 1 < len(items):
            low = row.y + row.height + gap + row.height / 2 - radius * 1.2
            sheet.arrow((cx, cy + radius * 1.2), (cx, low), colour=mix(colour, "#ffffff", 0.2))
        card = Box(x=row.x + radius * 3, y=row.y, width=max(row.width - radius * 3, 1),
                   height=row.height)  # fmt: skip
        sheet.card(card, edge=colour, is_left=True)
        sheet.number(index, cx, cy, radius, colour)
        title, detail = _lines(sheet, item, grown(card, -unit * 0.03, -row.height * 0.09))
        titles.append(title)
        details.append(detail)
    sheet.put(titles, size=min(unit * 0.046, rows[0].height * 0.3), weight=700)
    sheet.put(details, size=min(unit * 0.034, rows[0].height * 0.22))


def _lines(sheet: Sheet, item: Item, box: Box) -> tuple[Slip, Slip]:
    """Set an item's words beside its icon, the detail below the title."""
    side = min(box.height, sheet.unit * 0.12)
    at = Box(x=box.x + box.width - side, y=box.y + (box.height - side) / 2, width=side, height=side)
    if item.concept and sheet.icon(item, at):
        box = Box(x=box.x, y=box.y, width=max(box.width - side * 1.2, 1), height=box.height)
    if not item.detail:
        empty = Slip(words="", box=box, colour=sheet.ink)
        return Slip(words=item.title, box=box, colour=sheet.ink, align="left"), empty
    head, body = parted(box, 0.46, gap=box.height * 0.05, is_across=False)
    return (
        Slip(words=item.title, box=head, colour=sheet.ink, align="left", valign="bottom"),
        Slip(words=item.detail, box=body, colour=sheet.pale_ink, align="left", valign="top"),
    )


def timeline(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    """Draw a line with a card for each date, on either side by turns."""
    is_across = box.width > box.height * 1.15 and len(items) <= 8
    if is_across:
        _timeline_across(sheet, items, box)
    else:
        _timeline_down(sheet, items, box)


def _timeline_across(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    unit = sheet.unit
    y = box.y + box.height / 2
    line = mix(sheet.palette.ink, sheet.palette.paper, 0.4)
    sheet.draw(svg.line(box.x, y, box.x + box.width, y, stroke=line, stroke_width=unit * 0.006,
                        stroke_linecap="round"))  # fmt: skip
    step = box.width / (len(items) + (1 if len(items) > 1 else 0))
    titles, details = [], []
    for index, item in enumerate(items):
        cx = box.x + step * (index + (1 if len(items) > 1 else 0.5))
        wide = min(step * 1.86, unit * 0.46, 2 * (cx - box.x), 2 * (box.x + box.width - cx))
        colour = sheet.colour(index)
        stem = unit * 0.045
        tall = min(box.height / 2 - stem, _card_height(items, unit))
        top = y - stem - tall if index % 2 == 0 else y + stem
        card = Box(x=cx - wide / 2, y=top, width=wide, height=tall)
        edge = top + tall if index % 2 == 0 else top
        sheet.draw(svg.line(cx, y, cx, edge, stroke=colour, stroke_width=unit * 0.004))
        sheet.card(card, edge=colour)
        sheet.draw(svg.circle(cx, y, unit * 0.017, fill="#ffffff"),
                   svg.circle(cx, y, unit * 0.012, fill=colour))  # fmt: skip
        title, detail = _dated(sheet, item, card, colour)
        titles.append(title)
        details.append(detail)
    sheet.put(titles, size=unit * 0.04, weight=800)
    sheet.put(details, size=unit * 0.029)


def _card_height(items: Sequence[Item], unit: float) -> float:
    """How tall the cards of a timeline are: what their icons and details want."""
    tall = 0.11
    tall += 0.1 if any(item.detail for item in items) else 0.0
    tall += 0.11 if any(item.concept for item in items) else 0.0
    return unit * tall


def _dated(sheet: Sheet, item: Item, card: Box, colour: str) -> tuple[Slip, Slip]:
    inner = grown(card, -card.width * 0.07, -card.height * 0.09)
    inner = Box(x=inner.x, y=inner.y + sheet.unit * 0.008, width=inner.width,
                height=max(inner.height - sheet.unit * 0.008, 1))  # fmt: skip
    if item.concept and inner.height > sheet.unit * 0.12:
        top, rest = parted(inner, 0.4, gap=inner.height * 0.03, is_across=False)
        inner = rest if sheet.icon(item, top) else inner
    elif inner.height > sheet.unit * 0.12:
        inner = grown(inner, 0, -inner.height * 0.16)
    if not item.detail:
        return Slip(words=item.title, box=inner, colour=colour), Slip(
            words="", box=inner, colour=colour
        )
    head, body = parted(inner, 0.36, gap=inner.height * 0.04, is_across=False)
    return Slip(words=item.title, box=head, colour=colour), Slip(
        words=item.detail, box=body, colour=sheet.ink, valign="top"
    )


def _timeline_down(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    unit = sheet.unit
    is_sided = box.width > unit * 0.75
    x = box.x + box.width / 2 if is_sided else box.x + unit * 0.04
    line = mix(sheet.palette.ink, sheet.palette.paper, 0.4)
    sheet.draw(svg.line(x, box.y, x, box.y + box.height, stroke=line, stroke_width=unit * 0.006,
                        stroke_linecap="round"))  # fmt: skip
    # Cards on either side may reach past each other, as no two beside each other touch.
    rows = split(box, len(items), gap=0, is_across=False)
    titles, details = [], []
    for index, (item, row) in enumerate(zip(items, rows, strict=True)):
        colour = sheet.colour(index)
        cy = row.y + row.height / 2
        stem = unit * 0.045
        tall = min(
            row.height * (1.5 if is_sided and len(items) > 2 else 0.9), _card_height(items, unit)
        )
        top = min(max(cy - tall / 2, box.y), box.y + box.height - tall)
        is_left = is_sided and index % 2 == 0
        wide = (box.width / 2 if is_sided else box.x + box.width - x) - stem
        left = x - stem - wide if is_left else x + stem
        card = Box(x=left, y=top, width=max(wide, 1), height=tall)
        edge = left + wide if is_left else left
        sheet.draw(svg.line(x, cy, edge, cy, stroke=colour, stroke_width=unit * 0.004))
        sheet.card(card, edge=colour)
        sheet.draw(svg.circle(x, cy, unit * 0.017, fill="#ffffff"),
                   svg.circle(x, cy, unit * 0.012, fill=colour))  # fmt: skip
        title, detail = _dated(sheet, item, card, colour)
        titles.append(title)
        details.append(detail)
    sheet.put(titles, size=unit * 0.044, weight=800)
    sheet.put(details, size=unit * 0.031)
