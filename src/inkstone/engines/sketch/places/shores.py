"""Waters: sea, lake and river.

It does not know what floats there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import (
    green,
    height_at,
    hill,
    humps,
    mountains,
    profile,
    treeline,
)
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    filled,
    leaf,
    n,
    poly,
    smooth,
)
from inkstone.engines.sketch.places.trees import broadleaf, bush, fir
from inkstone.engines.sketch.places.wash import ribbon
from inkstone.engines.sketch.places.water import foam_edge, mirror, surface, swell
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def sea(canvas: Canvas) -> Plan:
    """Open water with a far coast by chance; a grassy headland where something stands."""
    drawn = [sky(canvas, horizon=0.56)]
    if canvas.rng.random() < 0.5:
        drawn.append(far_coast(canvas, 0.56))
    drawn.append(surface(canvas, top=0.56))
    if not canvas.stage.has_ground:
        drawn.append(swell(canvas, top=0.8))
        return Plan(svg=group(*drawn), ground=(0.84, 0.96), water=(0.66, 0.88))
    drawn.append(_headland(canvas, 0.8))
    return Plan(svg=group(*drawn), ground=(0.87, 0.96), water=(0.64, 0.75))


def far_coast(canvas: Canvas, horizon: float) -> str:
    """Low hills at one end of the horizon."""
    rng, unit, y = canvas.rng, canvas.unit, canvas.height * horizon
    side = rng.choice((0, 1))
    drawn = []
    for depth, reach, tall in ((0.86, 0.6, 0.07), (0.7, 0.36, 0.045)):
        end = min(canvas.width * reach, unit * reach * 1.4)
        points = []
        for index in range(9):
            share = index / 8
            x = end * share if side == 0 else canvas.width - end * (1 - share)
            fall = 1 - share if side == 0 else share
            points.append((x, y - canvas.tall * tall * (fall**0.8) * rng.uniform(0.75, 1.1)))
        edge = (
            [(-2.0, points[0][1]), *points]
            if side == 0
            else [*points, (canvas.width + 2, points[-1][1])]
        )
        drawn.append(path(filled(edge, y + 1), fill=canvas.tone("#6f9a94", depth)))
    return group(*drawn)


def _headland(canvas: Canvas, top: float) -> str:
    """Rock with a cap of grass, and foam where the sea meets it."""
    height, unit = canvas.height, canvas.unit
    points = profile(canvas, y=height * top, rise=canvas.tall * 0.014, length=0.8)
    rock = "#9d9a92"
    cliff = [(x, y + unit * 0.035 + unit * 0.008 * math.sin(x / unit * 21)) for x, y in points]
    blocks, x = [], -unit * 0.02
    while x < canvas.width + unit * 0.05:
        size = unit * canvas.rng.uniform(0.05, 0.12)
        blocks.append(turf.stones(canvas, x, height_at(points, x) + size * 0.46, size, 0.04, rock))
        x += size * canvas.rng.uniform(0.5, 0.9)
    return group(
        foam_edge(canvas, points),
        path(filled(points, height + 2), fill=canvas.shade(canvas.tone(rock), 0.2)),
        *blocks,
        hill(canvas, cliff, colour=green(canvas, 0.0)),
        turf.meadow_floor(canvas, top=top + 0.07, bloom=1.2),
    )


def lake(canvas: Canvas) -> Plan:
    """Mountains that stand in still water, reeds at the near bank."""
    height, unit = canvas.height, canvas.unit
    wood = profile(canvas, y=height * 0.585, rise=canvas.tall * 0.012)
    drawn = [
        sky(canvas, horizon=0.55),
        mountains(canvas, base=0.58, height=0.3, depth=0.74, snow=0.32, wide=0.64),
        haze_band(canvas, height * 0.58, canvas.tall * 0.08),
        treeline(canvas, wood, depth=0.5, size=unit * 0.06, firs=True),
        hill(canvas, wood, colour=green(canvas, 0.46)),
        surface(canvas, top=0.605, calm=True),
        mirror(canvas, y=height * 0.605, tall=canvas.tall * 0.1, colour=green(canvas, 0.5)),
        _point(canvas, 0.66),
    ]
    bank = profile(canvas, y=height * 0.84, rise=canvas.tall * 0.012, length=1.0)
    drawn += [_reeds(canvas, bank), hill(canvas, bank, colour=green(canvas, 0.03)),
              turf.meadow_floor(canvas, top=0.875, bloom=0.9)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.88, 0.96), water=(0.69, 0.8))


def _point(canvas: Canvas, y: float) -> str:
    """A wooded tongue of land at one side of the water."""
    rng, unit = canvas.rng, canvas.unit
    side = rng.choice((-1, 1))
    edge = canvas.width / 2 + side * canvas.width / 2
    reach = min(canvas.width * 0.34, unit * 0.42)
    low = canvas.height * y
    points = [(edge + side * 4, low - unit * 0.05),
              (edge - side * reach * 0.4, low - unit * 0.045),
              (edge - side * reach * 0.8, low - unit * 0.02), (edge - side * reach, low),
              (edge - side * reach * 0.5, low + unit * 0.012),
              (edge + side * 4, low + unit * 0.016)]  # fmt: skip
    trees = []
    for _ in range(6):
        share = rng.uniform(0.0, 0.72)
        tree = fir if rng.random() < 0.6 else broadleaf
        trees.append(tree(canvas, edge - side * reach * share, low - unit * 0.03 * (1 - share),
                          unit * rng.uniform(0.12, 0.2) * (1.1 - 0.5 * share), 0.28))  # fmt: skip
    shade = path(poly([(x, low + (low - py) * 0.35 + unit * 0.022) for x, py in points]),
                 fill=mix(canvas.light.water[1], green(canvas, 0.3), 0.5),
                 fill_opacity=0.5)  # fmt: skip
    return group(shade, *trees, path(poly(points), fill=green(canvas, 0.26)))


def _reeds(canvas: Canvas, line: list[Spot]) -> str:
    rng, unit = canvas.rng, canvas.unit
    blades, heads = ["", ""], ""
    for index in range(canvas.count(44)):
        side = rng.random() ** 1.7 * 0.3
        x = canvas.width * (side if index % 2 else 1 - side)
        y = height_at(line, x) + unit * 0.02
        tall = unit * rng.uniform(0.06, 0.15)
        turn = -math.pi / 2 + rng.uniform(-0.2, 0.2)
        blades[index % 2] += leaf(x, y, reach=tall, turn=turn, width=0.05)
        if index % 5 == 0:
            px, py = x + math.cos(turn) * tall * 0.9, y + math.sin(turn) * tall
            heads += f"M{at(px, py)}v{n(-unit * 0.026)}"
    dry = canvas.nature.is_snowy or canvas.season == "autumn"
    tones = ("#b9a067", "#a08a58") if dry else ("#4f9150", "#6fb05c")
    return group(
        *(path(d, fill=canvas.tone(tone, 0.06)) for d, tone in zip(blades, tones, strict=True)),
        path(
            heads, stroke=canvas.tone("#7a5238"), stroke_width=unit * 0.011, stroke_linecap="round"
        ),
    )


def river(canvas: Canvas) -> Plan:
    """A river that winds from misty hills to the foreground."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    drawn = [sky(canvas, horizon=0.54),
             humps(canvas, base=0.56, height=0.24, depth=0.8, colour="#6c94a0"),
             haze_band(canvas, height * 0.56, canvas.tall * 0.1, opacity=0.6),
             humps(canvas, base=0.58, height=0.14, depth=0.58, colour="#5d9280"),
             haze_band(canvas, height * 0.58, canvas.tall * 0.06, opacity=0.5)]  # fmt: skip
    far = profile(canvas, y=height * 0.575, rise=canvas.tall * 0.008)
    drawn += [treeline(canvas, far, depth=0.5, size=unit * 0.05),
              hill(canvas, far, colour=green(canvas, 0.42)),
              _stream(canvas, rng.choice((-1, 1)))]  # fmt: skip
    bank = profile(canvas, y=height * 0.845, rise=canvas.tall * 0.012, length=1.0)
    drawn += [_reeds(canvas, bank), hill(canvas, bank, colour=green(canvas, 0.02)),
              turf.meadow_floor(canvas, top=0.88, bloom=0.9)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.885, 0.965), water=(0.7, 0.8))


def _stream(canvas: Canvas, side: int) -> str:
    """Winding water over the meadow, with trees and bushes on its banks."""
    height, width, unit, light = canvas.height, canvas.width, canvas.unit, canvas.light
    left, right = [], []
    for index in range(29):
        share = index / 28
        near = share**1.5
        y = height * (0.582 + 0.3 * near)
        x = width * 0.5 + side * unit * 0.2 * math.sin(share * 6.6) * (1 - share * 0.72)
        half = unit * 0.012 + (width * 0.72) * near**1.35
        left.append((x - half, y))
        right.append((x + half, y))
    outer = [(x - unit * 0.012 - (width / 2 - x) * 0.02, y) for x, y in left]
    inner = [(x + unit * 0.012, y) for x, y in reversed(right)]
    rim = f"{smooth(outer)}L{smooth(inner)[1:]}Z"
    sand = canvas.tone("#f4f8fc" if canvas.nature.is_snowy else "#d8c48f", 0.2)
    stops = [(0.0, mix(light.water[0], light.haze, 0.3)), (0.4, light.water[0]),
             (1.0, light.water[1])]  # fmt: skip
    drawn = [path(rim, fill=sand), ribbon(left, right, stops)]
    lines = ""
    for _ in range(canvas.count(26)):
        share = canvas.rng.random() ** 0.8
        index = min(int(share * 28), 27)
        half = (right[index][0] - left[index][0]) / 2
        wide = half * canvas.rng.uniform(0.08, 0.25)
        x = left[index][0] + half * canvas.rng.uniform(0.3, 1.5)
        y = left[index][1] + unit * 0.01 * canvas.rng.random()
        lines += f"M{at(x, y)}h{n(min(wide, unit * 0.12))}"
    drawn.append(path(lines, stroke="#ffffff", stroke_width=unit * 0.003, stroke_opacity=0.5,
                      stroke_linecap="round"))  # fmt: skip
    if canvas.weather in ("rain", "storm"):
        drawn.append(turf.puddles(canvas, top=0.74, number=3))
    for index, grow in ((6, bush), (10, broadleaf), (14, bush), (16, broadleaf)):
        for rim_side, line in ((-1, left), (1, right)):
            x, y = line[index]
            share = (index / 28) ** 1.5
            size = unit * (0.1 + 0.34 * share) * (1.6 if grow is broadleaf else 0.6)
            x += rim_side * (unit * 0.03 + size * (0.2 + canvas.rng.random() * 0.5))
            if -size < x < width + size:
                drawn.append(grow(canvas, x, y + unit * 0.01, size, 0.42 * (1 - share)))
    return group(*drawn)
