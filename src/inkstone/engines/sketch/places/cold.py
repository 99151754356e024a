"""Cold country: snow fields and polar ice.

It does not know who lives there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import (
    green,
    height_at,
    hill,
    mountains,
    profile,
    treeline,
)
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import aurora, haze_band, sky
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    bow,
    n,
    poly,
)
from inkstone.engines.sketch.places.trees import bare, fir
from inkstone.engines.sketch.places.water import surface
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def snow(canvas: Canvas) -> Plan:
    """White hills with firs, blue shadows and far peaks."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    far = profile(canvas, y=height * 0.6, rise=canvas.tall * 0.02)
    drawn = [sky(canvas, horizon=0.58),
             mountains(canvas, base=0.62, height=0.26, depth=0.8, snow=0.62, wide=0.6),
             haze_band(canvas, height * 0.62, canvas.tall * 0.08),
             treeline(canvas, far, depth=0.62, size=unit * 0.055, firs=True),
             hill(canvas, far, colour=green(canvas, 0.6))]  # fmt: skip
    for y, depth, size, number in ((0.655, 0.36, 0.16, 7), (0.74, 0.14, 0.3, 4)):
        line = profile(canvas, y=height * y, rise=canvas.tall * 0.018, length=0.9)
        drawn += [_edge_trees(canvas, line, size=size, depth=depth, number=number),
                  hill(canvas, line, colour=green(canvas, depth), shine=0.4)]  # fmt: skip
    x = canvas.width / 2 + rng.choice((-1, 1)) * canvas.width * 0.46
    drawn += [bare(canvas, x, height * 0.83, unit * 0.5, 0.04),
              turf.fence(canvas, y=height * 0.79, size=unit * 0.065, depth=0.1),
              turf.meadow_floor(canvas, top=0.8)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.82, 0.94))


def _edge_trees(canvas: Canvas, line: list[Spot], *, size: float, depth: float, number: int) -> str:
    """Firs along a line, mostly towards both ends."""
    rng, trees = canvas.rng, []
    for index in range(canvas.count(number)):
        share = 0.36 * rng.random() ** 1.2
        x = canvas.width * (share if index % 2 else 1 - share)
        trees.append((rng.uniform(0.7, 1.15), x))
    return group(*(fir(canvas, x, height_at(line, x) + canvas.unit * 0.014,
                       canvas.unit * size * tall, depth) for tall,
                   x in sorted(trees)))  # fmt: skip


def ice(canvas: Canvas) -> Plan:
    """A frozen shore before a sea with icebergs; at night under curtains of light."""
    height, unit = canvas.height, canvas.unit
    drawn = [sky(canvas, horizon=0.54)]
    if canvas.light.is_dark and canvas.weather in ("clear", "wind"):
        drawn.append(aurora(canvas, horizon=0.56))
    drawn += [mountains(canvas, base=0.565, height=0.13, depth=0.82, snow=0.8, wide=0.7,
                        colour="#8fb0cc"), haze_band(canvas, height * 0.565, canvas.tall * 0.05),
              surface(canvas, top=0.56, low=0.86), _bergs(canvas),
              _shelf(canvas, height * 0.785)]  # fmt: skip
    for side in (-1, 1):
        x = canvas.width / 2 + side * canvas.width * 0.46
        drawn.append(_block(canvas, x, height * 0.83, unit * canvas.rng.uniform(0.14, 0.22), 0.05))
    return Plan(svg=group(*drawn), ground=(0.83, 0.95), water=(0.66, 0.75))


def _bergs(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    spots = []
    for index in range(canvas.count(4)):
        side = rng.uniform(0.02, 0.4)
        spots.append((rng.uniform(0.6, 0.69), side if index % 2 else 1 - side))
    return group(*(_block(canvas, canvas.width * x, canvas.height * y,
                          unit * (0.1 + 1.6 * (y - 0.58)) * rng.uniform(0.8, 1.2),
                          0.62 - (y - 0.6) * 4, floats=True) for y,
                   x in sorted(spots)))  # fmt: skip


def _block(
    canvas: Canvas, x: float, y: float, size: float, depth: float, *, floats: bool = False
) -> str:
    """Broken ice with a lit and a shaded face."""
    rng = canvas.rng
    top = [(x - size * 0.3, y - size * rng.uniform(0.5, 0.7)),
           (x - size * 0.05, y - size * rng.uniform(0.8, 1.0)),
           (x + size * 0.2, y - size * rng.uniform(0.62, 0.85)),
           (x + size * 0.42, y - size * rng.uniform(0.3, 0.5))]  # fmt: skip
    white, blue = canvas.tone("#f8fcff", depth), canvas.tone("#a9d2ea", depth)
    deep = canvas.tone("#7fb8da", depth)
    edge = (x + size * 0.06, y)
    drawn = []
    if floats:
        mirror = poly([(x - size * 0.56, y), (x + size * 0.62, y),
                       (x + size * 0.3, y + size * 0.18),
                       (x - size * 0.2, y + size * 0.22)])  # fmt: skip
        drawn.append(path(mirror, fill=white, fill_opacity=0.22))
    drawn += [path(poly([(x - size * 0.56, y), (x - size * 0.46, y - size * 0.22), *top,
                         (x + size * 0.62, y)]), fill=white),
              path(poly([edge, (x - size * 0.02, y - size * 0.4), top[1], top[2], top[3],
                         (x + size * 0.62, y)]), fill=blue),
              path(poly([(x + size * 0.3, y), (x + size * 0.22, y - size * 0.32), top[2], top[3],
                         (x + size * 0.62, y)]), fill=deep)]  # fmt: skip
    return group(*drawn)


def _shelf(canvas: Canvas, y: float) -> str:
    """The edge of the near ice: a broken rim with a blue side, cracks and drifts."""
    rng, unit = canvas.rng, canvas.unit
    points: list[Spot] = []
    x = -unit * 0.05
    while x < canvas.width + unit * 0.15:
        points.append((x, y + unit * rng.uniform(-0.014, 0.014)))
        x += unit * rng.uniform(0.06, 0.16)
    low = canvas.height + 2
    white = canvas.tone("#f4f9fd")
    side = canvas.tone("#8cc3e0", 0.05)

    def below(drop: float) -> str:
        rim = [(px, py + drop) for px, py in points]
        return poly([(points[0][0], low), *rim, (points[-1][0], low)])

    cracks = ""
    for _ in range(canvas.count(7)):
        cx, cy = rng.random() * canvas.width, canvas.height * rng.uniform(0.85, 0.98)
        cracks += f"M{at(cx, cy)}"
        for _ in range(4):
            cracks += f"l{n(unit * rng.uniform(0.02, 0.06))} {n(unit * rng.uniform(-0.014, 0.014))}"
    return group(path(below(-unit * 0.008), fill="#ffffff", fill_opacity=0.5),
                 path(below(0.0), fill=white), path(below(unit * 0.012), fill=side),
                 path(below(unit * 0.034), fill=mix(side, "#2f6f9f", 0.2)),
                 path(below(unit * 0.04), fill=mix(white, side, 0.25)),
                 path(below(unit * 0.06), fill=white),
                 turf.drifts(canvas, top=y / canvas.height + 0.06),
                 path(cracks, stroke=mix(side, white, 0.4), stroke_width=unit * 0.003,
                      fill="none", stroke_linejoin="round"))  # fmt: skip


def icicles(canvas: Canvas, y: float, *, number: int, size: float, colour: str) -> str:
    """Spikes of ice or stone that hang from a height in pixels."""
    d = ""
    for _ in range(canvas.count(number)):
        x = canvas.rng.random() * canvas.width
        middle = abs(x / canvas.width - 0.5) * 2
        tall = canvas.unit * size * canvas.rng.uniform(0.4, 1.0) * (0.5 + 0.6 * middle)
        half = tall * canvas.rng.uniform(0.14, 0.24)
        bend = half * math.sin(x)
        d += bow((x - half, y), (x - half * 0.2, y + tall * 0.4), (x + bend * 0.3, y + tall))
        d += f"Q{at(x + half * 0.3, y + tall * 0.4)} {at(x + half, y)}Z"
    return path(d, fill=colour)
