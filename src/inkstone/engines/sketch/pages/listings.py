"""Charts of words: lists with icons, and comparisons side by side.

It does not know the page's title, nor where on the page it stands.
"""

import math
from collections.abc import Sequence

from inkstone.engines.sketch.pages import backing
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.chart_sheet import Sheet, Slip, parted, split
from inkstone.engines.sketch.scene import Box, Item
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix

_PANELS_MAX = 4
_MARKS = "•-*·✓ \t"


def listing(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    """Draw a card for each entry: its icon on a disc, its title, its detail."""
    unit = sheet.unit
    wide_enough = box.width > box.height * 0.9
    num_columns = 2 if len(items) > (3 if wide_enough else 7) and box.width > unit * 0.8 else 1
    num_rows = math.ceil(len(items) / num_columns)
    gap = min(unit * 0.028, box.height * 0.02)
    columns = split(box, num_columns, gap=gap * 1.4, is_across=True)
    tall = min((box.height - gap * (num_rows - 1)) / num_rows, unit * 0.24)
    top = box.y + (box.height - tall * num_rows - gap * (num_rows - 1)) / 2
    titles, details = [], []
    for index, item in enumerate(items):
        column = columns[index // num_rows]
        y = top + (index % num_rows) * (tall + gap)
        card = Box(x=column.x, y=y, width=column.width, height=tall)
        colour = sheet.colour(index)
        sheet.card(card)
        side = min(tall * 0.68, unit * 0.12)
        cx, cy = card.x + tall * 0.14 + side / 2, y + tall / 2
        sheet.draw(svg.circle(cx, cy, side / 2, fill=mix(colour, "#ffffff", 0.84)))
        at = Box(x=cx - side * 0.32, y=cy - side * 0.32, width=side * 0.64, height=side * 0.64)
        if not item.concept or not sheet.icon(item, at):
            number = Slip(words=str(index + 1), box=at, colour=colour)
            sheet.put([number], size=side * 0.44, weight=800)
        start = cx + side / 2 + tall * 0.12
        words = Box(x=start, y=y + tall * 0.1, width=max(card.x + card.width - tall * 0.12 - start,
                                                          1), height=tall * 0.8)  # fmt: skip
        head, body = parted(words, 0.46, gap=tall * 0.03, is_across=False)
        detail = " ".join(part for part in (item.spelled, item.detail) if part)
        if detail:
            titles.append(Slip(words=item.title, box=head, colour=sheet.ink, align="left",
                               valign="bottom"))  # fmt: skip
            details.append(Slip(words=detail, box=body, colour=sheet.pale_ink, align="left",
                                valign="top"))  # fmt: skip
        else:
            titles.append(Slip(words=item.title, box=words, colour=sheet.ink, align="left"))
    sheet.put(titles, size=min(unit * 0.042, tall * 0.3), weight=700)
    sheet.put(details, size=min(unit * 0.031, tall * 0.22))


def comparison(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    """Draw a panel for each side, with its icon, its title and the lines of its detail."""
    unit = sheet.unit
    if len(items) > _PANELS_MAX:
        listing(sheet, items, box)
        return
    is_across = box.width > box.height * 0.62
    gap = unit * 0.045
    most = max(_num_points(item) for item in items) * 0.12 + 0.36
    tall = min(box.height, unit * (most if is_across else most * len(items) + 0.05))
    box = Box(x=box.x, y=box.y + (box.height - tall) / 2, width=box.width, height=tall)
    panels = split(box, len(items), gap=gap, is_across=is_across)
    titles: list[Slip] = []
    lines: list[Slip] = []
    for index, (item, panel) in enumerate(zip(items, panels, strict=True)):
        colour = sheet.colour(index)
        sheet.card(panel)
        head_tall = min(panel.height * 0.3, unit * (0.24 if item.concept else 0.12))
        head = Box(x=panel.x, y=panel.y, width=panel.width, height=head_tall)
        radius = min(unit * 0.018, panel.height * 0.2)
        clip = sheet.defs.clip(svg.rect(panel.x, panel.y, panel.width, panel.height, rx=radius))
        sheet.draw(svg.group(svg.rect(head.x, head.y, head.width, head.height, fill=colour),
                             clip_path=clip))  # fmt: skip
        name = grown(head, -head.width * 0.06, -head.height * 0.12)
        if item.concept:
            top, low = parted(name, 0.6, gap=0, is_across=False)
            disc = min(top.width, top.height) / 2
            sheet.draw(svg.circle(top.x + top.width / 2, top.y + top.height / 2, disc * 1.04,
                                  fill="#ffffff", fill_opacity=0.92))  # fmt: skip
            name = low if sheet.icon(item, grown(top, -disc * 0.3, -disc * 0.3)) else name
        titles.append(Slip(words=item.title, box=name, colour="#ffffff"))
        body = Box(x=panel.x, y=panel.y + head_tall, width=panel.width,
                   height=panel.height - head_tall)  # fmt: skip
        lines += _points(sheet, item, grown(body, -body.width * 0.08, -body.height * 0.07), colour)
    sheet.put(titles, size=unit * 0.042, weight=800)
    sheet.put(lines, size=unit * 0.036)
    if len(items) == 2:
        _versus(sheet, panels, gap, is_across=is_across)


def _num_points(item: Item) -> int:
    return max(1, len(_pointed(item)))


def _pointed(item: Item) -> list[str]:
    detail = "\n".join(part for part in (item.spelled, item.detail) if part)
    parts = [part.strip(_MARKS) for line in detail.splitlines() for part in _cut(line)]
    return [part for part in parts if part]


def _points(sheet: Sheet, item: Item, box: Box, colour: str) -> list[Slip]:
    """Give each line of a detail its row, with a mark before it."""
    parts = _pointed(item)
    if not parts:
        return []
    tall = min(box.height / len(parts), sheet.unit * 0.13)
    rows = split(
        Box(x=box.x, y=box.y, width=box.width, height=tall * len(parts)), len(parts), gap=0,
        is_across=False,
    )  # fmt: skip
    slips = []
    for part, row in zip(parts, rows, strict=True):
        dot = min(sheet.unit * 0.008, tall * 0.12)
        sheet.draw(backing.plate(
            Box(x=row.x, y=row.y + tall / 2 - dot, width=2 * dot, height=2 * dot), fill=colour,
            radius=dot * 0.5,
        ))  # fmt: skip
        words = Box(x=row.x + dot * 4.5, y=row.y + tall * 0.06, width=max(row.width - dot * 4.5, 1),
                    height=tall * 0.88)  # fmt: skip
        slips.append(Slip(words=part, box=words, colour=sheet.ink, align="left"))
    return slips


def _cut(line: str) -> list[str]:
    """Cut a line that lists several points."""
    for mark in ("；", ";", "、", "，", ", "):
        if mark in line:
            return line.split(mark)
    return [line]


def _versus(sheet: Sheet, panels: Sequence[Box], gap: float, *, is_across: bool) -> None:
    one = panels[0]
    radius = gap * 0.8
    cx = one.x + one.width + gap / 2 if is_across else one.x + one.width / 2
    cy = one.y + one.height / 2 if is_across else one.y + one.height + gap / 2
    sheet.draw(svg.circle(cx, cy, radius * 1.12, fill=sheet.palette.paper),
               svg.circle(cx, cy, radius, fill=sheet.palette.deep))  # fmt: skip
    box = Box(x=cx - radius * 0.7, y=cy - radius * 0.6, width=radius * 1.4, height=radius * 1.2)
    sheet.put([Slip(words="VS", box=box, colour=sheet.palette.glow)], size=radius * 0.9,
              weight=800)  # fmt: skip
