"""Effects around things: contact shadows, strings, reflections, lamplight and a lighthouse's beam.

It does not know how the things were placed. What it draws of a thing depends on that thing and the
light alone, and stays in the box that `reach` names.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.scene import Box, Copy, SceneObject
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, num, path, polygon

#: What shines after dark: how far down its light is, how far it reaches, its colour.
_LAMPS = {
    "lantern": (0.42, 1.1, "#ff8a4a"),
    "sky_lantern": (0.6, 1.4, "#ffb25a"),
    "street_lamp": (0.12, 1.5, "#ffdf9a"),
    "floor_lamp": (0.2, 1.6, "#ffdf9a"),
    "table_lamp": (0.3, 1.5, "#ffdf9a"),
    "desk_lamp": (0.3, 1.5, "#ffdf9a"),
    "campfire": (0.5, 2.0, "#ff9a4a"),
    "candle": (0.2, 2.2, "#ffcf7a"),
    "house": (0.7, 0.9, "#ffd98a"),
    "shop": (0.7, 0.9, "#ffd98a"),
    "fireplace": (0.7, 1.2, "#ff9a4a"),
    "full_moon": (0.5, 1.5, "#fdf1c8"),
    "crescent": (0.5, 1.6, "#fdf1c8"),
    "sun": (0.5, 1.3, "#ffe9a0"),
    "fireworks": (0.5, 0.9, "#ffb3a0"),
    "shooting_star": (0.8, 0.6, "#fff3c0"),
}
#: What shines by day too.
_ALWAYS = frozenset({"full_moon", "crescent", "sun", "fireworks", "lantern", "sky_lantern",
                     "candle", "campfire", "shooting_star"})  # fmt: skip
#: How far a lighthouse's beam reaches, in its own heights, and how wide it gets.
_BEAM, _BEAM_HALF = 2.6, 0.2
#: A drawing may stand out of its box by so much of it.
_BRIM = 0.08
_STREAKS = 4


def reach(copy: Copy, known: SceneObject) -> Box:
    """The box that a copy's drawing with its shadow, reflection and glow stays in."""
    box = copy.box
    brim = _BRIM * max(box.width, box.height) + 3.0
    left, top = box.x - brim, box.y - brim
    right, low = box.x + box.width + brim, box.y + box.height + brim
    if copy.has_shadow:
        left, right = left - box.width * 0.16, right + box.width * 0.16
        low += box.width * 0.1
    # What floats is not told from what stands: a reflection counts for all.
    low += box.height * 0.16
    if known.what in _LAMPS:
        share, far, _ = _LAMPS[known.what]
        radius = max(box.width, box.height * 0.6) * far
        x, y = box.x + box.width / 2, box.y + box.height * share
        left, right = min(left, x - radius), max(right, x + radius)
        top, low = min(top, y - radius), max(low, y + radius)
    if known.what == "lighthouse":
        far = box.height * _BEAM
        x, y = box.x + box.width / 2, box.y + box.height * 0.172
        left, right = min(left, x - far), max(right, x + far)
        top, low = min(top, y - far), max(low, y + far)
    if copy.string is not None:
        x1, y1, x2, y2 = copy.string
        sag = math.hypot(x2 - x1, y2 - y1) * 0.1 + brim
        left, right = min(left, min(x1, x2) - sag), max(right, max(x1, x2) + sag)
        top, low = min(top, min(y1, y2) - sag), max(low, max(y1, y2) + sag)
    return Box(x=left, y=top, width=right - left, height=low - top)


def shadow(canvas: Canvas, copy: Copy) -> str:
    """The dark spot where a thing touches what it stands on."""
    box = copy.box
    if not copy.has_shadow or box.width < 2:
        return ""
    tone = "#0b1024" if canvas.light.is_dark else "#1d2b2a"
    fill = canvas.defs.radial([(0, tone, 0.42), (0.6, tone, 0.2), (1, tone, 0)])
    wide = box.width * (0.52 if box.width > box.height * 0.6 else 0.6)
    tall = max(min(box.width * 0.09, box.height * 0.14), 2.0)
    return ellipse(box.x + box.width / 2, box.y + box.height - tall * 0.25, wide, tall, fill=fill)


def reflection(canvas: Canvas, copy: Copy) -> str:
    """Streaks below what floats."""
    box = copy.box
    step = min(box.height * 0.03, canvas.unit * 0.009)
    d = ""
    for index in range(_STREAKS):
        wide = box.width * (0.9 - 0.18 * index)
        y = box.y + box.height + step * (0.5 + index)
        x = box.x + (box.width - wide) / 2 + step * 0.7 * (-1) ** index
        d += f"M{num(x)} {num(y)}h{num(wide)}"
    dark = path(d, stroke="#10284a", stroke_width=step * 0.55, stroke_opacity=0.26,
                fill="none", stroke_linecap="round")  # fmt: skip
    foam = ellipse(box.x + box.width / 2, box.y + box.height - step * 0.2, box.width * 0.5,
                   step * 0.7, fill="#ffffff", fill_opacity=0.45)  # fmt: skip
    return group(foam, dark)


def string(canvas: Canvas, copy: Copy, known: SceneObject) -> str:
    """The string of a balloon or a kite, or the rope by which something is pulled."""
    if copy.string is None:
        return ""
    x1, y1, x2, y2 = copy.string
    is_rope = any(relation.kind == "pulling" for relation in known.relations)
    sag = math.hypot(x2 - x1, y2 - y1) * 0.12
    middle = (x1 + x2) / 2 + (0 if is_rope else sag), (y1 + y2) / 2 + (sag * 0.6 if is_rope else 0)
    d = f"M{num(x1)} {num(y1)}Q{num(middle[0])} {num(middle[1])} {num(x2)} {num(y2)}"
    tone = "#cfd6e8" if canvas.light.is_dark else "#5a4a44"
    wide = max(max(copy.box.width, copy.box.height) * (0.013 if is_rope else 0.016), 0.8)
    return path(d, stroke="#8a6a48" if is_rope else tone, stroke_width=wide, fill="none",
                stroke_opacity=0.85, stroke_linecap="round")  # fmt: skip


def light_behind(canvas: Canvas, copy: Copy, known: SceneObject) -> str:
    """The light around what shines, drawn before the thing itself."""
    what = known.what
    if what == "lighthouse" and canvas.light.is_lit:
        return _beam(canvas, copy.box)
    if what not in _LAMPS:
        return ""
    share, far, colour = _LAMPS[what]
    if not (what in _ALWAYS or canvas.light.is_lit):
        return ""
    box = copy.box
    radius = max(box.width, box.height * 0.6) * far
    strength = 0.55 if canvas.light.is_dark else 0.32
    return glow(canvas, box.x + box.width / 2, box.y + box.height * share, radius, colour, strength)


def _beam(canvas: Canvas, box: Box) -> str:
    x, y = box.x + box.width * 0.5, box.y + box.height * 0.172
    far = box.height * _BEAM
    drawn = []
    for side, fall in ((-1, -0.16), (1, -0.05)):
        end = x + side * far
        half = far * _BEAM_HALF / 2
        mid = y + fall * far
        fill = canvas.defs.linear(
            [(0, "#fff3c4", 0.75), (0.35, "#fff3c4", 0.28), (1, "#fff3c4", 0)],
            x1=x, y1=y, x2=x + side * far * 0.95, y2=y + fall * far * 0.95, units="userSpaceOnUse",
        )  # fmt: skip
        drawn.append(polygon([(x, y - box.width * 0.05), (end, mid - half), (end, mid + half),
                              (x, y + box.width * 0.05)], fill=fill))  # fmt: skip
    drawn.append(glow(canvas, x, y, box.width * 1.15, "#ffeeb0", 0.9))
    return group(*drawn)


def light_before(canvas: Canvas, copy: Copy, known: SceneObject) -> str:
    """A spark of light before the thing."""
    if known.what != "lighthouse" or not canvas.light.is_lit:
        return ""
    box = copy.box
    x, y = box.x + box.width * 0.5, box.y + box.height * 0.172
    return glow(canvas, x, y, box.width * 0.42, "#fffbe4", 0.95) + circle(
        x, y, box.width * 0.055, fill="#ffffff"
    )
