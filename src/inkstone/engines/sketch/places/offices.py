"""An office and a gallery.

It does not know who comes there.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.furniture import (
    pendant,
    picture,
    plant,
)
from inkstone.engines.sketch.places.openings import casing, frame_at, windows
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.rooms import (
    Room,
    floor,
    room_of,
    table_in_front,
    table_of,
)
from inkstone.engines.sketch.places.strokes import bow, box, poly
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def office(canvas: Canvas) -> Plan:
    """A wall of glass over the town, desks with screens, plants and lamps."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#e6e8e9", "#e9e3d8", "#dde5e6")))
    frames = [
        frame_at(room, x, wide=2 * half / unit * 0.86, low=0.06, high=0.58) for x, half in room.bays
    ]
    drawn = [windows(room, frames, kind="town"), floor(room, kind="carpet", colour="#b9bfc4")]
    for frame, (x, half) in zip(frames, room.bays, strict=True):
        drawn.append(casing(room, frame, colour="#f7f7f4", panes=(4, 1)))
        drawn.append(_blinds(room, frame))
        for side in (-1, 1):
            drawn.append(
                _workplace(
                    canvas,
                    x + side * (half - unit * 0.2),
                    room.line + unit * 0.075,
                    unit * 0.4,
                    side,
                )
            )
        drawn += [plant(canvas, x + rng.choice((-0.08, 0.08)) * unit, room.line + unit * 0.03,
                        unit * 0.24, pot="#f3f0ea"),
                  pendant(canvas, x - half * 0.5, room.up(0.52), unit * 0.13, colour="#5a6068"),
                  pendant(canvas, x + half * 0.5, room.up(0.52), unit * 0.13,
                          colour="#5a6068")]  # fmt: skip
    drawn.append(table_in_front(canvas, colour="#d6b48c"))
    return Plan(
        svg=group(*drawn),
        ground=(0.82, 0.94),
        air=(0.08, 0.4),
        table=table_of(canvas),
        walls=(0.12, 0.3),
    )


def _blinds(room: Room, frame: Box) -> str:
    """Slats that are drawn up to the top."""
    canvas = room.canvas
    step = canvas.unit * 0.012
    d = "".join(box(frame.x, frame.y + step * 1.5 * k, frame.width, step) for k in range(4))
    return path(d, fill=canvas.tone("#fbfaf5"))


def _workplace(canvas: Canvas, x: float, y: float, wide: float, side: int) -> str:
    """A desk with a screen, a lamp and a chair."""
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.1, mirrored=side < 0)
    for u in (-0.44, 0.42):
        prop.box(u, 0, 0.03, 0.42, "#8f949a")
    prop.box(0.1, 0.08, 0.3, 0.34, "#e9e5dc")
    for v in (0.12, 0.27):
        prop.box(0.13, v, 0.24, 0.12, "#d3cec4")
    prop.box(-0.5, 0.42, 1.0, 0.045, "#c99a6b")
    prop.box(-0.04, 0.465, 0.08, 0.1, "#8f949a")
    prop.box(-0.14, 0.465, 0.28, 0.02, "#8f949a")
    prop.box(-0.27, 0.55, 0.54, 0.32, "#3f4650")
    if canvas.light.is_lit:
        sx, sy = prop.spot(-0.25 if side > 0 else 0.25, 0.85)
        prop.add(path(box(sx, sy, 0.5 * wide, 0.28 * wide), fill="#a9d3e6"))
    else:
        prop.box(-0.25, 0.57, 0.5, 0.28, "#9fc0d0")
    for k, colour in enumerate(("#f6efe2", "#e08a7a", "#f6efe2")):
        prop.box(-0.2, 0.78 - 0.07 * k, 0.3 - 0.07 * k, 0.03, colour)
    prop.box(0.32, 0.465, 0.06, 0.08, "#e08a7a")
    prop.box(-0.42, 0.465, 0.1, 0.03, "#f6efe2")
    prop.box(-0.42, 0.495, 0.1, 0.025, "#7f9fb8")
    prop.box(-0.05, 0.02, 0.04, 0.2, "#5a6068")
    prop.box(-0.16, 0.0, 0.26, 0.03, "#5a6068")
    prop.blob([(-0.2, 0.2), (-0.2, 0.27), (0.14, 0.27), (0.14, 0.2)], "#6f8f9f")
    prop.blob([(-0.19, 0.3), (-0.2, 0.56), (-0.03, 0.62), (0.13, 0.56), (0.13, 0.3)], "#7f9faf")
    return prop.svg


def museum(canvas: Canvas) -> Plan:
    """A bright gallery: large pictures under lamps, a bench, a rope, a polished floor."""
    rng, unit = canvas.rng, canvas.unit
    room = room_of(canvas, wall=rng.choice(("#ece6da", "#d9dfe2", "#e3d3c6", "#b9c4bd")))
    drawn = [
        windows(room, [], kind="country"),
        _ceiling_light(room),
        floor(room, kind="wood", colour="#c9a377"),
    ]
    for x, half in room.bays:
        spots = ((0.0, 0.42, 0.3), (-0.68, 0.22, 0.28), (0.68, 0.22, 0.28))
        for reach, wide, tall in spots:
            px, low = x + half * reach, room.up(0.25)
            width, high = min(unit * wide, half * wide * 2.2), unit * tall
            drawn += [
                _art(canvas, px - width / 2, low, width, high),
                _spotlight(canvas, px, low - high, width),
            ]
            label = box(px + width / 2 + unit * 0.02, low - unit * 0.05, unit * 0.035, unit * 0.024)
            drawn.append(path(label, fill=canvas.tone("#fffdf6")))
        drawn += [
            _rope(canvas, x, room.line + unit * 0.035, half * 0.9),
            _stool(canvas, x, room.line + unit * 0.11, unit * 0.36),
        ]
    return Plan(svg=group(*drawn), ground=(0.83, 0.95), air=(0.1, 0.4), walls=(0.16, 0.44))


def _ceiling_light(room: Room) -> str:
    """A skylight along the upper edge."""
    canvas = room.canvas
    unit, width = canvas.unit, canvas.width
    y = canvas.tall * 0.055
    sky = canvas.light.sky[2] if not canvas.light.is_dark else "#33406a"
    d = "".join(
        f"M{width * k / 8:.1f} -2L{width * (0.06 + 0.88 * k / 8):.1f} {y:.1f}" for k in range(9)
    )
    return group(path(poly([(-2, -2), (width + 2, -2), (width * 0.94, y), (width * 0.06, y)]),
                      fill=sky),
                 path(d, stroke=canvas.shade(room.wall, 0.1), stroke_width=unit * 0.006,
                      fill="none"),
                 path(poly([(-2, -2), (width * 0.06, y), (-2, y)]),
                      fill=canvas.shade(room.wall, 0.08)),
                 path(poly([(width + 2, -2), (width * 0.94, y), (width + 2, y)]),
                      fill=canvas.shade(room.wall, 0.08)))  # fmt: skip


def _art(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> str:
    """A painting: a landscape, or shapes of colour."""
    rng = canvas.rng
    gold = rng.choice(("#c9a25a", "#8f6444", "#4a4a50"))
    if rng.random() < 0.45:
        return picture(canvas, x, y, wide, tall, frame=gold)
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.12)
    high = tall / wide
    prop.box(-0.03, -0.04, 1.09, high + 0.07, "#cfc4b4")
    prop.box(0, 0, 1, high, gold)
    prop.box(0.06, 0.06, 0.88, high - 0.12, "#f7f0e0")
    colours = ["#d9685a", "#e0b04f", "#4f7f96", "#7a9a7a", "#3f4a5a", "#e8a890"]
    rng.shuffle(colours)
    for k in range(5):
        u, v = rng.uniform(0.12, 0.6), rng.uniform(0.12, high - 0.42)
        size = rng.uniform(0.1, 0.26)
        if k % 2:
            prop.box(u, v, size * 1.2, size, mix(colours[k], "#f7f0e0", 0.15))
        else:
            prop.oval(
                u + size / 2, v + size / 2, size / 2, size / 2, mix(colours[k], "#f7f0e0", 0.15)
            )
    prop.line([(0.14, 0.16), (0.5, high * 0.6), (0.86, high - 0.2)], colours[5], 0.02, soft=True)
    return prop.svg


def _spotlight(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x, y=y - canvas.unit * 0.05, size=canvas.unit * 0.09, depth=0.1)
    prop.box(-0.04, 0.1, 0.08, 0.5, "#6a6f78")
    prop.poly([(-0.16, -0.06), (0.16, -0.06), (0.09, 0.2), (-0.09, 0.2)], "#4a4f58")
    beam = poly([(x - wide * 0.1, y - canvas.unit * 0.045),
                 (x + wide * 0.1, y - canvas.unit * 0.045),
                 (x + wide * 0.6, y + canvas.unit * 0.28),
                 (x - wide * 0.6, y + canvas.unit * 0.28)])  # fmt: skip
    return path(beam, fill="#fff3cf", fill_opacity=0.22) + prop.svg


def _rope(canvas: Canvas, x: float, y: float, half: float) -> str:
    """Posts with a red rope between them."""
    unit = canvas.unit
    drawn = []
    for sign in (-1, 1):
        a, b = x + sign * half, x + sign * half * 0.44
        d = bow((a, y - unit * 0.13), ((a + b) / 2, y - unit * 0.06), (b, y - unit * 0.13))
        drawn.append(
            path(d, stroke=canvas.tone("#b8483f", 0.05), stroke_width=unit * 0.012, fill="none")
        )
        for px in (a, b):
            post = Prop(canvas, x=px, y=y, size=unit * 0.15, depth=0.05)
            post.box(-0.035, 0, 0.07, 0.9, "#c9a25a")
            post.oval(0, 0.92, 0.08, 0.08, "#dcb86a")
            post.oval(0, 0.01, 0.2, 0.05, "#b08a45")
            drawn.append(post.svg)
    return group(*drawn)


def _stool(canvas: Canvas, x: float, y: float, wide: float) -> str:
    prop = Prop(canvas, x=x, y=y, size=wide, depth=0.05)
    for u in (-0.42, 0.36):
        prop.box(u, 0, 0.06, 0.2, "#6a5348")
    prop.box(-0.5, 0.18, 1, 0.1, "#8a6f60")
    prop.box(-0.5, 0.25, 1, 0.035, "#a58877")
    return prop.svg
