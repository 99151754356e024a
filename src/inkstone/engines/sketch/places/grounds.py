"""Grounds where people play: playground and stadium.

It does not know who is there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green, hill, profile, treeline
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.sky import sky
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    dot,
    filled,
    n,
    oval,
)
from inkstone.engines.sketch.places.trees import broadleaf
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def playground(canvas: Canvas) -> Plan:
    """A climbing tower with a slide and a frame of swings on soft ground; a wheel far away."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    far = profile(canvas, y=height * 0.58, rise=canvas.tall * 0.014)
    drawn = [sky(canvas, horizon=0.59), _wheel(canvas, width * 0.5, height * 0.6),
             treeline(canvas, far, depth=0.55, size=unit * 0.07),
             hill(canvas, far, colour=green(canvas, 0.44))]  # fmt: skip
    for reach, size in ((-0.48, 0.42), (0.47, 0.4), (-0.2, 0.22), (0.16, 0.24)):
        drawn.append(broadleaf(canvas, width / 2 + reach * width,
                               height * (0.66 + 0.09 * abs(reach)), unit * size,
                               0.24))  # fmt: skip
    lawn = profile(canvas, y=height * 0.69, rise=canvas.tall * 0.008)
    drawn += [hill(canvas, lawn, colour=green(canvas, 0.16))]
    y = height * 0.775
    mat = canvas.tone("#eef3f7" if canvas.nature.is_snowy else "#e8b487")
    drawn += [path(oval(width / 2, y + unit * 0.02, max(width * 0.54, unit * 0.6),
                        canvas.tall * 0.085), fill=canvas.shade(mat, 0.14)),
              path(oval(width / 2, y + unit * 0.014, max(width * 0.53, unit * 0.59),
                        canvas.tall * 0.082), fill=mat)]  # fmt: skip
    reach = min(width * 0.3, unit * 0.5)
    drawn += [_slide(canvas, width / 2 - reach, y), _swings(canvas, width / 2 + reach, y)]
    lower = profile(canvas, y=height * 0.83, rise=canvas.tall * 0.006)
    drawn += [
        hill(canvas, lower, colour=green(canvas, 0.02)),
        turf.meadow_floor(canvas, top=0.86, bloom=0.8),
    ]
    return Plan(svg=group(*drawn), ground=(0.82, 0.94))


def _wheel(canvas: Canvas, x: float, y: float) -> str:
    """A far Ferris wheel."""
    r = canvas.tall * 0.13
    cy = y - r * 1.16
    tone = canvas.tone("#8aa3c0", 0.72)
    spokes = "".join(
        f"M{at(x, cy)}L{at(x + math.cos(k * 0.524) * r, cy + math.sin(k * 0.524) * r)}"
        for k in range(12)
    )
    cabins: dict[str, str] = {}
    for k in range(12):
        colour = canvas.tone(("#e8685a", "#f4c254", "#5fa5a0")[k % 3], 0.6)
        px, py = x + math.cos(k * 0.524) * r, cy + math.sin(k * 0.524) * r
        cabins[colour] = cabins.get(colour, "") + oval(px, py + r * 0.05, r * 0.065, r * 0.075)
    legs = f"M{at(x, cy)}L{at(x - r * 0.5, y)}M{at(x, cy)}L{at(x + r * 0.5, y)}"
    return group(
        path(oval(x, cy, r, r) + spokes + legs, stroke=tone, stroke_width=r * 0.03, fill="none"),
        *(path(d, fill=colour) for colour, d in cabins.items()),
    )


def _slide(canvas: Canvas, x: float, y: float) -> str:
    prop = Prop(
        canvas, x=x, y=y, size=canvas.unit * 0.44, depth=0.04, mirrored=canvas.rng.random() < 0.5
    )
    for u in (-0.34, -0.02):
        prop.box(u, 0, 0.045, 0.86, "#c98f5c")
    prop.box(-0.36, 0.42, 0.42, 0.05, "#b57b4a")
    for k in range(4):
        prop.line(
            [(-0.5 + 0.036 * k, 0.03 + 0.1 * k), (-0.34 + 0.02 * k, 0.03 + 0.1 * k)],
            "#b57b4a",
            0.028,
        )
    prop.line([(-0.54, 0), (-0.35, 0.46)], "#c98f5c", 0.035)
    for u in (-0.27, -0.18, -0.09):
        prop.box(u, 0.47, 0.026, 0.17, "#5fa5a0")
    prop.box(-0.34, 0.62, 0.37, 0.035, "#5fa5a0")
    prop.poly([(-0.42, 0.84), (0.11, 0.84), (-0.155, 1.08)], "#e8685a")
    prop.poly([(-0.155, 1.08), (0.11, 0.84), (-0.02, 0.84)], "#cf5347")
    prop.line(
        [(0.02, 0.44), (0.2, 0.3), (0.4, 0.1), (0.56, 0.05), (0.64, 0.05)],
        "#e0a93a",
        0.1,
        soft=True,
    )
    prop.line(
        [(0.02, 0.46), (0.2, 0.32), (0.4, 0.12), (0.56, 0.07), (0.64, 0.07)],
        "#f7cf5c",
        0.06,
        soft=True,
    )
    return prop.svg


def _swings(canvas: Canvas, x: float, y: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=canvas.unit * 0.42, depth=0.05)
    for u in (-0.46, 0.46):
        prop.line([(u - 0.1, 0), (u, 0.78), (u + 0.1, 0)], "#5b83b5", 0.04)
    prop.line([(-0.48, 0.78), (0.48, 0.78)], "#4c71a0", 0.045)
    for u in (-0.2, 0.2):
        prop.line([(u - 0.07, 0.76), (u - 0.07, 0.22)], "#8f8a86", 0.014)
        prop.line([(u + 0.07, 0.76), (u + 0.07, 0.22)], "#8f8a86", 0.014)
        prop.box(u - 0.1, 0.19, 0.2, 0.04, "#e8685a")
    return prop.svg


def stadium(canvas: Canvas) -> Plan:
    """Stands full of people around a striped pitch, under flood lights."""
    height = canvas.height
    y = height * 0.66
    drawn = [
        sky(canvas, horizon=0.5),
        _stands(canvas, y),
        _floodlights(canvas, y - canvas.tall * 0.24),
    ]
    lens = Lens.of(canvas, horizon=0.5)
    lawn = "#eef4f6" if canvas.nature.is_snowy else "#63ad58"
    # The flood lights make it day on the pitch.
    grass = mix(canvas.tone(lawn), lawn, 0.5 if canvas.light.is_dark else 0.0)
    drawn.append(
        wash(
            canvas,
            top=y,
            low=height + 1,
            stops=[(0, mix(grass, canvas.light.haze, 0.16)), (1, grass)],
        )
    )
    stripes = ""
    zs = [1.0, 1.13, 1.28, 1.46, 1.68, 1.96, 2.32, 2.8, 3.2]
    for index in range(0, len(zs) - 1, 2):
        stripes += lens.on_floor(
            [(-4, zs[index]), (-4, zs[index + 1]), (4, zs[index + 1]), (4, zs[index])]
        )
    drawn += [path(stripes, fill=canvas.shade(grass, 0.1)), _pitch_lines(canvas, lens)]
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.76, number=4))
    if canvas.nature.is_snowy:
        drawn.append(turf.drifts(canvas, top=0.76))
    return Plan(svg=group(*drawn), ground=(0.78, 0.94), air=(0.06, 0.36))


def _stands(canvas: Canvas, y: float) -> str:
    """Rows of seats that bend around the pitch, with people as dots, and boards before them."""
    rng, unit, width = canvas.rng, canvas.unit, canvas.width
    tall = canvas.tall * 0.26
    bend = canvas.tall * 0.06

    def edge(lift: float) -> list[tuple[float, float]]:
        return [
            (width * (k / 12), y - lift - bend * ((k / 12 - 0.5) * 2) ** 2 * (0.4 + lift / tall))
            for k in range(-1, 14)
        ]

    concrete = canvas.tone("#8fa3ba", 0.3)
    drawn = [path(filled(edge(tall * 1.1), y + 2), fill=canvas.tone("#dfe6ea", 0.3)),
             path(filled(edge(tall), y + 2), fill=concrete)]  # fmt: skip
    people: dict[str, str] = {}
    colours = ("#e8685a", "#f4c254", "#f7efe2", "#5f86c0", "#6fae72", "#d98fb0")
    rows = 8
    for row in range(rows):
        lift = tall * (0.12 + 0.84 * row / rows)
        r = unit * (0.0095 - 0.0003 * row)
        step = max(unit * 0.026, width / 95)
        for k in range(int(width / step) + 1):
            if rng.random() < 0.16:
                continue
            x = step * (k + 0.5 * (row % 2)) + rng.uniform(-0.2, 0.2) * step
            share = (x / width - 0.5) * 2
            py = y - lift - bend * share**2 * (0.4 + lift / tall)
            dress = rng.choice(colours)
            colour = mix(canvas.tone(dress, 0.36), dress, 0.3 if canvas.light.is_dark else 0.0)
            people[colour] = (
                people.get(colour, "")
                + f"M{at(x - r, py + r)}v{n(-r * 1.5)}h{n(r * 2)}v{n(r * 1.5)}z"
            )
    drawn += [path(d, fill=colour) for colour, d in people.items()]
    board = unit * 0.035
    drawn.append(path(box(-2, y - board, width + 4, board + 2), fill=canvas.tone("#f6f1e6", 0.12)))
    step, tints = unit * 0.22, ("#e8685a", "#4f86c0", "#f4c254", "#57a58c")
    for k in range(int(width / step) + 1):
        drawn.append(path(box(step * k + unit * 0.02, y - board * 0.78, step - unit * 0.06,
                              board * 0.56), fill=canvas.tone(tints[k % 4], 0.12)))  # fmt: skip
    return group(*drawn)


def _floodlights(canvas: Canvas, y: float) -> str:
    unit, width, drawn = canvas.unit, canvas.width, []
    for side in (-1, 1):
        prop = Prop(
            canvas, x=width / 2 + side * width * 0.4, y=y + unit * 0.08, size=unit * 0.3, depth=0.3
        )
        prop.box(-0.02, 0, 0.04, 0.62, "#7f8c9c")
        prop.box(-0.2, 0.6, 0.4, 0.2, "#66748a")
        for k in range(8):
            u, v = -0.145 + 0.097 * (k % 4), 0.655 + 0.09 * (k // 4)
            if canvas.light.is_lit:
                prop.lamp(u, v, 0.036, 0.036, "#fffbe6")
            else:
                prop.oval(u, v, 0.036, 0.036, "#eef3f5")
        drawn.append(prop.svg)
        if canvas.light.is_lit:
            x, py = prop.spot(0, 0.7)
            drawn += [
                path(dot(x, py, unit * r), fill="#fff8d6", fill_opacity=o)
                for r, o in ((0.13, 0.12), (0.08, 0.16))
            ]
    return group(*drawn)


def _pitch_lines(canvas: Canvas, lens: Lens) -> str:
    """A touch line, half of a circle and the far goal."""
    unit = canvas.unit
    white = canvas.tone("#fbfdf8")
    d = "".join(
        lens.on_floor([(-4, z), (-4, z * 1.012), (4, z * 1.012), (4, z)]) for z in (1.12, 2.95)
    )
    x, y = lens.spot(0, 0, 1.62)
    rings = oval(x, y, unit * 0.36, canvas.tall * 0.05)
    middle = lens.on_floor([(-4, 1.62), (-4, 1.635), (4, 1.635), (4, 1.62)])
    gx, gy = lens.spot(0, 0, 2.9)
    wide, tall = unit * 0.17, unit * 0.1
    goal = f"M{at(gx - wide, gy)}v{n(-tall)}h{n(wide * 2)}v{n(tall)}"
    net = "".join(f"M{at(gx - wide + wide * 0.2 * k, gy - tall)}v{n(tall)}" for k in range(1, 10))
    net += "".join(f"M{at(gx - wide, gy - tall * k / 5)}h{n(wide * 2)}" for k in range(1, 5))
    return group(
        path(d + middle, fill=white, fill_opacity=0.85),
        path(rings, stroke=white, stroke_width=unit * 0.008, fill="none", stroke_opacity=0.85),
        path(net, stroke=white, stroke_width=unit * 0.0016, fill="none", stroke_opacity=0.6),
        path(goal, stroke=white, stroke_width=unit * 0.009, fill="none"),
    )
