"""Thickets: a bamboo grove and a jungle.

It does not know what lives there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green, hill, profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import sky
from inkstone.engines.sketch.places.strokes import (
    at,
    leaf,
    link,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.places.trees import sprig
from inkstone.engines.sketch.places.trunks import PINE, canopy, giants, rays, trunks
from inkstone.engines.sketch.places.wash import veil, wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def bamboo(canvas: Canvas) -> Plan:
    """Stems in three depths, leaves above, a stone path between them."""
    height, unit = canvas.height, canvas.unit
    mist = canvas.tone("#e6f2c8", 0.5)
    far = canvas.tone("#bcd99a", 0.6)
    drawn = [sky(canvas, horizon=0.6),
             wash(canvas, top=-1, low=height * 0.7,
                  stops=[(0, mix(far, canvas.light.sky[1], 0.45)), (0.5, far),
                         (1, mist)])]  # fmt: skip
    for depth, y, wide, number in ((0.74, 0.64, 0.013, 20), (0.48, 0.68, 0.022, 12)):
        drawn.append(_stems(canvas, low=height * y, wide=unit * wide, number=number, depth=depth))
        line = profile(canvas, y=height * (y - 0.015), rise=canvas.tall * 0.012)
        drawn.append(hill(canvas, line, colour=green(canvas, depth * 0.8)))
    drawn.append(rays(canvas))
    floor = profile(canvas, y=height * 0.765, rise=canvas.tall * 0.012, length=1.0)
    drawn += [_stems(canvas, low=height * 0.8, wide=unit * 0.038, number=4, depth=0.16,
                     aside=0.3), hill(canvas, floor, colour=green(canvas, 0.08)),
              turf.trail(canvas, start=(0.5, 0.77), end=(0.5, 1.03), wide=0.4, colour="#c9c2a6"),
              _stems(canvas, low=height * 0.93, wide=unit * 0.056, number=2, depth=0.0,
                     aside=0.11), turf.meadow_floor(canvas, top=0.83, bloom=0.4)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.83, 0.94), air=(0.14, 0.42))


def _stems(
    canvas: Canvas, *, low: float, wide: float, number: int, depth: float, aside: float = 0.0
) -> str:
    """Bamboo stems with their joints and bunches of leaves; aside, only near both edges."""
    rng = canvas.rng
    body = shine = joints = white = ""
    leaves = ["", ""]
    many = canvas.count(number)
    for index in range(many * (2 if aside else 1)):
        if aside:
            share = aside * (index // 2 + rng.uniform(0.1, 0.8)) / many
            x = canvas.width * (share if index % 2 else 1 - share)
        else:
            x = canvas.width * (index + rng.uniform(0.1, 0.9)) / many
        lean = wide * rng.uniform(-1.4, 1.4)
        half = wide * rng.uniform(0.36, 0.55)
        foot = low + wide * rng.uniform(-0.6, 0.6)
        body += poly(
            [(x - half, foot), (x + lean - half, -4), (x + lean + half, -4), (x + half, foot)]
        )
        shine += poly([(x - half * 0.7, foot), (x + lean - half * 0.7, -4),
                       (x + lean - half * 0.2, -4), (x - half * 0.2, foot)])  # fmt: skip
        y = foot - wide * rng.uniform(1.5, 3.0)
        while y > 0:
            px = x + lean * (1 - y / foot)
            joints += f"M{at(px - half * 1.2, y)}h{n(half * 2.4)}"
            if depth < 0.6 and rng.random() < 0.42 * canvas.tall / canvas.height:
                _bunch(canvas, px + half * rng.choice((-1, 1)), y, wide, leaves)
            if canvas.nature.is_snowy and rng.random() < 0.3:
                white += oval(px, y - wide * 0.1, half * 1.4, wide * 0.16)
            y -= wide * rng.uniform(3.0, 4.4)
        if depth >= 0.6:
            _bunch(canvas, x + lean, low * rng.uniform(0.05, 0.4), wide * 1.6, leaves)
    tone = canvas.tone("#6fae55", depth)
    return group(
        path(body, fill=tone),
        path(shine, fill=canvas.tone("#9acb70", depth)),
        path(joints, stroke=canvas.tone("#3f7a45", depth), stroke_width=wide * 0.16),
        path(leaves[0], fill=canvas.tone("#4a934d", depth)),
        path(leaves[1], fill=canvas.tone("#78b857", depth)),
        path(white, fill=canvas.tone("#ffffff", depth * 0.5)) if white else "",
    )


def _bunch(canvas: Canvas, x: float, y: float, wide: float, leaves: list[str]) -> None:
    rng = canvas.rng
    side = rng.choice((-1, 1))
    for index in range(4):
        turn = math.pi / 2 - side * rng.uniform(0.2, 1.5)
        reach = wide * rng.uniform(1.8, 3.2)
        leaves[index % 2] += leaf(x, y, reach=reach, turn=turn, width=0.14)


def jungle(canvas: Canvas) -> Plan:
    """Layers of large leaves, vines and mist."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    deep, mist = canvas.tone("#9ccf9a", 0.7), canvas.tone("#e9f5cf", 0.5)
    drawn = [wash(canvas, top=-1, low=height + 1,
                  stops=[(0, mix(deep, canvas.light.sky[1], 0.4)), (0.3, deep), (0.62, mist),
                         (1, deep)])]  # fmt: skip
    for depth, y, wide, number in ((0.74, 0.62, 0.03, 9), (0.5, 0.66, 0.055, 5)):
        drawn.append(trunks(canvas, y=height * y, wide=unit * wide, number=number, depth=depth,
                            bark=PINE))  # fmt: skip
        line = profile(canvas, y=height * (y - 0.01), rise=canvas.tall * 0.012)
        drawn += [_broad_leaves(canvas, height * (y + 0.01), depth, 0.15),
                  hill(canvas, line, colour=canvas.tone("#5d9a54", depth * 0.85))]  # fmt: skip
    drawn += [rays(canvas), _vines(canvas),
              _broad_leaves(canvas, height * 0.765, 0.26, 0.24, aside=0.36)]  # fmt: skip
    floor = profile(canvas, y=height * 0.76, rise=canvas.tall * 0.012, length=1.0)
    drawn += [hill(canvas, floor, colour=canvas.tone("#5b9a4c", 0.1)),
              turf.trail(canvas, start=(0.5, 0.765), end=(rng.choice((0.4, 0.6)), 1.03),
                         wide=0.4, colour="#b99a6a"), giants(canvas, PINE), canopy(canvas),
              _overhang(canvas), turf.tufts(canvas, top=0.82),
              turf.flowers(canvas, top=0.84, number=16),
              _broad_leaves(canvas, height * 1.0, 0.0, 0.26, aside=0.2)]  # fmt: skip
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.84, number=3))
    if canvas.weather == "fog":
        drawn.append(veil(canvas, top=height * 0.4, low=height * 0.8, colour=canvas.light.haze,
                          strengths=(0.0, 0.4, 0.0)))  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.82, 0.93), air=(0.16, 0.42))


def _broad_leaves(canvas: Canvas, y: float, depth: float, size: float, aside: float = 0.0) -> str:
    """Fans of long leaves along a height; aside, only near both edges."""
    rng, unit, drawn = canvas.rng, canvas.unit, []
    number = canvas.count(6 if not aside else 3) * (2 if aside else 1)
    looks = (("#2f8058", "#57a862"), ("#3d8f4c", "#86bf5c"), ("#27735c", "#4a9e74"))
    for index in range(number):
        share = aside * rng.random() if aside else (index + rng.random()) / number
        x = canvas.width * (share if index % 2 or not aside else 1 - share)
        dark, light = rng.choice(looks)
        colours = (canvas.tone(dark, depth), canvas.tone(light, depth))
        drawn.append(sprig(canvas, x, y + unit * 0.02 * rng.random(),
                           unit * size * rng.uniform(0.8, 1.2), colours))  # fmt: skip
    return group(*drawn)


def _vines(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    ropes, leaves = "", ""
    for _ in range(canvas.count(5)):
        x, wide = rng.random() * canvas.width, unit * rng.uniform(0.14, 0.34)
        sag = canvas.tall * rng.uniform(0.14, 0.34)
        ropes += f"M{at(x, -4)}q{n(wide * 0.5)} {n(sag * 2)} {n(wide)} 0"
        for index in range(7):
            share = (index + 0.5) / 7
            px, py = x + wide * share, -4 + 4 * sag * share * (1 - share)
            leaves += leaf(
                px, py, reach=unit * 0.028, turn=math.pi / 2 + rng.uniform(-0.8, 0.8), width=0.4
            )
    return group(path(ropes, stroke=canvas.tone("#4d7a45", 0.24), stroke_width=unit * 0.007,
                      fill="none"), path(leaves, fill=canvas.tone("#63a356", 0.22)))  # fmt: skip


def _overhang(canvas: Canvas) -> str:
    """Great leaves that reach in from the upper corners."""
    unit, rng, drawn = canvas.unit, canvas.rng, []
    for side in (-1, 1):
        x = canvas.width / 2 + side * canvas.width / 2
        for index in range(6):
            turn = (math.pi / 2 - side * (0.1 + 0.24 * index)) + rng.uniform(-0.08, 0.08)
            reach = unit * rng.uniform(0.22, 0.36)
            tone = canvas.tone(("#2f7f52", "#46965a", "#64ad5e")[index % 3], 0.02)
            px, py = x - side * unit * 0.02 * index, -unit * 0.02
            long = reach * 0.92
            rib = link((px, py), (px + math.cos(turn) * long, py + math.sin(turn) * long))
            drawn += [path(leaf(px, py, reach=reach, turn=turn, width=0.34), fill=tone),
                      path(rib, stroke=canvas.shade(tone, 0.2),
                           stroke_width=unit * 0.004)]  # fmt: skip
    return group(*drawn)
