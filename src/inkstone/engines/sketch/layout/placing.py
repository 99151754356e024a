"""Placing: lanes of groups across the picture, so that little of anything is hidden.

It does not know which relations made the groups, nor how they were divided into lanes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.lanes import Lane, feet_of
from inkstone.engines.sketch.layout.pieces import Field, overlap
from inkstone.engines.sketch.scene import Box

#: Of what stands farther, what may be hidden by what stands nearer.
_HIDDEN_MAX = 0.3
#: In a crowd more is, for each one of it.
_CROWDING, _CROWD_MAX = 0.018, 0.5
_ATTEMPTS = 7
#: How many rows are tried behind what stands nearer.
_TRIES = 21
#: The largest gap of a row.
_GAP = 0.16


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where one group may stand, in pixels, and how much it grows."""

    group: Group
    x: float
    feet: float
    zoom: float

    @property
    def box(self) -> Box:
        """What it would fill."""
        group, zoom = self.group, self.zoom
        return Box(
            x=self.x + group.left * zoom,
            y=self.feet + group.top * zoom,
            width=group.width * zoom,
            height=group.height * zoom,
        )


def placed(
    lanes: Sequence[Lane],
    zooms: Sequence[float],
    room: Field,
    rng: Random,
    *,
    obstacles: Sequence[Box] = (),
    ordered: Sequence[tuple[Group, Group]] = (),
) -> list[Spot]:
    """Place all lanes so that little is hidden, smaller where it must be.

    Args:
        lanes: the farthest first.
        zooms: of each lane, in pixels.
        room: where there is room.
        rng: chance.
        obstacles: what should stay visible besides.
        ordered: pairs of which the first belongs on the left.
    """
    best: list[Spot] = []
    best_cost = math.inf
    shrink = 1.0
    most = min(_HIDDEN_MAX + _CROWDING * sum(len(lane.groups) for lane in lanes), _CROWD_MAX)
    for attempt in range(_ATTEMPTS):
        spots: list[Spot] = []
        for lane, zoom in zip(reversed(lanes), reversed(zooms), strict=True):
            nearer = [*(spot.box for spot in spots), *obstacles]
            spots = [*_best_row(lane, zoom * shrink, room, rng, nearer, ordered, spots), *spots]
        cost = hidden(spots, obstacles) + 3.0 * _disorder(spots, ordered)
        if cost < best_cost - 1e-9:
            best, best_cost = spots, cost
        if cost <= most or attempt == _ATTEMPTS - 1:
            break
        shrink *= 0.9
    return best


def hidden(spots: Sequence[Spot], obstacles: Sequence[Box] = ()) -> float:
    """The most of any one thing that those before it cover; the farthest come first."""
    boxes = [spot.box for spot in spots]
    most = 0.0
    for index, box in enumerate(boxes):
        covered = sum(overlap(box, other) for other in (*boxes[index + 1 :], *obstacles))
        most = max(most, covered / max(box.width * box.height, 1e-6))
    return most


def _disorder(spots: Sequence[Spot], ordered: Sequence[tuple[Group, Group]]) -> float:
    places = {id(spot.group): spot.x for spot in spots}
    return float(
        sum(
            places[id(left)] >= places[id(right)]
            for left, right in ordered
            if id(left) in places and id(right) in places
        )
    )


def _best_row(  # noqa: PLR0917 - a lane and all that it has to mind
    lane: Lane,
    zoom: float,
    room: Field,
    rng: Random,
    nearer: Sequence[Box],
    ordered: Sequence[tuple[Group, Group]],
    others: Sequence[Spot],
) -> list[Spot]:
    best: list[Spot] = []
    best_cost = math.inf
    for number in range(_TRIES if nearer else 1):
        share = rng.uniform(0.38, 0.62) if number == 0 else (number % 8) / 7
        gaps: list[float] | None = None
        if number > 8:
            gaps = [rng.random() ** 2 for _ in range(len(lane.groups) + 1)]
        spots = _row(lane, zoom, room, share, spread=bool(nearer) and number % 2 == 1, gaps=gaps)
        # An even row looks better than a loose one.
        cost = 0.04 * abs(share - 0.5) + (0.1 if gaps is not None else 0.0)
        for spot in spots:
            box = spot.box
            area = max(box.width * box.height, 1e-6)
            cost += sum(overlap(box, one) for one in nearer) / area
        cost += 3.0 * _disorder([*spots, *others], ordered)
        if cost < best_cost - 1e-9:
            best, best_cost = spots, cost
    return best


def _row(
    lane: Lane,
    zoom: float,
    room: Field,
    share: float,
    *,
    spread: bool,
    gaps: list[float] | None,
) -> list[Spot]:
    """Side by side; `share` is how much of what is left over is on the left."""
    area, number = room.area, len(lane.groups)
    zooms = [zoom * scale for scale in lane.scales()]
    widths = [group.width * z for group, z in zip(lane.groups, zooms, strict=True)]
    left_over = area.width - sum(widths)
    most = left_over if spread else max(_GAP * room.unit, 0.11 * area.width)
    gap = min(left_over / (number + (1 if not spread else 0.4)), most) if number > 1 else 0.0
    if left_over < 0:
        gap = left_over / max(number - 1, 1)
    spare = left_over - gap * (number - 1)
    between = [gap] * number
    start = spare * _pulled(lane, share)
    if gaps is not None and left_over > 0 and number > 1:
        start, *between = (left_over * one / sum(gaps) for one in gaps)
    x = area.x + start
    spots = []
    for group, near, z, wide, after in zip(
        lane.groups, lane.nears, zooms, widths, between, strict=True
    ):
        feet = min(feet_of(near, room), room.low - group.bottom * z)
        spots.append(Spot(group=group, x=x - group.left * z, feet=feet, zoom=z))
        x += wide + after
    return _sided(spots, room)


def _pulled(lane: Lane, share: float) -> float:
    """Where a lone group was asked to be."""
    if len(lane.groups) > 1:
        return share
    at = lane.groups[0].at or ""
    return 0.08 if "left" in at else 0.92 if "right" in at else 0.5 if at == "centre" else share


def _sided(spots: list[Spot], room: Field) -> list[Spot]:
    """Move what was asked to be at a side there, where it is the outermost."""
    if len(spots) < 2:
        return spots
    first, last = spots[0], spots[-1]
    margin = room.unit * 0.03
    if "left" in (first.group.at or ""):
        x = room.area.x + margin - first.group.left * first.zoom
        spots[0] = Spot(group=first.group, x=min(x, first.x), feet=first.feet, zoom=first.zoom)
    if "right" in (last.group.at or ""):
        x = room.right - margin - last.group.right * last.zoom
        spots[-1] = Spot(group=last.group, x=max(x, last.x), feet=last.feet, zoom=last.zoom)
    return spots
