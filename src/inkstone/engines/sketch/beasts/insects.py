"""Butterflies, bees, ladybugs and dragonflies.

It does not know what they sit on.
"""

from collections.abc import Callable

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import oval, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling, eye, mouth
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn import Fit, wear_on_head
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix

_Insect = Callable[[Pen, Coat, Feeling], Fit]


def insect(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *,
           wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw an insect in the air, or where it sits."""
    fit = _INSECTS.get(traits.word("insect"), _bee)(pen, coat, feeling)
    wear_on_head(pen, wears, fit)
    pen.mark("crown", fit.x, fit.top)
    pen.mark("head", fit.x, (fit.top + fit.chin) / 2)
    pen.mark("eyes", fit.eyes_x, fit.eyes_y)
    pen.mark("mouth", fit.eyes_x, fit.eyes_y + 8)
    pen.mark("neck", fit.x, fit.chin)


def _feelers(pen: Pen, x: float, y: float, *, spread: float = 12) -> None:
    for side in (-1, 1):
        pen.line([(x + side * 3, y), (x + side * spread * 0.7, y - 14),
                  (x + side * spread * 1.3, y - 18)], INK, 2.2)  # fmt: skip
        pen.oval(x + side * spread * 1.3, y - 18, 3, 3, INK)


def _butterfly(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    for is_mirrored in (False, True):
        with pen.moved(0, 0, is_mirrored=is_mirrored):
            upper = smooth([(4, -8), (18, -44), (52, -60), (72, -46), (62, -14), (30, 2)])
            lower = smooth([(4, 0), (34, 2), (54, 18), (48, 46), (26, 54), (10, 30)])
            pen.fill(upper, coat.mark)
            pen.fill(lower, coat.mark)
            pen.fill(smooth([(8, -10), (22, -40), (50, -53), (64, -43), (56, -18), (30, -3)]),
                     coat.main)  # fmt: skip
            pen.fill(smooth([(8, 5), (32, 7), (47, 20), (42, 41), (26, 46), (14, 27)]),
                     mix(coat.main, "#ffffff", 0.25))  # fmt: skip
            pen.dots([(48, -38, 7), (34, -26, 5), (34, 28, 5.5)], coat.mark_2)
    pen.fill(tube([(0, -16, 6), (0, 10, 5.4), (0, 40, 2.4)]), coat.mark)
    _feelers(pen, 0, -30)
    pen.oval(0, -24, 9, 9, mix(coat.mark, "#f3d2b0", 0.75))
    for side in (-1, 1):
        eye(pen, side * 3.6, -25, 2.2, feeling, side=side)
    return Fit(x=0, top=-33, half=16, eyes_x=0, eyes_y=-25, eye_gap=4, chin=-15)


def _bee(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    for x, turn in ((-12, -34), (10, 8)):
        pen.oval(x, -40, 14, 26, "#dcefff", opacity=0.9, turn=turn)
    body = oval(0, 0, 42, 30)
    pen.fill(smooth([(-38, -4), (-54, 2), (-38, 8)]), coat.mark)
    with pen.filled(body, coat.main):
        for x in (-30, -8):
            pen.fill(tube([(x, -40, 6.5), (x - 5, 0, 6.5), (x, 40, 6.5)]), coat.mark)
        pen.oval(0, 30, 44, 12, "#2a1c3a", opacity=0.12)
    _feelers(pen, 28, -22)
    for x in (18, 33):
        eye(pen, x, -4, 4.6, feeling, side=1 if x > 20 else -1)
    mouth(pen, 26, 4, 6, feeling, is_split=False)
    for x in (12, 40):
        pen.oval(x, 5, 4.4, 3, "#ff7d86", opacity=0.55)
    return Fit(x=22, top=-27, half=26, eyes_x=25.5, eyes_y=-4, eye_gap=8, chin=20)


def _ladybug(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    for x in (-24, -4, 16):
        pen.line([(x, -6), (x - 2, 2)], INK, 4.4)
    pen.oval(36, -20, 20, 19, coat.mark)
    _feelers(pen, 42, -36)
    dome = smooth([(-46, -6), (-46, -6), (-40, -34), (-6, -54), (26, -38), (38, -6), (38, -6)],
                  pull=0.95)  # fmt: skip
    with pen.filled(dome, coat.main):
        pen.dots([(-26, -22, 7), (-4, -40, 6.5), (2, -16, 7.5), (22, -28, 6)], coat.mark)
        pen.oval(0, -2, 48, 8, "#2a1c3a", opacity=0.14)
    for x in (38, 50):
        eye(pen, x, -22, 4, feeling, is_on_dark=True, side=1 if x > 40 else -1)
    mouth(pen, 45, -14, 5, feeling, ink="#f3e9dc", is_split=False)
    return Fit(x=38, top=-38, half=20, eyes_x=44, eyes_y=-22, eye_gap=6, chin=-2)


def _dragonfly(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    for x, y, turn in ((-6, -34, -24), (20, -36, 14), (-14, -24, -52), (28, -26, 40)):
        pen.oval(x, y, 9, 36, "#d5eef7", opacity=0.85, turn=turn)
    pen.fill(tube([(24, 0, 10), (0, 0, 8), (-44, 2, 4.6), (-84, 6, 3.6)]), coat.main)
    for i in range(5):
        pen.line([(-20 - i * 13, -3), (-20 - i * 13, 7)], shaded(coat.mark, 0.1), 2.4)
    pen.oval(36, -2, 14, 13, coat.mark)
    for x in (33, 44):
        eye(pen, x, -5, 4.6, feeling, is_on_dark=True, side=1 if x > 40 else -1)
    mouth(pen, 40, 3, 4.5, feeling, ink="#f3e9dc", is_split=False)
    return Fit(x=36, top=-15, half=18, eyes_x=38.5, eyes_y=-5, eye_gap=6, chin=12)


_INSECTS: dict[str, _Insect] = {"butterfly": _butterfly, "bee": _bee, "ladybug": _ladybug,
                                "dragonfly": _dragonfly}  # fmt: skip
