"""Old Chinese places: a water town, a temple courtyard, an alley of grey brick, a night market.

It does not know who walks there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.chinese_houses import hall, lanterns, side_house, tiled_wall
from inkstone.engines.sketch.places.ground import humps, profile, treeline
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.prop import Prop
from inkstone.engines.sketch.places.sky import haze_band, sky
from inkstone.engines.sketch.places.streets import reflections
from inkstone.engines.sketch.places.strokes import at, box, dot, n, oval, poly, smooth
from inkstone.engines.sketch.places.trees import broadleaf, bush, willow
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.places.water import surface
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_CLOTHS = ("#d9604f", "#e0a13f", "#5fa5a0", "#c9707f", "#5f86c0", "#8fae5a")


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
        seams += f"M{at(*lens.spot(inner, low, z))}L{at(*lens.spot(inner, unit * 0.05, z))}"
    steps = ""
    for k in range(3):
        steps += poly([lens.spot(inner - side * 0.03 * k, unit * (0.035 - 0.02 * k), 1.75),
                       lens.spot(inner - side * 0.03 * k, unit * (0.035 - 0.02 * k), 2.05),
                       lens.spot(inner - side * 0.03 * (k + 1), unit * (0.035 - 0.02 * k), 2.05),
                       lens.spot(inner - side * 0.03 * (k + 1), unit * (0.035 - 0.02 * k), 1.75)])  # fmt: skip
    return group(path(lid, fill=mix(stone, "#ffffff", 0.2)), path(face, fill=canvas.shade(stone, 0.2)),
                 path(seams, stroke=canvas.shade(stone, 0.4), stroke_width=unit * 0.0025, fill="none"),
                 path(steps, fill=stone))  # fmt: skip


def _bridge(canvas: Canvas, lens: Lens, z: float) -> str:
    """A round stone arch over the canal, whose image closes the circle."""
    unit = canvas.unit
    x, y = lens.spot(0, 0, z)
    half = lens.half * 0.66 / z
    r = min(half * 0.52, unit * 0.16)
    stone = canvas.tone("#d3ccbe", 0.3)
    top = r * 1.42
    rise = [(x + half * 1.25 * (k / 8 - 1), y - r * 0.3 - (top - r * 0.3) * math.sin(math.pi * k / 16) ** 1.3)
            for k in range(17)]  # fmt: skip
    hole = f"M{at(x - r, y + 1)}a{n(r)} {n(r)} 0 0 1 {n(2 * r)} 0z"
    body = poly([(rise[0][0], y + 1), *rise, (rise[-1][0], y + 1)])
    image = f"M{at(x - r, y)}a{n(r)} {n(r * 0.92)} 0 0 0 {n(2 * r)} 0z"
    rail = [(px, py - r * 0.2) for px, py in rise]
    posts = "".join(box(px - r * 0.025, py - r * 0.26, r * 0.05, r * 0.28) for px, py in rise[1:-1:2])
    white = "#ffffff" if canvas.nature.is_snowy else None
    return group(
        path(poly([(rise[0][0], y), (rise[-1][0], y), (x + half, y + top * 0.5), (x, y + top * 1.2),
                   (x - half, y + top * 0.5)]), fill=stone, fill_opacity=0.3),
        path(image, fill=mix(canvas.light.water[0], canvas.light.sky[2], 0.5), fill_opacity=0.85),
        path(body + hole, fill=stone, fill_rule="evenodd"),
        path(f"M{at(x - r, y)}a{n(r)} {n(r)} 0 0 1 {n(2 * r)} 0", stroke=canvas.shade(stone, 0.24),
             stroke_width=r * 0.09, fill="none"),
        path(posts, fill=mix(stone, "#ffffff", 0.2)),
        path(smooth(rail), stroke=white or mix(stone, "#ffffff", 0.25), stroke_width=r * 0.06, fill="none"),
        path(smooth(rise), stroke=canvas.shade(stone, 0.14), stroke_width=r * 0.05, fill="none"),
    )  # fmt: skip


def _quay(canvas: Canvas, y: float) -> str:
    """Flat stones in front, where things stand."""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#bcb5a9")
    drawn = [path(box(-2, y - unit * 0.004, width + 4, unit * 0.035), fill=canvas.shade(stone, 0.26)),
             path(box(-2, y - unit * 0.012, width + 4, unit * 0.022), fill=mix(stone, "#ffffff", 0.3)),
             wash(canvas, top=y + unit * 0.022, low=height + 1,
                  stops=[(0, canvas.shade(stone, 0.08)), (0.3, stone), (1, canvas.shade(stone, 0.12))]),
             slabs(canvas, y + unit * 0.022, stone)]  # fmt: skip
    if canvas.is_wet:
        drawn += [turf.puddles(canvas, top=y / height + 0.04, number=4), reflections(canvas, top=0.88)]
    return group(*drawn)


def slabs(canvas: Canvas, y: float, stone: str) -> str:
    """Old paving: rows of stones of different lengths, some lighter and some darker."""
    rng, unit, width, height = canvas.rng, canvas.unit, canvas.width, canvas.height
    joints, light, dark = "", "", ""
    rows = 5
    edges = [y + (height - y) * (k / rows) ** 1.5 for k in range(rows + 1)]
    for top, low in zip(edges, edges[1:], strict=False):
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
    return group(path(light, fill=mix(stone, "#ffffff", 0.14)), path(dark, fill=canvas.shade(stone, 0.08)),
                 path(joints, stroke=canvas.shade(stone, 0.26), stroke_width=unit * 0.0026, fill="none",
                      stroke_opacity=0.7))  # fmt: skip


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
    drawn.append(wash(canvas, top=base, low=height + 1,
                      stops=[(0, mix(stone, canvas.light.haze, 0.25)), (0.4, stone), (1, canvas.shade(stone, 0.1))]))
    drawn.append(_court_paving(canvas, lens, base, stone))
    for side in (-1, 1):
        drawn.append(tiled_wall(canvas, lens, side, x=1.25, near=0.7, far=3.3, high=unit * 0.4,
                                colour="#b8483c"))  # fmt: skip
    side = rng.choice((-1, 1))
    x = width / 2 + side * width * 0.44
    drawn += [broadleaf(canvas, x, height * 0.83, unit * 0.56, 0.04),
              bush(canvas, x, height * 0.845, unit * 0.2, 0.02),
              bush(canvas, width / 2 - side * width * 0.45, height * 0.83, unit * 0.2, 0.04)]  # fmt: skip
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
        d += f"M{at(*lens.spot(k * 0.17, 0, 3.4))}L{at(*lens.spot(k * 0.17, 0, 0.9))}"
    for z in (1.05, 1.2, 1.38, 1.6, 1.88, 2.25, 2.75):
        y = lens.spot(0, 0, z)[1]
        if y > base:
            d += f"M{at(-2, y)}H{n(canvas.width + 2)}"
    way = lens.on_floor([(-0.17, 0.9), (-0.17, 3.4), (0.17, 3.4), (0.17, 0.9)])
    return group(path(way, fill=mix(stone, "#ffffff", 0.25)),
                 path(d, stroke=canvas.shade(stone, 0.22), stroke_width=unit * 0.0025, fill="none",
                      stroke_opacity=0.6))  # fmt: skip


def hutong(canvas: Canvas) -> Plan:
    """Grey brick walls, red doors under small roofs, a tree that leans over."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    lens = Lens.of(canvas, horizon=0.56)
    drawn = [sky(canvas, horizon=0.57), _drum_tower(canvas, canvas.width / 2, height * 0.575),
             haze_band(canvas, height * 0.575, canvas.tall * 0.1, opacity=0.35)]  # fmt: skip
    stone = canvas.tone("#f3f6f9" if canvas.nature.is_snowy else "#b9b3aa")
    drawn += [wash(canvas, top=lens.y, low=height + 1,
                   stops=[(0, mix(stone, canvas.light.haze, 0.5)), (0.4, stone), (1, canvas.shade(stone, 0.1))]),
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
        drawn += [turf.puddles(canvas, top=0.74, number=6), reflections(canvas, top=0.76)]
    if canvas.nature.litter:
        drawn.append(turf.litter(canvas, top=0.74, number=40))
    return Plan(svg=group(*drawn), ground=(0.82, 0.94), air=(0.08, 0.32))


def _drum_tower(canvas: Canvas, x: float, y: float) -> str:
    """A far gate tower with two roofs."""
    prop = Prop(canvas, x=x, y=y, size=canvas.unit * 0.2, depth=0.62)
    roof = "#f4f8fc" if canvas.nature.is_snowy else "#6f7d84"
    prop.poly([(-0.5, 0), (0.5, 0), (0.44, 0.34), (-0.44, 0.34)], "#a65c50")
    prop.arch(-0.1, 0, 0.2, 0.26, "#6a3f42")
    prop.poly([(-0.56, 0.5), (-0.6, 0.44), (0.6, 0.44), (0.56, 0.5), (0.36, 0.58), (-0.36, 0.58)], roof)
    prop.box(-0.4, 0.34, 0.8, 0.1, "#b8685a")
    prop.box(-0.3, 0.58, 0.6, 0.12, "#b8685a")
    prop.poly([(-0.46, 0.74), (-0.48, 0.68), (0.48, 0.68), (0.46, 0.74), (0.2, 0.94), (-0.2, 0.94)], roof)
    return prop.svg


def _gate(canvas: Canvas, lens: Lens, side: int, near: float) -> str:  # noqa: PLR0917
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
    seam = f"M{at(*lens.spot(x, unit * 0.03, middle))}L{at(*lens.spot(x, unit * 0.38, middle))}"
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
                            lens.spot(out, unit * 0.43, far * 1.06), lens.spot(out, unit * 0.43, near * 0.94)]),
                      fill=roof))  # fmt: skip
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
        d += f"M{at(-2, y - unit * 0.05 * k)}Q{at(width * 0.5, y + unit * (0.07 - 0.02 * k))} {at(width + 2, y - unit * (0.1 - 0.03 * k))}"
    return path(d, stroke=canvas.tone("#4a4a55", 0.2), stroke_width=unit * 0.0024, fill="none")


def night_market(canvas: Canvas) -> Plan:
    """Stalls with coloured roofs and steaming food below strings of lanterns."""
    height, unit = canvas.height, canvas.unit
    lens = Lens.of(canvas, horizon=0.54)
    drawn = [sky(canvas, horizon=0.56), _drum_tower(canvas, canvas.width / 2, height * 0.56)]
    stone = canvas.tone("#b9a99a")
    drawn += [wash(canvas, top=lens.y, low=height + 1,
                   stops=[(0, mix(stone, canvas.light.haze, 0.5)), (0.4, stone), (1, canvas.shade(stone, 0.12))]),
              slabs(canvas, height * 0.66, stone)]  # fmt: skip
    if canvas.light.is_lit:
        drawn.append(path(oval(canvas.width / 2, height * 0.66, canvas.width * 0.3, canvas.tall * 0.09),
                          fill="#ffcf7a", fill_opacity=0.22))  # fmt: skip
    for z in (6.0, 4.2, 3.0, 2.1, 1.5, 1.05):
        for side in (-1, 1):
            drawn.append(_stall(canvas, lens, side, z))
        if z in (4.2, 2.1, 1.05):
            drawn.append(_lantern_rope(canvas, lens, z))
    if canvas.light.is_lit:
        drawn.append(reflections(canvas, top=0.7))
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.76, number=5))
    return Plan(svg=group(*drawn), ground=(0.82, 0.94), air=(0.06, 0.24))


def _stall(canvas: Canvas, lens: Lens, side: int, z: float) -> str:  # noqa: PLR0917
    """A booth beside the way: posts, a counter with food, a striped roof, a bulb."""
    rng, unit = canvas.rng, canvas.unit
    far = z * 1.3
    near_x, back_x = side * 0.56, side * 0.98
    depth = min((z - 1) * 0.1, 0.5)
    cloth = rng.choice(_CLOTHS)
    lit = canvas.light.is_lit

    def dyed(colour: str) -> str:
        """Cloth that the lamps below it shine through."""
        tone = canvas.tone(colour, depth)
        return mix(tone, colour, 0.45 * (1 - depth)) if lit else tone

    inside = mix("#ffce85", canvas.light.haze, depth * 0.6) if lit else canvas.tone("#c9a27c", depth)
    wood = canvas.tone("#8a5a3c", depth)
    drawn = [path(lens.across(min(near_x, back_x * 2), max(near_x, back_x * 2), 0, unit * 0.56, far), fill=inside),
             path(lens.upright(back_x, z, far, 0, unit * 0.56), fill=inside)]  # fmt: skip
    shelf = ""
    for k in range(4):
        px, py = lens.spot(near_x + side * (0.1 + 0.09 * k), unit * 0.34, far)
        shelf += oval(px, py, unit * 0.035 / z, unit * 0.028 / z)
    drawn.append(path(shelf, fill=canvas.tone(rng.choice(("#e8685a", "#f2e2c0", "#d98f4f")), depth)))
    drawn += [path(lens.upright(near_x, z, far, 0, unit * 0.22), fill=dyed(cloth)),
              path(lens.upright(near_x, z, far, unit * 0.2, unit * 0.225), fill=wood),
              path(lens.across(*sorted((near_x, back_x * 1.4)), 0, unit * 0.22, z), fill=canvas.shade(dyed(cloth), 0.16)),
              path(lens.across(*sorted((near_x, back_x * 1.4)), unit * 0.2, unit * 0.225, z), fill=wood)]  # fmt: skip
    drawn += [_food(canvas, lens, near_x, z, depth)]
    posts = "".join(
        f"M{at(*lens.spot(near_x, 0, one))}L{at(*lens.spot(near_x, unit * 0.56, one))}" for one in (z, far)
    )
    drawn.append(path(posts, stroke=wood, stroke_width=unit * 0.018 / z, fill="none"))
    stripes = ["", ""]
    for k in range(6):
        a, b = (z * 0.95 + (far * 1.03 - z * 0.95) * share / 6 for share in (k, k + 1))
        slope = poly([lens.spot(near_x - side * 0.06, unit * 0.52, a), lens.spot(near_x - side * 0.06, unit * 0.52, b),
                      lens.spot(back_x, unit * 0.7, b), lens.spot(back_x, unit * 0.7, a)])  # fmt: skip
        edge = poly([lens.spot(near_x - side * 0.06, unit * 0.52, a), lens.spot(near_x - side * 0.06, unit * 0.52, b),
                     lens.spot(near_x - side * 0.06, unit * 0.47, b), lens.spot(near_x - side * 0.06, unit * 0.47, a)])  # fmt: skip
        stripes[k % 2] += slope + edge
    front = poly([lens.spot(near_x - side * 0.06, unit * 0.52, z * 0.95), lens.spot(back_x, unit * 0.7, z * 0.95),
                  lens.spot(back_x * 1.5, unit * 0.52, z * 0.95), lens.spot(back_x * 1.5, unit * 0.46, z * 0.95),
                  lens.spot(near_x - side * 0.06, unit * 0.46, z * 0.95)])  # fmt: skip
    drawn += [path(stripes[0], fill=dyed(cloth)), path(stripes[1], fill=dyed("#fbf1de")),
              path(front, fill=canvas.shade(dyed(cloth), 0.1))]  # fmt: skip
    return group(*drawn)


def _food(canvas: Canvas, lens: Lens, x: float, z: float, depth: float) -> str:  # noqa: PLR0917
    """Steamer baskets and bowls on the counter, with steam."""
    rng, unit = canvas.rng, canvas.unit
    side = 1 if x > 0 else -1
    baskets = lids = ""
    steam = ""
    for k in range(3):
        px, py = lens.spot(x + side * (0.06 + 0.13 * k), unit * 0.225, z)
        r = unit * 0.034 / z
        for tier in range(rng.randint(1, 3)):
            baskets += box(px - r, py - r * (0.7 * tier + 0.7), r * 2, r * 0.62)
            lids += oval(px, py - r * (0.7 * tier + 0.72), r, r * 0.22)
        steam += f"M{at(px, py - r * 2.6)}q{n(r * 0.6)} {n(-r)} 0 {n(-r * 1.8)}t{n(r * 0.2)} {n(-r * 1.6)}"
    return group(path(baskets, fill=canvas.tone("#c9975a", depth)), path(lids, fill=canvas.tone("#f0d9a6", depth)),
                 path(steam, stroke="#ffffff", stroke_width=unit * 0.012 / z, stroke_opacity=0.4, fill="none",
                      stroke_linecap="round"))  # fmt: skip


def _lantern_rope(canvas: Canvas, lens: Lens, z: float) -> str:
    """Red lanterns on a rope across the way."""
    unit = canvas.unit
    (ax, ay), (bx, by) = lens.spot(-0.9, unit * 0.86, z), lens.spot(0.9, unit * 0.86, z)
    ax, bx = max(ax, canvas.width * -0.05), min(bx, canvas.width * 1.05)
    sag = unit * 0.1 / z
    rope = f"M{at(ax, ay)}Q{at((ax + bx) / 2, ay + sag * 2)} {at(bx, by)}"
    number = max(round((bx - ax) / (unit * 0.17 / z**0.8)), 3)
    spots = []
    for k in range(number):
        share = (k + 0.5) / number
        spots.append((ax + (bx - ax) * share, ay + sag * 4 * share * (1 - share) + unit * 0.045 / z))
    return path(rope, stroke=canvas.tone("#5a4038", 0.1), stroke_width=unit * 0.004 / z, fill="none") + lanterns(
        canvas, spots, unit * 0.042 / z
    )

