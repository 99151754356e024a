"""Where land and water meet: beach, island, harbour and a bridge.

It does not know what floats there.
"""

import math
from itertools import pairwise

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import cottage, far_town
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import (
    green,
    hill,
    mountains,
    profile,
    treeline,
)
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.shores import far_coast
from inkstone.engines.sketch.places.sky import sky
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    bow,
    box,
    dot,
    n,
    poly,
    smooth,
)
from inkstone.engines.sketch.places.trees import bush, palm, willow
from inkstone.engines.sketch.places.wash import folds, wash
from inkstone.engines.sketch.places.water import foam_edge, mirror, surface
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def beach(canvas: Canvas) -> Plan:
    """Warm sand, a soft line of foam, palms at one side."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    drawn = [sky(canvas, horizon=0.54)]
    if rng.random() < 0.55:
        drawn.append(far_coast(canvas, 0.54))
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
    stops = [
        (0.0, wet),
        (0.22, mix(wet, tone, 0.75)),
        (0.4, tone),
        (1.0, mix(tone, "#c99b5a", 0.16)),
    ]
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
    drawn += [path(ripples, stroke=mix(tone, "#b98b4e", 0.3), stroke_width=unit * 0.003,
                   fill="none", stroke_linecap="round"),
              path(shells, fill=mix(tone, "#a5763f", 0.4))]  # fmt: skip
    return group(*drawn)


def island(canvas: Canvas) -> Plan:
    """A small island with palms in a shallow, bright lagoon."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    drawn = [sky(canvas, horizon=0.55), far_coast(canvas, 0.55), surface(canvas, top=0.55)]
    x, y = width / 2, height * 0.79
    rx, ry = min(width * 0.42, unit * 0.9), canvas.tall * 0.1
    light = canvas.light
    for share, colour, opacity in ((1.3, mix(light.water[0], "#7fe5d5", 0.4), 0.5),
                                   (1.15, mix(light.water[0], "#b5f2e4", 0.5), 0.7)):  # fmt: skip
        drawn.append(
            path(_isle(canvas, x, y, rx * share, ry * share), fill=colour, fill_opacity=opacity)
        )
    tone = canvas.tone("#f4f8fc" if canvas.nature.is_snowy else "#f7dfac")
    drawn += [path(_isle(canvas, x, y + unit * 0.008, rx * 1.03, ry), fill="#ffffff",
                   fill_opacity=0.8),
              path(_isle(canvas, x, y, rx, ry), fill=mix(tone, "#b98b4e", 0.3)),
              path(_isle(canvas, x, y - unit * 0.008, rx * 0.98, ry * 0.94),
                   fill=tone)]  # fmt: skip
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
                  stops=[(0, mix(wood, "#fff1d8", 0.3)), (0.2, wood),
                         (1, canvas.shade(wood, 0.12))])]  # fmt: skip
    x0, seams = width / 2, ""
    number = max(int(width / (unit * 0.085)), 6)
    for index in range(number + 1):
        share = index / number - 0.5
        seams += f"M{at(x0 + share * width * 1.02, y)}L{at(x0 + share * width * 1.7, height + 2)}"
    drawn.append(
        path(seams, stroke=canvas.shade(wood, 0.34), stroke_width=unit * 0.003, fill="none")
    )
    posts = [width * (index + 0.5) / max(round(width / unit * 3), 3)
             for index in range(max(round(width / unit * 3), 3))]  # fmt: skip
    rope = ""
    for a, b in pairwise(posts):
        low = ((a + b) / 2, y + unit * 0.012)
        rope += bow((a, y - unit * 0.035), low, (b, y - unit * 0.035))
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
             mirror(canvas, y=height * 0.635, tall=canvas.tall * 0.09,
                    colour=green(canvas, 0.5)),
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
    rise = [(x + half * (k / 10 - 1),
             y - tall * (0.42 + 0.58 * math.sin(math.pi * k / 20)))
            for k in range(21)]  # fmt: skip
    stone = canvas.tone("#d5c8b4", 0.16)
    holes = image = inner = ""
    for middle, wide, share in ((0.0, 0.21, 0.78), (-0.52, 0.15, 0.56), (0.52, 0.15, 0.56)):
        r, high = half * wide, tall * share
        left = x + half * middle - r
        over = f"a{n(r)} {n(high * 0.82)} 0 0 1 {n(2 * r)} 0v{n(high * 0.1)}"
        holes += f"M{at(left, y + 2)}v{n(-(high * 0.1))}{over}z"
        inner += f"M{at(left, y)}v{n(-high * 0.1)}{over}"
        image += f"M{at(left, y)}a{n(r)} {n(high * 0.6)} 0 0 0 {n(2 * r)} 0z"
    ends = [(x - half - width, y - tall * 0.38), (x - half - width, y + 2)]
    body = poly([(ends[0][0], ends[0][1]), *rise, (x + half + width, y - tall * 0.38),
                 (x + half + width, y + 2), ends[1]])  # fmt: skip
    drawn = [path(poly([(ends[0][0], y), (x + half + width, y),
                        (x + half + width, y + tall * 0.4), (x, y + tall * 0.75),
                        (ends[0][0], y + tall * 0.4)]), fill=stone, fill_opacity=0.25),
             path(image, fill=mix(canvas.light.water[0], canvas.light.sky[2], 0.4),
                  fill_opacity=0.8),
             path(body + holes, fill=stone, fill_rule="evenodd")]  # fmt: skip
    rail = [(ends[0][0], ends[0][1] - unit * 0.03),
            *((px, py - unit * 0.032) for px, py in rise),
            (x + half + width, y - tall * 0.38 - unit * 0.03)]  # fmt: skip
    posts = "".join(box(px - unit * 0.006, py - unit * 0.04, unit * 0.012, unit * 0.042) for px,
                    py in rise)  # fmt: skip
    drawn += [path(inner, stroke=canvas.shade(stone, 0.22), stroke_width=unit * 0.012,
                   fill="none"),
              path(smooth(rise), stroke=canvas.shade(stone, 0.12), stroke_width=unit * 0.012,
                   fill="none"), path(posts, fill=mix(stone, "#ffffff", 0.2)),
              path(smooth(rail), stroke=mix(stone, "#ffffff", 0.2), stroke_width=unit * 0.009,
                   fill="none")]  # fmt: skip
    return group(*drawn)
