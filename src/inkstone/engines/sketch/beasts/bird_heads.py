"""Birds' heads: beaks, crests, faces, by their kind.

It does not know what body is below: heads are drawn round the middle of their skull.
"""

from collections.abc import Callable

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import corners, oval, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling, drowsy_lid, eye
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn import Fit, wear_on_head
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import luminance, mix

_Beak = Callable[[Pen, Coat, float, float], None]


def bird_head(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, x: float, y: float,
              nod: float, wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a head that looks to the right, or an owl's face, round a point."""
    r = traits.num("head_r", 15)
    with pen.moved(x, y, turn=nod):
        if traits.word("beak") == "owl":
            _owl(pen, traits, coat, feeling, r)
            ex, ey, gap = r * 0.1, -r * 0.1, r * 0.42
        else:
            ex, ey, gap = r * traits.num("eye_x", 0.3), -r * traits.num("eye_up", 0.14), r * 0.4
            _side_head(pen, traits, coat, feeling, r=r, ex=ex, ey=ey)
        pen.mark("crown", 0, -r * 0.98)
        pen.mark("head", 0, 0)
        pen.mark("eyes", ex, ey)
        pen.mark("mouth", r + r * traits.num("beak_long", 0.8) * 0.8, r * 0.2)
        fit = Fit(x=-r * 0.04, top=-r * 0.94, half=r * 1.02, eyes_x=ex, eyes_y=ey, eye_gap=gap,
                  chin=r, is_profile=traits.word("beak") != "owl")  # fmt: skip
        wear_on_head(pen, wears, fit)


def _side_head(
    pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, r: float, ex: float, ey: float
) -> None:
    crest = _CRESTS.get(traits.word("crest"))
    if crest:
        crest(pen, coat, r, traits.num("crest_size", 1.0))
    draw = _BEAKS.get(traits.word("beak", "cone"), _cone)
    if traits.word("beak") in ("hook", "parrot"):
        _skull(pen, traits, coat, r)
        draw(pen, coat, r, traits.num("beak_long", 0.8))
    else:
        draw(pen, coat, r, traits.num("beak_long", 0.8))
        _skull(pen, traits, coat, r)
    if traits.has("comb"):
        for dx, dy in ((-0.36, 0.86), (0.04, 1.02), (0.44, 0.86)):
            pen.oval(r * dx, -r * dy, r * 0.3, r * 0.36, "#d9423c")
        pen.oval(r * 0.84, r * 0.62, r * 0.22, r * 0.42, "#d9423c")
    if traits.has("wattle"):
        pen.fill(tube([(r * 0.9, r * 0.2, r * 0.16), (r * 1.0, r * 0.8, r * 0.26),
                       (r * 0.86, r * 1.3, r * 0.14)]), "#d9423c")  # fmt: skip
    on = _eye_ground(traits, coat)
    size = r * traits.num("eye_big", 0.24)
    eye(pen, ex, ey, size, feeling, iris=coat.iris, is_on_dark=luminance(on) < 0.33, side=-1)
    if feeling.mood == "sleepy" and not feeling.is_asleep:
        drowsy_lid(pen, ex, ey, size, on)
    if traits.has("blush") or feeling.mood in ("happy", "in_love", "laughing"):
        pen.oval(ex + r * 0.04, ey + r * 0.52, r * 0.24, r * 0.16, "#ff7d6a", opacity=0.5)


def _eye_ground(traits: Traits, coat: Coat) -> str:
    marks = traits.words("head_marks")
    if "face" in marks or "ring" in marks or "bald" in marks:
        return coat.skin
    if traits.word("hood") == "whole":
        return coat.mark_2
    return coat.dark if "mask" in marks else coat.main


def _skull(pen: Pen, traits: Traits, coat: Coat, r: float) -> None:
    ground = coat.mark_2 if traits.word("hood") == "whole" else coat.main
    outline = oval(0, 0, r, r * 0.97)
    with pen.filled(outline, ground):
        for name in traits.words("head_marks"):
            _mark(pen, name, coat, r)


def _mark(pen: Pen, name: str, coat: Coat, r: float) -> None:
    if name == "cap":
        pen.fill(smooth([(-r * 1.2, -r * 0.1), (0, -r * 0.42), (r * 1.2, -r * 0.3), (r, -r * 1.4),
                         (-r, -r * 1.4)]), coat.mark_2)  # fmt: skip
    elif name == "cheek":
        pen.oval(r * 0.24, r * 0.28, r * 0.5, r * 0.36, coat.skin)
    elif name == "bib":
        pen.oval(r * 0.7, r * 0.85, r * 0.6, r * 0.5, coat.dark)
    elif name == "mask":
        pen.fill(tube([(-r * 0.6, -r * 0.02, r * 0.16), (r * 0.3, -r * 0.12, r * 0.3),
                       (r * 1.1, 0, r * 0.3)]), coat.dark)  # fmt: skip
    elif name == "face":
        pen.oval(r * 0.42, r * 0.06, r * 0.72, r * 0.72, coat.skin)
    elif name == "ring":
        pen.oval(r * 0.3, -r * 0.14, r * 0.4, r * 0.4, coat.skin)
    elif name == "bald":
        pen.oval(0, 0, r * 1.1, r * 1.1, coat.skin)
    elif name == "brow":
        pen.fill(tube([(-r * 0.9, -r * 0.3, r * 0.1), (r * 0.2, -r * 0.52, r * 0.14),
                       (r * 1.0, -r * 0.4, r * 0.08)]), coat.skin)  # fmt: skip
    elif name == "throat":
        pen.oval(r * 0.5, r * 0.9, r * 0.9, r * 0.6, coat.skin)
    elif name == "ear":
        pen.oval(-r * 0.5, r * 0.1, r * 0.34, r * 0.44, coat.dark)


def _owl(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, r: float) -> None:
    if traits.has("tufts"):
        for side in (-1, 1):
            pen.fill(corners([(side * r * 0.3, -r * 0.8), (side * r * 1.02, -r * 1.3),
                              (side * r * 0.98, -r * 0.3)]), coat.main)  # fmt: skip
    pen.fill(smooth([(0, -r * 0.9), (r * 0.86, -r * 0.72), (r * 1.08, r * 0.1), (r * 0.6, r * 0.88),
                     (-r * 0.6, r * 0.88), (-r * 1.08, r * 0.1), (-r * 0.86, -r * 0.72)]),
             coat.main)  # fmt: skip
    for side in (-1, 1):
        pen.oval(r * 0.06 + side * r * 0.46, 0, r * 0.52, r * 0.56, coat.skin)
    for side in (-1, 1):
        eye(pen, r * 0.08 + side * r * 0.42, -r * 0.06, r * 0.27, feeling, iris=coat.iris,
            side=side)  # fmt: skip
        if feeling.mood in ("happy", "in_love", "laughing"):
            pen.oval(
                r * 0.06 + side * r * 0.66, r * 0.46, r * 0.17, r * 0.11, "#ff7d6a", opacity=0.5
            )
        if feeling.mood == "sleepy":
            drowsy_lid(pen, r * 0.08 + side * r * 0.42, -r * 0.06, r * 0.3, coat.skin)
    pen.fill(smooth([(-r * 0.1, r * 0.08), (r * 0.26, r * 0.08), (r * 0.09, r * 0.5),
                     (r * 0.09, r * 0.5)]), coat.beak)  # fmt: skip


def _cone(pen: Pen, coat: Coat, r: float, long: float) -> None:
    tip = (r * (0.85 + long), r * 0.2)
    pen.fill(corners([(r * 0.72, -r * 0.3), tip, (r * 0.6, r * 0.56)]), coat.beak)
    pen.fill(corners([(r * 0.8, r * 0.16), tip, (r * 0.6, r * 0.56)]), shaded(coat.beak, 0.2))


def _dagger(pen: Pen, coat: Coat, r: float, long: float) -> None:
    tip = (r * (0.85 + long), r * 0.12)
    pen.fill(corners([(r * 0.7, -r * 0.24), tip, (r * 0.7, r * 0.42)]), coat.beak)
    pen.fill(corners([(r * 0.8, r * 0.1), tip, (r * 0.7, r * 0.42)]), shaded(coat.beak, 0.2))


def _curved(pen: Pen, coat: Coat, r: float, long: float) -> None:
    pen.fill(tube([(r * 0.8, 0, r * 0.2), (r * (0.8 + long * 0.5), r * 0.1, r * 0.13),
                   (r * (0.8 + long), r * (0.1 + long * 0.24), r * 0.04)]), coat.beak)  # fmt: skip


def _hook(pen: Pen, coat: Coat, r: float, long: float) -> None:
    tip = (r * (0.75 + long), r * 0.72)
    pen.fill(smooth([(r * 0.62, -r * 0.3), (r * (0.7 + long * 0.6), -r * 0.22),
                     (r * (0.85 + long), r * 0.2), tip, tip, (r * (0.6 + long * 0.5), r * 0.34),
                     (r * 0.64, r * 0.4)]), coat.beak)  # fmt: skip
    pen.oval(r * 0.84, -r * 0.06, r * 0.07, r * 0.06, INK)


def _parrot(pen: Pen, coat: Coat, r: float, long: float) -> None:
    tip = (r * (0.78 + long * 0.6), r * 0.98)
    pen.fill(smooth([(r * 0.6, r * 0.3), (r * 1.0, r * 0.36), (r * 0.94, r * 0.84),
                     (r * 0.6, r * 0.72)]), shaded(coat.beak, 0.35))  # fmt: skip
    pen.fill(smooth([(r * 0.52, -r * 0.5), (r * (0.9 + long * 0.4), -r * 0.3),
                     (r * (0.9 + long * 0.7), r * 0.34), tip, tip, (r * 0.98, r * 0.36),
                     (r * 0.56, r * 0.42)]), coat.beak)  # fmt: skip


def _flat(pen: Pen, coat: Coat, r: float, long: float) -> None:
    end = r * (0.85 + long)
    pen.fill(smooth([(r * 0.6, -r * 0.12), (r * 1.0, r * 0.1), (end * 0.96, r * 0.04),
                     (end, r * 0.3), (end * 0.9, r * 0.44), (r * 0.6, r * 0.58)]),
             coat.beak)  # fmt: skip
    pen.line([(r * 0.86, r * 0.34), (end * 0.95, r * 0.3)], shaded(coat.beak, 0.35), r * 0.08)


def _toucan(pen: Pen, coat: Coat, r: float, long: float) -> None:
    end = r * (0.8 + long)
    tip = (end, r * 0.86)
    outline = smooth([(r * 0.6, -r * 0.56), (r * 1.4, -r * 0.72), (end * 0.92, -r * 0.3), tip, tip,
                      (r * 1.5, r * 0.5), (r * 0.6, r * 0.6)])  # fmt: skip
    with pen.filled(outline, coat.beak):
        pen.oval(end, r * 0.5, r * 0.62, r * 0.9, INK)
        pen.fill(corners([(r * 0.4, r * 0.12), (end, r * 0.16), (end, r * 1.2),
                          (r * 0.4, r * 0.9)]), "#e8573f", opacity=0.75)  # fmt: skip


def _pouch(pen: Pen, coat: Coat, r: float, long: float) -> None:
    end = r * (0.85 + long)
    pen.fill(smooth([(r * 0.6, r * 0.2), (end * 0.96, r * 0.3), (end * 0.76, r * 0.95),
                     (end * 0.5, r * 1.5), (r * 1.2, r * 1.3), (r * 0.5, r * 0.9)]),
             mix(coat.beak, "#fbe0a0", 0.55))  # fmt: skip
    pen.fill(smooth([(r * 0.5, -r * 0.3), (end * 0.6, r * 0.0), (end, r * 0.24),
                     (end * 1.03, r * 0.5), (end * 0.8, r * 0.4), (r * 0.5, r * 0.36)]),
             coat.beak)  # fmt: skip


def _bent(pen: Pen, coat: Coat, r: float, long: float) -> None:
    a = r * (0.8 + long * 0.5)
    tip = (r * (0.7 + long * 0.62), r * (0.4 + long * 0.85))
    pen.fill(smooth([(r * 0.6, -r * 0.3), (a, -r * 0.14), (r * (0.9 + long * 0.62), r * 0.42), tip,
                     tip, (r * 1.0, r * 0.6), (r * 0.6, r * 0.46)]), coat.skin)  # fmt: skip
    pen.fill(smooth([(r * (0.9 + long * 0.6), r * 0.36), tip, tip,
                     (r * (0.4 + long * 0.5), r * 0.72)]), INK)  # fmt: skip


def _puffin(pen: Pen, coat: Coat, r: float, long: float) -> None:
    tip = (r * (0.8 + long), r * 0.56)
    outline = smooth([(r * 0.56, -r * 0.62), (r * (0.8 + long * 0.6), -r * 0.4), tip, tip,
                      (r * (0.6 + long * 0.4), r * 0.6), (r * 0.56, r * 0.6)])  # fmt: skip
    with pen.filled(outline, coat.beak):
        pen.oval(r * 0.6, 0, r * 0.4, r * 0.9, "#5f6f86")
        pen.line([(r * 1.1, -r * 0.8), (r * 1.16, r * 0.8)], "#f7d77a", r * 0.12)


_BEAKS: dict[str, _Beak] = {"cone": _cone, "dagger": _dagger, "curved": _curved, "hook": _hook,
                            "parrot": _parrot, "flat": _flat, "toucan": _toucan, "pouch": _pouch,
                            "bent": _bent, "puffin": _puffin}  # fmt: skip


def _crest_point(pen: Pen, coat: Coat, r: float, size: float) -> None:
    tip = (-r * 0.75 * size, -r * 1.7 * size)
    pen.fill(smooth([(r * 0.6, -r * 0.7), (0, -r * 1.25), tip, tip, (-r * 0.9, -r * 0.3)]),
             coat.main)  # fmt: skip


def _crest_fan(pen: Pen, coat: Coat, r: float, size: float) -> None:
    for dx, dy in ((0.5, 1.5), (0.05, 1.85), (-0.5, 1.8), (-1.0, 1.4)):
        pen.fill(tube([(0, -r * 0.6, r * 0.2), (dx * r * size, -dy * r * size, r * 0.18),
                       (dx * r * size * 1.2, -dy * r * size * 1.12, r * 0.06)]),
                 coat.mane)  # fmt: skip


def _crest_beads(pen: Pen, coat: Coat, r: float, size: float) -> None:
    for dx in (-0.5, -0.1, 0.3):
        end = (dx * r * 1.4 * size, -r * 1.9 * size)
        pen.line([(dx * r * 0.5, -r * 0.8), end], coat.mane, r * 0.1)
        pen.oval(*end, r * 0.18, r * 0.2, coat.mane)


def _crest_back(pen: Pen, coat: Coat, r: float, size: float) -> None:
    tip = (-r * 2.0 * size, r * 0.1)
    pen.fill(smooth([(r * 0.2, -r * 0.96), (-r * 0.8, -r * 0.8), tip, tip, (-r * 0.8, r * 0.1)]),
             coat.mane)  # fmt: skip


def _crest_flame(pen: Pen, coat: Coat, r: float, size: float) -> None:
    for dx, dy, colour in ((-1.3, 1.3, coat.mane), (-0.6, 1.9, coat.belly), (0.1, 1.6, coat.mane)):
        end = (dx * r * size, -dy * r * size)
        pen.fill(tube([(-r * 0.1, -r * 0.6, r * 0.3), (end[0] * 0.6, end[1] * 0.75, r * 0.2),
                       (*end, r * 0.04)]), colour)  # fmt: skip


def _crest_tuft(pen: Pen, coat: Coat, r: float, size: float) -> None:
    for dx in (-0.35, 0.0, 0.3):
        pen.line([(0, -r * 0.9), (dx * r * size, -r * (1.4 + 0.1 * size))], coat.mane, r * 0.14)


def _crest_drop(pen: Pen, coat: Coat, r: float, size: float) -> None:
    pen.fill(tube([(r * 0.3, -r * 0.85, r * 0.06), (r * 0.4, -r * 1.5 * size, r * 0.12),
                   (r * 0.8, -r * 1.5 * size, r * 0.22)]), coat.mane)  # fmt: skip


_CRESTS: dict[str, Callable[[Pen, Coat, float, float], None]] = {"point": _crest_point,
                                                                 "fan": _crest_fan,
                                                                 "beads": _crest_beads,
                                                                 "back": _crest_back,
                                                                 "flame": _crest_flame,
                                                                 "tuft": _crest_tuft,
                                                                 "drop": _crest_drop}  # fmt: skip
