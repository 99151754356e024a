"""The sky: gradient, stars, sun or moon with their glow, and clouds.

It does not know the land below.
"""

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, circle, group, num, path, rect


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What every backdrop draws on: the picture's size, its definitions, chance and light."""

    width: float
    height: float
    defs: Defs
    rng: Random
    light: Light

    @property
    def unit(self) -> float:
        """The shorter side, which sizes are shares of."""
        return min(self.width, self.height)


def sky(canvas: Canvas, *, horizon: float) -> str:
    """Fill the picture with the sky, whose last colour meets the horizon (a share of height)."""
    top, middle, low = canvas.light.sky
    fill = canvas.defs.linear([(0, top, 1), (horizon * 0.6, middle, 1), (horizon, low, 1)])
    return rect(0, 0, canvas.width, canvas.height, fill=fill)


def stars(canvas: Canvas, *, horizon: float, number: int = 130) -> str:
    """Scatter stars, thicker towards the top."""
    rng, unit = canvas.rng, canvas.unit
    bands: dict[float, list[str]] = {0.45: [], 0.7: [], 0.95: []}
    for _ in range(number):
        x = rng.random() * canvas.width
        y = horizon * canvas.height * rng.random() ** 1.4
        r = unit * rng.choice((0.0009, 0.0013, 0.002, 0.0028))
        bands[rng.choice((0.45, 0.7, 0.95))].append(_dot(x, y, r))
    return group(*(path("".join(d), fill="#ffffff", fill_opacity=o) for o, d in bands.items() if d))


def _dot(x: float, y: float, r: float) -> str:
    turn = f"a{num(r)} {num(r)} 0 1 0"
    return f"M{num(x - r)} {num(y)}{turn} {num(2 * r)} 0{turn} {num(-2 * r)} 0z"


def glow(  # noqa: PLR0917 - a circle and its light, in the order they are said
    canvas: Canvas, x: float, y: float, radius: float, colour: str, opacity: float
) -> str:
    """A soft round light."""
    stops = [(0.0, colour, opacity), (0.35, colour, opacity * 0.42), (1.0, colour, 0.0)]
    return circle(x, y, radius, fill=canvas.defs.radial(stops))


def orb(canvas: Canvas, x: float, y: float, radius: float) -> str:
    """The sun, or at night the moon."""
    light = canvas.light
    warm = "#e9d9a4" if light.is_dark else "#ffd98a"
    fill = canvas.defs.radial(
        [(0, light.orb, 1), (0.7, light.orb, 1), (1, mix(light.orb, warm, 0.5), 1)]
    )
    shapes = [
        glow(canvas, x, y, radius * 5, light.orb, 0.5 if light.is_dark else 0.7),
        circle(x, y, radius, fill=fill),
    ]
    if light.is_dark:
        spots = ((-0.35, -0.2, 0.2), (0.3, 0.25, 0.26), (0.15, -0.45, 0.13), (-0.2, 0.45, 0.14))
        shapes += [
            circle(x + dx * radius, y + dy * radius, r * radius, fill="#e3d3a0", fill_opacity=0.6)
            for dx, dy, r in spots
        ]
    return group(*shapes)


def clouds(canvas: Canvas, *, top: float, bottom: float, number: int) -> str:
    """Clouds between two heights (shares of the picture), lit from the sky's own colours."""
    light, rng, unit = canvas.light, canvas.rng, canvas.unit
    white = mix("#ffffff", light.sky[2], 0.25 if not light.is_dark else 0.45)
    fill = canvas.defs.linear([(0, white, 1), (1, mix(white, light.sky[1], 0.55), 1)])
    opacity = 0.3 if light.is_dark else 0.85
    drawn = []
    slot = canvas.width / max(number, 1)
    for index in range(number):
        size = unit * rng.uniform(0.1, 0.2)
        x = slot * (index + rng.uniform(0.15, 0.75))
        y = canvas.height * rng.uniform(top, bottom)
        drawn.append(path(_cloud(x, y, size), fill=fill, fill_opacity=opacity))
    return group(*drawn)


def _cloud(x: float, y: float, size: float) -> str:
    def at(dx: float, dy: float) -> str:
        return f"{num(x + dx * size)} {num(y + dy * size)}"

    def arc(r: float, dx: float, dy: float) -> str:
        return f"A{num(r * size)} {num(r * size)} 0 0 1 {at(dx, dy)}"

    return (
        f"M{at(-0.72, 0.2)}{arc(0.2, -0.66, -0.18)}{arc(0.28, -0.2, -0.36)}{arc(0.33, 0.38, -0.3)}"
        f"{arc(0.22, 0.68, -0.1)}{arc(0.17, 0.7, 0.2)}Z"
    )


def ridge(canvas: Canvas, *, y: float, rise: float, waves: int) -> list[tuple[float, float]]:
    """Points of a soft hill line at a height, both in pixels, from left to right."""
    rng = canvas.rng
    step = canvas.width / waves
    return [
        (step * index, y + rng.uniform(-rise, rise) * (1 if index % 2 else -0.55))
        for index in range(-1, waves + 2)
    ]


def band(points: list[tuple[float, float]], *, fill: str, bottom: float) -> str:
    """Fill from a soft line through the points down to `bottom`."""
    d = f"M{num(points[0][0])} {num(bottom)}L{num(points[0][0])} {num(points[0][1])}"
    for (x, y), (nx, ny) in pairwise(points):
        d += f"Q{num(x)} {num(y)} {num((x + nx) / 2)} {num((y + ny) / 2)}"
    d += f"L{num(points[-1][0])} {num(points[-1][1])}L{num(points[-1][0])} {num(bottom)}Z"
    return path(d, fill=fill)
