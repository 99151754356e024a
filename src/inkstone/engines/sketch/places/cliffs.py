"""Cliffs: a ledge over a canyon.

It does not know who looks down from it.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import (
    green,
    hill,
    mountains,
    profile,
)
from inkstone.engines.sketch.places.peaks import rocks
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    n,
    poly,
    smooth,
)
from inkstone.engines.sketch.places.trees import bush
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def cliff(canvas: Canvas) -> Plan:
    """A ledge over a wide canyon with a river far below."""
    rng, height, unit = canvas.rng, canvas.height, canvas.unit
    rock = rng.choice(("#c98a62", "#b0917c", "#bf7f66"))
    drawn = [sky(canvas, horizon=0.55),
             mountains(canvas, base=0.58, height=0.12, depth=0.9, wide=0.7)]  # fmt: skip
    for depth, y in ((0.78, 0.5), (0.6, 0.54), (0.4, 0.6)):
        drawn += [_mesas(canvas, height * y, rock, depth),
                  haze_band(canvas, height * (y + 0.16), canvas.tall * 0.14,
                            opacity=0.5)]  # fmt: skip
    drawn += [_gorge(canvas, rock), _wall(canvas, rock, rng.choice((-1, 1))),
              _ledge(canvas, height * 0.79, rock)]  # fmt: skip
    drawn += [rocks(canvas, top=0.82, number=4, colour=rock)]
    for side in (0.03, 0.97):
        drawn.append(bush(canvas, canvas.width * side, height * 0.83, unit * 0.16, 0.04))
    return Plan(svg=group(*drawn), ground=(0.84, 0.95))


def _mesas(canvas: Canvas, y: float, rock: str, depth: float) -> str:
    """Flat-topped rocks with steep sides, banded by layers of stone."""
    rng, unit, tall = canvas.rng, canvas.unit, canvas.tall
    low = y + tall * 0.2
    outline: list[Spot] = [(-2, low)]
    bands = lids = ""
    x = -unit * 0.1
    while x < canvas.width:
        wide, gap = unit * rng.uniform(0.14, 0.34), unit * rng.uniform(0.06, 0.2)
        top, right = y - tall * rng.uniform(-0.03, 0.06), x + wide
        outline += [(x, low - tall * 0.05), (x + unit * 0.03, top + tall * 0.02),
                    (x + unit * 0.045, top), (right - unit * 0.03, top - unit * 0.005),
                    (right, top + tall * 0.03),
                    (right + unit * 0.02, low - tall * 0.05)]  # fmt: skip
        lids += poly([(x + unit * 0.045, top), (right - unit * 0.03, top - unit * 0.005),
                      (right - unit * 0.015, top + tall * 0.012),
                      (x + unit * 0.038, top + tall * 0.012)])  # fmt: skip
        for drop in (0.045, 0.08, 0.115):
            py, lean = top + tall * drop, unit * drop * 0.16
            bands += poly([(x + unit * 0.029 - lean, py),
                           (right - lean * 0.2, py + unit * 0.004),
                           (right + lean * 0.2, py + tall * 0.015),
                           (x + unit * 0.027 - lean, py + tall * 0.012)])  # fmt: skip
        x = right + gap
    outline.append((canvas.width + unit, low))
    tone = canvas.tone(rock, depth)
    return group(
        path(poly(outline), fill=tone),
        path(lids, fill=mix(tone, "#fff1d8", 0.3)),
        path(bands, fill=canvas.shade(tone, 0.09)),
    )


def _gorge(canvas: Canvas, rock: str) -> str:
    """The bottom of the canyon with its river."""
    height, width = canvas.height, canvas.width
    floor = profile(canvas, y=height * 0.68, rise=canvas.tall * 0.012)
    base = mix(rock, canvas.nature.grass[0], 0.45)
    drawn = [hill(canvas, floor, colour=canvas.tone(base, 0.42)),
             haze_band(canvas, height * 0.75, canvas.tall * 0.09, opacity=0.4)]  # fmt: skip
    left, right = [], []
    for index in range(9):
        share = index / 8
        y = height * (0.675 + 0.13 * share)
        x = width * 0.5 + canvas.unit * 0.16 * math.sin(share * 5.2)
        half = canvas.unit * (0.008 + 0.035 * share)
        left.append((x - half, y))
        right.append((x + half, y))
    river = f"{smooth(left)}L{smooth(list(reversed(right)))[1:]}Z"
    drawn.append(path(river, fill=mix(canvas.light.water[0], canvas.light.haze, 0.25)))
    return group(*drawn)


def _wall(canvas: Canvas, rock: str, side: int) -> str:
    """The near wall of the canyon at one side, in facets."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    edge = canvas.width / 2 + side * canvas.width / 2
    tone = canvas.tone(rock, 0.16)
    top = height * 0.5 - canvas.tall * 0.14
    reach = min(canvas.width * 0.26, unit * 0.3)
    steps = ((0.0, 0.5), (0.05, 0.58), (0.2, 0.62), (0.24, 0.76), (0.46, 0.8), (0.5, 0.92),
             (0.78, 0.97), (0.82, 1.08), (1.0, 1.12))  # fmt: skip
    line = [
        (edge - side * reach * wide, top + (height * 0.84 - top) * fall) for fall, wide in steps
    ]
    drawn = [path(poly([(edge + side * 2, top), *line, (edge + side * 2, height * 0.86)]),
                  fill=canvas.across(*((canvas.shade(tone, 0.22), tone)
                                       if side < 0 else (tone,
                                                         canvas.shade(tone, 0.22)))))]  # fmt: skip
    cracks = ""
    for index in range(7):
        x = edge - side * reach * rng.uniform(0.05, 0.8)
        y = top + (height * 0.8 - top) * rng.uniform(0.15 + 0.08 * index, 0.9)
        tall = unit * rng.uniform(0.04, 0.1)
        cracks += f"M{at(x, y)}l{n(unit * 0.008)} {n(tall * 0.5)}l{n(-unit * 0.01)} {n(tall * 0.5)}"
    bands = ""
    for fall in (0.16, 0.3, 0.42, 0.6, 0.72, 0.9):
        y = top + (height * 0.84 - top) * fall
        bands += f"M{at(edge, y)}L{at(edge - side * reach * (0.5 + 0.5 * fall), y + unit * 0.012)}"
    drawn.append(
        path(bands, stroke=canvas.shade(tone, 0.14), stroke_width=unit * 0.012, fill="none")
    )
    drawn.append(path(cracks, stroke=canvas.shade(tone, 0.36), stroke_width=unit * 0.004,
                      fill="none", stroke_opacity=0.6))  # fmt: skip
    crown = []
    for share in (0.08, 0.28, 0.46):
        crown.append(
            bush(canvas, edge - side * reach * share, top + unit * 0.035, unit * 0.13, 0.16)
        )
    return group(*drawn, *crown)


def _ledge(canvas: Canvas, y: float, rock: str) -> str:
    """The flat rock in front, whose broken edge drops away."""
    rng, unit = canvas.rng, canvas.unit
    points: list[Spot] = []
    x = -unit * 0.05
    while x < canvas.width + unit * 0.1:
        points.append((x, y + unit * rng.uniform(-0.008, 0.016)))
        x += unit * rng.uniform(0.05, 0.12)
    tone = canvas.tone(rock)
    low = canvas.height + 2
    rim = poly([(points[0][0], low), *points, (points[-1][0], low)])
    under = poly([(points[0][0], low), *((px, py + unit * 0.02) for px, py in points),
                  (points[-1][0], low)])  # fmt: skip
    lit = mix(tone, "#fff1d8", 0.25)
    turfy = mix(green(canvas, 0.0), tone, 0.16)
    sod = profile(canvas, y=y + unit * 0.075, rise=unit * 0.012, length=0.4)
    return group(path(rim, fill=canvas.shade(tone, 0.3)), path(under, fill=lit),
                 hill(canvas, sod, colour=turfy),
                 turf.meadow_floor(canvas, top=y / canvas.height + 0.09, bloom=0.5))  # fmt: skip
