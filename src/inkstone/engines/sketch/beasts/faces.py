"""Faces: heads that look out of the picture, or halfway to the right.

It does not know what body is below.
"""

from math import cos, pi, sin

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Outline, oval, smooth
from inkstone.engines.sketch.beasts.ears import HANGING, ear
from inkstone.engines.sketch.beasts.eyes import Feeling, drowsy_lid, eye
from inkstone.engines.sketch.beasts.face_marks import face_mark
from inkstone.engines.sketch.beasts.horns import horn
from inkstone.engines.sketch.beasts.muzzles import muzzle
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn import Fit, wear_on_head
from inkstone.engines.sketch.scene import Garment

#: How far features move as a face turns by its whole.
_SHIFT = 24.0


def face(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, turn: float,
         wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a head round the origin; it is 100 wide and a bit less high.

    `turn`: 0 looks out of the picture, 1 to the right.
    `wears`: what is on its head and face.
    """
    outline = _outline(traits)
    shift = turn * _SHIFT
    colour = _head_colour(traits, coat)
    if traits.word("mane_kind") == "lion":
        _lion_mane(pen, coat)
    _ears_and_horns(pen, traits, coat, before=False)
    with pen.filled(outline, colour):
        for name in traits.words("face_marks"):
            face_mark(pen, name, coat, shift)
        pen.fill(smooth([(-60, 24), (0, 34), (60, 24), (60, 70), (-60, 70)]), "#2a1c3a",
                 opacity=0.07)  # fmt: skip
    _tuft(pen, traits, coat)
    muzzle(pen, traits, coat, feeling, shift * traits.num("muzzle_turn", 1.25))
    _eyes(pen, traits, coat, feeling, shift=shift, colour=colour)
    _ears_and_horns(pen, traits, coat, before=True)
    top = -traits.num("h", 44)
    pen.mark("crown", shift * 0.3, top)
    pen.mark("head", 0, 0)
    pen.mark("eyes", shift, traits.num("eye_y", -4))
    fit = Fit(x=shift * 0.4, top=top, half=traits.num("w", 50), eyes_x=shift,
              eyes_y=traits.num("eye_y", -4), eye_gap=traits.num("eye_gap", 21),
              chin=traits.num("h", 44))  # fmt: skip
    wear_on_head(pen, wears, fit)


def _head_colour(traits: Traits, coat: Coat) -> str:
    return {"skin": coat.skin, "belly": coat.belly, "dark": coat.dark, "mark": coat.mark,
            "mark_2": coat.mark_2}.get(traits.word("head_colour"), coat.main)  # fmt: skip


def _outline(traits: Traits) -> Outline:
    w, h = traits.num("w", 50), traits.num("h", 44)
    low = traits.num("jaw", 0.66) * w
    wide_y = traits.num("wide_y", 6)
    right = [(w * 0.62, -h * 0.8), (w * 0.97, -h * 0.2)]
    kind = traits.word("cheek")
    if kind == "tufted":
        tip = (w * 1.16, wide_y + h * 0.34)
        right += [tip, tip, (w * 0.86, wide_y + h * 0.52), (low, h * 0.78)]
    elif kind == "fox":
        tip = (w * 1.22, wide_y + h * 0.22)
        right += [tip, tip, (w * 0.7, h * 0.72)]
    else:
        right += [(w, wide_y), (low + (w - low) * 0.6, h * 0.62), (low * 0.6, h * 0.94)]
    left = [(-x, y) for x, y in reversed(right)]
    return smooth([(0, -h), *right, (0, h), *left])


def _ears_and_horns(pen: Pen, traits: Traits, coat: Coat, *, before: bool) -> None:
    kind, horns = traits.word("ear", "round"), traits.word("horn")
    size = traits.num("ear_size", 1.0)
    colours = {"dark": coat.dark, "mark": coat.mark, "mark_2": coat.mark_2, "belly": coat.belly,
               "skin": coat.skin, "mane": coat.mane}  # fmt: skip
    shade = colours.get(traits.word("ear_colour"), coat.main)
    other = colours.get(traits.word("ear_colour_2"), shade)
    for side in (-1, 1):
        if horns and not before:
            horn(pen, horns, coat, side=side, size=traits.num("horn_size", 1.0))
        if (kind in HANGING) == before:
            lift = traits.num("h", 44) - 44
            with pen.moved((traits.num("w", 50) - 50) * side, -lift * 0.8):
                colour = shade if side > 0 else other
                ear(pen, kind, coat, side=side, size=size, colour=shaded(colour, 0.05 * (1 - side)))


def _eyes(
    pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, shift: float, colour: str
) -> None:
    y, gap = traits.num("eye_y", -4), traits.num("eye_gap", 21)
    size = traits.num("eye_size", 6)
    is_on_dark = traits.has("dark_eyes") or (coat.is_dark and not traits.has("light_face"))
    for side in (-1, 1):
        x = shift + side * gap
        eye(pen, x, y, size, feeling, iris=coat.iris, is_on_dark=is_on_dark, side=side)
        if feeling.mood == "sleepy" and not feeling.is_asleep:
            drowsy_lid(pen, x, y, size, coat.dark if is_on_dark else colour)
    if feeling.mood in ("happy", "in_love", "laughing") or traits.has("blush"):
        for side in (-1, 1):
            pen.oval(shift * 0.6 + side * gap * 1.6, y + 17, 7, 4.6, "#ff7d86", opacity=0.4)


def _tuft(pen: Pen, traits: Traits, coat: Coat) -> None:
    """Hair on the brow."""
    kind = traits.word("tuft")
    top = -traits.num("h", 44)
    if kind == "wool":
        colour = coat.main
        for x, y, r in ((-22, 6, 15), (22, 6, 15), (0, 0, 19), (-34, 18, 10), (34, 18, 10)):
            pen.oval(x, top + y, r, r * 0.86, colour)
    elif kind == "curls":
        for x, y, r in ((-18, 3, 14), (18, 3, 14), (0, -7, 18)):
            pen.oval(x, top + y, r, r, coat.mane)
    elif kind == "fringe":
        pen.fill(smooth([(-22, top + 2), (0, top - 8), (24, top + 2), (17, top + 19),
                         (9, top + 10), (2, top + 23), (-6, top + 11), (-15, top + 18)], pull=0.8),
                 coat.mane)  # fmt: skip
    elif kind == "bob":
        pen.fill(oval(0, top + 8, 26, 15), coat.mane)


def _lion_mane(pen: Pen, coat: Coat) -> None:
    points = []
    for i in range(22):
        out = 74 if i % 2 else 64
        angle = i * 2 * pi / 22
        points.append((cos(angle) * out, sin(angle) * out * 0.98 + 6))
    pen.fill(smooth(points, pull=0.9), coat.mane)
    pen.fill(oval(0, 4, 57, 54), shaded(coat.mane, 0.16))
