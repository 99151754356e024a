"""Lanes: rows of groups at several depths of the ground, and where their places are.

It does not know which relations made the groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.pieces import Field
from inkstone.engines.sketch.layout.traits import is_setting

Line = Literal["row", "arc", "triangle", "diagonal", "wave"]
#: How large a thing at the far end of the ground is, for its size at the near end.
_FAR = 0.8
#: How much of the width a row may fill.
_FILL = 0.92
#: Settings may stand a little before one another.
_FILL_FAR = 1.12
_LANES_MAX = 5
_FEW = 4
#: From so many shorter sides on, ground is deep.
_DEEP = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Groups from left to right, each with how near it is, from 0 to 1."""

    groups: tuple[Group, ...]
    nears: tuple[float, ...]

    def scales(self) -> list[float]:
        """How much farther ones shrink."""
        return [scale_of(near) * (0.62 if group.at == "back" else 1.0)
                for group, near in zip(self.groups, self.nears, strict=True)]  # fmt: skip

    def width(self) -> float:
        """How wide all of them are, side by side."""
        return sum(g.width * s for g, s in zip(self.groups, self.scales(), strict=True))


def scale_of(near: float) -> float:
    """How large a thing is drawn that stands so near."""
    return _FAR + (1.0 - _FAR) * min(max(near, 0.0), 1.0)


def divided(groups: Sequence[Group], *, line: Line, room: Field, rng: Random) -> list[Lane]:
    """Divide groups into lanes, the farthest first: settings behind, crowds in ranks.

    Args:
        groups: from left to right.
        line: how the nearest lane bends.
        room: where they will stand.
        rng: chance.
    """
    deep = (room.ground[1] - room.ground[0]) / room.unit
    wide = room.area.width / room.unit
    back = [group for group in groups if is_setting(group.root.known) or group.at == "back"]
    front = [group for group in groups if group not in back]
    if not front or not back:
        number = _number_of_lanes(front or back, deep, wide, rng)
        return _ranked(front or back, number, (0.0, 0.85) if front else (0.0, 0.5), line, rng)
    ranks = _number_of_lanes(front, deep * 0.7, wide, rng)
    rows = _number_of_lanes(back, deep * 0.35, wide, rng)
    far = _ranked(back, rows, (0.0, 0.12 if rows == 1 else 0.4), "row", rng)
    return [*far, *_ranked(front, ranks, (0.42, 0.95), line, rng)]


def _number_of_lanes(groups: Sequence[Group], deep: float, wide: float, rng: Random) -> int:
    """As many ranks as let all of them be largest; a few stand in one as often as not.

    Args:
        groups: all of them.
        deep: how deep the ground is, in shorter sides.
        wide: how wide the picture is, in shorter sides.
        rng: chance.
    """
    best, best_zoom = 1, 0.0
    number = len(groups)
    tall = sorted(group.height for group in groups)[number // 2]
    needed = sum(group.width for group in groups) * 1.15
    # Heads are seen over the rank before; wide things have no gaps to be seen through.
    seen = 0.28 + 0.2 * min(needed / number / tall, 1.3)
    gain = rng.choice((1.12, 1.5, 2.0)) if number <= _FEW else 1.12
    # In a tall picture each one may have a rank to itself.
    most = number if deep > _DEEP else (number + 1) // 2
    for ranks in range(1, min(_LANES_MAX, most) + 1):
        zoom = ranks * wide / max(needed, 1e-6)
        if ranks > 1:
            zoom = min(zoom, deep / (ranks - 1) / (seen * tall)) * 0.97**ranks
        zoom = min(zoom, 2.0 if deep > _DEEP else 1.0)
        if zoom > best_zoom * (gain if ranks > 1 else 1.0):
            best, best_zoom = ranks, zoom
    return best


def _ranked(
    groups: Sequence[Group],
    number: int,
    nears: tuple[float, float],
    line: Line,
    rng: Random,
) -> list[Lane]:
    far, near = nears
    if number == 1:
        middle = (far + near) / 2
        bends = _bends(len(groups), line, rng)
        half = (near - far) / 2
        places = tuple(_near_of(g, middle + b * half) for g, b in zip(groups, bends, strict=True))
        return [Lane(groups=tuple(groups), nears=places)]
    lanes = []
    for rank, mine in enumerate(_ranks(groups, number)):
        place = far + (near - far) * rank / (number - 1)
        if mine:
            lanes.append(
                Lane(
                    groups=tuple(groups[i] for i in mine),
                    nears=tuple(place + rng.uniform(-0.04, 0.04) for _ in mine),
                )
            )
    return lanes


def _ranks(groups: Sequence[Group], number: int) -> list[list[int]]:
    """Which groups stand in which rank: the tall ones behind, all ranks about as wide."""
    by_size = sorted(range(len(groups)), key=lambda i: -groups[i].height)
    if groups[by_size[0]].height < 1.3 * groups[by_size[-1]].height:
        return [[i for i in range(len(groups)) if i % number == rank] for rank in range(number)]
    share = sum(group.width for group in groups) / number
    found: list[list[int]] = [[] for _ in range(number)]
    wide = 0.0
    for i in by_size:
        found[min(int((wide + groups[i].width / 2) / share), number - 1)].append(i)
        wide += groups[i].width
    return [sorted(mine) for mine in found]


def _near_of(group: Group, usual: float) -> float:
    if group.at in ("bottom", "bottom_left", "bottom_right"):
        return 1.0
    return 0.0 if group.at == "back" else usual


def _bends(number: int, line: Line, rng: Random) -> list[float]:
    """How near each one of a row is, from -1 to 1."""
    if number == 1:
        return [rng.uniform(-0.2, 0.6)]
    found = []
    way = rng.choice((-1, 1))
    for index in range(number):
        across = 2 * index / (number - 1) - 1
        bend = {
            "row": 0.0,
            "arc": way * (across**2 - 0.5) * 1.6,
            "triangle": 0.8 - 1.6 * abs(across),
            "diagonal": way * across * 0.9,
            "wave": 0.8 if index % 2 else -0.6,
        }[line]
        found.append(bend + rng.uniform(-0.15, 0.15))
    return found


def zoom_of(lane: Lane, room: Field, *, top: float, most: float) -> float:
    """How much all groups of a lane may grow until they are too wide or too tall, in pixels."""
    wide = max(lane.width(), 1e-6)
    gaps = 0.02 * room.unit * (len(lane.groups) - 1)
    far = all(is_setting(group.root.known) for group in lane.groups) and len(lane.groups) > 1
    fill = _FILL_FAR if far else _FILL
    zoom = min(most * room.unit, (fill * room.area.width - gaps) / wide)
    for group, near, scale in zip(lane.groups, lane.nears, lane.scales(), strict=True):
        tall = max(feet_of(near, room) - top, room.unit * 0.05)
        zoom = min(zoom, tall / max(-group.top * scale, 1e-6))
        low = max(room.low - feet_of(near, room), room.unit * 0.012)
        if group.bottom > 0.03:
            zoom = min(zoom, (low + room.unit * 0.05) / (group.bottom * scale))
    return max(zoom, 1.0)


def feet_of(near: float, room: Field) -> float:
    """How far down the ground is there."""
    far, close = room.ground
    return far + (close - far) * min(max(near, 0.0), 1.0)
