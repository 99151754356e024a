"""Rooms for learning: library and classroom.

It does not know who reads there.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.furniture import board, bookcase, floor_lamp, pendant, plant
from inkstone.engines.sketch.places.openings import casing, frame_at, sunbeam, windows
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.rooms import (
    Room,
    floor,
    panelling,
    room_of,
    rug,
    table_in_front,
    table_of,
)
from inkstone.engines.sketch.places.strokes import box
from inkstone.engines.sketch.places.wares import row_of
from inkstone.engines.sketch.vector.svg import group, path


def study(canvas: Canvas) -> Plan:
    """Walls of books with a ladder, an arched window between them, a warm lamp and a rug."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#d9c09a", "#c9b79c", "#b9c0a8")))
    frames = [frame_at(room, x, wide=0.26, low=0.14, high=0.54) for x, _ in room.bays]
    drawn = [
        windows(room, frames, kind="country", arched=True),
        floor(room, kind="wood", colour="#a8714a"),
    ]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn.append(casing(room, frame, colour="#7a5238", panes=(2, 3), arched=True))
        wide = half - unit * 0.17
        high = canvas.tall * 0.585
        for side in (-1, 1):
            left = x - half if side < 0 else x + unit * 0.17
            drawn.append(_cases(canvas, left, room.line + unit * 0.006, wide, high))
        side = rng.choice((-1, 1))
        drawn += [_ladder(canvas, x + side * half * 0.62, room.line + unit * 0.06, high * 0.98,
                          side),
                  rug(room, x, colour=rng.choice(("#9a4f45", "#5f7a6a", "#4f6080")), wide=0.4),
                  floor_lamp(canvas, x - side * half * 0.42, room.line + unit * 0.05,
                             unit * 0.44),
                  _globe(canvas, x + side * half * 0.86, room.line + unit * 0.07, unit * 0.2),
                  sunbeam(room, frame),
                  pendant(canvas, x, room.up(0.6), unit * 0.14, colour="#c9a25a",
                          round_=True)]  # fmt: skip
    drawn.append(table_in_front(canvas, colour="#8f5f40"))
    return Plan(
        svg=group(*drawn),
        ground=(0.8, 0.94),
        air=(0.1, 0.42),
        table=table_of(canvas),
        walls=(0.14, 0.4),
    )


def _cases(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> str:
    number = max(round(wide / (canvas.unit * 0.34)), 1)
    return group(*(bookcase(canvas, x + wide * k / number, y, wide / number, tall,
                            shelves=max(round(tall / (canvas.unit * 0.125)), 3))
                   for k in range(number)))  # fmt: skip


def _ladder(canvas: Canvas, x: float, y: float, tall: float, side: int) -> str:
    prop = Prop(canvas, x=x, y=y, size=tall, depth=0.1, mirrored=side < 0)
    for u in (-0.11, 0.03):
        prop.line([(u, 0), (u + 0.13, 1)], "#c08a5a", 0.022)
    for k in range(8):
        v = 0.08 + 0.115 * k
        prop.line([(-0.11 + 0.13 * v, v), (0.03 + 0.13 * v, v)], "#c08a5a", 0.017)
    return prop.svg


def _globe(canvas: Canvas, x: float, y: float, size: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.1)
    prop.line([(-0.26, 0), (0, 0.22), (0.26, 0)], "#7a5238", 0.06)
    prop.box(-0.03, 0.16, 0.06, 0.18, "#7a5238")
    prop.oval(0, 0.66, 0.37, 0.37, "#c9a25a")
    prop.oval(0, 0.66, 0.33, 0.33, "#7fb0c0")
    prop.blob(
        [(-0.24, 0.74), (-0.1, 0.9), (0.06, 0.82), (-0.02, 0.7), (-0.08, 0.56), (-0.2, 0.62)],
        "#b9c48a",
    )
    prop.blob([(0.1, 0.62), (0.24, 0.7), (0.26, 0.54), (0.14, 0.42)], "#b9c48a")
    return prop.svg


def classroom(canvas: Canvas) -> Plan:
    """A green board with chalk drawings, windows, a clock, low shelves, bright paper on a line."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#f4e9cf", "#e3ecdf", "#f3e0d2")))
    frames = [
        frame_at(room, x + half * 0.66, wide=0.26, low=0.24, high=0.54) for x, half in room.bays
    ]
    drawn = [
        windows(room, frames, kind="country"),
        panelling(room, colour="#e2cfa8", share=0.11, boards=False),
        floor(room, kind="wood", colour="#cfa172"),
    ]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        wide, tall = min(half * 1.14, unit * 0.62), unit * 0.28
        left = x - half * 0.3 - wide / 2
        drawn += [casing(room, frame, panes=(2, 3)),
                  _chalkboard(canvas, left, room.up(0.23), wide, tall),
                  _clock(canvas, x + half * 0.32, room.up(0.56), unit * 0.1),
                  _paper_line(room, left, left + wide),
                  _low_shelf(canvas, x + half * 0.64, room.line + unit * 0.01, unit * 0.34),
                  _desk(canvas, x - half * 0.66, room.line + unit * 0.075, unit * 0.34),
                  plant(canvas, x + half - unit * 0.07, room.line + unit * 0.05, unit * 0.2),
                  sunbeam(room, frame)]  # fmt: skip
    drawn.append(table_in_front(canvas, colour="#d9ae7a"))
    return Plan(
        svg=group(*drawn),
        ground=(0.8, 0.94),
        air=(0.08, 0.4),
        table=table_of(canvas),
        walls=(0.12, 0.42),
    )


def _chalkboard(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> str:
    """A board with a sun, a house and lines of chalk."""
    green = board(canvas, x, y, wide, tall, colour="#4a7a66", frame="#a9764f")
    prop = Prop(canvas, x=x, y=y, size=tall, depth=0.06)
    long = wide / tall
    chalk = "#eef3ea"
    prop.line(
        [(0.14, 0.2), (0.14, 0.5), (0.3, 0.68), (0.46, 0.5), (0.46, 0.2), (0.14, 0.2)], chalk, 0.016
    )
    prop.line([(0.27, 0.2), (0.27, 0.38), (0.35, 0.38), (0.35, 0.2)], chalk, 0.014)
    u = long - 0.34
    prop.line(
        [(u - 0.1, 0.72), (u, 0.82), (u + 0.1, 0.72), (u, 0.62), (u - 0.1, 0.72)], "#f6dc8a", 0.016
    )
    for k, (du, dv) in enumerate(((0.18, 0), (-0.18, 0), (0, 0.18), (0, -0.18))):
        prop.line(
            [(u + du * 0.78, 0.72 + dv * 0.78), (u + du * 1.1, 0.72 + dv * 1.1)], "#f6dc8a", 0.014
        )
        prop.line(
            [(long * 0.4, 0.76 - 0.14 * k), (long * (0.62 - 0.05 * (k % 2)), 0.76 - 0.14 * k)],
            chalk,
            0.013,
        )
    prop.box(0, -0.09, long, 0.05, "#8f6444")
    for k, colour in enumerate(("#f6efe0", "#e8a0a8", "#f2d98a")):
        prop.box(0.3 + 0.14 * k, -0.045, 0.1, 0.03, colour)
    return green + prop.svg


def _clock(canvas: Canvas, x: float, y: float, size: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.08)
    prop.oval(0, 0, 0.5, 0.5, "#5f7896")
    prop.oval(0, 0, 0.41, 0.41, "#fffaf0")
    for u, v in ((0, 0.33), (0.33, 0), (0, -0.33), (-0.33, 0)):
        prop.oval(u, v, 0.028, 0.028, "#5f7896")
    prop.line([(0.02, 0.28), (0, 0), (0.2, 0.08)], "#3f4a5a", 0.05)
    return prop.svg


def _paper_line(room: Room, left: float, right: float) -> str:
    """Children's pictures on a string above the board."""
    canvas = room.canvas
    unit, y = canvas.unit, room.up(0.59)
    d, sheets = (
        f"M{left:.1f} {y:.1f}Q{(left + right) / 2:.1f} {y + unit * 0.035:.1f} {right:.1f} {y:.1f}",
        [],
    )
    for k, colour in enumerate(("#f3b8a8", "#f6dc9a", "#b8d8c0", "#b9cbe6", "#dcc0e0")):
        x = left + (right - left) * (k + 0.5) / 5
        sheets.append(
            path(
                box(x - unit * 0.03, y + unit * 0.012, unit * 0.06, unit * 0.05),
                fill=canvas.tone(colour, 0.1),
            )
        )
    return group(
        path(d, stroke=canvas.shade(room.wall, 0.3), stroke_width=unit * 0.0025, fill="none"),
        *sheets,
    )


def _low_shelf(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x - wide / 2, y=y, size=wide, depth=0.16)
    prop.box(0, 0, 1, 0.52, "#b98a5f")
    for k in range(3):
        prop.box(0.04 + 0.32 * k, 0.05, 0.28, 0.4, "#8f6848")
        row_of(prop, 0.06 + 0.32 * k, 0.3 + 0.32 * k, 0.05, 0.36, "books" if k != 1 else "boxes")
    prop.box(-0.02, 0.5, 1.04, 0.04, "#d0a578")
    row_of(prop, 0.04, 0.96, 0.54, 0.24, "mixed")
    return prop.svg


def _desk(canvas: Canvas, x: float, y: float, wide: float) -> str:
    """A teacher's desk with books and pencils."""
    prop = Prop(canvas, x=x - wide / 2, y=y, size=wide, depth=0.08)
    prop.box(0.03, 0, 0.94, 0.5, "#b98a5f")
    prop.box(0.08, 0.06, 0.4, 0.38, "#c9a072")
    for v in (0.06, 0.26):
        prop.box(0.54, v, 0.38, 0.17, "#c9a072")
        prop.oval(0.73, v + 0.085, 0.02, 0.02, "#6a4a34")
    prop.box(-0.02, 0.5, 1.04, 0.05, "#d6ab7c")
    for k, colour in enumerate(("#c8604a", "#e0b04f", "#5f7fb0")):
        prop.box(0.1 + 0.015 * k, 0.55 + 0.05 * k, 0.26, 0.05, colour)
    prop.box(0.72, 0.55, 0.1, 0.12, "#8fb8b0")
    for k, colour in enumerate(("#d9564a", "#e8b84f", "#5fa5a0")):
        prop.line([(0.74 + 0.03 * k, 0.62), (0.72 + 0.05 * k, 0.8)], colour, 0.02)
    return prop.svg
