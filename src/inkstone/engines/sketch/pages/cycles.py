"""Charts of what returns: a ring of discs with arrows from each to the next.

It does not know the page's title, nor where on the page it stands.
"""

import math
from collections.abc import Sequence

from inkstone.engines.sketch.lettering.text import Align
from inkstone.engines.sketch.pages.chart_sheet import Sheet, Slip, parted
from inkstone.engines.sketch.scene import Box, Item
from inkstone.engines.sketch.vector import svg


def cycle(sheet: Sheet, items: Sequence[Item], box: Box) -> None:
    """Draw a ring of discs with arrows from each to the next, and their words beside them."""
    unit, num_items = sheet.unit, len(items)
    cx, cy = box.x + box.width / 2, box.y + box.height / 2
    label_tall = min(unit * 0.11, min(box.width, box.height) * 0.16)
    disc, rx, ry = _ring(box, num_items, label_tall, unit)

    def at(turn: float) -> tuple[float, float]:
        return cx + math.sin(turn) * rx, cy - math.cos(turn) * ry

    titles, details = [], []
    step = math.tau / num_items
    for index, item in enumerate(items):
        x, y = at(step * index)
        colour = sheet.colour(index)
        if num_items > 1:
            ends = ((x, y), at(step * (index + 1)))
            curve = [at(step * (index + share / 40)) for share in range(41)]
            clear = [point for point in curve if _is_clear(point, ends, disc * 1.2)]
            sheet.curved_arrow(clear, colour=colour)
        white = svg.circle(x, y, disc * 0.86, fill="#ffffff")
        sheet.draw(svg.circle(x, y, disc, fill=colour), white)
        inset = disc * 0.54
        inner = Box(x=x - inset, y=y - inset, width=2 * inset, height=2 * inset)
        if not item.concept or not sheet.icon(item, inner):
            number = Slip(words=str(index + 1), box=inner, colour=colour)
            sheet.put([number], size=disc, weight=800)
        title, detail = _beside(sheet, item, (x, y), (cx, box), disc=disc, tall=label_tall)
        titles.append(title)
        details.append(detail)
    sheet.put(titles, size=unit * 0.036, weight=700)
    sheet.put(details, size=unit * 0.028)


def _ring(box: Box, num_items: int, label_tall: float, unit: float) -> tuple[float, float, float]:
    """Give the radius of discs, and the ring's across and down."""
    side = min(box.width, box.height)
    disc = min(side * 0.115, box.width * 0.1)
    rx = ry = side * 0.4
    for _ in range(2):
        # The words of what stands at the sides have their room there, beside the ring.
        rx = max(min(box.width / 2 - disc * 1.25 - unit * 0.21, side * 0.46), disc * 1.6)
        ry = max(min(box.height / 2 - disc - label_tall * 0.8, side * 0.5), disc * 1.6)
        disc = min(disc, min(rx, ry) * math.tau / num_items * 0.36)
    return disc, rx, ry


def _is_clear(
    point: tuple[float, float], ends: Sequence[tuple[float, float]], least: float
) -> bool:
    return all(math.dist(point, end) > least for end in ends)


def _beside(
    sheet: Sheet,
    item: Item,
    at: tuple[float, float],
    ring: tuple[float, Box],
    *,
    disc: float,
    tall: float,
) -> tuple[Slip, Slip]:
    """Give an item's words their room: beside its disc where that is to a side, else below."""
    (x, y), (cx, box) = at, ring
    align: Align = "center"
    gap = disc * 0.22
    is_right, is_left = x > cx + disc * 0.6, x < cx - disc * 0.6
    room_right = box.x + box.width - x - disc - gap
    room_left = x - disc - gap - box.x
    if is_right and room_right > disc * 1.6:
        area = Box(x=x + disc + gap, y=y - disc, width=room_right, height=2 * disc)
        align = "left"
    elif is_left and room_left > disc * 1.6:
        area = Box(x=box.x, y=y - disc, width=room_left, height=2 * disc)
        align = "right"
    else:
        wide = min(max(disc * 3.4, tall * 3), 2 * min(x - box.x, box.x + box.width - x))
        is_above = y < box.y + box.height * 0.4
        top = y - disc - gap * 0.5 - tall * 0.62 if is_above else y + disc + gap * 0.4
        area = Box(x=x - wide / 2, y=top, width=max(wide, 1), height=tall * 0.62)
    if not item.detail:
        return Slip(words=item.title, box=area, colour=sheet.ink, align=align), Slip(
            words="", box=area, colour=sheet.ink
        )
    head, body = parted(area, 0.48, gap=area.height * 0.04, is_across=False)
    return (
        Slip(words=item.title, box=head, colour=sheet.ink, align=align, valign="bottom"),
        Slip(words=item.detail, box=body, colour=sheet.pale_ink, align=align, valign="top"),
    )
