"""Weather before the things: rain, falling snow, fog, what the wind carries.

It does not know the place.
"""

from random import Random

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.specks import Specks
from inkstone.engines.sketch.places.strokes import (
    at,
    leaf,
    n,
)
from inkstone.engines.sketch.places.wash import veil
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def weather(canvas: Canvas, *, kind: str | None) -> str:
    """What falls or hangs between the eye and the things; nothing on a clear day."""
    match kind:
        case "rain":
            return _rain(canvas, number=120, lean=0.2)
        case "storm":
            return _rain(canvas, number=190, lean=0.42)
        case "snow":
            return _snow(canvas)
        case "fog":
            return _fog(canvas)
        case "wind":
            return _wind(canvas)
        case _:
            return ""


def _rain(canvas: Canvas, *, number: int, lean: float) -> str:
    rng, unit = canvas.rng, canvas.unit
    near = far = ""
    for index in range(canvas.count(number * max(canvas.height / canvas.width, 1) ** 0.5)):
        x, y = rng.uniform(-0.05, 1.1) * canvas.width, rng.uniform(-0.05, 1) * canvas.height
        tall = unit * rng.uniform(0.025, 0.05) * (0.7 if index % 3 else 1.25)
        drop = f"M{at(x, y)}l{n(-tall * lean)} {n(tall)}"
        if index % 3:
            far += drop
        else:
            near += drop
    return group(path(far, stroke="#dfe9f5", stroke_width=unit * 0.0016, stroke_opacity=0.42,
                      fill="none"),
                 path(near, stroke="#f2f7fc", stroke_width=unit * 0.0028, stroke_opacity=0.55,
                      fill="none", stroke_linecap="round"))  # fmt: skip


def _snow(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    layers = {0.0026: Specks(), 0.0042: Specks(), 0.0066: Specks(), 0.0105: Specks()}
    number = canvas.count(120 * max(canvas.height / canvas.width, 1) ** 0.5)
    sizes = list(layers)
    for index in range(number):
        size = sizes[0 if index % 2 else 1 if index % 3 else 2 if index % 4 else 3]
        x, y = rng.random() * canvas.width, rng.random() * canvas.height
        layers[size].add(x, y, unit * size * rng.uniform(0.8, 1.2), "#ffffff")
    strength = (0.65, 0.8, 0.9, 0.6)
    return group(
        *(specks.svg(opacity=o) for specks, o in zip(layers.values(), strength, strict=True))
    )


def _fog(canvas: Canvas) -> str:
    tone = mix(canvas.light.haze, canvas.light.sky[2], 0.5)
    drawn = []
    for top, tall, strength in ((0.36, 0.24, 0.46), (0.56, 0.18, 0.28), (0.76, 0.22, 0.24)):
        y = canvas.height * (top + canvas.rng.uniform(-0.03, 0.03))
        drawn.append(veil(canvas, top=y, low=y + canvas.height * tall, colour=tone,
                          strengths=(0.0, strength, 0.0)))  # fmt: skip
    return group(*drawn)


def _wind(canvas: Canvas) -> str:
    """Curled lines of air, and leaves on them."""
    rng, unit = canvas.rng, canvas.unit
    curls = ""
    for _ in range(canvas.count(6)):
        x, y = rng.uniform(-0.1, 0.85) * canvas.width, rng.uniform(0.1, 0.75) * canvas.height
        long, r = unit * rng.uniform(0.12, 0.26), unit * rng.uniform(0.012, 0.024)
        curls += f"M{at(x, y)}q{n(long * 0.5)} {n(-r * 1.6)} {n(long)} 0"
        curls += f"a{n(r)} {n(r)} 0 1 0 {n(-r * 0.9)} {n(-r * 1.3)}"
    leaves: dict[str, str] = {}
    colours = canvas.nature.litter or canvas.nature.leaves[0]
    if canvas.nature.is_snowy:
        colours = ("#ffffff",)
    for _ in range(canvas.count(22)):
        x, y = rng.random() * canvas.width, rng.uniform(0.15, 0.95) * canvas.height
        colour = canvas.light.on(rng.choice(colours))
        one = leaf(x, y, reach=unit * rng.uniform(0.012, 0.024), turn=rng.uniform(-0.9, 0.5))
        leaves[colour] = leaves.get(colour, "") + one
    return group(path(curls, stroke="#ffffff", stroke_width=unit * 0.0034, stroke_opacity=0.6,
                      fill="none", stroke_linecap="round"),
                 *(path(d, fill=colour) for colour, d in leaves.items()))  # fmt: skip


def own_chance(seed: int) -> Random:
    """The chance that the weather falls by, whatever was drawn before."""
    return Random(f"{seed}/weather")  # noqa: S311 - chance for pictures, not for secrets
