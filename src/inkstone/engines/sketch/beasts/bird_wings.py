"""Birds' wings: folded, spread to fly, raised, or held forward as arms.

It does not know the rest of the bird but where its trunk is.
"""

from math import atan2, degrees

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Point, corners, polar, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Skeleton
from inkstone.engines.sketch.beasts.species import Traits


def near_wing(pen: Pen, traits: Traits, coat: Coat, bones: Skeleton, how: str) -> None:
    """Draw the near wing: folded, raised, held forward as an arm, or spread."""
    x, y, r = bones.on(0.78, 0.28)
    if how == "spread":
        spread(pen, traits, coat, (bones.on(0.6, 0.4)[0], bones.on(0.6, 0.4)[1]), is_near=True)
        return
    if how == "raised":
        with pen.moved(x, y, turn=150):
            _folded(pen, traits, coat, traits.num("body", 60) * 0.82, r * 0.74)
        hand = polar(x, y, 30, traits.num("body", 60) * 0.7)
        pen.mark("hand", *hand)
        return
    if how == "arm":
        arm(pen, traits, coat, bones, is_near=True)
        return
    rx, ry, _ = bones.on(0.0, 0.1)
    long = (((x - rx) ** 2 + (y - ry) ** 2) ** 0.5) * traits.num("wing", 1.06)
    turn = 0.0
    if how == "back":
        turn = 14
    from_rear = degrees(atan2(ry - y, rx - x))
    with pen.moved(x, y, turn=from_rear - 180 + turn):
        _folded(pen, traits, coat, long, r * 0.74 * traits.num("wing_wide", 1.0),
                bars=int(traits.num("wing_bars")))  # fmt: skip


def _folded(
    pen: Pen, traits: Traits, coat: Coat, long: float, wide: float, *, bars: int = 0
) -> None:
    """A folded wing that points to the left from the origin."""
    outline = smooth([(wide * 0.5, -wide * 0.1), (wide * 0.1, -wide * 0.8),
                      (-long * 0.5, -wide * 0.62), (-long * 1.06, wide * 0.1),
                      (-long * 1.06, wide * 0.1), (-long * 0.66, wide * 0.52),
                      (-long * 0.3, wide * 0.95), (wide * 0.26, wide * 0.66)])  # fmt: skip
    has_tip = bool(traits.word("wing_tip"))
    with pen.filled(outline, coat.mark):
        if has_tip:
            pen.fill(corners([(-long * 0.62, -wide * 2), (-long * 0.5, wide * 2),
                              (-long * 2, wide * 2), (-long * 2, -wide * 2)]),
                     coat.dark)  # fmt: skip
        for i in range(bars):
            left = -long * (0.22 + i * 0.2)
            pen.line([(left + 4, -wide), (left - 4, 0), (left + 2, wide)], coat.belly, wide * 0.16)
        if not has_tip and not bars:
            feathers = []
            for i in range(2):
                low = wide * (0.05 + i * 0.34)
                feathers.append([(-wide * 0.3, low), (-long * 0.5, low + wide * 0.14),
                                 (-long * 0.95, low - wide * 0.1)])  # fmt: skip
            pen.lines(feathers, shaded(coat.mark, 0.22), max(wide * 0.08, 1.4))


def arm(pen: Pen, traits: Traits, coat: Coat, bones: Skeleton, *, is_near: bool) -> None:
    """A wing that is held forward, to hold something."""
    x, y, r = bones.on(0.8, 0.1 if is_near else -0.5)
    long = traits.num("body", 60) * 0.5
    hand = (x + long * 0.92, y + long * (0.14 if is_near else 0.02))
    colour = coat.mark if is_near else shaded(coat.mark, 0.2)
    pen.fill(tube([(x, y, r * 0.36), (x + long * 0.42, y + long * 0.36, r * 0.38),
                   (*hand, r * 0.2)]), colour)  # fmt: skip
    pen.mark("hand" if is_near else "hand_2", *hand)


def spread(pen: Pen, traits: Traits, coat: Coat, at: Point, *, is_near: bool) -> None:
    """A wing that is raised in flight, its feathers spread."""
    w = traits.num("body", 60) * traits.num("span", 1.25)
    colour = coat.mark if is_near else shaded(coat.mark, 0.22)
    deep = 1.0 if is_near else 0.8
    ahead = 0.0 if is_near else 0.5
    points = [(0.2, 0.1), (0.12 + ahead * 0.4, -0.5), (-0.12 + ahead * 0.8, -1.0),
              (-0.42 + ahead, -1.34), (-0.42 + ahead, -1.34), (-0.52 + ahead * 0.9, -1.1),
              (-0.66 + ahead * 0.8, -1.08), (-0.62 + ahead * 0.7, -0.86),
              (-0.76 + ahead * 0.6, -0.8), (-0.68 + ahead * 0.5, -0.58),
              (-0.78 + ahead * 0.3, -0.46), (-0.62 + ahead * 0.2, -0.24), (-0.5, 0.08),
              (-0.1, 0.2)]  # fmt: skip
    outline = smooth(
        [(at[0] + px * w * deep, at[1] + py * w * deep) for px, py in points], pull=0.85
    )
    pen.fill(outline, colour)
    if traits.word("wing_tip"):
        with pen.within(outline):
            x, y = at[0] + (-0.42 + ahead) * w * deep, at[1] - 1.34 * w * deep
            pen.oval(x, y, w * 0.46, w * 0.52, coat.dark if is_near else shaded(coat.dark, 0.2))
    else:
        for k in (0.5, 0.85):
            pen.line([(at[0] + (-0.28 + ahead * k) * w, at[1] - k * 1.12 * w * deep * 0.9),
                      (at[0] + (-0.5 + ahead * k * 0.8) * w, at[1] - k * 0.82 * w * deep)],
                     shaded(colour, 0.22), w * 0.025)  # fmt: skip
