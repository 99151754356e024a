"""Green country: meadow, garden, park and farm.

It does not know what stands in them.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import barn, far_town, lamp
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import (
    green,
    height_at,
    hill,
    mountains,
    profile,
    rolling,
    treeline,
)
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.specks import Specks
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.places.trees import broadleaf, bush, poplar
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_BEDS = ("#ef6f8e", "#f6b23f", "#b98be0", "#f4f0ea", "#e8574f")


def meadow(canvas: Canvas) -> Plan:
    """Rolling hills with clumps of trees and wild flowers."""
    rng, height, unit = canvas.rng, canvas.height, canvas.unit
    drawn = [sky(canvas, horizon=0.6)]
    if rng.random() < 0.6:
        drawn.append(mountains(canvas, base=0.64, height=0.16, depth=0.82, wide=0.62))
    far = profile(canvas, y=height * 0.575, rise=canvas.tall * 0.022)
    drawn += [
        treeline(canvas, far, depth=0.8, size=unit * 0.03),
        hill(canvas, far, colour=green(canvas, 0.72)),
        haze_band(canvas, height * 0.64, height * 0.06, opacity=0.3),
    ]
    middle = profile(canvas, y=height * 0.64, rise=canvas.tall * 0.03)
    drawn += [_clumps(canvas, middle, depth=0.5, size=0.1, number=5),
              hill(canvas, middle, colour=green(canvas, 0.42))]  # fmt: skip
    near = profile(canvas, y=height * 0.73, rise=canvas.tall * 0.022, length=1.0)
    drawn += [_clumps(canvas, near, depth=0.24, size=0.17, number=2, aside=True),
              hill(canvas, near, colour=green(canvas, 0.14))]  # fmt: skip
    if rng.random() < 0.5:
        drawn.append(turf.trail(canvas, start=(rng.uniform(0.35, 0.65), 0.74),
                                end=(rng.choice((0.3, 0.7)), 1.02), wide=0.24))  # fmt: skip
    drawn.append(turf.meadow_floor(canvas, top=0.8, bloom=1.6))
    return Plan(svg=group(*drawn), ground=(0.8, 0.94))


def _clumps(
    canvas: Canvas,
    line: list[tuple[float, float]],
    *,
    depth: float,
    size: float,
    number: int,
    aside: bool = False,
) -> str:
    """Groups of trees along a line; aside, they leave the middle free."""
    rng, drawn = canvas.rng, []
    for index in range(canvas.count(number)):
        x = rng.random()
        if aside:
            reach = 0.3 * min(canvas.unit / canvas.width + 0.2, 1.0)
            x = reach * rng.random() if index % 2 else 1 - reach * rng.random()
        for _ in range(rng.randint(1, 3)):
            px = canvas.width * x + canvas.unit * size * rng.uniform(-0.5, 0.5)
            tall = canvas.unit * size * rng.uniform(0.7, 1.15)
            grow = poplar if rng.random() < 0.18 and not canvas.nature.is_bare else broadleaf
            drawn.append((px, tall, grow))
    return group(*(grow(canvas, x, height_at(line, x) + tall * 0.08, tall, depth) for x, tall,
                   grow in drawn))  # fmt: skip


def garden(canvas: Canvas) -> Plan:
    """Flower beds on both sides of a path, a hedge, an arch of roses."""
    height, unit = canvas.height, canvas.unit
    drawn = [sky(canvas, horizon=0.58)]
    far = profile(canvas, y=height * 0.57, rise=canvas.tall * 0.02)
    drawn += [_clumps(canvas, far, depth=0.55, size=0.2, number=4),
              hill(canvas, far, colour=green(canvas, 0.5)), _hedge(canvas, height * 0.66),
              turf.fence(canvas, y=height * 0.69, size=unit * 0.075, depth=0.14),
              _clumps(canvas, [(0, height * 0.7), (canvas.width, height * 0.7)], depth=0.1,
                      size=0.34, number=2, aside=True),
              hill(canvas, profile(canvas, y=height * 0.69, rise=canvas.tall * 0.004),
                   colour=green(canvas, 0.1)),
              turf.trail(canvas, start=(0.5, 0.69), end=(0.5, 1.02), wide=0.46),
              _rose_arch(canvas, canvas.width / 2, height * 0.705)]  # fmt: skip
    for row, depth in ((0.745, 0.12), (0.82, 0.05), (0.93, 0.0)):
        drawn.append(_bed(canvas, height * row, depth))
    drawn.append(turf.meadow_floor(canvas, top=0.86, bloom=1.4))
    return Plan(svg=group(*drawn), ground=(0.82, 0.94))


def _hedge(canvas: Canvas, y: float) -> str:
    size = canvas.unit * 0.15
    x, drawn = -size * 0.5, []
    while x < canvas.width + size:
        drawn.append(bush(canvas, x, y + size * 0.3, size * canvas.rng.uniform(0.85, 1.2), 0.28,
                          look=canvas.nature.leaves[0] if not canvas.nature.is_bare
                          else None))  # fmt: skip
        x += size * canvas.rng.uniform(0.5, 0.72)
    return group(*drawn)


def _rose_arch(canvas: Canvas, x: float, y: float) -> str:
    """A round arch of leaves and roses at the end of the path."""
    unit, rng = canvas.unit, canvas.rng
    wide, tall = unit * 0.11, unit * 0.27
    post = canvas.tone("#f7f1e6", 0.12)
    frame = ""
    for reach in (wide, wide * 0.84):
        frame += f"M{at(x - reach, y)}v{n(-(tall - reach))}a{n(reach)} {n(reach)} 0 0 1 "
        frame += f"{n(2 * reach)} 0v{n(tall - reach)}"
    drawn = [path(frame, stroke=post, stroke_width=unit * 0.008, fill="none")]
    if canvas.nature.is_bare:
        return group(*drawn)
    leaf_tone = (canvas.tone("#4b8f4d", 0.14), canvas.tone("#6bb05a", 0.12))
    leaves, roses = ["", ""], {"#ef6f8e": "", "#fbd0da": ""}
    for index in range(34):
        turn = math.pi * (index / 33)
        px = x - math.cos(turn) * wide * 0.92
        py = y - (tall - wide) - math.sin(turn) * wide
        if index < 7 or index > 26:
            py = y - (tall - wide) * rng.random()
        r = unit * rng.uniform(0.011, 0.019)
        px, py = px + rng.uniform(-r, r), py + rng.uniform(-r, r)
        leaves[index % 2] += oval(px, py, r, r * 0.85)
        if index % 2:
            colour = "#ef6f8e" if index % 4 == 1 else "#fbd0da"
            roses[colour] += oval(px + r * 0.3, py - r * 0.2, r * 0.46, r * 0.44)
    drawn += [path(d, fill=tone) for d, tone in zip(leaves, leaf_tone, strict=True)]
    drawn += [path(d, fill=canvas.tone(colour, 0.08)) for colour, d in roses.items()]
    return group(*drawn)


def _bed(canvas: Canvas, y: float, depth: float) -> str:
    """A row of flowers on both sides, in strips of one colour."""
    rng, unit = canvas.rng, canvas.unit
    scale = 1.4 - depth * 5
    free = canvas.width * 0.5 - unit * (0.16 + 0.16 * (1 - depth * 6))
    if free <= unit * 0.02 or canvas.nature.is_snowy:
        return ""
    leaves, heads, lights = Specks(), Specks(), Specks()
    grass = canvas.shade(green(canvas, depth), 0.26)
    for side in (0, 1):
        x = 0.0
        colour = rng.choice(_BEDS)
        while x < free:
            if rng.random() < 0.12:
                colour = rng.choice(_BEDS)
            px = x if side == 0 else canvas.width - x
            r = unit * 0.0095 * scale * rng.uniform(0.8, 1.2)
            py = y - r * rng.uniform(1.5, 3.4)
            tone = canvas.tone(colour, depth)
            leaves.add(px, y - r * 0.4, r * 1.3, grass)
            heads.add(px, py, r, tone)
            lights.add(px, py - r * 0.2, r * 0.38, mix(tone, "#ffffff", 0.4))
            x += r * rng.uniform(1.4, 2.1)
    return leaves.svg() + heads.svg() + lights.svg()


def park(canvas: Canvas) -> Plan:
    """Lawns, a pond, a winding path with lamps, and the town behind the trees."""
    rng, height, unit = canvas.rng, canvas.height, canvas.unit
    far = profile(canvas, y=height * 0.585, rise=canvas.tall * 0.012)
    drawn = [sky(canvas, horizon=0.6), far_town(canvas, base=0.6, tall=0.17, depth=0.78),
             treeline(canvas, far, depth=0.56, size=unit * 0.055),
             hill(canvas, far, colour=green(canvas, 0.5))]  # fmt: skip
    middle = profile(canvas, y=height * 0.655, rise=canvas.tall * 0.014)
    drawn += [_clumps(canvas, middle, depth=0.3, size=0.2, number=4),
              hill(canvas, middle, colour=green(canvas, 0.26)),
              _pond(canvas, height * 0.715)]  # fmt: skip
    near = profile(canvas, y=height * 0.775, rise=canvas.tall * 0.01, length=1.2)
    drawn += [hill(canvas, near, colour=green(canvas, 0.06)),
              turf.trail(canvas, start=(0.5, 0.775), end=(rng.choice((0.36, 0.64)), 1.03),
                         wide=0.34, colour="#ead9b8")]  # fmt: skip
    for side in (0.12, 0.88):
        x = canvas.width / 2 + (side - 0.5) * max(canvas.width, unit * 0.9)
        drawn.append(broadleaf(canvas, x, height * 0.815, unit * rng.uniform(0.46, 0.56), 0.06))
    for side in (-1, 1):
        drawn.append(lamp(canvas, canvas.width / 2 + side * unit * 0.26, height * 0.815,
                          unit * 0.25, 0.06))  # fmt: skip
    drawn.append(turf.meadow_floor(canvas, top=0.84, bloom=0.8))
    return Plan(svg=group(*drawn), ground=(0.83, 0.94))


def _pond(canvas: Canvas, y: float) -> str:
    light = canvas.light
    colour = mix(light.water[0], light.sky[1], 0.4)
    if canvas.nature.is_snowy:
        colour = canvas.tone("#cfe3ef")
    x = canvas.width * (0.5 + canvas.rng.choice((-0.18, 0.18)))
    rx = min(canvas.width * 0.3, canvas.unit * 0.5)
    ry = canvas.tall * 0.032
    drawn = [path(oval(x, y, rx * 1.04, ry * 1.2), fill=canvas.shade(green(canvas, 0.2), 0.14)),
             path(oval(x, y, rx, ry), fill=canvas.down(light.water[0], colour))]  # fmt: skip
    d = ""
    for index in range(5):
        wide = rx * canvas.rng.uniform(0.14, 0.34)
        py = y + ry * (-0.6 + 0.3 * index)
        d += f"M{at(x + rx * canvas.rng.uniform(-0.5, 0.3), py)}h{n(wide)}"
    drawn.append(path(d, stroke="#ffffff", stroke_width=canvas.unit * 0.003, stroke_opacity=0.6,
                      stroke_linecap="round"))  # fmt: skip
    return group(*drawn)


def farm(canvas: Canvas) -> Plan:
    """Striped fields, a red barn with a silo, a fence."""
    rng, height, unit = canvas.rng, canvas.height, canvas.unit
    drawn = [sky(canvas, horizon=0.58), rolling(canvas, top=0.57, depths=(0.78, 0.6), low=0.61),
             haze_band(canvas, height * 0.66, height * 0.06, opacity=0.3)]  # fmt: skip
    line = profile(canvas, y=height * 0.635, rise=canvas.tall * 0.01)
    drawn += [_clumps(canvas, line, depth=0.46, size=0.1, number=5), _fields(canvas, line)]
    side = rng.choice((-1, 1))
    x = canvas.width / 2 + side * min(canvas.width * 0.3, unit * 0.5)
    drawn.append(barn(canvas, x, height * 0.745, unit * 0.24, 0.14))
    other = canvas.width / 2 - side * min(canvas.width * 0.38, unit * 0.6)
    drawn.append(broadleaf(canvas, other, height * 0.75, unit * 0.3, 0.12))
    yard = profile(canvas, y=height * 0.765, rise=canvas.tall * 0.006)
    drawn += [turf.fence(canvas, y=height * 0.775, size=unit * 0.07, depth=0.08),
              hill(canvas, yard, colour=green(canvas, 0.05)),
              turf.trail(canvas, start=(0.5, 0.765), end=(0.5 - side * 0.1, 1.03), wide=0.42),
              turf.meadow_floor(canvas, top=0.84, bloom=0.7)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.83, 0.94))


def _fields(canvas: Canvas, line: list[tuple[float, float]]) -> str:
    """Land in strips that run together far away: wheat, ploughed earth, green."""
    height, width = canvas.height, canvas.width
    drawn = [hill(canvas, line, colour=green(canvas, 0.36))]
    if canvas.nature.is_snowy:
        return group(*drawn)
    colours = ("#e9c65a", "#8fbf57", "#d9a94f", "#6fae58", "#c08d5d")
    x0, top, low = width * 0.5, height * 0.655, height * 0.8
    number = 12
    spread = max(width, canvas.unit) * 2.4
    strips: dict[str, str] = {}
    for index in range(number):
        a, b = (index / number - 0.5), ((index + 1) / number - 0.5)
        tone = canvas.tone(colours[index % len(colours)], 0.26)
        d = poly([(x0 + a * width * 1.1, top), (x0 + b * width * 1.1 + 1, top),
                  (x0 + b * spread + 1, low), (x0 + a * spread, low)])  # fmt: skip
        strips[tone] = strips.get(tone, "") + d
    drawn += [path(d, fill=tone) for tone, d in strips.items()]
    rows = ""
    for index in range(number * 4):
        a = index / (number * 4) - 0.5
        rows += f"M{at(x0 + a * width * 1.1, top)}L{at(x0 + a * spread, low)}"
    drawn.append(path(rows, stroke=canvas.shade(green(canvas, 0.2), 0.3), fill="none",
                      stroke_width=canvas.unit * 0.002, stroke_opacity=0.28))  # fmt: skip
    edge = box(-2, top - canvas.unit * 0.004, width + 4, canvas.unit * 0.008)
    drawn.append(path(edge, fill=canvas.shade(green(canvas, 0.4), 0.1)))
    return group(*drawn)
