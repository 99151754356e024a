"""High country: mountains, cliffs, a waterfall, terraced valleys and a volcano.

It does not know who climbs there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas, glow
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
from inkstone.engines.sketch.places.strokes import Spot, at, blob, dot, filled, n, oval, poly, smooth
from inkstone.engines.sketch.places.trees import broadleaf, bush, fir, sprig
from inkstone.engines.sketch.places.water import surface
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
        _rocks(canvas, top=0.78, number=5),
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
    return group(*(fir(canvas, x, height_at(line, x) + canvas.unit * 0.012, canvas.unit * size * tall,
                       depth) for tall, x in sorted(trees)))  # fmt: skip


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


def _rocks(canvas: Canvas, *, top: float, number: int, colour: str = "#9b9a98") -> str:
    rng, spots = canvas.rng, []
    for index in range(canvas.count(number)):
        x = 0.34 * rng.random()
        spots.append((rng.random(), x if index % 2 else 1 - x))
    return group(
        *(turf.stones(canvas, canvas.width * x, canvas.height * (top + (0.97 - top) * share),
                      canvas.unit * (0.04 + 0.05 * share), 0.1 * (1 - share), colour)
          for share, x in sorted(spots))
    )  # fmt: skip


def cliff(canvas: Canvas) -> Plan:
    """A ledge over a wide canyon with a river far below."""
    rng, height, unit = canvas.rng, canvas.height, canvas.unit
    rock = rng.choice(("#c98a62", "#b0917c", "#bf7f66"))
    drawn = [sky(canvas, horizon=0.55),
             mountains(canvas, base=0.58, height=0.12, depth=0.9, wide=0.7)]  # fmt: skip
    for depth, y in ((0.78, 0.5), (0.6, 0.54), (0.4, 0.6)):
        drawn += [_mesas(canvas, height * y, rock, depth),
                  haze_band(canvas, height * (y + 0.16), canvas.tall * 0.14, opacity=0.5)]  # fmt: skip
    drawn += [_gorge(canvas, rock), _wall(canvas, rock, rng.choice((-1, 1))),
              _ledge(canvas, height * 0.79, rock)]  # fmt: skip
    drawn += [_rocks(canvas, top=0.82, number=4, colour=rock)]
    for side in (0.03, 0.97):
        drawn.append(bush(canvas, canvas.width * side, height * 0.83, unit * 0.16, 0.04))
    return Plan(svg=group(*drawn), ground=(0.84, 0.95))


def _mesas(canvas: Canvas, y: float, rock: str, depth: float) -> str:
    """Flat-topped rocks with steep sides, banded by layers of stone."""
    rng, unit = canvas.rng, canvas.unit
    low = y + canvas.tall * 0.2
    outline: list[Spot] = [(-2, low)]
    x = -unit * 0.1
    while x < canvas.width:
        wide, gap = unit * rng.uniform(0.14, 0.34), unit * rng.uniform(0.06, 0.2)
        top = y - canvas.tall * rng.uniform(-0.03, 0.06)
        outline += [(x, low - canvas.tall * 0.05), (x + unit * 0.03, top + canvas.tall * 0.02),
                    (x + unit * 0.045, top), (x + wide - unit * 0.03, top - unit * 0.005),
                    (x + wide, top + canvas.tall * 0.03),
                    (x + wide + unit * 0.02, low - canvas.tall * 0.05)]  # fmt: skip
        x += wide + gap
    outline.append((canvas.width + unit, low))
    tone = canvas.tone(rock, depth)
    clip = canvas.defs.clip(path(poly(outline)))
    bands = ""
    for index in range(3):
        py = y + canvas.tall * (0.025 + 0.035 * index)
        line = profile(canvas, y=py, rise=canvas.tall * 0.004, length=0.4)
        bands += smooth([*line]) + "L" + smooth(
            [(px, qy + canvas.tall * 0.013) for px, qy in reversed(line)]
        )[1:] + "Z"  # fmt: skip
    shade = canvas.shade(tone, 0.14)
    return group(
        path(poly(outline), fill=canvas.down(mix(tone, "#fff1d8", 0.14), tone)),
        group(path(bands, fill=shade, fill_opacity=0.6), clip_path=clip),
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
    steps = ((0.0, 0.5), (0.05, 0.58), (0.2, 0.62), (0.24, 0.76), (0.46, 0.8), (0.5, 0.92), (0.78, 0.97),
             (0.82, 1.08), (1.0, 1.12))  # fmt: skip
    line = [(edge - side * reach * wide, top + (height * 0.84 - top) * fall) for fall, wide in steps]
    drawn = [path(poly([(edge + side * 2, top), *line, (edge + side * 2, height * 0.86)]),
                  fill=canvas.across(*((canvas.shade(tone, 0.22), tone) if side < 0
                                       else (tone, canvas.shade(tone, 0.22)))))]  # fmt: skip
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
    drawn.append(path(bands, stroke=canvas.shade(tone, 0.14), stroke_width=unit * 0.012, fill="none"))
    drawn.append(path(cracks, stroke=canvas.shade(tone, 0.36), stroke_width=unit * 0.004,
                      fill="none", stroke_opacity=0.6))  # fmt: skip
    crown = []
    for share in (0.08, 0.28, 0.46):
        crown.append(bush(canvas, edge - side * reach * share, top + unit * 0.035, unit * 0.13, 0.16))
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


def waterfall(canvas: Canvas) -> Plan:
    """White water over a rock wall into a pool among ferns."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    x = canvas.width / 2 + unit * rng.uniform(-0.1, 0.1)
    top, foot = height * 0.62 - canvas.tall * 0.4, height * 0.665
    far = profile(canvas, y=height * 0.4, rise=canvas.tall * 0.03)
    drawn = [sky(canvas, horizon=0.5),
             mountains(canvas, base=0.52, height=0.26, depth=0.8, wide=0.7),
             treeline(canvas, far, depth=0.6, size=unit * 0.08),
             path(filled(far, height * 0.66), fill=green(canvas, 0.52)),
             _rock_wall(canvas, x, top, foot),
             _falling(canvas, x, top, foot),
             surface(canvas, top=foot / height - 0.004, low=0.86, calm=True),
             _spray(canvas, x, foot)]  # fmt: skip
    for side in (-1, 1):
        for reach, size in ((0.3, 0.13), (0.42, 0.17)):
            px = canvas.width / 2 + side * reach * canvas.width
            drawn.append(turf.stones(canvas, px, height * (0.72 + 0.06 * (reach - 0.3) * 8),
                                     unit * size, 0.1, "#8f9490"))  # fmt: skip
    bank = profile(canvas, y=height * 0.83, rise=canvas.tall * 0.012, length=0.9)
    drawn += [hill(canvas, bank, colour=green(canvas, 0.04)), _ferns(canvas, height * 0.87),
              turf.meadow_floor(canvas, top=0.87, bloom=0.7, edges=False)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.86, 0.95), water=(0.7, 0.79))


def _rock_wall(canvas: Canvas, x: float, top: float, foot: float) -> str:
    """Two shoulders of rock with ledges, trees on top, and the gap between them."""
    unit = canvas.unit
    drawn = []
    for depth, gap, lift in ((0.34, 0.0, 0.0), (0.18, 0.11, 0.05)):
        for side in (-1, 1):
            edge = x + side * unit * gap
            end = -2 if side < 0 else canvas.width + 2
            head = top + unit * lift
            ledges = [(edge, foot + 4), (edge + side * unit * 0.012, foot - (foot - head) * 0.3),
                      (edge + side * unit * 0.05, foot - (foot - head) * 0.36),
                      (edge + side * unit * 0.045, foot - (foot - head) * 0.7),
                      (edge + side * unit * 0.1, foot - (foot - head) * 0.76),
                      (edge + side * unit * 0.09, head)]  # fmt: skip
            if not gap:
                ledges = [(x - side * unit * 0.1, foot + 4), (x - side * unit * 0.1, head)]
            tone = canvas.tone("#85887c", depth)
            drawn.append(path(poly([(end, foot + 4), *ledges, (end, head - unit * 0.02)]), fill=tone))
            if gap:
                drawn += [_facets(canvas, edge, end, head, foot, tone),
                          _crest(canvas, edge + side * unit * 0.08, end, head)]  # fmt: skip
    return group(*drawn)


def _facets(  # noqa: PLR0917
    canvas: Canvas, edge: float, end: float, head: float, foot: float, tone: str
) -> str:
    """Pillars of rock, one beside the other, with moss on their shelves."""
    rng, unit = canvas.rng, canvas.unit
    sign = 1 if end > edge else -1
    pillars: dict[str, str] = {}
    moss = ""
    x = edge + sign * unit * 0.03
    while (end - x) * sign > 0:
        wide = unit * rng.uniform(0.05, 0.1)
        top = head + (foot - head) * rng.uniform(0.0, 0.5)
        colour = rng.choice((mix(tone, "#fff6e0", 0.14), canvas.shade(tone, 0.12), mix(tone, "#fff6e0", 0.05)))
        body = [(x, foot + 4), (x + sign * unit * 0.006, top + unit * 0.012), (x + sign * wide * 0.3, top),
                (x + sign * wide, top + unit * 0.02), (x + sign * wide * 1.05, foot + 4)]  # fmt: skip
        pillars[colour] = pillars.get(colour, "") + poly(body)
        if top > head + unit * 0.05:
            moss += blob([(x - sign * unit * 0.004, top + unit * 0.016), (x + sign * wide * 0.3, top - unit * 0.012),
                          (x + sign * wide, top + unit * 0.008), (x + sign * wide * 0.9, top + unit * 0.035),
                          (x + sign * wide * 0.6, top + unit * 0.024), (x + sign * wide * 0.35, top + unit * 0.06),
                          (x + sign * wide * 0.2, top + unit * 0.026)])  # fmt: skip
        x += sign * wide * rng.uniform(0.8, 1.3)
    leafy = canvas.tone("#f4f8fc" if canvas.nature.is_snowy else canvas.nature.leaves[0][1], 0.16)
    return group(*(path(d, fill=colour) for colour, d in pillars.items()), path(moss, fill=leafy))


def _crest(canvas: Canvas, start: float, end: float, head: float) -> str:
    """Bushes and trees on top of the rock."""
    rng, unit = canvas.rng, canvas.unit
    low, high = min(start, end), max(start, end)
    drawn = []
    x = low + unit * 0.03
    while x < high:
        if rng.random() < 0.42:
            drawn.append(broadleaf(canvas, x, head + unit * 0.01, unit * rng.uniform(0.14, 0.24), 0.24))
        drawn.append(bush(canvas, x, head + unit * 0.03, unit * rng.uniform(0.1, 0.16), 0.2))
        x += unit * rng.uniform(0.06, 0.1)
    return group(*drawn)


def _falling(canvas: Canvas, x: float, top: float, foot: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    half = unit * 0.1
    body = [(x - half * 0.8, top), (x + half * 0.8, top), (x + half, foot + 3), (x - half, foot + 3)]
    white, blue = canvas.tone("#f4fbfd", 0.08), canvas.tone("#9fd2e4", 0.12)
    drawn = [path(poly(body), fill=canvas.down(blue, white))]
    strands = ["", ""]
    for index in range(22):
        px = x + half * rng.uniform(-0.78, 0.78)
        py = top + (foot - top) * rng.uniform(0.0, 0.7)
        tall = (foot - top) * rng.uniform(0.12, 0.4)
        wide = unit * rng.uniform(0.004, 0.011)
        strands[index % 2] += (
            f"M{at(px, py)}q{n(wide)} {n(tall * 0.2)} {n(wide * 0.6)} {n(tall)}"
            f"q{n(-wide * 1.4)} {n(-tall * 0.3)} {n(-wide * 0.6)} {n(-tall)}z"
        )
    drawn += [path(strands[0], fill="#ffffff", fill_opacity=0.55 if canvas.light.is_dark else 0.9),
              path(strands[1], fill=canvas.tone("#6fb4d0", 0.1), fill_opacity=0.6)]  # fmt: skip
    lip = [(x - half * 0.9, top + unit * 0.012), (x - half * 0.5, top - unit * 0.012),
           (x + half * 0.5, top - unit * 0.01), (x + half * 0.9, top + unit * 0.012), (x, top + unit * 0.02)]  # fmt: skip
    return group(*drawn, path(blob(lip), fill=white))


def _spray(canvas: Canvas, x: float, y: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    back = front = ""
    for index in range(13):
        px = x + unit * (-0.15 + 0.3 * index / 12) + rng.uniform(-0.01, 0.01) * unit
        r = unit * rng.uniform(0.016, 0.036)
        back += dot(px, y - r * 0.3, r * 1.25)
        front += dot(px + unit * 0.01, y + r * 0.25, r * 0.75)
    rings = "".join(oval(x, y + unit * 0.03 * k, unit * (0.16 + 0.06 * k), unit * 0.014 * k)
                    for k in (1, 2, 3))  # fmt: skip
    white = canvas.tone("#ffffff", 0.05)
    return group(path(rings, stroke=white, stroke_width=unit * 0.003, stroke_opacity=0.6, fill="none"),
                 path(back, fill=white, fill_opacity=0.45), path(front, fill=white, fill_opacity=0.9))  # fmt: skip


def _ferns(canvas: Canvas, y: float) -> str:
    if canvas.nature.is_snowy:
        return ""
    unit, drawn = canvas.unit, []
    colours = (canvas.tone("#3f8a55"), canvas.tone("#62b06a"))
    for side in (-1, 1):
        for reach, size in ((0.5, 0.17), (0.4, 0.12), (0.46, 0.13)):
            px = canvas.width / 2 + side * canvas.width * reach
            drawn.append(sprig(canvas, px, y + unit * 0.06 * canvas.rng.random() + unit * 0.04,
                               unit * size, colours))  # fmt: skip
    return group(*drawn)


def valley(canvas: Canvas) -> Plan:
    """Terraces of rice that mirror the sky, below misty hills."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    drawn = [sky(canvas, horizon=0.5),
             humps(canvas, base=0.5, height=0.2, depth=0.82, colour="#6f9a93"),
             haze_band(canvas, height * 0.5, canvas.tall * 0.1, opacity=0.7),
             humps(canvas, base=0.53, height=0.15, depth=0.6, colour="#5f9478"),
             haze_band(canvas, height * 0.53, canvas.tall * 0.07, opacity=0.6)]  # fmt: skip
    wood = profile(canvas, y=height * 0.52, rise=canvas.tall * 0.015)
    drawn += [treeline(canvas, wood, depth=0.5, size=unit * 0.05), _terraces(canvas)]
    near = profile(canvas, y=height * 0.83, rise=canvas.tall * 0.008, length=1.1)
    side = rng.choice((0.08, 0.92))
    drawn += [broadleaf(canvas, canvas.width * side, height * 0.845, unit * 0.36, 0.05),
              hill(canvas, near, colour=green(canvas, 0.03)),
              turf.meadow_floor(canvas, top=0.86, bloom=0.7)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.86, 0.95))


def _terraces(canvas: Canvas) -> str:
    """Fields in steps whose edges follow the hill."""
    rng, unit, height, light = canvas.rng, canvas.unit, canvas.height, canvas.light
    turn, long = rng.random() * math.tau, unit * rng.uniform(0.75, 0.95)
    number = 9
    drawn = []
    steps = max(math.ceil(canvas.width / (unit * 0.07)), 6)
    crops = ("#8fc95a", "#b4da6e", "#74b653")
    if canvas.season == "autumn":
        crops = ("#e8c652", "#d9ad44", "#f0da80")
    for index in range(number):
        share = index / (number - 1)
        depth = 0.5 * (1 - share) ** 1.1
        y = height * (0.53 + 0.31 * share**1.3)
        swing = canvas.tall * (0.014 + 0.034 * share)
        points = [
            (x, y + swing * (math.sin(turn + x / long * 3.1 + share * 2.6)
                             + 0.5 * math.sin(turn * 2 + x / long * 6.4 + share * 4.5)))
            for x in (canvas.width * k / steps for k in range(-1, steps + 2))
        ]  # fmt: skip
        is_wet = index % 2 == 0 and canvas.season != "autumn"
        flat = mix(light.sky[1], light.sky[2], 0.3 + 0.4 * (index % 4 == 0))
        field = mix(flat, light.haze, depth * 0.4) if is_wet else canvas.tone(rng.choice(crops), depth)
        if canvas.nature.is_snowy:
            field = mix(flat, light.haze, 0.4) if is_wet else canvas.tone("#f4f8fc", depth)
        rim = unit * (0.004 + 0.009 * share)
        bank = canvas.tone(mix(canvas.nature.grass[0], "#6b5a3a", 0.22), depth)
        if canvas.nature.is_snowy:
            bank = canvas.tone("#c9d7e2", depth)
        low = height * 0.92
        drawn += [path(filled([(x, py - rim) for x, py in points], low), fill=mix(bank, "#fff6c9", 0.22)),
                  path(filled(points, low), fill=canvas.shade(bank, 0.08)),
                  path(filled([(x, py + rim * 1.4) for x, py in points], low), fill=field),
                  _plants(canvas, points, rim * 2.2, share, is_wet=is_wet)]  # fmt: skip
    return group(*drawn)


def _plants(  # noqa: PLR0917
    canvas: Canvas, line: list[Spot], drop: float, share: float, *, is_wet: bool
) -> str:
    """Rows of young rice along a terrace."""
    if canvas.nature.is_snowy:
        return ""
    rng, unit = canvas.rng, canvas.unit
    d = ""
    size = unit * (0.004 + 0.012 * share)
    step = unit * (0.016 + 0.03 * share)
    for row in range(2):
        for k in range(int(canvas.width / step)):
            if is_wet and rng.random() < 0.35:
                continue
            x = step * (k + 0.5 * row)
            y = height_at(line, x) + drop + size * (1.2 + row * 1.7)
            d += f"M{at(x, y)}l{n(-size * 0.5)} {n(-size)}M{at(x, y)}v{n(-size * 1.2)}M{at(x, y)}l{n(size * 0.5)} {n(-size)}"
    tone = canvas.tone("#cfa63c" if canvas.season == "autumn" else "#5fa548", 0.5 * (1 - share))
    return path(d, stroke=tone, stroke_width=max(size * 0.26, 0.5), fill="none")


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
    drawn += [_cracks(canvas), _rocks(canvas, top=0.76, number=8, colour="#5b4d52")]
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
        d = "".join(
            dot(px + unit * rng.uniform(-0.05, 0.05) * (0.4 + share),
                py + unit * rng.uniform(-0.03, 0.03), unit * (0.035 + 0.06 * share)) for _ in range(4)
        )  # fmt: skip
        drawn.append(path(d, fill=tone))
    return group(*drawn)


def _cone(canvas: Canvas, x: float, base: float, tall: float) -> str:
    unit, rng = canvas.unit, canvas.rng
    mouth, foot = unit * 0.085, unit * 0.46
    top = base - tall
    left = [(x - mouth, top), (x - mouth * 1.6, top + tall * 0.22), (x - foot * 0.52, top + tall * 0.62),
            (x - foot, base + 3)]  # fmt: skip
    right = [(x + mouth, top), (x + mouth * 1.7, top + tall * 0.22), (x + foot * 0.52, top + tall * 0.6),
             (x + foot, base + 3)]  # fmt: skip
    rock = canvas.tone("#6d5558", 0.24)
    drawn = [path(poly([*reversed(left), (x - mouth * 0.4, top + unit * 0.016),
                        (x + mouth * 0.3, top + unit * 0.01), *right]),
                  fill=rock),
             path(poly([(x + mouth * 0.2, top + unit * 0.01), *right, (x + foot * 0.3, base + 3),
                        (x + mouth * 0.9, top + tall * 0.5)]), fill="#1c2148", fill_opacity=0.16),
             path(oval(x, top + unit * 0.006, mouth * 0.92, unit * 0.014), fill="#ffd36b")]  # fmt: skip
    for side, reach in ((-0.5, 0.72), (0.15, 0.95), (0.62, 0.55)):
        line = [(x + mouth * side, top + unit * 0.006)]
        for index in range(1, 6):
            share = index / 5 * reach
            line.append((x + mouth * side * (1 + share * 3.4) + unit * rng.uniform(-0.014, 0.014),
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
