"""Frogs, snakes and the long dragons of the east.

It does not know which pose was asked for, but whether the animal sleeps or leaps.
"""

from itertools import pairwise
from math import hypot

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Joint, Outline, corners, oval, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.heads import head
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn_body import neckwear
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix


def frog(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, leaps: bool,
         wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a frog that sits, or leaps."""
    dark = shaded(coat.main, 0.14)
    if leaps:
        pen.fill(tube([(-20, -66, 11), (-52, -52, 9), (-40, -34, 6), (-84, -16, 5)]), dark)
        pen.fill(tube([(-84, -16, 5), (-100, -6, 4)]), coat.main)
    else:
        for side in (-1, 1):
            pen.fill(tube([(side * 22, -18, 15), (side * 40, -24, 15), (side * 44, -10, 9)]), dark)
            pen.fill(tube([(side * 34, -5, 5.5), (side * 58, -4, 4.6)]), coat.main)
    lift = -44.0 if leaps else 0.0
    body = smooth([(-26, -56 + lift), (26, -56 + lift), (37, -24 + lift), (24, -3 + lift),
                   (-24, -3 + lift), (-37, -24 + lift)])  # fmt: skip
    with pen.filled(body, coat.main):
        pen.oval(4, -18 + lift, 25, 26, coat.belly)
    for side in (-1, 1):
        x = side * 17
        end = (x + side * 4, -4.0) if not leaps else (44 + side * 6, -70 + side * 8.0)
        pen.fill(tube([(x, -38 + lift, 8), ((x + end[0]) / 2, (-38 + lift + end[1]) / 2, 6),
                       (*end, 5)]), shaded(coat.main, 0.06))  # fmt: skip
        pen.fill(tube([(end[0] - 6, end[1], 4), (end[0] + 10, end[1] + 0.6, 4)]),
                 shaded(coat.main, 0.06))  # fmt: skip
    for worn in wears:
        neckwear(pen, worn, (-22, -50 + lift), (22, -50 + lift), knot=(0, -46 + lift), r=22)
    head(pen, traits, coat, feeling, x=4, y=-68 + lift, nod=0, wears=wears, turn=0.25)
    pen.mark("neck", 0, -48 + lift)
    pen.mark("seat", 0, -96 + lift)
    pen.mark("surface", 0, -96 + lift)
    pen.mark("feet", 0, 0)


def snake(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *,
          wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a snake that lies in coils and raises its head."""
    pen.fill(tube([(-40, -10, 11), (-72, -8, 7), (-96, -16, 1)]), coat.main)
    pen.mark("tail", -96, -16)
    for y, rx, ry in ((-18.0, 68.0, 18.0), (-41.0, 52.0, 16.0), (-61.0, 35.0, 14.0)):
        ring = oval(0, y, rx, ry)
        with pen.filled(ring, coat.main):
            for i in range(-3, 4):
                x = i * rx * 0.3
                pen.oval(x, y - ry * 0.25 - abs(i) * 0.8, rx * 0.085, ry * 0.36, coat.mark)
            pen.oval(0, y + ry * 0.98, rx * 1.05, ry * 0.5, shaded(coat.main, 0.22))
    neck: tuple[Joint, ...] = ((2, -66, 15), (26, -84, 14), (14, -114, 12), (34, -138, 12))
    end = (38.0, -142.0)
    if feeling.is_asleep:
        neck, end = ((0, -66, 14), (26, -74, 13), (48, -72, 12)), (56.0, -72.0)
    outline = tube(neck)
    with pen.filled(outline, coat.main):
        pen.fill(tube([(x + 9, y + 3, r * 0.7) for x, y, r in neck]), coat.belly)
    x, y, r = neck[2]
    for worn in wears:
        neckwear(pen, worn, (x - r, y), (x + r, y), knot=(x, y + 3), r=r)
    head(pen, traits, coat, feeling, x=end[0], y=end[1], nod=0, wears=wears)
    pen.mark("neck", *neck[2][:2])
    pen.mark("seat", -20, -74)
    pen.mark("surface", -20, -74)
    pen.mark("feet", 0, 0)


_DRAGON: tuple[Joint, ...] = ((-206, -96, 2), (-178, -64, 8), (-138, -62, 15), (-104, -92, 20),
                              (-66, -112, 23), (-30, -92, 25), (-4, -56, 26), (36, -44, 26),
                              (72, -68, 25), (92, -106, 22), (122, -134, 19))  # fmt: skip


def long_dragon(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *,
                wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a dragon that winds through the air, or over the ground."""
    for x, y in ((-80.0, -92.0), (66.0, -44.0)):
        _dragon_leg(pen, coat, x, y, is_near=False)
    _crest(pen, coat)
    tip = _DRAGON[0]
    pen.fill(smooth([(tip[0] + 18, tip[1] + 16), (tip[0] - 8, tip[1] + 10), (tip[0] - 34,
                                                                             tip[1] - 18),
                     (tip[0] - 34, tip[1] - 18), (tip[0] - 6, tip[1] - 14), (tip[0] - 4,
                                                                             tip[1] - 42),
                     (tip[0] - 4, tip[1] - 42), (tip[0] + 16, tip[1] - 8)]), coat.mane)  # fmt: skip
    outline = tube(_DRAGON)
    with pen.filled(outline, coat.main):
        pen.fill(tube([(x, y + r * 0.72, r * 0.5) for x, y, r in _DRAGON]), coat.belly)
        scales = []
        for (x, y, r), (nx, ny, _) in pairwise(_DRAGON[1:]):
            for share in (0.3, 0.8):
                cx, cy = x + (nx - x) * share, y + (ny - y) * share - r * 0.3
                dx, dy = r * 0.3, r * 0.16
                scales.append([(cx - dx, cy - dy), (cx, cy + dy), (cx + dx, cy - dy)])
        pen.lines(scales, coat.mark, 2.4)
    for x, y in ((-112.0, -80.0), (30.0, -34.0)):
        _dragon_leg(pen, coat, x, y, is_near=True)
    for worn in wears:
        neckwear(pen, worn, (96, -124), (122, -112), knot=(118, -110), r=22)
    head(pen, traits, coat, feeling, x=142, y=-146, nod=8, wears=wears)
    pen.mark("tail", -206, -96)
    pen.mark("neck", 104, -118)
    pen.mark("seat", 10, -78)
    pen.mark("surface", 10, -78)
    pen.mark("feet", 10, 0)


def _crest(pen: Pen, coat: Coat) -> None:
    whole = Outline("", ())
    for (x, y, r), (nx, ny, _) in pairwise(_DRAGON[1:]):
        gap = hypot(nx - x, ny - y) or 1
        ux, uy = (nx - x) / gap, (ny - y) / gap
        for share in (0.1, 0.6):
            cx, cy = x + (nx - x) * share + uy * r * 0.9, y + (ny - y) * share - ux * r * 0.9
            high = r * 0.62
            tip = (cx + uy * high - ux * 7, cy - ux * high - uy * 7)
            whole += corners([(cx - ux * 9, cy - uy * 9), tip, (cx + ux * 9, cy + uy * 9)])
    pen.fill(whole, coat.mane)


def _dragon_leg(pen: Pen, coat: Coat, x: float, y: float, *, is_near: bool) -> None:
    colour = shaded(coat.main, 0.05) if is_near else coat.far
    pen.fill(tube([(x, y, 15), (x - 10, y + 22, 9), (x + 8, y + 36, 6.5)]), colour)
    claws = [[(x + 8, y + 36), (x + 8 + dx, y + 46)] for dx in (-9, 3, 15)]
    pen.lines(claws, mix(coat.belly, "#c98a3c", 0.2), 5)
