"""Heads seen from the side, as of horses, deer, elephants, crocodiles and dinosaurs.

It does not know what body is below.
"""

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import Point, polar, smooth, tube
from inkstone.engines.sketch.beasts.ears import ear
from inkstone.engines.sketch.beasts.eyes import Feeling, drowsy_lid, eye
from inkstone.engines.sketch.beasts.horns import horn, single
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.snouts import feature, frill, jaw
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn import Fit, wear_on_head
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import luminance, mix

_THROAT = "#8c2f3f"


def profile(
    pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, wears: tuple[Garment, ...]
) -> None:
    """Draw a head round the middle of its skull; it looks to the right."""
    skull, long = traits.num("skull", 34), traits.num("muzzle_long", 52)
    droop = traits.num("droop", 28)
    tip = polar(0, 0, -droop, long)
    features = traits.words("features")
    _behind(pen, traits, coat, skull)
    if "jaw" in features:
        jaw(pen, traits, coat, feeling, tip)
    _skull(pen, traits, coat, skull, tip)
    for name in features:
        feature(pen, name, traits, coat, tip)
    if "jaw" not in features and "bill" not in features:
        _nose_and_mouth(pen, traits, coat, feeling, tip=tip, droop=droop)
    ex, ey = traits.num("eye_x", 8), traits.num("eye_y", -9)
    size = traits.num("eye_size", 6.5)
    is_on_dark = coat.is_dark and not traits.has("light_face")
    eye(pen, ex, ey, size, feeling, iris=coat.iris, is_on_dark=is_on_dark, side=-1)
    if feeling.mood == "sleepy" and not feeling.is_asleep:
        drowsy_lid(pen, ex, ey, size, coat.main)
    if feeling.mood in ("happy", "in_love", "laughing"):
        pen.oval(ex + 2, ey + 19, 8, 5, "#ff7d86", opacity=0.4)
    _before(pen, traits, coat)
    pen.mark("crown", -2, -skull)
    pen.mark("head", 6, 0)
    pen.mark("eyes", ex, ey)
    pen.mark("mouth", tip[0] * 0.9, tip[1] + traits.num("nose_r", 16) * 0.6)
    fit = Fit(x=-3, top=-skull + 3, half=skull * 1.02, eyes_x=ex, eyes_y=ey, eye_gap=15,
              chin=skull, is_profile=True, lean=-4)  # fmt: skip
    wear_on_head(pen, wears, fit)


def _skull(pen: Pen, traits: Traits, coat: Coat, skull: float, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    bump = traits.num("bridge", 0.0)
    middle = (tip[0] * 0.55, tip[1] * 0.5 - bump)
    outline = tube([(-4, 0, skull), (*middle,
                                     (skull * 0.5 + nose * 0.5) * traits.num("cheek_r", 0.98)),
                    (*tip, nose)])  # fmt: skip
    with pen.filled(outline, coat.dark if traits.word("head_colour") == "dark" else coat.main):
        if traits.words("face_marks"):
            _marks(pen, traits, coat, tip, nose)
        if coat.skin != coat.main:
            share = traits.num("skin_share", 0.95)
            pen.fill(tube([(tip[0] * share, tip[1] * share, nose * 1.5),
                           (tip[0] * 1.3, tip[1] * 1.3, nose * 1.6)]), coat.skin)  # fmt: skip
        pen.fill(tube([(-34, skull * 0.95, 14), (tip[0] * 0.4, tip[1] * 0.5 + skull, 12),
                       (tip[0], tip[1] + nose * 1.15, 6)]), "#2a1c3a", opacity=0.09)  # fmt: skip


def _marks(pen: Pen, traits: Traits, coat: Coat, tip: Point, nose: float) -> None:
    for name in traits.words("face_marks"):
        if name == "blaze":
            pen.fill(tube([(4, -34, 5), (tip[0] * 0.6, tip[1] * 0.5 - nose * 1.25, 6),
                           (tip[0], tip[1] - nose, 7)]), coat.belly)  # fmt: skip
        elif name == "zebra":
            for i in range(4):
                x = -12 + i * (tip[0] + 8) / 4.4
                pen.line([(x + 8, -44), (x, -14 + i * 4), (x - 6, 6 + i * 5)], coat.mark, 4.6)
            for i in range(2):
                pen.line([(-26 + i * 14, 34), (-18 + i * 16, 12)], coat.mark, 4.6)
        elif name == "giraffe":
            for x, y, r in ((-22, 6, 7), (-14, 22, 5), (-16, -14, 5.5)):
                pen.oval(x, y, r, r, coat.mark)
        elif name == "cheek":
            pen.oval(tip[0] * 0.35, tip[1] * 0.5 + 20, 22, 12, coat.belly, turn=24)
        elif name == "ring":
            pen.oval(traits.num("eye_x", 8), traits.num("eye_y", -9), 13, 13, coat.belly)
        elif name == "stripe":
            pen.fill(tube([(-40, -8, 5), (tip[0] * 0.3, -3, 5), (tip[0] * 0.9, tip[1], 4)]),
                     coat.dark)  # fmt: skip


def _nose_and_mouth(
    pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, tip: Point, droop: float
) -> None:
    nose = traits.num("nose_r", 16)
    skin = coat.skin
    ink = "#efe4d8" if luminance(skin) < 0.28 else mix(INK, skin, 0.15)
    with pen.moved(*tip, turn=droop):
        if traits.has("button"):
            pen.oval(nose * 0.9, -nose * 0.25, nose * traits.num("button", 0.42),
                     nose * traits.num("button", 0.42) * 0.9, coat.nose)  # fmt: skip
        else:
            pen.oval(nose * 0.35, -nose * 0.35, 3, 4, mix(skin, INK, 0.6), turn=20)
        bend = -0.1 if feeling.mood in ("sad", "angry") else 0.45
        if feeling.mood in ("laughing", "surprised") or feeling.is_open:
            pen.fill(smooth([(nose * 0.9, nose * 0.35), (nose * 0.9, nose * 0.35),
                             (-nose * 0.1, nose * 0.3), (-nose * 0.7, nose * 0.1),
                             (-nose * 0.2, nose * 0.95), (nose * 0.5, nose * 0.95)]),
                     _THROAT)  # fmt: skip
        pen.line([(nose * 0.95, nose * 0.36), (0, nose * 0.46),
                  (-nose * 0.9, nose * (0.46 - bend))], ink, 2.6)  # fmt: skip


def _ear_at(pen: Pen, traits: Traits, coat: Coat, x: float, y: float, *, turn: float) -> None:
    kind = traits.word("ear", "upright")
    colours = {"dark": coat.dark, "mark": coat.mark, "belly": coat.belly}
    with pen.moved(x, y, turn=turn):
        colour = colours.get(traits.word("ear_colour"), coat.main)
        ear(pen, kind, coat, side=1, size=traits.num("ear_size", 1.0), colour=colour)


def _behind(pen: Pen, traits: Traits, coat: Coat, skull: float) -> None:
    """What stands behind the skull: the far ear and the horns."""
    kind = traits.word("horn")
    low = 38 - skull
    if "frill" in traits.words("features"):
        frill(pen, coat)
    back = traits.num("ear_turn", -26)
    if traits.word("ear") not in ("elephant", "none"):
        _ear_at(pen, traits, coat, -28, 10 + low, turn=back + 16)
    if kind:
        # Both are seen: one leans back over the neck, the other forward.
        for x, is_back in ((8.0, False), (-6.0, True)):
            with pen.moved(x, low + 4, turn=traits.num("horn_turn", -8), is_mirrored=is_back):
                horn(pen, kind, coat, side=1, size=traits.num("horn_size", 1.0))


def _before(pen: Pen, traits: Traits, coat: Coat) -> None:
    skull = traits.num("skull", 34)
    low = 38 - skull
    if traits.word("ear") == "elephant":
        with pen.moved(18, 4, is_mirrored=True):
            size, colour = traits.num("ear_size", 1.0), shaded(coat.main, 0.1)
            ear(pen, "elephant", coat, side=1, size=size, colour=colour)
    elif traits.word("ear") != "none":
        _ear_at(pen, traits, coat, -36, 10 + low, turn=traits.num("ear_turn", -26))
    if traits.has("forelock"):
        pen.fill(smooth([(-24, -skull + 2), (-6, -skull - 7), (12, -skull + 6), (20, -skull + 24),
                         (20, -skull + 24), (2, -skull + 17), (-12, -skull + 14)]),
                 coat.mane)  # fmt: skip
    if traits.word("single"):
        with pen.moved(8, -skull + 3, turn=28):
            single(pen, traits.word("single"), coat, traits.num("horn_size", 1.0))
