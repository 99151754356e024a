"""Muzzles, noses and mouths of faces that are seen from before, by their kind.

It does not know whose they are: they are drawn on a face that is 100 wide, round its middle.
"""

from collections.abc import Callable

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import corners, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling, mouth, teeth
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.vector.palette import luminance, mix

_Muzzle = Callable[[Pen, Traits, Coat, Feeling, float], None]


def muzzle(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    """Draw a muzzle with its nose and mouth.

    `shift`: how far to the right the face looks.
    """
    kind = traits.word("muzzle", "cat")
    _MUZZLES.get(kind, _cat)(pen, traits, coat, feeling, shift)
    pen.mark("mouth", shift, traits.num("nose_y", 14) + 8)


def _ink(on: str) -> str:
    return "#efe4d8" if luminance(on) < 0.28 else mix(INK, on, 0.12)


def _button(pen: Pen, x: float, y: float, size: float, colour: str) -> None:
    """A rounded triangle of a nose."""
    pen.fill(smooth([(x - size, y - size * 0.62), (x, y - size * 0.8), (x + size, y - size * 0.62),
                     (x + size * 0.5, y + size * 0.3), (x, y + size * 0.66),
                     (x - size * 0.5, y + size * 0.3)]), colour)  # fmt: skip


def _shine(pen: Pen, x: float, y: float, size: float) -> None:
    pen.oval(x - size * 0.3, y - size * 0.36, size * 0.3, size * 0.18, "#ffffff", opacity=0.55)


def _whiskers(pen: Pen, coat: Coat, shift: float, y: float, out: float) -> None:
    hairs = [
        [
            (shift + side * out, y + rise * 0.5),
            (shift * 0.6 + side * (out + 21), y - 1.5 + rise * 1.8),
        ]
        for side in (-1, 1)
        for rise in (-3.2, 3.2)
    ]
    pen.lines(hairs, _ink(coat.main), 1.1)


def _cat(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    y, size = traits.num("nose_y", 14), traits.num("nose_size", 6)
    wide = traits.num("muzzle_w", 15)
    for side in (-1, 1):
        pen.oval(shift + side * wide * 0.72, y + 9, wide, wide * 0.78, coat.skin)
    pen.oval(shift, y + 15, wide * 0.8, wide * 0.66, coat.skin)
    mouth(pen, shift, y + size * 0.7, wide * 0.85, feeling, ink=_ink(coat.skin))
    _button(pen, shift, y, size, coat.nose)
    if traits.has("whiskers"):
        _whiskers(pen, coat, shift, y + 8, wide + 9)


def _dog(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    y, size = traits.num("nose_y", 14), traits.num("nose_size", 8.5)
    wide, deep = traits.num("muzzle_w", 22), traits.num("muzzle_h", 19)
    pen.fill(smooth([(shift - wide * 0.55, y - deep * 0.75), (shift + wide * 0.55, y - deep * 0.75),
                     (shift + wide, y + deep * 0.45), (shift + wide * 0.6, y + deep * 1.15),
                     (shift - wide * 0.6, y + deep * 1.15), (shift - wide, y + deep * 0.45)]),
             coat.skin)  # fmt: skip
    mouth(pen, shift, y + size * 0.75, wide * 0.62, feeling, ink=_ink(coat.skin))
    pen.oval(shift, y, size, size * 0.78, coat.nose)
    _shine(pen, shift, y, size)


def _fox(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    """A pointed one: the nose is the face's lowest point."""
    y, size = traits.num("nose_y", 24), traits.num("nose_size", 7)
    wide = traits.num("muzzle_w", 17)
    pen.fill(smooth([(shift * 0.8 - wide * 0.5, y - 20), (shift * 0.8 + wide * 0.5, y - 20),
                     (shift + wide, y + 2), (shift + wide * 0.4, y + 15),
                     (shift - wide * 0.4, y + 15), (shift - wide, y + 2)]), coat.skin)  # fmt: skip
    mouth(pen, shift, y + size * 0.6, wide * 0.6, feeling, ink=_ink(coat.skin))
    pen.oval(shift, y, size, size * 0.76, coat.nose)
    _shine(pen, shift, y, size)


def _bear(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    y, size = traits.num("nose_y", 10), traits.num("nose_size", 9)
    wide, deep = traits.num("muzzle_w", 22), traits.num("muzzle_h", 18)
    pen.oval(shift, y + 8, wide, deep, coat.skin)
    mouth(pen, shift, y + size * 0.75, wide * 0.46, feeling, ink=_ink(coat.skin))
    pen.oval(shift, y, size, size * 0.74, coat.nose)
    _shine(pen, shift, y, size)


def _koala(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    pen.oval(shift, 24, 16, 10, coat.skin)
    mouth(pen, shift, 22, 9, feeling, is_split=False)
    pen.oval(shift, 6, traits.num("nose_size", 11), 16, coat.nose)
    pen.oval(shift - 3, -2, 3.4, 5, "#ffffff", opacity=0.28)


def _rodent(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    y, size = traits.num("nose_y", 12), traits.num("nose_size", 5)
    wide = traits.num("muzzle_w", 13)
    for side in (-1, 1):
        pen.oval(shift + side * wide * 0.75, y + 8, wide, wide * 0.8, coat.skin)
    if traits.has("teeth"):
        long = traits.num("teeth", 9)
        teeth(pen, shift, y + 9, 4.4, long)
    mouth(pen, shift, y + size * 0.6, wide * 0.8, feeling, ink=_ink(coat.skin))
    _button(pen, shift, y, size, coat.nose)
    if traits.has("whiskers"):
        _whiskers(pen, coat, shift, y + 7, wide + 8)


def _pig(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    y, wide = traits.num("nose_y", 10), traits.num("muzzle_w", 19)
    pen.oval(shift, y + 17, wide * 0.7, 8, shaded(coat.main, 0.06))
    mouth(pen, shift * 0.9, y + 15, wide * 0.6, feeling, is_split=False)
    pen.oval(shift, y, wide, wide * 0.72, coat.nose)
    for side in (-1, 1):
        pen.oval(shift + side * wide * 0.38, y, 3, 4.6, mix(coat.nose, INK, 0.5))


def _bovine(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    y = traits.num("nose_y", 24)
    wide, deep = traits.num("muzzle_w", 33), traits.num("muzzle_h", 18)
    pen.oval(shift, y, wide, deep, coat.skin)
    for side in (-1, 1):
        pen.oval(shift + side * wide * 0.42, y - deep * 0.3, 4, 3.2, mix(coat.skin, INK, 0.6))
    mouth(pen, shift, y + deep * 0.28, wide * 0.42, feeling, ink=_ink(coat.skin), is_split=False)


def _hippo(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    del traits
    pen.fill(smooth([(shift - 40, -4), (shift + 40, -4), (shift + 58, 24), (shift + 44, 46),
                     (shift - 44, 46), (shift - 58, 24)]), coat.skin)  # fmt: skip
    for side in (-1, 1):
        pen.oval(shift + side * 24, 8, 6, 4.6, shaded(coat.main, 0.5))
        pen.fill(corners([(shift + side * 20 - 4, 34), (shift + side * 20 + 4, 34),
                          (shift + side * 20 + 3, 43), (shift + side * 20 - 3, 43)]),
                 "#fffaf0")  # fmt: skip
    mouth(pen, shift, 30, 34, feeling, is_split=False)


def _sheep(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    y = traits.num("nose_y", 22)
    ink = _ink(coat.skin)
    mouth(pen, shift, y + 3, 8, feeling, ink=ink)
    pen.line([(shift - 5, y - 2), (shift, y + 2), (shift + 5, y - 2)], ink, 2.4)


def _ape(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    wide = traits.num("muzzle_w", 25)
    pen.oval(shift, 21, wide, wide * 0.72, mix(coat.skin, "#ffffff", 0.12))
    for side in (-1, 1):
        pen.oval(shift + side * 4.5, 11, 2.2, 1.7, mix(coat.skin, INK, 0.7))
    mouth(pen, shift, 20, wide * 0.6, feeling, ink=_ink(coat.skin), is_split=False)


def _walrus(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    del feeling
    if traits.has("tusks"):
        for side in (-1, 1):
            pen.fill(tube([(shift + side * 11, 22, 5.5), (shift + side * 13, 44, 4.5),
                           (shift + side * 11, 66, 1)]), "#fffaf0")  # fmt: skip
    for side in (-1, 1):
        pen.oval(shift + side * 13, 17, 18, 14, coat.skin)
        for x, y in ((8, 14), (16, 16), (11, 22), (20, 22)):
            pen.oval(shift + side * x, y, 1.2, 1.2, mix(coat.skin, INK, 0.5))
    pen.oval(shift, 6, 8.5, 6, coat.nose)
    _shine(pen, shift, 6, 8)


def _frog(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, shift: float) -> None:
    del traits
    for side in (-1, 1):
        pen.oval(shift + side * 5, -2, 1.8, 1.6, shaded(coat.main, 0.5))
    pen.oval(shift * 0.6, 22, 40, 12, mix(coat.main, coat.belly, 0.4))
    mouth(pen, shift, 8, 34, feeling, is_split=False)


_MUZZLES: dict[str, _Muzzle] = {"cat": _cat, "dog": _dog, "fox": _fox, "bear": _bear,
                                "koala": _koala, "rodent": _rodent, "pig": _pig, "bovine": _bovine,
                                "hippo": _hippo, "sheep": _sheep, "ape": _ape, "walrus": _walrus,
                                "frog": _frog}  # fmt: skip
