"""Under the sea: reefs, weed and the light from above.

It does not know what swims there.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    blob,
    bow,
    dot,
    filled,
    n,
    oval,
    poly,
    ragged,
)
from inkstone.engines.sketch.places.turf import stones
from inkstone.engines.sketch.places.wash import folds, wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_CORALS = ("#ff8571", "#f6ae5e", "#ee78ab", "#b884dd", "#ffd166")
_WATER = {
    "day": ("#7fe0e6", "#2fa3d0", "#135a9c"),
    "dawn": ("#a9dfe0", "#4a9fc6", "#275a94"),
    "sunset": ("#e9a58f", "#6a6fb0", "#2c2f70"),
    "night": ("#2a6aa0", "#143f7c", "#081d4a"),
}


def underwater(canvas: Canvas) -> Plan:
    """Light from above, reefs with corals and weed, sand with shells."""
    height, unit = canvas.height, canvas.unit
    top, middle, deep = _WATER[canvas.time]
    if canvas.weather in ("storm", "rain", "cloudy", "fog"):
        top, middle = mix(top, "#5d8296", 0.4), mix(middle, "#3c6580", 0.35)
    drawn = [wash(canvas, top=-1, low=height + 1, stops=[(0, top), (0.42, middle), (1, deep)]),
             _surface_light(canvas, top), _beams(canvas)]  # fmt: skip
    for y, depth, number in ((0.7, 0.62, 3), (0.78, 0.36, 3)):
        tone = mix("#3f7f9a", middle, depth)
        line = profile(canvas, y=height * y, rise=canvas.tall * 0.035, length=0.6)
        drawn += [
            _reef(canvas, line, number, depth, middle),
            path(filled(line, height + 2), fill=tone),
        ]
    sand_line = profile(canvas, y=height * 0.865, rise=canvas.tall * 0.014, length=0.9)
    sand = mix("#f1dca6", deep, 0.5 if canvas.light.is_dark else 0.14)
    drawn += [_weeds(canvas, height * 0.89, middle),
              folds(canvas, sand_line, bottom=height + 2, reach=unit * 0.2,
                    stops=[(0, mix(sand, "#ffffff", 0.25)), (0.4, sand),
                           (1, mix(sand, deep, 0.3))]),
              _sand_marks(canvas, sand, deep)]  # fmt: skip
    for side in (-1, 1):
        drawn.append(_garden(canvas, side, deep))
    drawn.append(_bubbles(canvas))
    return Plan(svg=group(*drawn), ground=(0.9, 0.97), water=(0.2, 0.84), air=(0.12, 0.66),
                is_dark=True)  # fmt: skip


def _surface_light(canvas: Canvas, top: str) -> str:
    """The moving net of light right under the surface."""
    rng, unit = canvas.rng, canvas.unit
    d = ""
    for _ in range(canvas.count(18)):
        x, y = rng.random() * canvas.width, canvas.tall * 0.11 * rng.random() ** 1.5
        wide = unit * rng.uniform(0.05, 0.15)
        d += oval(x, y, wide, wide * 0.1)
    return path(d, fill=mix(top, "#ffffff", 0.6), fill_opacity=0.5)


def _beams(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    drawn = []
    low = canvas.height * 0.86
    for strength in (0.07, 0.09):
        d = ""
        for _ in range(canvas.count(3)):
            x, wide = canvas.width * rng.random(), unit * rng.uniform(0.04, 0.1)
            run = unit * rng.uniform(0.08, 0.2)
            d += poly([(x, -4), (x + wide, -4), (x + run + wide * 2.4, low), (x + run, low)])
        drawn.append(path(d, fill="#ffffff", fill_opacity=strength))
    return group(*drawn)


def _reef(canvas: Canvas, line: list[Spot], number: int, depth: float, water: str) -> str:
    """Rocks with branching corals, as far as the water lets one see."""
    rng, unit, drawn = canvas.rng, canvas.unit, []
    for index in range(canvas.count(number * 2)):
        share = rng.random() * 0.42
        x, y = line[min(int((share if index % 2 else 1 - share) * len(line)), len(line) - 1)]
        size = unit * rng.uniform(0.1, 0.2) * (1.2 - depth * 0.5)
        if index % 3 == 2:
            ring = ragged(rng, x, y - size * 0.2, size * 0.8, size * 0.8, 8)
            drawn.append(path(blob(ring), fill=mix("#4f6f8c", water, depth)))
        else:
            drawn.append(
                _coral(
                    canvas, x, y + size * 0.1, size, mix(rng.choice(_CORALS), water, depth + 0.08)
                )
            )
    return group(*drawn)


def _coral(canvas: Canvas, x: float, y: float, size: float, tone: str) -> str:
    """A coral that forks."""
    rng = canvas.rng
    levels = ["", "", ""]

    def grow(px: float, py: float, turn: float, reach: float, level: int) -> None:
        ex, ey = px + math.cos(turn) * reach, py + math.sin(turn) * reach
        levels[level] += f"M{at(px, py)}L{at(ex, ey)}"
        if level < 2:
            for spread in (-0.5, 0.45) if level else (-0.7, 0.0, 0.7):
                grow(ex, ey, turn + spread + rng.uniform(-0.15, 0.15),
                     reach * rng.uniform(0.62, 0.85), level + 1)  # fmt: skip

    grow(x, y, -math.pi / 2, size * 0.4, 0)
    return group(*(path(d, stroke=tone, stroke_width=size * wide, fill="none",
                        stroke_linecap="round") for d,
                   wide in zip(levels, (0.14, 0.11, 0.085), strict=True)))  # fmt: skip


def _weeds(canvas: Canvas, y: float, water: str) -> str:
    rng, unit = canvas.rng, canvas.unit
    strands = {"#2f9e72": "", "#58b86a": "", "#8aa84e": ""}
    for index in range(canvas.count(12)):
        share = rng.random() * 0.36
        x = canvas.width * (share if index % 2 else 1 - share)
        tall = unit * rng.uniform(0.14, 0.34)
        sway = unit * rng.uniform(0.02, 0.04) * rng.choice((-1, 1))
        d = f"M{at(x, y)}q{n(sway)} {n(-tall * 0.25)} 0 {n(-tall * 0.5)}"
        d += f"q{n(-sway)} {n(-tall * 0.25)} {n(sway * 0.4)} {n(-tall * 0.5)}"
        strands[list(strands)[index % 3]] += d
    return group(*(path(d, stroke=mix(tone, water, 0.2), stroke_width=unit * 0.016, fill="none",
                        stroke_linecap="round") for tone, d in strands.items() if d))  # fmt: skip


def _sand_marks(canvas: Canvas, sand: str, deep: str) -> str:
    rng, unit = canvas.rng, canvas.unit
    ripples = shells = ""
    for _ in range(canvas.count(14)):
        x, y = rng.random() * canvas.width, canvas.height * rng.uniform(0.91, 0.99)
        wide = unit * rng.uniform(0.05, 0.11)
        ripples += (
            f"M{at(x, y)}q{n(wide * 0.25)} {n(-unit * 0.008)} {n(wide * 0.5)} 0t{n(wide * 0.5)} 0"
        )
        shells += dot(
            rng.random() * canvas.width, canvas.height * rng.uniform(0.9, 1.0), unit * 0.003
        )
    return group(path(ripples, stroke=mix(sand, deep, 0.22), stroke_width=unit * 0.003,
                      fill="none", stroke_linecap="round"),
                 path(shells, fill=mix(sand, "#ffffff", 0.5)))  # fmt: skip


def _garden(canvas: Canvas, side: int, deep: str) -> str:
    """Near rocks, corals and anemones in a lower corner."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    edge = canvas.width / 2 + side * canvas.width / 2
    dim = 0.4 if canvas.light.is_dark else 0.04
    drawn = []
    for reach, y, size in ((0.02, 0.93, 0.2), (0.12, 0.96, 0.13)):
        x = edge - side * unit * reach
        drawn.append(
            _coral(canvas, x, height * y, unit * size * 1.15, mix(rng.choice(_CORALS), deep, dim))
        )
        drawn.append(stones(canvas, x + side * unit * 0.03, height * (y + 0.02),
                            unit * size * 0.9, 0.0, mix("#6f7f96", deep, dim)))  # fmt: skip
    x, y = edge - side * unit * 0.19, height * 0.975
    tone = mix(rng.choice(_CORALS), deep, dim)
    fans = "".join(
        bow((x, y), (x + unit * 0.02 * k, y - unit * 0.04), (x + unit * 0.018 * k, y - unit * 0.06))
        for k in range(-3, 4)
    )
    drawn.append(
        path(fans, stroke=tone, stroke_width=unit * 0.012, fill="none", stroke_linecap="round")
    )
    return group(*drawn)


def _bubbles(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    rings = shine = ""
    for _ in range(canvas.count(4)):
        x, y = rng.random() * canvas.width, canvas.height * rng.uniform(0.5, 0.85)
        for index in range(6):
            r = unit * rng.uniform(0.004, 0.011)
            px, py = x + unit * rng.uniform(-0.02, 0.02), y - unit * 0.055 * index
            rings += dot(px, py, r)
            shine += dot(px - r * 0.35, py - r * 0.35, r * 0.25)
    return group(path(rings, fill="#ffffff", fill_opacity=0.22, stroke="#ffffff",
                      stroke_width=unit * 0.0016, stroke_opacity=0.6),
                 path(shine, fill="#ffffff", fill_opacity=0.8))  # fmt: skip
