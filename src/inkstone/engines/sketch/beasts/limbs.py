"""Legs and tails, by their kind.

It does not know in which pose they are: it is told where they begin and end.
"""

from collections.abc import Callable
from math import hypot

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import (
    Joint,
    Outline,
    Point,
    bearing,
    bent,
    corners,
    polar,
    smooth,
    tube,
)
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Leg
from inkstone.engines.sketch.beasts.species import Traits

_Tail = Callable[[Pen, Traits, Coat, Point, float], None]


def leg_spine(traits: Traits, leg: Leg) -> tuple[Joint, ...]:
    """The joints of a leg with their half widths, from the root to the ankle."""
    long = traits.num("legs", 55)
    is_down = leg.foot[1] > -long * 0.2
    top, low = traits.num("leg_top", 14), traits.num("leg_low", 7)
    if leg.is_fore:
        top *= traits.num("fore_top", 0.82)
    if leg.is_flat:
        # Laid along the ground before its root.
        x, y = leg.foot
        return ((leg.root[0], leg.root[1], top), ((leg.root[0] + x) / 2, y - low * 1.2, low * 1.25),
                (x, y - low * 0.9, low))  # fmt: skip
    ankle = (leg.foot[0], leg.foot[1] - traits.num("foot_h", low * 0.9))
    long = max(long, hypot(ankle[0] - leg.root[0], ankle[1] - leg.root[1]) if is_down else long)
    slack = 1.0 if leg.is_fore else 1.008
    side = 1.0 if leg.is_fore and not is_down else -1.0 if leg.is_fore else 1.0
    knee = bent(leg.root, ankle, long * 0.5 * slack, long * 0.5 * slack, side=side)
    middle = top * 0.24 + low * 0.76
    root = leg.root
    if traits.word("leg_colour") == "dark":
        # A leg of another colour than the trunk begins below the trunk's middle.
        root, top = (root[0], root[1] + top * 0.55), top * 0.86
    return ((*root, top), (*knee, middle), (*ankle, low))


def foot(
    pen: Pen, traits: Traits, coat: Coat, spine: tuple[Joint, ...], *, at: Point, colour: str
) -> None:
    """Draw what a leg stands on, and the sock above it."""
    (kx, ky, kr), (ax, ay, ar) = spine[-2:]
    socks = traits.num("socks")
    if socks:
        share = min(socks, 1.0)
        start = (ax + (kx - ax) * share, ay + (ky - ay) * share, ar + (kr - ar) * share + 0.6)
        pen.fill(tube([start, (ax, ay, ar + 0.6)], start=0.15), colour)
    kind, size = traits.word("foot", "paw"), traits.num("foot_size", 1.0)
    x, y = at
    if kind == "hoof":
        half = ar * 1.12 * size
        pen.fill(corners([(x - half * 0.82, ay), (x + half * 0.9, ay), (x + half * 1.3, y),
                          (x - half * 0.9, y)]), coat.hoof)  # fmt: skip
    elif kind == "pad":
        pen.fill(smooth([(x - ar, y - ar), (x + ar, y - ar), (x + ar * 1.15, y - 1), (x + ar, y),
                         (x - ar, y), (x - ar * 1.1, y - 1)], pull=0.8), colour)  # fmt: skip
        for i in range(3):
            pen.oval(x + ar * (0.95 - i * 0.55), y - ar * 0.2, ar * 0.23, ar * 0.2, coat.hoof)
    elif kind == "claw":
        _paw(pen, x, y, ar * 1.12 * size, colour)
        for i in range(3):
            cx = x + ar * size * (0.7 + i * 0.42)
            pen.fill(corners([(cx - 1.6, y - ar * 0.5), (cx + ar * 0.34, y), (cx - 2.6, y)]),
                     coat.hoof)  # fmt: skip
    else:
        _paw(pen, x, y, ar * 1.2 * size, colour)


def _paw(pen: Pen, x: float, y: float, r: float, colour: str) -> None:
    pen.fill(smooth([(x - r * 0.9, y - r * 0.9), (x + r * 0.5, y - r * 1.25),
                     (x + r * 1.55, y - r * 0.6), (x + r * 1.45, y), (x - r * 0.7, y),
                     (x - r * 1.05, y - r * 0.4)], pull=0.85), colour)  # fmt: skip


def tail(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    """Draw a tail behind the body; `turn` raises it, in degrees."""
    _TAILS.get(traits.word("tail", "thin"), _thin)(pen, traits, coat, at, turn)


def _arc(traits: Traits, at: Point, turn: float, *, bow: float) -> list[Point]:
    """Four points of a tail that begins low or high and bends up by `bow` degrees a step."""
    angle = 180 - traits.num("tail_up", -10) - turn
    step = traits.num("tail_long", 50) / 3
    points = [at]
    for i in range(3):
        points.append(polar(*points[-1], angle - bow * i, step))
    return points


def _thin(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    points = _arc(traits, at, turn, bow=traits.num("tail_bow", 32))
    thick = traits.num("tail_r", 5)
    widths = (thick * 1.15, thick, thick * 0.92, thick * 0.8)
    spine = [(*p, r) for p, r in zip(points, widths, strict=True)]
    outline = tube(spine)
    pen.fill(outline, coat.main)
    _rings(pen, traits, coat, outline, points)
    if traits.word("tail_tip"):
        (x, y), (px, py) = points[-1], points[-2]
        with pen.within(outline):
            pen.oval(x + (x - px) * 0.2, y + (y - py) * 0.2, thick * 2.4, thick * 2.4, coat.dark)
    pen.mark("tail", *points[-1])


def _rings(pen: Pen, traits: Traits, coat: Coat, outline: Outline, points: list[Point]) -> None:
    count = int(traits.num("tail_rings"))
    if not count:
        return
    colour = coat.dark if traits.word("tail_ring_colour") == "dark" else coat.mark
    whole = Outline("", ())
    wide = traits.num("tail_r", 5) * 3.2
    for i in range(count):
        place = (i + 0.6) / count * 3
        k = min(int(place), 2)
        t = place - k
        (x0, y0), (x1, y1) = points[k], points[k + 1]
        x, y = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
        dx, dy = (x1 - x0) * 3 / count, (y1 - y0) * 3 / count
        length = hypot(dx, dy) or 1
        nx, ny = -dy / length * wide, dx / length * wide
        hx, hy = dx * 0.24, dy * 0.24
        whole += corners([(x - hx + nx, y - hy + ny), (x + hx + nx, y + hy + ny),
                          (x + hx - nx, y + hy - ny), (x - hx - nx, y - hy - ny)])  # fmt: skip
    with pen.within(outline):
        pen.fill(whole, colour)


def _bushy(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    """A fox's brush: thin at its root, full, and pointed."""
    points = _arc(traits, at, turn, bow=traits.num("tail_bow", 18))
    r = traits.num("tail_r", 13)
    spine = [(*points[0], r * 0.45), (*points[1], r * 0.85), (*points[2], r * 1.08),
             (*points[3], r * 0.3)]  # fmt: skip
    outline = tube(spine, end=2.2)
    pen.fill(outline, coat.main)
    _rings(pen, traits, coat, outline, points)
    tip = {"belly": coat.belly, "dark": coat.dark}.get(traits.word("tail_tip"))
    if tip:
        (x, y), (px, py) = points[3], points[2]
        with pen.within(outline):
            pen.fill(tube([(px + (x - px) * 0.62, py + (y - py) * 0.62, r * 1.5),
                           (x + (x - px), y + (y - py), r * 1.5)], start=0.35), tip)  # fmt: skip
    pen.mark("tail", *points[3])


def _squirrel(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    """A great tail that stands up behind the back and bends outwards at its end."""
    del turn
    x, y = at
    s = traits.num("tail_long", 70) / 70
    curve = ((12, 16, 7), (-16, 12, 13), (-26, -16, 19), (-16, -46, 22), (-24, -74, 20),
             (-46, -82, 12), (-56, -70, 4))  # fmt: skip
    outline = tube([(x + dx * s, y + dy * s, r * s) for dx, dy, r in curve])
    pen.fill(outline, coat.dark if traits.word("tail_tip") == "dark" else coat.main)
    inner = tube([(x + dx * s + 3, y + dy * s, r * s * 0.42) for dx, dy, r in curve[1:]])
    pen.fill(inner, coat.belly, opacity=0.7)
    pen.mark("tail", x - 40 * s, y - 84 * s)


def _hair(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    """A horse's tail, which falls, or flies behind when it runs."""
    x, y = at
    long = traits.num("tail_long", 62)
    fall = min(max(turn / 30, 0.0), 1.0)
    dx, dy = long * (0.46 + 0.6 * fall), long * (0.95 - 0.6 * fall)
    pen.fill(smooth([(x + 8, y - 6), (x - dx * 0.5, y - 8 + dy * 0.1), (x - dx, y + dy * 0.55),
                     (x - dx * 1.05, y + dy), (x - dx * 1.05, y + dy),
                     (x - dx * 0.62, y + dy * 0.8), (x - dx * 0.3, y + dy * 0.4), (x + 4, y + 14)]),
             coat.mane)  # fmt: skip
    pen.mark("tail", x - dx, y + dy)


def _tuft(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    points = _arc(traits, at, turn, bow=traits.num("tail_bow", -14))
    r = traits.num("tail_r", 3.4)
    pen.fill(tube([(*p, r * (1.2 - i * 0.13)) for i, p in enumerate(points)]), coat.main)
    (x, y), (px, py) = points[-1], points[-2]
    long = traits.num("tuft_r", 8)
    gap = ((x - px) ** 2 + (y - py) ** 2) ** 0.5 or 1
    ux, uy = (x - px) / gap, (y - py) / gap
    pen.fill(tube([(x - ux * 3, y - uy * 3, r),
                   (x + ux * long * 0.7, y + uy * long * 0.7, long * 0.72),
                   (x + ux * long * 1.9, y + uy * long * 1.9, 1)]), coat.mane)  # fmt: skip
    pen.mark("tail", x, y)


def _curl(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    """A tail that is rolled over the back, as a spitz has."""
    del turn
    x, y = at
    s = traits.num("tail_long", 40) / 40
    spine = [(x + 4, y + 4, 8 * s), (x - 11 * s, y - 12 * s, 10 * s),
             (x - 3 * s, y - 29 * s, 10.5 * s), (x + 15 * s, y - 27 * s, 8 * s),
             (x + 17 * s, y - 14 * s, 4 * s)]  # fmt: skip
    pen.fill(tube(spine), coat.main)
    pen.fill(tube([(x + 2 * s, y - 22 * s, 4.4 * s), (x + 14 * s, y - 21 * s, 5 * s),
                   (x + 16 * s, y - 14 * s, 3 * s)]), coat.belly)  # fmt: skip
    pen.mark("tail", x, y - 30 * s)


def _pig(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    del traits, turn
    x, y = at
    pen.line([(x + 4, y), (x - 9, y - 3), (x - 12, y - 12), (x - 5, y - 13), (x - 7, y - 4),
              (x - 18, y - 3)], shaded(coat.main, 0.12), 4)  # fmt: skip
    pen.mark("tail", x - 16, y - 3)


def _puff(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    del turn
    r = traits.num("tail_r", 9)
    x, y = at[0] - r * 0.4, at[1] + r * 0.3
    pen.oval(x, y, r, r, coat.belly if traits.word("tail_tip") else coat.main)
    pen.mark("tail", x, y)


def _flat(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    """A beaver's paddle."""
    del turn
    long = traits.num("tail_long", 44)
    x, y = at[0] + 6, min(at[1] + 18, -9)
    outline = smooth([(x, y - 8), (x - long * 0.45, y - 10), (x - long, y - 6),
                      (x - long * 1.12, y + 1), (x - long, y + 7), (x - long * 0.45, y + 8),
                      (x, y + 6)])  # fmt: skip
    with pen.filled(outline, coat.dark):
        for i in range(6):
            left = x - long * 0.2 - i * long * 0.17
            pen.line([(left, y - 14), (left - 12, y + 12)], shaded(coat.dark, 0.3), 1.6)
            pen.line([(left - 12, y - 14), (left, y + 12)], shaded(coat.dark, 0.3), 1.6)
    pen.mark("tail", x - long, y)


def _thick(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    """A tail as thick as the body at its root, which tapers to a point."""
    long, r = traits.num("tail_long", 80), traits.num("tail_r", 16)
    x, y = at[0] + r * 0.7, at[1] + r * 0.7
    angle = 180 - traits.num("tail_up", -14) - turn
    a = polar(x, y, angle, long * 0.4)
    b = polar(*a, angle - traits.num("tail_bow", 8), long * 0.36)
    c = polar(*b, angle - traits.num("tail_bow", 8) * 2.4, long * 0.36)
    outline = tube([(x, y, r), (*a, r * 0.66), (*b, r * 0.36), (*c, 1.2)])
    pen.fill(outline, coat.main)
    _rings(pen, traits, coat, outline, [(x, y), a, b, c])
    if traits.has("spade"):
        with pen.moved(*c, turn=-bearing(b, c)):
            pen.fill(corners([(-8, 0), (-14, -15), (20, 0), (-14, 15)]), coat.mark)
    pen.mark("tail", *c)


def _spiral(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    del turn
    s = traits.num("tail_long", 70) / 70
    x, y = at[0] + 8, at[1] + 8
    curve = ((0, 0), (-30, 4), (-52, 22), (-50, 44), (-32, 48), (-24, 34), (-34, 28))
    widths = (11, 8, 6, 5, 4.4, 3.8, 3)
    pen.fill(tube([(x + dx * s, y + dy * s, r) for (dx, dy), r in zip(curve, widths, strict=True)]),
             coat.main)  # fmt: skip
    pen.mark("tail", x - 50 * s, y + 30 * s)


def _none(pen: Pen, traits: Traits, coat: Coat, at: Point, turn: float) -> None:
    del traits, coat, turn
    pen.mark("tail", *at)


_TAILS: dict[str, _Tail] = {"thin": _thin, "bushy": _bushy, "squirrel": _squirrel, "hair": _hair,
                            "tuft": _tuft, "curl": _curl, "pig": _pig, "puff": _puff, "flat": _flat,
                            "thick": _thick, "spiral": _spiral, "none": _none}  # fmt: skip
