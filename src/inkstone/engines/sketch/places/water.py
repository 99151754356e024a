"""Water seen from above: its surface, glitter, foam, ice and rings of rain.

It does not know the shore.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.strokes import (
    at,
    filled,
    n,
    oval,
    poly,
    ragged,
)
from inkstone.engines.sketch.places.wash import veil, wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path, rect


def surface(canvas: Canvas, *, top: float, low: float = 1.0, calm: bool = False) -> str:
    """Water from `top` to `low` (shares of height), with what the light makes of it."""
    light, unit = canvas.light, canvas.unit
    y, end = canvas.height * top, canvas.height * low
    far, near = light.water
    drawn = [
        wash(canvas, top=y, low=end + 1, stops=[(0, far), (0.6, mix(far, near, 0.75)), (1, near)]),
        rect(-1, y, canvas.width + 2, max(unit * 0.004, 0.6), fill=light.sky[2], fill_opacity=0.6),
        _ripples(canvas, y, end, calm=calm),
    ]
    if canvas.orb is not None and canvas.weather in ("clear", "wind", "clear"):
        drawn.append(_glitter(canvas, y, end))
    if canvas.is_wet:
        drawn.append(_rings(canvas, y, end))
    if canvas.nature.is_snowy:
        drawn.append(floes(canvas, y, end, number=5))
    return group(*drawn)


def _ripple(x: float, y: float, wide: float, thick: float) -> str:
    return (
        f"M{at(x, y)}q{n(wide / 2)} {n(-thick)} {n(wide)} 0"
        f"q{n(-wide / 2)} {n(thick * 0.5)} {n(-wide)} 0z"
    )


def _ripples(canvas: Canvas, y: float, end: float, *, calm: bool) -> str:
    rng, unit, light = canvas.rng, canvas.unit, canvas.light
    bright = dark = ""
    share_of = min((end - y) / (canvas.height * 0.4), 1.0)
    for index in range(canvas.count((34 if calm else 56) * max(share_of, 0.4))):
        share = rng.random() ** 1.25
        wide = unit * rng.uniform(0.035, 0.1) * (0.35 + share) * (1.2 if calm else 1.0)
        thick = unit * (0.002 + 0.008 * share) * (0.6 if calm else 1.0)
        one = _ripple(rng.random() * canvas.width - wide / 2,
                      y + (end - y) * (0.02 + 0.97 * share), wide, thick)  # fmt: skip
        if index % 2:
            bright += one
        else:
            dark += one
    return group(path(dark, fill=mix(light.water[1], "#0c2350", 0.25), fill_opacity=0.3),
                 path(bright,
                      fill=mix(light.water[0], "#ffffff", 0.55 if not light.is_dark else 0.2),
                      fill_opacity=0.6))  # fmt: skip


def _glitter(canvas: Canvas, y: float, end: float) -> str:
    """The path of light that the sun or the moon lays on water."""
    orb, rng, unit = canvas.orb, canvas.rng, canvas.unit
    assert orb is not None
    d = ""
    strong = canvas.time in ("sunset", "dawn", "night")
    for index in range(30 if strong else 16):
        share = (index / 30) ** 1.1
        py = y + (end - y) * 0.75 * share + unit * 0.004
        wide = unit * (0.035 + 0.1 * share) * rng.uniform(0.3, 1.0)
        x = orb.x + unit * (0.012 + 0.04 * share) * rng.uniform(-1, 1)
        d += _ripple(x - wide / 2, py, wide, unit * 0.006 * (0.7 + share))
    return path(d, fill=mix(canvas.light.orb, "#ffffff", 0.3), fill_opacity=0.75 if strong else 0.5)


def _rings(canvas: Canvas, y: float, end: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    d = ""
    for _ in range(canvas.count(16)):
        share = rng.random()
        r = unit * (0.006 + 0.016 * share)
        d += oval(rng.random() * canvas.width, y + (end - y) * share, r, r * 0.28)
    return path(d, stroke="#ffffff", stroke_width=unit * 0.0017, stroke_opacity=0.55, fill="none")


def floes(canvas: Canvas, y: float, end: float, *, number: int) -> str:
    """Flat pieces of ice between two heights in pixels, larger towards the eye."""
    rng, unit = canvas.rng, canvas.unit
    side = top = ""
    for _ in range(canvas.count(number)):
        share = rng.uniform(0.08, 0.9)
        x, py = rng.random() * canvas.width, y + (end - y) * share
        r = unit * rng.uniform(0.05, 0.11) * (0.4 + share)
        ring = ragged(rng, x, py, r, r * 0.2, 7)
        top += poly(ring)
        side += poly([(px, qy + r * 0.07) for px, qy in ring])
    return group(
        path(side, fill=canvas.tone("#a5cbe2", 0.1)), path(top, fill=canvas.tone("#f6fbff", 0.05))
    )


def swell(canvas: Canvas, *, top: float, layers: int = 3) -> str:
    """Waves that roll towards the eye, from `top` (a share of height) to the lower edge."""
    light, unit, rng = canvas.light, canvas.unit, canvas.rng
    drawn = []
    for layer in range(layers):
        share = layer / layers
        y = canvas.height * (top + (1 - top) * share)
        points = []
        long = unit * (0.17 + 0.07 * layer)
        x = -long * rng.random()
        while x < canvas.width + long * 2:
            points += [(x, y + unit * 0.008), (x + long * 0.5, y - unit * (0.008 + 0.007 * layer))]
            x += long * rng.uniform(0.85, 1.2)
        tone = mix(light.water[1], "#0c2350" if light.is_dark else "#16507f", 0.18 + 0.22 * share)
        foam = [(px, py + unit * 0.007) for px, py in points]
        crest = mix(light.water[0], "#ffffff", 0.6 if not light.is_dark else 0.25)
        low = canvas.height + 2
        drawn += [path(filled(points, low), fill=crest, fill_opacity=0.75),
                  path(filled(foam, low), fill=mix(tone, light.water[0], 0.14))]  # fmt: skip
    return group(*drawn)


def foam_edge(canvas: Canvas, points: list[tuple[float, float]]) -> str:
    """Foam along a shore whose line is given: two thin veils and a bright rim."""
    unit, drawn = canvas.unit, []
    low = canvas.height + 2
    white = canvas.tone("#ffffff", 0.05)
    for lift, opacity in ((0.04, 0.22), (0.022, 0.4), (0.009, 0.95)):
        line = [
            (x, y - unit * lift - unit * 0.006 * math.sin(x / unit * 9 + lift * 90))
            for x, y in points
        ]
        drawn.append(path(filled(line, low), fill=white, fill_opacity=opacity))
    return group(*drawn)


def mirror(canvas: Canvas, *, y: float, tall: float, colour: str, opacity: float = 0.4) -> str:
    """The soft image of a far shore in the water below it."""
    return veil(canvas, top=y, low=y + tall, colour=colour, strengths=(opacity, opacity * 0.6, 0.0))
