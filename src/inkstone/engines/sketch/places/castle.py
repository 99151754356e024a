"""The castle's hall: columns, banners and a high seat.

It does not know who reigns there.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.openings import casing, windows
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.rooms import floor, room_of
from inkstone.engines.sketch.places.strokes import box, poly
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def castle(canvas: Canvas) -> Plan:
    """Columns and arched windows, banners, a red carpet to a raised seat, candles."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(
        canvas, wall=rng.choice(("#c9bba6", "#b9b4ac", "#cfc0b4")), floor=0.7, is_odd=True
    )
    frames = []
    for x, half in room.bays:
        for reach in (-0.56, 0.56):
            wide = min(unit * 0.15, half * 0.3)
            frames.append(
                Box(
                    x=x + half * reach - wide / 2,
                    y=room.up(0.54),
                    width=wide,
                    height=room.up(0.2) - room.up(0.54),
                )
            )
    drawn = [
        windows(room, frames, kind="country", arched=True),
        _stones(room.wall, canvas, room.line, frames),
    ]
    drawn += [casing(room, frame, colour="#8f8478", panes=(2, 4), arched=True) for frame in frames]
    drawn.append(floor(room, kind="stone", colour="#b9afa2"))
    tint = rng.choice(("#a8323a", "#3f4f9a", "#6a3f8a", "#2f6f5a"))
    for x, half in room.bays:
        if x == room.middle:
            drawn += [
                _dais(canvas, x, room.line + unit * 0.02, unit * 0.36, tint),
                _carpet(canvas, x, room.line + unit * 0.03, tint),
            ]
        for reach in (-0.92, -0.26, 0.26, 0.92):
            drawn.append(_column(canvas, x + half * reach, room.line + unit * 0.03, unit * 0.1))
            if abs(reach) > 0.5:
                drawn.append(_banner(canvas, x + half * reach, room.up(0.5), unit * 0.11, tint))
        drawn.append(_chandelier(canvas, x, room.up(0.53), unit * 0.34))
    return Plan(svg=group(*drawn), ground=(0.81, 0.94), air=(0.14, 0.42), walls=(0.14, 0.4))


def _stones(wall: str, canvas: Canvas, low: float, frames: list[Box]) -> str:
    """A few blocks of the wall, lighter or darker."""
    rng, unit = canvas.rng, canvas.unit
    light = dark = ""
    for _ in range(canvas.count(44)):
        x, row = rng.random() * canvas.width, rng.randrange(max(int(low / (unit * 0.045)), 1))
        wide = unit * rng.uniform(0.06, 0.1)
        y = row * unit * 0.045
        if any(
            f.x - wide < x < f.x + f.width and f.y - unit * 0.06 < y < f.y + f.height
            for f in frames
        ):
            continue
        if rng.random() < 0.5:
            light += box(x, y, wide, unit * 0.04)
        else:
            dark += box(x, y, wide, unit * 0.04)
    return path(light, fill=mix(wall, "#ffffff", 0.1)) + path(dark, fill=canvas.shade(wall, 0.06))


def _column(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.05)
    high = (y - canvas.top) / wide
    stone = "#ddd2c2"
    prop.box(-0.38, 0, 0.76, high, stone)
    prop.box(0.1, 0, 0.28, high, mix(stone, "#5a4a4a", 0.18))
    prop.box(-0.26, 0, 0.08, high, mix(stone, "#ffffff", 0.4))
    for v, half in ((0.0, 0.56), (0.16, 0.47)):
        prop.box(-half, v, half * 2, 0.17, mix(stone, "#5a4a4a", 0.1 if v else 0.2))
    top = high - canvas.tall * 0.05 / wide
    prop.poly(
        [(-0.38, top), (0.38, top), (0.62, top + 0.5), (-0.62, top + 0.5)],
        mix(stone, "#5a4a4a", 0.12),
    )
    return prop.svg


def _banner(canvas: Canvas, x: float, y: float, wide: float, tint: str) -> str:
    prop = Prop(canvas, x=x, y=y, size=wide)
    prop.box(-0.6, -0.04, 1.2, 0.08, "#8a6238")
    prop.poly([(-0.5, 0), (0.5, 0), (0.5, -1.9), (0, -1.56), (-0.5, -1.9)], tint)
    prop.poly([(-0.5, 0), (-0.4, 0), (-0.4, -1.83), (-0.5, -1.9)], "#e6b84f")
    prop.poly([(0.5, 0), (0.4, 0), (0.4, -1.83), (0.5, -1.9)], "#e6b84f")
    prop.poly(
        [
            (-0.24, -0.96),
            (-0.26, -0.62),
            (-0.12, -0.78),
            (0, -0.54),
            (0.12, -0.78),
            (0.26, -0.62),
            (0.24, -0.96),
        ],
        "#e6b84f",
    )
    return prop.svg


def _dais(canvas: Canvas, x: float, y: float, wide: float, tint: str) -> str:
    """Three steps with a high seat before a hanging."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.04)
    for k, half in enumerate((0.62, 0.52, 0.42)):
        prop.box(-half, 0.06 * k, half * 2, 0.062, ("#a89d90", "#bdb2a4", "#d0c6b8")[k])
    prop.poly(
        [(-0.4, 0.18), (0.4, 0.18), (0.4, 1.3), (0.0, 1.5), (-0.4, 1.3)], mix(tint, "#1c1838", 0.2)
    )
    for k in range(4):
        prop.box(-0.3 + 0.18 * k, 0.18, 0.06, 1.1, tint)
    if "throne" in canvas.stage.hints:
        return prop.svg
    gold = "#d9ac4a"
    prop.blob([(-0.17, 0.4), (-0.17, 0.9), (0, 1.06), (0.17, 0.9), (0.17, 0.4)], gold)
    prop.blob([(-0.12, 0.42), (-0.12, 0.86), (0, 0.97), (0.12, 0.86), (0.12, 0.42)], tint)
    prop.box(-0.2, 0.18, 0.4, 0.26, gold)
    prop.box(-0.15, 0.4, 0.3, 0.07, mix(tint, "#ffffff", 0.16))
    for sign in (-1, 1):
        prop.box(sign * 0.2 - 0.03, 0.18, 0.06, 0.42, gold)
        prop.oval(sign * 0.2, 0.61, 0.045, 0.035, mix(gold, "#ffffff", 0.3))
    return prop.svg


def _carpet(canvas: Canvas, x: float, y: float, tint: str) -> str:
    unit, height = canvas.unit, canvas.height
    far, near = unit * 0.09, unit * 0.24
    red = canvas.tone(tint)
    shape = [(x - far, y), (x + far, y), (x + near, height + 2), (x - near, height + 2)]
    rims = poly(
        [(x - far, y), (x - far * 0.86, y), (x - near * 0.88, height + 2), (x - near, height + 2)]
    )
    rims += poly(
        [(x + far * 0.86, y), (x + far, y), (x + near, height + 2), (x + near * 0.88, height + 2)]
    )
    return path(poly(shape), fill=red) + path(rims, fill=canvas.tone("#e0b04f"))


def _chandelier(canvas: Canvas, x: float, y: float, wide: float) -> str:
    """An iron ring of candles."""
    chain = path(
        box(x - wide * 0.008, canvas.top, wide * 0.016, y - wide * 0.1 - canvas.top),
        fill=canvas.tone("#5a4a42"),
    )
    prop = Prop(canvas, x=x, y=y, size=wide)
    prop.line([(-0.42, 0), (0, 0.26), (0.42, 0)], "#5a4a42", 0.014)
    prop.oval(0, 0, 0.46, 0.06, "#6a5548")
    prop.oval(0, 0.012, 0.4, 0.035, "#4a3c36")
    drawn = [chain]
    if canvas.light.is_lit:
        drawn.append(glow(canvas, x, y - wide * 0.1, wide * 0.9, "#ffcf7a", 0.36))
    for k in range(7):
        u = 0.44 * math.cos(math.pi * k / 6)
        v = -0.04 * math.sin(math.pi * k / 6)
        prop.box(u - 0.014, v, 0.028, 0.1, "#f6efe0")
        if canvas.light.is_lit:
            prop.lamp(u, v + 0.13, 0.016, 0.03, "#ffe08a")
    return group(*drawn, prop.svg)
