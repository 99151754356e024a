"""Seats: things on, in and against other things, by the points where these bear them.

It does not know where the bearer stands, nor what else stands there.
"""

from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.pieces import Piece
from inkstone.engines.sketch.layout.points import is_clear
from inkstone.engines.sketch.vector.shape import Anchor, Point

_SITTING = frozenset({"sit", "ride", "kneel", "read", "fish"})
#: A rider is at most this much taller than its mount.
_RIDER_MAX, _BIKER_MAX = 1.45, 1.9
#: How much wider than a surface one thing on it may be, and how much larger the bearer gets.
_OVERHANG, _GROWN_MAX = 1.9, 1.6
_NO_SEAT: Point = (0.5, 0.96)


def upon(subs: Sequence[Group], host: Piece, group: Group, rng: Random) -> None:
    """Stand things side by side on the host's upper side."""
    if len(subs) == 1 and len(group.pieces) == 1 and not host.is_fixed and not host.is_alive:
        # Rather a large ball than a small elephant.
        wanted = subs[0].root.box.width / (_OVERHANG * _surface(host)[1])
        group.scale(min(max(wanted, 1.0), _GROWN_MAX))
    spot, span = _surface(host)
    if host.is_person or (host.is_alive and not host.has("seat") and not host.has("surface")):
        spot, span = _shoulder(host, subs)
    wide = sum(sub.width for sub in subs)
    loose = _OVERHANG if len(subs) == 1 else 1.0
    grown = 1.3 if host.known.what == "table" else 1.0
    fit = min(grown, loose * span / max(wide, 1e-9))
    gap = max(span - wide * fit, 0.0) / (len(subs) + 1) if len(subs) > 1 else 0.0
    gap = min(gap, 0.05)
    x = spot[0] - (wide * fit + gap * (len(subs) - 1)) / 2
    slack = max(span - wide * fit, 0.0) / 2 if len(subs) == 1 else 0.0
    x += rng.uniform(-0.5, 0.5) * slack
    for number, sub in enumerate(subs):
        sub.scale(fit)
        if sub.root.known.pose in _SITTING and sub.root.has("seat"):
            _seat(sub, (x - sub.left + sub.root.middle, spot[1]))
        else:
            sub.move(x - sub.left, spot[1] + 0.006 * rng.random() - sub.root.feet)
        x += sub.width + gap
        sub.order(host.order + 1.0 + number * 0.01, 0.02)
        sub.root.has_shadow = True
    group.take(subs)


def _surface(host: Piece) -> tuple[Point, float]:
    for anchor in ("surface", "seat", "inside"):
        if host.has(anchor):
            return host.point(anchor, default=(0.5, 0.1)), host.box.width * (
                host.shape.surface_width if anchor == "surface" else 0.6
            )
    return host.point("surface", default=(0.5, 0.06)), host.box.width * 0.8


def _shoulder(host: Piece, subs: Sequence[Group]) -> tuple[Point, float]:
    """A lap, or a shoulder for what is small, else the head."""
    tall = max(sub.height for sub in subs)
    if host.is_person and host.known.pose in _SITTING and host.has("seat"):
        seat, hand = host.point("seat", default=(0.5, 0.7)), host.point("hand", default=(0.7, 0.7))
        return ((seat[0] + hand[0]) / 2, seat[1] - host.box.height * 0.04), host.box.width * 0.6
    if tall < host.box.height * 0.3 and host.has("neck"):
        x, y = host.point("neck", default=(0.5, 0.25))
        side = -1 if host.reach_side == "right" else 1
        return (x + side * host.box.height * 0.085, y + host.box.height * 0.03), tall
    return host.point("crown", default=(0.5, 0.03)), host.box.width * 0.6


def _seat(sub: Group, spot: Point) -> None:
    """Let it sit with its seat on a spot."""
    root = sub.root
    if root.is_person and root.known.pose in _SITTING:
        x, y = root.point("seat", default=(0.5, 0.78))
    else:
        x, y = root.point("feet", default=_NO_SEAT)
    sub.move(spot[0] - x, spot[1] - y)


def sitting(subs: Sequence[Group], host: Piece, group: Group, rng: Random) -> None:
    """Seat them on the host, side by side."""
    anchor: Anchor = "seat" if host.has("seat") else "surface"
    spot = host.point(anchor, default=(0.5, 0.3))
    span = host.box.width * (host.shape.surface_width if host.has("surface") else 0.7)
    wide = sum(sub.root.box.width for sub in subs)
    fit = min(1.0, max(1.25 * span / max(wide, 1e-9), 0.75))
    step = min(span / len(subs), max(sub.root.box.width for sub in subs) * fit * 1.08)
    room = max(span - step * len(subs), 0.0)
    start = spot[0] + (rng.uniform(-0.3, 0.3) * room if len(subs) == 1 else 0.0)
    for number, sub in enumerate(subs):
        sub.scale(fit)
        across = start + (number - (len(subs) - 1) / 2) * step
        _seat(sub, (across, spot[1] + host.box.height * 0.02))
        # Legs longer than the seat is high stand a little nearer, never far below.
        sink = sub.root.feet - host.feet - 0.05 * sub.root.box.height
        if sink > 0:
            sub.move(0, -sink)
        sub.order(host.order + 1.0 + number * 0.01, 0.02)
        sub.root.has_shadow = sub.root.feet > host.feet - 0.01
    group.take(subs)


def lying(subs: Sequence[Group], host: Piece, group: Group) -> None:
    """Lay them on the host."""
    spot, span = _surface(host)
    step = span / len(subs)
    for number, sub in enumerate(subs):
        sub.scale(min(1.0, 1.05 * step / max(sub.root.box.width, 1e-9)))
        x = spot[0] + (number - (len(subs) - 1) / 2) * step
        sub.put(x, spot[1] + sub.root.box.height * 0.22)
        sub.order(host.order + 1.0 + number * 0.01, 0.02)
    group.take(subs)


def leaning(subs: Sequence[Group], host: Piece, group: Group, rng: Random) -> None:
    """Stand them against the host's sides."""
    first = rng.choice((-1, 1))
    for number, sub in enumerate(subs):
        side = first if number % 2 == 0 else -first
        root = sub.root
        edge = host.middle + side * host.box.width * 0.5
        shift = (number // 2) * root.box.width * 0.9
        sub.put(edge + side * (root.box.width * 0.3 + shift), host.feet + root.box.height * 0.02)
        sub.order(host.order + 1.0 + number * 0.01, 0.02)
        root.has_shadow = True
    group.take(subs)


def riding(subs: Sequence[Group], host: Piece, group: Group) -> None:
    """Seat riders on a mount, or in what carries them."""
    if host.has("inside"):
        within(subs, host, group)
        return
    spot = host.point("seat", default=(0.52, 0.36))
    for number, sub in enumerate(subs):
        root = sub.root
        _fit_rider(sub, host)
        back = -1 if host.reach_side == "right" else 1
        shift = back * number * root.box.width * 0.5
        _seat(sub, (spot[0] + shift, spot[1]))
        # The rider's near leg is over the mount; who sits behind is behind.
        sub.order(host.order + 1.0 - number * 0.01, 0.02)
        root.has_shadow = False
    group.take(subs)


def _fit_rider(sub: Group, host: Piece) -> None:
    """As large as its hands reach the handlebar, or no giant."""
    root = sub.root
    most = host.box.height * _RIDER_MAX
    if not host.is_alive and host.has("hand") and root.is_person:
        here, bar = host.at("seat", default=(0.5, 0.3)), host.at("hand", default=(0.6, 0.1))
        own, hand = root.at("seat", default=(0.4, 0.6)), root.at("hand", default=(0.9, 0.5))
        arm = abs(hand[0] - own[0]) * root.aspect
        wanted = abs(bar[0] - here[0]) * host.box.width / max(arm, 0.1)
        sub.resize(min(max(wanted, host.box.height), host.box.height * _BIKER_MAX))
    elif root.box.height > most and not _is_low(host):
        sub.resize(most)


def _is_low(host: Piece) -> bool:
    """Whether one stands on it rather than sits: a board, a sled."""
    return host.aspect > 2.0


def within(subs: Sequence[Group], host: Piece, group: Group) -> None:
    """Put things into the host: behind its rim, or seen through it."""
    box, number = host.box, len(subs)
    clear = is_clear(host.known.concept, host.known.material)
    for index, sub in enumerate(subs):
        root = sub.root
        if clear:
            fit = min(0.5 * box.height / sub.height, 0.62 * box.width / number / sub.width, 1.6)
            sub.scale(fit)
            x = box.x + box.width * (0.5 + 0.62 * ((index + 0.5) / number - 0.5))
            sub.put(x, box.y + box.height * 0.58 + sub.height / 2)
            sub.order(host.order + 1.0 + index * 0.01, 0.02)
        elif host.has("inside"):
            _behind_rim(sub, host, index, number)
        else:
            sub.scale(min(1.0, 0.5 * box.height / sub.height, 0.7 * box.width / sub.width))
            x = box.x + box.width * (index + 1) / (number + 1)
            sub.put(x, host.feet - box.height * 0.02)
            sub.order(host.order + 1.0 + index * 0.01, 0.02)
        root.has_shadow = False
    group.take(subs)


def _behind_rim(sub: Group, host: Piece, index: int, number: int) -> None:
    root = sub.root
    x, y = host.point("inside", default=(0.5, 0.3))
    step = host.box.width * 0.72 / number
    fit = min(1.0, 1.15 * step / root.box.width)
    if not root.is_person:
        fit = max(fit, min(1.0, 0.6 * host.box.height / root.box.height))
        fit = min(fit, 1.7 * host.box.height / root.box.height)
    sub.scale(fit)
    hidden = min(root.box.height * 0.36, (host.feet - y) * 0.9)
    sub.put(x + (index - (number - 1) / 2) * step, y + hidden)
    sub.order(host.order - 1.0 + index * 0.01, 0.02)
