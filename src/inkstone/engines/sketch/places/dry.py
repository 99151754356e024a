"""Dry country: desert, oasis and savanna.

It does not know who crosses it.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import hill, mountains, profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.strokes import (
    at,
    leaf,
    n,
    oval,
)
from inkstone.engines.sketch.places.trees import acacia, bush, palm
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_SAND = "#ecc27a"


def _dune(canvas: Canvas, y: float, depth: float, *, colour: str = _SAND) -> str:
    """A dune with a sharp crest: one side lit, the other in the shade."""
    rng, unit = canvas.rng, canvas.unit
    white = canvas.nature.is_snowy
    tone = canvas.tone("#f1f5fa" if white else colour, depth)
    drawn = []
    x = -unit * rng.uniform(0.1, 0.6)
    base = profile(canvas, y=y, rise=canvas.tall * 0.008, length=1.2)
    drawn.append(hill(canvas, base, colour=tone, shine=0.3))
    while x < canvas.width:
        wide = unit * rng.uniform(0.7, 1.15)
        tall = canvas.tall * rng.uniform(0.05, 0.095) * (1.15 - depth * 0.5)
        top = (x + wide * rng.uniform(0.42, 0.62), y - tall)
        foot = y + canvas.tall * 0.1
        right = x + wide
        lit = f"M{at(x, y + tall * 0.5)}Q{at(x + (top[0] - x) * 0.6, y - tall * 0.2)} {at(*top)}"
        lit += f"Q{at(top[0] + wide * 0.14, y - tall * 0.2)} {at(right, y + tall * 0.5)}"
        lit += f"Q{at(top[0], foot)} {at(x, y + tall * 0.5)}Z"
        dark = f"M{at(*top)}Q{at(top[0] + wide * 0.14, y - tall * 0.2)} {at(right, y + tall * 0.5)}"
        dark += f"Q{at(top[0] + wide * 0.14, y + tall * 0.62)} "
        dark += at(top[0] - wide * 0.05, y + tall * 0.34)
        dark += f"Q{at(top[0] + wide * 0.035, y - tall * 0.3)} {at(*top)}Z"
        bright = mix(tone, "#fff4d4" if not canvas.light.is_dark else "#8fa8e0", 0.3)
        drawn += [path(lit, fill=mix(bright, tone, 0.4)),
                  path(dark, fill=canvas.shade(tone, 0.2))]  # fmt: skip
        x += wide * rng.uniform(0.75, 1.1)
    return group(*drawn)


def desert(canvas: Canvas) -> Plan:
    """Dunes behind dunes, ripples in the near sand, a few far rocks."""
    height = canvas.height
    drawn = [sky(canvas, horizon=0.6)]
    if canvas.rng.random() < 0.6:
        drawn.append(
            mountains(canvas, base=0.6, height=0.1, depth=0.78, colour="#b98768", wide=0.6)
        )
    for y, depth in ((0.6, 0.66), (0.655, 0.42), (0.72, 0.2)):
        drawn += [_dune(canvas, height * y, depth),
                  haze_band(canvas, height * (y + 0.03), canvas.tall * 0.04,
                            opacity=0.16)]  # fmt: skip
    near = profile(canvas, y=height * 0.785, rise=canvas.tall * 0.012, length=1.3)
    drawn += [hill(canvas, near,
                   colour=canvas.tone("#f1f5fa" if canvas.nature.is_snowy else _SAND),
                   shine=0.34), _ripples(canvas, 0.82), _dry_tufts(canvas)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.82, 0.95))


def _ripples(canvas: Canvas, top: float) -> str:
    """What the wind writes in sand."""
    rng, unit = canvas.rng, canvas.unit
    d = ""
    for _ in range(canvas.count(26)):
        share = rng.random()
        x, y = rng.random() * canvas.width, canvas.height * (top + (1 - top) * share)
        wide = unit * rng.uniform(0.06, 0.16) * (0.6 + share)
        d += f"M{at(x, y)}q{n(wide * 0.25)} {n(-unit * 0.012)} {n(wide * 0.5)} 0t{n(wide * 0.5)} 0"
    return path(d, stroke=canvas.tone("#c9914e", 0.0), stroke_width=unit * 0.003, fill="none",
                stroke_opacity=0.55, stroke_linecap="round")  # fmt: skip


def _dry_tufts(canvas: Canvas, number: int = 6) -> str:
    rng, unit = canvas.rng, canvas.unit
    d, stones = "", []
    for index in range(canvas.count(number)):
        share = 0.3 * rng.random()
        x = canvas.width * (share if index % 2 else 1 - share)
        y = canvas.height * rng.uniform(0.84, 0.98)
        for _ in range(6):
            d += leaf(x + unit * rng.uniform(-0.01, 0.01), y,
                      reach=unit * rng.uniform(0.03, 0.06),
                      turn=-math.pi / 2 + rng.uniform(-0.6, 0.6), width=0.06)  # fmt: skip
        if index % 2:
            stones.append(turf.stones(canvas, x + unit * 0.05, y + unit * 0.01, unit * 0.045,
                                      0.0, "#c59a6c"))  # fmt: skip
    return group(path(d, fill=canvas.tone("#a58a4a")), *stones)


def oasis(canvas: Canvas) -> Plan:
    """A pool among palms, dunes all around."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    drawn = [sky(canvas, horizon=0.6)]
    for y, depth in ((0.6, 0.62), (0.665, 0.36)):
        drawn.append(_dune(canvas, height * y, depth))
    near = profile(canvas, y=height * 0.715, rise=canvas.tall * 0.01, length=1.3)
    drawn.append(hill(canvas, near, colour=canvas.tone(_SAND, 0.1), shine=0.34))
    x, y, rx, ry = width / 2, height * 0.79, min(width * 0.36, unit * 0.62), canvas.tall * 0.052
    grass = canvas.tone("#86a94e", 0.08)
    light = canvas.light
    for reach, size in ((-0.92, 0.5), (-0.6, 0.36), (0.7, 0.42), (0.98, 0.56)):
        drawn.append(
            palm(canvas, x + rx * reach, y - ry * (1.1 - abs(reach) * 0.5), unit * size, 0.12)
        )
    drawn += [path(oval(x, y, rx * 1.2, ry * 1.5), fill=grass),
              path(oval(x, y, rx * 1.05, ry * 1.16), fill=canvas.tone("#cbb267", 0.05)),
              path(oval(x, y, rx, ry),
                   fill=canvas.down(light.water[0], light.water[1]))]  # fmt: skip
    lines = ""
    for index in range(8):
        wide = rx * canvas.rng.uniform(0.1, 0.3)
        start = x + rx * canvas.rng.uniform(-0.6, 0.4)
        lines += f"M{at(start, y + ry * (index / 4 - 0.9) * 0.8)}h{n(wide)}"
    drawn.append(path(lines, stroke="#ffffff", stroke_width=unit * 0.003, stroke_opacity=0.55,
                      stroke_linecap="round"))  # fmt: skip
    for reach in (-1.16, -0.98, 1.0, 1.2):
        drawn.append(bush(canvas, x + rx * reach, y + ry * 0.5, unit * 0.13, 0.05))
    drawn += [_ripples(canvas, 0.9), _dry_tufts(canvas, 4)]
    return Plan(svg=group(*drawn), ground=(0.87, 0.96), water=(0.77, 0.815))


def savanna(canvas: Canvas) -> Plan:
    """Golden grass to the horizon, flat-crowned trees, far blue hills."""
    height, unit, rng, width = canvas.height, canvas.unit, canvas.rng, canvas.width
    gold = "#f4f8fc" if canvas.nature.is_snowy else "#dcb65c"
    drawn = [sky(canvas, horizon=0.6),
             mountains(canvas, base=0.61, height=0.09, depth=0.84, wide=0.9),
             haze_band(canvas, height * 0.61, canvas.tall * 0.05)]  # fmt: skip
    for y, depth in ((0.6, 0.62), (0.665, 0.36), (0.76, 0.1)):
        line = profile(canvas, y=height * y, rise=canvas.tall * 0.007, length=1.1)
        if depth > 0.5:
            for _ in range(canvas.count(4)):
                drawn.append(acacia(canvas, rng.random() * width, height * (y + 0.005),
                                    unit * rng.uniform(0.07, 0.1), 0.56))  # fmt: skip
        drawn.append(hill(canvas, line, colour=canvas.tone(gold, depth), shine=0.3))
        drawn.append(_grass_rows(canvas, y + 0.02, y + 0.1, depth))
        if 0.3 < depth < 0.5:
            side = rng.choice((-1, 1))
            drawn += [acacia(canvas, width / 2 + side * width * 0.36, height * 0.76, unit * 0.46,
                             0.16),
                      acacia(canvas, width / 2 - side * width * 0.4, height * 0.7, unit * 0.24,
                             0.3)]  # fmt: skip
    drawn += [_grass_rows(canvas, 0.84, 1.03, 0.0), _dry_tufts(canvas, 8)]
    return Plan(svg=group(*drawn), ground=(0.81, 0.94))


def _grass_rows(canvas: Canvas, top: float, low: float, depth: float) -> str:
    """Bunches of dry grass between two heights."""
    rng, unit = canvas.rng, canvas.unit
    dark = light = ""
    for index in range(canvas.count(34)):
        share = rng.random()
        x, y = rng.random() * canvas.width, canvas.height * (top + (low - top) * share)
        size = unit * (0.012 + 0.026 * (1 - depth)) * rng.uniform(0.6, 1.1)
        bunch = "".join(
            leaf(x, y, reach=size * rng.uniform(0.7, 1.1), turn=-math.pi / 2 + lean, width=0.08)
            for lean in (-0.5, -0.2, 0.15, 0.45)
        )
        if index % 2:
            dark += bunch
        else:
            light += bunch
    return path(dark, fill=canvas.tone("#b68d3f", depth)) + path(
        light, fill=canvas.tone("#efd587", depth)
    )
