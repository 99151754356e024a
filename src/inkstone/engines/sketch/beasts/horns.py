"""Horns and antlers, by their kind.

It does not know whose they are: they are drawn on a head that is 100 wide, round its middle.
"""

from collections.abc import Callable

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import corners, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen

_Horn = Callable[[Pen, Coat, float], None]


def horn(pen: Pen, kind: str, coat: Coat, *, side: int, size: float) -> None:
    """Draw one horn.

    `side`: 1 for the right one, -1 for the left one.
    `size`: 1 is usual for its kind.
    """
    draw = _HORNS.get(kind)
    if draw is None:
        return
    with pen.moved(0, 0, is_mirrored=side < 0):
        draw(pen, coat, size)


def _cow(pen: Pen, coat: Coat, size: float) -> None:
    pen.fill(tube([(22, -36, 7), (40, -46, 6.5), (48 + 4 * size, -52 - 14 * size, 1)]), coat.horn)


def _buffalo(pen: Pen, coat: Coat, size: float) -> None:
    pen.fill(tube([(14, -40, 9), (42, -38, 10), (66 * size, -50, 7), (72 * size, -76 * size, 1)]),
             coat.horn)  # fmt: skip


def _goat(pen: Pen, coat: Coat, size: float) -> None:
    pen.fill(tube([(14, -34, 7), (20, -60 * size, 6), (36, -84 * size, 1)]), coat.horn)


def _ram(pen: Pen, coat: Coat, size: float) -> None:
    pen.fill(tube([(22, -38, 11), (50, -46, 12), (70 * size, -24, 11), (66 * size, 4, 9),
                   (46, 12, 7), (40, -2, 2)]), coat.horn)  # fmt: skip
    for a, b in (((44, -58), (46, -36)), ((66, -46), (54, -32)), ((80, -20), (60, -20)),
                 ((76, 6), (58, 0))):  # fmt: skip
        pen.line([a, b], shaded(coat.horn, 0.3), 2.2)


def _deer(pen: Pen, coat: Coat, size: float) -> None:
    beam = [(16, -36), (34 * size, -66 * size), (52 * size, -84 * size), (50 * size, -118 * size)]
    pen.line(beam, coat.horn, 6.5)
    pen.line([(33 * size, -64 * size), (28 * size, -94 * size)], coat.horn, 5)
    pen.line([(51 * size, -84 * size), (70 * size, -104 * size)], coat.horn, 5)


def _reindeer(pen: Pen, coat: Coat, size: float) -> None:
    beam = [(14, -36), (40 * size, -58 * size), (58 * size, -92 * size), (46 * size, -132 * size)]
    pen.line(beam, coat.horn, 7)
    pen.line([(34 * size, -54 * size), (14 * size, -78 * size)], coat.horn, 5)
    pen.line([(54 * size, -84 * size), (32 * size, -100 * size)], coat.horn, 5)
    pen.line([(57 * size, -94 * size), (80 * size, -112 * size)], coat.horn, 5)


def _moose(pen: Pen, coat: Coat, size: float) -> None:
    pen.fill(smooth([(16, -36), (40, -44), (62 * size, -50), (74 * size, -58), (98 * size, -66),
                     (90 * size, -74), (102 * size, -88), (88 * size, -90), (90 * size, -110),
                     (74 * size, -98), (66 * size, -112), (56 * size, -88), (40, -58), (18, -46)],
                    pull=0.7), coat.horn)  # fmt: skip


def _giraffe(pen: Pen, coat: Coat, size: float) -> None:
    pen.line([(15, -36), (20, -36 - 24 * size)], coat.main, 7)
    pen.oval(20, -38 - 26 * size, 6.5, 6.5, coat.dark)


def _stub(pen: Pen, coat: Coat, size: float) -> None:
    pen.fill(tube([(20, -36, 5), (24, -40 - 10 * size, 2.5)]), coat.horn)


def _dragon(pen: Pen, coat: Coat, size: float) -> None:
    pen.fill(tube([(16, -34, 8), (24, -58 * size, 6.5), (18, -82 * size, 1)]), coat.horn)


def single(pen: Pen, kind: str, coat: Coat, size: float) -> None:
    """Draw the one horn of a unicorn, upright round the middle of the brow."""
    if kind != "unicorn":
        return
    pen.fill(corners([(-8, 0), (0, -64 * size), (8, 0)]), coat.horn)
    for share in (0.16, 0.4, 0.62):
        y, half = -64 * size * share, 8 * (1 - share)
        pen.line([(-half, y + 1), (half, y - 4)], shaded(coat.horn, 0.28), 2.2)


_HORNS: dict[str, _Horn] = {"cow": _cow, "buffalo": _buffalo, "goat": _goat, "ram": _ram,
                            "deer": _deer, "reindeer": _reindeer, "moose": _moose,
                            "giraffe": _giraffe, "stub": _stub, "dragon": _dragon}  # fmt: skip
