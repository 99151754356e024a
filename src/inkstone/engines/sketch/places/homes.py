"""Rooms of a home: living room and bedroom.

It does not know who lives there.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.furniture import floor_lamp, picture, plant, shelf
from inkstone.engines.sketch.places.openings import casing, curtains, sunbeam, windows
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
from inkstone.engines.sketch.places.strokes import bow, box, dot
from inkstone.engines.sketch.places.wares import row_of
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_WALLS = ("#f3e2cb", "#dbe7dd", "#e6e0ee", "#f6ddcf", "#dde6ec", "#f1e7b9")
_CLOTHS = ("#c9786a", "#7f9fb0", "#d9a85f", "#8fa886", "#a08ab8")


def frames_of(
    room: Room, *, wide: float, low: float, high: float, side: int, reach: float = 0.5
) -> list[Box]:
    """One window a bay, to one side of its middle; heights are shares of the room's."""
    unit = room.canvas.unit
    width = unit * wide
    top, bottom = room.up(high), room.up(low)
    return [
        Box(x=x + side * half * reach - width / 2, y=top, width=width, height=bottom - top)
        for x, half in room.bays
    ]


def living_room(canvas: Canvas) -> Plan:
    """A window with curtains, shelves, a plant, a lamp and a rug."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(_WALLS))
    side = rng.choice((-1, 1))
    cloth = rng.choice(_CLOTHS)
    frames = frames_of(room, wide=0.36, low=0.2, high=0.56, side=side)
    drawn = [windows(room, frames, kind="country"), _stripes(room, frames),
             panelling(room, colour="#f6ecdc", share=0.11, boards=False),
             floor(room, kind="wood", colour="#c99a6b")]  # fmt: skip
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn += [casing(room, frame), curtains(room, frame, colour=cloth)]
        wide = unit * 0.34
        left = x - side * half * 0.52 - wide / 2
        drawn += [shelf(canvas, left, room.up(0.4), wide, items="mixed"),
                  picture(canvas, left + wide * 0.06, room.up(0.49), wide * 0.36, wide * 0.44),
                  picture(canvas, left + wide * 0.56, room.up(0.51), wide * 0.4, wide * 0.32,
                          frame="#6f5a4a"),
                  _sideboard(canvas, x - side * half * 0.56, room.line + unit * 0.01,
                             unit * 0.4),
                  plant(canvas, x + side * (half - unit * 0.09), room.line + unit * 0.05,
                        unit * 0.3),
                  floor_lamp(canvas, x - side * (half - unit * 0.07), room.line + unit * 0.05,
                             unit * 0.46), rug(room, x, colour=rng.choice(_CLOTHS)),
                  sunbeam(room, frame)]  # fmt: skip
    drawn.append(table_in_front(canvas, colour="#b98a5f"))
    return Plan(
        svg=group(*drawn),
        ground=(0.8, 0.94),
        air=(0.1, 0.45),
        table=table_of(canvas),
        walls=(0.14, 0.46),
    )


def _stripes(room: Room, frames: list[Box]) -> str:
    """Wallpaper: pale stripes, or sprigs, that keep off the windows."""
    canvas = room.canvas
    unit, tone = canvas.unit, mix(room.wall, "#ffffff", 0.2)
    if canvas.rng.random() < 0.5:
        d, step = "", unit * 0.07
        for k in range(int(canvas.width / step) + 1):
            x = step * k
            hidden = next((f for f in frames if f.x - step * 0.5 < x < f.x + f.width), None)
            if hidden is None:
                d += box(x, canvas.top, step * 0.5, room.line - canvas.top)
            else:
                d += box(x, canvas.top, step * 0.5, hidden.y - canvas.top) + box(
                    x, hidden.y + hidden.height, step * 0.5, room.line - hidden.y - hidden.height
                )
        return path(d, fill=tone, fill_opacity=0.5)
    d, step = "", unit * 0.085
    for row in range(int(room.line / step) + 1):
        for k in range(int(canvas.width / step) + 1):
            x, y = step * (k + 0.5 * (row % 2)), step * (row + 0.5)
            if not any(
                f.x - step * 0.3 < x < f.x + f.width + step * 0.3 and f.y < y < f.y + f.height
                for f in frames
            ):
                d += dot(x, y, unit * 0.006)
    return path(d, fill=canvas.shade(room.wall, 0.08))


def _sideboard(canvas: Canvas, x: float, y: float, wide: float) -> str:
    """A low cabinet on legs with a few things on it."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.16)
    wood = "#b08258"
    for u in (-0.44, 0.4):
        prop.box(u, 0, 0.04, 0.12, mix(wood, "#2a1a14", 0.4))
    prop.box(-0.5, 0.1, 1, 0.34, wood)
    for u in (-0.46, -0.13, 0.2):
        prop.box(u, 0.13, 0.27, 0.26, mix(wood, "#fff0d8", 0.16))
        prop.oval(u + 0.135, 0.33, 0.014, 0.014, "#6a4a34")
    prop.box(-0.53, 0.44, 1.06, 0.035, mix(wood, "#fff0d8", 0.24))
    row_of(prop, -0.46, 0.46, 0.475, 0.24, "mixed")
    return prop.svg


def bedroom(canvas: Canvas) -> Plan:
    """A bed at one side, a night lamp, stars on a string, soft curtains."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#dfe3f0", "#f3dfe0", "#e3ecdf", "#efe4d2", "#e4dcef")))
    side = rng.choice((-1, 1))
    frames = frames_of(room, wide=0.3, low=0.22, high=0.56, side=side)
    drawn = [
        windows(room, frames, kind="country"),
        _stripes(room, frames),
        floor(room, kind="wood", colour="#d0a67c"),
    ]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn += [
            casing(room, frame),
            curtains(room, frame, colour=rng.choice(("#b9a3cf", "#e8b4b0", "#9fc0b8"))),
        ]
        bed_x = x - side * (half - unit * 0.24)
        drawn += [
            _garland(room, x - side * half * 0.5, half * 0.46),
            picture(canvas, bed_x - unit * 0.1, room.up(0.33), unit * 0.2, unit * 0.14),
        ]
        if x == room.middle and "bed" not in canvas.stage.hints:
            drawn.append(
                _bed(canvas, bed_x, room.line + unit * 0.075, unit * 0.5, mirrored=side < 0)
            )
        drawn += [_nightstand(canvas, bed_x + side * unit * 0.31, room.line + unit * 0.03,
                              unit * 0.2),
                  plant(canvas, x + side * (half - unit * 0.08), room.line + unit * 0.05,
                        unit * 0.24),
                  rug(room, x + side * unit * 0.08,
                      colour=rng.choice(("#e6c3b4", "#b7c9d6", "#d8c7e0")), wide=0.36),
                  sunbeam(room, frame)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.81, 0.94), air=(0.1, 0.45), walls=(0.14, 0.42))


def _bed(canvas: Canvas, x: float, y: float, wide: float, *, mirrored: bool) -> str:
    """A bed seen from its side, its head at the wall's end."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.12, mirrored=mirrored)
    wood, sheet = "#b08661", "#fbf6ee"
    quilt = canvas.rng.choice(("#8fa8c9", "#d99a94", "#9cbba2", "#b7a3cc"))
    prop.box(0.43, 0, 0.08, 0.58, wood)
    prop.oval(0.47, 0.58, 0.06, 0.045, mix(wood, "#fff0d8", 0.2))
    prop.box(0.46, 0.06, 0.02, 0.48, mix(wood, "#2a1a14", 0.16))
    prop.box(-0.5, 0.0, 0.05, 0.3, wood)
    prop.box(-0.5, 0.1, 1.0, 0.1, mix(wood, "#2a1a14", 0.14))
    prop.box(-0.46, 0.18, 0.92, 0.12, sheet)
    prop.blob([(0.16, 0.28), (0.18, 0.4), (0.3, 0.43), (0.44, 0.4), (0.45, 0.28)], "#ffffff")
    prop.blob(
        [
            (-0.5, 0.12),
            (-0.5, 0.33),
            (-0.3, 0.36),
            (0.1, 0.35),
            (0.22, 0.33),
            (0.24, 0.14),
            (0, 0.1),
        ],
        quilt,
    )
    prop.blob(
        [(0.08, 0.13), (0.08, 0.36), (0.2, 0.36), (0.25, 0.32), (0.25, 0.14)],
        mix(quilt, "#ffffff", 0.4),
    )
    for u in (-0.36, -0.18, 0.0):
        prop.line([(u, 0.14), (u, 0.33)], mix(quilt, "#ffffff", 0.2), 0.014)
    return prop.svg


def _nightstand(canvas: Canvas, x: float, y: float, size: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.12)
    prop.box(-0.36, 0, 0.72, 0.72, "#b08661")
    for v in (0.1, 0.42):
        prop.box(-0.29, v, 0.58, 0.22, "#c9a27c")
        prop.oval(0, v + 0.11, 0.035, 0.035, "#6a4a34")
    prop.box(-0.42, 0.72, 0.84, 0.06, "#c9a27c")
    return prop.svg + floor_lamp(canvas, x, y - size * 0.78, size * 0.66, colour="#f3cfa8")


def _garland(room: Room, x: float, half: float) -> str:
    """A string with small stars over the wall."""
    canvas = room.canvas
    unit, y = canvas.unit, room.up(0.6)
    spots = [
        (x - half + half * 2 * k / 8, y + unit * 0.09 * (1 - (k / 4 - 1) ** 2)) for k in range(9)
    ]
    line = bow(spots[0], (x, y + unit * 0.18), spots[-1])
    stars = "".join(dot(px, py + unit * 0.012, unit * 0.009) for px, py in spots)
    lit = canvas.light.is_lit
    halo = "".join(dot(px, py + unit * 0.012, unit * 0.024) for px, py in spots)
    return group(path(line, stroke=canvas.shade(room.wall, 0.4), stroke_width=unit * 0.0025,
                      fill="none"), path(halo, fill="#ffe08a", fill_opacity=0.3) if lit else "",
                 path(stars, fill="#fff0bf" if lit else canvas.tone("#f0c564")))  # fmt: skip
