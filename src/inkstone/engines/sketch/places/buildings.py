"""Buildings of the West: cottages, barns, a far town, towers with their windows, lamps.

It does not know the street that they stand in.
"""

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.prop import LAMPLIGHT, Prop
from inkstone.engines.sketch.places.strokes import box, dot
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_WALLS = ("#f6e7cf", "#f3d2b3", "#e9dcc9", "#d9e4e4", "#f2c9b4", "#efe3b8")
_ROOFS = ("#c8604a", "#a9554a", "#8b5f52", "#5f7387", "#b5743f")
_TOWERS = ("#c7d3de", "#d9cfc6", "#b6c5d1", "#e3d6c4", "#a9bcc9", "#cdb9b0")
_NEON = ("#ff6fd0", "#7df0ff", "#ffe08a", "#b58cff")


def far_town(canvas: Canvas, *, base: float, tall: float, depth: float) -> str:
    """Towers on the horizon as one outline with a few lights."""
    rng, unit = canvas.rng, canvas.unit
    low = canvas.height * base
    tones = [canvas.tone("#8398b4", depth), canvas.tone("#7488a8", depth - 0.1)]
    d, lights = ["", ""], ""
    for layer in (0, 1):
        x = -unit * 0.05 * rng.random()
        while x < canvas.width:
            wide = unit * rng.uniform(0.04, 0.085)
            high = canvas.tall * tall * rng.uniform(0.35, 1.0) * (1 - 0.28 * layer)
            if rng.random() < 0.8:
                d[layer] += box(x, low - high, wide, high + 2)
                if rng.random() < 0.3:
                    d[layer] += box(x + wide * 0.42, low - high * 1.16, wide * 0.1, high * 0.2)
                if layer and canvas.light.is_lit:
                    lights += _specks(canvas, x, low - high, wide, high)
            x += wide * rng.uniform(0.8, 1.35)
    drawn = [path(one, fill=tone) for one, tone in zip(d, tones, strict=True) if one]
    if lights:
        drawn.append(path(lights, fill=mix("#ffdf9a", tones[1], 0.25)))
    return group(*drawn)


def _specks(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> str:
    size = canvas.unit * 0.006
    d = ""
    for column in range(max(int(wide / (size * 2.4)), 1)):
        for row in range(max(int(tall / (size * 3.2)), 1)):
            if canvas.rng.random() < 0.42:
                d += box(
                    x + size * (0.8 + column * 2.4), y + size * (1.2 + row * 3.2), size, size * 1.2
                )
    return d


def tower(  # noqa: PLR0917 - a spot, its measures and its distance
    canvas: Canvas, x: float, y: float, wide: float, tall: float, depth: float = 0.0
) -> str:
    """A high building with rows of windows; (x, y) is the left corner of its foot, in pixels."""
    rng = canvas.rng
    wall = rng.choice(_TOWERS)
    tone = canvas.tone(wall, depth)
    drawn = [path(box(x, y - tall, wide, tall + 2), fill=tone),
             path(box(x + wide * 0.78, y - tall, wide * 0.22, tall + 2),
                  fill=canvas.shade(tone, 0.16))]  # fmt: skip
    roof = canvas.shade(tone, 0.22)
    kind = rng.randrange(5)
    step = canvas.unit * 0.012
    if kind == 0:
        drawn.append(
            path(box(x + wide * 0.25, y - tall - step * 2, wide * 0.5, step * 2), fill=roof)
        )
        drawn.append(
            path(box(x + wide * 0.47, y - tall - step * 7, wide * 0.05, step * 5), fill=roof)
        )
    elif kind == 1:
        drawn.append(
            path(box(x - wide * 0.03, y - tall - step, wide * 1.06, step * 1.2), fill=roof)
        )
    elif kind == 2:
        drawn.append(
            path(box(x + wide * 0.15, y - tall - step * 3, wide * 0.7, step * 3.2), fill=tone)
        )
        drawn.append(
            path(box(x + wide * 0.32, y - tall - step * 5, wide * 0.36, step * 2.2), fill=tone)
        )
    elif kind == 3:
        drawn.append(
            path(box(x + wide * 0.1, y - tall - step * 1.6, wide * 0.2, step * 1.8), fill=roof)
        )
    return group(*drawn, windows(canvas, (x, y, wide, tall), depth=depth, wall=tone))


def windows(
    canvas: Canvas, shape: tuple[float, float, float, float], *, depth: float, wall: str
) -> str:
    """Windows over a wall whose foot begins at (x, y); some of them lit after dark."""
    x, y, wide, tall = shape
    rng, light, unit = canvas.rng, canvas.light, canvas.unit
    across, down = rng.choice(((0.6, 0.5), (0.5, 0.62), (0.72, 0.42), (0.36, 0.66)))
    columns = max(int(wide / (unit * 0.03)), 2)
    rows = max(int(tall / (unit * 0.04)), 2)
    while columns * rows > 130:
        columns, rows = max(int(columns * 0.85), 2), max(int(rows * 0.85), 2)
    slot, floor = wide * 0.9 / columns, (tall - unit * 0.02) / rows
    lit: dict[str, str] = {}
    dull = ""
    chance = 0.55 if light.is_dark else 0.3
    colours = _NEON if canvas.is_neon else LAMPLIGHT
    for column in range(columns):
        for row in range(rows):
            pane = box(x + wide * 0.05 + slot * (column + (1 - across) / 2),
                       y - tall + unit * 0.014 + floor * row, slot * across,
                       floor * down)  # fmt: skip
            if light.is_lit and rng.random() < chance:
                colour = mix(rng.choice(colours), light.haze, depth * 0.5)
                lit[colour] = lit.get(colour, "") + pane
            else:
                dull += pane
    glass = mix(wall, "#0d1a44", 0.3) if light.is_dark else mix(wall, canvas.tone("#5f8fb4"), 0.42)
    return group(path(dull, fill=glass), *(path(d, fill=colour) for colour, d in lit.items()))


def lamp(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0) -> str:
    """A street lamp, lit after dark."""
    prop = Prop(canvas, x=x, y=y, size=size, depth=depth)
    prop.box(-0.035, 0, 0.07, 0.04, "#3c4a55")
    prop.box(-0.014, 0, 0.028, 0.8, "#46555f")
    prop.poly([(-0.05, 0.8), (0.05, 0.8), (0.075, 0.96), (-0.075, 0.96)],
              "#ffeab0" if canvas.light.is_lit else "#eef2ea")  # fmt: skip
    prop.poly([(-0.09, 0.96), (0.09, 0.96), (0, 1.03)], "#3c4a55")
    if not canvas.light.is_lit:
        return prop.svg
    gx, gy = prop.spot(0, 0.88)
    prop.lamp(0, 0.88, 0.05, 0.07, "#fff3cf")
    return prop.svg + glow(canvas, gx, gy, size * 0.5, "#ffdf9a", 0.5)


def barn(canvas: Canvas, x: float, y: float, size: float, depth: float) -> str:
    """A red barn with a silo beside it."""
    red, white, roof = "#c5493d", "#f7efe2", "#7f6a62"
    prop = Prop(canvas, x=x, y=y, size=size, depth=depth, mirrored=canvas.rng.random() < 0.5)
    snowy = canvas.nature.is_snowy
    roof = "#f4f8fc" if snowy else roof
    prop.box(0.62, 0, 0.26, 0.92, "#cfd3d2")
    prop.box(0.79, 0, 0.09, 0.92, "#b3babc")
    prop.oval(0.75, 0.92, 0.13, 0.13, roof if snowy else "#9aa6ab")
    prop.box(-0.5, 0, 1.04, 0.46, red)
    prop.poly([(-0.5, 0.46), (-0.36, 0.78), (0.02, 0.98), (0.4, 0.78), (0.54, 0.46)], red)
    prop.poly([(-0.56, 0.44), (-0.4, 0.8), (0.02, 1.03), (0.44, 0.8), (0.6, 0.44), (0.53, 0.44),
               (0.38, 0.74), (0.02, 0.94), (-0.34, 0.74), (-0.49, 0.44)], roof)  # fmt: skip
    for u in (-0.38, -0.27, 0.33, 0.44):
        prop.line([(u, 0.02), (u, 0.44)], "#a93a33", 0.012)
    prop.box(-0.19, 0, 0.42, 0.42, white)
    prop.box(-0.16, 0, 0.36, 0.39, "#b03f36")
    prop.line([(-0.16, 0), (0.2, 0.39)], white, 0.03)
    prop.line([(0.2, 0), (-0.16, 0.39)], white, 0.03)
    prop.box(-0.07, 0.56, 0.18, 0.17, white)
    prop.pane(-0.05, 0.58, 0.14, 0.13)
    prop.shade([(0.54, 0), (0.54, 0.46), (0.4, 0.78), (0.3, 0.83), (0.3, 0)], 0.1)
    return prop.svg


def cottage(
    canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0, *, mirrored: bool = False
) -> str:
    """A small house with a gable, a chimney, shutters and a door; `size` is its wall's width."""
    rng = canvas.rng
    wall, roof = rng.choice(_WALLS), rng.choice(_ROOFS)
    roof_top = "#f6f9fc" if canvas.nature.is_snowy else roof
    high = rng.uniform(0.46, 0.62)
    peak = high + rng.uniform(0.4, 0.52)
    prop = Prop(canvas, x=x, y=y, size=size, depth=depth, mirrored=mirrored)
    prop.box(0.14, high + 0.16, 0.11, 0.36, "#a9705a")
    prop.box(0.12, high + 0.5, 0.15, 0.05, roof_top if canvas.nature.is_snowy else "#8d5847")
    prop.box(-0.5, 0, 1.0, high, wall)
    prop.poly([(-0.5, high), (0.5, high), (0.0, peak)], wall)
    prop.shade([(0.26, 0), (0.5, 0), (0.5, high), (0.26, high + 0.22)], 0.09)
    prop.poly([(-0.6, high - 0.08), (0, peak + 0.06), (0.6, high - 0.08), (0.54, high - 0.14),
               (0, peak - 0.07), (-0.54, high - 0.14)], roof_top)  # fmt: skip
    if rng.random() < 0.45:
        for line in ([(-0.5, high), (0.5, high)], [(-0.22, 0.02), (-0.22, high)],
                     [(0.2, high), (0.0, peak - 0.08)]):  # fmt: skip
            prop.line(line, "#8a6247", 0.028)
    prop.box(-0.5, 0, 1.0, 0.05, "#b9a58f")
    _door(prop, -0.1, rng.choice(("#5f8a86", "#a4553f", "#7a5a44", "#4f6d94")))
    for u in (-0.42, 0.2):
        _window(prop, u, 0.2, 0.2, 0.22, rng.choice(("#6f9a83", "#8a5a48", "#5d7f9c")))
    prop.oval(0.0, peak - 0.24, 0.075, 0.075, "#ffffff")
    px, py = prop.spot(0.0, peak - 0.24)
    pane = "#ffd98a" if canvas.light.is_lit else canvas.tone("#8fb9cf", depth)
    prop.add(path(dot(px, py, size * 0.055), fill=pane))
    return prop.svg


def _door(prop: Prop, u: float, colour: str) -> None:
    prop.box(u - 0.02, 0, 0.24, 0.4, "#f4ead9")
    prop.arch(u, 0, 0.2, 0.37, colour)
    prop.oval(u + 0.16, 0.17, 0.014, 0.014, "#f3d27a")
    prop.box(u - 0.05, -0.02, 0.3, 0.04, "#b7a996")


def _window(  # noqa: PLR0917 - a spot, its measures and a colour
    prop: Prop, u: float, v: float, wide: float, tall: float, shutter: str
) -> None:
    prop.box(u - 0.07, v - 0.005, 0.07, tall + 0.01, shutter)
    prop.box(u + wide, v - 0.005, 0.07, tall + 0.01, shutter)
    prop.box(u - 0.01, v - 0.01, wide + 0.02, tall + 0.02, "#fbf6ec")
    prop.pane(u + 0.01, v + 0.01, wide - 0.02, tall - 0.02)
    prop.box(u + wide / 2 - 0.008, v, 0.016, tall, "#fbf6ec")
    prop.box(u, v + tall / 2 - 0.008, wide, 0.016, "#fbf6ec")
    prop.box(u - 0.03, v - 0.05, wide + 0.06, 0.045, "#a8805f")
    if prop.canvas.nature.flowers:
        for index in range(4):
            colour = prop.canvas.nature.flowers[index % len(prop.canvas.nature.flowers)]
            prop.oval(u + wide * (0.12 + 0.25 * index), v + 0.005, 0.026, 0.026, colour)
