"""Green valleys: a waterfall, and terraces of rice.

It does not know who works there.
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
    blob,
    dot,
    filled,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.places.trees import broadleaf, bush, sprig
from inkstone.engines.sketch.places.water import surface
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


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
             _rock_wall(canvas, x, top, foot), _falling(canvas, x, top, foot),
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
            drawn.append(
                path(poly([(end, foot + 4), *ledges, (end, head - unit * 0.02)]), fill=tone)
            )
            if gap:
                drawn += [_facets(canvas, edge, end, head, foot, tone),
                          _crest(canvas, edge + side * unit * 0.08, end, head)]  # fmt: skip
    return group(*drawn)


def _facets(  # noqa: PLR0917 - the four sides of a wall and its colour
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
        colour = rng.choice(
            (mix(tone, "#fff6e0", 0.14), canvas.shade(tone, 0.12), mix(tone, "#fff6e0", 0.05))
        )
        body = [(x, foot + 4), (x + sign * unit * 0.006, top + unit * 0.012),
                (x + sign * wide * 0.3, top), (x + sign * wide, top + unit * 0.02),
                (x + sign * wide * 1.05, foot + 4)]  # fmt: skip
        pillars[colour] = pillars.get(colour, "") + poly(body)
        if top > head + unit * 0.05:
            moss += blob([(x - sign * unit * 0.004, top + unit * 0.016),
                          (x + sign * wide * 0.3, top - unit * 0.012),
                          (x + sign * wide, top + unit * 0.008),
                          (x + sign * wide * 0.9, top + unit * 0.035),
                          (x + sign * wide * 0.6, top + unit * 0.024),
                          (x + sign * wide * 0.35, top + unit * 0.06),
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
            drawn.append(
                broadleaf(canvas, x, head + unit * 0.01, unit * rng.uniform(0.14, 0.24), 0.24)
            )
        drawn.append(bush(canvas, x, head + unit * 0.03, unit * rng.uniform(0.1, 0.16), 0.2))
        x += unit * rng.uniform(0.06, 0.1)
    return group(*drawn)


def _falling(canvas: Canvas, x: float, top: float, foot: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    half = unit * 0.1
    body = [
        (x - half * 0.8, top),
        (x + half * 0.8, top),
        (x + half, foot + 3),
        (x - half, foot + 3),
    ]
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
    drawn += [path(strands[0], fill="#ffffff",
                   fill_opacity=0.55 if canvas.light.is_dark else 0.9),
              path(strands[1], fill=canvas.tone("#6fb4d0", 0.1), fill_opacity=0.6)]  # fmt: skip
    lip = [(x - half * 0.9, top + unit * 0.012), (x - half * 0.5, top - unit * 0.012),
           (x + half * 0.5, top - unit * 0.01), (x + half * 0.9, top + unit * 0.012),
           (x, top + unit * 0.02)]  # fmt: skip
    return group(*drawn, path(blob(lip), fill=white))


def _spray(canvas: Canvas, x: float, y: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    back = front = ""
    for index in range(13):
        px = x + unit * (-0.15 + 0.3 * index / 12) + rng.uniform(-0.01, 0.01) * unit
        r = unit * rng.uniform(0.016, 0.036)
        back += dot(px, y - r * 0.3, r * 1.25)
        front += dot(px + unit * 0.01, y + r * 0.25, r * 0.75)
    rings = "".join(oval(x, y + unit * 0.03 * k, unit * (0.16 + 0.06 * k),
                         unit * 0.014 * k) for k in (1, 2, 3))  # fmt: skip
    white = canvas.tone("#ffffff", 0.05)
    return group(path(rings, stroke=white, stroke_width=unit * 0.003, stroke_opacity=0.6,
                      fill="none"), path(back, fill=white, fill_opacity=0.45),
                 path(front, fill=white, fill_opacity=0.9))  # fmt: skip


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
        points = []
        for k in range(-1, steps + 2):
            x = canvas.width * k / steps
            wave = math.sin(turn + x / long * 3.1 + share * 2.6)
            wave += 0.5 * math.sin(turn * 2 + x / long * 6.4 + share * 4.5)
            points.append((x, y + swing * wave))
        is_wet = index % 2 == 0 and canvas.season != "autumn"
        flat = mix(light.sky[1], light.sky[2], 0.3 + 0.4 * (index % 4 == 0))
        field = (
            mix(flat, light.haze, depth * 0.4) if is_wet else canvas.tone(rng.choice(crops), depth)
        )
        if canvas.nature.is_snowy:
            field = mix(flat, light.haze, 0.4) if is_wet else canvas.tone("#f4f8fc", depth)
        rim = unit * (0.004 + 0.009 * share)
        bank = canvas.tone(mix(canvas.nature.grass[0], "#6b5a3a", 0.22), depth)
        if canvas.nature.is_snowy:
            bank = canvas.tone("#c9d7e2", depth)
        low = height * 0.92
        drawn += [path(filled([(x, py - rim) for x, py in points], low),
                       fill=mix(bank, "#fff6c9", 0.22)),
                  path(filled(points, low), fill=canvas.shade(bank, 0.08)),
                  path(filled([(x, py + rim * 1.4) for x, py in points], low), fill=field),
                  _plants(canvas, points, rim * 2.2, share, is_wet=is_wet)]  # fmt: skip
    return group(*drawn)


def _plants(canvas: Canvas, line: list[Spot], drop: float, share: float, *, is_wet: bool) -> str:
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
            half = n(size * 0.5)
            d += f"M{at(x - size * 0.5, y - size)}l{half} {n(size)}l{half} {n(-size)}"
    tone = canvas.tone("#cfa63c" if canvas.season == "autumn" else "#5fa548", 0.5 * (1 - share))
    return path(d, stroke=tone, stroke_width=max(size * 0.26, 0.5), fill="none")
