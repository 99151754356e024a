"""Backdrops away from the earth or without one: space, moon, Mars, the sea of clouds, a studio.

It does not know what is shown before them.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import cloud, sky, stars
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    dot,
    filled,
    leaf,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.places.turf import stones
from inkstone.engines.sketch.places.wash import flanks, folds, veil, wash
from inkstone.engines.sketch.vector.palette import luminance, mix
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, path, translate

_STUDIO = ("#f2c46d", "#ef9a86", "#8fc1b5", "#86aedb", "#e8a9b8", "#b9a8dc", "#f0b27a", "#9cc79a")
_NEBULAE = (("#7a3fd0", "#2468c9", "#d0568f"), ("#1f8fb0", "#5a4fd0", "#8f3fb8"),
            ("#c0507a", "#6a3fc0", "#e08a5a"))  # fmt: skip


def space(canvas: Canvas) -> Plan:
    """Stars, drifts of coloured gas, a band of milky light."""
    return Plan(svg=_space(canvas), ground=(0.68, 0.9), air=(0.1, 0.75), is_dark=True)


def _space(canvas: Canvas) -> str:
    width, height, unit, rng = canvas.width, canvas.height, canvas.unit, canvas.rng
    gas = rng.choice(_NEBULAE)
    drawn = [wash(canvas, top=-1, low=height + 1,
                  stops=[(0, "#070a24"), (0.55, mix("#140f40", gas[0], 0.14)),
                         (1, mix("#1d1248", gas[2], 0.22))])]  # fmt: skip
    turn = rng.choice((-1, 1)) * rng.uniform(14, 32)
    move = translate(width / 2, height * 0.42)
    for index, reach in enumerate((0.0, -0.34, 0.36)):
        fill = canvas.defs.radial(
            [(0, gas[index], 0.55), (0.5, gas[index], 0.2), (1, gas[index], 0)]
        )
        x, y = unit * reach, unit * rng.uniform(-0.06, 0.06)
        drawn.append(ellipse(x, y, unit * rng.uniform(0.4, 0.5), unit * rng.uniform(0.15, 0.22),
                             fill=fill, transform=f"{move} rotate({n(turn)})"))  # fmt: skip
    drawn.append(stars(canvas, horizon=1.0, number=230))
    rays = ""
    for _ in range(canvas.count(5)):
        x, y, r = width * rng.random(), height * rng.random(), unit * rng.uniform(0.008, 0.015)
        for turned in range(4):
            rays += leaf(x, y, reach=r, turn=turned * math.pi / 2, width=0.1)
        rays += dot(x, y, r * 0.2)
    return group(*drawn, path(rays, fill="#ffffff"))


def moonscape(canvas: Canvas) -> Plan:
    """Grey ground with craters below a black sky, and the earth above it."""
    width, height, unit = canvas.width, canvas.height, canvas.unit
    drawn = [_space(canvas)]
    if not canvas.stage.has_own_orb:
        x = width / 2 + canvas.rng.choice((-1, 1)) * min(width * 0.3, unit * 0.6)
        drawn.append(_earth(x, height * max(0.2, canvas.stage.text_low + 0.1), unit * 0.1))
    for y, tone in ((0.64, "#6d6f86"), (0.69, "#8f90a3")):
        drawn.append(_moon_hills(canvas, height * y, tone))
    line = profile(canvas, y=height * 0.73, rise=canvas.tall * 0.01, length=1.2)
    drawn += [folds(canvas, line, bottom=height + 2, reach=unit * 0.2,
                    stops=[(0, "#e3e2e8"), (0.3, "#c9c9d4"), (1, "#a9a9ba")]),
              _craters(canvas, 0.76, "#8d8ca2", "#e8e7ee")]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.8, 0.95), is_dark=True)


def _earth(x: float, y: float, r: float) -> str:
    land = (
        f"M{at(x - r * 0.7, y - r * 0.35)}q{n(r * 0.3)} {n(-r * 0.5)} {n(r * 0.8)} {n(-r * 0.36)}"
        f"q{n(r * 0.2)} {n(r * 0.3)} {n(-r * 0.16)} {n(r * 0.42)}q{n(r * 0.06)} {n(r * 0.3)} "
        f"{n(-r * 0.24)} {n(r * 0.46)}q{n(-r * 0.5)} {n(-r * 0.1)} {n(-r * 0.4)} {n(-r * 0.52)}z"
        f"M{at(x + r * 0.2, y + r * 0.1)}q{n(r * 0.4)} {n(-r * 0.24)} {n(r * 0.62)} {n(r * 0.06)}"
        f"q{n(-r * 0.06)} {n(r * 0.5)} {n(-r * 0.42)} {n(r * 0.56)}q{n(-r * 0.3)} {n(-r * 0.24)} "
        f"{n(-r * 0.2)} {n(-r * 0.62)}z"
    )
    swirls = oval(x - r * 0.1, y - r * 0.62, r * 0.4, r * 0.08) + oval(
        x + r * 0.3, y - r * 0.1, r * 0.34, r * 0.07
    )
    swirls += oval(x - r * 0.3, y + r * 0.55, r * 0.36, r * 0.08)
    night = f"M{at(x + r * 0.2, y - r * 0.98)}A{n(r)} {n(r)} 0 0 1 {at(x + r * 0.2, y + r * 0.98)}"
    night += f"A{n(r * 1.3)} {n(r * 1.3)} 0 0 0 {at(x + r * 0.2, y - r * 0.98)}Z"
    return group(
        *(
            circle(x, y, r * s, fill="#7cc4ff", fill_opacity=o)
            for s, o in ((1.34, 0.1), (1.16, 0.16))
        ),
        circle(x, y, r, fill="#3f97dd"),
        path(land, fill="#6fbb72"),
        path(swirls, fill="#ffffff", fill_opacity=0.85),
        path(night, fill="#0a1440", fill_opacity=0.4),
    )


def _moon_hills(canvas: Canvas, y: float, tone: str) -> str:
    points = profile(canvas, y=y, rise=canvas.tall * 0.03, length=0.5)
    return path(filled(points, canvas.height * 0.8), fill=tone)


def _craters(canvas: Canvas, top: float, dark: str, rim: str) -> str:
    """Craters in perspective, with a lit rim and a floor in the shade."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    spots = sorted((rng.random(), rng.random()) for _ in range(canvas.count(11)))
    drawn = []
    for share, across in spots:
        x, y = canvas.width * across, height * (top + (0.99 - top) * share)
        r = unit * rng.uniform(0.02, 0.05) * (0.5 + share * 1.1)
        drawn += [path(oval(x, y - r * 0.03, r * 1.12, r * 0.38), fill=rim),
                  path(oval(x, y, r, r * 0.3), fill=dark),
                  path(oval(x + r * 0.06, y + r * 0.07, r * 0.86, r * 0.2),
                       fill=mix(dark, rim, 0.35))]  # fmt: skip
    specks = "".join(
        dot(
            rng.random() * canvas.width,
            height * rng.uniform(top, 1.0),
            unit * rng.uniform(0.0015, 0.004),
        )
        for _ in range(canvas.count(24))
    )
    return group(*drawn, path(specks, fill=dark))


def mars(canvas: Canvas) -> Plan:
    """Rust-red plains with mesas and boulders below a butterscotch sky."""
    width, height, unit, rng = canvas.width, canvas.height, canvas.unit, canvas.rng
    dark = canvas.light.is_dark
    sky_tones = ("#2a1830", "#5b2f42", "#a8604f") if dark else ("#d98f68", "#efb88c", "#fbdcb4")
    if canvas.time == "sunset":
        sky_tones = ("#8a5a62", "#d98a70", "#cfe0ea")
    drawn = [wash(canvas, top=-1, low=height * 0.66,
                  stops=[(0, sky_tones[0]), (0.5, sky_tones[1]), (1, sky_tones[2])])]  # fmt: skip
    if dark:
        drawn.append(stars(canvas, horizon=0.5, number=80))
    if not canvas.stage.has_own_orb:
        x = width / 2 + rng.choice((-1, 1)) * min(width * 0.28, unit * 0.5)
        y = height * max(0.2, canvas.stage.text_low + 0.08)
        drawn += [circle(x, y, unit * s, fill="#fff6e2", fill_opacity=o) for s,
                  o in ((0.1, 0.16), (0.066, 0.24), (0.034, 1.0))]  # fmt: skip
        drawn.append(
            circle(width - x, y * 0.8, unit * 0.015, fill=mix(sky_tones[0], "#ffffff", 0.5))
        )
    dim = 0.42 if dark else 0.0
    for y, tone in ((0.6, "#d99a74"), (0.645, "#c87f5a")):
        drawn.append(_buttes(canvas, height * y, mix(mix(tone, sky_tones[2], 0.3), "#2a1830", dim)))
    line = profile(canvas, y=height * 0.7, rise=canvas.tall * 0.014, length=1.1)
    ground = mix("#c8734c", "#2a1830", dim)
    drawn += [folds(canvas, line, bottom=height + 2, reach=unit * 0.22,
                    stops=[(0, mix(ground, "#ffe2c0", 0.3)), (0.4, ground),
                           (1, mix(ground, "#5a2430", 0.2))]),
              _craters(canvas, 0.76, mix(ground, "#5a2430", 0.34),
                       mix(ground, "#ffd9b0", 0.3))]  # fmt: skip
    for index in range(canvas.count(7)):
        share = 0.32 * rng.random()
        px = width * (share if index % 2 else 1 - share)
        drawn.append(stones(canvas, px, height * rng.uniform(0.78, 0.97),
                            unit * rng.uniform(0.04, 0.09), 0.0,
                            mix("#a85f45", "#2a1830", dim)))  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.8, 0.95), is_dark=dark)


def _buttes(canvas: Canvas, y: float, tone: str) -> str:
    rng, unit = canvas.rng, canvas.unit
    points: list[Spot] = [(-4, y)]
    x = -unit * 0.1
    while x < canvas.width:
        wide = unit * rng.uniform(0.1, 0.28)
        tall = canvas.tall * rng.uniform(0.02, 0.1)
        points += [(x, y), (x + unit * 0.03, y - tall),
                   (x + wide, y - tall * rng.uniform(0.85, 1.0)),
                   (x + wide + unit * 0.035, y)]  # fmt: skip
        x += wide + unit * rng.uniform(0.08, 0.3)
    low = canvas.height
    return path(poly([*points, (canvas.width + unit, low), (-4, low)]), fill=tone)


def clouds(canvas: Canvas) -> Plan:
    """A sea of clouds below an open sky."""
    rng, unit, height, light = canvas.rng, canvas.unit, canvas.height, canvas.light
    drawn = [sky(canvas, horizon=0.66)]
    layers = 5
    for layer in range(layers):
        share = layer / (layers - 1)
        y = height * (0.6 + 0.3 * share)
        size = unit * (0.07 + 0.13 * share)
        white = mix(light.cloud[1], light.sky[2], 0.7 * (1 - share))
        shade = mix(mix(light.cloud[0], light.sky[0], 0.3), white, 0.34)
        body = low = ""
        x = -size * rng.random()
        while x < canvas.width + size:
            py = y + size * rng.uniform(-0.12, 0.12)
            wide = size * rng.uniform(0.8, 1.3)
            body += cloud(canvas, x, py + size * 0.2, wide, flat=0.5)
            low += cloud(canvas, x + wide * 0.1, py + size * 0.24, wide * 0.9, flat=0.2)
            x += wide * rng.uniform(0.9, 1.4)
        foot = height * (0.6 + 0.3 * (layer + 1) / (layers - 1)) + size * 0.4
        drawn += [path(body, fill=white), path(low, fill=mix(white, shade, 0.6)),
                  wash(canvas, top=y + size * 0.16,
                       low=foot if layer < layers - 1 else height + 1,
                       stops=[(0, mix(white, shade, 0.6)), (1, shade)])]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.8, 0.93), air=(0.12, 0.55))


def studio(canvas: Canvas) -> Plan:
    """A plain backdrop that bends into its floor, or rays for a card."""
    width, height = canvas.width, canvas.height
    colour = canvas.tint or canvas.rng.choice(_STUDIO)
    if canvas.light.is_dark:
        colour = mix(colour, "#1b2450", 0.66)
    far = max(width, height)
    dark = luminance(colour) < 0.3
    paper = mix(colour, "#ffffff", 0.4) if dark else "#fffaf2"
    top, middle = (mix(colour, paper, share) for share in (0.4, 0.72))
    edge, heart = mix(top, colour, 0.15), mix(middle, paper, 0.4)
    drawn = [wash(canvas, top=-1, low=height + 1, stops=[(0, edge), (0.46, heart), (1, edge)]),
             flanks(canvas, colour=mix(top, colour, 0.35), strength=0.5, reach=0.4)]  # fmt: skip
    if canvas.kind in ("poster", "card"):
        d = ""
        x, y = width / 2, height * 0.62
        for index in range(18):
            d += f"M{at(x, y)}"
            for turn in (index * math.tau / 18, (index + 0.5) * math.tau / 18):
                d += f"L{at(x + 2 * far * math.cos(turn), y + 2 * far * math.sin(turn))}"
            d += "Z"
        drawn.append(path(d, fill=mix(colour, middle, 0.35), fill_opacity=0.5))
    drawn.append(veil(canvas, top=height * 0.78, low=height, colour=mix(colour, "#2b2440", 0.4),
                      strengths=(0.0, 0.16)))  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.8, 0.9), air=(0.14, 0.55), is_dark=dark)
