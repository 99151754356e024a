"""Rooms where people eat and drink: café, restaurant and bakery.

It does not know who sits there.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.furniture import (
    board,
    bookcase,
    counter,
    pendant,
    picture,
    plant,
    shelf,
)
from inkstone.engines.sketch.places.openings import casing, frame_at, windows
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.rooms import (
    bricks,
    floor,
    panelling,
    room_of,
    table_in_front,
    table_of,
    wall_tiles,
)
from inkstone.engines.sketch.places.strokes import box, oval
from inkstone.engines.sketch.places.wares import row_of
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_CHALK = ("#f6efe0", "#f2d6a0", "#d8e6d0", "#f6efe0")


def cafe(canvas: Canvas) -> Plan:
    """A counter with a coffee machine, a chalk board, lamps over it, the street outside."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#e9cfae", "#d9c3a4", "#cfd6c6", "#e6c9b4")))
    side = rng.choice((-1, 1))
    accent = rng.choice(("#4f8278", "#a8574a", "#5f7896", "#8a6a4a"))
    frames = [
        frame_at(room, x + side * half * 0.5, wide=0.44, low=0.14, high=0.54)
        for x, half in room.bays
    ]
    drawn = [windows(room, frames, kind="street"), bricks(room, frames),
             panelling(room, colour="#8a5f43", share=0.12),
             floor(room, kind="checks", colour="#d8c0a0", second="#c4a684")]  # fmt: skip
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn.append(casing(room, frame, colour="#5f4636", panes=(3, 2)))
        bx = x - side * half * 0.5
        wide = min(half * 0.92, unit * 0.52)
        tall = unit * 0.26
        drawn += [board(canvas, bx - wide * 0.44, room.up(0.4), wide * 0.5, unit * 0.19,
                        colour="#3f4a48", frame="#a9764f", marks=_CHALK),
                  shelf(canvas, bx + wide * 0.12, room.up(0.44), wide * 0.38, items="cups"),
                  shelf(canvas, bx + wide * 0.12, room.up(0.34), wide * 0.38, items="jars"),
                  counter(canvas, bx - wide / 2, room.line + unit * 0.04, wide, tall,
                          colour=accent, top="#c99a6b", doors=4),
                  _machine(canvas, bx - wide * 0.24, room.line + unit * 0.04 - tall,
                           unit * 0.16),
                  _cakes(canvas, bx + wide * 0.24, room.line + unit * 0.04 - tall, unit * 0.17),
                  plant(canvas, x + side * (half - unit * 0.07), room.line + unit * 0.06,
                        unit * 0.26)]  # fmt: skip
        for k, reach in enumerate((-0.62, -0.1, 0.5)):
            drawn.append(
                pendant(
                    canvas,
                    x - side * half * reach,
                    room.up(0.58 - 0.025 * (k % 2)),
                    unit * 0.15,
                    colour=accent,
                )
            )
    drawn.append(table_in_front(canvas, colour="#b07d52"))
    return Plan(
        svg=group(*drawn),
        ground=(0.82, 0.94),
        air=(0.08, 0.4),
        table=table_of(canvas),
        walls=(0.12, 0.4),
    )


def _machine(canvas: Canvas, x: float, y: float, size: float) -> str:
    """An espresso machine with cups on top."""
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.08)
    prop.box(-0.5, 0, 1, 0.1, "#8f949a")
    prop.box(-0.46, 0.1, 0.92, 0.2, "#5a6068")
    prop.box(-0.5, 0.28, 1, 0.4, "#d3d7da")
    prop.box(-0.5, 0.28, 1, 0.06, "#aab0b6")
    for u in (-0.26, 0.1):
        prop.box(u, 0.18, 0.14, 0.1, "#3f444c")
        prop.box(u + 0.03, 0.1, 0.08, 0.07, "#f6efe2")
    for k in range(3):
        prop.oval(-0.3 + 0.2 * k, 0.54, 0.045, 0.045, "#d9685a" if k == 0 else "#5a6068")
    prop.box(-0.46, 0.68, 0.92, 0.03, "#8f949a")
    row_of(prop, -0.42, 0.42, 0.71, 0.34, "cups")
    return prop.svg


def _cakes(canvas: Canvas, x: float, y: float, size: float) -> str:
    """A glass case with cakes on two boards."""
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.08)
    prop.box(-0.5, 0, 1, 0.78, "#eef3f0")
    for v in (0.04, 0.4):
        for k, colour in enumerate(("#e8a0a8", "#c98a4a", "#f2d9a0", "#8a5a44")):
            prop.box(-0.42 + 0.22 * k, v + 0.03, 0.16, 0.14, colour)
            prop.box(-0.42 + 0.22 * k, v + 0.17, 0.16, 0.05, "#fff6ea")
            prop.oval(-0.34 + 0.22 * k, v + 0.25, 0.03, 0.03, "#d9524a")
        prop.box(-0.5, v, 1, 0.03, "#b9c6c4")
    prop.shine([(-0.4, 0), (-0.2, 0), (0.1, 0.78), (-0.1, 0.78)], 0.3)
    prop.box(-0.53, 0.76, 1.06, 0.05, "#a9764f")
    return prop.svg


def restaurant(canvas: Canvas) -> Plan:
    """Laid tables in booths, a wall of bottles, lamps, the town outside."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#b8675a", "#6f8f86", "#c9a06a", "#7f7a9a")))
    frames = [frame_at(room, x, wide=0.5, low=0.17, high=0.52) for x, _ in room.bays]
    drawn = [windows(room, frames, kind="town"),
             panelling(room, colour="#6f4a38", share=0.14, boards=False),
             floor(room, kind="wood", colour="#9a6a48")]  # fmt: skip
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn.append(casing(room, frame, colour="#5a3f32", panes=(3, 1)))
        for side in (-1, 1):
            bx = x + side * (half - unit * 0.14)
            drawn += [picture(canvas, bx - unit * 0.075, room.up(0.38), unit * 0.15, unit * 0.19,
                              frame="#c9a25a"), _rack(canvas, bx, room.up(0.32), unit * 0.22),
                      _booth(canvas, x + side * (half - unit * 0.2), room.line + unit * 0.075,
                             unit * 0.44, side)]  # fmt: skip
        for reach in (-0.66, 0.0, 0.66):
            drawn.append(
                pendant(
                    canvas,
                    x + half * reach,
                    room.up(0.46 if reach else 0.56),
                    unit * 0.15,
                    colour="#e6b85a",
                    round_=not reach,
                )
            )
    drawn.append(table_in_front(canvas, colour="#8a5a3c", cloth="#f7efe2"))
    return Plan(
        svg=group(*drawn),
        ground=(0.83, 0.95),
        air=(0.08, 0.36),
        table=table_of(canvas),
        walls=(0.12, 0.4),
    )


def _rack(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x - wide / 2, y=y, size=wide, depth=0.16)
    prop.box(0, -0.05, 1, 0.05, "#5a3f32")
    row_of(prop, 0.04, 0.96, 0.0, 0.42, "bottles")
    return prop.svg


def _booth(canvas: Canvas, x: float, y: float, wide: float, side: int) -> str:
    """Half of a booth: a padded bench and a small laid table."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.08, mirrored=side < 0)
    seat = "#a8483f"
    prop.blob([(0.34, 0), (0.34, 0.5), (0.44, 0.56), (0.58, 0.5), (0.6, 0)], seat)
    prop.box(0.12, 0.1, 0.3, 0.12, mix(seat, "#ffffff", 0.1))
    prop.box(0.14, 0, 0.26, 0.1, "#5a3f32")
    prop.box(-0.24, 0, 0.05, 0.3, "#5a3f32")
    prop.box(-0.34, 0, 0.25, 0.03, "#5a3f32")
    prop.box(-0.5, 0.3, 0.6, 0.035, "#fbf4e6")
    prop.poly([(-0.5, 0.3), (0.1, 0.3), (0.06, 0.2), (-0.46, 0.2)], "#f1e5d0")
    prop.oval(-0.3, 0.34, 0.09, 0.014, "#dfe6ea")
    prop.poly([(-0.12, 0.335), (-0.08, 0.335), (-0.06, 0.42), (-0.14, 0.42)], "#cfe2ea")
    prop.box(-0.03, 0.335, 0.03, 0.07, "#f6efe2")
    if canvas.light.is_lit:
        prop.lamp(-0.015, 0.42, 0.016, 0.024, "#ffd98a")
    return prop.svg


def bakery(canvas: Canvas) -> Plan:
    """Shelves of bread, a glass counter of cakes, a striped valance."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#f6e0c8", "#f3d9d4", "#dfe9dd")))
    frames = [
        frame_at(room, x + half * 0.62 * rng.choice((-1, 1)), wide=0.26, low=0.22, high=0.52)
        for x, half in room.bays
    ]
    drawn = [
        windows(room, frames, kind="street"),
        wall_tiles(room, colour="#fbf6ec", top=room.up(0.2), low=room.line),
        floor(room, kind="checks", colour="#f0e2cc", second="#dcc3a0"),
    ]
    tint = rng.choice(("#e08a7a", "#8fb8a8", "#d9a85f"))
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        side = 1 if frame.x + frame.width / 2 > x else -1
        drawn.append(casing(room, frame))
        wide = min(half * 1.05, unit * 0.62)
        left = x - side * half * 0.34 - wide / 2
        drawn.append(
            bookcase(
                canvas, left, room.line, wide, unit * 0.52, wood="#c99a6b", items="bread", shelves=3
            )
        )
        drawn += [_glass_case(canvas, x, room.line + unit * 0.06, min(half * 1.84, unit * 1.1)),
                  pendant(canvas, x - half * 0.5, room.up(0.6), unit * 0.14, colour=tint),
                  pendant(canvas, x + half * 0.5, room.up(0.6), unit * 0.14,
                          colour=tint)]  # fmt: skip
    drawn += [_valance(canvas, tint), table_in_front(canvas, colour="#d9b487")]
    return Plan(
        svg=group(*drawn),
        ground=(0.85, 0.95),
        air=(0.12, 0.4),
        table=table_of(canvas),
        walls=(0.14, 0.4),
    )


def _glass_case(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x - wide / 2, y=y, size=wide, depth=0.08)
    prop.box(0, 0, 1, 0.14, "#c08a63")
    prop.box(0, 0.12, 1, 0.02, "#a8734c")
    prop.box(0.01, 0.14, 0.98, 0.13, "#eef5f2")
    row_of(prop, 0.03, 0.97, 0.145, 0.11, "bread")
    for k in range(9):
        colour = ("#e8a0a8", "#f2d9a0", "#b98a6a", "#fff1e2")[k % 4]
        prop.box(0.04 + 0.105 * k, 0.225, 0.06, 0.028, colour)
    prop.box(0.01, 0.215, 0.98, 0.008, "#b9c6c4")
    for k in range(3):
        u = 0.1 + 0.32 * k
        prop.shine([(u, 0.14), (u + 0.06, 0.14), (u + 0.13, 0.27), (u + 0.07, 0.27)], 0.26)
    prop.box(-0.01, 0.265, 1.02, 0.018, "#e9cfa6")
    return prop.svg


def _valance(canvas: Canvas, tint: str) -> str:
    """A striped cloth along the upper edge."""
    unit, step = canvas.unit, canvas.unit * 0.075
    low = canvas.tall * 0.06
    stripes = ["", ""]
    for k in range(int(canvas.width / step) + 1):
        stripes[k % 2] += box(step * k, canvas.top, step + 0.5, low - canvas.top) + oval(
            step * (k + 0.5), low, step * 0.5, unit * 0.025
        )
    return path(stripes[0], fill=canvas.tone(tint)) + path(stripes[1], fill=canvas.tone("#fdf6ea"))
