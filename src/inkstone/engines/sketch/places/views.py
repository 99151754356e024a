"""Views: what a room's window looks out on, with the time of day and the weather outside.

It does not know the room. A view may reach over its frame: the wall is drawn over it.
"""

from dataclasses import replace
from typing import Literal

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.nature import Leaf
from inkstone.engines.sketch.places.sky import cloud
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    dot,
    filled,
    n,
    poly,
)
from inkstone.engines.sketch.places.trees import broadleaf
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import circle, group, path

View = Literal["country", "town", "street"]
_PLAIN: Leaf = ("#3f8a4e", "#5aa957", "#86c766")


def view(canvas: Canvas, frame: Box, *, kind: View) -> str:
    """Draw the world beyond a window."""
    light = canvas.outside or canvas.light
    outside = replace(canvas, light=light)
    x, y, wide, tall = frame.x, frame.y, frame.width, frame.height
    top, middle, low = light.sky
    drawn = [wash(canvas, top=y - 1, low=y + tall + 1, left=x - 1, right=x + wide + 1,
                  stops=[(0, mix(top, middle, 0.3)), (0.45, middle), (0.8, low),
                         (1, low)])]  # fmt: skip
    drawn.append(_heaven(outside, frame))
    drawn.append(
        _land(outside, frame) if kind == "country" else _town(outside, frame, near=kind == "street")
    )
    drawn.append(_falling(outside, frame))
    return group(*drawn)


def _heaven(canvas: Canvas, frame: Box) -> str:
    """Sun, moon, stars and clouds within the frame."""
    rng, light = canvas.rng, canvas.light
    x, y, wide, tall = frame.x, frame.y, frame.width, frame.height
    size = min(wide, tall)
    drawn = []
    px, py = x + wide * rng.uniform(0.25, 0.75), y + tall * rng.uniform(0.16, 0.26)
    clear = canvas.weather in ("clear", "wind")
    if light.is_dark and clear:
        d = "".join(
            dot(
                x + wide * rng.random(),
                y + tall * 0.6 * rng.random(),
                size * rng.choice((0.006, 0.009)),
            )
            for _ in range(14)
        )
        drawn.append(path(d, fill="#ffffff", fill_opacity=0.8))
    if clear and not canvas.stage.has_own_orb:
        if canvas.time in ("sunset", "dawn"):
            py = y + tall * 0.5
        drawn += [circle(px, py, size * r, fill=light.orb, fill_opacity=o) for r,
                  o in ((0.17, 0.22), (0.12, 0.3), (0.085, 1.0))]  # fmt: skip
    if canvas.weather != "fog":
        number = 2 if clear else 4
        d = "".join(cloud(canvas, x + wide * (k + rng.random()) / number,
                          y + tall * rng.uniform(0.2, 0.45),
                          size * rng.uniform(0.12, 0.2)) for k in range(number))  # fmt: skip
        white = mix(light.cloud[1], light.sky[1], 0.5 if light.is_dark else 0.1)
        drawn.append(path(d, fill=white))
    if canvas.weather == "storm":
        bolt = [(px, y), (px - size * 0.06, y + tall * 0.2), (px + size * 0.02, y + tall * 0.2),
                (px - size * 0.08, y + tall * 0.48), (px + size * 0.1, y + tall * 0.16),
                (px + size * 0.03, y + tall * 0.16)]  # fmt: skip
        drawn.append(path(poly(bolt), fill="#fffbe0"))
    return group(*drawn)


def _land(canvas: Canvas, frame: Box) -> str:
    rng = canvas.rng
    x, y, wide, tall = frame.x, frame.y, frame.width, frame.height
    drawn = []
    near, far = canvas.nature.grass
    for share, depth in ((0.6, 0.7), (0.7, 0.42), (0.82, 0.16)):
        line = [
            (x + wide * (k / 6), y + tall * (share + rng.uniform(-0.04, 0.04)))
            for k in range(-1, 8)
        ]
        tone = canvas.tone(mix(near, far, depth), depth)
        if depth < 0.5:
            px = x + wide * rng.uniform(0.1, 0.9)
            look = rng.choice(canvas.nature.leaves) if not canvas.nature.is_bare else _PLAIN
            drawn.append(
                broadleaf(
                    canvas,
                    px,
                    y + tall * (share + 0.08),
                    tall * (0.7 - depth * 0.6),
                    depth,
                    look=look,
                )
            )
        drawn.append(path(filled(line, y + tall + 2), fill=tone))
    return group(*drawn)


def _town(canvas: Canvas, frame: Box, *, near: bool) -> str:
    """Houses in two depths, with lit windows after dark."""
    rng = canvas.rng
    x, y, wide, tall = frame.x, frame.y, frame.width, frame.height
    drawn = []
    size = min(wide, tall)
    for depth, height in ((0.8, 0.5), (0.5, 0.36)):
        body, panes = "", ""
        px = x - size * 0.1
        while px < x + wide:
            w = size * rng.uniform(0.14, 0.26)
            h = tall * height * rng.uniform(0.55, 1.15)
            body += box(px, y + tall - h, w * 0.98, h + 2)
            for row in range(max(int(h / (size * 0.08)), 1)):
                for column in range(3):
                    if rng.random() < 0.55:
                        panes += box(px + w * (0.14 + 0.27 * column),
                                     y + tall - h + size * (0.03 + 0.075 * row), w * 0.16,
                                     size * 0.034)  # fmt: skip
            px += w * rng.uniform(0.95, 1.3)
        tone = canvas.tone("#93a7bd" if depth > 0.6 else "#c2a997", depth)
        glass = mix("#ffdf9a", tone, 0.3) if canvas.light.is_lit else canvas.tone("#7f9fb8", depth)
        drawn += [path(body, fill=tone), path(panes, fill=glass)]
    if near:
        look = rng.choice(canvas.nature.leaves)
        for share in (0.12, 0.88):
            drawn.append(
                broadleaf(canvas, x + wide * share, y + tall * 1.04, tall * 0.52, 0.2, look=look)
            )
    return group(*drawn)


def _falling(canvas: Canvas, frame: Box) -> str:
    """Rain or snow outside, and drops on the glass."""
    rng = canvas.rng
    x, y, wide, tall = frame.x, frame.y, frame.width, frame.height
    size = min(wide, tall)
    number = int(min(40 * wide * tall / size**2, 110))
    if canvas.weather in ("rain", "storm"):
        d = ""
        for _ in range(number):
            long = size * rng.uniform(0.04, 0.09)
            start = at(x + wide * rng.random(), y + tall * rng.random())
            d += f"M{start}l{n(-long * 0.2)} {n(long)}"
        return path(d, stroke="#eaf2f9", stroke_width=size * 0.007, stroke_opacity=0.6, fill="none")
    if canvas.weather == "snow":
        d = "".join(
            dot(
                x + wide * rng.random(),
                y + tall * rng.random(),
                size * rng.choice((0.008, 0.012, 0.018)),
            )
            for _ in range(number)
        )
        return path(d, fill="#ffffff", fill_opacity=0.9)
    return ""
