"""Backdrops away from the earth or without one: space, the surface of the moon, a plain studio.

It does not know what is shown before them.
"""

import math

from inkstone.engines.sketch.places.sky import Canvas, glow, stars
from inkstone.engines.sketch.vector.palette import luminance, mix
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, num, path, rect

_STUDIO = ("#f2c46d", "#ef9a86", "#8fc1b5", "#86aedb", "#e8a9b8", "#b9a8dc")


def space(canvas: Canvas) -> str:
    """Nebulae and stars."""
    width, height, unit, rng = canvas.width, canvas.height, canvas.unit, canvas.rng
    fill = canvas.defs.linear([(0, "#070a22", 1), (0.55, "#1a1450", 1), (1, "#3a1c66", 1)], x2=1)
    drawn = [rect(0, 0, width, height, fill=fill)]
    for colour in ("#7a3fd0", "#2468c9", "#d0568f"):
        x, y = width * rng.uniform(0.1, 0.9), height * rng.uniform(0.1, 0.9)
        drawn.append(glow(canvas, x, y, unit * rng.uniform(0.45, 0.65), colour, 0.42))
    drawn.append(stars(canvas, horizon=1.0, number=260))
    for _ in range(6):
        x, y, r = width * rng.random(), height * rng.random(), unit * rng.uniform(0.006, 0.011)
        d = f"M{num(x)} {num(y - r)}Q{num(x)} {num(y)} {num(x + r)} {num(y)}Q{num(x)} {num(y)} "
        d += f"{num(x)} {num(y + r)}Q{num(x)} {num(y)} {num(x - r)} {num(y)}"
        d += f"Q{num(x)} {num(y)} {num(x)} {num(y - r)}Z"
        drawn.append(path(d, fill="#ffffff"))
    return group(*drawn)


def moonscape(canvas: Canvas, *, top: float) -> str:
    """Grey ground with craters below black sky, and the earth above it."""
    width, height, unit, rng = canvas.width, canvas.height, canvas.unit, canvas.rng
    x, y, r = width * rng.choice((0.2, 0.8)), height * 0.2, unit * 0.1
    sea = canvas.defs.radial(
        [(0, "#9fdcff", 1), (0.6, "#3a8fd6", 1), (1, "#123a80", 1)], cx=0.36, cy=0.34
    )
    land = f"M{num(x - r * 0.6)} {num(y - r * 0.4)}q{num(r * 0.5)} {num(-r * 0.4)} {num(r * 0.8)} 0"
    land += f"q{num(-r * 0.1)} {num(r * 0.5)} {num(-r * 0.4)} {num(r * 0.6)}q{num(-r * 0.5)} "
    land += f"{num(-r * 0.1)} {num(-r * 0.4)} {num(-r * 0.6)}z"
    base = height * top
    ground = canvas.defs.linear([(0, "#d4d3dc", 1), (1, "#6c6a80", 1)])
    d = f"M-4 {num(base)}Q{num(width / 2)} {num(base - height * 0.07)} {num(width + 4)} {num(base)}"
    drawn = [
        space(canvas),
        glow(canvas, x, y, r * 2.6, "#7cc4ff", 0.4),
        circle(x, y, r, fill=sea),
        path(land, fill="#5fae6b", fill_opacity=0.85),
        path(f"{d}V{num(height + 2)}H-4Z", fill=ground),
    ]
    for _ in range(12):
        cx = width * rng.random()
        share = rng.uniform(0.08, 0.95)
        cy = base + (height - base) * share
        wide = unit * rng.uniform(0.02, 0.05) * (0.5 + share)
        drawn.append(ellipse(cx, cy, wide, wide * 0.34, fill="#55536a", fill_opacity=0.5))
        drawn.append(ellipse(cx, cy + wide * 0.08, wide * 0.86, wide * 0.26, fill="#8a889c"))
    return group(*drawn)


def studio_colour(canvas: Canvas, tint: str | None) -> str:
    """The backdrop's colour."""
    colour = tint or canvas.rng.choice(_STUDIO)
    return mix(colour, "#1b2450", 0.66) if canvas.light.is_dark else colour


def studio(canvas: Canvas, *, colour: str, rays: bool) -> str:
    """A plain backdrop with a pool of light, or with rays for a card."""
    width, height = canvas.width, canvas.height
    far = max(width, height)
    paper = "#fffaf2" if luminance(colour) > 0.3 else mix(colour, "#ffffff", 0.4)
    back = canvas.defs.radial(
        [(0, mix(colour, paper, 0.86), 1), (0.6, mix(colour, paper, 0.62), 1),
         (1, mix(colour, paper, 0.3), 1)],
        cx=width / 2, cy=height * 0.5, r=far * 0.75, units="userSpaceOnUse",
    )  # fmt: skip
    drawn = [rect(0, 0, width, height, fill=back)]
    if rays:
        d = ""
        for index in range(18):
            a, b = index * math.tau / 18, (index + 0.5) * math.tau / 18
            x, y = width / 2, height * 0.62
            d += f"M{num(x)} {num(y)}"
            for turn in (a, b):
                d += f"L{num(x + 2 * far * math.cos(turn))} {num(y + 2 * far * math.sin(turn))}"
            d += "Z"
        drawn.append(path(d, fill=colour, fill_opacity=0.2))
    floor = canvas.defs.linear(
        [(0, mix(colour, "#2b2440", 0.1), 0), (1, mix(colour, "#2b2440", 0.22), 0.75)]
    )
    drawn.append(rect(0, height * 0.74, width, height * 0.26 + 2, fill=floor))
    return group(*drawn)
