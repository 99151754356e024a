"""Fins of fish, by their kind.

It does not know the rest of the fish but how long and high it is.
"""

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import smooth
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.vector.palette import mix


def tail_fin(pen: Pen, traits: Traits, coat: Coat, x: float, high: float) -> None:
    """Draw the tail's fin; `x` is where the body ends."""
    size = traits.num("fin_size", 1.0)
    s = max(high, 20.0) * size
    kind = traits.word("fish_tail", "fan")
    if kind == "moon":
        s = traits.num("body_long", 60) * 0.42 * size
        points = [(x + 8, 3), (x - s * 0.1, s * 0.3), (x - s * 0.55, s * 0.8),
                  (x - s * 0.55, s * 0.8), (x - s * 0.28, 0), (x - s * 0.66, -s),
                  (x - s * 0.66, -s), (x - s * 0.1, -s * 0.3), (x + 8, -3)]  # fmt: skip
        pen.fill(smooth(points), coat.dark)
    elif kind == "veil":
        for turn, colour in ((1, shaded(coat.dark, 0.12)), (-1, coat.dark)):
            points = [(x + 10, 0), (x - s * 0.5, turn * s * 0.25), (x - s * 1.3, turn * s * 0.3),
                      (x - s * 1.7, turn * s * 0.95), (x - s * 1.1, turn * s * 1.05),
                      (x - s * 0.5, turn * s * 0.8)]  # fmt: skip
            pen.fill(smooth(points), colour)
    else:
        points = [(x + 10, 0), (x - s * 0.3, -s * 0.42), (x - s * 0.95, -s * 0.85),
                  (x - s * 0.86, -s * 0.3), (x - s * 0.72, 0), (x - s * 0.86, s * 0.3),
                  (x - s * 0.95, s * 0.85), (x - s * 0.3, s * 0.42)]  # fmt: skip
        outline = smooth(points)
        pen.fill(outline, coat.dark)
        if "bands" in traits.words("fish_marks"):
            pen.stroke(smooth(points[2:7], is_closed=False), coat.mark_2, 4)
    for bend in (-0.26, 0.0, 0.26):
        if kind != "moon":
            pen.line([(x - s * 0.2, bend * s * 0.7), (x - s * 0.66, bend * s * 1.6)],
                     shaded(coat.dark, 0.2), 1.6)  # fmt: skip


def upright_fins(pen: Pen, traits: Traits, coat: Coat, long: float, high: float) -> None:
    """Draw the fins above and below the body."""
    size = traits.num("fin_size", 1.0)
    kind = traits.word("back_fin", "round")
    if kind == "shark":
        s = long * 0.34 * size
        pen.fill(smooth([(long * 0.16, -high * 0.7), (-s * 0.1, -high - s * 0.7),
                         (-s * 0.5, -high - s), (-s * 0.5, -high - s), (-s * 0.42, -high - s * 0.4),
                         (-s * 0.5, -high * 0.7)]), coat.dark)  # fmt: skip
        pen.fill(smooth([(long * 0.2, high * 0.5), (-s * 0.1, high + s * 0.4),
                         (-s * 0.6, high + s * 0.75), (-s * 0.6, high + s * 0.75),
                         (-s * 0.2, high * 0.7)]), shaded(coat.dark, 0.14))  # fmt: skip
    elif kind == "long":
        # Fins drawn out to points, above and below.
        for way in (-1, 1):
            pen.fill(smooth([(long * 0.4, way * high * 0.6), (-long * 0.1, way * high * 1.5),
                             (-long * 0.75, way * high * 2.0), (-long * 0.75, way * high * 2.0),
                             (-long * 0.5, way * high * 1.1), (-long * 0.6, way * high * 0.4)]),
                     coat.dark)  # fmt: skip
    elif kind == "sail":
        pen.fill(smooth([(long * 0.5, -high * 0.5), (long * 0.3, -high * 1.8),
                         (long * 0.1, -high * 2.1), (-long * 0.2, -high * 1.4),
                         (-long * 0.7, -high * 0.7)]), coat.dark)  # fmt: skip
        pen.fill(smooth([(0, high * 0.7), (-long * 0.16, high * 1.7), (-long * 0.2, high * 1.7),
                         (-long * 0.26, high * 0.7)]), coat.dark)  # fmt: skip
    else:
        s = high * size
        pen.fill(smooth([(long * 0.42, -high * 0.7), (long * 0.16, -high - s * 0.42),
                         (-long * 0.2, -high - s * 0.46), (-long * 0.56, -high * 0.72 - s * 0.16),
                         (-long * 0.5, -high * 0.4)]), coat.dark)  # fmt: skip
        pen.fill(smooth([(long * 0.1, high * 0.8), (-long * 0.1, high + s * 0.4),
                         (-long * 0.34, high + s * 0.34), (-long * 0.36, high * 0.6)]),
                 coat.dark)  # fmt: skip


def side_fin(pen: Pen, traits: Traits, coat: Coat, long: float, high: float) -> None:
    """Draw the fin on the near side."""
    colour = mix(coat.dark, "#ffffff", 0.12)
    if traits.word("back_fin") == "shark":
        s = long * 0.36
        pen.fill(smooth([(long * 0.34, high * 0.34), (long * 0.1, high * 0.8),
                         (-s * 0.4, high + s * 0.5), (-s * 0.4, high + s * 0.5),
                         (long * 0.02, high * 0.44)]), coat.dark)  # fmt: skip
        return
    s = high * 0.55 * traits.num("fin_size", 1.0)
    pen.fill(smooth([(long * 0.2, high * 0.16), (long * 0.02, high * 0.1), (-s * 0.9, high * 0.3),
                     (-s * 0.7, high * 0.62), (long * 0.04, high * 0.56)]), colour)  # fmt: skip
