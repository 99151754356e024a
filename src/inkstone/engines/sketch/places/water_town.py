"""The water town: white walls and black tiles along a canal.

It does not know who floats there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.china import slabs
from inkstone.engines.sketch.places.chinese_houses import side_house
from inkstone.engines.sketch.places.ground import humps, profile, treeline
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.streets import reflections
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    link,
    n,
    oval,
    poly,
    smooth,
)
from inkstone.engines.sketch.places.trees import willow
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.places.water import surface
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def watertown(canvas: Canvas) -> Plan:
    """White walls and black tiles along a canal with an arched bridge."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    lens = Lens.of(canvas, horizon=0.54)
    wood = profile(canvas, y=height * 0.545, rise=canvas.tall * 0.01)
    drawn = [sky(canvas, horizon=0.55),
             humps(canvas, base=0.55, height=0.14, depth=0.84, colour="#7f9fa6"),
             haze_band(canvas, height * 0.55, canvas.tall * 0.08, opacity=0.6),
             treeline(canvas, wood, depth=0.6, size=unit * 0.04),
             surface(canvas, top=0.55, low=0.92, calm=True)]  # fmt: skip
    for side in (-1, 1):
        drawn.append(_white_in_water(canvas, lens, side))
    for side in (-1, 1):
        ends, z = [], 0.66
        while z < 7.5:
            step = z * rng.uniform(0.3, 0.46)
            ends.append((z, z + step))
            z += step
        for near, far in reversed(ends):
            drawn.append(side_house(canvas, lens, side, near, far))
        drawn.append(_embankment(canvas, lens, side))
    drawn.append(_bridge(canvas, lens, 3.0))
    side = rng.choice((-1, 1))
    x, y = lens.spot(side * 0.96, unit * 0.02, 1.12)
    drawn += [willow(canvas, x, y, unit * 0.5, 0.06), _quay(canvas, height * 0.86)]
    return Plan(svg=group(*drawn), ground=(0.885, 0.965), water=(0.68, 0.8), air=(0.08, 0.34))


def _white_in_water(canvas: Canvas, lens: Lens, side: int) -> str:
    """Pale strips below the walls."""
    rng, unit, d = canvas.rng, canvas.unit, ""
    for _ in range(canvas.count(22)):
        z = rng.uniform(1.1, 5.0)
        x, y = lens.spot(side * rng.uniform(0.2, 0.56), 0, z)
        wide = unit * rng.uniform(0.04, 0.12) / z**0.6
        d += oval(x, y, wide, unit * 0.006 / z)
    return path(d, fill=canvas.tone("#ffffff", 0.1), fill_opacity=0.34)


def _embankment(canvas: Canvas, lens: Lens, side: int) -> str:
    """The stone edge of the canal with steps down to the water."""
    unit = canvas.unit
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#c3bdb2", 0.1)
    inner, low = side * 0.6, -unit * 0.02
    lid = poly([lens.spot(side * 0.72, unit * 0.05, 0.7), lens.spot(side * 0.72, unit * 0.05, 9),
                lens.spot(inner, unit * 0.05, 9), lens.spot(inner, unit * 0.05, 0.7)])  # fmt: skip
    face = lens.upright(inner, 0.7, 9, low, unit * 0.05)
    seams = ""
    for z in (0.8, 0.95, 1.12, 1.34, 1.6, 1.95, 2.4, 3.0, 3.8, 5.0):
        seams += link(lens.spot(inner, low, z), lens.spot(inner, unit * 0.05, z))
    steps = ""
    for k in range(3):
        steps += poly([lens.spot(inner - side * 0.03 * k, unit * (0.035 - 0.02 * k), 1.75),
                       lens.spot(inner - side * 0.03 * k, unit * (0.035 - 0.02 * k), 2.05),
                       lens.spot(inner - side * 0.03 * (k + 1), unit * (0.035 - 0.02 * k), 2.05),
                       lens.spot(inner - side * 0.03 * (k + 1), unit * (0.035 - 0.02 * k),
                                 1.75)])  # fmt: skip
    return group(path(lid, fill=mix(stone, "#ffffff", 0.2)),
                 path(face, fill=canvas.shade(stone, 0.2)),
                 path(seams, stroke=canvas.shade(stone, 0.4), stroke_width=unit * 0.0025,
                      fill="none"), path(steps, fill=stone))  # fmt: skip


def _bridge(canvas: Canvas, lens: Lens, z: float) -> str:
    """A round stone arch over the canal, whose image closes the circle."""
    unit = canvas.unit
    x, y = lens.spot(0, 0, z)
    half = lens.half * 0.66 / z
    r = min(half * 0.52, unit * 0.16)
    stone = canvas.tone("#d3ccbe", 0.3)
    top = r * 1.42
    rise = [(x + half * 1.25 * (k / 8 - 1),
             y - r * 0.3 - (top - r * 0.3) * math.sin(math.pi * k / 16) ** 1.3)
            for k in range(17)]  # fmt: skip
    hole = f"M{at(x - r, y + 1)}a{n(r)} {n(r)} 0 0 1 {n(2 * r)} 0z"
    body = poly([(rise[0][0], y + 1), *rise, (rise[-1][0], y + 1)])
    image = f"M{at(x - r, y)}a{n(r)} {n(r * 0.92)} 0 0 0 {n(2 * r)} 0z"
    rail = [(px, py - r * 0.2) for px, py in rise]
    posts = "".join(
        box(px - r * 0.025, py - r * 0.26, r * 0.05, r * 0.28) for px, py in rise[1:-1:2]
    )
    white = "#ffffff" if canvas.nature.is_snowy else None
    veil = oval(x, y + top * 0.1, half * 0.98, top * 0.62)
    return group(path(veil, fill=stone, fill_opacity=0.22),
                 path(image, fill=mix(canvas.light.water[0], canvas.light.sky[2], 0.5),
                      fill_opacity=0.85), path(body + hole, fill=stone, fill_rule="evenodd"),
                 path(f"M{at(x - r, y)}a{n(r)} {n(r)} 0 0 1 {n(2 * r)} 0",
                      stroke=canvas.shade(stone, 0.24), stroke_width=r * 0.09, fill="none"),
                 path(posts, fill=mix(stone, "#ffffff", 0.2)),
                 path(smooth(rail), stroke=white or mix(stone, "#ffffff", 0.25),
                      stroke_width=r * 0.06, fill="none"),
                 path(smooth(rise), stroke=canvas.shade(stone, 0.14), stroke_width=r * 0.05,
                      fill="none"))  # fmt: skip


def _quay(canvas: Canvas, y: float) -> str:
    """Flat stones in front, where things stand."""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#bcb5a9")
    drawn = [path(box(-2, y - unit * 0.004, width + 4, unit * 0.035),
                  fill=canvas.shade(stone, 0.26)),
             path(box(-2, y - unit * 0.012, width + 4, unit * 0.022),
                  fill=mix(stone, "#ffffff", 0.3)),
             wash(canvas, top=y + unit * 0.022, low=height + 1,
                  stops=[(0, canvas.shade(stone, 0.08)), (0.3, stone),
                         (1, canvas.shade(stone, 0.12))]),
             slabs(canvas, y + unit * 0.022, stone)]  # fmt: skip
    if canvas.is_wet:
        drawn += [
            turf.puddles(canvas, top=y / height + 0.04, number=4),
            reflections(canvas, top=0.88),
        ]
    return group(*drawn)
