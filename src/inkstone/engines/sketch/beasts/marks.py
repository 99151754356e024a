"""Marks on bodies: bellies, stripes, spots, patches, and the patterns that a prompt asks for.

It does not know which animal they are on: it is told where its trunk is.
"""

from collections.abc import Callable
from math import hypot
from random import Random

from inkstone.engines.sketch.beasts.coat import Coat
from inkstone.engines.sketch.beasts.curves import Joint, Outline, corners, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.vector.palette import luminance, mix

#: A point of a trunk by its place along it and across it, with the half height there.
Place = Callable[[float, float], Joint]
_Mark = Callable[[Pen, Traits, Coat, Place, Random], None]

#: Where a small flower's petals are round its middle.
_PETALS = ((-1, -0.3), (1, -0.3), (0, -1.1), (-0.6, 0.8), (0.6, 0.8))


def body_marks(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    """Draw all marks of a species; the caller keeps them inside the body."""
    if coat.pattern:
        _asked(pen, coat, on, rng)
        return
    for name in traits.words("marks"):
        draw = _MARKS.get(name)
        if draw:
            draw(pen, traits, coat, on, rng)


def lower_shade(pen: Pen, on: Place) -> None:
    """Darken a trunk from below."""
    spine = [(*on(t, -1.15)[:2], on(t, 0)[2] * 0.62) for t in (-0.1, 0.25, 0.5, 0.75, 1.0)]
    pen.fill(tube(spine), "#2a1c3a", opacity=0.1)


def _belly(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    del rng
    high = traits.num("belly_high", 0.5)
    spine = [(*on(t, -1.0)[:2], on(t, 0)[2] * high) for t in (0.12, 0.35, 0.6, 0.85, 1.0)]
    pen.fill(tube(spine), coat.belly)


def _bib(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    """A light chest."""
    del traits, rng
    x, y, r = on(1.0, -0.2)
    pen.fill(smooth([(x + r * 0.7, y - r * 1.6), (x + r * 1.5, y - r), (x + r * 1.3, y + r * 0.8),
                     (x + r * 0.3, y + r * 1.4), (x + r * 0.02, y + r * 0.5),
                     (x + r * 0.42, y - r * 0.4)]), coat.belly)  # fmt: skip


def _bar(on: Place, t: float, top: float, low: float, *, wide: float, lean: float) -> Outline:
    """One stripe, thick on the back and pointed below."""
    x0, y0, r = on(t, top)
    x1, y1, _ = on(t + lean * 0.5, (top + low) / 2)
    x2, y2, _ = on(t + lean, low)
    return tube([(x0, y0, r * wide), (x1, y1, r * wide * 0.9), (x2, y2, r * wide * 0.15)], end=0.5)


def _stripes(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    count = int(traits.num("stripes", 7))
    wide = traits.num("stripe_wide", 0.1)
    whole = Outline("", ())
    for i in range(count):
        t = 1.2 * (i + 0.5) / count - 0.12
        low = -0.15 - 0.4 * (i % 2) + rng.uniform(-0.1, 0.1)
        whole += _bar(on, t, 1.12, low, wide=wide, lean=0.05)
        if traits.has("belly_stripes") and i % 2:
            whole += _bar(on, t + 0.5 / count, -1.1, -0.35, wide=wide * 0.8, lean=0.02)
    pen.fill(whole, coat.mark)


def _zebra(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    del rng
    count = int(traits.num("stripes", 9))
    whole = Outline("", ())
    for i in range(count):
        t = 1.3 * (i + 0.5) / count - 0.16
        lean = 0.16 * (0.6 - t)
        a, b, c = on(t - lean, 1.15), on(t, 0.0), on(t + lean * 1.8, -0.95)
        r = a[2] * traits.num("stripe_wide", 0.1)
        whole += tube([(a[0], a[1], r), (b[0], b[1], r * 1.15), (c[0], c[1], r * 0.4)])
    pen.fill(whole, coat.mark)


def _spread(rng: Random, columns: int, rows: int, *, jitter: float) -> list[tuple[float, float]]:
    """Places in staggered rows over a trunk."""
    places = []
    for row in range(rows):
        for column in range(columns):
            t = 1.3 * (column + 0.3 + 0.5 * (row % 2)) / columns - 0.16
            across = 0.9 - 1.75 * (row + 0.3) / rows
            places.append((t + rng.uniform(-jitter, jitter) / columns,
                           across + rng.uniform(-jitter, jitter) / rows))  # fmt: skip
    return places


def _spots(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    size = traits.num("spot", 0.09)
    columns, rows = int(traits.num("spot_columns", 8)), int(traits.num("spot_rows", 4))
    centres = []
    for t, across in _spread(rng, columns, rows, jitter=0.5):
        x, y, r = on(t, across)
        centres.append((x, y, r * size * rng.uniform(0.75, 1.25)))
    pen.dots(centres, coat.mark)


def _rosettes(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    size = traits.num("spot", 0.15)
    rings, cores = [], []
    columns, rows = int(traits.num("spot_columns", 7)), int(traits.num("spot_rows", 4))
    for t, across in _spread(rng, columns, rows, jitter=0.4):
        x, y, r = on(t, across)
        half = r * size * rng.uniform(0.85, 1.2)
        rings.append((x, y, half))
        cores.append((x + half * 0.1, y + half * 0.1, half * 0.5))
    pen.dots(rings, coat.mark)
    pen.dots(cores, coat.mark_2)


def _giraffe(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    size = traits.num("spot", 0.24)
    whole = Outline("", ())
    columns, rows = int(traits.num("spot_columns", 5)), int(traits.num("spot_rows", 4))
    for t, across in _spread(rng, columns, rows, jitter=0.25):
        x, y, r = on(t, across)
        half = r * size
        points = []
        for dx, dy in ((-1, -0.6), (0.1, -1), (1, -0.5), (0.8, 0.7), (-0.2, 1), (-0.9, 0.6)):
            grow = half * rng.uniform(0.82, 1.12)
            points.append((x + dx * grow, y + dy * grow))
        whole += corners(points)
    pen.fill(whole, coat.mark)


def _patches(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    size = traits.num("patch", 0.62)
    patches = ((0.08, 0.5, 1.0, coat.mark), (0.52, 0.75, 0.8, coat.mark_2),
               (0.4, -0.75, 0.55, coat.mark), (0.93, 0.1, 0.85, coat.mark))  # fmt: skip
    for t, across, grow, colour in patches:
        x, y, r = on(t + rng.uniform(-0.05, 0.05), across)
        half = r * size * grow
        points = []
        for dx, dy in ((-1, -0.3), (-0.5, -0.95), (0.4, -0.8), (1, -0.5), (0.8, 0.5), (0.1, 0.85),
                       (-0.7, 0.7)):  # fmt: skip
            out = half * rng.uniform(0.85, 1.15)
            points.append((x + dx * out, y + dy * out))
        pen.fill(smooth(points), colour)


def _saddle(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    """A dark back, as a shepherd dog has."""
    del rng
    low = traits.num("saddle_low", -0.05)
    upper = [on(t, 1.3)[:2] for t in (-0.1, 0.25, 0.5, 0.75, 1.08)]
    lower = [on(t, low + (0.35 if t in (0.0, 1.0) else 0))[:2] for t in (1.0, 0.75, 0.5, 0.25, 0.0)]
    pen.fill(smooth([*upper, *lower]), coat.mark)


def _band(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    """A broad band round the shoulders, as a panda or a tapir has around its trunk."""
    del rng
    first, last = traits.num("band_from", 0.72), traits.num("band_to", 1.2)
    points = [on(first, 1.3)[:2], on(last, 1.3)[:2], on(last, -1.3)[:2], on(first, -1.3)[:2]]
    shift = last - 1.0
    if shift > 0:
        r = on(1.0, 0)[2] * shift * 6
        points[1] = (points[1][0] + r, points[1][1])
        points[2] = (points[2][0] + r, points[2][1])
    pen.fill(corners(points), coat.mark)


def _back_stripe(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    del traits, rng
    spine = [(*on(t, 0.72)[:2], on(t, 0)[2] * 0.24) for t in (-0.1, 0.3, 0.6, 1.0)]
    pen.fill(tube(spine), coat.belly)


def _wool(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    """Short curls all over a fleece."""
    del traits
    curls = []
    r = on(0.5, 0)[2]
    for t, across in _spread(rng, 5, 3, jitter=0.3):
        x, y, _ = on(t, across)
        curls.append([(x - r * 0.13, y), (x, y + r * 0.12), (x + r * 0.13, y)])
    pen.lines(curls, mix(coat.main, "#7d6f86", 0.2), r * 0.06)


def _plates(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    """Bands of armour across the back."""
    del rng
    count = int(traits.num("stripes", 8))
    for i in range(count + 1):
        t = i / count
        points = [on(t, 1.1)[:2], on(t + 0.03, 0.3)[:2], on(t, -0.6)[:2]]
        pen.line(points, coat.mark, 2.6)


def _scales(pen: Pen, traits: Traits, coat: Coat, on: Place, rng: Random) -> None:
    del traits
    scales = []
    r = on(0.5, 0)[2]
    for t, across in _spread(rng, 6, 4, jitter=0.1):
        x, y, _ = on(t, across)
        scales.append([(x - r * 0.13, y - r * 0.05), (x, y + r * 0.11),
                       (x + r * 0.13, y - r * 0.05)])  # fmt: skip
    pen.lines(scales, coat.mark, r * 0.06)


def _asked(pen: Pen, coat: Coat, on: Place, rng: Random) -> None:
    """A pattern that a prompt asked for, in a colour that shows on this coat."""
    other = mix(coat.main, "#ffffff" if luminance(coat.main) < 0.55 else "#5b3a7a", 0.62)
    if coat.pattern in ("striped", "checked"):
        (x0, y0, _), (x1, y1, _) = on(0.0, 0.0), on(1.0, 0.0)
        wide = hypot(x1 - x0, y1 - y0) * 0.075
        places = [-0.2 + 0.2 * i for i in range(8)]
        bars = [[on(t, 1.2)[:2], on(t + 0.03, 0.0)[:2], on(t, -1.2)[:2]] for t in places]
        if coat.pattern == "checked":
            bars += [[on(t, a)[:2] for t in (-0.3, 0.5, 1.3)] for a in (-0.6, 0.0, 0.6)]
        pen.lines(bars, other, wide)
        return
    petals, hearts = [], []
    for t, across in _spread(rng, 6, 4, jitter=0.1):
        x, y, r = on(t, across)
        if coat.pattern == "floral":
            petals += [(x + dx * r * 0.1, y + dy * r * 0.1, r * 0.085) for dx, dy in _PETALS]
            hearts.append((x, y, r * 0.07))
        else:
            petals.append((x, y, r * 0.13))
    pen.dots(petals, other)
    if hearts:
        pen.dots(hearts, "#f7c948")


_MARKS: dict[str, _Mark] = {"belly": _belly, "bib": _bib, "stripes": _stripes, "zebra": _zebra,
                            "spots": _spots, "rosettes": _rosettes, "giraffe": _giraffe,
                            "patches": _patches, "saddle": _saddle, "band": _band,
                            "back_stripe": _back_stripe, "wool": _wool, "plates": _plates,
                            "scales": _scales}  # fmt: skip
