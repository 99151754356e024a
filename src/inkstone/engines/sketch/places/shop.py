"""The supermarket: aisles of shelves full of goods.

It does not know who shops there.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.rooms import table_in_front, table_of
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    link,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_GOODS = ("#d9685a", "#e8b84f", "#6fae8a", "#5f8fc0", "#c98ab0", "#e89a5f", "#9ab86a", "#f3e3c4")


def shop(canvas: Canvas) -> Plan:
    """Aisles of shelves with many-coloured goods under rows of lamps."""
    height, unit = canvas.height, canvas.unit
    lens = Lens.of(canvas, horizon=0.46)
    wall, tile = canvas.tone("#f1efe6"), canvas.tone("#e6e3da")
    far = 5.2
    end = lens.spot(0, 0, far)[1]
    ceiling = unit * 1.35
    top = lens.spot(0, ceiling, far)[1]
    drawn = [path(box(-2, canvas.top, canvas.width + 4, height * 0.62 - canvas.top),
                  fill=canvas.shade(wall, 0.05)),
             path(box(-2, top, canvas.width + 4, end - top + 2), fill=wall),
             wash(canvas, top=end, low=height + 1,
                  stops=[(0, canvas.shade(tile, 0.1)), (1, mix(tile, "#ffffff", 0.3))]),
             _floor_lines(canvas, lens, far, tile), _lamps(canvas, lens, ceiling, far),
             _back(canvas, lens, far)]  # fmt: skip
    ends = [(3.9, 5.15), (2.7, 3.8), (1.72, 2.58), (1.0, 1.62), (0.55, 0.94)]
    for near, back in ends:
        for side in (-1, 1):
            drawn.append(_aisle(canvas, lens, side, near, back))
    drawn.append(table_in_front(canvas, colour="#cfd3d6"))
    return Plan(svg=group(*drawn), ground=(0.8, 0.94), air=(0.1, 0.34), table=table_of(canvas))


def _floor_lines(canvas: Canvas, lens: Lens, far: float, tile: str) -> str:
    d = ""
    z = 1.05
    while z < far:
        d += f"M{at(-2, lens.spot(0, 0, z)[1])}H{n(canvas.width + 2)}"
        z *= 1.17
    for k in range(-8, 9):
        d += link(lens.spot(k * 0.2, 0, far), lens.spot(k * 0.2, 0, 0.9))
    return path(d, stroke=canvas.shade(tile, 0.14), stroke_width=canvas.unit * 0.0026, fill="none")


def _lamps(canvas: Canvas, lens: Lens, high: float, far: float) -> str:
    """Two rows of long lamps along the ceiling, and their shine on the floor."""
    d = shine = ""
    z = 1.15
    while z < far:
        for x in (-0.34, 0.2):
            d += poly([lens.spot(x, high, z), lens.spot(x, high, z * 1.2),
                       lens.spot(x + 0.14, high, z * 1.2),
                       lens.spot(x + 0.14, high, z)])  # fmt: skip
            px, py = lens.spot(x + 0.07, 0, z * 1.1)
            shine += oval(px, py, canvas.unit * 0.07 / z, canvas.unit * 0.012 / z)
        z *= 1.5
    return path(d, fill="#fffdf0") + path(shine, fill="#ffffff", fill_opacity=0.5)


def _back(canvas: Canvas, lens: Lens, far: float) -> str:
    """Coolers along the far wall."""
    unit = canvas.unit
    drawn = []
    for k in range(-4, 4):
        a, b = k * 0.42 + 0.03, k * 0.42 + 0.39
        drawn.append(path(lens.across(a, b, 0, unit * 0.62, far), fill=canvas.tone("#8fb8c4", 0.2)))
        goods = ""
        for row in range(4):
            for j in range(5):
                goods += lens.across(
                    a + 0.03 + 0.066 * j,
                    a + 0.08 + 0.066 * j,
                    unit * (0.04 + 0.14 * row),
                    unit * (0.13 + 0.14 * row),
                    far,
                )
        drawn.append(path(goods, fill=canvas.tone(_GOODS[k % 8], 0.4)))
    drawn.append(
        path(
            lens.across(-1.8, 1.8, unit * 0.66, unit * 0.84, far), fill=canvas.tone("#5fa58f", 0.15)
        )
    )
    return group(*drawn)


def _aisle(canvas: Canvas, lens: Lens, side: int, near: float, far: float) -> str:
    """A row of shelves beside the way, full of goods."""
    rng, unit = canvas.rng, canvas.unit
    x = side * 0.6
    depth = min((near - 0.5) * 0.1, 0.42)
    high = unit * 0.84
    frame, back = canvas.tone("#e9e6de", depth), canvas.tone("#b9b4a8", depth)
    drawn = [path(lens.across(x, x + side * 0.5, 0, high, near), fill=canvas.shade(frame, 0.08)),
             path(lens.upright(x, near, far, 0, high), fill=back)]  # fmt: skip
    goods: dict[str, str] = {}
    rows = 4
    for row in range(rows):
        low = unit * (0.06 + 0.195 * row)
        z = near * 1.01
        while z < far * 0.97:
            step = z * rng.uniform(0.035, 0.07)
            colour = canvas.tone(mix(rng.choice(_GOODS), "#f3ede0", 0.16), depth)
            tall = unit * rng.uniform(0.08, 0.15)
            for _ in range(rng.randint(1, 3)):
                if z + step > far * 0.985:
                    break
                goods[colour] = goods.get(colour, "") + lens.upright(
                    x - side * 0.012, z, z + step * 0.9, low, low + tall
                )
                z += step
            z += step * 0.1
    drawn += [path(d, fill=colour) for colour, d in goods.items()]
    boards = "".join(lens.upright(x - side * 0.02, near, far, unit * (0.03 + 0.195 * row),
                                  unit * (0.06 + 0.195 * row)) for row in range(rows
                                                                                + 1))  # fmt: skip
    tags = ""
    for row in range(rows):
        z = near * 1.06
        while z < far * 0.94:
            tags += lens.upright(
                x - side * 0.022,
                z,
                z * 1.03,
                unit * (0.034 + 0.195 * row),
                unit * (0.054 + 0.195 * row),
            )
            z *= 1.16
    drawn += [path(boards, fill=frame), path(tags, fill=canvas.tone("#e8b84f", depth)),
              path(lens.upright(x - side * 0.02, near, far, high - unit * 0.02,
                                high + unit * 0.05),
                   fill=canvas.tone("#d9685a" if side < 0 else "#5f8fc0", depth))]  # fmt: skip
    return group(*drawn)
