"""Rooms: a living room, a kitchen or a café with a window, a lamp, shelves and a floor.

It does not know who is in the room, nor what the window looks out on.
"""

from inkstone.engines.sketch.places.sky import Canvas, glow
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.glyphs import emoji_symbol
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import ellipse, group, num, path, polygon, rect

_WALLS = ("#f1dcc3", "#cfe2db", "#dcd7ec", "#f4d6c9", "#d5e2ee")
_CAFE_WALLS = ("#e9cda6", "#dfc09c", "#d6b795")
_SHELVED = {"room": "📚🪴🕰️🧸🏺📗🪴", "cafe": "🫖🍵🪴🧁🏺🍯🫖", "kitchen": "🍯🫖🏺🍲🪴🧂🥣"}
#: Emoji that take two code points would be cut apart by indexing.
_VARIATION = "\ufe0f"


def window_box(canvas: Canvas) -> Box:
    """Where the window of a room is."""
    unit = canvas.unit
    wide, tall = unit * 0.36, unit * 0.38
    x = canvas.width * 0.08 if canvas.rng.random() < 0.5 else canvas.width * 0.92 - wide
    return Box(x=x, y=canvas.height * 0.12, width=wide, height=tall)


def room(canvas: Canvas, *, place: str, floor: float, window: Box, view: str) -> str:
    """A room whose floor begins at `floor` (a share of height), with a view in its window."""
    light, rng = canvas.light, canvas.rng
    width, height, unit = canvas.width, canvas.height, canvas.unit
    wall = rng.choice(_CAFE_WALLS if place == "cafe" else _WALLS)
    if light.is_dark:
        wall = mix(wall, "#4b4468", 0.5)
    line = height * floor
    fill = canvas.defs.linear(
        [(0, mix(wall, "#ffffff", 0.16), 1), (1, mix(wall, "#8a5a40", 0.14), 1)]
    )
    drawn = [rect(0, 0, width, line + 2, fill=fill)]
    if place == "cafe":
        drawn.append(_panelling(canvas, line))
    if place == "kitchen":
        drawn.append(_tiles(canvas, line))
    drawn += [_floor(canvas, line, rug=place == "room"), _window(canvas, window, view)]
    left = window.x > width / 2
    shelf_x = width * 0.07 if left else width * 0.93 - unit * 0.32
    drawn.append(_shelves(canvas, shelf_x, height * 0.24, place))
    lamps = 3 if place == "cafe" else 1
    for index in range(lamps):
        x = width * ((index + 0.5) / lamps if lamps > 1 else 0.5)
        drawn.append(_lamp(canvas, x, height * (0.1 + 0.025 * (index % 2))))
    return group(*drawn)


def _panelling(canvas: Canvas, line: float) -> str:
    top = canvas.height * 0.5
    wood = "#7d5338" if not canvas.light.is_dark else "#4c3430"
    fill = canvas.defs.linear([(0, wood, 1), (1, mix(wood, "#2a160c", 0.35), 1)])
    step = canvas.unit * 0.085
    seams = "".join(
        f"M{num(i * step)} {num(top)}V{num(line)}" for i in range(1, int(canvas.width / step) + 1)
    )
    return group(
        rect(0, top, canvas.width, line - top, fill=fill),
        path(seams, stroke="#2a160c", stroke_width=canvas.unit * 0.003, stroke_opacity=0.4),
        rect(
            0,
            top - canvas.unit * 0.008,
            canvas.width,
            canvas.unit * 0.016,
            fill=mix(wood, "#ffffff", 0.2),
        ),
    )


def _tiles(canvas: Canvas, line: float) -> str:
    top, step = canvas.height * 0.5, canvas.unit * 0.06
    grid = "".join(f"M0 {num(y)}H{num(canvas.width)}" for y in _steps(top, line, step))
    grid += "".join(f"M{num(x)} {num(top)}V{num(line)}" for x in _steps(0, canvas.width, step))
    return group(
        rect(
            0,
            top,
            canvas.width,
            line - top,
            fill="#eaf1f0" if not canvas.light.is_dark else "#5b6480",
        ),
        path(
            grid,
            stroke="#9db4b4",
            stroke_width=canvas.unit * 0.0025,
            fill="none",
            stroke_opacity=0.6,
        ),
    )


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + index * step for index in range(int((end - start) / step) + 1)]


def _floor(canvas: Canvas, line: float, *, rug: bool) -> str:
    width, height, unit = canvas.width, canvas.height, canvas.unit
    wood = "#b98558" if not canvas.light.is_dark else "#664a4c"
    fill = canvas.defs.linear([(0, mix(wood, "#3a2010", 0.18), 1), (1, wood, 1)])
    deep = height - line
    boards = "".join(f"M0 {num(line + deep * (k / 5) ** 1.4)}H{num(width)}" for k in range(1, 5))
    drawn = [
        rect(0, line, width, deep + 2, fill=fill),
        path(
            boards, stroke="#4b2e1c", stroke_width=unit * 0.0028, stroke_opacity=0.35, fill="none"
        ),
        rect(0, line - unit * 0.012, width, unit * 0.018, fill="#f6ead9" if rug else "#54382a"),
    ]
    if rug:
        tone = canvas.rng.choice(("#7fa9a3", "#c9745f", "#7384b6", "#c99b54"))
        tone = mix(tone, "#2a2444", 0.35) if canvas.light.is_dark else tone
        y = line + deep * 0.6
        drawn += [ellipse(width / 2, y, width * 0.38, deep * 0.3, fill=tone, fill_opacity=0.9),
                  ellipse(width / 2, y, width * 0.34, deep * 0.25, fill="none", stroke="#fff3e0",
                          stroke_width=unit * 0.005, stroke_opacity=0.6)]  # fmt: skip
    return group(*drawn)


def _window(canvas: Canvas, box: Box, view: str) -> str:
    unit = canvas.unit
    frame = "#fff8ec" if not canvas.light.is_dark else "#c9c2cc"
    edge = unit * 0.016
    clip = canvas.defs.clip(rect(box.x, box.y, box.width, box.height))
    bars = rect(box.x + box.width / 2 - edge * 0.4, box.y, edge * 0.8, box.height, fill=frame)
    bars += rect(box.x, box.y + box.height * 0.44, box.width, edge * 0.8, fill=frame)
    glint = [(box.x, box.y), (box.x + box.width * 0.3, box.y), (box.x, box.y + box.height * 0.5)]
    shine = polygon(glint, fill="#ffffff", fill_opacity=0.14)
    sill = rect(box.x - edge * 2, box.y + box.height + edge * 0.6, box.width + edge * 4, edge * 1.5,
                rx=edge * 0.3, fill=mix(frame, "#b08d62", 0.35))  # fmt: skip
    return group(
        rect(box.x - edge, box.y - edge, box.width + edge * 2, box.height + edge * 2,
             rx=edge * 0.4, fill=frame),
        group(group(view, transform=f"translate({num(box.x)} {num(box.y)})"), clip_path=clip),
        shine, bars, sill,
    )  # fmt: skip


def _shelves(canvas: Canvas, x: float, y: float, place: str) -> str:
    unit, rng = canvas.unit, canvas.rng
    things = [sign for sign in _SHELVED[place] if sign != _VARIATION]
    drawn = []
    for row in range(2):
        low = y + row * unit * 0.14
        drawn.append(
            rect(
                x, low, unit * 0.32, unit * 0.014, rx=unit * 0.003, fill=canvas.light.on("#7a5238")
            )
        )
        drawn.append(
            rect(
                x, low + unit * 0.014, unit * 0.32, unit * 0.006, fill="#2a160c", fill_opacity=0.16
            )
        )
        for slot in range(4):
            symbol = emoji_symbol(rng.choice(things), defs=canvas.defs, light=canvas.light.on)
            if symbol is None or rng.random() < 0.12:
                continue
            size = unit * 0.066
            tall = size * min(symbol.height / symbol.width, 1.3)
            drawn.append(symbol.fitted(
                Box(x=x + unit * 0.01 + slot * unit * 0.077, y=low - tall, width=size, height=tall)
            ))  # fmt: skip
    return group(*drawn)


def _lamp(canvas: Canvas, x: float, y: float) -> str:
    unit = canvas.unit
    low = y + unit * 0.048
    edges = [(x - unit * 0.018, y), (x + unit * 0.018, y), (x + unit * 0.062, low)]
    shade = polygon([*edges, (x - unit * 0.062, low)], fill="#39434e")
    strength = 0.62 if canvas.light.is_dark else 0.34
    return group(
        glow(canvas, x, y + unit * 0.05, unit * 0.3, "#ffdf9a", strength),
        rect(x - unit * 0.002, 0, unit * 0.004, y, fill="#3a322e"),
        ellipse(x, y + unit * 0.048, unit * 0.03, unit * 0.015, fill="#fff3cc"),
        shade,
    )
