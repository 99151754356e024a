"""Below: under the sea, and in a cave.

It does not know what swims or hides there.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.cold import icicles
from inkstone.engines.sketch.places.ground import hill, profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.strokes import Spot, at, blob, box, dot, filled, n, oval, poly, smooth
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
        drawn += [_reef(canvas, line, number, depth, middle), path(filled(line, height + 2), fill=tone)]
    sand_line = profile(canvas, y=height * 0.865, rise=canvas.tall * 0.014, length=0.9)
    sand = mix("#f1dca6", deep, 0.5 if canvas.light.is_dark else 0.14)
    drawn += [_weeds(canvas, height * 0.89, middle),
              folds(canvas, sand_line, bottom=height + 2, reach=unit * 0.2,
                    stops=[(0, mix(sand, "#ffffff", 0.25)), (0.4, sand), (1, mix(sand, deep, 0.3))]),
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


def _reef(  # noqa: PLR0917
    canvas: Canvas, line: list[Spot], number: int, depth: float, water: str
) -> str:
    """Rocks with branching corals, as far as the water lets one see."""
    rng, unit, drawn = canvas.rng, canvas.unit, []
    for index in range(canvas.count(number * 2)):
        share = rng.random() * 0.42
        x, y = line[min(int((share if index % 2 else 1 - share) * len(line)), len(line) - 1)]
        size = unit * rng.uniform(0.1, 0.2) * (1.2 - depth * 0.5)
        if index % 3 == 2:
            ring = [(x + math.cos(k * 0.8) * size * rng.uniform(0.6, 0.9),
                     y - size * 0.2 + math.sin(k * 0.8) * size * rng.uniform(0.6, 0.9)) for k in range(8)]  # fmt: skip
            drawn.append(path(blob(ring), fill=mix("#4f6f8c", water, depth)))
        else:
            drawn.append(_coral(canvas, x, y + size * 0.1, size, mix(rng.choice(_CORALS), water, depth + 0.08)))
    return group(*drawn)


def _coral(canvas: Canvas, x: float, y: float, size: float, tone: str) -> str:  # noqa: PLR0917
    """A coral that forks."""
    rng = canvas.rng
    levels = ["", "", ""]

    def grow(px: float, py: float, turn: float, reach: float, level: int) -> None:
        ex, ey = px + math.cos(turn) * reach, py + math.sin(turn) * reach
        levels[level] += f"M{at(px, py)}L{at(ex, ey)}"
        if level < 2:
            for spread in (-0.5, 0.45) if level else (-0.7, 0.0, 0.7):
                grow(ex, ey, turn + spread + rng.uniform(-0.15, 0.15), reach * rng.uniform(0.62, 0.85),
                     level + 1)  # fmt: skip

    grow(x, y, -math.pi / 2, size * 0.4, 0)
    return group(
        *(path(d, stroke=tone, stroke_width=size * wide, fill="none", stroke_linecap="round")
          for d, wide in zip(levels, (0.14, 0.11, 0.085), strict=True))
    )  # fmt: skip


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
    return group(
        *(path(d, stroke=mix(tone, water, 0.2), stroke_width=unit * 0.016, fill="none",
               stroke_linecap="round") for tone, d in strands.items() if d)
    )  # fmt: skip


def _sand_marks(canvas: Canvas, sand: str, deep: str) -> str:
    rng, unit = canvas.rng, canvas.unit
    ripples = shells = ""
    for _ in range(canvas.count(14)):
        x, y = rng.random() * canvas.width, canvas.height * rng.uniform(0.91, 0.99)
        wide = unit * rng.uniform(0.05, 0.11)
        ripples += f"M{at(x, y)}q{n(wide * 0.25)} {n(-unit * 0.008)} {n(wide * 0.5)} 0t{n(wide * 0.5)} 0"
        shells += dot(rng.random() * canvas.width, canvas.height * rng.uniform(0.9, 1.0), unit * 0.003)
    return group(path(ripples, stroke=mix(sand, deep, 0.22), stroke_width=unit * 0.003, fill="none",
                      stroke_linecap="round"),
                 path(shells, fill=mix(sand, "#ffffff", 0.5)))  # fmt: skip


def _garden(canvas: Canvas, side: int, deep: str) -> str:
    """Near rocks, corals and anemones in a lower corner."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    edge = canvas.width / 2 + side * canvas.width / 2
    dim = 0.4 if canvas.light.is_dark else 0.04
    drawn = []
    for reach, y, size in ((0.02, 0.93, 0.2), (0.12, 0.96, 0.13)):
        x = edge - side * unit * reach
        drawn.append(_coral(canvas, x, height * y, unit * size * 1.15, mix(rng.choice(_CORALS), deep, dim)))
        drawn.append(stones(canvas, x + side * unit * 0.03, height * (y + 0.02), unit * size * 0.9, 0.0,
                            mix("#6f7f96", deep, dim)))  # fmt: skip
    x, y = edge - side * unit * 0.19, height * 0.975
    tone = mix(rng.choice(_CORALS), deep, dim)
    fans = "".join(
        f"M{at(x, y)}Q{at(x + unit * 0.02 * k, y - unit * 0.04)} {at(x + unit * 0.018 * k, y - unit * 0.06)}"
        for k in range(-3, 4)
    )
    drawn.append(path(fans, stroke=tone, stroke_width=unit * 0.012, fill="none", stroke_linecap="round"))
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


def cave(canvas: Canvas) -> Plan:
    """Rock all around, an opening with daylight, crystals that glow and a still pool."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    width = canvas.width
    rock = rng.choice(("#5b5672", "#5d6078", "#6a5a66"))
    x, y = width * rng.uniform(0.42, 0.58), height * 0.4
    light = canvas.light
    dark = mix(rock, "#12142c", 0.62)
    drawn = [wash(canvas, top=-1, low=height + 1, stops=[(0, mix(rock, "#12142c", 0.5)), (0.5, rock),
                                                         (1, dark)])]  # fmt: skip
    hole = _ring(canvas, x, y, unit * 0.19, unit * 0.21)
    around = box(x - unit * 0.34, y - unit * 0.34, unit * 0.68, unit * 0.68)
    halo = _ring(canvas, x, y, unit * 0.25, unit * 0.265)
    drawn += [wash(canvas, top=y - unit * 0.24, low=y + unit * 0.24, left=x - unit * 0.24,
                   right=x + unit * 0.24, stops=[(0, light.sky[0]), (0.6, light.sky[2]), (1, light.sky[2])]),
              _hole_view(canvas, x, y),
              path(around + hole, fill=mix(rock, light.sky[1], 0.36), fill_rule="evenodd"),
              path(around + halo, fill=mix(rock, light.sky[1], 0.16), fill_rule="evenodd"),
              path(box(-2, -2, width + 4, height + 4) + _ring(canvas, x, y, unit * 0.3, unit * 0.31),
                   fill=mix(rock, "#12142c", 0.26), fill_rule="evenodd")]  # fmt: skip
    beam = poly([(x - unit * 0.12, y), (x + unit * 0.12, y), (x + unit * 0.4, height * 0.84),
                 (x - unit * 0.3, height * 0.84)])  # fmt: skip
    drawn.append(path(beam, fill=light.sky[2], fill_opacity=0.12))
    for depth, low in ((0.5, 0.24), (0.2, 0.2)):
        tone = mix(rock, "#0f1128", 0.3 + 0.3 * (0.5 - depth))
        drawn += [_ceiling(canvas, low, tone),
                  icicles(canvas, canvas.tall * low * 0.55, number=9, size=0.2, colour=tone)]  # fmt: skip
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
    drawn += [path(oval(pool_x, height * 0.81, unit * 0.2, unit * 0.026), fill=mix(glow_tone, rock, 0.4)),
              path(oval(pool_x, height * 0.812, unit * 0.17, unit * 0.02), fill=glow_tone)]  # fmt: skip
    for side in (-1, 1):
        px = width / 2 + side * width * 0.48
        drawn += [stones(canvas, px, height * 0.93, unit * 0.22, 0.0, mix(rock, "#12142c", 0.2)),
                  _crystals(canvas, px - side * unit * 0.1, height * 0.95, unit * 0.1)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.84, 0.95), air=(0.24, 0.5), is_dark=True)


def _ring(canvas: Canvas, x: float, y: float, rx: float, ry: float) -> str:  # noqa: PLR0917
    rng = canvas.rng
    return blob([
        (x + math.cos(k * 0.524) * rx * rng.uniform(0.88, 1.1),
         y + math.sin(k * 0.524) * ry * rng.uniform(0.88, 1.1)) for k in range(12)
    ])  # fmt: skip


def _hole_view(canvas: Canvas, x: float, y: float) -> str:
    """What is seen through the opening: far hills and a near one."""
    unit = canvas.unit
    drawn = []
    for drop, tone in ((0.03, canvas.tone("#6f9a94", 0.7)), (0.08, canvas.tone("#5f9a5a", 0.45)),
                       (0.13, canvas.tone("#5a9a4e", 0.2))):  # fmt: skip
        line = [(x + unit * (k * 0.06 - 0.24), y + unit * (drop + canvas.rng.uniform(-0.02, 0.02)))
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
        y = canvas.tall * low * rng.uniform(0.45, 0.75) + canvas.height * 0.5 * max(side - 0.72, 0) / 0.28
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
