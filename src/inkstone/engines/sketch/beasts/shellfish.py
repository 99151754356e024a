"""Crabs, lobsters and shrimps.

It does not know whether there is water around them.
"""

from math import cos, sin

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling, eye, mouth
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.worn import Fit
from inkstone.engines.sketch.vector.palette import mix


def crab(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    """Draw a crab that looks out of the picture."""
    for is_mirrored in (False, True):
        with pen.moved(0, 0, is_mirrored=is_mirrored):
            for i, dy in enumerate((-2, 8, 16)):
                pen.line([(40, -20 + i * 6), (68 - i * 4, -18 + dy), (76 - i * 9, 6 + i * 3)],
                         shaded(coat.main, 0.18), 7, pull=0.3)  # fmt: skip
            pen.fill(tube([(40, -34, 7), (62, -50, 7), (64, -66, 7)]), shaded(coat.main, 0.1))
            pen.fill(smooth([(52, -66), (46, -88), (58, -106), (66, -92), (66, -92), (76, -108),
                             (88, -90), (80, -68), (66, -60)]), coat.main)  # fmt: skip
            pen.line([(17, -52), (18, -66)], coat.main, 6)
            pen.oval(18, -70, 9.5, 9.5, "#fdfbf5")
            eye(pen, 18, -70, 5.8, feeling, side=1)
    shell = smooth([(-52, -30), (-34, -54), (0, -60), (34, -54), (52, -30), (36, -6), (0, 0),
                    (-36, -6)])  # fmt: skip
    with pen.filled(shell, coat.main):
        pen.oval(0, 2, 50, 17, coat.belly)
    pen.dots([(-26, -44, 4), (-14, -50, 2.6), (28, -42, 3.4)], mix(coat.main, "#ffffff", 0.35))
    mouth(pen, 0, -30, 12, feeling, is_split=False)
    pen.mark("hand", 66, -96)
    pen.mark("feet", 0, 8)
    return Fit(x=0, top=-60, half=36, eyes_x=0, eyes_y=-70, eye_gap=18, chin=-10)


def lobster(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    """Draw a lobster."""
    for side in (-1, 1):
        pen.line([(26, -16 + side * 3), (64, -34 + side * 6), (96, -30 + side * 16)],
                 shaded(coat.main, 0.2), 2.4)  # fmt: skip
    for i in range(4):
        pen.line([(2 - i * 9, 4), (-2 - i * 10, 16), (4 - i * 11, 26)], shaded(coat.main, 0.24),
                 4.4)  # fmt: skip
    for i in range(3):
        pen.fill(smooth([(-92 + i * 4, -2), (-118 + i * 8, -20 + i * 18),
                         (-122 + i * 8, -8 + i * 16), (-112, 4 + i * 8)]),
                 shaded(coat.main, 0.06 + 0.07 * i))  # fmt: skip
    for i in range(5):
        pen.oval(-78 + i * 17, -2 - i * 0.8, 14, 11 + i * 1.6,
                 shaded(coat.main, 0.14 if i % 2 else 0.03))  # fmt: skip
    pen.fill(tube([(-6, -6, 16), (18, -8, 17), (36, -9, 12)]), coat.main)
    for y, colour in ((12, shaded(coat.main, 0.18)), (-2, coat.main)):
        pen.fill(tube([(24, y, 5.5), (46, y + 10, 5.5), (58, y + 4, 6)]), colour)
        pen.fill(smooth([(54, y + 8), (60, y - 12), (82, y - 20), (98, y - 8), (82, y - 4),
                         (82, y - 4), (98, y + 4), (84, y + 16), (64, y + 14)]),
                 colour)  # fmt: skip
    pen.oval(34, -19, 7, 7, "#fdfbf5")
    eye(pen, 35, -19, 4.6, feeling, side=-1)
    pen.mark("hand", 94, 0)
    return Fit(x=24, top=-24, half=20, eyes_x=35, eyes_y=-19, eye_gap=9, chin=8, is_profile=True)


def shrimp(pen: Pen, coat: Coat, feeling: Feeling) -> Fit:
    """Draw a shrimp, bent as it swims."""
    for i in range(5):
        angle = 2.2 - i * 0.42
        x, y = cos(angle) * 34, -sin(angle) * 34
        pen.line([(x, y + 20), (x + 2, y + 40)], shaded(coat.main, 0.2), 3.4)
    spine = [
        (cos(a) * 44, -sin(a) * 44 + 10, r)
        for a, r in (
            (3.9, 5),
            (3.4, 10),
            (2.8, 13),
            (2.2, 15),
            (1.6, 17),
            (1.0, 18),
            (0.5, 15),
            (0.25, 8),
        )
    ]
    x, y, _ = spine[0]
    for turn in (-10, 8):
        pen.fill(smooth([(x - 2, y - 2), (x - 14 + turn, y + 14), (x - 2 + turn, y + 24),
                         (x + 6, y + 4)]), shaded(coat.main, 0.14))  # fmt: skip
    outline = tube(spine)
    for bend in (0, 16):
        pen.line([(46, -4), (78, -14 + bend), (104, 6 + bend)], shaded(coat.main, 0.2), 2.2)
    with pen.filled(outline, coat.main):
        for a in (3.5, 3.0, 2.5, 2.0, 1.5):
            pen.line([(cos(a) * 24, -sin(a) * 24 + 10), (cos(a) * 66, -sin(a) * 66 + 10)],
                     coat.mark, 3)  # fmt: skip
    pen.oval(38, -20, 7, 7, "#fdfbf5")
    eye(pen, 39, -20, 4.6, feeling, side=-1)
    return Fit(x=28, top=-46, half=22, eyes_x=39, eyes_y=-20, eye_gap=9, chin=0, is_profile=True,
               lean=16)  # fmt: skip
