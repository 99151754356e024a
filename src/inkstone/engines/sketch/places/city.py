"""A city street: rows of houses whose windows are lit after dark, and the road before them.

It does not know who walks there.
"""

from inkstone.engines.sketch.places.sky import Canvas, glow
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, num, path, rect

_LAMPS = ("#ffe08a", "#ffd166", "#fff3c4")
_NEON = ("#ff6fd0", "#7df0ff", "#ffe08a", "#b58cff")


def city(canvas: Canvas, *, top: float, neon: bool, wet: bool) -> str:
    """Three rows of houses down to `top` (a share of height), a pavement and a road."""
    light, height, unit = canvas.light, canvas.height, canvas.unit
    drawn = [_row(canvas, row, base=height * top, neon=neon) for row in range(3)]
    road = mix(light.hills[3], "#54586a", 0.62)
    kerb = height * top
    stops = [(0.0, mix(road, "#c9c4bd", 0.4 if not light.is_dark else 0.12), 1.0),
             (1.0, mix(road, "#14151f", 0.35), 1.0)]  # fmt: skip
    drawn.append(rect(0, kerb, canvas.width, height - kerb + 2, fill=canvas.defs.linear(stops)))
    paving = mix(road, "#e9e2d6", 0.5 if not light.is_dark else 0.2)
    drawn.append(rect(0, kerb, canvas.width, height * 0.045, fill=paving))
    drawn.append(rect(0, kerb + height * 0.045, canvas.width, height * 0.008,
                      fill=mix(paving, "#1b1c26", 0.45)))  # fmt: skip
    dash = unit * 0.09
    x, marks = -dash * canvas.rng.random(), ""
    y = kerb + (height - kerb) * 0.62
    while x < canvas.width:
        marks += (
            f"M{num(x)} {num(y)}h{num(dash)}l{num(-dash * 0.12)} {num(unit * 0.014)}h{num(-dash)}z"
        )
        x += dash * 1.9
    drawn.append(path(marks, fill="#f3ead2", fill_opacity=0.5))
    if wet or neon:
        drawn.append(_reflections(canvas, top=top + 0.06, neon=neon))
    return group(*drawn)


def _row(canvas: Canvas, row: int, *, base: float, neon: bool) -> str:
    light, rng, unit = canvas.light, canvas.rng, canvas.unit
    lit = _NEON if neon else _LAMPS
    walls = _walls(canvas, row)
    windows: dict[str, str] = {}
    drawn = []
    x = -unit * 0.03
    while x < canvas.width:
        wide = unit * rng.uniform(0.1, 0.17)
        tall = unit * rng.uniform(0.2, 0.4) * (1.5 - 0.34 * row) * (canvas.height / unit) ** 0.5
        drawn.append(rect(x, base - tall, wide, tall + 2, fill=rng.choice(walls)))
        if rng.random() < 0.3:
            drawn.append(rect(x + wide * 0.46, base - tall - unit * 0.05, unit * 0.005, unit * 0.05,
                              fill=walls[0]))  # fmt: skip
        size = unit * 0.017
        chance = 0.5 if light.is_lit else 0.8
        for column in range(int((wide - size) / (size * 1.75))):
            for floor in range(int((tall - size * 2) / (size * 2.1))):
                if rng.random() >= chance:
                    continue
                colour = rng.choice(lit) if light.is_lit else "#e6f3fb"
                left = x + size * 0.8 + column * size * 1.75
                up = base - tall + size + floor * size * 2.1
                pane = f"h{num(size * 0.9)}v{num(size * 1.2)}h{num(-size * 0.9)}z"
                windows[colour] = windows.get(colour, "") + f"M{num(left)} {num(up)}{pane}"
        x += wide + unit * rng.uniform(0, 0.012)
    strength = (0.45 + 0.22 * row) if light.is_lit else 0.4
    panes = (path(d, fill=colour, fill_opacity=strength) for colour, d in sorted(windows.items()))
    return group(*drawn, *panes)


def _walls(canvas: Canvas, row: int) -> list[str]:
    light = canvas.light
    if light.is_dark or light.is_lit:
        tone = mix(light.hills[row + 1], light.sky[2], 0.36 - 0.16 * row)
        return [tone, mix(tone, light.sky[1], 0.16), mix(tone, "#0a0a18", 0.12)]
    bricks = ("#d9b79c", "#b9c6d4", "#e0cdb0", "#a9b8b4", "#cfa896")
    return [mix(brick, light.sky[2], 0.52 - 0.22 * row) for brick in bricks]


def _reflections(canvas: Canvas, *, top: float, neon: bool) -> str:
    rng = canvas.rng
    lit = _NEON if neon else _LAMPS
    drawn = []
    for _ in range(12):
        x = rng.random() * canvas.width
        colour = rng.choice(lit)
        wide = canvas.unit * rng.uniform(0.012, 0.035)
        tall = canvas.height * rng.uniform(0.05, 0.16)
        fill = canvas.defs.linear([(0, colour, 0.42), (1, colour, 0)])
        drawn.append(rect(x, canvas.height * top, wide, tall, rx=wide / 2, fill=fill))
    drawn.append(
        glow(canvas, canvas.width * 0.5, canvas.height * top, canvas.unit * 0.5, lit[0], 0.16)
    )
    return group(*drawn)
