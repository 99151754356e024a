"""Furniture that belongs to rooms: shelves, pictures, lamps, plants, beds and counters.

It does not know which room it stands in.
"""

from collections.abc import Sequence

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.strokes import box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import path

BOOKS = ("#c8604a", "#4f8f88", "#e0b04f", "#5f7fb0", "#8a6fae", "#d9c9a8", "#7a9a5a", "#b8606f")


def pendant(canvas: Canvas, x: float, y: float, size: float, *, colour: str, round_: bool = False) -> str:  # noqa: PLR0917
    """A lamp on a cord from the ceiling; (x, y) is its lower edge's middle."""
    prop = Prop(canvas, x=x, y=y, size=size)
    drawn = path(box(x - size * 0.015, -2, size * 0.03, y - size * 0.3), fill=canvas.tone("#5a4f4f"))
    lit = canvas.light.is_lit
    if round_:
        prop.oval(0, 0.3, 0.32, 0.32, "#f8efdd")
        if lit:
            prop.lamp(0, 0.3, 0.3, 0.3, "#fff0c4")
    else:
        prop.poly([(-0.1, 0.42), (0.1, 0.42), (0.4, 0.06), (-0.4, 0.06)], colour)
        prop.poly([(-0.06, 0.5), (0.06, 0.5), (0.1, 0.42), (-0.1, 0.42)], mix(colour, "#2c2430", 0.3))
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


def picture(  # noqa: PLR0917
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
    sky, one, two = rng.choice((("#cfe6ee", "#8fb8a0", "#6a9a82"), ("#f8dcc0", "#e09a78", "#b86f68"),
                                ("#e4e0f2", "#a99cc8", "#7f78aa"), ("#f9efc8", "#9cc49a", "#5f9a88")))  # fmt: skip
    prop.box(0.13, low, 0.74, top - low, sky)
    middle = low + (top - low) * rng.uniform(0.3, 0.5)
    prop.oval(rng.uniform(0.34, 0.66), low + (top - low) * 0.7, 0.09, 0.09, "#fff3d6")
    prop.poly([(0.13, low), (0.13, middle), (0.36, middle + 0.12), (0.6, middle - 0.03), (0.87, middle + 0.1), (0.87, low)], one)
    prop.poly([(0.13, low), (0.13, low + 0.08), (0.5, middle - 0.06), (0.87, low + 0.06), (0.87, low)], two)
    return prop.svg


def shelf(  # noqa: PLR0917
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


def row_of(prop: Prop, left: float, right: float, v: float, tall: float, items: str) -> None:  # noqa: PLR0917
    """Fill a board from left to right with books, jars, bread, boxes or a mixture."""
    rng = prop.canvas.rng
    u = left
    while u < right - tall * 0.16:
        kind = items if items != "mixed" else rng.choice(("books", "books", "vase", "plant", "jars"))
        room = right - u
        match kind:
            case "books":
                for _ in range(rng.randint(2, 5)):
                    wide, high = tall * rng.uniform(0.14, 0.26), tall * rng.uniform(0.62, 0.96)
                    if u + wide > right:
                        break
                    colour = rng.choice(BOOKS)
                    prop.box(u, v, wide, high, colour)
                    prop.box(u + wide * 0.2, v + high * 0.72, wide * 0.6, high * 0.08, mix(colour, "#fff3dc", 0.55))
                    u += wide * 1.04
                u += tall * rng.uniform(0.0, 0.3)
            case "jars":
                wide = min(tall * 0.36, room)
                colour = rng.choice(("#e8c48a", "#d99a6a", "#b9cf8f", "#f0dfc0", "#c9867a"))
                prop.box(u, v, wide, tall * 0.52, "#eef2ee")
                prop.box(u + wide * 0.08, v, wide * 0.84, tall * rng.uniform(0.22, 0.44), colour)
                prop.box(u + wide * 0.1, v + tall * 0.52, wide * 0.8, tall * 0.1, "#a9805a")
                u += wide * 1.22
            case "cups":
                wide = min(tall * 0.32, room)
                colour = rng.choice(("#f6efe2", "#d9887a", "#8fb8b0", "#f0c878"))
                prop.box(u, v, wide, tall * 0.36, colour)
                prop.line([(u + wide, v + tall * 0.28), (u + wide * 1.24, v + tall * 0.2), (u + wide, v + tall * 0.1)], colour, tall * 0.05)
                u += wide * 1.5
            case "bottles":
                wide = min(tall * 0.24, room)
                colour = rng.choice(("#5f8a6a", "#7a4a4f", "#c9a25a", "#6f8fa8", "#e2ddd0"))
                prop.box(u, v, wide, tall * 0.56, colour)
                prop.box(u + wide * 0.32, v + tall * 0.56, wide * 0.36, tall * 0.3, colour)
                prop.box(u + wide * 0.1, v + tall * 0.16, wide * 0.8, tall * 0.2, "#f6efe0")
                u += wide * 1.3
            case "bread":
                u = _loaf(prop, u, v, tall, room)
            case "boxes":
                wide, high = min(tall * rng.uniform(0.3, 0.46), room), tall * rng.uniform(0.5, 0.92)
                colour = rng.choice(BOOKS)
                prop.box(u, v, wide, high, mix(colour, "#fff3e0", 0.28))
                prop.box(u + wide * 0.16, v + high * 0.42, wide * 0.68, high * 0.26, "#fdf7ea")
                u += wide * 1.08
            case "vase":
                colour = rng.choice(("#8fb8c4", "#d9a48f", "#e9dcc4", "#7f9a8a"))
                prop.blob([(u, v), (u - tall * 0.02, v + tall * 0.3), (u + tall * 0.1, v + tall * 0.62), (u + tall * 0.22, v + tall * 0.62),
                           (u + tall * 0.34, v + tall * 0.3), (u + tall * 0.3, v)], colour)  # fmt: skip
                u += tall * 0.46
            case _:
                prop.box(u, v, tall * 0.3, tall * 0.26, "#c98a63")
                for k in range(5):
                    prop.oval(u + tall * (0.02 + 0.065 * k), v + tall * (0.36 + 0.1 * (k % 2)), tall * 0.1, tall * 0.12,
                              ("#5f9a5a", "#7fb56a")[k % 2])  # fmt: skip
                u += tall * 0.5


def _loaf(prop: Prop, u: float, v: float, tall: float, room: float) -> float:  # noqa: PLR0917
    """One kind of bread; gives back where the next thing begins."""
    rng = prop.canvas.rng
    crust = rng.choice(("#c98a4a", "#d99f58", "#b8763c"))
    wide = min(tall * rng.uniform(0.6, 0.9), room)
    if rng.random() < 0.5:
        prop.blob([(u, v), (u, v + tall * 0.24), (u + wide * 0.25, v + tall * 0.46), (u + wide * 0.75, v + tall * 0.46),
                   (u + wide, v + tall * 0.24), (u + wide, v)], crust)  # fmt: skip
        for k in range(3):
            prop.line([(u + wide * (0.26 + 0.2 * k), v + tall * 0.16), (u + wide * (0.34 + 0.2 * k), v + tall * 0.34)],
                      "#f2d6a0", tall * 0.04)  # fmt: skip
        return u + wide * 1.08
    for k in range(2):
        prop.oval(u + tall * (0.2 + 0.38 * k), v + tall * 0.16, tall * 0.2, tall * 0.17, crust)
        prop.oval(u + tall * (0.16 + 0.38 * k), v + tall * 0.22, tall * 0.08, tall * 0.05, "#eac48a")
    return u + tall * 0.84


def bookcase(  # noqa: PLR0917
    canvas: Canvas, x: float, y: float, wide: float, tall: float, *, wood: str = "#8f6444", items: str = "books",
    shelves: int = 5,
) -> str:  # fmt: skip
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
    for k, (u, v) in enumerate(((-0.3, 0.62), (0.32, 0.58), (-0.16, 0.84), (0.18, 0.86), (0.02, 0.98), (-0.36, 0.4), (0.36, 0.36))):
        prop.line([(0, 0.26), (u * 0.4, v * 0.7), (u, v)], "#5a8a58", 0.018, soft=True)
        prop.blob([(u * 0.45, v * 0.72), (u * 0.65 - 0.1, v), (u * 1.1, v + 0.14), (u * 1.15 + 0.06, v - 0.02), (u * 0.8 + 0.06, v * 0.76)],
                  greens[k % 3])  # fmt: skip
    prop.poly([(-0.2, 0.3), (0.2, 0.3), (0.14, 0), (-0.14, 0)], pot)
    prop.box(-0.22, 0.26, 0.44, 0.06, mix(pot, "#ffffff", 0.16))
    prop.shade([(0.06, 0), (0.14, 0), (0.2, 0.26), (0.1, 0.26)], 0.12)
    return prop.svg


def counter(  # noqa: PLR0917
    canvas: Canvas, x: float, y: float, wide: float, tall: float, *, colour: str, top: str = "#f1e4d0", doors: int = 3
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


def board(  # noqa: PLR0917
    canvas: Canvas, x: float, y: float, wide: float, tall: float, *, colour: str, frame: str, marks: Sequence[str] = ()
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
