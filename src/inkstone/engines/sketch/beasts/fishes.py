"""Fish with fins: bodies, tails, fins and marks, for all that their traits can say.

It does not know whether there is water around them.
"""

from math import cos, pi, sin
from random import Random

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import Joint, Outline, corners, oval, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling, drowsy_lid, eye, mouth
from inkstone.engines.sketch.beasts.fish_fins import side_fin, tail_fin, upright_fins
from inkstone.engines.sketch.beasts.marks import body_marks
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn import Fit, wear_on_head
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix


def fish_shape(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, rng: Random,
               wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a fish that looks to the right, round the middle of its body."""
    long, high = traits.num("body_long", 60), traits.num("body_r", 30)
    tail_fin(pen, traits, coat, -long * 0.9, high)
    upright_fins(pen, traits, coat, long, high)
    if traits.num("spines"):
        _spines(pen, coat, long, high)
    body = _body(traits, long, high)
    _nose(pen, traits, coat, long, high)

    def on(along: float, across: float) -> Joint:
        x = -long * 0.85 + along * long * 1.75
        share = max(1 - (x / long) ** 2, 0.12) ** 0.5
        return x, -across * high * share, high * 0.8

    with pen.filled(body, coat.main):
        _belly(pen, traits, coat, long, high)
        if coat.pattern:
            body_marks(pen, traits, coat, on, rng)
        else:
            for name in traits.words("fish_marks"):
                _mark(pen, name, coat, long, high)
        pen.oval(0, high * 1.05, long * 1.1, high * 0.4, "#2a1c3a", opacity=0.1)
    side_fin(pen, traits, coat, long, high)
    _face(pen, traits, coat, feeling, long=long, high=high, wears=wears)
    pen.mark("tail", -long * 1.2, 0)
    pen.mark("seat", -long * 0.1, -high)
    pen.mark("surface", -long * 0.1, -high)
    pen.mark("feet", 0, high)
    pen.mark("neck", long * 0.4, high * 0.3)


def _body(traits: Traits, long: float, high: float) -> Outline:
    full = traits.num("fullness", 0.72)
    nose = traits.num("nose_up", 0.0) * high
    return smooth([(long, nose), (long * 0.72, -high * full + nose * 0.4), (long * 0.18, -high),
                   (-long * 0.48, -high * full * 0.82), (-long * 0.95, -high * 0.2),
                   (-long * 0.95, high * 0.2), (-long * 0.48, high * full * 0.82),
                   (long * 0.18, high), (long * 0.72, high * full + nose * 0.6)])  # fmt: skip


def _belly(pen: Pen, traits: Traits, coat: Coat, long: float, high: float) -> None:
    if coat.belly == coat.main:
        return
    low = traits.num("belly_low", 0.25) * high
    pen.fill(smooth([(long * 1.1, low * 0.5), (long * 0.3, low), (-long * 0.4, low * 0.7),
                     (-long * 1.1, 0), (-long * 1.1, high * 2), (long * 1.1, high * 2)]),
             coat.belly)  # fmt: skip


def _mark(pen: Pen, name: str, coat: Coat, long: float, high: float) -> None:
    if name == "bands":
        for x, wide in ((0.42, 0.1), (-0.12, 0.13), (-0.66, 0.09)):
            spine: list[Joint] = [(long * x, -high * 1.3, long * wide),
                                  (long * (x + 0.07), 0, long * wide * 1.1),
                                  (long * x, high * 1.3, long * wide)]  # fmt: skip
            pen.fill(tube([(a, b, r + 3) for a, b, r in spine]), coat.mark_2)
            pen.fill(tube(spine), coat.mark)
    elif name == "stripes":
        for x in (0.3, -0.08, -0.46):
            pen.fill(tube([(long * x, -high * 1.3, long * 0.08),
                           (long * (x + 0.05), 0, long * 0.07),
                           (long * x, high * 1.3, long * 0.05)]), coat.mark)  # fmt: skip
    elif name == "koi":
        for x, y, rx, ry in (
            (0.5, -0.5, 0.22, 0.5),
            (0.02, -0.66, 0.26, 0.7),
            (-0.5, -0.3, 0.2, 0.5),
        ):
            pen.oval(long * x, high * y, long * rx, high * ry, coat.mark, turn=14)
        pen.oval(-long * 0.2, -high * 0.2, long * 0.07, high * 0.2, coat.mark_2)
    elif name == "scales":
        for row in range(3):
            for i in range(4):
                x, y = long * (0.16 - i * 0.24 - 0.12 * (row % 2)), high * (-0.44 + row * 0.4)
                pen.line([(x, y - high * 0.16), (x - high * 0.16, y), (x, y + high * 0.16)],
                         shaded(coat.main, 0.16), 1.8)  # fmt: skip
    elif name == "spots":
        places = ((0.3, 0.5), (0.05, 0.62), (-0.2, 0.5), (-0.42, 0.4), (0.16, 0.3), (-0.08, 0.28))
        pen.dots([(long * x, -high * y, 2.6) for x, y in places], coat.mark)
    elif name == "line":
        pen.line([(long, -high * 0.1), (0, -high * 0.14), (-long, 0)], coat.mark, high * 0.16)


def _nose(pen: Pen, traits: Traits, coat: Coat, long: float, high: float) -> None:
    if traits.num("sword"):
        pen.fill(corners([(long * 0.8, -high * 0.3), (long + traits.num("sword"), high * 0.02),
                          (long * 0.8, high * 0.3)]), shaded(coat.main, 0.15))  # fmt: skip
    if traits.has("hammer"):
        pen.fill(smooth([(long * 0.72, -high * 1.25), (long * 1.02, -high * 1.3), (long * 1.06, 0),
                         (long * 1.02, high * 0.9), (long * 0.76, high * 0.86), (long * 0.7, 0)]),
                 coat.main)  # fmt: skip


def _spines(pen: Pen, coat: Coat, long: float, high: float) -> None:
    for i in range(20):
        angle = i * 2 * pi / 20 + 0.16
        c, s = cos(angle), sin(angle)
        pen.fill(corners([(c * long * 0.9 - s * 4, s * high * 0.9 + c * 4),
                          (c * long * 1.2, s * high * 1.22),
                          (c * long * 0.9 + s * 4, s * high * 0.9 - c * 4)]),
                 coat.mark)  # fmt: skip


def _face(
    pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *,
    long: float, high: float, wears: tuple[Garment, ...],
) -> None:  # fmt: skip
    x, y = long * traits.num("eye_x", 0.56), -high * traits.num("eye_up", 0.2)
    size = traits.num("eye_size", 7.5)
    if traits.has("hammer"):
        x, y = long * 0.9, -high * 0.96
    if not traits.has("plain_eye"):
        pen.oval(x, y, size * 1.5, size * 1.5, "#fdfbf5")
    eye(pen, x + 1, y, size, feeling, is_on_dark=coat.is_dark and traits.has("plain_eye"), side=-1)
    if feeling.mood == "sleepy" and not feeling.is_asleep:
        drowsy_lid(pen, x, y, size, coat.main)
    mx, my = long * traits.num("mouth_x", 0.88), high * traits.num("mouth_y", 0.3)
    if traits.has("grin"):
        pen.line([(long * 0.92, high * 0.26), (long * 0.7, high * 0.46), (long * 0.5, high * 0.36)],
                 shaded(coat.belly, 0.6), 2.6)  # fmt: skip
        for i in range(4):
            cx = long * (0.84 - i * 0.08)
            pen.fill(corners([(cx - 4, high * 0.36), (cx + 4, high * 0.34), (cx, high * 0.5)]),
                     "#ffffff")  # fmt: skip
        for i in range(3):
            cx = long * (0.3 - i * 0.07)
            pen.line([(cx, -high * 0.2), (cx - 3, 0), (cx, high * 0.2)], shaded(coat.main, 0.35), 2)
    else:
        mouth(pen, mx - 4, my, 6.5, feeling, ink=mix(INK, coat.main, 0.2), is_split=False)
        pen.oval(x - 1, y + size * 2.2, 6, 4, "#ff7d86", opacity=0.4)
    if traits.has("barbels"):
        pen.line([(long * 0.92, high * 0.32), (long * 1.0, high * 0.6), (long * 0.94, high * 0.78)],
                 coat.dark, 2.4)  # fmt: skip
    pen.mark("eyes", x, y)
    pen.mark("head", long * 0.55, 0)
    pen.mark("crown", long * 0.5, -high * 0.84)
    pen.mark("mouth", long * 0.97, my)
    fit = Fit(x=long * 0.42, top=-high * 0.84, half=max(high * 0.8, 22), eyes_x=x, eyes_y=y,
              eye_gap=size * 1.9, chin=high, is_profile=True, lean=14)  # fmt: skip
    wear_on_head(pen, wears, fit)


def eel(pen: Pen, coat: Coat, feeling: Feeling, *, wears: tuple[Garment, ...]) -> None:
    """Draw an eel that winds through the water."""
    spine: list[Joint] = [(-120, 4, 2), (-90, -12, 8), (-56, 2, 11), (-22, 14, 13), (14, 2, 15),
                          (46, -12, 16), (76, -8, 16)]  # fmt: skip
    pen.fill(tube([(x, y - r * 0.7, r * 0.72) for x, y, r in spine]), coat.dark)
    outline = tube(spine)
    with pen.filled(outline, coat.main):
        pen.fill(tube([(x, y + r * 0.8, r * 0.6) for x, y, r in spine]), coat.belly)
        pen.dots([(x, y - r * 0.3, 3) for x, y, r in spine[1:6]], coat.mark)
    pen.fill(oval(40, -6, 9, 5), coat.dark)
    pen.oval(74, -14, 7, 7, "#fdfbf5")
    eye(pen, 75, -14, 4.6, feeling, side=-1)
    pen.line([(90, -4), (80, 0), (70, -2)], shaded(coat.main, 0.5), 2.4)
    fit = Fit(x=66, top=-24, half=20, eyes_x=75, eyes_y=-14, eye_gap=9, chin=8, is_profile=True,
              lean=8)  # fmt: skip
    wear_on_head(pen, wears, fit)
    pen.mark("eyes", 75, -14)
    pen.mark("head", 70, -8)
    pen.mark("crown", 68, -24)
    pen.mark("mouth", 88, -3)
    pen.mark("neck", 52, -10)
    pen.mark("tail", -120, 4)
    pen.mark("seat", 0, -8)
    pen.mark("feet", 0, 20)
