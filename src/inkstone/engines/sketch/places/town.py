"""Towns: the skyline over water, a village, a row of shops, a roof terrace, a building site.

It does not know who lives there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import cottage, far_town, lamp, tower
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green, height_at, hill, mountains, profile, treeline
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import LAMPLIGHT, Prop
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.streets import NEON, reflections
from inkstone.engines.sketch.places.strokes import at, box, dot, oval, poly
from inkstone.engines.sketch.places.trees import broadleaf, bush, poplar
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.places.water import surface
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_FRONTS = ("#f3dfc1", "#e9b99a", "#cfe0dc", "#f2cdb6", "#d7d3ea", "#f5e3a9", "#c9dbe8")
_TINTS = ("#d9604f", "#4f8f88", "#e0a13f", "#5f7fb0", "#8a6fae", "#c9707f", "#5f9a5a")


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
              path(box(-2, height * 0.632, canvas.width + 4, unit * 0.02), fill=canvas.tone("#b9b2a6", 0.3)),
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


def _needle(canvas: Canvas, x: float, y: float, tall: float, depth: float) -> str:  # noqa: PLR0917
    """A slim tower with a viewing deck."""
    prop = Prop(canvas, x=x, y=y, size=tall, depth=depth)
    prop.poly([(-0.07, 0), (0.07, 0), (0.018, 0.66), (-0.018, 0.66)], "#b9c4cf")
    prop.poly([(0.01, 0), (0.07, 0), (0.018, 0.66), (0.004, 0.66)], "#9dabb9")
    prop.blob([(-0.075, 0.66), (-0.05, 0.62), (0.05, 0.62), (0.075, 0.66), (0.04, 0.72), (-0.04, 0.72)], "#cdd6dd")
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
        colour = rng.choice(NEON if canvas.is_neon else LAMPLIGHT) if lit else canvas.tone("#e7eef2", 0.3)
        y = height * top
        while y < height * (top + (low - top) * rng.uniform(0.4, 1.0)):
            groups[colour] = groups.get(colour, "") + oval(
                x + unit * rng.uniform(-0.006, 0.006), y, wide * rng.uniform(0.5, 1.0), unit * 0.0035
            )
            y += unit * rng.uniform(0.01, 0.018)
    return group(*(path(d, fill=colour, fill_opacity=0.55 if lit else 0.35) for colour, d in groups.items()))


def _promenade(canvas: Canvas, y: float) -> str:
    """Paving with a balustrade and lamps."""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#dccfbc")
    drawn = [wash(canvas, top=y + unit * 0.02, low=height + 1,
                  stops=[(0, mix(stone, canvas.light.haze, 0.2)), (0.3, stone), (1, canvas.shade(stone, 0.12))]),
             _paving(canvas, y + unit * 0.02, stone)]  # fmt: skip
    rail = mix(stone, "#ffffff", 0.35)
    posts, step = "", unit * 0.034
    for index in range(int(width / step) + 2):
        x = index * step
        posts += poly([(x - unit * 0.006, y + unit * 0.02), (x - unit * 0.01, y - unit * 0.012),
                       (x - unit * 0.005, y - unit * 0.045), (x + unit * 0.005, y - unit * 0.045),
                       (x + unit * 0.01, y - unit * 0.012), (x + unit * 0.006, y + unit * 0.02)])  # fmt: skip
    drawn += [path(posts, fill=canvas.shade(stone, 0.06)),
              path(box(-2, y - unit * 0.06, width + 4, unit * 0.022), fill=rail),
              path(box(-2, y - unit * 0.04, width + 4, unit * 0.006), fill=canvas.shade(stone, 0.24)),
              path(box(-2, y + unit * 0.01, width + 4, unit * 0.022), fill=canvas.shade(stone, 0.14))]  # fmt: skip
    number = max(round(width / unit * 2), 2)
    for index in range(number):
        drawn.append(lamp(canvas, width * (index + 0.5) / number, y + unit * 0.04, unit * 0.3, 0.02))
    if canvas.is_wet:
        drawn += [turf.puddles(canvas, top=y / height + 0.06, number=4),
                  reflections(canvas, top=y / height + 0.05)]  # fmt: skip
    return group(*drawn)


def _paving(canvas: Canvas, y: float, stone: str) -> str:
    """Joints of slabs that run away from the eye."""
    width, height = canvas.width, canvas.height
    d, x0 = "", width / 2
    number = max(int(width / (canvas.unit * 0.12)), 5)
    for index in range(number * 2 + 1):
        share = (index / number - 1) * 1.1
        d += f"M{at(x0 + share * width * 0.52, y)}L{at(x0 + share * width * 0.95, height + 2)}"
    for share in (0.12, 0.3, 0.55, 0.88):
        d += f"M{at(-2, y + (height - y) * share)}H{width + 2:.0f}"
    return path(d, stroke=canvas.shade(stone, 0.22), stroke_width=canvas.unit * 0.0024, fill="none",
                stroke_opacity=0.6)  # fmt: skip


def village(canvas: Canvas) -> Plan:
    """Cottages around a lane below soft hills."""
    rng, height, unit, width = canvas.rng, canvas.height, canvas.unit, canvas.width
    far = profile(canvas, y=height * 0.565, rise=canvas.tall * 0.03)
    drawn = [sky(canvas, horizon=0.57)]
    if rng.random() < 0.5:
        drawn.append(mountains(canvas, base=0.6, height=0.16, depth=0.82, wide=0.7))
    drawn += [treeline(canvas, far, depth=0.66, size=unit * 0.04), hill(canvas, far, colour=green(canvas, 0.58))]
    middle = profile(canvas, y=height * 0.635, rise=canvas.tall * 0.02)
    homes = []
    for index in range(canvas.count(5)):
        x = width * (index + rng.uniform(0.2, 0.8)) / canvas.count(5)
        homes.append(cottage(canvas, x, height_at(middle, x) + unit * 0.012, unit * rng.uniform(0.1, 0.13), 0.42,
                             mirrored=rng.random() < 0.5))  # fmt: skip
        homes.append(broadleaf(canvas, x + unit * 0.1, height_at(middle, x) + unit * 0.01,
                               unit * rng.uniform(0.1, 0.16), 0.42))  # fmt: skip
    drawn += [_spire(canvas, width * rng.uniform(0.4, 0.6), height * 0.645), *homes,
              hill(canvas, middle, colour=green(canvas, 0.34))]  # fmt: skip
    near = profile(canvas, y=height * 0.735, rise=canvas.tall * 0.01, length=1.2)
    reach = min(0.3, 0.5 * unit / width + 0.08)
    for side, size in ((-1, 0.36), (1, 0.32)):
        x = width / 2 + side * width * (reach + 0.04)
        drawn += [poplar(canvas, x + side * unit * 0.24, height * 0.752, unit * 0.42, 0.14),
                  cottage(canvas, x, height * 0.757, unit * size, 0.1, mirrored=side < 0),
                  bush(canvas, x - side * unit * 0.2, height * 0.762, unit * 0.1, 0.08)]  # fmt: skip
    drawn += [hill(canvas, near, colour=green(canvas, 0.06), bottom=None),
              turf.trail(canvas, start=(0.5, 0.735), end=(0.5, 1.03), wide=0.46, colour="#dcc7a2"),
              turf.fence(canvas, y=height * 0.79, size=unit * 0.065, depth=0.02),
              turf.meadow_floor(canvas, top=0.82, bloom=1.1)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.82, 0.94))


def _spire(canvas: Canvas, x: float, y: float) -> str:
    """A village church with a pointed roof."""
    prop = Prop(canvas, x=x, y=y, size=canvas.unit * 0.26, depth=0.46)
    roof = "#f6f9fc" if canvas.nature.is_snowy else "#a9554a"
    prop.box(-0.12, 0, 0.5, 0.3, "#efe4d2")
    prop.poly([(-0.14, 0.29), (0.4, 0.29), (0.34, 0.46), (-0.1, 0.46)], roof)
    prop.box(-0.16, 0, 0.2, 0.56, "#f6ecdc")
    prop.poly([(-0.19, 0.55), (0.07, 0.55), (-0.06, 0.98)], roof)
    prop.box(-0.075, 0.36, 0.03, 0.1, "#6f7f8f")
    for u in (0.1, 0.2, 0.3):
        prop.pane(u, 0.08, 0.05, 0.13, round_top=True)
    return prop.svg


def shopping_street(canvas: Canvas) -> Plan:
    """A row of shops with awnings and flats above, bunting, trees in tubs."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    base = height * 0.745
    drawn = [sky(canvas, horizon=0.5)]
    x = -unit * 0.1 * canvas.rng.random()
    shops = []
    while x < width:
        wide = unit * canvas.rng.uniform(0.34, 0.44)
        shops.append(_shop(canvas, x, base, wide))
        x += wide
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#dccab2")
    drawn += [*shops, wash(canvas, top=base, low=height + 1,
                           stops=[(0, canvas.shade(stone, 0.16)), (0.16, stone), (1, canvas.shade(stone, 0.1))]),
              _paving(canvas, base, stone)]  # fmt: skip
    number = max(round(width / unit * 2), 2)
    for index in range(number + 1):
        px = width * index / number
        drawn.append(_tub(canvas, px, base + unit * 0.05))
    for index in range(number):
        drawn.append(lamp(canvas, width * (index + 0.5) / number, base + unit * 0.03, unit * 0.4, 0.0))
    drawn.append(bunting(canvas, height * 0.745 - canvas.tall * 0.46))
    if canvas.is_wet:
        drawn += [turf.puddles(canvas, top=0.8, number=5), reflections(canvas, top=0.76)]
    if canvas.nature.litter:
        drawn.append(turf.litter(canvas, top=0.77, number=26))
    return Plan(svg=group(*drawn), ground=(0.83, 0.95), air=(0.06, 0.26))


def _shop(canvas: Canvas, x: float, y: float, wide: float) -> str:  # noqa: PLR0917
    """A shop with two floors above it; (x, y) is the left corner of its foot."""
    rng = canvas.rng
    wall, tint = rng.choice(_FRONTS), rng.choice(_TINTS)
    prop = Prop(canvas, x=x + wide / 2, y=y, size=wide, depth=0.06)
    floors = 2 if canvas.height > canvas.unit * 1.1 or rng.random() < 0.5 else 1
    top = 0.86 + 0.46 * floors
    prop.box(-0.5, 0, 1.003, top, wall)
    prop.shade([(0.42, 0), (0.5, 0), (0.5, top), (0.42, top)], 0.07)
    roof = "#f4f8fc" if canvas.nature.is_snowy else "#8a6f66"
    kind = rng.randrange(3)
    if kind == 0:
        prop.poly([(-0.54, top - 0.02), (0.54, top - 0.02), (0.42, top + 0.26), (-0.42, top + 0.26)], roof)
        for u in (-0.24, 0.08):
            prop.box(u - 0.02, top + 0.02, 0.2, 0.2, wall)
            prop.pane(u + 0.02, top + 0.05, 0.12, 0.13)
    elif kind == 1:
        prop.poly([(-0.5, top), (-0.5, top + 0.12), (-0.3, top + 0.12), (-0.3, top + 0.22), (-0.12, top + 0.3),
                   (0.12, top + 0.3), (0.3, top + 0.22), (0.3, top + 0.12), (0.5, top + 0.12), (0.5, top)], wall)  # fmt: skip
        prop.box(-0.52, top - 0.02, 1.04, 0.05, "#f9f1e4")
        prop.oval(0, top + 0.15, 0.06, 0.06, tint)
    else:
        prop.box(-0.53, top, 1.06, 0.06, "#f9f1e4")
        prop.box(-0.5, top + 0.06, 1.0, 0.05, roof)
    for floor in range(floors):
        _flat(prop, 0.86 + 0.46 * floor, tint)
    _front(prop, tint)
    return prop.svg


def _flat(prop: Prop, v: float, tint: str) -> None:
    """Three windows with shutters or boxes of flowers."""
    flowers = prop.canvas.nature.flowers
    has_boxes = prop.canvas.rng.random() < 0.5
    for u in (-0.38, -0.1, 0.18):
        prop.box(u - 0.02, v + 0.06, 0.24, 0.3, "#fbf5ea")
        prop.pane(u, v + 0.08, 0.2, 0.26)
        prop.box(u + 0.093, v + 0.08, 0.014, 0.26, "#fbf5ea")
        if has_boxes and flowers:
            prop.box(u - 0.02, v + 0.03, 0.24, 0.05, "#8a6247")
            for k in range(4):
                prop.oval(u + 0.025 + 0.05 * k, v + 0.09, 0.03, 0.026, flowers[k % len(flowers)])
        else:
            prop.box(u - 0.03, v + 0.04, 0.26, 0.024, "#d9cbb6")
    prop.box(-0.5, v - 0.04, 1.0, 0.03, mix(tint, "#fff6e8", 0.72))


def _front(prop: Prop, tint: str) -> None:
    """The shop's ground floor: windows, a door, a board without words, a striped awning."""
    lit = prop.canvas.light.is_lit
    glass = "#ffe3a3" if lit else "#cfe4ea"
    prop.box(-0.47, 0, 0.94, 0.74, mix(tint, "#3a2f33", 0.42))
    if lit:
        x, y = prop.spot(-0.43, 0.58)
        prop.add(path(box(x, y, 0.5 * prop.size, 0.46 * prop.size), fill=glass))
        x, y = prop.spot(0.17, 0.58)
        prop.add(path(box(x, y, 0.24 * prop.size, 0.56 * prop.size), fill=glass))
    else:
        prop.box(-0.43, 0.12, 0.5, 0.46, glass)
        prop.box(0.17, 0.02, 0.24, 0.56, glass)
        prop.shine([(-0.38, 0.12), (-0.28, 0.12), (-0.12, 0.58), (-0.22, 0.58)], 0.3)
    prop.line([(-0.18, 0.12), (-0.18, 0.58)], "#f4ead9", 0.012)
    for k in range(5):
        colour = _TINTS[(k * 3 + len(tint)) % len(_TINTS)]
        prop.box(-0.4 + 0.092 * k, 0.12, 0.06, 0.09 + 0.03 * (k % 3), mix(colour, "#fff3df", 0.35))
    prop.oval(0.36, 0.28, 0.012, 0.03, "#f3d27a")
    prop.box(-0.47, 0.66, 0.94, 0.13, tint)
    prop.box(-0.3, 0.695, 0.6, 0.06, mix(tint, "#fff6e8", 0.6))
    for k in range(10):
        colour = tint if k % 2 else "#fdf6ea"
        u = -0.5 + 0.1 * k
        prop.poly([(u * 0.94, 0.66), ((u + 0.1) * 0.94, 0.66), (u + 0.1, 0.5), (u, 0.5)], colour)
        prop.oval(u + 0.05, 0.5, 0.05, 0.03, colour)


def _tub(canvas: Canvas, x: float, y: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=canvas.unit * 0.22)
    prop.poly([(-0.2, 0.26), (0.2, 0.26), (0.15, 0), (-0.15, 0)], "#c08a63")
    prop.box(-0.22, 0.22, 0.44, 0.06, "#a87450")
    tree = broadleaf(canvas, x, y - canvas.unit * 0.05, canvas.unit * 0.27, 0.0)
    return tree + prop.svg


def bunting(canvas: Canvas, y: float) -> str:
    """Small flags on strings across the street."""
    unit, width = canvas.unit, canvas.width
    spans = max(round(width / unit * 1.5), 2)
    ropes, flags = "", {colour: "" for colour in ("#e8685a", "#f4c254", "#5fa5a0", "#f7efe2")}
    for index in range(spans):
        a, b = width * index / spans, width * (index + 1) / spans
        sag = unit * 0.09
        ropes += f"M{at(a, y)}Q{at((a + b) / 2, y + sag * 2)} {at(b, y)}"
        for k in range(8):
            share = (k + 0.5) / 8
            px, py = a + (b - a) * share, y + sag * 4 * share * (1 - share)
            colour = list(flags)[(k + index) % 4]
            flags[colour] += poly([(px - unit * 0.018, py), (px + unit * 0.018, py), (px, py + unit * 0.042)])
    return group(path(ropes, stroke=canvas.tone("#8a7a70"), stroke_width=unit * 0.003, fill="none"),
                 *(path(d, fill=canvas.tone(colour, 0.03)) for colour, d in flags.items()))  # fmt: skip


def rooftop(canvas: Canvas) -> Plan:
    """A roof terrace with a parapet, plants and lights, high over the town."""
    height, unit, width = canvas.height, canvas.unit, canvas.width
    drawn = [sky(canvas, horizon=0.66), far_town(canvas, base=0.68, tall=0.3, depth=0.84),
             haze_band(canvas, height * 0.68, canvas.tall * 0.16, opacity=0.5)]  # fmt: skip
    for depth, y, wide in ((0.56, 0.7, 0.1), (0.34, 0.74, 0.15)):
        x = -unit * wide * canvas.rng.random()
        while x < width:
            w = unit * wide * canvas.rng.uniform(0.8, 1.4)
            drawn.append(tower(canvas, x, height * y, w, canvas.tall * canvas.rng.uniform(0.09, 0.26), depth))
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
            joints += f"M{at(step * (k + 0.5 * (row % 2)), y + unit * 0.0175 * row)}v{unit * 0.0175:.1f}"
    drawn += [path(joints, stroke=canvas.shade(brick, 0.16), stroke_width=unit * 0.002, fill="none"),
              path(box(-2, y - unit * 0.018, width + 4, unit * 0.024),
                   fill=canvas.tone("#ffffff" if canvas.nature.is_snowy else "#e9dcc8")),
              wash(canvas, top=low, low=height + 1,
                   stops=[(0, canvas.shade(floor, 0.2)), (0.14, floor), (1, canvas.shade(floor, 0.08))]),
              _paving(canvas, low, floor)]  # fmt: skip
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
                 path(ropes, stroke=canvas.tone("#5f5260"), stroke_width=unit * 0.003, fill="none"),
                 path(halo, fill="#ffe08a", fill_opacity=0.28) if lit else "",
                 path(bulbs, fill="#fff0bf" if lit else canvas.tone("#f9e6b4")))  # fmt: skip
