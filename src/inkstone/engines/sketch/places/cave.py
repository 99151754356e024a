"""The cave: rock, crystals that glow, and an opening to the world outside.

It does not know what hides there.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.cold import icicles
from inkstone.engines.sketch.places.ground import hill, profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.strokes import (
    Spot,
    blob,
    box,
    filled,
    n,
    oval,
    poly,
    ragged,
    smooth,
)
from inkstone.engines.sketch.places.turf import stones
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def cave(canvas: Canvas) -> Plan:
    """Rock all around, an opening with daylight, crystals that glow and a still pool."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    width = canvas.width
    rock = rng.choice(("#5b5672", "#5d6078", "#6a5a66"))
    x, y = width * rng.uniform(0.42, 0.58), height * 0.4
    light = canvas.light
    dark = mix(rock, "#12142c", 0.62)
    drawn = [wash(canvas, top=-1, low=height + 1,
                  stops=[(0, mix(rock, "#12142c", 0.5)), (0.5, rock), (1, dark)])]  # fmt: skip
    hole = _ring(canvas, x, y, unit * 0.19, unit * 0.21)
    around = box(x - unit * 0.34, y - unit * 0.34, unit * 0.68, unit * 0.68)
    halo = _ring(canvas, x, y, unit * 0.25, unit * 0.265)
    drawn += [wash(canvas, top=y - unit * 0.24, low=y + unit * 0.24, left=x - unit * 0.24,
                   right=x + unit * 0.24,
                   stops=[(0, light.sky[0]), (0.6, light.sky[2]), (1, light.sky[2])]),
              _hole_view(canvas, x, y),
              path(around + hole, fill=mix(rock, light.sky[1], 0.36), fill_rule="evenodd"),
              path(around + halo, fill=mix(rock, light.sky[1], 0.16), fill_rule="evenodd"),
              path(box(-2, -2, width + 4, height + 4)
                   + _ring(canvas, x, y, unit * 0.3, unit * 0.31),
                   fill=mix(rock, "#12142c", 0.26), fill_rule="evenodd")]  # fmt: skip
    beam = poly([(x - unit * 0.12, y), (x + unit * 0.12, y), (x + unit * 0.4, height * 0.84),
                 (x - unit * 0.3, height * 0.84)])  # fmt: skip
    drawn.append(path(beam, fill=light.sky[2], fill_opacity=0.12))
    for depth, low in ((0.5, 0.24), (0.2, 0.2)):
        tone = mix(rock, "#0f1128", 0.3 + 0.3 * (0.5 - depth))
        drawn += [_ceiling(canvas, low, tone),
                  icicles(canvas, canvas.tall * low * 0.55, number=9, size=0.2,
                          colour=tone)]  # fmt: skip
    back = profile(canvas, y=height * 0.68, rise=canvas.tall * 0.025, length=0.5)
    drawn += [path(filled(back, height + 2), fill=mix(rock, "#0f1128", 0.28))]
    for side in (-1, 1):
        for reach, low, size in ((0.3, 0.71, 0.12), (0.42, 0.76, 0.2)):
            px = width / 2 + side * width * reach
            drawn.append(_crystals(canvas, px, height * low, unit * size))
    floor = profile(canvas, y=height * 0.76, rise=canvas.tall * 0.012, length=0.7)
    tone = mix(rock, "#ffffff", 0.05)
    drawn += [hill(canvas, floor, colour=mix(tone, "#171a35", 0.22), shine=0.22)]
    pool_x = width / 2 + rng.choice((-1, 1)) * min(width * 0.3, unit * 0.4)
    glow_tone = mix("#5fd3e0", light.sky[1], 0.3)
    drawn += [path(oval(pool_x, height * 0.81, unit * 0.2, unit * 0.026),
                   fill=mix(glow_tone, rock, 0.4)),
              path(oval(pool_x, height * 0.812, unit * 0.17, unit * 0.02),
                   fill=glow_tone)]  # fmt: skip
    for side in (-1, 1):
        px = width / 2 + side * width * 0.48
        drawn += [stones(canvas, px, height * 0.93, unit * 0.22, 0.0, mix(rock, "#12142c", 0.2)),
                  _crystals(canvas, px - side * unit * 0.1, height * 0.95,
                            unit * 0.1)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.84, 0.95), air=(0.24, 0.5), is_dark=True)


def _ring(canvas: Canvas, x: float, y: float, rx: float, ry: float) -> str:
    return blob(ragged(canvas.rng, x, y, rx * 1.04, ry * 1.04, 12))


def _hole_view(canvas: Canvas, x: float, y: float) -> str:
    """What is seen through the opening: far hills and a near one."""
    unit = canvas.unit
    drawn = []
    for drop, tone in ((0.03, canvas.tone("#6f9a94", 0.7)), (0.08, canvas.tone("#5f9a5a", 0.45)),
                       (0.13, canvas.tone("#5a9a4e", 0.2))):  # fmt: skip
        line = [(x + unit * (k * 0.06 - 0.24),
                 y + unit * (drop + canvas.rng.uniform(-0.02, 0.02)))
                for k in range(9)]  # fmt: skip
        drawn.append(path(filled(line, y + unit * 0.26), fill=tone))
    return group(*drawn)


def _ceiling(canvas: Canvas, low: float, tone: str) -> str:
    """Rock that closes in from above and from both sides."""
    rng, unit = canvas.rng, canvas.unit
    points: list[Spot] = []
    steps = max(int(canvas.width / (unit * 0.09)), 10)
    for index in range(steps + 1):
        share = index / steps
        side = abs(share - 0.5) * 2
        y = (
            canvas.tall * low * rng.uniform(0.45, 0.75)
            + canvas.height * 0.5 * max(side - 0.72, 0) / 0.28
        )
        points.append((canvas.width * share, y))
    d = smooth([(-unit * 0.1, points[0][1] + unit * 0.2), *points,
                (canvas.width + unit * 0.1, points[-1][1] + unit * 0.2)])  # fmt: skip
    return path(f"{d}V-4H{n(-unit * 0.1)}Z", fill=tone)


def _crystals(canvas: Canvas, x: float, y: float, size: float) -> str:
    """A cluster of crystals that gives light."""
    rng = canvas.rng
    tone = rng.choice(("#7fe3f0", "#b79bff", "#ff9fd6", "#8ff0c0"))
    drawn = [glow(canvas, x, y - size * 0.4, size * 1.0, tone, 0.4)]
    dark, light = mix(tone, "#2a2a6a", 0.34), mix(tone, "#ffffff", 0.5)
    left = right = ""
    for turn in (-0.62, 0.55, -0.3, 0.26, 0.0):
        tall = size * (0.95 - abs(turn) * 0.6) * rng.uniform(0.85, 1.1)
        half = size * 0.1
        dx, dy = math.sin(turn), -math.cos(turn)
        px, py = -dy, dx
        bx, by = x + turn * size * 0.5, y + size * 0.03

        def spot(along: float, across: float, b: tuple[float, float] = (bx, by),
                 d: tuple[float, float, float, float] = (dx, dy, px, py)) -> Spot:  # fmt: skip
            return b[0] + d[0] * along + d[2] * across, b[1] + d[1] * along + d[3] * across

        left += poly([spot(0, -half), spot(tall * 0.78, -half), spot(tall, 0), spot(0, half * 0.2)])
        right += poly([spot(0, half * 0.2), spot(tall, 0), spot(tall * 0.78, half), spot(0, half)])
    return group(*drawn, path(right, fill=dark), path(left, fill=mix(tone, light, 0.45)))
