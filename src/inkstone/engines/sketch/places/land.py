"""Land: hills, mountains, forests, deserts and snow fields in layers that fade with distance.

It does not know the sky above, nor what stands on the land.
"""

from inkstone.engines.sketch.places.sky import Canvas, band, ridge
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, num, path

_FLOWERS = ("#ffffff", "#ffe27a", "#ffb0c8", "#d9b8ff")


def mountains(canvas: Canvas, *, base: float, height: float, snow: bool) -> str:
    """Two ranges of peaks that stand on `base`; both shares of the picture's height."""
    light, rng = canvas.light, canvas.rng
    bottom = canvas.height * (base + 0.06)
    drawn = []
    for depth, (share, haze) in enumerate(((1.0, 0.42), (0.68, 0.16))):
        tone = mix("#6d86a6", light.hills[1], 0.35 if depth == 0 else 0.6)
        colour = light.hazy(light.on(tone) if light.is_dark else tone, haze)
        if light.is_dark:
            colour = mix(light.hills[depth], light.sky[2], 0.3 - depth * 0.15)
        elif light.ambient != "#fff8ea":
            colour = mix(light.hills[depth + 1], light.sky[2], 0.34 - depth * 0.2)
        x = -canvas.unit * rng.uniform(0.1, 0.3)
        while x < canvas.width:
            wide = canvas.unit * rng.uniform(0.42, 0.7)
            peak = canvas.height * base - canvas.height * height * share * rng.uniform(0.65, 1.1)
            drawn.append(_peak(canvas, (x, wide, peak, bottom), colour, snow=snow and depth == 0))
            x += wide * rng.uniform(0.5, 0.72)
    return group(*drawn)


def _peak(
    canvas: Canvas, shape: tuple[float, float, float, float], colour: str, *, snow: bool
) -> str:
    x, wide, peak, bottom = shape
    rng = canvas.rng
    top = x + wide * rng.uniform(0.42, 0.58)
    fall = bottom - peak
    right = x + wide
    face = f"M{num(x)} {num(bottom)}L{num(top)} {num(peak)}L{num(right)} {num(bottom)}Z"
    shade = f"M{num(top)} {num(peak)}L{num(right)} {num(bottom)}H{num(top + wide * 0.06)}"
    shade += f"L{num(top - wide * 0.03)} {num(peak + fall * 0.5)}L{num(top + wide * 0.04)} "
    shade += f"{num(peak + fall * 0.26)}Z"
    drawn = [path(face, fill=colour), path(shade, fill="#1c2a4e", fill_opacity=0.16)]
    if snow:
        cap = 0.24
        left_edge = top - (top - x) * cap
        right_edge = top + (right - top) * cap
        low = peak + fall * cap
        d = f"M{num(top)} {num(peak)}L{num(right_edge)} {num(low)}"
        d += f"L{num(top + wide * 0.05)} {num(low - fall * 0.05)}"
        d += f"L{num(top)} {num(low + fall * 0.04)}"
        d += f"L{num(top - wide * 0.05)} {num(low - fall * 0.05)}L{num(left_edge)} {num(low)}Z"
        drawn.append(path(d, fill=mix("#ffffff", canvas.light.sky[1], 0.18), fill_opacity=0.92))
    return group(*drawn)


def hills(canvas: Canvas, *, top: float, layers: int = 4, trees: int = 0) -> str:
    """Rolling land from `top` (a share of height) to the bottom; `trees` a layer."""
    light, height = canvas.light, canvas.height
    drawn = []
    depth = 1 - top
    for layer in range(layers):
        share = layer / max(layers - 1, 1)
        y = height * (top + depth * 0.62 * share**1.25)
        tone = light.hills[4 - layers + layer]
        points = ridge(canvas, y=y, rise=height * (0.035 - 0.018 * share), waves=5 - layer % 2)
        fill = canvas.defs.linear([(0, mix(tone, light.sky[2], 0.22), 1), (0.6, tone, 1)])
        if trees and 0 < layer < layers:
            drawn.append(_trees(canvas, y=y, layer=layer, number=trees))
        drawn.append(band(points, fill=fill, bottom=height + 2))
    return group(*drawn)


def _trees(canvas: Canvas, *, y: float, layer: int, number: int) -> str:
    light, rng = canvas.light, canvas.rng
    tone = mix(light.hills[min(layer + 1, 3)], "#123a34", 0.3 if not light.is_dark else 0.12)
    tone = mix(tone, light.sky[2], 0.3 - layer * 0.1)
    d = ""
    for _ in range(number):
        x = rng.random() * canvas.width
        size = canvas.unit * rng.uniform(0.06, 0.1) * (0.8 + layer * 0.45)
        d += conifer(x, y + canvas.height * 0.03, size)
    return path(d, fill=tone)


def conifer(x: float, y: float, size: float) -> str:
    """The outline of a fir."""
    d = ""
    for tier in range(3):
        half = size * (0.24 - 0.05 * tier)
        low = y - size * 0.27 * tier
        d += f"M{num(x - half)} {num(low)}L{num(x)} {num(low - size * 0.5)}"
        d += f"L{num(x + half)} {num(low)}Z"
    return d


def forest(canvas: Canvas, *, top: float) -> str:
    """Ranks of trees behind one another with light between them."""
    light, rng, height = canvas.light, canvas.rng, canvas.height
    drawn = []
    for layer in range(3):
        y = height * (top + 0.05 + 0.07 * layer)
        tone = mix(light.hills[layer + 1], "#1d4a38", 0.25 if not light.is_dark else 0.1)
        tone = mix(tone, light.sky[2], 0.46 - 0.18 * layer)
        d = ""
        x = -canvas.unit * 0.05
        while x < canvas.width * 1.05:
            size = canvas.unit * rng.uniform(0.2, 0.34) * (1 + 0.14 * layer)
            d += conifer(x, y, size)
            x += size * rng.uniform(0.28, 0.42)
        drawn.append(path(d, fill=tone))
        drawn.append(
            band(ridge(canvas, y=y - height * 0.012, rise=height * 0.01, waves=4),
                 fill=tone, bottom=height + 2)
        )  # fmt: skip
    return group(*drawn, hills(canvas, top=top + 0.19, layers=2))


def bamboo_grove(canvas: Canvas, *, top: float) -> str:
    """Stems of bamboo in three depths."""
    light, rng, height = canvas.light, canvas.rng, canvas.height
    drawn = []
    for layer in range(3):
        tone = mix("#5da45f", light.hills[3], 0.25)
        tone = mix(light.on(tone), light.sky[2], 0.5 - 0.2 * layer)
        stems = leaves = ""
        x = rng.random() * canvas.unit * 0.06
        while x < canvas.width:
            low = height * (top + 0.1 + 0.07 * layer)
            lean = canvas.unit * rng.uniform(-0.03, 0.03)
            stems += f"M{num(x)} {num(low)}Q{num(x)} {num(low / 2)} {num(x + lean)} -4"
            for _ in range(3):
                y = low * rng.uniform(0.05, 0.6)
                side = rng.choice((-1, 1))
                reach = canvas.unit * rng.uniform(0.04, 0.075)
                leaves += f"M{num(x)} {num(y)}q{num(side * reach * 0.5)} {num(-reach * 0.35)} "
                leaves += f"{num(side * reach)} {num(reach * 0.3)}q{num(-side * reach * 0.6)} "
                leaves += f"{num(reach * 0.1)} {num(-side * reach)} {num(-reach * 0.3)}z"
            x += canvas.unit * rng.uniform(0.06, 0.12)
        wide = canvas.unit * (0.009 + 0.006 * layer)
        drawn.append(path(stems, stroke=tone, stroke_width=wide, fill="none"))
        drawn.append(path(leaves, fill=mix(tone, "#2f7a44", 0.25)))
    return group(*drawn, hills(canvas, top=top + 0.16, layers=2))


def dunes(canvas: Canvas, *, top: float) -> str:
    """Dunes with one lit and one shaded side."""
    light, rng, height = canvas.light, canvas.rng, canvas.height
    drawn = []
    for layer in range(4):
        y = height * (top + 0.1 * layer)
        crest = canvas.width * rng.uniform(0.2, 0.8)
        rise = height * rng.uniform(0.05, 0.09)
        tone = light.hills[layer]
        d = f"M-4 {num(y + rise)}Q{num(crest * 0.6)} {num(y + rise * 0.6)} "
        d += f"{num(crest)} {num(y - rise)}"
        d += f"Q{num(crest + canvas.width * 0.2)} {num(y + rise * 0.5)} {num(canvas.width + 4)} "
        d += f"{num(y + rise * 0.8)}V{num(height + 2)}H-4Z"
        fill = canvas.defs.linear([(0, mix(tone, "#fff1cf", 0.2), 1), (1, tone, 1)])
        shade = f"M{num(crest)} {num(y - rise)}Q{num(crest + canvas.width * 0.2)} "
        shade += (
            f"{num(y + rise * 0.5)} {num(canvas.width + 4)} {num(y + rise * 0.8)}V{num(height)}"
        )
        shade += f"H{num(crest + canvas.width * 0.12)}Q{num(crest - canvas.width * 0.06)} "
        shade += f"{num(y + rise * 1.6)} {num(crest)} {num(y - rise)}Z"
        drawn += [path(d, fill=fill), path(shade, fill="#7a4320", fill_opacity=0.16)]
    return group(*drawn)


def tufts(canvas: Canvas, *, top: float, flowers: int, grass: int = 46) -> str:
    """Blades of grass and flowers on the nearest ground."""
    light, rng, unit = canvas.light, canvas.rng, canvas.unit
    blades = ""
    drawn = []
    for _ in range(grass):
        x = rng.random() * canvas.width
        y = canvas.height * rng.uniform(top, 1.0)
        size = unit * rng.uniform(0.009, 0.018)
        for lean in (-0.5, 0.0, 0.5):
            blades += f"M{num(x)} {num(y)}q{num(lean * size * 0.2)} {num(-size * 0.6)} "
            blades += f"{num(lean * size)} {num(-size)}"
    tone = mix(light.hills[3], "#0d2b22" if not light.is_dark else "#5f86b0", 0.25)
    drawn.append(
        path(blades, stroke=tone, stroke_width=unit * 0.0028, fill="none", stroke_linecap="round")
    )
    for _ in range(flowers):
        x = rng.random() * canvas.width
        y = canvas.height * rng.uniform(top, 1.0)
        r = unit * rng.uniform(0.0035, 0.006)
        colour = light.on(rng.choice(_FLOWERS))
        drawn += [circle(x, y, r, fill=colour), circle(x, y, r * 0.4, fill=light.on("#f2b53a"))]
    return group(*drawn)


def snow_ground(canvas: Canvas, *, top: float) -> str:
    """Soft drifts with blue shadows."""
    rng = canvas.rng
    drawn = []
    for _ in range(9):
        x = rng.random() * canvas.width
        y = canvas.height * rng.uniform(top, 0.98)
        r = canvas.unit * rng.uniform(0.06, 0.16)
        drawn.append(ellipse(x, y, r, r * 0.12, fill="#8fb0d8", fill_opacity=0.22))
    return group(*drawn)
