"""Effects around things: contact shadows, strings, reflections, lamplight and a lighthouse's beam.

It does not know how the things were placed.
"""

from inkstone.engines.sketch.layout.pieces import Piece
from inkstone.engines.sketch.places.sky import Canvas, glow
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, num, path, polygon

#: What shines after dark: how far down its light is, how far it reaches, its colour.
_LAMPS = {
    "lantern": (0.42, 1.1, "#ff8a4a"),
    "sky_lantern": (0.6, 1.4, "#ffb25a"),
    "street_lamp": (0.12, 1.5, "#ffdf9a"),
    "floor_lamp": (0.2, 1.6, "#ffdf9a"),
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


def shadow(canvas: Canvas, piece: Piece) -> str:
    """The dark spot where a thing touches what it stands on."""
    box = piece.box
    if not piece.has_shadow or box.width < 2:
        return ""
    tone = "#0b1024" if canvas.light.is_dark else "#1d2b2a"
    fill = canvas.defs.radial([(0, tone, 0.42), (0.6, tone, 0.2), (1, tone, 0)])
    wide = box.width * (0.52 if piece.aspect > 0.6 else 0.62)
    tall = max(min(box.width * 0.09, box.height * 0.14), canvas.unit * 0.004)
    return ellipse(box.x + box.width / 2, box.y + box.height - tall * 0.25, wide, tall, fill=fill)


def reflection(canvas: Canvas, piece: Piece) -> str:
    """Streaks below what floats."""
    box = piece.box
    d = ""
    for index in range(4):
        wide = box.width * (0.9 - 0.18 * index)
        y = box.y + box.height + canvas.unit * (0.004 + 0.009 * index)
        x = box.x + (box.width - wide) / 2 + canvas.unit * 0.006 * (-1) ** index
        d += f"M{num(x)} {num(y)}h{num(wide)}"
    dark = path(d, stroke="#10284a", stroke_width=canvas.unit * 0.005, stroke_opacity=0.26,
                fill="none", stroke_linecap="round")  # fmt: skip
    foam = ellipse(box.x + box.width / 2, box.y + box.height - canvas.unit * 0.002, box.width * 0.5,
                   canvas.unit * 0.006, fill="#ffffff", fill_opacity=0.45)  # fmt: skip
    return group(foam, dark)


def string(canvas: Canvas, piece: Piece) -> str:
    """The string of a balloon or a kite."""
    if piece.string is None:
        return ""
    x1, y1, x2, y2 = piece.string
    d = f"M{num(x1)} {num(y1)}Q{num((x1 + x2) / 2 + canvas.unit * 0.02)} {num((y1 + y2) / 2)} "
    tone = "#cfd6e8" if canvas.light.is_dark else "#5a4a44"
    return path(f"{d}{num(x2)} {num(y2)}", stroke=tone,
                stroke_width=canvas.unit * 0.0022, fill="none", stroke_opacity=0.8)  # fmt: skip


def light_behind(canvas: Canvas, piece: Piece) -> str:
    """The light around what shines, drawn before the thing itself."""
    part = piece.known.part or ""
    if part == "lighthouse" and canvas.light.is_lit:
        return _beam(canvas, piece.box)
    if part not in _LAMPS:
        return ""
    share, reach, colour = _LAMPS[part]
    if not (part in _ALWAYS or canvas.light.is_lit):
        return ""
    box = piece.box
    radius = max(box.width, box.height * 0.6) * reach
    strength = 0.55 if canvas.light.is_dark else 0.32
    return glow(canvas, box.x + box.width / 2, box.y + box.height * share, radius, colour, strength)


def _beam(canvas: Canvas, box: Box) -> str:
    x, y = box.x + box.width * 0.5, box.y + box.height * 0.172
    far = max(canvas.width, canvas.height)
    drawn = []
    for side, fall in ((-1, -0.16), (1, -0.05)):
        end = x + side * far
        half = far * 0.085
        mid = y + fall * far
        fill = canvas.defs.linear(
            [(0, "#fff3c4", 0.75), (0.35, "#fff3c4", 0.28), (1, "#fff3c4", 0)],
            x1=x, y1=y, x2=x + side * far * 0.72, y2=y + fall * far * 0.72, units="userSpaceOnUse",
        )  # fmt: skip
        drawn.append(polygon([(x, y - box.width * 0.05), (end, mid - half), (end, mid + half),
                              (x, y + box.width * 0.05)], fill=fill))  # fmt: skip
    drawn.append(glow(canvas, x, y, box.width * 1.15, "#ffeeb0", 0.9))
    return group(*drawn)


def light_before(canvas: Canvas, piece: Piece) -> str:
    """A spark of light before the thing."""
    if piece.known.part != "lighthouse" or not canvas.light.is_lit:
        return ""
    box = piece.box
    x, y = box.x + box.width * 0.5, box.y + box.height * 0.172
    return glow(canvas, x, y, box.width * 0.42, "#fffbe4", 0.95) + circle(
        x, y, box.width * 0.055, fill="#ffffff"
    )
