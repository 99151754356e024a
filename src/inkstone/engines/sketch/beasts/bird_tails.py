"""Birds' tails, by their kind.

It does not know the bird: it is told where its tail begins and how its body slopes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians, sin

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Point, corners, polar, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """Where a tail begins."""

    #: The body's rear end.
    at: Point
    #: How far the body rises to the front, in degrees.
    slope: float
    #: Half the body's height.
    r: float


_Tail = Callable[[Pen, Traits, Coat, Root], None]


def bird_tail(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    """Draw a tail."""
    _TAILS.get(traits.word("bird_tail", "plain"), _plain)(pen, traits, coat, root)


def _direction(traits: Traits, slope: float) -> float:
    return 180 + slope - traits.num("tail_up", 10)


def _plain(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    at, r = root.at, root.r
    long, angle = traits.num("tail_long", 30), _direction(traits, root.slope)
    end = polar(*at, angle, long)
    wide = r * traits.num("tail_wide", 0.3)
    a, b = polar(*end, angle + 90, wide), polar(*end, angle - 90, wide)
    c, d = polar(*at, angle + 90, r * 0.4), polar(*at, angle - 90, r * 0.4)
    inner = polar(*at, angle + 180, r * 0.4)
    pen.fill(smooth([inner, c, a, a, polar(*end, angle, wide * 0.4), b, b, d], pull=0.7), coat.dark)
    pen.mark("tail", *end)


def _fork(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    at, r = root.at, root.r
    long, angle = traits.num("tail_long", 44), _direction(traits, root.slope)
    base = polar(*at, angle + 180, r * 0.3)
    for turn in (-13, 13):
        end = polar(*at, angle + turn, long)
        middle = polar(*at, angle + turn * 0.5, long * 0.5)
        pen.fill(tube([(*base, r * 0.34), (*middle, r * 0.16), (*end, 0.8)]),
                 coat.dark if turn > 0 else shaded(coat.dark, 0.2))  # fmt: skip
    pen.mark("tail", *polar(*at, angle, long))


def _streamers(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    """Several long feathers of changing colours, as of macaws and phoenixes."""
    at, r = root.at, root.r
    long, angle = traits.num("tail_long", 80), _direction(traits, root.slope)
    base = polar(*at, angle + 180, r * 0.3)
    colours = (coat.dark, coat.mark_2, coat.main, coat.mane)
    spread = traits.num("tail_spread", 8)
    curl = traits.num("tail_curl", 0)
    for i, turn in enumerate((-1.5, 1.5, -0.5, 0.5)):
        end = polar(*at, angle + turn * spread - curl, long * (1 - 0.1 * (i % 3)))
        middle = polar(*at, angle + turn * spread * 0.6 + curl * 0.6, long * 0.55)
        pen.fill(tube([(*base, r * 0.26), (*middle, r * 0.2),
                       (*end, r * 0.05 if not curl else r * 0.2)]), colours[i])  # fmt: skip
        if curl:
            pen.oval(*end, r * 0.32, r * 0.36, colours[(i + 1) % 4])
            pen.oval(*end, r * 0.16, r * 0.18, colours[(i + 2) % 4])
    pen.mark("tail", *polar(*at, angle, long))


def _rooster(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    at, r = root.at, root.r
    long = traits.num("tail_long", 56)
    x, y = at
    for i, (dx, dy) in enumerate(((-0.95, 0.2), (-1.0, -0.3), (-0.8, -0.75), (-0.45, -1.0))):
        colour = (coat.dark, coat.mark_2)[i % 2]
        pen.fill(tube([(x + r * 0.3, y, r * 0.24),
                       (x + dx * long * 0.45, y - long * (0.5 + 0.12 * i), r * 0.28),
                       (x + dx * long * 0.95, y + dy * long * 0.7, r * 0.08)]), colour)  # fmt: skip
    pen.mark("tail", x - long, y - long * 0.3)


def _fan(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    """A turkey's wheel."""
    at, r = root.at, root.r
    long = traits.num("tail_long", 60)
    x, y = at[0] + r * 0.7, at[1] - r * 0.1
    for i in range(9):
        angle = 62 + i * 19
        end = polar(x, y, angle, long)
        pen.fill(tube([(x, y, r * 0.1), (*end, r * 0.42)]), coat.dark if i % 2 else coat.mark_2)
        pen.oval(*polar(x, y, angle, long * 1.08), r * 0.2, r * 0.2, coat.belly)
    pen.mark("tail", x - long, y)


def _peacock(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    """A wheel of feathers with eyes."""
    at, r = root.at, root.r
    long = traits.num("tail_long", 120)
    x, y = at[0] + r * 1.1, at[1] + r * 0.2
    points = []
    for i in range(25):
        angle = radians(8 + i * 164 / 24)
        out = long * (1.04 if i % 2 else 0.96)
        points.append((x + cos(angle) * out, y - sin(angle) * out))
    pen.fill(smooth([*points, (x - r * 0.4, y + r * 0.4), (x + r * 0.4, y + r * 0.4)], pull=0.8),
             coat.dark)  # fmt: skip
    for row, count in ((0.82, 9), (0.58, 7)):
        for i in range(count):
            angle = radians(18 + i * 144 / (count - 1))
            cx, cy = x + cos(angle) * long * row, y - sin(angle) * long * row
            s = long * 0.075 * (0.7 + 0.3 * row)
            pen.oval(cx, cy, s, s * 1.1, coat.mane)
            pen.oval(cx, cy + s * 0.1, s * 0.6, s * 0.64, coat.mark_2)
            pen.oval(cx, cy + s * 0.2, s * 0.28, s * 0.3, shaded(coat.main, 0.4))
    pen.mark("tail", x - long * 0.8, y - long * 0.5)


def _trail(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    """A phoenix's tail: long feathers that wave behind it and end in eyes."""
    at, r = root.at, root.r
    long = traits.num("tail_long", 130)
    x, y = at
    for i, (drop, colour) in enumerate(
        ((-0.42, coat.dark), (0.34, coat.mane), (-0.02, coat.mark_2))
    ):
        end = (x - long * (0.92 + 0.08 * i), y + drop * long)
        pen.fill(tube([(x + r * 0.4, y, r * 0.3),
                       (x - long * 0.3, y + long * (0.12 + drop * 0.1), r * 0.24),
                       (x - long * 0.62, y + long * (drop * 0.75 - 0.1), r * 0.3),
                       (*end, r * 0.1)]), colour)  # fmt: skip
        pen.oval(*end, r * 0.42, r * 0.5, coat.mane if colour != coat.mane else coat.dark)
        pen.oval(*end, r * 0.2, r * 0.24, coat.belly)
    pen.mark("tail", x - long, y)


def _ostrich(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    at, r = root.at, root.r
    long = traits.num("tail_long", 26)
    x, y = at
    for dx, dy in ((-0.2, -0.4), (-0.6, -0.1), (-0.5, 0.35)):
        pen.oval(x + dx * long, y + dy * long, r * 0.5, r * 0.44, coat.dark)
    pen.mark("tail", x - long, y)


def _none(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    del traits, coat
    at = root.at
    pen.mark("tail", *at)


def _duck(pen: Pen, traits: Traits, coat: Coat, root: Root) -> None:
    at, r = root.at, root.r
    long = traits.num("tail_long", 18)
    x, y = at
    pen.fill(corners([(x + r * 0.5, y - r * 0.45), (x - long, y - long * 0.75),
                      (x - long * 0.6, y + long * 0.05), (x + r * 0.3, y + r * 0.35)]),
             coat.dark)  # fmt: skip
    pen.mark("tail", x - long, y - long * 0.6)


_TAILS: dict[str, _Tail] = {"plain": _plain, "fork": _fork, "streamers": _streamers,
                            "rooster": _rooster, "fan": _fan, "peacock": _peacock, "trail": _trail,
                            "ostrich": _ostrich, "none": _none, "duck": _duck}  # fmt: skip
