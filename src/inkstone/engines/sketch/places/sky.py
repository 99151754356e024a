"""The sky: its colours, stars, the sun or the moon, clouds and lightning.

It does not know the land below.
"""

import math
from itertools import pairwise

from inkstone.engines.sketch.places.canvas import Canvas, glow
from inkstone.engines.sketch.places.specks import Specks
from inkstone.engines.sketch.places.strokes import (
    at,
    dot,
    n,
    poly,
    smooth,
    trace,
)
from inkstone.engines.sketch.places.wash import veil, wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import circle, group, path, rect

__all__ = ["Canvas", "aurora", "cloud", "glow", "haze_band", "sky", "stars"]

#: How many clouds there are, how large, and how far down, as a share of the horizon's height.
_CLOUDS = {
    "clear": (3, 0.12, 0.66),
    "wind": (4, 0.13, 0.7),
    "cloudy": (9, 0.19, 0.86),
    "rain": (4, 0.17, 0.6),
    "storm": (4, 0.18, 0.62),
    "snow": (4, 0.16, 0.62),
    "fog": (0, 0.1, 0.5),
}
#: How many layers of cloud close the sky above.
_BANKS = {"cloudy": 1, "rain": 2, "storm": 3, "snow": 1}


def sky(canvas: Canvas, *, horizon: float) -> str:
    """Everything above the horizon (a share of height); the sky's colour fills all below too."""
    light = canvas.light
    top, middle, low = light.sky
    drawn = [wash(canvas, top=canvas.top, low=1,
                  stops=[(0, mix(top, "#0d3f8c", 0.3 if canvas.above else 0.0)), (1, top)]),
             rect(-1, 0, canvas.width + 2, canvas.height + 2, fill=low),
             wash(canvas, top=-1, low=canvas.height * min(horizon * 1.03, 1.0),
                  stops=[(0, top), (0.54, middle), (1, low)])]  # fmt: skip
    if light.is_dark and canvas.weather in ("clear", "wind", "cloudy"):
        drawn.append(stars(canvas, horizon=horizon))
    if canvas.orb is not None:
        drawn.append(_orb(canvas))
    drawn.append(_far_clouds(canvas, horizon))
    drawn += [_bank(canvas, layer, horizon) for layer in range(_BANKS.get(canvas.weather, 0))]
    drawn.append(_clouds(canvas, horizon))
    if canvas.weather == "storm":
        drawn.append(_lightning(canvas, horizon))
    return group(*drawn)


def stars(canvas: Canvas, *, horizon: float, number: int = 90) -> str:
    """Scatter stars, thicker towards the top, a few of them with rays."""
    rng, unit = canvas.rng, canvas.unit
    bands = {0.4: Specks(), 0.7: Specks(), 0.95: Specks()}
    for _ in range(canvas.count(number)):
        x = rng.random() * canvas.width
        y = (horizon * canvas.height + canvas.above) * rng.random() ** 1.4 - canvas.above
        r = unit * rng.choice((0.001, 0.0014, 0.002, 0.0026))
        bands[rng.choice((0.4, 0.7, 0.95))].add(x, y, max(r, 0.4), "#ffffff")
    rays = ""
    for _ in range(canvas.count(6)):
        x, y = rng.random() * canvas.width, horizon * canvas.height * rng.random() * 0.8
        rays += _sparkle(x, y, unit * rng.uniform(0.006, 0.011))
    faint = (specks.svg(opacity=opacity) for opacity, specks in bands.items())
    return group(*faint, path(rays, fill="#ffffff", fill_opacity=0.95))


def _sparkle(x: float, y: float, r: float) -> str:
    middle = at(x, y)
    return (
        f"M{at(x, y - r)}Q{middle} {at(x + r, y)}Q{middle} {at(x, y + r)}"
        f"Q{middle} {at(x - r, y)}Q{middle} {at(x, y - r)}Z"
    )


def _orb(canvas: Canvas) -> str:
    orb, light = canvas.orb, canvas.light
    assert orb is not None
    x, y, r = orb.x, orb.y, orb.radius
    if canvas.weather not in ("clear", "wind"):
        return circle(x, y, r, fill=light.orb, fill_opacity=0.55) + circle(
            x, y, r * 1.5, fill=light.orb, fill_opacity=0.18
        )
    drawn = [
        circle(x, y, r * share, fill=light.orb, fill_opacity=opacity)
        for share, opacity in ((3.1, 0.1), (2.35, 0.13), (1.75, 0.2), (1.34, 0.34))
    ]
    if light.is_dark:
        return group(*drawn[:3], _moon(canvas, x, y, r))
    low = canvas.time in ("sunset", "dawn")
    face = canvas.down(light.orb, "#ffb877") if low else canvas.down("#fff8d6", "#ffe08a")
    return group(*drawn, circle(x, y, r, fill=face))


def _moon(canvas: Canvas, x: float, y: float, r: float) -> str:
    light = canvas.light
    if canvas.rng.random() < 0.42:
        d = f"M{at(x + r * 0.42, y - r * 0.9)}A{n(r)} {n(r)} 0 1 0 {at(x + r * 0.42, y + r * 0.9)}"
        d += f"A{n(r * 0.92)} {n(r * 0.92)} 0 0 1 {at(x + r * 0.42, y - r * 0.9)}Z"
        return path(d, fill=light.orb)
    spots = ((-0.35, -0.2, 0.2), (0.3, 0.25, 0.26), (0.15, -0.5, 0.13), (-0.25, 0.45, 0.14))
    d = "".join(dot(x + dx * r, y + dy * r, s * r) for dx, dy, s in spots)
    return circle(x, y, r, fill=light.orb) + path(d, fill=mix(light.orb, "#b9a676", 0.4))


def cloud(canvas: Canvas, x: float, y: float, size: float, *, flat: float = 0.46) -> str:
    """The outline of a cloud whose base's middle is at (x, y); `size` is half its width."""
    rng = canvas.rng
    number = rng.randint(4, 6)
    points = [(-1.0, -0.1)]
    peak = rng.uniform(-0.35, 0.35)
    for index in range(1, number):
        share = -1 + 2 * index / number + rng.uniform(-0.1, 0.1)
        rise = math.sqrt(max(1 - ((share - peak) / 1.35) ** 2, 0.1)) * rng.uniform(0.75, 1.1)
        points.append((share, -flat * rise))
    points.append((1.0, -0.1))
    d = f"M{at(x - size * 0.94, y)}A{n(size * 0.1)} {n(size * 0.1)} 0 0 1 "
    d += at(x - size, y - size * 0.1)
    for (ax, ay), (bx, by) in pairwise(points):
        r = size * math.hypot(bx - ax, by - ay) * 0.58
        d += f"A{n(r)} {n(r)} 0 0 1 {at(x + bx * size, y + by * size)}"
    r = size * 0.1
    return f"{d}A{n(r)} {n(r)} 0 0 1 {at(x + size * 0.94, y)}Z"


def _far_clouds(canvas: Canvas, horizon: float) -> str:
    if canvas.weather in ("fog", "storm"):
        return ""
    d = ""
    for _ in range(canvas.count(3)):
        x = canvas.width * canvas.rng.random()
        y = canvas.height * horizon * canvas.rng.uniform(0.72, 0.93)
        size = canvas.unit * canvas.rng.uniform(0.08, 0.17)
        d += cloud(canvas, x, y, size, flat=0.2)
    return path(
        d,
        fill=mix(canvas.light.cloud[1], canvas.light.sky[2], 0.8 if canvas.light.is_dark else 0.62),
    )


def _clouds(canvas: Canvas, horizon: float) -> str:
    light, rng = canvas.light, canvas.rng
    usual, large, low = _CLOUDS[canvas.weather]
    number = canvas.count(usual) if usual else 0
    bright, dim = light.cloud[1], mix(light.cloud[0], light.cloud[1], 0.25)
    if light.is_dark:
        bright, dim = mix(bright, light.sky[1], 0.5), mix(dim, light.sky[1], 0.5)
    top = max(0.12, canvas.stage.text_low + 0.04)
    bottom = max(low * horizon, top + 0.04)
    if canvas.above and not canvas.stage.text_low:
        top = 0.14 - canvas.above / canvas.height
        number += 4
    slot = canvas.width / max(number, 1)
    drawn: list[str] = []
    for index in range(number):
        size = canvas.unit * large * rng.uniform(0.62, 1.3)
        x = slot * (index + rng.uniform(0.1, 0.9))
        y = canvas.height * rng.uniform(top, bottom)
        flat = 0.2 if canvas.weather == "wind" else 0.46
        size *= 1.5 if canvas.weather == "wind" else 1.0
        d = cloud(canvas, x, y, size, flat=flat)
        low_side = cloud(canvas, x + size * 0.04, y, size * 0.93, flat=flat * 0.4)
        if canvas.weather != "wind":
            more = rng.uniform(0.5, 0.8) * rng.choice((-1, 1))
            d += cloud(canvas, x + size * more, y, size * 0.55)
            low_side += cloud(canvas, x + size * more, y, size * 0.5, flat=0.2)
        drawn += [path(d, fill=bright), path(low_side, fill=dim)]
    return group(*drawn)


def _bank(canvas: Canvas, layer: int, horizon: float) -> str:
    """A layer of cloud along the upper edge, with a scalloped lower side."""
    light, rng, unit = canvas.light, canvas.rng, canvas.unit
    low = canvas.height * horizon * (0.16 + 0.13 * (_BANKS[canvas.weather] - 1 - layer))
    x, y = -unit * 0.05, low * rng.uniform(0.8, 1.1)
    d = f"M{at(x, canvas.top)}V{n(y)}"
    while x < canvas.width:
        step = unit * rng.uniform(0.1, 0.24)
        ny = low * rng.uniform(0.75, 1.15)
        r = math.hypot(step, ny - y) * 0.6
        d += f"A{n(r)} {n(r)} 0 0 0 {at(x + step, ny)}"
        x, y = x + step, ny
    tone = mix(light.cloud[0], light.cloud[1], 0.65 - 0.3 * layer)
    return path(f"{d}V{n(canvas.top)}Z", fill=mix(tone, light.sky[0], 0.12))


def _lightning(canvas: Canvas, horizon: float) -> str:
    """One large bolt and a far one, each with its forks."""
    rng = canvas.rng
    side = rng.choice((-1, 1))
    drawn = []
    for share, size in ((0.22, 1.0), (-0.12, 0.55)):
        x = canvas.width * (0.5 + side * (share + rng.uniform(-0.06, 0.06)))
        drawn.append(_bolt(canvas, x, canvas.height * horizon, size))
    return group(*drawn)


def _bolt(canvas: Canvas, x: float, end: float, size: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    top = end * rng.uniform(0.22, 0.3)
    steps = 7
    step = (end - top) / steps
    line = [(x, top)]
    for index in range(steps):
        x += unit * size * rng.uniform(0.02, 0.075) * (-1 if index % 2 else 1)
        line.append((x, top + step * (index + rng.uniform(0.7, 1.15))))
    left = [(px - unit * size * 0.008 * (1 - k / steps), py) for k, (px, py) in enumerate(line)]
    right = [(px + unit * size * 0.008 * (1 - k / steps), py) for k, (px, py) in enumerate(line)]
    forks = ""
    for start, way in ((2, 1), (4, -1)):
        fx, fy = line[start]
        forks += poly([(fx, fy - unit * 0.003), (fx + way * unit * size * 0.06, fy + step * 0.5),
                       (fx + way * unit * size * 0.05, fy + step * 0.62),
                       (fx + way * unit * size * 0.1, fy + step * 1.3),
                       (fx + way * unit * size * 0.04, fy + step * 0.72),
                       (fx + way * unit * size * 0.046, fy + step * 0.56),
                       (fx, fy + unit * 0.003)])  # fmt: skip
    halo = (path(trace(line), stroke="#d5dcff", stroke_width=unit * size * wide, fill="none",
                 stroke_opacity=0.13, stroke_linecap="round",
                 stroke_linejoin="round") for wide in (0.075, 0.035))  # fmt: skip
    return group(*halo, path(poly([*left, *reversed(right)]), fill="#fffbe0"),
                 path(forks, fill="#fffbe0"))  # fmt: skip


def aurora(canvas: Canvas, *, horizon: float) -> str:
    """Curtains of light over a polar night."""
    rng, unit = canvas.rng, canvas.unit
    drawn = []
    for colour, lift in (("#5ef0b0", 0.0), ("#4fd8e8", 0.1), ("#b58cff", 0.2)):
        base = canvas.height * horizon * (0.62 - lift)
        tall = canvas.height * horizon * rng.uniform(0.36, 0.5)
        turn = rng.random() * math.tau
        steps = max(int(canvas.width / (unit * 0.12)), 6)
        low, high = [], []
        for index in range(-1, steps + 2):
            x = canvas.width * index / steps
            wave = math.sin(turn + index * 0.8) * 0.5 + math.sin(turn * 2 + index * 0.37)
            low.append((x, base + unit * 0.05 * wave))
            high.append((x + unit * 0.04, base + unit * 0.05 * wave - tall))
        fill = canvas.defs.linear([(0, colour, 0), (0.75, colour, 0.34), (1, colour, 0.02)])
        d = smooth(low) + "L" + smooth(list(reversed(high)))[1:] + "Z"
        drawn.append(path(d, fill=fill))
    return group(*drawn)


def haze_band(canvas: Canvas, y: float, tall: float, *, opacity: float = 0.55) -> str:
    """A veil of haze that ends at a height in pixels, where far land meets what is before it."""
    return veil(canvas, top=y - tall, low=y, colour=canvas.light.haze, strengths=(0.0, opacity))
