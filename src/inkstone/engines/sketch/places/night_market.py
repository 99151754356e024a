"""The night market: stalls of food below lanterns.

It does not know who buys there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.china import drum_tower, slabs
from inkstone.engines.sketch.places.chinese_houses import lanterns
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import sky
from inkstone.engines.sketch.places.streets import reflections
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    link,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_CLOTHS = ("#d9604f", "#e0a13f", "#5fa5a0", "#c9707f", "#5f86c0", "#8fae5a")


def night_market(canvas: Canvas) -> Plan:
    """Stalls with coloured roofs and steaming food below strings of lanterns."""
    height = canvas.height
    lens = Lens.of(canvas, horizon=0.54)
    drawn = [sky(canvas, horizon=0.56), drum_tower(canvas, canvas.width / 2, height * 0.56)]
    stone = canvas.tone("#b9a99a")
    drawn += [wash(canvas, top=lens.y, low=height + 1,
                   stops=[(0, mix(stone, canvas.light.haze, 0.5)), (0.4, stone),
                          (1, canvas.shade(stone, 0.12))]),
              slabs(canvas, height * 0.66, stone)]  # fmt: skip
    if canvas.light.is_lit:
        drawn.append(path(oval(canvas.width / 2, height * 0.66, canvas.width * 0.3,
                               canvas.tall * 0.09), fill="#ffcf7a",
                          fill_opacity=0.22))  # fmt: skip
    drawn.append(reflections(canvas, top=0.68, reach=0.22))
    for z in (6.0, 4.2, 3.0, 2.1, 1.5, 1.05):
        for side in (-1, 1):
            drawn.append(_stall(canvas, lens, side, z))
        if z in (4.2, 2.1, 1.05):
            drawn.append(_lantern_rope(canvas, lens, z))
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.76, number=5))
    return Plan(svg=group(*drawn), ground=(0.82, 0.94), air=(0.06, 0.24))


def _stall(canvas: Canvas, lens: Lens, side: int, z: float) -> str:
    """A booth beside the way: posts, a counter with food, a striped roof, a bulb."""
    rng, unit = canvas.rng, canvas.unit
    far = z * 1.3
    near_x, back_x = side * 0.56, side * 0.98
    depth = min((z - 1) * 0.1, 0.5)
    cloth = rng.choice(_CLOTHS)
    lit = canvas.light.is_lit

    inside = (
        mix("#ffce85", canvas.light.haze, depth * 0.6) if lit else canvas.tone("#c9a27c", depth)
    )
    wood = canvas.tone("#8a5a3c", depth)
    drawn = [path(lens.across(near_x, back_x * 2, 0, unit * 0.56, far), fill=inside),
             path(lens.upright(back_x, z, far, 0, unit * 0.56), fill=inside)]  # fmt: skip
    shelf = ""
    for k in range(4):
        px, py = lens.spot(near_x + side * (0.1 + 0.09 * k), unit * 0.34, far)
        shelf += oval(px, py, unit * 0.035 / z, unit * 0.028 / z)
    drawn.append(
        path(shelf, fill=canvas.tone(rng.choice(("#e8685a", "#f2e2c0", "#d98f4f")), depth))
    )
    drawn += [path(lens.upright(near_x, z, far, 0, unit * 0.22),
                   fill=_lit(canvas, cloth, depth)),
              path(lens.upright(near_x, z, far, unit * 0.2, unit * 0.225), fill=wood),
              path(lens.across(near_x, back_x * 1.4, 0, unit * 0.22, z),
                   fill=canvas.shade(_lit(canvas, cloth, depth), 0.16)),
              path(lens.across(near_x, back_x * 1.4, unit * 0.2, unit * 0.225, z),
                   fill=wood)]  # fmt: skip
    drawn += [_food(canvas, lens, near_x, z, depth)]
    posts = "".join(
        link(lens.spot(near_x, 0, one), lens.spot(near_x, unit * 0.56, one)) for one in (z, far)
    )
    drawn.append(path(posts, stroke=wood, stroke_width=unit * 0.018 / z, fill="none"))
    stripes = ["", ""]
    for k in range(6):
        a, b = (z * 0.95 + (far * 1.03 - z * 0.95) * share / 6 for share in (k, k + 1))
        slope = poly([lens.spot(near_x - side * 0.06, unit * 0.52, a),
                      lens.spot(near_x - side * 0.06, unit * 0.52, b),
                      lens.spot(back_x, unit * 0.7, b),
                      lens.spot(back_x, unit * 0.7, a)])  # fmt: skip
        edge = poly([lens.spot(near_x - side * 0.06, unit * 0.52, a),
                     lens.spot(near_x - side * 0.06, unit * 0.52, b),
                     lens.spot(near_x - side * 0.06, unit * 0.47, b),
                     lens.spot(near_x - side * 0.06, unit * 0.47, a)])  # fmt: skip
        stripes[k % 2] += slope + edge
    front = poly([lens.spot(near_x - side * 0.06, unit * 0.52, z * 0.95),
                  lens.spot(back_x, unit * 0.7, z * 0.95),
                  lens.spot(back_x * 1.5, unit * 0.52, z * 0.95),
                  lens.spot(back_x * 1.5, unit * 0.46, z * 0.95),
                  lens.spot(near_x - side * 0.06, unit * 0.46, z * 0.95)])  # fmt: skip
    drawn += [path(stripes[0], fill=_lit(canvas, cloth, depth)),
              path(stripes[1], fill=_lit(canvas, "#fbf1de", depth)),
              path(front, fill=canvas.shade(_lit(canvas, cloth, depth), 0.1))]  # fmt: skip
    return group(*drawn)


def _lit(canvas: Canvas, colour: str, depth: float) -> str:
    """The colour of what stands in a stall, or of its cloth, with the lamps' light on it."""
    tone = canvas.tone(colour, depth)
    return mix(tone, colour, 0.45 * (1 - depth)) if canvas.light.is_lit else tone


def _food(canvas: Canvas, lens: Lens, x: float, z: float, depth: float) -> str:
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
        steam += f"M{at(px, py - r * 2.6)}q{n(r * 0.6)} {n(-r)} 0 {n(-r * 1.8)}"
        steam += f"t{n(r * 0.2)} {n(-r * 1.6)}"
    return group(path(baskets, fill=_lit(canvas, "#c9975a", depth)),
                 path(lids, fill=_lit(canvas, "#f0d9a6", depth)),
                 path(steam, stroke="#ffffff", stroke_width=unit * 0.012 / z, stroke_opacity=0.4,
                      fill="none", stroke_linecap="round"))  # fmt: skip


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
        spots.append(
            (ax + (bx - ax) * share, ay + sag * 4 * share * (1 - share) + unit * 0.045 / z)
        )
    return path(
        rope, stroke=canvas.tone("#5a4038", 0.1), stroke_width=unit * 0.004 / z, fill="none"
    ) + lanterns(canvas, spots, unit * 0.042 / z)
