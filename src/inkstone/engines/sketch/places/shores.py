"""Water: seas, lakes, beaches and the world below the surface.

It does not know what swims or floats there.
"""

from inkstone.engines.sketch.places.sky import Canvas, band, ridge
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, num, path, polygon, rect

_CORALS = ("#ff7f6b", "#f2a65a", "#e86fa3", "#b07ad6")


def sea(canvas: Canvas, *, top: float, orb_x: float | None) -> str:
    """Water from `top` (a share of height) to the bottom, with the orb's path of light."""
    light, rng, unit = canvas.light, canvas.rng, canvas.unit
    surface = canvas.height * top
    deep = canvas.height - surface
    drawn = [
        rect(0, surface, canvas.width, deep + 2,
             fill=canvas.defs.linear([(0, light.water[0], 1), (1, light.water[1], 1)])),
    ]  # fmt: skip
    waves = ""
    for _ in range(80):
        share = rng.random() ** 1.3
        y = surface + deep * share
        wide = unit * rng.uniform(0.02, 0.09) * (0.3 + share)
        x = rng.random() * canvas.width
        waves += f"M{num(x)} {num(y)}q{num(wide / 2)} {num(-unit * 0.006)} {num(wide)} 0"
    drawn.append(path(waves, stroke="#ffffff", stroke_width=unit * 0.003, fill="none",
                      stroke_linecap="round", stroke_opacity=0.28))  # fmt: skip
    if orb_x is not None:
        streaks = ""
        for index in range(30):
            y = surface + deep * 0.62 * (index / 30) ** 1.15 + unit * 0.004
            wide = unit * (0.05 + 0.0042 * index) * rng.uniform(0.35, 1.0)
            x = orb_x + unit * 0.03 * rng.uniform(-1, 1) - wide / 2
            streaks += f"M{num(x)} {num(y)}h{num(wide)}"
        drawn.append(path(streaks, stroke=light.orb, stroke_width=unit * 0.0055, fill="none",
                          stroke_linecap="round", stroke_opacity=0.55))  # fmt: skip
    return group(*drawn)


def headland(canvas: Canvas, *, top: float) -> str:
    """A grassy rock in the foreground, so that something can stand by the sea."""
    light, height, width = canvas.light, canvas.height, canvas.width
    rock = light.on("#6d6b72") if not light.is_dark else mix(light.hills[3], "#4a5068", 0.4)
    grass = light.hills[3] if not light.is_dark else mix(light.hills[2], "#2f5a5a", 0.3)
    y = height * top
    points = ridge(canvas, y=y, rise=height * 0.014, waves=5)
    cliff = [(x, py + height * 0.035) for x, py in points]
    foam = [(x, py - height * 0.008) for x, py in points]
    shade = canvas.defs.linear([(0, rock, 1), (1, mix(rock, "#12131c", 0.4), 1)])
    turf = canvas.defs.linear([(0, mix(grass, light.sky[2], 0.22), 1), (0.4, grass, 1),
                               (1, mix(grass, "#10231f", 0.3), 1)])  # fmt: skip
    drawn = [
        group(band(foam, fill="#ffffff", bottom=height + 2), opacity=0.4),
        band(points, fill=shade, bottom=height + 2),
        band(cliff, fill=turf, bottom=height + 2),
    ]
    rng = canvas.rng
    for _ in range(7):
        x, r = rng.random() * width, canvas.unit * rng.uniform(0.012, 0.035)
        drawn.append(ellipse(x, y + height * 0.012, r, r * 0.6, fill=mix(rock, "#ffffff", 0.08)))
    return group(*drawn)


def beach(canvas: Canvas, *, top: float) -> str:
    """Sand with a line of foam along the water."""
    light, height, rng = canvas.light, canvas.height, canvas.rng
    sand = light.on("#f4dcaa") if not light.is_dark else mix("#f4dcaa", light.sky[1], 0.62)
    points = ridge(canvas, y=height * top, rise=height * 0.016, waves=4)
    fill = canvas.defs.linear([(0, mix(sand, "#b98f56", 0.22), 1), (0.14, sand, 1),
                               (1, mix(sand, "#b98546", 0.35), 1)])  # fmt: skip
    drawn = []
    for lift, opacity in ((0.035, 0.25), (0.018, 0.75)):
        foam = [(x, y - height * lift) for x, y in points]
        drawn.append(group(band(foam, fill="#ffffff", bottom=height + 2), opacity=opacity))
    drawn.append(band(points, fill=fill, bottom=height + 2))
    for _ in range(34):
        x, y = rng.random() * canvas.width, height * rng.uniform(top + 0.05, 1.0)
        drawn.append(circle(x, y, canvas.unit * 0.0022, fill="#8a6430", fill_opacity=0.35))
    return group(*drawn)


def bank(canvas: Canvas, *, top: float) -> str:
    """The near bank of a lake."""
    tone = canvas.light.hills[3]
    points = ridge(canvas, y=canvas.height * top, rise=canvas.height * 0.014, waves=4)
    fill = canvas.defs.linear([(0, mix(tone, canvas.light.sky[2], 0.2), 1), (0.5, tone, 1)])
    return band(points, fill=fill, bottom=canvas.height + 2)


def below(canvas: Canvas) -> str:
    """Under water: rays of light, sand, corals, weeds and bubbles."""
    width, height, unit, rng = canvas.width, canvas.height, canvas.unit, canvas.rng
    dark = canvas.light.is_dark
    stops = [(0.0, "#4fc6e0", 1.0), (0.45, "#1d83bb", 1.0), (1.0, "#0c3f7c", 1.0)]
    if dark:
        stops = [(0.0, "#1f5f96", 1.0), (0.45, "#123c74", 1.0), (1.0, "#081d48", 1.0)]
    drawn = [rect(0, 0, width, height, fill=canvas.defs.linear(stops))]
    ray = canvas.defs.linear([(0, "#ffffff", 0.26), (1, "#ffffff", 0)])
    for index in range(6):
        x = width * (index + rng.uniform(-0.3, 0.5)) / 5
        wide = unit * rng.uniform(0.05, 0.12)
        drawn.append(polygon([(x, -4), (x + wide, -4), (x + wide * 2.6 + unit * 0.1, height * 0.92),
                              (x + unit * 0.06, height * 0.92)], fill=ray))  # fmt: skip
    for lift, tone in ((0.06, "#2a6fa4"), (0.03, "#3f86a6")):
        points = ridge(canvas, y=height * (0.86 - lift), rise=height * 0.03, waves=5)
        colour = mix(tone, "#0c2f66", 0.5 if dark else 0.0)
        drawn.append(band(points, fill=colour, bottom=height + 2))
    for index in range(8):
        x = width * (index + rng.uniform(0.1, 0.9)) / 8
        drawn.append(_weed(canvas, x, height * rng.uniform(0.88, 0.93)))
    sand = canvas.defs.linear([(0, "#ecdcaa" if not dark else "#6d82a0", 1),
                               (1, "#b98f5a" if not dark else "#3c4f78", 1)])  # fmt: skip
    drawn.append(band(ridge(canvas, y=height * 0.89, rise=height * 0.012, waves=5),
                      fill=sand, bottom=height + 2))  # fmt: skip
    for index in range(5):
        x = width * (index + rng.uniform(0.1, 0.9)) / 5
        drawn.append(_coral(canvas, x, height * rng.uniform(0.93, 0.99)))
    for _ in range(26):
        x, y, r = (
            rng.random() * width,
            rng.random() * height * 0.85,
            unit * rng.uniform(0.003, 0.011),
        )
        drawn.append(circle(x, y, r, fill="#ffffff", fill_opacity=0.16, stroke="#ffffff",
                            stroke_width=unit * 0.0016, stroke_opacity=0.5))  # fmt: skip
    return group(*drawn)


def _weed(canvas: Canvas, x: float, y: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    tone = mix(
        rng.choice(("#2f9e6b", "#3fb37a", "#2a8a78")),
        "#0c3f7c",
        0.5 if canvas.light.is_dark else 0.1,
    )
    d = ""
    for blade in range(-1, 2):
        tall = unit * rng.uniform(0.1, 0.24)
        start = x + blade * unit * 0.014
        sway = unit * rng.uniform(0.015, 0.035) * rng.choice((-1, 1))
        d += f"M{num(start)} {num(y)}q{num(sway)} {num(-tall * 0.25)} 0 {num(-tall * 0.5)}"
        d += f"q{num(-sway)} {num(-tall * 0.25)} {num(sway * 0.4)} {num(-tall * 0.5)}"
    return path(d, stroke=tone, stroke_width=unit * 0.011, fill="none", stroke_linecap="round")


def _coral(canvas: Canvas, x: float, y: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    tone = mix(rng.choice(_CORALS), "#16386e", 0.45 if canvas.light.is_dark else 0.05)
    size = unit * rng.uniform(0.07, 0.13)
    d = ""
    for branch in range(-2, 3):
        reach = branch * size * 0.24
        tall = size * (1 - abs(branch) * 0.16)
        d += f"M{num(x)} {num(y)}Q{num(x + reach)} {num(y - tall * 0.3)} "
        d += f"{num(x + reach)} {num(y - tall)}"
        side = size * 0.14 * (1 if branch >= 0 else -1)
        d += f"M{num(x + reach)} {num(y - tall * 0.55)}q{num(side)} {num(-size * 0.06)} "
        d += f"{num(side)} {num(-size * 0.26)}"
    return path(d, stroke=tone, stroke_width=size * 0.12, fill="none", stroke_linecap="round")
