"""Rooms for the body: gym and hospital.

It does not know who comes there.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.furniture import plant
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.openings import casing, frame_at, windows
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.rooms import (
    Room,
    floor,
    panelling,
    room_of,
    table_in_front,
    table_of,
)
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    n,
    poly,
)
from inkstone.engines.sketch.places.wares import row_of
from inkstone.engines.sketch.vector.svg import group, path


def gym(canvas: Canvas) -> Plan:
    """A rack of weights, a mirror, wall bars, a ball, a rubber floor."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#d9dde0", "#c9d6dc", "#e0d8cc")))
    frames = [
        frame_at(room, x, wide=2 * half / unit * 0.8, low=0.42, high=0.58) for x, half in room.bays
    ]
    drawn = [
        windows(room, frames, kind="town"),
        _stripe(room),
        floor(room, kind="carpet", colour="#6f7884"),
        _mat_lines(room),
    ]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn += [casing(room, frame, colour="#5a6068", panes=(5, 1)),
                  _mirror(canvas, x - half * 0.12, room.up(0.05), min(half * 1.0, unit * 0.54),
                          unit * 0.3),
                  _bars(canvas, x + half - unit * 0.12, room.line + unit * 0.005, unit * 0.2),
                  _weights(canvas, x - half * 0.28, room.line + unit * 0.045,
                           unit * 0.5)]  # fmt: skip
        drawn += [
            _ball(canvas, x + half * 0.52, room.line + unit * 0.06, unit * 0.17),
            _punch_bag(canvas, x - half + unit * 0.1, room, unit * 0.3),
        ]
    return Plan(svg=group(*drawn), ground=(0.81, 0.94), air=(0.1, 0.4), walls=(0.12, 0.4))


def _stripe(room: Room) -> str:
    canvas = room.canvas
    return group(path(box(-2, room.up(0.39), canvas.width + 4, canvas.unit * 0.03),
                      fill=canvas.tone("#e08a4f")),
                 path(box(-2, room.up(0.39) + canvas.unit * 0.036, canvas.width + 4,
                          canvas.unit * 0.01), fill=canvas.tone("#4f5f70")))  # fmt: skip


def _mat_lines(room: Room) -> str:
    canvas = room.canvas
    lens = Lens.of(canvas, horizon=0.36)
    lines = lens.on_floor([(-0.62, 0.9), (-0.62, 1.62), (-0.6, 1.62), (-0.6, 0.9)]) + lens.on_floor(
        [(0.6, 0.9), (0.6, 1.62), (0.62, 1.62), (0.62, 0.9)]
    )
    lines += lens.on_floor([(-0.62, 1.6), (-0.62, 1.63), (0.62, 1.63), (0.62, 1.6)])
    return path(lines, fill=canvas.tone("#e0b04f"), fill_opacity=0.8)


def _mirror(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> str:
    d = box(x - wide / 2, y - tall, wide, tall)
    shine = "".join(
        poly(
            [
                (x + wide * u, y),
                (x + wide * (u + 0.08), y),
                (x + wide * (u + 0.26), y - tall),
                (x + wide * (u + 0.18), y - tall),
            ]
        )
        for u in (-0.4, -0.02)
    )
    return group(path(d, fill=canvas.tone("#c3d6de")),
                 path(shine, fill="#ffffff", fill_opacity=0.28),
                 path(d, fill="none", stroke=canvas.tone("#8f99a3"),
                      stroke_width=canvas.unit * 0.008))  # fmt: skip


def _bars(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.14)
    for u in (-0.46, 0.38):
        prop.box(u, 0, 0.08, 1.9, "#a9764f")
    for k in range(10):
        prop.box(-0.42, 0.12 + 0.18 * k, 0.84, 0.05, "#d0a070")
    return prop.svg


def _weights(canvas: Canvas, x: float, y: float, wide: float) -> str:
    """Two boards of dumb-bells and a row of discs."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.06)
    for u in (-0.48, 0.44):
        prop.poly([(u, 0), (u + 0.04, 0), (u + 0.04, 0.42), (u, 0.42)], "#4a515b")
    for row, v in enumerate((0.09, 0.28)):
        prop.box(-0.48, v, 0.96, 0.03, "#5a626d")
        for k in range(6):
            u = -0.43 + 0.155 * k
            colour = ("#e08a4f", "#5f8fc0", "#8f99a3")[(k + row) % 3]
            prop.box(u + 0.02, v + 0.05, 0.08, 0.03, "#c3c9ce")
            prop.box(u - 0.01, v + 0.03, 0.04, 0.07, colour)
            prop.box(u + 0.08, v + 0.03, 0.04, 0.07, colour)
    return prop.svg


def _ball(canvas: Canvas, x: float, y: float, size: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.05)
    prop.oval(0, 0.02, 0.4, 0.05, "#4f5762")
    prop.oval(0, 0.48, 0.48, 0.48, "#7fb0a8")
    prop.oval(-0.1, 0.6, 0.3, 0.28, "#94c2b8")
    return prop.svg


def _punch_bag(canvas: Canvas, x: float, room: Room, size: float) -> str:
    y = room.up(0.1)
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.06)
    chain = box(x - size * 0.012, canvas.top, size * 0.024, y - size * 0.84 - canvas.top)
    prop.blob(
        [(-0.16, 0.02), (-0.18, 0.5), (-0.15, 0.86), (0.15, 0.86), (0.18, 0.5), (0.16, 0.02)],
        "#b8483f",
    )
    prop.box(-0.17, 0.62, 0.34, 0.05, "#e9dcc8")
    prop.box(-0.15, 0.24, 0.3, 0.05, "#e9dcc8")
    return path(chain, fill=canvas.tone("#6a7078")) + prop.svg


def hospital(canvas: Canvas) -> Plan:
    """A bed with a curtain, a monitor, a cabinet; clean and light."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#e3efec", "#e4ecf3", "#eef0e4")))
    side = rng.choice((-1, 1))
    frames = [
        frame_at(room, x + side * half * 0.5, wide=0.38, low=0.24, high=0.54)
        for x, half in room.bays
    ]
    drawn = [
        windows(room, frames, kind="country"),
        panelling(room, colour="#c3ddd8", share=0.13, boards=False),
        floor(room, kind="tiles", colour="#dfe5e3"),
    ]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn += [
            casing(room, frame, colour="#ffffff", panes=(3, 1)),
            _screen(canvas, x - side * (half - unit * 0.06), room, side),
        ]
        if x == room.middle and "bed" not in canvas.stage.hints:
            drawn.append(
                _sickbed(
                    canvas,
                    x - side * (half - unit * 0.32),
                    room.line + unit * 0.065,
                    unit * 0.5,
                    side,
                )
            )
        drawn += [_monitor(canvas, x - side * half * 0.04, room.line + unit * 0.02, unit * 0.36),
                  _cabinet(canvas, x + side * (half - unit * 0.17), room.line + unit * 0.01,
                           unit * 0.28),
                  _cross(canvas, x - side * half * 0.5, room.up(0.47), unit * 0.09),
                  plant(canvas, x + side * (half - unit * 0.04), room.line + unit * 0.06,
                        unit * 0.2, pot="#ffffff")]  # fmt: skip
    drawn.append(table_in_front(canvas, colour="#dfe3e2"))
    return Plan(
        svg=group(*drawn),
        ground=(0.82, 0.94),
        air=(0.1, 0.4),
        table=table_of(canvas),
        walls=(0.12, 0.4),
    )


def _screen(canvas: Canvas, x: float, room: Room, side: int) -> str:
    """A curtain on a rail beside the bed."""
    unit = canvas.unit
    tone = canvas.tone("#a9cfd6", 0.1)
    top, low = room.up(0.54), room.line + unit * 0.02
    wide = unit * 0.15
    folds = "".join(f"M{at(x - side * wide * k / 5, top)}V{n(low)}" for k in range(1, 5))
    left = min(x, x - side * wide)
    return group(path(box(left, top, wide, low - top), fill=tone),
                 path(folds, stroke=canvas.shade(tone, 0.12), stroke_width=unit * 0.008,
                      fill="none"),
                 path(box(min(x, x - side * unit * 0.56), top - unit * 0.012, unit * 0.56,
                          unit * 0.01), fill=canvas.tone("#9aa5ab")))  # fmt: skip


def _sickbed(canvas: Canvas, x: float, y: float, wide: float, side: int) -> str:
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.08, mirrored=side < 0)
    for u in (-0.4, 0.36):
        prop.box(u, 0.05, 0.03, 0.2, "#9aa5ab")
        prop.oval(u + 0.015, 0.03, 0.035, 0.035, "#5a6068")
    prop.box(-0.46, 0.22, 0.92, 0.05, "#b9c3c8")
    prop.poly([(-0.46, 0.27), (0.1, 0.27), (0.1, 0.36), (-0.46, 0.36)], "#fbfaf6")
    prop.poly([(-0.5, 0.2), (-0.46, 0.2), (-0.46, 0.56), (-0.5, 0.56)], "#d3dadd")
    prop.poly([(0.46, 0.2), (0.5, 0.2), (0.5, 0.46), (0.46, 0.46)], "#d3dadd")
    prop.poly([(-0.46, 0.3), (-0.16, 0.32), (-0.16, 0.4), (-0.46, 0.56)], "#eef0ec")
    prop.blob([(-0.45, 0.42), (-0.44, 0.58), (-0.28, 0.53), (-0.2, 0.42), (-0.3, 0.4)], "#ffffff")
    prop.blob([(-0.14, 0.25), (-0.14, 0.4), (0.1, 0.4), (0.46, 0.37), (0.46, 0.25)], "#8fc0c4")
    prop.box(-0.2, 0.36, 0.12, 0.045, "#fbfaf6")
    return prop.svg


def _monitor(canvas: Canvas, x: float, y: float, size: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.08)
    prop.box(-0.02, 0.04, 0.04, 0.62, "#b9c3c8")
    prop.box(-0.14, 0.0, 0.28, 0.045, "#9aa5ab")
    prop.box(-0.2, 0.62, 0.4, 0.3, "#e9edee")
    prop.box(-0.17, 0.65, 0.34, 0.24, "#2f4a52")
    prop.line(
        [
            (-0.15, 0.77),
            (-0.06, 0.77),
            (-0.03, 0.84),
            (0.01, 0.69),
            (0.04, 0.79),
            (0.07, 0.77),
            (0.15, 0.77),
        ],
        "#7fe0b0",
        0.013,
    )
    return prop.svg


def _cabinet(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.1)
    prop.box(-0.5, 0, 1, 0.66, "#f3f5f2")
    for v in (0.06, 0.26, 0.46):
        prop.box(-0.44, v, 0.88, 0.16, "#dfe6e4")
        prop.box(-0.1, v + 0.07, 0.2, 0.025, "#9aa5ab")
    prop.box(-0.53, 0.66, 1.06, 0.05, "#c3ddd8")
    row_of(prop, -0.42, 0.42, 0.71, 0.3, "jars")
    return prop.svg


def _cross(canvas: Canvas, x: float, y: float, size: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.05)
    prop.oval(0, 0, 0.6, 0.6, "#ffffff")
    prop.box(-0.12, -0.36, 0.24, 0.72, "#5fa89a")
    prop.box(-0.36, -0.12, 0.72, 0.24, "#5fa89a")
    return prop.svg
