"""Above the town: the skyline over water, and a roof terrace.

It does not know who lives there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import far_town, lamp, tower
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import (
    profile,
    treeline,
)
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import LAMPLIGHT, Prop
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.streets import NEON, reflections
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    dot,
    link,
    oval,
    poly,
)
from inkstone.engines.sketch.places.trees import bush
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.places.water import surface
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def skyline(canvas: Canvas) -> Plan:
    """Towers in three depths beyond a river, seen from a promenade."""
    height, unit = canvas.height, canvas.unit
    drawn = [sky(canvas, horizon=0.62), far_town(canvas, base=0.63, tall=0.36, depth=0.86),
             haze_band(canvas, height * 0.63, canvas.tall * 0.2, opacity=0.55)]  # fmt: skip
    for depth, tall, wide in ((0.6, 0.44, 0.085), (0.32, 0.34, 0.11)):
        drawn += [_towers(canvas, depth=depth, tall=tall, wide=wide),
                  haze_band(canvas, height * 0.635, canvas.tall * 0.1, opacity=0.35)]  # fmt: skip
    line = profile(canvas, y=height * 0.632, rise=canvas.tall * 0.003)
    drawn += [treeline(canvas, line, depth=0.3, size=unit * 0.035),
              path(box(-2, height * 0.632, canvas.width + 4, unit * 0.02),
                   fill=canvas.tone("#b9b2a6", 0.3)),
              surface(canvas, top=0.645, low=0.82, calm=True), _city_lights(canvas, 0.65, 0.8),
              _promenade(canvas, height * 0.79)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.84, 0.95), air=(0.06, 0.34), water=(0.7, 0.76))


def _towers(canvas: Canvas, *, depth: float, tall: float, wide: float) -> str:
    rng, unit, drawn = canvas.rng, canvas.unit, []
    y = canvas.height * 0.64
    x = -unit * wide * rng.random()
    while x < canvas.width:
        width = unit * wide * rng.uniform(0.75, 1.35)
        high = canvas.tall * tall * rng.choice((rng.uniform(0.4, 0.65), rng.uniform(0.7, 1.1)))
        if rng.random() < 0.14:
            drawn.append(_needle(canvas, x + width / 2, y, high * 1.25, depth))
        else:
            drawn.append(tower(canvas, x, y, width, high, depth))
        x += width * rng.uniform(0.95, 1.3)
    return group(*drawn)


def _needle(canvas: Canvas, x: float, y: float, tall: float, depth: float) -> str:
    """A slim tower with a viewing deck."""
    prop = Prop(canvas, x=x, y=y, size=tall, depth=depth)
    prop.poly([(-0.07, 0), (0.07, 0), (0.018, 0.66), (-0.018, 0.66)], "#b9c4cf")
    prop.poly([(0.01, 0), (0.07, 0), (0.018, 0.66), (0.004, 0.66)], "#9dabb9")
    prop.blob(
        [(-0.075, 0.66), (-0.05, 0.62), (0.05, 0.62), (0.075, 0.66), (0.04, 0.72), (-0.04, 0.72)],
        "#cdd6dd",
    )
    prop.poly([(-0.012, 0.7), (0.012, 0.7), (0.003, 1.0), (-0.003, 1.0)], "#b9c4cf")
    if canvas.light.is_lit:
        prop.lamp(0, 0.665, 0.06, 0.012, "#ffd98a")
    return prop.svg


def _city_lights(canvas: Canvas, top: float, low: float) -> str:
    """The towers' image in the water: pale strips, coloured after dark."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    lit = canvas.light.is_lit
    groups: dict[str, str] = {}
    for _ in range(canvas.count(26)):
        x, wide = rng.random() * canvas.width, unit * rng.uniform(0.01, 0.035)
        colour = (
            rng.choice(NEON if canvas.is_neon else LAMPLIGHT)
            if lit
            else canvas.tone("#e7eef2", 0.3)
        )
        y = height * top
        while y < height * (top + (low - top) * rng.uniform(0.4, 1.0)):
            groups[colour] = groups.get(colour, "") + oval(
                x + unit * rng.uniform(-0.006, 0.006),
                y,
                wide * rng.uniform(0.5, 1.0),
                unit * 0.0035,
            )
            y += unit * rng.uniform(0.01, 0.018)
    return group(
        *(path(d, fill=colour, fill_opacity=0.55 if lit else 0.35) for colour, d in groups.items())
    )


def _promenade(canvas: Canvas, y: float) -> str:
    """Paving with a balustrade and lamps."""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#dccfbc")
    drawn = [wash(canvas, top=y + unit * 0.02, low=height + 1,
                  stops=[(0, mix(stone, canvas.light.haze, 0.2)), (0.3, stone),
                         (1, canvas.shade(stone, 0.12))]),
             paving(canvas, y + unit * 0.02, stone)]  # fmt: skip
    rail = mix(stone, "#ffffff", 0.35)
    posts, step = "", unit * 0.034
    for index in range(int(width / step) + 2):
        x = index * step
        posts += poly([(x - unit * 0.006, y + unit * 0.02), (x - unit * 0.01, y - unit * 0.012),
                       (x - unit * 0.005, y - unit * 0.045),
                       (x + unit * 0.005, y - unit * 0.045), (x + unit * 0.01, y - unit * 0.012),
                       (x + unit * 0.006, y + unit * 0.02)])  # fmt: skip
    drawn += [path(posts, fill=canvas.shade(stone, 0.06)),
              path(box(-2, y - unit * 0.06, width + 4, unit * 0.022), fill=rail),
              path(box(-2, y - unit * 0.04, width + 4, unit * 0.006),
                   fill=canvas.shade(stone, 0.24)),
              path(box(-2, y + unit * 0.01, width + 4, unit * 0.022),
                   fill=canvas.shade(stone, 0.14))]  # fmt: skip
    number = max(round(width / unit * 2), 2)
    for index in range(number):
        drawn.append(
            lamp(canvas, width * (index + 0.5) / number, y + unit * 0.04, unit * 0.3, 0.02)
        )
    if canvas.is_wet:
        drawn += [turf.puddles(canvas, top=y / height + 0.06, number=4),
                  reflections(canvas, top=y / height + 0.05)]  # fmt: skip
    return group(*drawn)


def paving(canvas: Canvas, y: float, stone: str) -> str:
    """Joints of slabs that run away from the eye."""
    width, height = canvas.width, canvas.height
    d, x0 = "", width / 2
    number = max(int(width / (canvas.unit * 0.12)), 5)
    for index in range(number * 2 + 1):
        share = (index / number - 1) * 1.1
        d += link((x0 + share * width * 0.52, y), (x0 + share * width * 0.95, height + 2))
    for share in (0.12, 0.3, 0.55, 0.88):
        d += f"M{at(-2, y + (height - y) * share)}H{width + 2:.0f}"
    return path(d, stroke=canvas.shade(stone, 0.22), stroke_width=canvas.unit * 0.0024,
                fill="none", stroke_opacity=0.6)  # fmt: skip


def rooftop(canvas: Canvas) -> Plan:
    """A roof terrace with a parapet, plants and lights, high over the town."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    drawn = [sky(canvas, horizon=0.66), far_town(canvas, base=0.68, tall=0.3, depth=0.84),
             haze_band(canvas, height * 0.68, canvas.tall * 0.16, opacity=0.5)]  # fmt: skip
    for depth, y, wide in ((0.56, 0.7, 0.1), (0.34, 0.74, 0.15)):
        x = -unit * wide * canvas.rng.random()
        while x < width:
            w = unit * wide * canvas.rng.uniform(0.8, 1.4)
            drawn.append(
                tower(canvas, x, height * y, w, canvas.tall * canvas.rng.uniform(0.09, 0.26), depth)
            )
            x += w * canvas.rng.uniform(1.0, 1.3)
    drawn.append(_terrace(canvas, height * 0.77))
    drawn.append(_string_lights(canvas, height * 0.77 - canvas.tall * 0.4, height * 0.79))
    if canvas.is_wet:
        drawn += [turf.puddles(canvas, top=0.83, number=5), reflections(canvas, top=0.8)]
    return Plan(svg=group(*drawn), ground=(0.84, 0.95), air=(0.06, 0.36))


def _terrace(canvas: Canvas, y: float) -> str:
    unit, width, height = canvas.unit, canvas.width, canvas.height
    brick = canvas.tone("#c98d71")
    floor = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#d8c8b4")
    low = y + unit * 0.07
    drawn = [path(box(-2, y, width + 4, low - y + 2), fill=brick)]
    joints = "".join(f"M{at(-2, y + unit * 0.0175 * k)}H{width + 2:.0f}" for k in (1, 2, 3))
    step = unit * 0.05
    for row in range(4):
        for k in range(int(width / step) + 2):
            joints += (
                f"M{at(step * (k + 0.5 * (row % 2)), y + unit * 0.0175 * row)}v{unit * 0.0175:.1f}"
            )
    drawn += [path(joints, stroke=canvas.shade(brick, 0.16), stroke_width=unit * 0.002,
                   fill="none"),
              path(box(-2, y - unit * 0.018, width + 4, unit * 0.024),
                   fill=canvas.tone("#ffffff" if canvas.nature.is_snowy else "#e9dcc8")),
              wash(canvas, top=low, low=height + 1,
                   stops=[(0, canvas.shade(floor, 0.2)), (0.14, floor),
                          (1, canvas.shade(floor, 0.08))]),
              paving(canvas, low, floor)]  # fmt: skip
    for side in (-1, 1):
        x = width / 2 + side * width * 0.44
        drawn.append(bush(canvas, x, low + unit * 0.0, unit * 0.2, 0.0, blossom="#f7b6c8"))
        crate = Prop(canvas, x=x, y=low + unit * 0.06, size=unit * 0.24)
        crate.box(-0.5, 0, 1.0, 0.26, "#a8754f")
        crate.line([(-0.48, 0.13), (0.48, 0.13)], "#86593a", 0.014)
        drawn.append(crate.svg)
    return group(*drawn)


def _string_lights(canvas: Canvas, y: float, foot: float) -> str:
    unit, width = canvas.unit, canvas.width
    spans = max(round(width / unit * 0.8) * 2 - 1, 1)
    poles = ropes = ""
    bulbs = halo = ""
    for index in range(spans + 1):
        x = width * index / spans
        poles += box(x - unit * 0.006, y - unit * 0.01, unit * 0.012, foot - y)
    for index in range(spans):
        a, b = width * index / spans, width * (index + 1) / spans
        sag = min((b - a) * 0.12, unit * 0.09)
        ropes += f"M{at(a, y)}Q{at((a + b) / 2, y + sag * 2)} {at(b, y)}"
        number = max(round((b - a) / (unit * 0.075)), 4)
        for k in range(number):
            share = (k + 0.5) / number
            px, py = a + (b - a) * share, y + sag * 4 * share * (1 - share) + unit * 0.012
            bulbs += dot(px, py, unit * 0.0085)
            halo += dot(px, py, unit * 0.024)
    lit = canvas.light.is_lit
    return group(path(poles, fill=canvas.tone("#6e5a52")),
                 path(ropes, stroke=canvas.tone("#5f5260"), stroke_width=unit * 0.003,
                      fill="none"), path(halo, fill="#ffe08a", fill_opacity=0.28) if lit else "",
                 path(bulbs, fill="#fff0bf" if lit else canvas.tone("#f9e6b4")))  # fmt: skip
