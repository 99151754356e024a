"""Woods seen from inside: forest and autumn forest, each with a clearing.

It does not know what lives there.
"""

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green, hill, profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import sky
from inkstone.engines.sketch.places.strokes import dot
from inkstone.engines.sketch.places.thickets import bamboo
from inkstone.engines.sketch.places.trees import broadleaf, bush, fir
from inkstone.engines.sketch.places.trunks import BIRCH, PINE, canopy, giants, rays, trunks
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def forest(canvas: Canvas) -> Plan:
    """High trunks around a clearing, with light that falls between them."""
    if {"bamboo", "panda"} & set(canvas.stage.hints):
        return bamboo(canvas)
    return _forest(canvas, bark=PINE)


def autumn_forest(canvas: Canvas) -> Plan:
    """Maples and birches in red and gold over fallen leaves."""
    return _forest(canvas, bark=BIRCH)


def _forest(canvas: Canvas, *, bark: tuple[str, str]) -> Plan:
    height, unit = canvas.height, canvas.unit
    drawn = [sky(canvas, horizon=0.62), _depths(canvas)]
    for depth, y, wide, number in ((0.72, 0.6, 0.022, 13), (0.5, 0.645, 0.04, 8)):
        drawn.append(trunks(canvas, y=height * y, wide=unit * wide, number=number, depth=depth,
                            bark=bark))  # fmt: skip
        line = profile(canvas, y=height * (y - 0.01), rise=canvas.tall * 0.01)
        drawn += [
            _undergrowth(canvas, line, depth),
            hill(canvas, line, colour=green(canvas, depth * 0.8)),
        ]
    drawn += [rays(canvas), _mid_trees(canvas, bark)]
    floor = profile(canvas, y=height * 0.765, rise=canvas.tall * 0.012, length=1.0)
    drawn += [hill(canvas, floor, colour=green(canvas, 0.1)),
              turf.trail(canvas, start=(0.5, 0.77), end=(canvas.rng.choice((0.36, 0.64)), 1.03),
                         wide=0.34, colour="#cdb182"), giants(canvas, bark), canopy(canvas),
              turf.meadow_floor(canvas, top=0.82, bloom=0.6)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.82, 0.94), air=(0.14, 0.42))


def _depths(canvas: Canvas) -> str:
    """The bright mist at the end of the wood."""
    leaves = canvas.nature.leaves[0][2] if not canvas.nature.is_bare else "#dfe8ee"
    top = canvas.tone(mix(leaves, "#ffffff", 0.25), 0.72)
    low = canvas.tone("#fdf6d8", 0.55)
    return wash(canvas, top=canvas.height * 0.05, low=canvas.height * 0.66,
                stops=[(0, mix(top, canvas.light.sky[1], 0.5)), (0.45, top),
                       (1, mix(low, top, 0.3))])  # fmt: skip


def _undergrowth(canvas: Canvas, line: list[tuple[float, float]], depth: float) -> str:
    """Low leaves along the foot of the trunks."""
    layers: dict[str, str] = {}
    rng, unit = canvas.rng, canvas.unit
    leaves = canvas.nature.leaves if not canvas.nature.is_bare else (("#d5e2ec",) * 3,)
    for x, y in line:
        tone = canvas.tone(rng.choice(leaves)[rng.randrange(2)], depth * 0.9)
        r = unit * rng.uniform(0.018, 0.045)
        layers[tone] = (
            layers.get(tone, "") + dot(x, y + r * 0.3, r) + dot(x + r, y + r * 0.4, r * 0.8)
        )
    return group(*(path(d, fill=tone) for tone, d in layers.items()))


def _mid_trees(canvas: Canvas, bark: tuple[str, str]) -> str:
    """Whole trees and bushes at both sides of the clearing."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    drawn = []
    for reach, size, y in ((0.25, 0.34, 0.73), (0.36, 0.44, 0.755), (0.46, 0.5, 0.77)):
        for side in (-1, 1):
            x = canvas.width / 2 + side * canvas.width * (reach + rng.uniform(-0.03, 0.03))
            tall = unit * size * rng.uniform(0.85, 1.15)
            if bark is PINE and rng.random() < 0.65:
                drawn.append(fir(canvas, x, height * y, tall * 1.1, 0.26))
            else:
                drawn.append(broadleaf(canvas, x, height * y, tall, 0.26, bark=bark[0]))
            drawn.append(
                bush(canvas, x + side * unit * 0.07, height * (y + 0.012), unit * 0.13, 0.2)
            )
    return group(*drawn)
