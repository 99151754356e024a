"""Rooms of a home where people cook and eat.

It does not know who lives there.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.furniture import counter, pendant, shelf
from inkstone.engines.sketch.places.homes import frames_of
from inkstone.engines.sketch.places.openings import casing, curtains, windows
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.rooms import (
    Room,
    floor,
    panelling,
    room_of,
    table_in_front,
    table_of,
    wall_tiles,
)
from inkstone.engines.sketch.places.strokes import box, dot
from inkstone.engines.sketch.places.wares import row_of
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def kitchen(canvas: Canvas) -> Plan:
    """Worktops with a stove and a sink under a window, tiles, hanging pots."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#f4e6cf", "#dfe9e4", "#f6dfd2", "#e3e8ef")))
    colour = rng.choice(("#8fb0a4", "#d9a27e", "#9fb3c8", "#e0c077"))
    frames = frames_of(room, wide=0.34, low=0.31, high=0.56, side=0)
    tall = unit * 0.23
    drawn = [windows(room, frames, kind="country")]
    top = frames[0].y + frames[0].height + unit * 0.03
    drawn += [
        wall_tiles(room, colour="#f4f1ea", top=top, low=room.line - tall * 0.9),
        floor(room, kind="checks", colour="#e6d8c2", second="#d4bfa2"),
    ]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn += [casing(room, frame, panes=(2, 1)), _cafe_curtain(room, frame),
                  counter(canvas, x - half, room.line + unit * 0.012, half * 2, tall,
                          colour=colour, doors=max(round(half * 2 / tall / 0.85), 3)),
                  _stove(canvas, x + half * 0.56, room.line + unit * 0.012,
                         tall) if x == room.middle else "",
                  _sink(canvas, x, room.line + unit * 0.012 - tall)]  # fmt: skip
        wide = min(half * 0.42, unit * 0.27)
        for high, items in ((0.4, "jars"), (0.51, "cups")):
            drawn.append(
                shelf(canvas, x - half * 0.68 - wide / 2, room.up(high), wide, items=items)
            )
        drawn += [
            _worktop(canvas, x - half * 0.7, room.line + unit * 0.012 - tall, half * 0.5),
            pendant(canvas, x, room.up(0.6), unit * 0.15, colour=colour),
        ]
    drawn.append(table_in_front(canvas, colour="#d9b487"))
    return Plan(
        svg=group(*drawn),
        ground=(0.82, 0.94),
        air=(0.08, 0.4),
        table=table_of(canvas),
        walls=(0.12, 0.36),
    )


def _cafe_curtain(room: Room, frame: Box) -> str:
    """A short curtain with a scalloped hem at the top of a window."""
    canvas = room.canvas
    step = frame.width / 7
    cloth = canvas.tone("#fdf3e4")
    d = box(frame.x, frame.y, frame.width, frame.height * 0.16)
    d += "".join(
        dot(frame.x + step * (k + 0.5), frame.y + frame.height * 0.16, step * 0.5) for k in range(7)
    )
    dots = "".join(
        dot(frame.x + step * (k + 0.5), frame.y + frame.height * 0.12, step * 0.12)
        for k in range(7)
    )
    return path(d, fill=cloth) + path(dots, fill=canvas.tone("#e08a7a"))


def _stove(canvas: Canvas, x: float, y: float, tall: float) -> str:
    """An oven with a hood and a pot on it."""
    prop = Prop(canvas, x=x, y=y, size=tall, depth=0.1)
    prop.box(-0.5, 0, 1, 1.0, "#e8e6e2")
    prop.box(-0.4, 0.12, 0.8, 0.5, "#5a6068")
    prop.box(-0.34, 0.2, 0.68, 0.34, "#7c848e" if not canvas.light.is_lit else "#d99a5a")
    prop.box(-0.36, 0.66, 0.72, 0.04, "#b9bcc0")
    for k in range(4):
        prop.oval(-0.3 + 0.2 * k, 0.82, 0.05, 0.05, "#5a6068")
    prop.box(-0.52, 0.97, 1.04, 0.05, "#4a4f58")
    prop.box(-0.3, 1.02, 0.5, 0.28, "#d9685a")
    prop.box(-0.34, 1.28, 0.58, 0.05, "#c25548")
    prop.oval(-0.05, 1.36, 0.05, 0.04, "#3f3a3a")
    prop.poly([(-0.5, 2.1), (0.5, 2.1), (0.3, 2.5), (-0.3, 2.5)], "#d3d5d6")
    prop.box(-0.16, 2.5, 0.32, 1.2, "#dcdedd")
    prop.box(-0.52, 2.06, 1.04, 0.06, "#b9bcc0")
    return prop.svg


def _sink(canvas: Canvas, x: float, y: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=canvas.unit * 0.1, depth=0.1)
    prop.box(-0.7, -0.16, 1.4, 0.1, "#c3c8cc")
    prop.line(
        [(0, -0.06), (0, 0.62), (0.16, 0.74), (0.3, 0.62), (0.3, 0.5)], "#a9b0b6", 0.09, soft=True
    )
    return prop.svg


def _worktop(canvas: Canvas, x: float, y: float, wide: float) -> str:
    """Small things that stand about in a kitchen."""
    prop = Prop(canvas, x=x - wide / 2, y=y, size=wide, depth=0.14)
    row_of(prop, 0.05, 0.9, 0.0, min(0.42, canvas.unit * 0.13 / wide), "jars")
    return prop.svg


def dining_room(canvas: Canvas) -> Plan:
    """A long table with a cloth below a warm lamp, chairs at both ends, a dresser."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#e9cfae", "#d9d2bd", "#e6c3b0", "#cfd6cc")))
    frames = frames_of(room, wide=0.3, low=0.24, high=0.56, side=rng.choice((-1, 1)), reach=0.56)
    drawn = [
        windows(room, frames, kind="country"),
        panelling(room, colour="#a9764f", share=0.15, boards=False),
        floor(room, kind="wood", colour="#b98455"),
    ]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        side = 1 if frame.x + frame.width / 2 > x else -1
        drawn += [
            casing(room, frame),
            curtains(room, frame, colour="#b8574a"),
            _dresser(canvas, x - side * half * 0.58, room.line + unit * 0.01, unit * 0.4),
        ]
        if x == room.middle and not {"table", "dining_table"} & set(canvas.stage.hints):
            drawn.append(
                _laid_table(canvas, x, room.line + unit * 0.1, min(half * 1.5, unit * 0.86))
            )
        drawn.append(pendant(canvas, x, room.up(0.42), unit * 0.24, colour="#c8604a"))
    drawn.append(table_in_front(canvas, colour="#a8714a", cloth="#f7efe2"))
    return Plan(
        svg=group(*drawn),
        ground=(0.84, 0.95),
        air=(0.08, 0.36),
        table=table_of(canvas),
        walls=(0.12, 0.42),
    )


def _dresser(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.18)
    wood = "#9a6b48"
    prop.box(-0.5, 0, 1, 0.5, wood)
    for u in (-0.45, 0.02):
        prop.box(u, 0.05, 0.43, 0.38, mix(wood, "#ffe9c8", 0.16))
        prop.oval(u + (0.37 if u < 0 else 0.06), 0.24, 0.02, 0.02, "#4a3020")
    prop.box(-0.53, 0.5, 1.06, 0.05, mix(wood, "#ffe9c8", 0.24))
    prop.box(-0.48, 0.55, 0.96, 0.6, mix(wood, "#2a1a14", 0.3))
    for v in (0.58, 0.86):
        row_of(prop, -0.44, 0.44, v, 0.28, "cups" if v < 0.7 else "vase")
        prop.box(-0.48, v - 0.03, 0.96, 0.03, wood)
    prop.box(-0.52, 1.13, 1.04, 0.06, wood)
    return prop.svg


def _laid_table(canvas: Canvas, x: float, y: float, wide: float) -> str:
    """A table with a cloth, plates and glasses, and a high-backed chair at each end."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.06)
    wood = "#8a5a3c"
    for sign in (-1, 1):
        prop.poly(
            [(sign * 0.55, 0), (sign * 0.585, 0), (sign * 0.605, 0.46), (sign * 0.57, 0.47)], wood
        )
        prop.blob(
            [(sign * 0.545, 0.28), (sign * 0.565, 0.46), (sign * 0.6, 0.44), (sign * 0.58, 0.26)],
            "#b8574a",
        )
        prop.box(min(sign * 0.57, sign * 0.42), 0.17, 0.15, 0.035, "#b8574a")
        prop.box(sign * 0.44 - 0.013, 0, 0.026, 0.18, wood)
    for u in (-0.4, 0.36):
        prop.box(u, 0, 0.04, 0.24, wood)
    prop.poly([(-0.5, 0.26), (0.5, 0.26), (0.52, 0.12), (-0.52, 0.12)], "#fbf4e6")
    prop.poly([(-0.44, 0.3), (0.44, 0.3), (0.5, 0.25), (-0.5, 0.25)], "#fffaf0")
    for k in range(8):
        u = -0.5 + 0.13 * k
        prop.poly([(u, 0.12), (u + 0.06, 0.16), (u + 0.12, 0.12)], "#ecdfca")
    prop.box(-0.44, 0.14, 0.88, 0.012, "#d9685a")
    for u in (-0.32, -0.11, 0.11, 0.32):
        prop.oval(u, 0.275, 0.065, 0.014, "#dfe6ea")
        prop.oval(u, 0.277, 0.042, 0.008, "#ffffff")
        prop.poly(
            [(u + 0.075, 0.28), (u + 0.1, 0.28), (u + 0.105, 0.33), (u + 0.07, 0.33)], "#cfe2ea"
        )
    return prop.svg
