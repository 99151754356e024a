"""What lives in the sea and is no fish: octopuses, jellyfish, rays, sea horses.

It does not know whether there is water around them.
"""

from collections.abc import Callable
from math import cos, pi, sin

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import corners, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling, drowsy_lid, eye, mouth
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.shellfish import crab, lobster, shrimp
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn import Fit, wear_on_head
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix

_Life = Callable[[Pen, Coat, Feeling], Fit]


def sea_life(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *,
             wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw one of them."""
    fit = _LIVES[traits.word("life")](pen, coat, feeling)
    wear_on_head(pen, wears, fit)
    pen.mark("crown", fit.x, fit.top)
    pen.mark("head", fit.x, (fit.top + fit.chin) / 2)
    pen.mark("eyes", fit.eyes_x, fit.eyes_y)
    pen.mark("mouth", fit.eyes_x, fit.eyes_y + fit.eye_gap * 1.1)
    pen.mark("neck", fit.x, fit.chin)


def _faces(
    pen: Pen, coat: Coat, feeling: Feeling, x: float, y: float, *, gap: float, size: float
) -> None:
    for side in (-1, 1):
        eye(pen, x + side * gap, y, size, feeling, is_on_dark=coat.is_dark, side=side)
        if feeling.mood == "sleepy" and not feeling.is_asleep:
            drowsy_lid(pen, x + side * gap, y, size, coat.main)
        pen.oval(x + side * gap * 1.5, y + size * 1.9, size * 0.9, size * 0.6, "#ff6f7f",
                 opacity=0.45)  # fmt: skip
    mouth(pen, x, y + size * 1.3, size * 1.15, feeling, ink=mix(INK, coat.main, 0.2),
          is_split=False)  # fmt: skip


def _octopus(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    for i, (dx, dy, curl) in enumerate(
        (
            (-86, 12, -14),
            (86, 12, 14),
            (-66, 40, -16),
            (66, 40, 16),
            (-38, 56, -14),
            (38, 56, 14),
            (-12, 60, -10),
            (14, 60, 10),
        )
    ):
        colour = shaded(coat.main, 0.16 if i < 4 else 0.06)
        pen.fill(tube([(dx * 0.28, -4, 13), (dx * 0.62, dy * 0.7 + 10, 10), (dx, dy, 7),
                       (dx + curl, dy - 14, 4), (dx + curl * 0.4, dy - 20, 2)]),
                 colour)  # fmt: skip
        pen.dots([(dx * 0.66, dy * 0.72 + 15, 2.6), (dx * 0.86, dy * 0.9 + 8, 2.2)], coat.belly)
    pen.fill(smooth([(-40, -6), (-48, -52), (-30, -92), (0, -102), (30, -92), (48, -52), (40, -6),
                     (0, 10)]), coat.main)  # fmt: skip
    pen.dots([(-24, -78, 5), (-10, -88, 3.4), (26, -72, 4)], mix(coat.main, "#ffffff", 0.35))
    _faces(pen, coat, feeling, 2, -36, gap=17, size=8)
    pen.mark("hand", 90, 0)
    return Fit(x=0, top=-101, half=42, eyes_x=2, eyes_y=-36, eye_gap=17, chin=0)


def _squid(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    for i, dx in enumerate((-22, -13, -4, 5, 14, 23)):
        low = 60 + 10 * (i % 2)
        pen.fill(tube([(dx * 0.8, 10, 5.5), (dx * 1.2 + 3, 36, 4.4), (dx * 1.3 - 4, low, 2)]),
                 shaded(coat.main, 0.12 if i % 2 else 0.04))  # fmt: skip
    for side in (-1, 1):
        pen.fill(tube([(side * 20, 8, 5), (side * 40, 44, 3.6), (side * 34, 76, 7),
                       (side * 34, 84, 3)]), coat.main)  # fmt: skip
        pen.fill(smooth([(side * 4, -110), (side * 44, -78), (side * 44, -78), (side * 20, -58)]),
                 shaded(coat.main, 0.14))  # fmt: skip
    pen.fill(smooth([(0, -118), (22, -78), (31, -30), (26, 12), (0, 20), (-26, 12), (-31, -30),
                     (-22, -78)]), coat.main)  # fmt: skip
    pen.dots([(-8, -76, 4), (8, -62, 3.4), (-12, -52, 3)], coat.mark)
    _faces(pen, coat, feeling, 0, -16, gap=14, size=7)
    return Fit(x=0, top=-108, half=26, eyes_x=0, eyes_y=-16, eye_gap=14, chin=14)


def _jellyfish(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    for i, dx in enumerate((-36, -18, 0, 18, 36)):
        bend = 6 if i > 2 else -6
        pen.line([(dx, -8), (dx + bend, 22), (dx - bend, 50),
                  (dx + bend * 0.6, 78 - abs(dx) * 0.4)], mix(coat.main, "#ffffff", 0.3),
                 6 if i in (1, 3) else 3.4)  # fmt: skip
    pen.fill(smooth([(-56, -6), (-52, -46), (-26, -76), (0, -82), (26, -76), (52, -46), (56, -6),
                     (40, 2), (28, -6), (14, 3), (0, -6), (-14, 3), (-28, -6), (-40, 2)]),
             coat.main)  # fmt: skip
    pen.fill(smooth([(-40, -36), (-22, -64), (4, -70), (-10, -58), (-26, -38)]), "#ffffff",
             opacity=0.35)  # fmt: skip
    _faces(pen, coat, feeling, 2, -32, gap=16, size=6.5)
    return Fit(x=0, top=-82, half=48, eyes_x=2, eyes_y=-32, eye_gap=16, chin=0)


def _starfish(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    points = []
    for i in range(10):
        out = 60 if i % 2 == 0 else 30
        angle = pi / 2 + i * pi / 5
        points.append((cos(angle) * out, -sin(angle) * out))
    outline = smooth(points, pull=0.8)
    pen.fill(outline, coat.main)
    for i in range(5):
        angle = pi / 2 + i * 2 * pi / 5
        pen.dots(
            [(cos(angle) * d, -sin(angle) * d, r) for d, r in ((48, 3), (38, 3.6), (28, 3))],
            mix(coat.main, "#ffffff", 0.45),
        )
    _faces(pen, coat, feeling, 0, -4, gap=12, size=6)
    return Fit(x=0, top=-44, half=20, eyes_x=0, eyes_y=-4, eye_gap=12, chin=22)


def _ray(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    pen.line([(-40, 6), (-84, 14), (-124, 2)], shaded(coat.main, 0.25), 4)
    pen.mark("tail", -124, 2)
    outline = smooth([(52, -2), (30, -16), (-2, -46), (-34, -58), (-34, -58), (-34, -24), (-48, 4),
                      (-30, 26), (-26, 50), (-26, 50), (10, 34), (38, 16)])  # fmt: skip
    with pen.filled(outline, coat.main):
        pen.fill(smooth([(60, 6), (24, 10), (-10, 20), (-50, 20), (-30, 60), (40, 60)]), coat.belly)
        pen.dots([(-6, -26, 3.4), (-20, -36, 3), (6, -14, 3), (-20, -12, 3.4), (-2, -2, 2.6)],
                 coat.mark)  # fmt: skip
    pen.oval(30, -8, 6, 6, "#fdfbf5")
    eye(pen, 31, -8, 4, feeling, side=-1)
    pen.line([(48, 5), (40, 9), (32, 8)], shaded(coat.main, 0.5), 2.2)
    return Fit(x=24, top=-18, half=20, eyes_x=31, eyes_y=-8, eye_gap=8, chin=12, is_profile=True,
               lean=14)  # fmt: skip


def _manta(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    pen.line([(0, 26), (-8, 60), (4, 92)], coat.mark, 4)
    pen.mark("tail", 4, 92)
    pen.fill(smooth([(0, -38), (18, -36), (52, -22), (112, -16), (112, -16), (62, 16), (22, 28),
                     (0, 40), (-22, 28), (-62, 16), (-112, -16), (-112, -16), (-52, -22),
                     (-18, -36)]), coat.main)  # fmt: skip
    for side in (-1, 1):
        pen.fill(tube([(side * 17, -34, 6), (side * 21, -48, 5), (side * 14, -58, 2)]), coat.main)
        pen.fill(smooth([(side * 18, -14), (side * 46, -10), (side * 70, -8), (side * 34, 6)]),
                 mix(coat.main, "#ffffff", 0.3))  # fmt: skip
    _faces(pen, coat, feeling, 0, -22, gap=17, size=5.5)
    return Fit(x=0, top=-38, half=26, eyes_x=0, eyes_y=-22, eye_gap=17, chin=4)


def _seahorse(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    pen.fill(smooth([(-14, -36), (-44, -46), (-40, -22), (-44, 0), (-16, -4)]), coat.dark)
    body = [(10, -92, 15), (-2, -66, 12), (2, -36, 20), (4, -4, 17), (-6, 28, 11), (-2, 54, 7.4),
            (14, 66, 5.6), (26, 56, 4.4), (20, 46, 3.4)]  # fmt: skip
    for x, y, r in body[1:5]:
        pen.fill(corners([(x - r - 5, y), (x - r + 4, y - 7), (x - r + 4, y + 7)]), coat.dark)
    pen.fill(tube(body), coat.main)
    pen.fill(tube([(10, -44, 5), (14, -30, 10), (13, -6, 8), (6, 12, 3)]), coat.belly)
    for y in (-38, -26, -14):
        pen.line([(6, y), (22, y + 2)], shaded(coat.belly, 0.2), 2)
    pen.fill(smooth([(-2, -104), (-8, -124), (4, -114), (10, -128), (18, -112), (26, -116),
                     (22, -100)], pull=0.7), coat.dark)  # fmt: skip
    pen.fill(tube([(16, -90, 12), (38, -82, 6), (54, -78, 5.4)]), coat.main)
    pen.oval(16, -96, 8, 8, "#fdfbf5")
    eye(pen, 17, -96, 5.2, feeling, side=-1)
    pen.mark("tail", 20, 60)
    return Fit(x=6, top=-106, half=20, eyes_x=17, eyes_y=-96, eye_gap=9, chin=-78, is_profile=True)


def _sea_turtle(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    pen.fill(tube([(26, 2, 12), (10, 34, 13), (-22, 58, 4)]), shaded(coat.main, 0.2))
    pen.fill(tube([(-52, 8, 9), (-82, 22, 8), (-96, 34, 2)]), shaded(coat.main, 0.14))
    pen.fill(tube([(50, -6, 14), (74, -16, 14)]), coat.main)
    pen.oval(84, -20, 20, 17, coat.main)
    shell = smooth([(64, 2), (40, -32), (-8, -46), (-48, -26), (-70, 8), (-30, 22), (30, 22)])
    with pen.filled(shell, coat.mark):
        for x, y, s in (
            (-30, -12, 14),
            (0, -22, 16),
            (30, -12, 14),
            (-46, 6, 9),
            (-12, 8, 13),
            (20, 10, 12),
            (46, 4, 9),
        ):
            pen.fill(
                corners(
                    [(x + cos(pi * k / 3) * s, y + sin(pi * k / 3) * s * 0.8) for k in range(6)]
                ),
                coat.mark_2,
            )
        pen.oval(0, 26, 74, 10, coat.belly)
    pen.fill(tube([(34, 8, 12), (30, 40, 14), (2, 72, 4)]), coat.main)
    pen.dots([(32, 24, 3), (27, 38, 3.4), (20, 50, 2.6), (88, -30, 2.6), (76, -30, 2.4)],
             mix(coat.main, coat.mark, 0.6))  # fmt: skip
    eye(pen, 90, -22, 5.2, feeling, side=-1)
    pen.line([(102, -14), (94, -10), (86, -12)], shaded(coat.main, 0.5), 2.2)
    pen.oval(86, -11, 5, 3, "#ff7d86", opacity=0.4)
    pen.mark("seat", 0, -44)
    pen.mark("surface", 0, -44)
    pen.mark("tail", -96, 34)
    return Fit(x=80, top=-36, half=20, eyes_x=90, eyes_y=-22, eye_gap=10, chin=-4, is_profile=True)


_LIVES: dict[str, _Life] = {"octopus": _octopus, "squid": _squid, "jellyfish": _jellyfish,
                            "crab": crab, "lobster": lobster, "shrimp": shrimp,
                            "starfish": _starfish, "ray": _ray, "manta": _manta,
                            "seahorse": _seahorse, "sea_turtle": _sea_turtle}  # fmt: skip
