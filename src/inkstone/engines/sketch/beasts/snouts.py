"""Trunks, tusks, bills, jaws and what else makes a head seen from the side its own.

It does not know the rest of the head: it is told how large its skull is and where its nose is.
"""

from collections.abc import Callable
from math import cos, radians, sin

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import Point, corners, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.vector.palette import mix

_Feature = Callable[[Pen, Traits, Coat, Point], None]
_THROAT = "#8c2f3f"
_IVORY = "#fffaf0"


def feature(pen: Pen, name: str, traits: Traits, coat: Coat, tip: Point) -> None:
    """Draw one feature of a head; `tip` is the middle of its nose."""
    draw = _FEATURES.get(name)
    if draw:
        draw(pen, traits, coat, tip)


def _trunk(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    del traits
    x, y = tip
    pen.fill(tube([(x * 0.5, y * 0.5, 24), (x + 12, y + 10, 17), (x + 17, y + 40, 12.5),
                   (x + 11, y + 70, 10), (x + 26, y + 86, 8.5), (x + 40, y + 78, 7)]),
             coat.main)  # fmt: skip
    for i in range(4):
        low = y + 26 + i * 13
        pen.line([(x + 2, low), (x + 12, low + 3), (x + 22, low)], shaded(coat.main, 0.2), 2.2)
    pen.fill(tube([(x - 2, y + 16, 6), (x + 14, y + 42, 5), (x + 42, y + 48, 1)]), _IVORY)


def _nose_horns(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    x, y = tip
    pen.fill(smooth([(x - 12, y - nose * 0.7), (x - 4, y - nose - 22), (x + 14, y - nose - 46),
                     (x + 14, y - nose - 46), (x + 15, y - nose * 0.5)]), coat.horn)  # fmt: skip
    pen.fill(smooth([(x - 34, y - nose - 4), (x - 26, y - nose - 24), (x - 26, y - nose - 24),
                     (x - 14, y - nose * 0.8)]), coat.horn)  # fmt: skip


def _tusks(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    del coat
    nose = traits.num("nose_r", 16)
    x, y = tip
    pen.fill(tube([(x - 4, y + nose * 0.4, 4), (x + 4, y + 2, 3.5), (x + 6, y - 14, 0.8)]), _IVORY)


def _beard(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    skull = traits.num("skull", 34)
    x, y = tip
    pen.fill(smooth([(x * 0.4, y * 0.5 + skull * 0.6), (x * 0.75, y + nose * 0.7),
                     (x * 0.6, y + nose + 34), (x * 0.6, y + nose + 34)]), coat.mane)  # fmt: skip


def _bill(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    x, y = tip
    pen.fill(tube([(x * 0.4, y * 0.4 + 8, nose * 0.9), (x, y + 4, nose),
                   (x * 1.25, y + 6, nose * 1.1)]), coat.beak)  # fmt: skip
    pen.line([(x * 0.6, y + 10), (x * 1.32, y + 9)], shaded(coat.beak, 0.4), 2.4)
    pen.oval(x * 1.05, y - nose * 0.3, 2.4, 2, shaded(coat.beak, 0.5))


def _disc(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    x, y = tip
    pen.oval(x + nose * 0.75, y + 1, nose * 0.5, nose * 0.86, coat.nose, turn=14)
    pen.oval(x + nose * 0.85, y - nose * 0.2, 2, 3, mix(coat.nose, INK, 0.6))
    pen.oval(x + nose * 0.8, y + nose * 0.35, 2, 3, mix(coat.nose, INK, 0.6))


def _casque(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    del tip
    skull = traits.num("skull", 34)
    pen.fill(smooth([(-36, 10), (-50, -40), (-50, -40), (-10, -skull), (20, -20)]), coat.main)


def _nose_horn(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    x, y = tip
    pen.fill(tube([(x - 6, y - nose * 0.7, 7), (x + 2, y - nose - 12, 4.5),
                   (x + 10, y - nose - 22, 0.8)]), coat.horn)  # fmt: skip


def _beak(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    x, y = tip
    pen.fill(smooth([(x - 2, y - nose * 0.95), (x + nose * 1.1, y - nose * 0.2),
                     (x + nose * 1.05, y + nose * 1.1), (x + nose * 1.05, y + nose * 1.1),
                     (x + nose * 0.3, y + nose * 0.7)]), coat.horn)  # fmt: skip


def _tongue(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    del coat
    nose = traits.num("nose_r", 16)
    x, y = tip
    pen.line([(x + nose * 0.9, y + nose * 0.4), (x + nose * 1.7, y + nose * 0.5)], "#e0455a", 3)
    for bend in (-6, 7):
        pen.line([(x + nose * 1.7, y + nose * 0.5), (x + nose * 2.2, y + nose * 0.5 + bend)],
                 "#e0455a", 3)  # fmt: skip


def _mane(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    nose = traits.num("nose_r", 16)
    skull = traits.num("skull", 34)
    x, y = tip
    pen.fill(smooth([(-18, -skull * 0.7), (-54, -34), (-54, -34), (-44, -6), (-66, 8), (-66, 8),
                     (-42, 24), (-50, 48), (-50, 48), (-16, 38), (-6, 58), (-6, 58), (12, 30),
                     (-2, 12), (-12, -8)], pull=0.8), coat.mane)  # fmt: skip
    pen.fill(tube([(x * 0.6, y + nose * 0.7, 6), (x * 0.6, y + nose + 14, 7),
                   (x * 0.5, y + nose + 34, 1)]), coat.mane)  # fmt: skip


def _spikes(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    del tip
    skull = traits.num("skull", 34)
    for i in range(3):
        angle = radians(120 + i * 32)
        cx, cy = cos(angle) * skull, -sin(angle) * skull
        pen.fill(corners([(cx - 7, cy + 5), (cx * 1.5, cy * 1.45), (cx + 7, cy + 3)]), coat.mark)


def _barbels(pen: Pen, traits: Traits, coat: Coat, tip: Point) -> None:
    del traits
    x, y = tip
    for bend in (1, -1):
        pen.line([(x + 4, y), (x + 26, y + 12 * bend), (x + 52, y - 4 + 12 * bend),
                  (x + 66, y + 12 + 10 * bend)], coat.mane, 3.4)  # fmt: skip


def frill(pen: Pen, coat: Coat) -> None:
    """A three-horned dinosaur's collar and brow horns."""
    pen.fill(smooth([(6, -46), (-24, -70), (-58, -64), (-76, -26), (-70, 16), (-40, 40), (-4, 30)]),
             coat.mark)  # fmt: skip
    pen.fill(smooth([(0, -36), (-26, -54), (-52, -48), (-62, -22), (-56, 8), (-36, 26), (-8, 20)]),
             coat.belly)  # fmt: skip
    for x in (-6, 10):
        pen.fill(tube([(x, -26, 6), (x + 14, -50, 4.5), (x + 38, -62, 0.8)]), coat.horn)


def jaw(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, tip: Point) -> None:
    """An open jaw with teeth, below a long muzzle."""
    nose, skull = traits.num("nose_r", 16), traits.num("skull", 34)
    gape = traits.num("gape", 16) * (0.35 if feeling.is_asleep else 1)
    x, y = tip
    hinge = (2.0, skull * 0.55)
    end = (x + nose * 0.3, y + nose * 0.7 + gape)
    pen.fill(corners([(hinge[0], hinge[1] - 16), (x + nose * 0.7, y), end, (hinge[0],
                                                                            hinge[1] + 6)]),
             _THROAT)  # fmt: skip
    pen.fill(tube([(hinge[0] - 6, hinge[1], skull * 0.42), (end[0] * 0.55,
                                                            (hinge[1] + end[1]) / 2 + 3,
                                                            nose * 0.62), (*end, nose * 0.4)]),
             mix(coat.main, coat.belly, 0.6))  # fmt: skip
    count = int(traits.num("teeth_many", 6))
    for i in range(count):
        share = (i + 0.6) / count
        cx = hinge[0] + 14 + (x + nose * 0.5 - hinge[0] - 14) * share
        cy = y * share + skull * 0.25 * (1 - share) + nose * 0.72
        pen.fill(corners([(cx - 4, cy - 6), (cx + 4, cy - 6), (cx, cy + 7)]), _IVORY)
    pen.oval(x + nose * 0.3, y - nose * 0.4, 2.8, 2.4, mix(coat.main, INK, 0.6))


_FEATURES: dict[str, _Feature] = {"trunk": _trunk, "nose_horns": _nose_horns, "tusks": _tusks,
                                  "beard": _beard, "bill": _bill, "disc": _disc, "casque": _casque,
                                  "nose_horn": _nose_horn, "beak": _beak, "tongue": _tongue,
                                  "mane": _mane, "spikes": _spikes,
                                  "barbels": _barbels}  # fmt: skip
