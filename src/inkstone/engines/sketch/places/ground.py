"""Ground: hills, mountain ranges and far woods in layers that fade with distance.

It does not know the sky above, nor what stands on the land.
"""

import math
from itertools import pairwise

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.strokes import (
    Spot,
    dot,
    filled,
    poly,
)
from inkstone.engines.sketch.places.wash import folds, veil
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_SNOW_SHADE = "#34508c"


def profile(canvas: Canvas, *, y: float, rise: float, length: float = 0.7) -> list[Spot]:
    """Points of a soft line from left to right, all in pixels.

    Args:
        canvas: what it is drawn on.
        y: its middle height.
        rise: how far it goes up and down.
        length: how long its waves are, as a share of the shorter side.
    """
    rng = canvas.rng
    waves = [(rng.random() * math.tau, math.tau / (canvas.unit * length * share),
              weight) for share,
             weight in ((rng.uniform(0.9, 1.3), 0.62), (rng.uniform(0.38, 0.6), 0.28),
                        (rng.uniform(1.6, 2.4), 0.4))]  # fmt: skip
    step = canvas.unit * min(length * 0.14, 0.09)
    number = max(math.ceil(canvas.width / step), 4)
    return [
        (x, y + rise * sum(math.sin(turn + x * speed) * weight for turn, speed, weight in waves))
        for x in (canvas.width * index / number for index in range(-1, number + 2))
    ]


def green(canvas: Canvas, depth: float) -> str:
    """The colour of grass at a distance; white where snow lies."""
    near, far = canvas.nature.grass
    return canvas.tone(mix(near, far, min(depth * 1.3, 1.0)), depth)


def hill(
    canvas: Canvas,
    points: list[Spot],
    *,
    colour: str,
    bottom: float | None = None,
    shine: float = 0.24,
) -> str:
    """Land below a soft line, lighter along its edge."""
    low = canvas.height + 2 if bottom is None else bottom
    glint = "#8fb0ee" if canvas.light.is_dark else canvas.light.orb
    if canvas.nature.is_snowy and canvas.time == "day":
        glint = "#ffffff"
    edge = mix(colour, glint, shine)
    stops = [(0.0, edge), (0.35, colour), (1.0, canvas.shade(colour, 0.1))]
    return folds(canvas, points, bottom=low, stops=stops, reach=canvas.unit * 0.24)


def rolling(canvas: Canvas, *, top: float, depths: tuple[float, ...], low: float = 0.84) -> str:
    """Grassy hills one before the other, from `top` to `low` (shares of height)."""
    drawn = []
    for index, depth in enumerate(depths):
        share = index / max(len(depths) - 1, 1)
        y = canvas.height * (top + (low - top) * share**1.2)
        rise = canvas.tall * (0.034 - 0.02 * share)
        points = profile(canvas, y=y, rise=rise, length=0.8 + 0.5 * share)
        drawn.append(hill(canvas, points, colour=green(canvas, depth)))
    return group(*drawn)


def mountains(
    canvas: Canvas,
    *,
    base: float,
    height: float,
    depth: float,
    colour: str = "#6c86ac",
    snow: float = 0.0,
    wide: float = 0.5,
) -> str:
    """A range of peaks, with one side in the shade.

    Args:
        canvas: what it is drawn on.
        base: where it stands, as a share of the picture's height.
        height: how high its peaks are, as a share of the canvas's `tall`.
        depth: how far away it is.
        colour: its rock.
        snow: how much of each peak is white.
        wide: how wide a peak is, as a share of the shorter side.
    """
    rng, unit = canvas.rng, canvas.unit
    low = canvas.height * base
    drawn = []
    x = -unit * wide * rng.uniform(0.1, 0.5)
    is_high = rng.random() < 0.5
    while x < canvas.width + unit * wide * 0.4:
        tall = canvas.tall * height * (rng.uniform(0.82, 1.0) if is_high else rng.uniform(0.5, 0.7))
        half = unit * wide * rng.uniform(0.62, 0.8) * (0.55 + 0.45 * tall / (canvas.tall * height))
        drawn.append((tall, _peak(canvas, (x, low, half, tall), (colour, depth, snow))))
        x += unit * wide * rng.uniform(0.42, 0.66)
        is_high = not is_high
    return group(*(svg for _, svg in sorted(drawn, reverse=True)))


def _peak(
    canvas: Canvas, shape: tuple[float, float, float, float], look: tuple[str, float, float]
) -> str:
    x, low, half, tall = shape
    colour, depth, snow = look
    top = (x + half * canvas.rng.uniform(-0.16, 0.16), low - tall)
    left = _slope(canvas, top, (x - half, low))
    right = _slope(canvas, top, (x + half, low))
    outline = [*reversed(left), top, *right]
    rock = canvas.tone(colour, depth)
    drawn = [path(poly(outline), fill=rock)]
    white = canvas.tone("#ffffff", depth * 0.55)
    if snow:
        drawn.append(path(poly(_cap(canvas, top, left, right, share=snow)), fill=white))
    lit_left = canvas.orb is None or canvas.orb.x < canvas.width / 2
    side = right if lit_left else left
    sign = 1 if lit_left else -1
    spine = [
        (top[0] + sign * half * (0.05 if index % 2 else -0.1) * share * 2, top[1] + tall * share)
        for index, share in enumerate((0.9, 0.72, 0.55, 0.4, 0.24, 0.12))
    ]
    shadow = poly([top, *side, (top[0] + sign * half * 0.2, low), *spine])
    drawn.append(path(shadow, fill=_SNOW_SHADE, fill_opacity=0.2 * (1 - depth * 0.5)))
    return group(*drawn)


def _slope(canvas: Canvas, top: Spot, foot: Spot) -> list[Spot]:
    """A slope with kinks, without its top."""
    points = []
    for share in (0.17, 0.34, 0.52, 0.74):
        off = canvas.rng.uniform(-0.055, 0.055)
        points.append(
            (
                top[0] + (foot[0] - top[0]) * (share + off),
                top[1] + (foot[1] - top[1]) * (share - off),
            )
        )
    return [*points, foot]


def _cap(
    canvas: Canvas, top: Spot, left: list[Spot], right: list[Spot], *, share: float
) -> list[Spot]:
    """The white top of a peak, with teeth along its lower edge."""

    def cut(side: list[Spot]) -> list[Spot]:
        low = top[1] + (side[-1][1] - top[1]) * share
        kept = [spot for spot in side if spot[1] < low]
        before = kept[-1] if kept else top
        after = next(spot for spot in side if spot[1] >= low)
        t = (low - before[1]) / max(after[1] - before[1], 1e-6)
        return [*kept, (before[0] + (after[0] - before[0]) * t, low)]

    first, last = cut(left), cut(right)
    (ax, ay), (bx, _) = first[-1], last[-1]
    tall = ay - top[1]
    teeth = [(bx + (ax - bx) * (index + 1) / 6 + (bx - ax) * canvas.rng.uniform(-0.02, 0.02),
              ay + tall * (canvas.rng.uniform(0.16,
                                              0.4) if index % 2 == 0 else
                           -0.22)) for index in range(5)]  # fmt: skip
    return [*reversed(first), top, *last, *teeth]


def humps(canvas: Canvas, *, base: float, height: float, depth: float, colour: str) -> str:
    """Steep round hills, as they stand along southern rivers."""
    rng, unit = canvas.rng, canvas.unit
    low = canvas.height * base
    drawn = []
    x = -unit * rng.uniform(0.0, 0.2)
    while x < canvas.width + unit * 0.1:
        half = unit * rng.uniform(0.1, 0.19)
        tall = canvas.tall * height * rng.uniform(0.45, 1.0)
        lean = half * rng.uniform(-0.35, 0.35)
        points = [(x - half * 1.5, low + 2), (x - half * 0.98, low - tall * 0.3),
                  (x - half * 0.72 + lean * 0.4, low - tall * 0.78),
                  (x - half * 0.2 + lean, low - tall),
                  (x + half * 0.32 + lean, low - tall * 0.97),
                  (x + half * 0.8, low - tall * 0.6), (x + half * 1.06, low - tall * 0.24),
                  (x + half * 1.6, low + 2)]  # fmt: skip
        tone = canvas.tone(colour, depth + rng.uniform(-0.04, 0.06))
        drawn.append(path(filled(points, low + 2), fill=tone))
        x += half * rng.uniform(1.1, 2.1)
    mist = veil(canvas, top=low - canvas.tall * height * 0.8, low=low, colour=canvas.light.haze,
                strengths=(0.0, 0.18, 0.75))  # fmt: skip
    return group(*drawn, mist)


def treeline(
    canvas: Canvas, points: list[Spot], *, depth: float, size: float, firs: bool = False
) -> str:
    """A far wood along a line: round crowns or firs, one beside the other."""
    rng = canvas.rng
    layers: dict[str, str] = {}
    tones = [canvas.tone(canvas.nature.fir[1] if firs else leaf[index],
                         depth) for leaf in canvas.nature.leaves for index in (0, 1)]  # fmt: skip
    line = _Line(points)
    x = -size
    while x < canvas.width + size:
        tall = size * rng.uniform(0.6, 1.2)
        y = line.y(x)
        tone = rng.choice(tones)
        one = (poly([(x - tall * 0.34, y + size * 0.2), (x, y - tall),
                     (x + tall * 0.34, y + size * 0.2)])
               if firs else dot(x, y - tall * 0.2, tall * 0.52))  # fmt: skip
        layers[tone] = layers.get(tone, "") + one
        x += tall * rng.uniform(0.36, 0.6)
    return group(*(path(d, fill=tone) for tone, d in layers.items()))


class _Line:
    def __init__(self, points: list[Spot]) -> None:
        self._points = points

    def y(self, x: float) -> float:
        for (ax, ay), (bx, by) in pairwise(self._points):
            if ax <= x <= bx:
                return ay + (by - ay) * (x - ax) / max(bx - ax, 1e-6)
        return self._points[0 if x < self._points[0][0] else -1][1]


def height_at(points: list[Spot], x: float) -> float:
    """How high a line is at a place."""
    return _Line(points).y(x)
