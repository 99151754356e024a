"""Settling: a place for something new among things that stay exactly where they are.

It does not know why they stay.
"""

import math
from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.layout.compose import usual_zoom
from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.lanes import feet_of, scale_of
from inkstone.engines.sketch.layout.pieces import Field, Piece, overlap
from inkstone.engines.sketch.scene import Box

_PLACES = 25
#: How much worse it is to hide another wholly than to be small.
_HIDING = 2.0
#: Of a thing's height, what its face is in.
_HEAD = 0.35
_SIZES = (1.0, 0.85, 0.7, 0.55, 0.42)
_NEARS = (0.55, 0.9, 0.25, 0.0)


def settle(
    groups: Sequence[Group],
    fixed: Sequence[Piece],
    room: Field,
    rng: Random,
    *,
    ordered: Sequence[tuple[Group | Piece, Group | Piece]] = (),
) -> None:
    """Find each group the place on the ground where it and the others hide least."""
    taken = [piece.box for piece in fixed]
    standing = [p for p in fixed if p.zone in ("ground", "water") and p.size > 0]
    zoom = usual_zoom([(p.size, p.box.height) for p in standing], room)
    for group in groups:
        band = room.water if group.root.zone == "water" and room.water else room.ground
        best, best_cost = None, math.inf
        for size in _SIZES:
            for near in _NEARS:
                scale = zoom * size * (0.6 if group.at == "back" else scale_of(near) / 0.92)
                found = _across(group, scale, near, band, room, rng, taken, ordered)
                if found is not None and found[0] + (1 - size) * 0.5 < best_cost:
                    best_cost, best = found[0] + (1 - size) * 0.5, (scale, found[1], found[2])
            if best is not None and best_cost < 0.04 + (1 - size) * 0.5:
                break
        if best is None:
            best = (min(zoom * 0.3, 0.3 * room.area.width / max(group.width, 1e-6)),
                    room.area.x + room.area.width / 2, band[1])  # fmt: skip
        group.scale(best[0])
        group.put(best[1], best[2])
        taken.append(group.box)


def _across(  # noqa: PLR0917 - one place and all that it has to mind
    group: Group,
    scale: float,
    near: float,
    band: tuple[float, float],
    room: Field,
    rng: Random,
    taken: Sequence[Box],
    ordered: Sequence[tuple[Group | Piece, Group | Piece]],
) -> tuple[float, float, float] | None:
    """The best place at one depth: its cost, across and down."""
    wide, tall = group.width * scale, group.height * scale
    if wide > room.area.width or tall > room.area.height:
        return None
    if group.at == "back":
        near = 0.0
    feet = band[0] + (band[1] - band[0]) * near
    feet = max(min(feet, room.low - group.bottom * scale), room.area.y - group.top * scale)
    best: tuple[float, float, float] | None = None
    spare = room.area.width - wide
    for number in range(_PLACES):
        share = (number + rng.uniform(0.0, 0.9)) / _PLACES
        x = room.area.x + spare * share - group.left * scale
        box = Box(x=x + group.left * scale, y=feet + group.top * scale, width=wide, height=tall)
        cost = _cost(box, taken) + 0.02 * abs(share - 0.5) + _wrong_side(group, x, share, ordered)
        if best is None or cost < best[0]:
            best = (cost, x, feet)
    return best


def _cost(box: Box, taken: Sequence[Box]) -> float:
    """How much of it those before it hide, and how much it hides of those behind it."""
    return _HIDING * sum(_hidden(box, other) for other in taken)


def _hidden(box: Box, other: Box) -> float:
    if box.y + box.height < other.y + other.height:
        return overlap(box, other) / max(box.width * box.height, 1e-6)
    head = Box(x=other.x, y=other.y, width=other.width, height=other.height * _HEAD)
    whole = overlap(box, other) / max(other.width * other.height, 1e-6)
    return whole + overlap(box, head) / max(head.width * head.height, 1e-6)


def _wrong_side(
    group: Group,
    x: float,
    share: float,
    ordered: Sequence[tuple[Group | Piece, Group | Piece]],
) -> float:
    cost = 0.0
    for left, right in ordered:
        if left is group and isinstance(right, Piece):
            cost += 3.0 * (x > right.middle)
        elif right is group and isinstance(left, Piece):
            cost += 3.0 * (x < left.middle)
    at = group.at or ""
    if "left" in at:
        cost += max(share - 0.25, 0.0)
    elif "right" in at:
        cost += max(0.75 - share, 0.0)
    elif at == "centre":
        cost += abs(share - 0.5)
    return cost


def clear_of(group: Group, fixed: Sequence[Piece], room: Field) -> None:
    """Move what stands beside something that stays to where it hides least of the others."""
    own = {id(piece) for piece in group.pieces}
    taken = [piece.box for piece in fixed if id(piece) not in own]
    new = [piece for piece in group.pieces if not piece.is_fixed]
    loose = [piece for piece in new if piece.has_shadow and piece.string is None]
    if len(new) != 1 or len(loose) != 1 or not taken:
        return
    piece, host = loose[0], group.root
    way = 1 if piece.middle >= host.middle else -1
    best, best_cost = piece.box, _cost(piece.box, taken)
    for step in range(1, 9):
        x = piece.box.x + way * step * 0.35 * piece.box.width
        x = min(max(x, room.area.x), room.right - piece.box.width)
        box = Box(x=x, y=piece.box.y, width=piece.box.width, height=piece.box.height)
        cost = _cost(box, taken) + 0.03 * step
        if cost < best_cost - 0.05:
            best, best_cost = box, cost
    piece.box = best
    group.take([])


__all__ = ["clear_of", "feet_of", "settle"]
