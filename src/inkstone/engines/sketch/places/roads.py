"""A road over land and a runway.

It does not know who travels there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green, hill, mountains, profile, treeline
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.streets import reflections
from inkstone.engines.sketch.places.strokes import box
from inkstone.engines.sketch.places.trees import broadleaf, bush, fir
from inkstone.engines.sketch.places.wash import veil, wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def road(canvas: Canvas) -> Plan:
    """A road to the horizon between fields, posts and far hills."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    lens = Lens.of(canvas, horizon=0.57, shift=rng.uniform(-0.05, 0.05))
    far = profile(canvas, y=height * 0.575, rise=canvas.tall * 0.012)
    drawn = [sky(canvas, horizon=0.57),
             mountains(canvas, base=0.585, height=0.22, depth=0.78, wide=0.7,
                       snow=0.3 if rng.random() < 0.5 else 0.0),
             haze_band(canvas, height * 0.585, canvas.tall * 0.08),
             treeline(canvas, far, depth=0.56, size=unit * 0.045),
             hill(canvas, far, colour=green(canvas, 0.34))]  # fmt: skip
    drawn.append(turf.tufts(canvas, top=0.66, number=40))
    asphalt = canvas.tone("#e8eef4" if canvas.nature.is_snowy else "#767c88")
    drawn += [path(lens.on_floor([(-0.66, 0.8), (-0.66, 80), (0.66, 80), (0.66, 0.8)]),
                   fill=canvas.tone("#cbb489" if not canvas.nature.is_snowy else "#f4f8fc",
                                    0.1)),
              lens.way(-0.56, 0.56, near=0.8, far=80,
                       stops=[(0, mix(asphalt, canvas.light.haze, 0.45)),
                              (0.6, mix(asphalt, canvas.light.haze, 0.24)), (1, asphalt)]),
              path("".join(lens.on_floor([(s * 0.5, 0.8), (s * 0.5, 80), (s * 0.52, 80),
                                          (s * 0.52, 0.8)]) for s in (-1, 1)),
                   fill=canvas.tone("#fbf8f0")),
              path("".join(lens.on_floor([(-0.014, z), (-0.014, z * 1.2), (0.014, z * 1.2),
                                          (0.014, z)]) for z in (0.92, 1.25, 1.7, 2.3, 3.1, 4.2,
                                                                 5.8, 8.0, 12.0)),
                   fill=canvas.tone("#f4c64f"))]  # fmt: skip
    for z in (6.0, 4.0, 2.7, 1.85, 1.3):
        for side in (-1, 1):
            x, y = lens.spot(side * 0.74, 0, z)
            prop = Prop(canvas, x=x, y=y, size=unit * 0.2 / z, depth=min((z - 1) * 0.11, 0.6))
            prop.box(-0.06, 0, 0.12, 0.62, "#f6f4ee")
            prop.box(-0.06, 0.4, 0.12, 0.12, "#d9564a")
            drawn.append(prop.svg)
    for z, side in ((4.6, -1), (3.4, 1), (2.4, -1), (1.9, 1)):
        x, y = lens.spot(side * rng.uniform(0.95, 1.2) * max(1.0, z * 0.5), 0, z)
        grow = rng.choice((broadleaf, fir, bush))
        drawn.append(
            grow(canvas, x, y, unit * (0.3 if grow is bush else 0.8) / z, min(z * 0.09, 0.5))
        )
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.8, number=4))
    drawn.append(turf.edge_grass(canvas) if not canvas.nature.is_snowy else "")
    return Plan(svg=group(*drawn), ground=(0.79, 0.94))


def airport(canvas: Canvas) -> Plan:
    """A runway to the horizon, the terminal with its tower, marks and lights."""
    height, unit = canvas.height, canvas.unit
    lens = Lens.of(canvas, horizon=0.58)
    drawn = [sky(canvas, horizon=0.58),
             mountains(canvas, base=0.59, height=0.09, depth=0.86, wide=0.9),
             haze_band(canvas, height * 0.59, canvas.tall * 0.05)]  # fmt: skip
    line = profile(canvas, y=height * 0.588, rise=canvas.tall * 0.003)
    drawn += [treeline(canvas, line, depth=0.6, size=unit * 0.028),
              hill(canvas, line, colour=green(canvas, 0.3)),
              _terminal(canvas, height * 0.645)]  # fmt: skip
    concrete = canvas.tone("#eef2f6" if canvas.nature.is_snowy else "#a6abb3")
    drawn.append(wash(canvas, top=height * 0.645, low=height + 1,
                      stops=[(0, mix(concrete, canvas.light.haze, 0.4)), (0.5, concrete),
                             (1, canvas.shade(concrete, 0.08))]))  # fmt: skip
    drawn.append(path(lens.on_floor([(-0.62, 0.8), (-0.62, 5.7), (0.62, 5.7), (0.62, 0.8)]),
                      fill=canvas.shade(concrete, 0.24)))  # fmt: skip
    white = canvas.tone("#fbfaf4")
    marks = "".join(lens.on_floor([(s * 0.58, 0.8), (s * 0.58, 5.6), (s * 0.6, 5.6),
                                   (s * 0.6, 0.8)]) for s in (-1, 1))  # fmt: skip
    marks += "".join(lens.on_floor([(x, 1.06), (x, 1.3), (x + 0.05, 1.3),
                                    (x + 0.05, 1.06)]) for x in (-0.46, -0.36, -0.26, -0.16,
                                                                 0.11, 0.21, 0.31,
                                                                 0.41))  # fmt: skip
    marks += "".join(lens.on_floor([(-0.018, z), (-0.018, z * 1.2), (0.018, z * 1.2),
                                    (0.018, z)]) for z in (1.5, 2.0, 2.7, 3.7))  # fmt: skip
    drawn.append(path(marks, fill=white, fill_opacity=0.85))
    lamps = ""
    for z in (1.1, 1.4, 1.8, 2.4, 3.2, 4.4):
        for side in (-1, 1):
            x, y = lens.spot(side * 0.68, 0, z)
            lamps += box(
                x - unit * 0.006 / z, y - unit * 0.022 / z, unit * 0.012 / z, unit * 0.022 / z
            )
    drawn.append(path(lamps, fill="#ffe08a" if canvas.light.is_lit else canvas.tone("#f2b84b")))
    if canvas.is_wet:
        drawn += [turf.puddles(canvas, top=0.76, number=5), reflections(canvas, top=0.7)]
    drawn.append(veil(canvas, top=height * 0.645, low=height * 0.7, colour=canvas.light.haze,
                      strengths=(0.2, 0.0)))  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.79, 0.94), air=(0.08, 0.42))


def _terminal(canvas: Canvas, y: float) -> str:
    """A long glazed hall with a curved roof, and the control tower."""
    unit, width = canvas.unit, canvas.width
    side = canvas.rng.choice((-1, 1))
    hall = Prop(canvas, x=width / 2 + side * min(width * 0.24, unit * 0.5), y=y, size=unit * 0.3,
                depth=0.36, mirrored=side < 0)  # fmt: skip
    hall.blob(
        [(-1.1, 0), (-1.12, 0.34), (-0.6, 0.5), (0, 0.54), (0.6, 0.5), (1.16, 0.3), (1.1, 0)],
        "#eef2f2",
    )
    hall.box(-1.02, 0, 2.0, 0.3, "#dfe6e8")
    for index in range(13):
        hall.pane(-0.98 + 0.15 * index, 0.05, 0.12, 0.22)
    tower = Prop(
        canvas, x=width / 2 - side * min(width * 0.3, unit * 0.5), y=y, size=unit * 0.34, depth=0.34
    )
    tower.poly([(-0.06, 0), (0.06, 0), (0.045, 0.72), (-0.045, 0.72)], "#e6e4de")
    tower.poly([(-0.11, 0.72), (0.11, 0.72), (0.15, 0.8), (-0.15, 0.8)], "#cfd3d4")
    tower.poly([(-0.15, 0.8), (0.15, 0.8), (0.12, 0.9), (-0.12, 0.9)],
               "#ffe2a0" if canvas.light.is_lit else "#7fb0c6")  # fmt: skip
    tower.poly([(-0.15, 0.9), (0.15, 0.9), (0.08, 0.95), (-0.08, 0.95)], "#d9564a")
    tower.box(-0.006, 0.95, 0.012, 0.14, "#8a8f96")
    return hall.svg + tower.svg
