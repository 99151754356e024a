"""City streets that run away from the eye.

It does not know who goes there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.buildings import far_town, lamp
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import LAMPLIGHT
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.strokes import (
    at,
    link,
    oval,
    poly,
)
from inkstone.engines.sketch.places.trees import broadleaf
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_WALLS = ("#e8c9a8", "#d9a98c", "#c9d2d8", "#ead9b8", "#c58f7d", "#b9c8c4", "#e3b8a0", "#a9b6c6")
_SHOPS = ("#d9604f", "#4f8f88", "#e0a13f", "#5f7fb0", "#8a6fae", "#c9707f")
NEON = ("#ff6fd0", "#7df0ff", "#ffe08a", "#b58cff", "#6fffc0")


def city(canvas: Canvas) -> Plan:
    """Houses with shops along both sides, trees and lamps, a crossing in front."""
    height, unit = canvas.height, canvas.unit
    lens = Lens.of(canvas, horizon=0.56)
    drawn = [sky(canvas, horizon=0.58), far_town(canvas, base=0.585, tall=0.26, depth=0.8),
             haze_band(canvas, height * 0.585, canvas.tall * 0.12, opacity=0.5),
             street_floor(canvas, lens, kerb=0.5)]  # fmt: skip
    for side in (-1, 1):
        drawn.append(_houses(canvas, lens, side))
    for z in (5.2, 3.4, 2.3, 1.62):
        for side in (-1, 1):
            x, y = lens.spot(side * 0.64, 0, z)
            depth = min((z - 1) * 0.14, 0.6)
            if z in (5.2, 2.3):
                drawn.append(lamp(canvas, x, y, unit * 0.66 / z, depth))
            else:
                drawn.append(broadleaf(canvas, x, y, unit * 0.6 / z, depth))
    drawn.append(_crossing(canvas, lens))
    if canvas.is_wet:
        drawn.append(reflections(canvas, top=0.66, reach=0.26))
    return Plan(svg=group(*drawn), ground=(0.8, 0.94), air=(0.08, 0.34))


def street_floor(canvas: Canvas, lens: Lens, *, kerb: float, road: str = "#7c828c") -> str:
    """Road between two pavements; `kerb` is how far the road reaches to each side."""
    unit, height, width = canvas.unit, canvas.height, canvas.width
    snowy = canvas.nature.is_snowy
    asphalt = canvas.tone(mix(road, "#e6edf4", 0.6) if snowy else road)
    far = mix(asphalt, canvas.light.haze, 0.5)
    paving = canvas.tone("#f2f6fa" if snowy else "#d9d0c4", 0.05)
    drawn = [wash(canvas, top=lens.y, low=height + 1,
                  stops=[(0, mix(paving, far, 0.7)), (0.4, paving),
                         (1, canvas.shade(paving, 0.06))])]  # fmt: skip
    seams = ""
    for z in (1.12, 1.3, 1.55, 1.9, 2.5, 3.6):
        y = lens.spot(0, 0, z)[1]
        seams += f"M{at(-2, y)}H{width + 2:.0f}"
    for x in (0.64, 0.82, 1.06, 1.4, 1.9, 2.6):
        for side in (-1, 1):
            seams += link(lens.spot(side * x, 0, 1), lens.spot(side * x, 0, 7))
    drawn += [path(seams, stroke=canvas.shade(paving, 0.2), stroke_width=unit * 0.002,
                   fill="none", stroke_opacity=0.5),
              lens.way(-kerb, kerb, near=0.9, far=60,
                       stops=[(0, far), (0.6, mix(far, asphalt, 0.5)), (1, asphalt)])]  # fmt: skip
    stone = mix(paving, "#ffffff", 0.3)
    for side in (-1, 1):
        edge, wide = side * kerb, side * 0.035
        drawn.append(path(lens.on_floor([(edge, 0.9), (edge, 60), (edge + wide, 60),
                                         (edge + wide, 0.9)]), fill=stone))  # fmt: skip
        drawn.append(path(poly([lens.spot(edge, 0, 0.9), lens.spot(edge, 0, 60),
                                lens.spot(edge - wide * 0.4, 0, 60),
                                lens.spot(edge - wide * 0.4, 0, 0.9)]),
                          fill=canvas.shade(asphalt, 0.25)))  # fmt: skip
    dashes = "".join(
        lens.on_floor([(-0.014, z), (-0.014, z * 1.16), (0.014, z * 1.16), (0.014, z)])
        for z in (1.75, 2.3, 3.0, 4.0, 5.4, 7.5, 11.0)
    )
    drawn.append(path(dashes, fill=canvas.tone("#f6efd9"), fill_opacity=0.85))
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.72, number=5))
    return group(*drawn)


def _houses(canvas: Canvas, lens: Lens, side: int) -> str:
    """A row of houses along one side, far ones first."""
    rng = canvas.rng
    ends, z = [], 0.62
    while z < 9:
        step = z * rng.uniform(0.34, 0.5)
        ends.append((z, z + step))
        z += step
    lit_side = -1 if canvas.orb is None or canvas.orb.x > canvas.width / 2 else 1
    return group(*(_house(canvas, lens, side, near, far, shaded=side != lit_side) for near,
                   far in reversed(ends)))  # fmt: skip


def _house(canvas: Canvas, lens: Lens, side: int, near: float, far: float, *, shaded: bool) -> str:
    rng, unit = canvas.rng, canvas.unit
    x = side * 0.8
    depth = min((near - 0.6) * 0.12, 0.72)
    tall = canvas.tall * rng.uniform(0.78, 1.3)
    wall = canvas.tone(rng.choice(_WALLS), depth)
    wall = canvas.shade(wall, 0.14) if shaded else wall
    top = lens.spot(x, tall, far)
    drawn = []
    if far < 9:
        back = poly([lens.spot(x, 0, far), lens.spot(x, tall, far),
                     (top[0] + side * canvas.width, top[1]),
                     (top[0] + side * canvas.width, lens.spot(x, 0, far)[1])])  # fmt: skip
        drawn.append(path(back, fill=canvas.shade(wall, 0.2)))
    drawn.append(path(lens.upright(x, near, far, 0, tall), fill=wall))
    shop_high = unit * 0.42
    drawn.append(path(lens.upright(x, near, far, tall - unit * 0.035, tall + unit * 0.02),
                      fill=mix(wall, "#ffffff", 0.24)))  # fmt: skip
    drawn.append(
        _panes(canvas, lens, (x, near, far), (shop_high + unit * 0.06, tall - unit * 0.06), depth)
    )
    drawn.append(_shopfront(canvas, lens, (x, near, far), shop_high, depth))
    return group(*drawn)


def _panes(
    canvas: Canvas,
    lens: Lens,
    wall: tuple[float, float, float],
    heights: tuple[float, float],
    depth: float,
) -> str:
    """Rows of windows on a wall beside the way."""
    rng, unit, light = canvas.rng, canvas.unit, canvas.light
    x, near, far = wall
    low, high = heights
    floors = max(int((high - low) / (unit * 0.15)), 1)
    columns = 4 if near < 3 else 3
    frames = dull = ""
    lit: dict[str, str] = {}
    for floor in range(floors):
        bottom = low + (high - low) * (floor + 0.16) / floors
        top = low + (high - low) * (floor + 0.84) / floors
        for column in range(columns):
            a = near + (far - near) * (column + 0.22) / columns
            b = near + (far - near) * (column + 0.74) / columns
            frames += lens.upright(x, a - (b - a) * 0.12, b + (b - a) * 0.12,
                                   bottom - unit * 0.014, top + unit * 0.012)  # fmt: skip
            one = lens.upright(x, a, b, bottom, top)
            if light.is_lit and rng.random() < 0.55:
                colour = rng.choice(NEON if canvas.is_neon else LAMPLIGHT)
                colour = mix(colour, light.haze, depth * 0.5)
                lit[colour] = lit.get(colour, "") + one
            else:
                dull += one
    glass = canvas.tone("#38507a" if light.is_dark else "#7fa9c4", depth)
    return group(path(frames, fill=canvas.tone("#f5ecdf", depth)), path(dull, fill=glass),
                 *(path(d, fill=colour) for colour, d in lit.items()))  # fmt: skip


def _shopfront(
    canvas: Canvas, lens: Lens, wall: tuple[float, float, float], high: float, depth: float
) -> str:
    """The ground floor: display windows, a sign without words, an awning."""
    rng, unit = canvas.rng, canvas.unit
    x, near, far = wall
    tint = rng.choice(_SHOPS)
    frame = canvas.tone(mix(tint, "#2c2a3a", 0.25), depth)
    glow_colour = rng.choice(NEON if canvas.is_neon else LAMPLIGHT)
    glass = mix(glow_colour, canvas.light.haze, depth * 0.5)
    if not canvas.light.is_lit:
        glass = canvas.tone("#bcd8e2", depth)
    z = [near + (far - near) * share for share in (0.08, 0.5, 0.58, 0.78, 0.84, 0.94)]
    drawn = [path(lens.upright(x, near, far, 0, high), fill=frame),
             path(lens.upright(x, z[0], z[1], unit * 0.08, high * 0.76)
                  + lens.upright(x, z[2], z[3], unit * 0.01, high * 0.76)
                  + lens.upright(x, z[4], z[5], unit * 0.08, high * 0.76), fill=glass),
             path(lens.upright(x, near * 1.02, far * 0.985, high * 0.84, high * 1.02),
                  fill=canvas.tone(tint, depth))]  # fmt: skip
    if rng.random() < 0.75:
        drawn.append(_awning(canvas, lens, wall, high * 0.82, tint, depth))
    return group(*drawn)


def _awning(  # noqa: PLR0917 - as every wall of a lens has them
    canvas: Canvas,
    lens: Lens,
    wall: tuple[float, float, float],
    high: float,
    tint: str,
    depth: float,
) -> str:
    x, near, far = wall
    out = x * 0.87
    low = high * 0.8
    stripes = ["", ""]
    number = 7
    for index in range(number):
        a = near + (far - near) * (0.04 + 0.92 * index / number)
        b = near + (far - near) * (0.04 + 0.92 * (index + 1) / number)
        slope = poly([lens.spot(x, high, a), lens.spot(x, high, b), lens.spot(out, low, b),
                      lens.spot(out, low, a)])  # fmt: skip
        flap = poly([lens.spot(out, low, a), lens.spot(out, low, b),
                     lens.spot(out, low - high * 0.1, b),
                     lens.spot(out, low - high * 0.1, a)])  # fmt: skip
        stripes[index % 2] += slope + flap
    return path(stripes[0], fill=canvas.tone(tint, depth)) + path(
        stripes[1], fill=canvas.tone("#fbf4e6", depth)
    )


def _crossing(canvas: Canvas, lens: Lens) -> str:
    """White stripes across the road."""
    d = "".join(
        lens.on_floor([(x, 1.2), (x, 1.48), (x + 0.062, 1.48), (x + 0.062, 1.2)])
        for x in (-0.45 + 0.124 * k for k in range(8))
    )
    return path(d, fill=canvas.tone("#fbf8f0"), fill_opacity=0.75)


def reflections(canvas: Canvas, *, top: float, reach: float = 0.5) -> str:
    """Flecks of lamplight on wet ground, as far as `reach` of the width from the middle."""
    if not canvas.light.is_lit:
        return ""
    rng, unit = canvas.rng, canvas.unit
    groups: dict[str, str] = {}
    for _ in range(canvas.count(18)):
        x = canvas.width * (0.5 + rng.uniform(-reach, reach))
        y, wide = canvas.height * rng.uniform(top, 0.97), unit * rng.uniform(0.012, 0.03)
        colour = rng.choice(NEON if canvas.is_neon else LAMPLIGHT)
        for k in range(rng.randint(2, 5)):
            fleck = oval(x + unit * rng.uniform(-0.005, 0.005), y + unit * 0.012 * k,
                         wide * (1 - 0.16 * k), unit * 0.0034)  # fmt: skip
            groups[colour] = groups.get(colour, "") + fleck
    return group(*(path(d, fill=colour, fill_opacity=0.4) for colour, d in groups.items()))
