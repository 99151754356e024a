"""Ears, by their kind.

It does not know whose they are: they are drawn on a head that is 100 wide, round its middle.
"""

from collections.abc import Callable

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen

_Ear = Callable[[Pen, Coat, str, float], None]
#: These hang before the head; all others stand behind it.
HANGING = frozenset({"floppy", "folded", "poodle", "elephant"})


def ear(pen: Pen, kind: str, coat: Coat, *, side: int, size: float, colour: str) -> None:
    """Draw one ear.

    `side`: 1 for the right one, -1 for the left one.
    `size`: 1 is usual for its kind.
    `colour`: that of its outer side.
    """
    draw = _EARS.get(kind)
    if draw is None:
        return
    with pen.moved(0, 0, is_mirrored=side < 0):
        draw(pen, coat, colour, size)


def _pointed(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    tip = (45 + 4 * size, -28 - 44 * size)
    pen.fill(smooth([(8, -34), (8, -34), (25, -34 - 26 * size), tip, tip,
                     (51 + 2 * size, -30), (46, 0), (46, 0)]), colour)  # fmt: skip
    top = (43 + 3 * size, -28 - 31 * size)
    pen.fill(smooth([(20, -32), (20, -32), (30, -34 - 17 * size), top, top, (46, -24),
                     (42, -8)]), coat.inner)  # fmt: skip


def _tufted(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    tip = (45 + 4 * size, -26 - 44 * size)
    pen.fill(tube([(*tip, 5), (tip[0] + 3, tip[1] - 13 * size, 3), (tip[0] + 7, tip[1] - 24 * size,
                                                                    0.6)]), coat.dark)  # fmt: skip
    _pointed(pen, coat, colour, size)


def _round(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    r = 17 * size
    x, y = 30 + 6 * size, -26 - 8 * size
    pen.oval(x, y, r, r, colour)
    pen.oval(x - 1, y + 2, r * 0.58, r * 0.58, coat.inner)


def _low(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    """An ear at the side of the head, as a monkey's."""
    r = 15 * size
    pen.oval(48 + 3 * size, -2, r, r * 1.1, colour)
    pen.oval(49 + 3 * size, -1, r * 0.6, r * 0.68, coat.inner)


def _fluffy(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    r = 21 * size
    points = []
    for i in range(10):
        out = r * (1.0 if i % 2 else 1.16)
        points.append((46 + out * _COS[i], -24 + out * _SIN[i]))
    pen.fill(smooth(points, pull=0.8), colour)
    pen.oval(44, -22, r * 0.6, r * 0.62, coat.inner)


_COS = (1.0, 0.81, 0.31, -0.31, -0.81, -1.0, -0.81, -0.31, 0.31, 0.81)
_SIN = (0.0, 0.59, 0.95, 0.95, 0.59, 0.0, -0.59, -0.95, -0.95, -0.59)


def _floppy(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    del coat
    pen.fill(tube([(32, -34, 8), (48, -26, 12), (55, -4, 13.5 * size),
                   (55, -6 + 26 * size, 12 * size)]), colour)  # fmt: skip
    pen.fill(tube([(38, -34, 3), (49, -24, 4), (51, -6, 4)]), shaded(colour, 0.1), opacity=0.6)


def _poodle(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    del coat
    for x, y, r in ((46, -20, 14), (54, -2, 17), (54, 18, 17)):
        pen.oval(x, y, r * size, r * size, colour)


def _folded(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    del coat
    tip = (52 + 8 * size, -18 + 12 * size)
    pen.fill(smooth([(14, -38), (14, -38), (36, -48 - 3 * size), (54, -36), tip, tip, (34, -26)],
                    pull=0.9), colour)  # fmt: skip


def _rose(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    pen.fill(smooth([(22, -38), (22, -38), (38, -50 * size), (58, -44 * size), (58, -44 * size),
                     (48, -24)]), colour)  # fmt: skip
    pen.fill(smooth([(34, -38), (42, -44), (52, -42), (46, -30)]), coat.inner)


def _long(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    top = -34 - 58 * size
    pen.fill(tube([(20, -28, 10), (25, -36 - 26 * size, 14), (31, top, 9)]), colour)
    pen.fill(tube([(22, -36, 5), (26, -38 - 26 * size, 8), (30, top + 3, 4)]), coat.inner)


def _leaf(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    """An ear to the side, as a deer's or a cow's."""
    end = (44 + 38 * size, -30)
    pen.fill(tube([(34, -20, 7), (44 + 16 * size, -24, 12 * size), (*end, 2)]), colour)
    pen.fill(tube([(42, -20, 3.5), (44 + 16 * size, -22, 6.5 * size), (end[0] - 8, -27, 1.5)]),
             coat.inner)  # fmt: skip


def _drop(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    """An ear to the side that hangs, as a sheep's."""
    pen.fill(tube([(36, -18, 6), (44 + 14 * size, -14, 9.5 * size),
                   (44 + 28 * size, -2 + 4 * size, 3)]), colour)  # fmt: skip
    pen.fill(tube([(42, -15, 3), (44 + 13 * size, -12, 5 * size),
                   (42 + 24 * size, -2 + 2 * size, 2)]), coat.inner)  # fmt: skip


def _upright(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    """A leaf that stands up, as a horse's or a llama's."""
    tip = (33, -42 - 36 * size)
    pen.fill(smooth([(14, -36), (18, -44 - 20 * size), tip, tip, (40, -40 - 12 * size),
                     (38, -26)]), colour)  # fmt: skip
    pen.fill(smooth([(22, -36), (24, -44 - 14 * size), (31, -40 - 24 * size), (34, -40 - 8 * size),
                     (33, -30)]), coat.inner)  # fmt: skip


def _elephant(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    pen.fill(smooth([(34, -38), (60, -56 * size), (90 * size, -40), (94 * size, -2),
                     (76 * size, 36), (54, 40), (42, 14)]), colour)  # fmt: skip
    pen.fill(smooth([(48, -30), (64, -42 * size), (82 * size, -30), (84 * size, -2),
                     (70 * size, 24), (56, 26), (50, 8)]), coat.inner)  # fmt: skip


def _bump(pen: Pen, coat: Coat, colour: str, size: float) -> None:
    """No ear, but what a frog's eye stands on."""
    del coat
    pen.oval(28, -26, 17 * size, 18 * size, colour)


_EARS: dict[str, _Ear] = {
    "pointed": _pointed, "tufted": _tufted, "round": _round, "low": _low, "fluffy": _fluffy,
    "floppy": _floppy, "poodle": _poodle, "folded": _folded, "rose": _rose, "long": _long,
    "bump": _bump, "leaf": _leaf, "drop": _drop, "upright": _upright, "elephant": _elephant,
}  # fmt: skip
