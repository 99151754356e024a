"""Grounds where people work and travel: building site and railway platform.

It does not know who is there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import far_town, tower
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green, hill, profile, treeline
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.streets import reflections
from inkstone.engines.sketch.places.strokes import (
    box,
    dot,
    link,
    poly,
)
from inkstone.engines.sketch.places.trees import bush
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def construction(canvas: Canvas) -> Plan:
    """A skeleton of concrete in scaffolding, a crane, sand and a striped barrier."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    side = canvas.rng.choice((-1, 1))
    drawn = [sky(canvas, horizon=0.6), far_town(canvas, base=0.64, tall=0.26, depth=0.82),
             haze_band(canvas, height * 0.64, canvas.tall * 0.14, opacity=0.5)]  # fmt: skip
    for k in range(canvas.count(3)):
        x = width * (k + 0.2) / canvas.count(3)
        drawn.append(
            tower(
                canvas,
                x,
                height * 0.68,
                unit * 0.13,
                canvas.tall * canvas.rng.uniform(0.14, 0.28),
                0.6,
            )
        )
    drawn += [_crane(canvas, width / 2 - side * min(width * 0.3, unit * 0.5), height * 0.72,
                     side),
              _skeleton(canvas, width / 2 + side * min(width * 0.2, unit * 0.36),
                        height * 0.76)]  # fmt: skip
    earth = canvas.tone("#f1f5f9" if canvas.nature.is_snowy else "#cba678")
    line = profile(canvas, y=height * 0.755, rise=canvas.tall * 0.01)
    drawn.append(hill(canvas, line, colour=earth, shine=0.2))
    for k in (-1, 1):
        x = width / 2 + k * width * 0.43
        drawn.append(_heap(canvas, x, height * 0.8, unit * 0.3, "#dcb777" if k > 0 else "#b7afa6"))
    drawn.append(_barrier(canvas, height * 0.8))
    for _ in range(canvas.count(6)):
        x, y = canvas.rng.random() * width, height * canvas.rng.uniform(0.83, 0.98)
        drawn.append(
            turf.stones(canvas, x, y, unit * canvas.rng.uniform(0.014, 0.032), 0.0, "#b6a48c")
        )
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.82, number=5))
    if canvas.nature.is_snowy:
        drawn.append(turf.drifts(canvas, top=0.82))
    return Plan(svg=group(*drawn), ground=(0.83, 0.95), air=(0.06, 0.34))


def _crane(canvas: Canvas, x: float, y: float, side: int) -> str:
    tall = min(canvas.tall * 0.58, y * 0.88)
    prop = Prop(canvas, x=x, y=y, size=tall, depth=0.24, mirrored=side < 0)
    yellow, dark = "#f0b73d", "#cf9427"
    for u in (-0.03, 0.03):
        prop.line([(u, 0), (u, 0.9)], yellow, 0.014)
    for k in range(11):
        v = 0.08 * k
        prop.line([(-0.03, v), (0.03, v + 0.08)], dark, 0.007)
        prop.line([(0.03, v), (-0.03, v + 0.08)], dark, 0.007)
    prop.line([(-0.24, 0.9), (0.66, 0.9)], yellow, 0.016)
    prop.line([(-0.2, 0.95), (0.62, 0.95)], yellow, 0.01)
    for k in range(11):
        prop.line(
            [(-0.2 + 0.075 * k, 0.9), (-0.165 + 0.075 * k, 0.95), (-0.13 + 0.075 * k, 0.9)],
            dark,
            0.006,
        )
    prop.line([(-0.2, 0.95), (0, 1.06), (0.5, 0.95)], dark, 0.006)
    prop.box(-0.25, 0.82, 0.1, 0.07, "#8f969c")
    prop.box(0.0, 0.8, 0.07, 0.09, "#e8685a")
    prop.line([(0.5, 0.9), (0.5, 0.66)], "#6f7580", 0.005)
    prop.box(0.44, 0.61, 0.12, 0.05, "#b78a63")
    return prop.svg


def _skeleton(canvas: Canvas, x: float, y: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=canvas.unit * 0.62, depth=0.12)
    floors = 4 if canvas.tall > canvas.unit * 1.05 else 3
    high = 0.22
    prop.box(-0.48, 0, 0.96, floors * high, "#b9c3cc")
    for k in range(floors + 1):
        prop.box(-0.54, k * high - 0.02, 1.08, 0.04, "#d9d6cf")
    for k in range(5):
        prop.box(-0.5 + 0.24 * k, 0, 0.045, floors * high, "#c7c4bd")
        prop.line(
            [(-0.48 + 0.24 * k, floors * high), (-0.48 + 0.24 * k, floors * high + 0.09)],
            "#b0704f",
            0.01,
        )
    prop.shade([(-0.48, 0), (0.48, 0), (0.48, floors * high), (-0.48, floors * high)], 0.08)
    pole = "#e0a13f"
    for u in (-0.6, -0.3, 0.0, 0.3, 0.6):
        prop.line([(u, 0), (u, floors * high + 0.06)], pole, 0.012)
    for k in range(floors):
        v = high * k + high * 0.56
        prop.box(-0.62, v, 1.24, 0.022, "#a8754f")
        prop.line([(-0.6, v + 0.08), (0.6, v + 0.08)], pole, 0.008)
    prop.line([(-0.6, 0), (-0.3, high), (0, 0)], pole, 0.007)
    prop.line([(0.0, high), (0.3, high * 2), (0.6, high)], pole, 0.007)
    return prop.svg


def _heap(canvas: Canvas, x: float, y: float, size: float, colour: str) -> str:
    prop = Prop(canvas, x=x, y=y, size=size)
    top = "#ffffff" if canvas.nature.is_snowy else mix(colour, "#fff3d6", 0.3)
    prop.blob(
        [
            (-0.6, 0),
            (-0.5, 0.04),
            (-0.2, 0.3),
            (0.02, 0.44),
            (0.22, 0.3),
            (0.5, 0.05),
            (0.6, 0),
            (0, -0.06),
        ],
        colour,
    )
    prop.blob([(-0.42, 0.08), (-0.2, 0.28), (0.0, 0.42), (0.06, 0.26), (-0.1, 0.1)], top)
    return prop.svg


def _barrier(canvas: Canvas, y: float) -> str:
    """Striped boards on feet at both sides; the middle stays open."""
    unit, width, drawn = canvas.unit, canvas.width, []
    for side in (-1, 1):
        prop = Prop(canvas, x=width / 2 + side * width * 0.34, y=y + unit * 0.02, size=unit * 0.26)
        for u in (-0.4, 0.4):
            prop.box(u - 0.02, 0, 0.04, 0.42, "#8f8a86")
            prop.box(u - 0.09, 0, 0.18, 0.04, "#6f6a68")
        for v in (0.26, 0.1):
            prop.box(-0.52, v, 1.04, 0.12, "#fbf6ea")
            for k in range(5):
                u = -0.5 + 0.21 * k
                prop.poly(
                    [(u, v), (u + 0.1, v), (u + 0.16, v + 0.12), (u + 0.06, v + 0.12)], "#e8685a"
                )
        drawn.append(prop.svg)
    return group(*drawn)


def station(canvas: Canvas) -> Plan:
    """A platform with tracks beside it, a roof on columns, a clock."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    far = profile(canvas, y=height * 0.6, rise=canvas.tall * 0.014)
    drawn = [sky(canvas, horizon=0.6), far_town(canvas, base=0.61, tall=0.14, depth=0.8),
             treeline(canvas, far, depth=0.55, size=unit * 0.06),
             hill(canvas, far, colour=green(canvas, 0.4))]  # fmt: skip
    wall = canvas.tone("#d9c3a6", 0.24)
    y = height * 0.69
    drawn += [path(box(-2, y - unit * 0.05, width + 4, unit * 0.06), fill=wall),
              path(box(-2, y - unit * 0.062, width + 4, unit * 0.016),
                   fill=mix(wall, "#ffffff", 0.4))]  # fmt: skip
    for k in range(canvas.count(5)):
        drawn.append(
            bush(canvas, width * (k + 0.5) / canvas.count(5), y + unit * 0.012, unit * 0.12, 0.2)
        )
    drawn += [_tracks(canvas, y, height * 0.835), _platform(canvas, height * 0.835)]
    drawn.append(_roof(canvas))
    if canvas.is_wet:
        drawn.append(reflections(canvas, top=0.86))
    return Plan(svg=group(*drawn), ground=(0.825, 0.95), air=(0.2, 0.42))


def _tracks(canvas: Canvas, top: float, low: float) -> str:
    unit, width = canvas.unit, canvas.width
    gravel = canvas.tone("#eef3f7" if canvas.nature.is_snowy else "#a39a92", 0.08)
    drawn = [
        wash(
            canvas,
            top=top,
            low=low + 2,
            stops=[(0, mix(gravel, canvas.light.haze, 0.25)), (1, gravel)],
        )
    ]
    specks = "".join(
        dot(canvas.rng.random() * width, top + (low - top) * canvas.rng.random(), unit * 0.003)
        for _ in range(canvas.count(70))
    )
    drawn.append(path(specks, fill=canvas.shade(gravel, 0.25)))
    sleepers = rails = shine = ""
    for a, b in ((0.16, 0.36), (0.58, 0.88)):
        ya, yb = top + (low - top) * a, top + (low - top) * b
        step = unit * (0.05 + 0.03 * b)
        for k in range(int(width / step) + 2):
            x = step * k
            sleepers += poly([(x, ya - unit * 0.006), (x + step * 0.42, ya - unit * 0.006),
                              (x + step * 0.42, yb + unit * 0.01),
                              (x, yb + unit * 0.01)])  # fmt: skip
        for yy, thick in ((ya, 0.006), (yb, 0.009)):
            rails += box(-2, yy - unit * thick, width + 4, unit * thick * 1.6)
            shine += box(-2, yy - unit * thick, width + 4, unit * thick * 0.5)
    drawn += [path(sleepers, fill=canvas.tone("#7f6450", 0.08)),
              path(rails, fill=canvas.tone("#6a6f78", 0.05)),
              path(shine, fill=canvas.tone("#dfe5ea", 0.0))]  # fmt: skip
    return group(*drawn)


def _platform(canvas: Canvas, y: float) -> str:
    unit, width, height = canvas.unit, canvas.width, canvas.height
    stone = canvas.tone("#d4cdc4")
    drawn = [path(box(-2, y - unit * 0.004, width + 4, unit * 0.02),
                  fill=mix(stone, "#ffffff", 0.4)),
             wash(canvas, top=y + unit * 0.014, low=height + 1,
                  stops=[(0, stone), (1, canvas.shade(stone, 0.14))]),
             path(box(-2, y + unit * 0.032, width + 4, unit * 0.022),
                  fill=canvas.tone("#f4c64f"))]  # fmt: skip
    d = "".join(
        dot(unit * 0.022 * k, y + unit * 0.043, unit * 0.005)
        for k in range(int(width / (unit * 0.022)) + 1)
    )
    seams, x0 = "", width / 2
    number = max(int(width / (unit * 0.16)), 5)
    for k in range(number * 2 + 1):
        share = (k / number - 1) * 1.1
        seams += link(
            (x0 + share * width * 0.52, y + unit * 0.06), (x0 + share * width * 0.8, height + 2)
        )
    drawn += [path(d, fill=canvas.tone("#d9a832")),
              path(seams, stroke=canvas.shade(stone, 0.2), stroke_width=unit * 0.0024,
                   fill="none")]  # fmt: skip
    return group(*drawn)


def _roof(canvas: Canvas) -> str:
    """The roof over the platform, its columns at both sides and a hanging clock."""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    low = max(canvas.tall * 0.1, canvas.stage.text_low * height)
    wood = canvas.tone("#5f8a86", 0.02)
    teeth = "".join(
        poly(
            [
                (unit * 0.05 * k, low),
                (unit * 0.05 * (k + 1), low),
                (unit * 0.05 * (k + 0.5), low + unit * 0.03),
            ]
        )
        for k in range(int(width / (unit * 0.05)) + 1)
    )
    drawn = []
    for side in (-1, 1):
        x = width / 2 + side * (width / 2 - unit * 0.075)
        prop = Prop(canvas, x=x, y=height * 0.9, size=unit)
        tall = (height * 0.9 - low) / unit
        prop.box(-0.016, 0, 0.032, tall, "#4f7a76")
        prop.box(-0.03, 0, 0.06, 0.04, "#41655f")
        prop.line([(0, tall - 0.14), (0.1, tall)], "#4f7a76", 0.018)
        prop.line([(0, tall - 0.14), (-0.1, tall)], "#4f7a76", 0.018)
        drawn.append(prop.svg)
    clock = Prop(canvas, x=width / 2 + unit * 0.24, y=low + unit * 0.2, size=unit * 0.12)
    clock.box(-0.03, 0.9, 0.06, 0.8, "#4f5a66")
    clock.oval(0, 0.5, 0.5, 0.5, "#3f4a58")
    clock.lamp(0, 0.5, 0.42, 0.42, "#fff3cf" if canvas.light.is_lit else "#fffaf0")
    clock.line([(0, 0.78), (0, 0.5), (0.2, 0.42)], "#3f4a58", 0.06)
    return group(*drawn,
                 path(box(-2, canvas.top, width + 4, low - canvas.top),
                      fill=canvas.shade(wood, 0.1)),
                 path(box(-2, low - unit * 0.02, width + 4, unit * 0.022),
                      fill=mix(wood, "#ffffff", 0.2)), path(teeth, fill=wood),
                 clock.svg)  # fmt: skip
