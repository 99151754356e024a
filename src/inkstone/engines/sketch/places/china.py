"""Old Chinese places: a temple courtyard and an alley of grey brick.

It does not know who walks there.
"""

from itertools import pairwise

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.chinese_houses import hall, lanterns, tiled_wall
from inkstone.engines.sketch.places.ground import humps
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.streets import reflections
from inkstone.engines.sketch.places.strokes import (
    at,
    bow,
    box,
    dot,
    link,
    n,
    poly,
)
from inkstone.engines.sketch.places.trees import broadleaf, bush
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def slabs(canvas: Canvas, y: float, stone: str) -> str:
    """Old paving: rows of stones of different lengths, some lighter and some darker."""
    rng, unit, width, height = canvas.rng, canvas.unit, canvas.width, canvas.height
    joints, light, dark = "", "", ""
    rows = 5
    edges = [y + (height - y) * (k / rows) ** 1.5 for k in range(rows + 1)]
    for top, low in pairwise(edges):
        joints += f"M{at(-2, low)}H{n(width + 2)}"
        x = -unit * rng.uniform(0, 0.2)
        scale = 0.5 + (low - y) / (height - y)
        while x < width:
            wide = unit * rng.uniform(0.09, 0.2) * scale
            joints += f"M{at(x + wide, top)}V{n(low)}"
            chance = rng.random()
            if chance < 0.2:
                light += box(x, top, wide, low - top)
            elif chance > 0.8:
                dark += box(x, top, wide, low - top)
            x += wide
    return group(path(light, fill=mix(stone, "#ffffff", 0.14)),
                 path(dark, fill=canvas.shade(stone, 0.08)),
                 path(joints, stroke=canvas.shade(stone, 0.26), stroke_width=unit * 0.0026,
                      fill="none", stroke_opacity=0.7))  # fmt: skip


def courtyard(canvas: Canvas) -> Plan:
    """A hall with a curved roof behind a paved court, red walls at both sides."""
    height, unit, width, rng = canvas.height, canvas.unit, canvas.width, canvas.rng
    lens = Lens.of(canvas, horizon=0.58)
    drawn = [sky(canvas, horizon=0.58),
             humps(canvas, base=0.6, height=0.2, depth=0.84, colour="#7f9fa0"),
             haze_band(canvas, height * 0.6, canvas.tall * 0.1, opacity=0.5)]  # fmt: skip
    base = height * 0.7
    for side in (-1, 1):
        drawn.append(broadleaf(canvas, width / 2 + side * min(width * 0.34, unit * 0.52), base,
                               unit * rng.uniform(0.4, 0.48), 0.4))  # fmt: skip
    drawn.append(hall(canvas, width / 2, base, unit * 0.5, grand=True))
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#c9c2b6")
    drawn.append(
        wash(
            canvas,
            top=base,
            low=height + 1,
            stops=[
                (0, mix(stone, canvas.light.haze, 0.25)),
                (0.4, stone),
                (1, canvas.shade(stone, 0.1)),
            ],
        )
    )
    drawn.append(_court_paving(canvas, lens, base, stone))
    for side in (-1, 1):
        drawn.append(tiled_wall(canvas, lens, side, x=1.25, near=0.7, far=3.3, high=unit * 0.4,
                                colour="#b8483c"))  # fmt: skip
    side = rng.choice((-1, 1))
    x = width / 2 + side * width * 0.44
    drawn += [broadleaf(canvas, x, height * 0.83, unit * 0.56, 0.04),
              bush(canvas, x, height * 0.845, unit * 0.2, 0.02),
              bush(canvas, width / 2 - side * width * 0.45, height * 0.83, unit * 0.2,
                   0.04)]  # fmt: skip
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.78, number=5))
    if canvas.nature.litter:
        drawn.append(turf.litter(canvas, top=0.76, number=36))
    return Plan(svg=group(*drawn), ground=(0.8, 0.94), air=(0.06, 0.3))


def _court_paving(canvas: Canvas, lens: Lens, base: float, stone: str) -> str:
    """Square slabs that run to the hall, and a lighter way in the middle."""
    unit = canvas.unit
    d = ""
    for k in range(-9, 10):
        d += link(lens.spot(k * 0.17, 0, 3.4), lens.spot(k * 0.17, 0, 0.9))
    for z in (1.05, 1.2, 1.38, 1.6, 1.88, 2.25, 2.75):
        y = lens.spot(0, 0, z)[1]
        if y > base:
            d += f"M{at(-2, y)}H{n(canvas.width + 2)}"
    way = lens.on_floor([(-0.17, 0.9), (-0.17, 3.4), (0.17, 3.4), (0.17, 0.9)])
    return group(path(way, fill=mix(stone, "#ffffff", 0.25)),
                 path(d, stroke=canvas.shade(stone, 0.22), stroke_width=unit * 0.0025,
                      fill="none", stroke_opacity=0.6))  # fmt: skip


def hutong(canvas: Canvas) -> Plan:
    """Grey brick walls, red doors under small roofs, a tree that leans over."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    lens = Lens.of(canvas, horizon=0.56)
    drawn = [sky(canvas, horizon=0.57), drum_tower(canvas, canvas.width / 2, height * 0.575),
             haze_band(canvas, height * 0.575, canvas.tall * 0.1, opacity=0.35)]  # fmt: skip
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#b9b3aa")
    drawn += [wash(canvas, top=lens.y, low=height + 1,
                   stops=[(0, mix(stone, canvas.light.haze, 0.5)), (0.4, stone),
                          (1, canvas.shade(stone, 0.1))]),
              slabs(canvas, height * 0.66, stone)]  # fmt: skip
    for side in (-1, 1):
        for z, size in ((3.6, 0.6), (1.9, 0.62)):
            x, y = lens.spot(side * 0.98, unit * 0.1, z)
            drawn.append(broadleaf(canvas, x, y, unit * size / z**0.7, 0.3 if z > 3 else 0.12))
        drawn.append(tiled_wall(canvas, lens, side, x=0.72, near=0.6, far=9.0, high=unit * 0.5,
                                colour="#9b9c9e", brick=True))  # fmt: skip
        for near in (4.0, 2.1, 1.08) if side > 0 else (3.0, 1.5):
            drawn.append(_gate(canvas, lens, side, near))
    drawn.append(_wires(canvas, rng.uniform(0.2, 0.26)))
    if canvas.is_wet:
        drawn += [
            turf.puddles(canvas, top=0.74, number=6),
            reflections(canvas, top=0.76, reach=0.3),
        ]
    if canvas.nature.litter:
        drawn.append(turf.litter(canvas, top=0.74, number=40))
    return Plan(svg=group(*drawn), ground=(0.82, 0.94), air=(0.08, 0.32))


def drum_tower(canvas: Canvas, x: float, y: float) -> str:
    """A far gate tower with two roofs."""
    prop = Prop(canvas, x=x, y=y, size=canvas.unit * 0.2, depth=0.62)
    roof = "#f4f8fc" if canvas.nature.is_snowy else "#6f7d84"
    prop.poly([(-0.5, 0), (0.5, 0), (0.44, 0.34), (-0.44, 0.34)], "#a65c50")
    prop.arch(-0.1, 0, 0.2, 0.26, "#6a3f42")
    prop.poly(
        [(-0.56, 0.5), (-0.6, 0.44), (0.6, 0.44), (0.56, 0.5), (0.36, 0.58), (-0.36, 0.58)], roof
    )
    prop.box(-0.4, 0.34, 0.8, 0.1, "#b8685a")
    prop.box(-0.3, 0.58, 0.6, 0.12, "#b8685a")
    prop.poly(
        [(-0.46, 0.74), (-0.48, 0.68), (0.48, 0.68), (0.46, 0.74), (0.2, 0.94), (-0.2, 0.94)], roof
    )
    return prop.svg


def _gate(canvas: Canvas, lens: Lens, side: int, near: float) -> str:
    """A red door under a small roof in the wall of the alley, with a lantern at each side."""
    unit = canvas.unit
    far = near * 1.24
    x = side * 0.715
    depth = min((near - 1) * 0.14, 0.5)
    red, stone = canvas.tone("#a8382f", depth), canvas.tone("#c9c2b6", depth)
    roof = canvas.tone("#f4f8fc" if canvas.nature.is_snowy else "#5f666c", depth)
    drawn = [path(lens.upright(x, near * 0.96, far * 1.04, 0, unit * 0.44), fill=stone),
             path(lens.upright(x, near, far, unit * 0.03, unit * 0.38), fill=red)]  # fmt: skip
    middle = (near + far) / 2
    seam = link(lens.spot(x, unit * 0.03, middle), lens.spot(x, unit * 0.38, middle))
    drawn.append(path(seam, stroke=canvas.shade(red, 0.4), stroke_width=unit * 0.006 / near))
    studs = ""
    for share in (0.14, 0.3, 0.7, 0.86):
        for high in (0.1, 0.18, 0.26, 0.33):
            px, py = lens.spot(x, unit * high, near + (far - near) * share)
            studs += dot(px, py, unit * 0.006 / near)
    drawn.append(path(studs, fill=canvas.tone("#e6b84f", depth)))
    out = x - side * 0.09
    drawn.append(path(poly([lens.spot(x + side * 0.03, unit * 0.54, near * 0.94),
                            lens.spot(x + side * 0.03, unit * 0.54, far * 1.06),
                            lens.spot(out, unit * 0.43, far * 1.06),
                            lens.spot(out, unit * 0.43, near * 0.94)]), fill=roof))  # fmt: skip
    drawn.append(path(lens.upright(out, near * 0.94, far * 1.06, unit * 0.415, unit * 0.435),
                      fill=canvas.shade(roof, 0.3)))  # fmt: skip
    for z in (near * 0.98, far * 1.02):
        px, py = lens.spot(out, unit * 0.35, z)
        drawn.append(lanterns(canvas, [(px, py)], unit * 0.03 / z))
    return group(*drawn)


def _wires(canvas: Canvas, share: float) -> str:
    width, unit = canvas.width, canvas.unit
    y = canvas.height * 0.56 - canvas.tall * share
    d = ""
    for k in range(3):
        middle = (width * 0.5, y + unit * (0.07 - 0.02 * k))
        d += bow((-2, y - unit * 0.05 * k), middle, (width + 2, y - unit * (0.1 - 0.03 * k)))
    return path(d, stroke=canvas.tone("#4a4a55", 0.2), stroke_width=unit * 0.0024, fill="none")
