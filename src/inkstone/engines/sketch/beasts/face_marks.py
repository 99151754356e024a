"""Marks on faces: blazes, masks, stripes, by their name.

It does not know whose face they are on: they are drawn inside one that is 100 wide.
"""

from collections.abc import Callable

from inkstone.engines.sketch.beasts.coat import Coat
from inkstone.engines.sketch.beasts.curves import Outline, corners, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen

_Mark = Callable[[Pen, Coat, float], None]


def face_mark(pen: Pen, name: str, coat: Coat, shift: float) -> None:
    """Draw one mark; a name that nothing is known of draws none."""
    draw = _MARKS.get(name)
    if draw:
        draw(pen, coat, shift)


def _blaze(pen: Pen, coat: Coat, shift: float) -> None:
    pen.fill(smooth([(shift - 5, -52), (shift + 5, -52), (shift + 8, -14), (shift + 30, 14),
                     (shift + 24, 50), (shift - 24, 50), (shift - 30, 14), (shift - 8, -14)]),
             coat.belly)  # fmt: skip


def _cheeks(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.fill(smooth([(shift + side * 4, 12), (shift + side * 20, 4), (shift + side * 40, 6),
                         (shift + side * 66, 16), (shift + side * 56, 46), (shift, 52)]),
                 coat.belly)  # fmt: skip


def _husky(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.oval(shift + side * 23, 0, 20, 18, coat.belly)
    pen.fill(smooth([(shift - 62, 12), (shift - 24, 4), (shift, -22), (shift + 24, 4),
                     (shift + 62, 12), (shift + 50, 56), (shift - 50, 56)]),
             coat.belly)  # fmt: skip


def _raccoon(pen: Pen, coat: Coat, shift: float) -> None:
    pen.fill(smooth([(shift - 58, -14), (shift - 20, -20), (shift, -8), (shift + 20, -20),
                     (shift + 58, -14), (shift + 60, 8)]), coat.belly)  # fmt: skip
    for side in (-1, 1):
        pen.fill(tube([(shift + side * 14, -2, 9), (shift + side * 30, 2, 13),
                       (shift + side * 52, 14, 9)]), coat.dark)  # fmt: skip
    pen.fill(smooth([(shift - 44, 26), (shift, 14), (shift + 44, 26), (shift + 30, 50),
                     (shift - 30, 50)]), coat.belly)  # fmt: skip


def _panda(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.oval(shift + side * 22, 1, 12, 15.5, coat.dark, turn=-side * 30)


def _badger(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.fill(tube([(shift + side * 26, -54, 9), (shift + side * 22, -6, 10.5),
                       (shift + side * 12, 34, 4)]), coat.dark)  # fmt: skip


def _skunk(pen: Pen, coat: Coat, shift: float) -> None:
    pen.fill(tube([(shift, -60, 9), (shift, -20, 5), (shift, 6, 2)]), coat.belly)


def _siamese(pen: Pen, coat: Coat, shift: float) -> None:
    pen.oval(shift, 14, 33, 31, coat.dark)


def _sloth(pen: Pen, coat: Coat, shift: float) -> None:
    pen.oval(shift, 4, 41, 34, coat.belly)
    for side in (-1, 1):
        pen.fill(tube([(shift + side * 14, -2, 7), (shift + side * 28, 5, 7.5),
                       (shift + side * 46, 20, 4)]), coat.dark)  # fmt: skip


def _red_panda(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.oval(shift + side * 20, -21, 11, 7, coat.belly, turn=side * 14)
        pen.fill(smooth([(shift + side * 24, 4), (shift + side * 62, -4), (shift + side * 60, 34),
                         (shift + side * 30, 34)]), coat.belly)  # fmt: skip
        pen.fill(tube([(shift + side * 22, 4, 4.5), (shift + side * 29, 20, 6.5),
                       (shift + side * 30, 44, 8)]), coat.dark)  # fmt: skip


def _brows(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.oval(shift + side * 17, -17, 5.5, 4, coat.belly)


def _tabby(pen: Pen, coat: Coat, shift: float) -> None:
    whole = Outline("", ())
    for x, low in ((-13, -24), (0, -19), (13, -24)):
        whole += tube([(shift + x * 1.15, -52, 4), (shift + x, low, 1)], end=0)
    for side in (-1, 1):
        for y in (4, 15):
            whole += tube([(side * 54, y, 3), (side * 40 + shift * 0.4, y + 3, 0.8)], end=0)
    pen.fill(whole, coat.mark)


def _tiger(pen: Pen, coat: Coat, shift: float) -> None:
    _cheeks(pen, coat, shift)
    for side in (-1, 1):
        pen.oval(shift + side * 19, -15, 9, 6, coat.belly, turn=side * 18)
    arcs = ((-42, 17), (-33, 13), (-25, 9))
    pen.lines([[(shift - half, y - 2), (shift, y + 2), (shift + half, y - 2)] for y, half in arcs],
              coat.mark, 4)  # fmt: skip
    whole = Outline("", ())
    for side in (-1, 1):
        for y in (-16, 0, 15):
            whole += tube([(side * 58, y - 2, 5), (side * 37 + shift * 0.4, y + 6, 0.8)], end=0)
    pen.fill(whole, coat.mark)


def _spots(pen: Pen, coat: Coat, shift: float) -> None:
    places = ((-16, -34, 3.6), (0, -38, 3.4), (16, -34, 3.6), (-9, -25, 3), (9, -25, 3),
              (-38, 8, 3.4), (38, 8, 3.4), (-43, -6, 3), (43, -6, 3))  # fmt: skip
    pen.dots([(x + shift * 0.6, y, r) for x, y, r in places], coat.mark)


def _tears(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.line([(shift + side * 14, 4), (shift + side * 11, 14), (shift + side * 15, 26)],
                 coat.mark, 3.4)  # fmt: skip


def _snout(pen: Pen, coat: Coat, shift: float) -> None:
    pen.fill(smooth([(shift - 9, -14), (shift + 9, -14), (shift + 30, 14), (shift + 26, 50),
                     (shift - 26, 50), (shift - 30, 14)]), coat.dark)  # fmt: skip


def _half(pen: Pen, coat: Coat, shift: float) -> None:
    pen.fill(smooth([(shift - 2, -56), (shift + 3, -12), (shift + 26, 10), (62, 4), (58, -56)]),
             coat.mark)  # fmt: skip
    pen.fill(smooth([(-60, -56), (-20, -56), (shift - 20, -20), (-44, -4), (-64, -8)]), coat.mark_2)


def _saddle(pen: Pen, coat: Coat, shift: float) -> None:
    """A dark upper face, as a penguin's or an otter's cap."""
    pen.fill(smooth([(-62, 2), (shift - 24, -14), (shift, -4), (shift + 24, -14), (62, 2),
                     (50, -60), (-50, -60)]), coat.mark)  # fmt: skip


def _plate(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.oval(shift + side * 15, -4, 18, 20, coat.skin)
    pen.oval(shift, 18, 31, 24, coat.skin)


def _star(pen: Pen, coat: Coat, shift: float) -> None:
    pen.fill(corners([(shift, -36), (shift + 7, -24), (shift, -8), (shift - 7, -24)]), coat.belly)


def _beagle(pen: Pen, coat: Coat, shift: float) -> None:
    for side in (-1, 1):
        pen.fill(smooth([(shift + side * 6, -50), (shift + side * 9, -12), (shift + side * 34, 12),
                         (side * 62, 20), (side * 60, -50)]), coat.mark_2)  # fmt: skip


_MARKS: dict[str, _Mark] = {
    "blaze": _blaze, "cheeks": _cheeks, "husky": _husky, "raccoon": _raccoon, "panda": _panda,
    "badger": _badger, "skunk": _skunk, "siamese": _siamese, "sloth": _sloth,
    "red_panda": _red_panda, "brows": _brows, "tabby": _tabby, "tiger": _tiger, "spots": _spots,
    "tears": _tears, "snout": _snout, "half": _half, "cap": _saddle, "plate": _plate,
    "star": _star, "beagle": _beagle,
}  # fmt: skip
