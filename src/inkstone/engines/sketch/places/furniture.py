"""Furniture that belongs to rooms: shelves, pictures, lamps, plants, beds and counters.

It does not know which room it stands in.
"""

from collections.abc import Sequence

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.strokes import box
from inkstone.engines.sketch.places.wares import row_of
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import path


def pendant(
    canvas: Canvas, x: float, y: float, size: float, *, colour: str, round_: bool = False
) -> str:
    """A lamp on a cord from the ceiling; (x, y) is its lower edge's middle."""
    prop = Prop(canvas, x=x, y=y, size=size)
    drawn = path(
        box(x - size * 0.015, canvas.top, size * 0.03, y - size * 0.3 - canvas.top),
        fill=canvas.tone("#5a4f4f"),
    )
    lit = canvas.light.is_lit
    if round_:
        prop.oval(0, 0.3, 0.32, 0.32, "#f8efdd")
        if lit:
            prop.lamp(0, 0.3, 0.3, 0.3, "#fff0c4")
    else:
        prop.poly([(-0.1, 0.42), (0.1, 0.42), (0.4, 0.06), (-0.4, 0.06)], colour)
        prop.poly(
            [(-0.06, 0.5), (0.06, 0.5), (0.1, 0.42), (-0.1, 0.42)], mix(colour, "#2c2430", 0.3)
        )
        prop.oval(0, 0.06, 0.4, 0.05, mix(colour, "#2c2430", 0.2))
        if lit:
            prop.lamp(0, 0.045, 0.26, 0.045, "#fff3cf")
            prop.lamp(0, 0.0, 0.09, 0.09, "#fff8e0")
    if lit:
        gx, gy = prop.spot(0, 0.1)
        drawn += glow(canvas, gx, gy, size * 1.5, "#ffdf9a", 0.34)
    return drawn + prop.svg


def floor_lamp(canvas: Canvas, x: float, y: float, size: float, *, colour: str = "#f2d9a4") -> str:
    """A standing lamp."""
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.1)
    prop.oval(0, 0.01, 0.13, 0.025, "#6a5348")
    prop.box(-0.012, 0, 0.024, 0.74, "#7a6052")
    shade = [(-0.11, 0.98), (0.11, 0.98), (0.19, 0.72), (-0.19, 0.72)]
    if not canvas.light.is_lit:
        prop.poly(shade, colour)
        return prop.svg
    gx, gy = prop.spot(0, 0.82)
    light = Prop(canvas, x=x, y=y, size=size, tone=str)
    light.poly(shade, "#ffe3a0")
    return prop.svg + glow(canvas, gx, gy, size * 0.62, "#ffdf9a", 0.45) + light.svg


def picture(
    canvas: Canvas, x: float, y: float, wide: float, tall: float, *, frame: str = "#a9805a"
) -> str:
    """A framed picture of hills or shapes; (x, y) is its lower left corner."""
    rng = canvas.rng
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.14)
    high = tall / wide
    prop.box(-0.02, -0.03, 1.07, high + 0.06, "#cbb9a4")
    prop.box(0, 0, 1, high, frame)
    prop.box(0.07, 0.07, 0.86, high - 0.14, "#fbf5e8")
    low, top = 0.13, high - 0.13
    sky, one, two = rng.choice((("#cfe6ee", "#8fb8a0", "#6a9a82"),
                                ("#f8dcc0", "#e09a78", "#b86f68"),
                                ("#e4e0f2", "#a99cc8", "#7f78aa"),
                                ("#f9efc8", "#9cc49a", "#5f9a88")))  # fmt: skip
    prop.box(0.13, low, 0.74, top - low, sky)
    middle = low + (top - low) * rng.uniform(0.3, 0.5)
    prop.oval(rng.uniform(0.34, 0.66), low + (top - low) * 0.7, 0.09, 0.09, "#fff3d6")
    prop.poly(
        [
            (0.13, low),
            (0.13, middle),
            (0.36, middle + 0.12),
            (0.6, middle - 0.03),
            (0.87, middle + 0.1),
            (0.87, low),
        ],
        one,
    )
    prop.poly(
        [(0.13, low), (0.13, low + 0.08), (0.5, middle - 0.06), (0.87, low + 0.06), (0.87, low)],
        two,
    )
    return prop.svg


def shelf(
    canvas: Canvas, x: float, y: float, wide: float, *, wood: str = "#a9764f", items: str = "books"
) -> str:
    """A board on the wall with things on it; (x, y) is its left end."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.16)
    prop.box(0, -0.035, 1, 0.035, wood)
    prop.box(0, -0.035, 1, 0.01, mix(wood, "#2c1c14", 0.3))
    for u in (0.12, 0.84):
        prop.poly([(u, -0.035), (u + 0.03, -0.035), (u + 0.03, -0.12)], mix(wood, "#2c1c14", 0.25))
    row_of(prop, 0.03, 0.97, 0.0, 0.24, items)
    return prop.svg


def bookcase(canvas: Canvas, x: float, y: float, wide: float, tall: float, *,
             wood: str = "#8f6444", items: str = "books", shelves: int = 5) -> str:  # fmt: skip
    """A case of shelves that stands on the floor; (x, y) is its lower left corner."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.2)
    high = tall / wide
    prop.box(0, 0, 1, high, mix(wood, "#2a1a14", 0.34))
    step = (high - 0.1) / shelves
    for k in range(shelves):
        row_of(prop, 0.06, 0.94, 0.07 + step * k, step * 0.86, items)
    for k in range(shelves + 1):
        prop.box(0, 0.02 + step * k, 1, 0.045, wood)
    prop.box(0, 0, 0.05, high, wood)
    prop.box(0.95, 0, 0.05, high, wood)
    prop.box(-0.03, high - 0.03, 1.06, 0.07, mix(wood, "#ffe9c8", 0.14))
    return prop.svg


def plant(canvas: Canvas, x: float, y: float, size: float, *, pot: str = "#d9a07a") -> str:
    """A large plant in a pot."""
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.08)
    greens = ("#4a8f5a", "#68ab68", "#3f7f5c")
    for k, (u, v) in enumerate(
        (
            (-0.3, 0.62),
            (0.32, 0.58),
            (-0.16, 0.84),
            (0.18, 0.86),
            (0.02, 0.98),
            (-0.36, 0.4),
            (0.36, 0.36),
        )
    ):
        prop.line([(0, 0.26), (u * 0.4, v * 0.7), (u, v)], "#5a8a58", 0.018, soft=True)
        prop.blob([(u * 0.45, v * 0.72), (u * 0.65 - 0.1, v), (u * 1.1, v + 0.14),
                   (u * 1.15 + 0.06, v - 0.02), (u * 0.8 + 0.06, v * 0.76)],
                  greens[k % 3])  # fmt: skip
    prop.poly([(-0.2, 0.3), (0.2, 0.3), (0.14, 0), (-0.14, 0)], pot)
    prop.box(-0.22, 0.26, 0.44, 0.06, mix(pot, "#ffffff", 0.16))
    prop.shade([(0.06, 0), (0.14, 0), (0.2, 0.26), (0.1, 0.26)], 0.12)
    return prop.svg


def counter(
    canvas: Canvas,
    x: float,
    y: float,
    wide: float,
    tall: float,
    *,
    colour: str,
    top: str = "#f1e4d0",
    doors: int = 3,
) -> str:
    """A row of cupboards with a worktop; (x, y) is its lower left corner."""
    prop = Prop(canvas, x=x, y=y, size=tall, depth=0.14)
    long = wide / tall
    prop.box(0, 0, long, 0.9, colour)
    prop.box(0, 0, long, 0.07, mix(colour, "#2a2030", 0.35))
    step = long / doors
    for k in range(doors):
        prop.box(step * k + 0.05, 0.13, step - 0.1, 0.68, mix(colour, "#ffffff", 0.14))
        prop.box(step * k + step * 0.4, 0.72, step * 0.2, 0.03, mix(colour, "#2a2030", 0.4))
    prop.box(-0.04, 0.9, long + 0.08, 0.1, top)
    prop.box(-0.04, 0.89, long + 0.08, 0.025, mix(top, "#5a4030", 0.3))
    return prop.svg


def board(
    canvas: Canvas,
    x: float,
    y: float,
    wide: float,
    tall: float,
    *,
    colour: str,
    frame: str,
    marks: Sequence[str] = (),
) -> str:
    """A board on the wall with strokes instead of words; (x, y) is its lower left corner."""
    prop = Prop(canvas, x=x, y=y, size=tall, depth=0.06)
    long = wide / tall
    prop.box(-0.05, -0.05, long + 0.1, 1.1, frame)
    prop.box(0, 0, long, 1, colour)
    rng = canvas.rng
    for row, tint in enumerate(marks):
        v = 0.82 - 0.16 * row
        prop.line([(long * 0.1, v), (long * rng.uniform(0.4, 0.66), v)], tint, 0.02)
        prop.line([(long * 0.78, v), (long * 0.9, v)], tint, 0.02)
    return prop.svg
