"""Scattering: a place by chance for what flies, swims, hangs or drifts, where least is hidden.

It does not know what the groups are made of, nor how the ground is shared.
"""

import math
from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.pieces import Field, Piece, inside, overlap
from inkstone.engines.sketch.scene import Box

_ATTEMPTS = 120
#: How much of a zone the things in it may cover, so that chance finds places for all.
_SHARE, _SHARE_FREE = 0.3, 0.42
#: After so many places tried, things get smaller.
_PATIENCE = 20
_ZONES = {"sky": 0, "air": 1, "wall": 1, "swim": 2}


def scatter(
    groups: Sequence[Group],
    taken: list[Box],
    room: Field,
    rng: Random,
    *,
    ordered: Sequence[tuple[Group | Piece, Group | Piece]] = (),
) -> None:
    """Place groups one after the other, the largest first; `taken` gets their boxes."""
    areas = {id(group): _area(group) for group in groups}
    rest = sorted(groups, key=lambda g: (_ZONES.get(g.root.zone, 3), -g.width * g.height))
    for group in rest:
        crowd = [areas[id(g)] for g in groups if g.root.zone == group.root.zone]
        _place(group, taken, room, rng, crowd=crowd, ordered=ordered)
        taken.append(group.box)


def _area(group: Group) -> float:
    """How much of the picture it covers at its usual size; a ring of things is mostly empty."""
    filled = sum(piece.box.width * piece.box.height for piece in group.pieces)
    return min(filled * 1.3, group.width * group.height)


def _place(
    group: Group,
    taken: Sequence[Box],
    room: Field,
    rng: Random,
    *,
    crowd: Sequence[float],
    ordered: Sequence[tuple[Group | Piece, Group | Piece]],
) -> None:
    area, unit = room.area, room.unit
    low, high = _heights(group, room)
    scale = _scale(group, crowd, area.width * max(high - low, 1.0), room) * unit
    wide_unit, tall_unit = group.width, group.height
    is_alone = len(crowd) == 1 and (room.is_weightless or group.root.zone == "swim")
    best: tuple[float, Box, float] | None = None
    for attempt in range(_ATTEMPTS):
        if attempt and attempt % _PATIENCE == 0:
            scale *= 0.87
        width, height = wide_unit * scale, tall_unit * scale
        x = area.x + _across(group, rng, number=len(crowd), is_alone=is_alone) * max(
            area.width - width, 0
        )
        y = low + _down(group, rng, is_alone=is_alone) * max(high - height - low, 0)
        box = inside(Box(x=x, y=y, width=width, height=height), area)
        cost = sum(overlap(box, other, margin=unit * 0.02) for other in taken)
        if group.root.zone == "sky":
            cost *= 0.5
        cost += width * height * _wrong_side(group, box, ordered)
        if best is None or cost < best[0]:
            best = (cost, box, box.width / max(wide_unit, 1e-9))
        if cost <= 0:
            break
    assert best is not None, "at least one place was tried"
    _, box, scale = best
    group.scale(scale)
    group.move(box.x - group.left, box.y - group.top)


def _scale(group: Group, crowd: Sequence[float], space: float, room: Field) -> float:
    """How large things are that share a zone, so that all of them fit."""
    unit = room.unit
    covered = sum(crowd) * unit**2
    is_free = group.root.zone == "swim" or room.is_weightless
    few = 3.0 if len(crowd) == 1 else 1.7 if len(crowd) <= 3 else 1.3
    most = few if is_free else 1.0
    if not is_free and group.root.zone == "air" and len(crowd) <= 2:
        most = min(max(0.34 / max(group.height, 1e-6), 1.0), 1.9)
    tall = 0.62 * room.area.height / (unit * group.height)
    most = min(most, 0.72 * room.area.width / (unit * group.width), tall)
    share = _SHARE_FREE if is_free else _SHARE
    return min(most, math.sqrt(share * space / max(covered, 1e-6)))


def _heights(group: Group, room: Field) -> tuple[float, float]:
    area, zone = room.area, group.root.zone
    if zone == "swim":
        return area.y + area.height * 0.06, room.ground[0] + room.unit * 0.02
    if room.is_weightless:
        return area.y + area.height * 0.05, area.y + area.height * 0.95
    if zone == "wall" and room.walls is not None:
        return max(room.walls[0], area.y), max(room.walls[1], area.y + _tall(group, room))
    if zone == "wall":
        return area.y + area.height * 0.02, area.y + (room.ground[0] - area.y) * 0.62
    low = max(room.air[0], area.y)
    return low, max(room.air[1], low + _tall(group, room))


def _tall(group: Group, room: Field) -> float:
    """How tall a group is at its usual size, with some air."""
    return group.height * room.unit * 1.1


def _down(group: Group, rng: Random, *, is_alone: bool) -> float:
    """How far down its zone it may be, by chance."""
    at = group.at or ""
    swims = group.root.zone == "swim"
    if at == "centre" or (is_alone and not at):
        return rng.uniform(0.3, 0.6)
    if swims and at.startswith("top"):
        return rng.uniform(0.0, 0.25)
    return rng.uniform(0.75, 1.0) if at.startswith("bottom") else rng.random()


def _across(group: Group, rng: Random, *, number: int, is_alone: bool) -> float:
    """How far to the right it may be, by chance."""
    zone, at = group.root.zone, group.at or ""
    low, high = 0.03, 0.97
    if "left" in at:
        low, high = 0.0, 0.25
    elif "right" in at:
        low, high = 0.75, 1.0
    elif at == "centre":
        low, high = 0.42, 0.58
    elif zone == "wall" and group.root.known.count == 2:
        low, high = (0.02, 0.1) if group.root.copy == 0 else (0.9, 0.98)
    elif is_alone:
        low, high = 0.32, 0.68
    elif zone == "sky" or number == 1:
        # A third looks better than the middle or an edge.
        low, high = rng.choice(((0.1, 0.36), (0.64, 0.9)))
    return rng.uniform(low, high)


def _wrong_side(
    group: Group, box: Box, ordered: Sequence[tuple[Group | Piece, Group | Piece]]
) -> float:
    middle = box.x + box.width / 2
    wrong = 0.0
    for left, right in ordered:
        other = right if left is group else left if right is group else None
        if other is None:
            continue
        place = other.middle if isinstance(other, Piece) else other.root.middle
        wrong += 2.0 * ((middle > place) == (left is group))
    return wrong
