"""Beside: things on the ground by others: left, right, before, behind, under, above, around.

It does not know where the group will stand, nor who holds or wears what.
"""

import math
from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.layout.bonds import BondKind
from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.pieces import Piece
from inkstone.engines.sketch.vector.shape import Point

#: How far apart two stand, as a share of the shorter side.
_GAPS: dict[str, float] = {
    "left_of": 0.04, "right_of": 0.04, "next_to": 0.03, "between": 0.03, "row": 0.025,
    "chasing": 0.1, "following": 0.04, "ahead": 0.1, "before": 0.035, "feeding": 0.0,
    "facing": 0.06, "talking_to": 0.04, "looking_at": 0.07, "playing_with": 0.01,
    "pulling": 0.09, "pushing": -0.015,
}  # fmt: skip

#: More than so many are no row but a flock, in three ranks from so many on.
_FLOCK_MIN, _RANKS_FROM = 5, 9
#: How far apart ranks are.
_RANK_DEEP = 0.06
#: How tall a ring in the water or the air is, for its width.
_FLAT = 0.62
#: How much larger than usual a tree is that something stands under.
_TREE_MAX = 1.5


def beside(subs: Sequence[Group], host: Piece, group: Group, *, kind: BondKind, side: int) -> None:
    """Stand things one after the other on one side of all that is there, outwards."""
    if host.zone in ("swim", "air") and kind in ("row", "next_to") and len(subs) > 1:
        _ring_of(subs, host, group)
        return
    if len(subs) > _FLOCK_MIN and kind not in ("following", "left_of", "right_of"):
        _flock(subs, host, group, side=side, both=kind in ("row", "next_to"))
        return
    gap = _GAPS.get(kind, 0.04)
    for number, sub in enumerate(subs):
        root = sub.root
        way = side
        if kind in ("row", "next_to") and number % 2 == 1:
            way = -side
        feet = _feet(sub, host)
        between = gap if number == 0 or kind in ("row", "next_to") else max(gap * 0.6, 0.02)
        if way > 0:
            sub.move(group.right + between - sub.left, feet - root.feet)
        else:
            sub.move(group.left - between - sub.right, feet - root.feet)
        if kind in ("feeding", "playing_with") and number == 0:
            _reach(sub, host, group, way)
        _join(sub, host, group, number)
        if kind == "pulling":
            root.string = _rope(root, host, way)


def _join(sub: Group, host: Piece, group: Group, number: int) -> None:
    """Let it be a part of the group, before the host where it is nearer."""
    root = sub.root
    nearer = 0.5 if root.feet >= host.feet else -0.5
    sub.order(host.order + nearer + root.feet - host.feet + number * 0.001, 0.05)
    root.has_shadow = root.zone == "ground" and host.zone == "ground"
    group.take([sub])


def _flock(subs: Sequence[Group], host: Piece, group: Group, *, side: int, both: bool) -> None:
    """Many stand in ranks that see past each other, on one side or on both."""
    ranks = 2 if len(subs) < _RANKS_FROM else 3
    wide = max(sub.width for sub in subs)
    tall = max(sub.height for sub in subs)
    halves = [subs[::2], subs[1::2]] if both else [subs]
    for half, way in zip(halves, (side, -side), strict=False):
        start = group.right + 0.02 if way > 0 else group.left - 0.02
        for number, sub in enumerate(half):
            column, rank = divmod(number, ranks)
            along = column * wide * 1.06 + (wide * 0.45 if rank % 2 else 0.0)
            feet = host.feet + (rank - (ranks - 1) / 2) * min(tall * 0.5, _RANK_DEEP)
            edge = sub.left if way > 0 else sub.right
            sub.move(start + way * along - edge, feet - sub.root.feet)
        for number, sub in enumerate(half):
            _join(sub, host, group, number)


def _feet(sub: Group, host: Piece) -> float:
    """Small ones stand a little nearer; what flies is in the air beside."""
    root = sub.root
    if root.zone == "air" and host.zone != "air":
        return host.feet - max(host.box.height * 0.55, root.box.height * 0.5)
    if host.zone != "ground" and root.zone == host.zone:
        return host.box.y + host.box.height / 2 + root.box.height / 2
    if root.size < host.size * 0.6:
        return host.feet + min(0.028, root.box.height * 0.25)
    return host.feet


def _reach(sub: Group, host: Piece, group: Group, way: int) -> None:
    """Move it so near that its hand is before the other's mouth."""
    root = sub.root
    if not root.has("hand") or len(group.pieces) > 1:
        return
    hand = root.point("hand", default=(0.5, 0.5))[0]
    mouth = host.point("mouth", default=(0.5, 0.4))[0]
    near = mouth + way * 0.02 - hand
    most = 0.3 * min(root.box.width, host.box.width)
    wanted = min(max(near * -way, 0.0), most) * -way
    sub.move(wanted, 0)


def _rope(root: Piece, host: Piece, way: int) -> tuple[float, float, float, float]:
    across = 1.0 if way > 0 else 0.0
    from_x, from_y = host.box.x + host.box.width * across, host.box.y + host.box.height * 0.6
    default: Point = (0.5, 0.5)
    if root.is_person:
        to_x, to_y = root.point("hand_2", default=(0.3, 0.55))
    else:
        to_x, to_y = root.point("neck", default=default)
    return (from_x, from_y, to_x, to_y)


def before(subs: Sequence[Group], host: Piece, group: Group, *, side: int, row: bool) -> None:
    """Stand things in front of the host, so that both are seen."""
    middle = group.left + group.width / 2 if row else host.middle
    wide = sum(sub.width for sub in subs) + 0.02 * (len(subs) - 1)
    shift = 0.0
    if wide < host.box.width * 1.6 and len(subs) == 1 and subs[0].height > host.box.height * 0.4:
        shift = side * min(host.box.width * 0.32, wide * 0.5)
    x = middle + shift - wide / 2
    for number, sub in enumerate(subs):
        down = min(0.05, sub.height * 0.16)
        sub.move(x - sub.left, host.feet + down - sub.root.feet)
        x += sub.width + 0.02
        sub.order(host.order + 0.6 + number * 0.01, 0.1)
        sub.root.has_shadow = host.zone == "ground"
    group.take(subs)


def behind(subs: Sequence[Group], host: Piece, group: Group, *, side: int, row: bool) -> None:
    """Stand things behind the host, and to the side as far as they are to be seen."""
    middle = group.left + group.width / 2 if row else host.middle
    for number, sub in enumerate(subs):
        root = sub.root
        way = side if number % 2 == 0 else -side
        tall = root.box.height > host.box.height * 1.35
        wide_host = group.width if row else host.box.width
        offset = 0.3 * root.box.width if tall else wide_host * 0.5 + root.box.width * 0.12
        shift = (number // 2) * root.box.width * 1.02
        up = min(0.045, host.box.height * 0.12) if host.zone == "ground" else 0.0
        sub.put(middle + way * (offset + shift), host.feet - up)
        sub.order(host.order - 0.6 - number * 0.01, 0.1)
        root.has_shadow = host.zone == "ground"
    group.take(subs)


def under(subs: Sequence[Group], host: Piece, group: Group, *, side: int) -> None:
    """Put things under what shelters them; else before its feet."""
    number, shelters = len(subs), host.has("shelter")
    if shelters and len(group.pieces) == 1 and not host.is_fixed:
        # Rather a large tree than small people.
        tall = max(sub.height for sub in subs) / (0.56 * host.box.height)
        group.scale(min(max(tall, 1.0), _TREE_MAX))
    box = host.box
    is_table = host.has("surface") and host.at("surface", default=(0.5, 0.1))[1] < 0.45
    most = box.height * (
        0.56 if not is_table else 0.72 * (1 - host.at("surface", default=(0.5, 0.1))[1])
    )
    span = box.width * 0.78
    wide = sum(sub.width for sub in subs)
    for index, sub in enumerate(subs):
        root = sub.root
        if shelters or is_table:
            fit = min(1.0, most / sub.height)
            if number > 1:
                fit = min(fit, max(span * 1.15 / wide, 0.5))
            sub.scale(fit)
        x = host.middle + ((index + 0.5) / number - 0.5) * max(span, wide if not shelters else 0)
        if number == 1 and shelters and not is_table:
            # Beside the trunk, so that both are seen.
            x += side * min(box.width * 0.24, sub.width * 0.6)
        if host.zone == "ground":
            sub.put(x, host.feet + min(sub.height * 0.1, 0.025))
        else:
            sub.put(x, host.feet + 0.05 + sub.height)
        sub.order(host.order + 0.6 + index * 0.01, 0.1)
        root.has_shadow = host.zone == "ground"
    group.take(subs)


def above(subs: Sequence[Group], host: Piece, group: Group, *, row: bool) -> None:
    """Put things over the host, side by side."""
    middle = group.left + group.width / 2 if row else host.middle
    top = min(group.top, host.box.y)
    wide = sum(sub.width for sub in subs) + 0.05 * (len(subs) - 1)
    x = middle - wide / 2
    for number, sub in enumerate(subs):
        lift = 0.05 + 0.04 * (number % 2)
        sub.move(x - sub.left, top - lift - sub.bottom)
        x += sub.width + 0.05
        sub.order(host.order - 0.4 + number * 0.01, 0.1)
        sub.root.has_shadow = False
    group.take(subs)


def around(subs: Sequence[Group], host: Piece, group: Group, rng: Random) -> None:
    """Stand things in a ring around the host; the ones behind it are higher up."""
    number = len(subs)
    if number == 1:
        beside(subs, host, group, kind="next_to", side=rng.choice((-1, 1)))
        return
    _ring_of(subs, host, group)


def _ring_of(subs: Sequence[Group], host: Piece, group: Group) -> None:
    number = len(subs)
    wide = max(sub.width for sub in subs)
    across = max(host.box.width * 0.5 + wide * 0.7, wide * number * 0.36)
    deep = min(0.09, 0.05 + 0.008 * number)
    flat = host.zone != "ground"
    for index, (sub, (right, near)) in enumerate(zip(subs, ring(number), strict=True)):
        x, y = right * across, near * deep
        if flat:
            middle = host.box.y + host.box.height / 2
            y = near * across
            sub.put(host.middle + x, middle + y * _FLAT + sub.height / 2)
        else:
            sub.put(host.middle + x, host.feet + y)
        sub.order(host.order + (0.6 if y > 0 else -0.6) + y + index * 0.001, 0.05)
        sub.root.has_shadow = not flat
    group.take(subs)


def ring(number: int) -> list[tuple[float, float]]:
    """Places around a middle, to the right of it and nearer, each from -1 to 1; none hides it."""
    start = 0.5 if number % 2 == 0 else 0.0
    angles = [(index + start) * 2 * math.pi / number for index in range(number)]
    return [(math.sin(angle), -math.cos(angle)) for angle in angles]
