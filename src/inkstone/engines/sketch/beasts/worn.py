"""What animals wear on head and face: hats, crowns, glasses, masks.

It does not know what head is below: it fits everything to a box and two eyes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from inkstone.engines.sketch.beasts.coat import shaded
from inkstone.engines.sketch.beasts.curves import corners, oval, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix

_Hat = Callable[[Pen, str], None]
_GOLD = "#f5c542"
_FRAME = "#35303c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Where a head's top and eyes are, in the head's own units."""

    x: float
    top: float
    #: Half the head's width.
    half: float
    eyes_x: float
    eyes_y: float
    #: Half the way between the eyes.
    eye_gap: float
    chin: float
    #: Whether only one eye is seen, and the face looks to the right.
    is_profile: bool = False
    #: How far hats lean, clockwise.
    lean: float = 0.0


def wear_on_head(pen: Pen, wears: tuple[Garment, ...], fit: Fit) -> None:
    """Draw what belongs on a head or a face, each kind once."""
    for worn in wears:
        if worn.kind in ("glasses", "sunglasses"):
            _glasses(pen, worn, fit)
        elif worn.kind == "mask":
            _mask(pen, worn.colour or "#cfe3ee", fit)
        elif worn.kind in HATS:
            draw, colour = HATS[worn.kind]
            # A head is round: hats of the head's own width would hang in the air at both sides.
            scale = max(fit.half, 16) / 50 * 0.86
            with pen.moved(fit.x, fit.top, scale=scale, turn=fit.lean):
                draw(pen, worn.colour or colour)


def _glasses(pen: Pen, worn: Garment, fit: Fit) -> None:
    is_dark = worn.kind == "sunglasses"
    rim = worn.colour or _FRAME
    # From the side one lens is seen, so that it has to be larger.
    r = max(fit.eye_gap * 0.78, 7.0) if not fit.is_profile else max(fit.eye_gap, fit.half * 0.44)
    thick = r * 0.2
    sides = (1,) if fit.is_profile else (-1, 1)
    if fit.is_profile:
        far = oval(fit.eyes_x + r * 1.3, fit.eyes_y - r * 0.1, r * 0.5, r * 0.72)
        pen.fill(far, "#26222b" if is_dark else "#ffffff", opacity=1.0 if is_dark else 0.28)
        pen.stroke(far, rim, thick)
    for side in sides:
        x = fit.eyes_x + (0 if fit.is_profile else side * fit.eye_gap)
        lens = oval(x, fit.eyes_y + 1, r, r * (0.82 if is_dark else 0.96))
        pen.fill(lens, "#26222b" if is_dark else "#ffffff", opacity=1.0 if is_dark else 0.28)
        if is_dark:
            pen.line([(x - r * 0.5, fit.eyes_y - r * 0.1), (x - r * 0.1, fit.eyes_y - r * 0.45)],
                     "#8f8a98", thick)  # fmt: skip
        pen.stroke(lens, rim, thick)
    if fit.is_profile:
        pen.line([(fit.eyes_x - r, fit.eyes_y), (fit.eyes_x - r * 2.6, fit.eyes_y - r * 0.2)], rim,
                 thick)  # fmt: skip
        return
    bridge = fit.eye_gap - r
    pen.line([(fit.eyes_x - bridge, fit.eyes_y), (fit.eyes_x, fit.eyes_y - r * 0.2),
              (fit.eyes_x + bridge, fit.eyes_y)], rim, thick)  # fmt: skip


def _mask(pen: Pen, colour: str, fit: Fit) -> None:
    low, wide = fit.chin, fit.half * 0.6
    top = fit.eyes_y + (low - fit.eyes_y) * 0.3
    pen.fill(smooth([(fit.eyes_x - wide, top), (fit.eyes_x, top - 4), (fit.eyes_x + wide, top),
                     (fit.eyes_x + wide * 0.8, low), (fit.eyes_x, low + 5),
                     (fit.eyes_x - wide * 0.8, low)]), colour)  # fmt: skip


def _hat(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-34, 6), (-30, -30), (-8, -38), (0, -34), (10, -38), (30, -30), (34, 6)]),
             colour)  # fmt: skip
    pen.fill(corners([(-34, -6), (34, -6), (35, 5), (-35, 5)]), mix(colour, "#2a2030", 0.45))
    pen.oval(0, 8, 60, 9, shaded(colour))


def _cap(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-46, 12), (-40, -16), (0, -32), (40, -16), (46, 12), (0, 6)]), colour)
    pen.fill(smooth([(0, 0), (46, 2), (84, 16), (80, 22), (40, 13), (0, 12)]), shaded(colour, 0.25))
    pen.oval(0, -31, 5, 3.4, shaded(colour, 0.25))


def _straw(pen: Pen, colour: str) -> None:
    pen.oval(0, 8, 74, 13, shaded(colour, 0.1))
    pen.fill(smooth([(-36, 8), (-32, -22), (0, -34), (32, -22), (36, 8), (0, 12)]), colour)
    pen.fill(smooth([(-36.5, 7), (-35, -6), (0, -2), (35, -6), (36.5, 7), (0, 12)], pull=0.7),
             "#c8553d")  # fmt: skip


def _top(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-30, 4), (-30, 4), (-34, -62), (-34, -62), (0, -67), (34, -62), (34, -62),
                     (30, 4), (30, 4)]), colour)  # fmt: skip
    pen.fill(corners([(-31, -14), (31, -14), (30, 2), (-30, 2)]), "#c0394b")
    pen.oval(0, 6, 54, 9, mix(colour, "#ffffff", 0.1))


def _cowboy(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-34, 4), (-30, -36), (-12, -42), (0, -34), (12, -42), (30, -36), (34, 4)]),
             colour)  # fmt: skip
    pen.fill(corners([(-34, -8), (34, -8), (35, 3), (-35, 3)]), mix(colour, "#2a1a14", 0.5))
    pen.fill(smooth([(-80, -14), (-50, 2), (0, 6), (50, 2), (80, -14), (66, 12), (0, 18),
                     (-66, 12)]), shaded(colour))  # fmt: skip


def _beanie(pen: Pen, colour: str) -> None:
    pen.oval(0, -42, 12, 12, mix(colour, "#ffffff", 0.75))
    pen.fill(smooth([(-44, 10), (-38, -20), (0, -38), (38, -20), (44, 10), (0, 2)]), colour)
    pen.fill(tube([(-42, 10, 8), (0, 2, 8), (42, 10, 8)]), mix(colour, "#ffffff", 0.35))


def _crown(pen: Pen, colour: str) -> None:
    pen.fill(corners([(-36, 10), (-42, -34), (-20, -14), (0, -42), (20, -14), (42, -34),
                      (36, 10)]), colour)  # fmt: skip
    pen.fill(corners([(-37, 2), (37, 2), (36, 12), (-36, 12)]), shaded(colour, 0.22))
    for x, y, gem in ((-42, -34, "#e0455a"), (0, -42, "#4a90d9"), (42, -34, "#e0455a")):
        pen.oval(x, y, 5, 5, gem)


def _tiara(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-36, 10), (-36, 10), (-24, -8), (-13, -4), (0, -26), (0, -26), (13, -4),
                     (24, -8), (36, 10), (36, 10), (0, 0)], pull=0.7), colour)  # fmt: skip
    pen.oval(0, -8, 5, 6, "#7ec8e8")


def _helmet(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-52, 22), (-48, -18), (0, -38), (48, -18), (52, 22), (0, 10)]), colour)
    pen.fill(tube([(-52, 20, 5), (0, 9, 5), (52, 20, 5)]), shaded(colour, 0.3))
    pen.line([(-24, -14), (0, -24), (20, -20)], mix(colour, "#ffffff", 0.55), 5)


def _hard(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-44, 8), (-38, -22), (0, -38), (38, -22), (44, 8)]), colour)
    pen.fill(tube([(0, -36, 6), (0, 0, 6)]), mix(colour, "#ffffff", 0.3))
    pen.fill(tube([(-56, 9, 5), (0, 4, 6), (60, 9, 5)]), shaded(colour, 0.2))


def _chef(pen: Pen, colour: str) -> None:
    for x, y, r in ((-28, -44, 20), (28, -44, 20), (0, -54, 25)):
        pen.oval(x, y, r, r, colour)
    pen.fill(corners([(-34, -42), (34, -42), (32, 8), (-32, 8)]), colour)
    pen.fill(tube([(-33, 4, 7), (0, 7, 7), (33, 4, 7)]), shaded(colour, 0.12))


def _santa(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-42, 8), (-24, -38), (14, -62), (52, -44), (60, -14), (60, -14), (34, -34),
                     (42, 8)]), colour)  # fmt: skip
    pen.oval(60, -12, 11, 11, "#fdfbf7")
    pen.fill(tube([(-44, 10, 9), (0, 3, 9), (44, 10, 9)]), "#fdfbf7")


def _wizard(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-36, 6), (-36, 6), (-14, -56), (14, -100), (14, -100), (20, -56), (36, 6),
                     (36, 6)], pull=0.8), colour)  # fmt: skip
    for x, y, r in ((-12, -20, 4), (12, -32, 3.5), (8, -62, 3), (-4, -44, 2.6)):
        pen.oval(x, y, r, r, "#f7d857")
    pen.oval(0, 8, 62, 10, shaded(colour))


def _party(pen: Pen, colour: str) -> None:
    cone = corners([(-26, 6), (0, -62), (26, 6)])
    with pen.filled(cone, colour):
        for y in (-44, -20, 4):
            pen.line([(-30, y + 8), (30, y - 8)], mix(colour, "#ffffff", 0.6), 6)
    pen.oval(0, -62, 9, 9, "#f7d857")


def _headband(pen: Pen, colour: str) -> None:
    pen.fill(tube([(-45, 17, 6), (0, 6, 6), (45, 17, 6)]), colour)


def _bow(pen: Pen, colour: str) -> None:
    for side in (-1, 1):
        pen.fill(smooth([(26, -4), (26 + side * 24, -22), (26 + side * 28, 6),
                         (26 + side * 14, 10)]), colour)  # fmt: skip
    pen.oval(26, -3, 7, 7.5, shaded(colour, 0.25))


def _flowers(pen: Pen, colour: str) -> None:
    pen.line([(-44, 14), (0, 2), (44, 14)], "#5f9e58", 6)
    for i, x in enumerate((-40, -21, 0, 21, 40)):
        y = 2 + abs(x) * 0.26
        petal = (colour, "#ffffff", "#f9c846")[i % 3]
        for dx, dy in ((-6, -3), (6, -3), (0, 6), (0, -8)):
            pen.oval(x + dx, y + dy, 6.4, 6.4, petal)
        pen.oval(x, y - 1, 4, 4, "#f4a63a" if i % 3 != 2 else "#d9653b")


def _phones(pen: Pen, colour: str) -> None:
    pen.line([(-56, 44), (-50, 0), (0, -16), (50, 0), (56, 44)], shaded(colour, 0.3), 7)
    for side in (-1, 1):
        pen.fill(tube([(side * 56, 34, 11), (side * 56, 56, 11)]), colour)


def _bamboo(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-78, 18), (-78, 18), (-34, -12), (0, -36), (34, -12), (78, 18), (78, 18),
                     (0, 26)], pull=0.8), colour)  # fmt: skip
    for x in (-44, 0, 44):
        pen.line([(0, -34), (x, 20)], shaded(colour, 0.2), 2)


def _beret(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-40, 8), (-52, -12), (-14, -30), (40, -24), (58, -4), (40, 8), (0, 10)]),
             colour)  # fmt: skip
    pen.line([(4, -27), (8, -38)], colour, 5)


def _graduate(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-38, 10), (-36, -12), (36, -12), (38, 10), (0, 14)], pull=0.7),
             shaded(colour, 0.3))  # fmt: skip
    pen.fill(corners([(-66, -18), (0, -40), (66, -18), (0, 4)]), colour)
    pen.line([(0, -18), (48, -14), (50, 16)], _GOLD, 3.4, pull=0.4)
    pen.oval(50, 20, 5, 8, _GOLD)


def _veil(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-40, 2), (0, -12), (40, 2), (66, 60), (74, 110), (52, 100), (44, 30), (0, 8),
                     (-44, 30), (-52, 100), (-74, 110), (-66, 60)]), colour,
             opacity=0.8)  # fmt: skip


def _turban(pen: Pen, colour: str) -> None:
    pen.fill(smooth([(-50, 12), (-46, -20), (0, -44), (46, -20), (50, 12), (0, 4)]), colour)
    for low in (-2, -20):
        pen.line([(-46, low + 6), (0, low - 16), (40, low + 4)], shaded(colour, 0.22), 3.4)
    pen.oval(0, -18, 6, 8, "#4ab0a0")


#: How each is drawn, and its colour where none was asked for.
HATS: dict[str, tuple[_Hat, str]] = {
    "hat": (_hat, "#8a5a3c"), "cap": (_cap, "#d9483b"), "straw_hat": (_straw, "#eccb7c"),
    "top_hat": (_top, "#2f2b36"), "cowboy_hat": (_cowboy, "#a5703f"),
    "beanie": (_beanie, "#d4524a"), "crown": (_crown, _GOLD), "tiara": (_tiara, "#e9e4f2"),
    "helmet": (_helmet, "#d8503f"), "hard_hat": (_hard, "#f6bd2f"), "chef_hat": (_chef, "#fbf8f2"),
    "santa_hat": (_santa, "#d23a3a"), "wizard_hat": (_wizard, "#4b3f92"),
    "party_hat": (_party, "#e8588a"), "headband": (_headband, "#e05a4f"),
    "hair_bow": (_bow, "#ea5f8b"), "flower_crown": (_flowers, "#f28cab"),
    "headphones": (_phones, "#46505e"), "bamboo_hat": (_bamboo, "#d9b36a"),
    "beret": (_beret, "#b23a48"), "graduation_cap": (_graduate, "#2e3148"),
    "veil": (_veil, "#fdfcfa"), "turban": (_turban, "#e3a13a"),
}  # fmt: skip
