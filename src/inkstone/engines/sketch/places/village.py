"""A village, and a row of shops.

It does not know who lives there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import cottage, lamp
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import (
    green,
    height_at,
    hill,
    mountains,
    profile,
    treeline,
)
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.sky import sky
from inkstone.engines.sketch.places.streets import reflections
from inkstone.engines.sketch.places.strokes import at, box, poly
from inkstone.engines.sketch.places.town import paving
from inkstone.engines.sketch.places.trees import broadleaf, bush, poplar
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_FRONTS = ("#f3dfc1", "#e9b99a", "#cfe0dc", "#f2cdb6", "#d7d3ea", "#f5e3a9", "#c9dbe8")
_TINTS = ("#d9604f", "#4f8f88", "#e0a13f", "#5f7fb0", "#8a6fae", "#c9707f", "#5f9a5a")


def village(canvas: Canvas) -> Plan:
    """Cottages around a lane below soft hills."""
    rng, height, unit, width = canvas.rng, canvas.height, canvas.unit, canvas.width
    far = profile(canvas, y=height * 0.565, rise=canvas.tall * 0.03)
    drawn = [sky(canvas, horizon=0.57)]
    if rng.random() < 0.5:
        drawn.append(mountains(canvas, base=0.6, height=0.16, depth=0.82, wide=0.7))
    drawn += [
        treeline(canvas, far, depth=0.66, size=unit * 0.04),
        hill(canvas, far, colour=green(canvas, 0.58)),
    ]
    middle = profile(canvas, y=height * 0.635, rise=canvas.tall * 0.02)
    homes = []
    for index in range(canvas.count(5)):
        x = width * (index + rng.uniform(0.2, 0.8)) / canvas.count(5)
        homes.append(cottage(canvas, x, height_at(middle, x) + unit * 0.012,
                             unit * rng.uniform(0.1, 0.13), 0.42,
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
                  bush(canvas, x - side * unit * 0.2, height * 0.762, unit * 0.1,
                       0.08)]  # fmt: skip
    drawn += [hill(canvas, near, colour=green(canvas, 0.06), bottom=None),
              turf.trail(canvas, start=(0.5, 0.735), end=(0.5, 1.03), wide=0.46,
                         colour="#dcc7a2"),
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
    drawn += [*shops,
              wash(canvas, top=base, low=height + 1,
                   stops=[(0, canvas.shade(stone, 0.16)), (0.16, stone),
                          (1, canvas.shade(stone, 0.1))]),
              paving(canvas, base, stone)]  # fmt: skip
    number = max(round(width / unit * 2), 2)
    for index in range(number + 1):
        px = width * index / number
        drawn.append(_tub(canvas, px, base + unit * 0.05))
    for index in range(number):
        drawn.append(
            lamp(canvas, width * (index + 0.5) / number, base + unit * 0.03, unit * 0.4, 0.0)
        )
    drawn.append(bunting(canvas, height * 0.745 - canvas.tall * 0.46))
    if canvas.is_wet:
        drawn += [turf.puddles(canvas, top=0.8, number=5), reflections(canvas, top=0.76)]
    if canvas.nature.litter:
        drawn.append(turf.litter(canvas, top=0.77, number=26))
    return Plan(svg=group(*drawn), ground=(0.83, 0.95), air=(0.06, 0.26))


def _shop(canvas: Canvas, x: float, y: float, wide: float) -> str:
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
        prop.poly(
            [(-0.54, top - 0.02), (0.54, top - 0.02), (0.42, top + 0.26), (-0.42, top + 0.26)], roof
        )
        for u in (-0.24, 0.08):
            prop.box(u - 0.02, top + 0.02, 0.2, 0.2, wall)
            prop.pane(u + 0.02, top + 0.05, 0.12, 0.13)
    elif kind == 1:
        prop.poly([(-0.5, top), (-0.5, top + 0.12), (-0.3, top + 0.12), (-0.3, top + 0.22),
                   (-0.12, top + 0.3), (0.12, top + 0.3), (0.3, top + 0.22), (0.3, top + 0.12),
                   (0.5, top + 0.12), (0.5, top)], wall)  # fmt: skip
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
    ropes, flags = "", dict.fromkeys(("#e8685a", "#f4c254", "#5fa5a0", "#f7efe2"), "")
    for index in range(spans):
        a, b = width * index / spans, width * (index + 1) / spans
        sag = unit * 0.09
        ropes += f"M{at(a, y)}Q{at((a + b) / 2, y + sag * 2)} {at(b, y)}"
        for k in range(8):
            share = (k + 0.5) / 8
            px, py = a + (b - a) * share, y + sag * 4 * share * (1 - share)
            colour = list(flags)[(k + index) % 4]
            flags[colour] += poly(
                [(px - unit * 0.018, py), (px + unit * 0.018, py), (px, py + unit * 0.042)]
            )
    return group(path(ropes, stroke=canvas.tone("#8a7a70"), stroke_width=unit * 0.003,
                      fill="none"),
                 *(path(d, fill=canvas.tone(colour, 0.03)) for colour,
                   d in flags.items()))  # fmt: skip
