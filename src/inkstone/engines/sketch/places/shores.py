"""Waters and their shores: sea, lake, river, beach, island, harbour and a bridge.

It does not know what floats there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import cottage, far_town
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
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.strokes import Spot, at, box, dot, filled, leaf, n, poly, smooth
from inkstone.engines.sketch.places.trees import broadleaf, bush, fir, palm, willow
from inkstone.engines.sketch.places.water import foam_edge, mirror, surface, swell
from inkstone.engines.sketch.places.wash import folds, wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def sea(canvas: Canvas) -> Plan:
    """Open water with a far coast by chance; a grassy headland where something stands."""
    drawn = [sky(canvas, horizon=0.56)]
    if canvas.rng.random() < 0.5:
        drawn.append(_far_coast(canvas, 0.56))
    drawn.append(surface(canvas, top=0.56))
    if not canvas.stage.has_ground:
        drawn.append(swell(canvas, top=0.8))
        return Plan(svg=group(*drawn), ground=(0.84, 0.96), water=(0.66, 0.88))
    drawn.append(_headland(canvas, 0.8))
    return Plan(svg=group(*drawn), ground=(0.87, 0.96), water=(0.64, 0.75))


def _far_coast(canvas: Canvas, horizon: float) -> str:
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
        edge = [(-2.0, points[0][1]), *points] if side == 0 else [*points, (canvas.width + 2, points[-1][1])]
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
    points = [(edge + side * 4, low - unit * 0.05), (edge - side * reach * 0.4, low - unit * 0.045),
              (edge - side * reach * 0.8, low - unit * 0.02), (edge - side * reach, low),
              (edge - side * reach * 0.5, low + unit * 0.012), (edge + side * 4, low + unit * 0.016)]  # fmt: skip
    trees = []
    for _ in range(6):
        share = rng.uniform(0.0, 0.72)
        tree = fir if rng.random() < 0.6 else broadleaf
        trees.append(tree(canvas, edge - side * reach * share, low - unit * 0.03 * (1 - share),
                          unit * rng.uniform(0.12, 0.2) * (1.1 - 0.5 * share), 0.28))  # fmt: skip
    shade = path(poly([(x, low + (low - py) * 0.35 + unit * 0.022) for x, py in points]),
                 fill=mix(canvas.light.water[1], green(canvas, 0.3), 0.5), fill_opacity=0.5)  # fmt: skip
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
        path(heads, stroke=canvas.tone("#7a5238"), stroke_width=unit * 0.011, stroke_linecap="round"),
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
              hill(canvas, far, colour=green(canvas, 0.42)), _stream(canvas, rng.choice((-1, 1)))]  # fmt: skip
    bank = profile(canvas, y=height * 0.845, rise=canvas.tall * 0.012, length=1.0)
    drawn += [_reeds(canvas, bank), hill(canvas, bank, colour=green(canvas, 0.02)),
              turf.meadow_floor(canvas, top=0.88, bloom=0.9)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.885, 0.965), water=(0.7, 0.8))


def _stream(canvas: Canvas, side: int) -> str:
    """Winding water over the meadow, with trees and bushes on its banks."""
    height, width, unit, light = canvas.height, canvas.width, canvas.unit, canvas.light
    left, right = [], []
    for index in range(15):
        share = index / 14
        near = share**1.5
        y = height * (0.582 + 0.3 * near)
        x = width * 0.5 + side * unit * 0.2 * math.sin(share * 6.6) * (1 - share * 0.72)
        half = unit * 0.012 + (width * 0.72) * near**1.35
        left.append((x - half, y))
        right.append((x + half, y))
    shape = f"{smooth(left)}L{smooth(list(reversed(right)))[1:]}Z"
    rim = f"{smooth([(x - unit * 0.012 - (width / 2 - x) * 0.02, y) for x, y in left])}L" + smooth(
        [(x + unit * 0.012, y) for x, y in reversed(right)]
    )[1:] + "Z"  # fmt: skip
    sand = canvas.tone("#f4f8fc" if canvas.nature.is_snowy else "#d8c48f", 0.2)
    water = canvas.defs.linear([(0, mix(light.water[0], light.haze, 0.3), 1), (0.5, light.water[0], 1),
                                (1, light.water[1], 1)])  # fmt: skip
    drawn = [path(rim, fill=sand), path(shape, fill=water)]
    lines = ""
    for _ in range(canvas.count(26)):
        share = canvas.rng.random() ** 0.8
        index = min(int(share * 14), 13)
        half = (right[index][0] - left[index][0]) / 2
        wide = half * canvas.rng.uniform(0.08, 0.25)
        x = left[index][0] + half * canvas.rng.uniform(0.3, 1.5)
        lines += f"M{at(x, left[index][1] + unit * 0.01 * canvas.rng.random())}h{n(min(wide, unit * 0.12))}"
    drawn.append(path(lines, stroke="#ffffff", stroke_width=unit * 0.003, stroke_opacity=0.5,
                      stroke_linecap="round"))  # fmt: skip
    if canvas.weather in ("rain", "storm"):
        drawn.append(turf.puddles(canvas, top=0.74, number=3))
    for index, grow in ((3, bush), (5, broadleaf), (7, bush), (8, broadleaf)):
        for rim_side, line in ((-1, left), (1, right)):
            x, y = line[index]
            share = (index / 14) ** 1.5
            size = unit * (0.1 + 0.34 * share) * (1.6 if grow is broadleaf else 0.6)
            x += rim_side * (unit * 0.03 + size * (0.2 + canvas.rng.random() * 0.5))
            if -size < x < width + size:
                drawn.append(grow(canvas, x, y + unit * 0.01, size, 0.42 * (1 - share)))
    return group(*drawn)


def beach(canvas: Canvas) -> Plan:
    """Warm sand, a soft line of foam, palms at one side."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    drawn = [sky(canvas, horizon=0.54)]
    if rng.random() < 0.55:
        drawn.append(_far_coast(canvas, 0.54))
    drawn.append(surface(canvas, top=0.54, low=0.8))
    points = profile(canvas, y=height * 0.765, rise=canvas.tall * 0.014, length=1.1)
    drawn += [foam_edge(canvas, points), sand(canvas, points)]
    if rng.random() < 0.75:
        side = rng.choice((-1, 1))
        for reach, size in ((0.46, 0.68), (0.36, 0.5)):
            x = canvas.width / 2 + side * canvas.width * reach
            drawn.append(palm(canvas, x, height * (0.84 - 0.1 * (0.46 - reach)), unit * size, 0.04))
        x = canvas.width / 2 + side * canvas.width * 0.5
        drawn.append(bush(canvas, x, height * 0.86, unit * 0.2, 0.04))
    return Plan(svg=group(*drawn), ground=(0.83, 0.95), water=(0.62, 0.71))


def sand(canvas: Canvas, points: list[Spot]) -> str:
    """Sand below a shore's line: wet along it, with ripples, shells and a starfish or two."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    tone = canvas.tone("#f4f8fc" if canvas.nature.is_snowy else "#f7dfac")
    wet = mix(tone, canvas.tone("#b08a5e"), 0.42)
    stops = [(0.0, wet), (0.22, mix(wet, tone, 0.75)), (0.4, tone), (1.0, mix(tone, "#c99b5a", 0.16))]
    drawn = [folds(canvas, points, bottom=height + 2, stops=stops, reach=unit * 0.2)]
    low = max(y for _, y in points) / height + 0.04
    ripples = shells = ""
    for _ in range(canvas.count(18)):
        x, y = rng.random() * canvas.width, height * rng.uniform(low, 1.0)
        wide = unit * rng.uniform(0.04, 0.1)
        ripples += f"M{at(x, y)}q{n(wide * 0.25)} {n(-unit * 0.008)} {n(wide * 0.5)} 0"
        ripples += f"t{n(wide * 0.5)} 0"
    for _ in range(canvas.count(16)):
        x, y = rng.random() * canvas.width, height * rng.uniform(low, 1.0)
        shells += dot(x, y, unit * rng.uniform(0.0018, 0.004))
    drawn += [path(ripples, stroke=mix(tone, "#b98b4e", 0.3), stroke_width=unit * 0.003, fill="none",
                   stroke_linecap="round"),
              path(shells, fill=mix(tone, "#a5763f", 0.4))]  # fmt: skip
    return group(*drawn)


def island(canvas: Canvas) -> Plan:
    """A small island with palms in a shallow, bright lagoon."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    drawn = [sky(canvas, horizon=0.55), _far_coast(canvas, 0.55), surface(canvas, top=0.55)]
    x, y = width / 2, height * 0.79
    rx, ry = min(width * 0.42, unit * 0.9), canvas.tall * 0.1
    light = canvas.light
    for share, colour, opacity in ((1.3, mix(light.water[0], "#7fe5d5", 0.4), 0.5),
                                   (1.15, mix(light.water[0], "#b5f2e4", 0.5), 0.7)):  # fmt: skip
        drawn.append(path(_isle(canvas, x, y, rx * share, ry * share), fill=colour, fill_opacity=opacity))
    tone = canvas.tone("#f4f8fc" if canvas.nature.is_snowy else "#f7dfac")
    drawn += [path(_isle(canvas, x, y + unit * 0.008, rx * 1.03, ry), fill="#ffffff", fill_opacity=0.8),
              path(_isle(canvas, x, y, rx, ry), fill=mix(tone, "#b98b4e", 0.3)),
              path(_isle(canvas, x, y - unit * 0.008, rx * 0.98, ry * 0.94), fill=tone)]  # fmt: skip
    for reach, lift, size in ((-0.62, 0.2, 0.6), (-0.44, 0.3, 0.44), (0.66, 0.24, 0.54)):
        drawn.append(palm(canvas, x + rx * reach, y - ry * lift, unit * size, 0.06))
    for reach in (-0.74, -0.52, 0.56, 0.76):
        drawn.append(bush(canvas, x + rx * reach, y - ry * 0.1, unit * 0.12, 0.05))
    return Plan(svg=group(*drawn), ground=(0.76, 0.84), water=(0.9, 0.97))


def _isle(canvas: Canvas, x: float, y: float, rx: float, ry: float) -> str:
    points = []
    for index in range(14):
        turn = math.tau * index / 14
        wave = 1 + 0.05 * math.sin(turn * 3 + canvas.width % 7)
        points.append((x + math.cos(turn) * rx * wave, y + math.sin(turn) * ry * wave))
    ring = [*points, points[0]]
    d = f"M{at((ring[0][0] + ring[1][0]) / 2, (ring[0][1] + ring[1][1]) / 2)}"
    for (px, py), (qx, qy) in zip(ring[1:], [*ring[2:], ring[1]], strict=True):
        d += f"Q{at(px, py)} {at((px + qx) / 2, (py + qy) / 2)}"
    return f"{d}Z"


def harbor(canvas: Canvas) -> Plan:
    """A quay with bollards, a village on the far shore, a breakwater."""
    height, unit, rng, width = canvas.height, canvas.unit, canvas.rng, canvas.width
    hills = profile(canvas, y=height * 0.5, rise=canvas.tall * 0.03)
    drawn = [sky(canvas, horizon=0.56),
             mountains(canvas, base=0.58, height=0.14, depth=0.84, wide=0.8),
             hill(canvas, hills, colour=green(canvas, 0.56), bottom=height * 0.62)]  # fmt: skip
    x = -unit * 0.04
    while x < width:
        size = unit * rng.uniform(0.085, 0.12)
        drawn.append(cottage(canvas, x, height * 0.592 - unit * rng.uniform(0.0, 0.02), size, 0.34))
        x += size * rng.uniform(0.95, 1.5)
    quay = canvas.tone("#b5aa9b", 0.34)
    drawn += [path(box(-2, height * 0.588, width + 4, unit * 0.022), fill=quay),
              surface(canvas, top=0.605, low=0.86),
              mirror(canvas, y=height * 0.608, tall=canvas.tall * 0.07, colour=quay),
              _quay(canvas, height * 0.83)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.87, 0.95), water=(0.68, 0.78))


def _quay(canvas: Canvas, y: float) -> str:
    """The planked quay in front, with posts and ropes."""
    unit, width, height, rng = canvas.unit, canvas.width, canvas.height, canvas.rng
    wood = canvas.tone("#e9eef3" if canvas.nature.is_snowy else "#b98d63")
    drawn = [path(box(-2, y, width + 4, unit * 0.035), fill=canvas.shade(wood, 0.34)),
             wash(canvas, top=y - unit * 0.006, low=height + 1,
                  stops=[(0, mix(wood, "#fff1d8", 0.3)), (0.2, wood), (1, canvas.shade(wood, 0.12))])]  # fmt: skip
    x0, seams = width / 2, ""
    number = max(int(width / (unit * 0.085)), 6)
    for index in range(number + 1):
        share = index / number - 0.5
        seams += f"M{at(x0 + share * width * 1.02, y)}L{at(x0 + share * width * 1.7, height + 2)}"
    drawn.append(path(seams, stroke=canvas.shade(wood, 0.34), stroke_width=unit * 0.003, fill="none"))
    posts = [width * (index + 0.5) / max(round(width / unit * 3), 3)
             for index in range(max(round(width / unit * 3), 3))]  # fmt: skip
    rope = ""
    for a, b in zip(posts, posts[1:], strict=False):
        rope += f"M{at(a, y - unit * 0.035)}Q{at((a + b) / 2, y + unit * 0.012)} {at(b, y - unit * 0.035)}"
    drawn.append(path(rope, stroke=canvas.tone("#e6d3a4"), stroke_width=unit * 0.007, fill="none"))
    for x in posts:
        prop = Prop(canvas, x=x, y=y + unit * 0.04, size=unit * 0.1)
        prop.box(-0.1, 0, 0.2, 0.85, "#7c5a43")
        prop.box(0.04, 0, 0.06, 0.85, "#664937")
        prop.oval(0, 0.86, 0.12, 0.05, "#a98564")
        prop.box(-0.11, 0.58, 0.22, 0.08, "#ead9ae")
        drawn.append(prop.svg)
    del rng
    return group(*drawn)


def bridge(canvas: Canvas) -> Plan:
    """An arched stone bridge over a quiet river, willows on the banks."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    far = profile(canvas, y=height * 0.58, rise=canvas.tall * 0.012)
    drawn = [sky(canvas, horizon=0.56), far_town(canvas, base=0.575, tall=0.09, depth=0.84),
             treeline(canvas, far, depth=0.56, size=unit * 0.075),
             hill(canvas, far, colour=green(canvas, 0.46)),
             surface(canvas, top=0.635, low=0.88, calm=True),
             mirror(canvas, y=height * 0.635, tall=canvas.tall * 0.09, colour=green(canvas, 0.5)),
             _arch_bridge(canvas, width / 2, height * 0.7)]  # fmt: skip
    for side in (-1, 1):
        x = width / 2 + side * min(width * 0.46, unit * 0.9)
        drawn.append(willow(canvas, x, height * 0.85, unit * 0.5, 0.05))
    bank = profile(canvas, y=height * 0.85, rise=canvas.tall * 0.01, length=1.0)
    drawn += [hill(canvas, bank, colour=green(canvas, 0.02)), turf.meadow_floor(canvas, top=0.88)]
    return Plan(svg=group(*drawn), ground=(0.885, 0.965), water=(0.76, 0.82))


def _arch_bridge(canvas: Canvas, x: float, y: float) -> str:
    """Three arches with a railing, and their image in the water."""
    unit, width = canvas.unit, canvas.width
    half = min(width * 0.5, unit * 0.62)
    tall = canvas.tall * 0.15
    rise = [(x + half * (k / 10 - 1), y - tall * (0.42 + 0.58 * math.sin(math.pi * k / 20)))
            for k in range(21)]  # fmt: skip
    stone = canvas.tone("#d5c8b4", 0.16)
    holes = image = ""
    for middle, wide in ((0.0, 0.21), (-0.52, 0.15), (0.52, 0.15)):
        r = half * wide
        high = tall * (0.78 if middle == 0 else 0.56)
        cx = x + half * middle
        holes += f"M{at(cx - r, y + 2)}v{n(-(high * 0.1))}a{n(r)} {n(high * 0.82)} 0 0 1 {n(2 * r)} 0v{n(high * 0.1)}z"
        image += f"M{at(cx - r, y)}a{n(r)} {n(high * 0.6)} 0 0 0 {n(2 * r)} 0z"
    ends = [(x - half - width, y - tall * 0.38), (x - half - width, y + 2)]
    body = poly([(ends[0][0], ends[0][1]), *rise, (x + half + width, y - tall * 0.38),
                 (x + half + width, y + 2), ends[1]])  # fmt: skip
    drawn = [path(poly([(ends[0][0], y), (x + half + width, y), (x + half + width, y + tall * 0.4),
                        (x, y + tall * 0.75), (ends[0][0], y + tall * 0.4)]),
                  fill=stone, fill_opacity=0.25),
             path(image, fill=mix(canvas.light.water[0], canvas.light.sky[2], 0.4), fill_opacity=0.8),
             path(body + holes, fill=stone, fill_rule="evenodd")]  # fmt: skip
    inner = "".join(
        f"M{at(x + half * m - half * w, y)}v{n(-tall * t * 0.1)}a{n(half * w)} {n(tall * t * 0.82)} 0 0 1 {n(2 * half * w)} 0v{n(tall * t * 0.1)}"
        for m, w, t in ((0.0, 0.21, 0.78), (-0.52, 0.15, 0.56), (0.52, 0.15, 0.56))
    )
    rail = [(ends[0][0], ends[0][1] - unit * 0.03), *((px, py - unit * 0.032) for px, py in rise),
            (x + half + width, y - tall * 0.38 - unit * 0.03)]  # fmt: skip
    posts = "".join(box(px - unit * 0.006, py - unit * 0.04, unit * 0.012, unit * 0.042)
                    for px, py in rise)  # fmt: skip
    drawn += [path(inner, stroke=canvas.shade(stone, 0.22), stroke_width=unit * 0.012, fill="none"),
              path(smooth(rise), stroke=canvas.shade(stone, 0.12), stroke_width=unit * 0.012, fill="none"),
              path(posts, fill=mix(stone, "#ffffff", 0.2)),
              path(smooth(rail), stroke=mix(stone, "#ffffff", 0.2), stroke_width=unit * 0.009, fill="none")]  # fmt: skip
    return group(*drawn)
