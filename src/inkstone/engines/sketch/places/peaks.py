"""High country: mountains and a volcano.

It does not know who climbs there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.ground import (
    green,
    height_at,
    hill,
    mountains,
    profile,
    treeline,
)
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    dot,
    n,
    oval,
    poly,
    smooth,
)
from inkstone.engines.sketch.places.trees import fir
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def mountain(canvas: Canvas) -> Plan:
    """Snow-capped ranges behind woods of fir and an alpine meadow."""
    height, unit = canvas.height, canvas.unit
    near = profile(canvas, y=height * 0.75, rise=canvas.tall * 0.018, length=0.9)
    wood = profile(canvas, y=height * 0.655, rise=canvas.tall * 0.02)
    drawn = [
        sky(canvas, horizon=0.6),
        mountains(canvas, base=0.62, height=0.36, depth=0.84, snow=0.4, wide=0.62),
        haze_band(canvas, height * 0.62, canvas.tall * 0.1),
        mountains(canvas, base=0.67, height=0.42, depth=0.5, snow=0.34, wide=0.86),
        haze_band(canvas, height * 0.67, canvas.tall * 0.12),
        treeline(canvas, wood, depth=0.42, size=unit * 0.07, firs=True),
        hill(canvas, wood, colour=green(canvas, 0.36)),
        _wood(canvas, near, number=9, size=0.17, depth=0.2),
        hill(canvas, near, colour=green(canvas, 0.12)),
        _side_firs(canvas, 0.83),
        rocks(canvas, top=0.78, number=5),
        turf.meadow_floor(canvas, top=0.83, bloom=1.0),
    ]
    return Plan(svg=group(*drawn), ground=(0.82, 0.94))


def _wood(canvas: Canvas, line: list[Spot], *, number: int, size: float, depth: float) -> str:
    """Firs along a line that leave the middle free."""
    rng, trees = canvas.rng, []
    for index in range(canvas.count(number)):
        x = canvas.width * (0.36 * rng.random() ** 1.2)
        x = x if index % 2 else canvas.width - x
        trees.append((rng.uniform(0.7, 1.2), x))
    return group(*(fir(canvas, x, height_at(line, x) + canvas.unit * 0.012,
                       canvas.unit * size * tall, depth) for tall,
                   x in sorted(trees)))  # fmt: skip


def _side_firs(canvas: Canvas, low: float) -> str:
    """A few large firs at one side, which frame the view."""
    rng, unit = canvas.rng, canvas.unit
    side = rng.choice((-1, 1))
    drawn = []
    for share, size in ((0.47, 0.42), (0.36, 0.3)):
        x = canvas.width / 2 + side * share * canvas.width
        drawn.append(fir(canvas, x, canvas.height * (low + 0.02 * rng.random()),
                         unit * size * rng.uniform(0.9, 1.15), 0.06))  # fmt: skip
    x = canvas.width / 2 - side * canvas.width * 0.47
    drawn.append(fir(canvas, x, canvas.height * low, unit * 0.26, 0.08))
    return group(*drawn)


def rocks(canvas: Canvas, *, top: float, number: int, colour: str = "#9b9a98") -> str:
    """Stones at both sides of the near ground."""
    rng, spots = canvas.rng, []
    for index in range(canvas.count(number)):
        x = 0.34 * rng.random()
        spots.append((rng.random(), x if index % 2 else 1 - x))
    return group(*(turf.stones(canvas, canvas.width * x,
                               canvas.height * (top + (0.97 - top) * share),
                               canvas.unit * (0.04 + 0.05 * share), 0.1 * (1 - share),
                               colour) for share, x in sorted(spots)))  # fmt: skip


def volcano(canvas: Canvas) -> Plan:
    """A smoking cone with streams of lava, and cracked dark ground."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    x = canvas.width / 2 + unit * rng.uniform(-0.12, 0.12)
    base, tall = height * 0.68, canvas.tall * 0.42
    drawn = [sky(canvas, horizon=0.62), _plume(canvas, x, base - tall),
             mountains(canvas, base=0.66, height=0.16, depth=0.66, colour="#7a5f63", wide=0.55),
             glow(canvas, x, base - tall, unit * 0.17, "#ff9a4a", 0.75),
             _cone(canvas, x, base, tall),
             haze_band(canvas, base, canvas.tall * 0.08, opacity=0.35)]  # fmt: skip
    for y, depth in ((0.66, 0.34), (0.74, 0.14)):
        line = profile(canvas, y=height * y, rise=canvas.tall * 0.014, length=0.5)
        drawn.append(hill(canvas, line, colour=canvas.tone("#5a4a4d", depth), shine=0.1))
    drawn += [_cracks(canvas), rocks(canvas, top=0.76, number=8, colour="#5b4d52")]
    return Plan(svg=group(*drawn), ground=(0.83, 0.95))


def _plume(canvas: Canvas, x: float, y: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    drawn = []
    drift = rng.choice((-1, 1))
    for index in range(9):
        share = 1 - index / 9
        px = x + drift * unit * 0.26 * share**1.6
        py = y - canvas.tall * 0.32 * share
        tone = mix(canvas.tone("#8b7f86", 0.3), "#ff9a5c", 0.34 * (1 - share))
        d = "".join(dot(px + unit * rng.uniform(-0.05, 0.05) * (0.4 + share),
                        py + unit * rng.uniform(-0.03, 0.03),
                        unit * (0.035 + 0.06 * share)) for _ in range(4))  # fmt: skip
        drawn.append(path(d, fill=tone))
    return group(*drawn)


def _cone(canvas: Canvas, x: float, base: float, tall: float) -> str:
    unit, rng = canvas.unit, canvas.rng
    mouth, foot = unit * 0.085, unit * 0.46
    top = base - tall
    left = [(x - mouth, top), (x - mouth * 1.6, top + tall * 0.22),
            (x - foot * 0.52, top + tall * 0.62), (x - foot, base + 3)]  # fmt: skip
    right = [(x + mouth, top), (x + mouth * 1.7, top + tall * 0.22),
             (x + foot * 0.52, top + tall * 0.6), (x + foot, base + 3)]  # fmt: skip
    rock = canvas.tone("#6d5558", 0.24)
    drawn = [path(poly([*reversed(left), (x - mouth * 0.4, top + unit * 0.016),
                        (x + mouth * 0.3, top + unit * 0.01), *right]), fill=rock),
             path(poly([(x + mouth * 0.2, top + unit * 0.01), *right, (x + foot * 0.3, base + 3),
                        (x + mouth * 0.9, top + tall * 0.5)]), fill="#1c2148",
                  fill_opacity=0.16),
             path(oval(x, top + unit * 0.006, mouth * 0.92, unit * 0.014),
                  fill="#ffd36b")]  # fmt: skip
    for side, reach in ((-0.5, 0.72), (0.15, 0.95), (0.62, 0.55)):
        line = [(x + mouth * side, top + unit * 0.006)]
        for index in range(1, 6):
            share = index / 5 * reach
            line.append((x + mouth * side * (1 + share * 3.4) + unit * rng.uniform(-0.014,
                                                                                   0.014),
                         top + tall * share))  # fmt: skip
        for colour, wide in (("#e2452f", 0.026), ("#ff8a3c", 0.015), ("#ffd36b", 0.006)):
            drawn.append(path(smooth(line), stroke=colour, stroke_width=unit * wide, fill="none",
                              stroke_linecap="round"))  # fmt: skip
    return group(*drawn)


def _cracks(canvas: Canvas) -> str:
    """Glowing cracks in the near ground."""
    rng, unit = canvas.rng, canvas.unit
    d = ""
    for _ in range(canvas.count(7)):
        x, y = rng.random() * canvas.width, canvas.height * rng.uniform(0.76, 0.98)
        d += f"M{at(x, y)}"
        for _ in range(4):
            d += f"l{n(unit * rng.uniform(0.02, 0.05))} {n(unit * rng.uniform(-0.012, 0.014))}"
    return group(
        path(d, stroke="#d8422e", stroke_width=unit * 0.009, fill="none", stroke_linejoin="round"),
        path(d, stroke="#ffb24d", stroke_width=unit * 0.0035, fill="none"),
    )
