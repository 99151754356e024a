"""Woods seen from inside: forest, autumn forest, bamboo grove and jungle, each with a clearing.

It does not know what lives there.
"""

import math

from inkstone.engines.sketch.places import turf
from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green, hill, profile
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.sky import sky
from inkstone.engines.sketch.places.strokes import at, blob, dot, leaf, n, oval, poly
from inkstone.engines.sketch.places.trees import broadleaf, bush, fir, sprig
from inkstone.engines.sketch.places.wash import veil, wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_BIRCH = ("#efe9df", "#4b4a4a")
_PINE = ("#7b5a47", "#5e4437")


def forest(canvas: Canvas) -> Plan:
    """High trunks around a clearing, with light that falls between them."""
    if {"bamboo", "panda"} & set(canvas.stage.hints):
        return bamboo(canvas)
    return _forest(canvas, bark=_PINE)


def autumn_forest(canvas: Canvas) -> Plan:
    """Maples and birches in red and gold over fallen leaves."""
    return _forest(canvas, bark=_BIRCH)


def _forest(canvas: Canvas, *, bark: tuple[str, str]) -> Plan:
    height, unit = canvas.height, canvas.unit
    drawn = [sky(canvas, horizon=0.62), _depths(canvas)]
    for depth, y, wide, number in ((0.72, 0.6, 0.022, 13), (0.5, 0.645, 0.04, 8)):
        drawn.append(_trunks(canvas, y=height * y, wide=unit * wide, number=number, depth=depth,
                             bark=bark))  # fmt: skip
        line = profile(canvas, y=height * (y - 0.01), rise=canvas.tall * 0.01)
        drawn += [_undergrowth(canvas, line, depth), hill(canvas, line, colour=green(canvas, depth * 0.8))]
    drawn += [_rays(canvas), _mid_trees(canvas, bark)]
    floor = profile(canvas, y=height * 0.765, rise=canvas.tall * 0.012, length=1.0)
    drawn += [hill(canvas, floor, colour=green(canvas, 0.1)),
              turf.trail(canvas, start=(0.5, 0.77), end=(canvas.rng.choice((0.36, 0.64)), 1.03),
                         wide=0.34, colour="#cdb182"),
              _giants(canvas, bark), _canopy(canvas),
              turf.meadow_floor(canvas, top=0.82, bloom=0.6)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.82, 0.94), air=(0.14, 0.42))


def _depths(canvas: Canvas) -> str:
    """The bright mist at the end of the wood."""
    leaves = canvas.nature.leaves[0][2] if not canvas.nature.is_bare else "#dfe8ee"
    top = canvas.tone(mix(leaves, "#ffffff", 0.25), 0.72)
    low = canvas.tone("#fdf6d8", 0.55)
    return wash(canvas, top=canvas.height * 0.05, low=canvas.height * 0.66,
                stops=[(0, mix(top, canvas.light.sky[1], 0.5)), (0.45, top), (1, mix(low, top, 0.3))])  # fmt: skip


def _trunks(
    canvas: Canvas, *, y: float, wide: float, number: int, depth: float, bark: tuple[str, str]
) -> str:
    """Straight trunks from the upper edge to the ground, some with a bough."""
    rng = canvas.rng
    d = boughs = marks = ""
    slot = canvas.width / canvas.count(number)
    x = -slot * 0.5
    while x < canvas.width + slot:
        half = wide * rng.uniform(0.6, 1.25) / 2
        lean = rng.uniform(-0.6, 0.6) * wide
        foot = y + wide * rng.uniform(0.0, 0.5)
        d += f"M{at(x - half * 1.7, foot)}Q{at(x - half, foot - half * 5)} {at(x + lean - half * 0.8, -4)}"
        d += f"H{n(x + lean + half * 0.8)}Q{at(x + half, foot - half * 5)} {at(x + half * 1.7, foot)}Z"
        if rng.random() < 0.6:
            py, side = foot * rng.uniform(0.3, 0.7), rng.choice((-1, 1))
            boughs += f"M{at(x, py)}q{n(side * wide)} {n(-wide * 0.3)} {n(side * wide * 2.2)} {n(-wide * 1.4)}"
        if bark is _BIRCH:
            for _ in range(5):
                py = foot * rng.uniform(0.1, 0.95)
                marks += oval(x + half * rng.uniform(-0.5, 0.5), py, half * 0.5, half * 0.16)
        x += slot * rng.uniform(0.6, 1.4)
    tone = canvas.tone(bark[0], depth)
    return group(
        path(d, fill=tone),
        path(boughs, stroke=tone, stroke_width=wide * 0.3, fill="none", stroke_linecap="round"),
        path(marks, fill=canvas.tone(bark[1], depth)) if marks else "",
    )


def _undergrowth(canvas: Canvas, line: list[tuple[float, float]], depth: float) -> str:
    """Low leaves along the foot of the trunks."""
    layers: dict[str, str] = {}
    rng, unit = canvas.rng, canvas.unit
    leaves = canvas.nature.leaves if not canvas.nature.is_bare else (("#d5e2ec",) * 3,)
    for x, y in line:
        tone = canvas.tone(rng.choice(leaves)[rng.randrange(2)], depth * 0.9)
        r = unit * rng.uniform(0.018, 0.045)
        layers[tone] = layers.get(tone, "") + dot(x, y + r * 0.3, r) + dot(x + r, y + r * 0.4, r * 0.8)
    return group(*(path(d, fill=tone) for tone, d in layers.items()))


def _rays(canvas: Canvas) -> str:
    """Beams of light that come in slantwise."""
    if canvas.light.is_dark or canvas.weather not in ("clear", "wind", "fog"):
        return ""
    rng, unit = canvas.rng, canvas.unit
    side = rng.choice((-1, 1))
    d = ""
    for _ in range(canvas.count(4)):
        x, wide = canvas.width * rng.uniform(0.1, 0.9), unit * rng.uniform(0.03, 0.08)
        run = side * canvas.height * 0.28
        d += poly([(x, -4), (x + wide, -4), (x + run + wide * 2.2, canvas.height * 0.78),
                   (x + run, canvas.height * 0.78)])  # fmt: skip
    return path(d, fill=canvas.light.orb, fill_opacity=0.16)


def _mid_trees(canvas: Canvas, bark: tuple[str, str]) -> str:
    """Whole trees and bushes at both sides of the clearing."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    drawn = []
    for reach, size, y in ((0.25, 0.34, 0.73), (0.36, 0.44, 0.755), (0.46, 0.5, 0.77)):
        for side in (-1, 1):
            x = canvas.width / 2 + side * canvas.width * (reach + rng.uniform(-0.03, 0.03))
            tall = unit * size * rng.uniform(0.85, 1.15)
            if bark is _PINE and rng.random() < 0.65:
                drawn.append(fir(canvas, x, height * y, tall * 1.1, 0.26))
            else:
                drawn.append(broadleaf(canvas, x, height * y, tall, 0.26, bark=bark[0]))
            drawn.append(bush(canvas, x + side * unit * 0.07, height * (y + 0.012), unit * 0.13, 0.2))
    return group(*drawn)


def _giants(canvas: Canvas, bark: tuple[str, str]) -> str:
    """A great trunk at each side, with roots and moss, which frame the clearing."""
    rng, unit, height = canvas.rng, canvas.unit, canvas.height
    drawn = []
    for side in (-1, 1):
        x = canvas.width / 2 + side * canvas.width * rng.uniform(0.45, 0.5)
        half, foot = unit * rng.uniform(0.05, 0.068), height * rng.uniform(0.86, 0.9)
        tone = canvas.tone(bark[0], 0.0)
        body = (
            f"M{at(x - half * 2.4, foot)}Q{at(x - half * 1.1, foot - half * 1.2)} "
            f"{at(x - half, foot - half * 5)}L{at(x - half * 0.85, -4)}H{n(x + half * 0.85)}"
            f"L{at(x + half, foot - half * 5)}Q{at(x + half * 1.1, foot - half * 1.2)} "
            f"{at(x + half * 2.4, foot)}Q{at(x, foot - half * 0.5)} {at(x - half * 2.4, foot)}Z"
        )
        shade = f"M{at(x + half * 0.2, -4)}H{n(x + half * 0.85)}L{at(x + half, foot - half * 5)}"
        shade += f"Q{at(x + half * 1.1, foot - half)} {at(x + half * 2.3, foot - half * 0.05)}"
        shade += f"Q{at(x + half * 0.3, foot - half * 2)} {at(x + half * 0.2, -4)}Z"
        marks = ""
        for _ in range(9):
            py, px = foot * rng.uniform(0.05, 0.9), x + half * rng.uniform(-0.7, 0.6)
            if bark is _BIRCH:
                marks += oval(px, py, half * rng.uniform(0.2, 0.4), half * 0.09)
            else:
                marks += leaf(px, py, reach=half * rng.uniform(0.7, 1.5), turn=math.pi / 2, width=0.08)
        drawn += [path(body, fill=tone), path(shade, fill=canvas.shade(tone, 0.2)),
                  path(marks, fill=canvas.tone(bark[1], 0.0))]  # fmt: skip
        if not canvas.nature.is_snowy and bark is _PINE:
            moss = blob([(x - half * 2.2, foot - half * 0.1), (x - half * 1.1, foot - half * 1.6),
                         (x - half * 0.5, foot - half * 1.1), (x + half * 0.2, foot - half * 1.5),
                         (x + half * 0.6, foot - half * 0.6), (x + half * 2.0, foot - half * 0.1)])  # fmt: skip
            drawn.append(path(moss, fill=canvas.tone("#6fa54f", 0.02)))
    return group(*drawn)


def _canopy(canvas: Canvas) -> str:
    """Leaves that hang in from above."""
    rng, unit = canvas.rng, canvas.unit
    if canvas.nature.is_bare:
        d = ""
        for _ in range(canvas.count(12)):
            x, side = rng.random() * canvas.width, rng.choice((-1, 1))
            d += f"M{at(x, -4)}q{n(side * unit * 0.05)} {n(unit * 0.06)} {n(side * unit * 0.16)} {n(unit * 0.08)}"
        return path(d, stroke=canvas.tone("#6d564a", 0.1), stroke_width=unit * 0.006, fill="none")
    drawn = []
    for layer, (reach, index) in enumerate(((0.17, 0), (0.12, 1), (0.075, 2))):
        groups: dict[str, str] = {}
        x = -unit * 0.04
        while x < canvas.width + unit * 0.05:
            middle = abs(x / canvas.width - 0.5) * 2
            r = unit * rng.uniform(0.04, 0.075)
            y = canvas.tall * reach * (0.2 + 0.85 * middle**1.5) * rng.uniform(0.6, 1.1) - r * 0.4
            tone = canvas.tone(rng.choice(canvas.nature.leaves)[index], 0.06)
            groups[tone] = groups.get(tone, "") + dot(x, y, r) + dot(x, y - r * 1.2, r * 1.2)
            x += r * rng.uniform(0.7, 1.1)
        drawn += [path(d, fill=tone) for tone, d in groups.items()]
        del layer
    return group(*drawn)


def bamboo(canvas: Canvas) -> Plan:
    """Stems in three depths, leaves above, a stone path between them."""
    height, unit = canvas.height, canvas.unit
    mist = canvas.tone("#e6f2c8", 0.5)
    far = canvas.tone("#bcd99a", 0.6)
    drawn = [sky(canvas, horizon=0.6),
             wash(canvas, top=-1, low=height * 0.7,
                  stops=[(0, mix(far, canvas.light.sky[1], 0.45)), (0.5, far), (1, mist)])]  # fmt: skip
    for depth, y, wide, number in ((0.74, 0.64, 0.013, 20), (0.48, 0.68, 0.022, 12)):
        drawn.append(_stems(canvas, low=height * y, wide=unit * wide, number=number, depth=depth))
        line = profile(canvas, y=height * (y - 0.015), rise=canvas.tall * 0.012)
        drawn.append(hill(canvas, line, colour=green(canvas, depth * 0.8)))
    drawn.append(_rays(canvas))
    floor = profile(canvas, y=height * 0.765, rise=canvas.tall * 0.012, length=1.0)
    drawn += [_stems(canvas, low=height * 0.8, wide=unit * 0.038, number=4, depth=0.16, aside=0.3),
              hill(canvas, floor, colour=green(canvas, 0.08)),
              turf.trail(canvas, start=(0.5, 0.77), end=(0.5, 1.03), wide=0.4, colour="#c9c2a6"),
              _stems(canvas, low=height * 0.93, wide=unit * 0.056, number=2, depth=0.0, aside=0.11),
              turf.meadow_floor(canvas, top=0.83, bloom=0.4)]  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.83, 0.94), air=(0.14, 0.42))


def _stems(  # noqa: PLR0913
    canvas: Canvas, *, low: float, wide: float, number: int, depth: float, aside: float = 0.0
) -> str:
    """Bamboo stems with their joints and bunches of leaves; aside, only near both edges."""
    rng = canvas.rng
    body = shine = joints = white = ""
    leaves = ["", ""]
    many = canvas.count(number)
    for index in range(many * (2 if aside else 1)):
        if aside:
            share = aside * (index // 2 + rng.uniform(0.1, 0.8)) / many
            x = canvas.width * (share if index % 2 else 1 - share)
        else:
            x = canvas.width * (index + rng.uniform(0.1, 0.9)) / many
        lean = wide * rng.uniform(-1.4, 1.4)
        half = wide * rng.uniform(0.36, 0.55)
        foot = low + wide * rng.uniform(-0.6, 0.6)
        body += poly([(x - half, foot), (x + lean - half, -4), (x + lean + half, -4), (x + half, foot)])
        shine += poly([(x - half * 0.7, foot), (x + lean - half * 0.7, -4), (x + lean - half * 0.2, -4),
                       (x - half * 0.2, foot)])  # fmt: skip
        y = foot - wide * rng.uniform(1.5, 3.0)
        while y > 0:
            px = x + lean * (1 - y / foot)
            joints += f"M{at(px - half * 1.2, y)}h{n(half * 2.4)}"
            if depth < 0.6 and rng.random() < 0.42:
                _bunch(canvas, px + half * rng.choice((-1, 1)), y, wide, leaves)
            if canvas.nature.is_snowy and rng.random() < 0.3:
                white += oval(px, y - wide * 0.1, half * 1.4, wide * 0.16)
            y -= wide * rng.uniform(3.0, 4.4)
        if depth >= 0.6:
            _bunch(canvas, x + lean, low * rng.uniform(0.05, 0.4), wide * 1.6, leaves)
    tone = canvas.tone("#6fae55", depth)
    return group(
        path(body, fill=tone),
        path(shine, fill=canvas.tone("#9acb70", depth)),
        path(joints, stroke=canvas.tone("#3f7a45", depth), stroke_width=wide * 0.16),
        path(leaves[0], fill=canvas.tone("#4a934d", depth)),
        path(leaves[1], fill=canvas.tone("#78b857", depth)),
        path(white, fill=canvas.tone("#ffffff", depth * 0.5)) if white else "",
    )


def _bunch(canvas: Canvas, x: float, y: float, wide: float, leaves: list[str]) -> None:  # noqa: PLR0917
    rng = canvas.rng
    side = rng.choice((-1, 1))
    for index in range(4):
        turn = math.pi / 2 - side * rng.uniform(0.2, 1.5)
        reach = wide * rng.uniform(1.8, 3.2)
        leaves[index % 2] += leaf(x, y, reach=reach, turn=turn, width=0.14)


def jungle(canvas: Canvas) -> Plan:
    """Layers of large leaves, vines and mist."""
    height, unit, rng = canvas.height, canvas.unit, canvas.rng
    deep, mist = canvas.tone("#9ccf9a", 0.7), canvas.tone("#e9f5cf", 0.5)
    drawn = [wash(canvas, top=-1, low=height + 1, stops=[(0, mix(deep, canvas.light.sky[1], 0.4)),
                                                         (0.3, deep), (0.62, mist), (1, deep)])]  # fmt: skip
    for depth, y, wide, number in ((0.74, 0.62, 0.03, 9), (0.5, 0.66, 0.055, 5)):
        drawn.append(_trunks(canvas, y=height * y, wide=unit * wide, number=number, depth=depth,
                             bark=_PINE))  # fmt: skip
        line = profile(canvas, y=height * (y - 0.01), rise=canvas.tall * 0.012)
        drawn += [_broad_leaves(canvas, height * (y + 0.01), depth, 0.15),
                  hill(canvas, line, colour=canvas.tone("#5d9a54", depth * 0.85))]  # fmt: skip
    drawn += [_rays(canvas), _vines(canvas),
              _broad_leaves(canvas, height * 0.765, 0.26, 0.24, aside=0.36)]  # fmt: skip
    floor = profile(canvas, y=height * 0.76, rise=canvas.tall * 0.012, length=1.0)
    drawn += [hill(canvas, floor, colour=canvas.tone("#5b9a4c", 0.1)),
              turf.trail(canvas, start=(0.5, 0.765), end=(rng.choice((0.4, 0.6)), 1.03), wide=0.4,
                         colour="#b99a6a"),
              _giants(canvas, _PINE), _canopy(canvas), _overhang(canvas),
              turf.tufts(canvas, top=0.82), turf.flowers(canvas, top=0.84, number=16),
              _broad_leaves(canvas, height * 1.0, 0.0, 0.26, aside=0.2)]  # fmt: skip
    if canvas.is_wet:
        drawn.append(turf.puddles(canvas, top=0.84, number=3))
    if canvas.weather == "fog":
        drawn.append(veil(canvas, top=height * 0.4, low=height * 0.8, colour=canvas.light.haze,
                          strengths=(0.0, 0.4, 0.0)))  # fmt: skip
    return Plan(svg=group(*drawn), ground=(0.82, 0.93), air=(0.16, 0.42))


def _broad_leaves(  # noqa: PLR0917
    canvas: Canvas, y: float, depth: float, size: float, aside: float = 0.0
) -> str:
    """Fans of long leaves along a height; aside, only near both edges."""
    rng, unit, drawn = canvas.rng, canvas.unit, []
    number = canvas.count(6 if not aside else 3) * (2 if aside else 1)
    looks = (("#2f8058", "#57a862"), ("#3d8f4c", "#86bf5c"), ("#27735c", "#4a9e74"))
    for index in range(number):
        share = aside * rng.random() if aside else (index + rng.random()) / number
        x = canvas.width * (share if index % 2 or not aside else 1 - share)
        dark, light = rng.choice(looks)
        colours = (canvas.tone(dark, depth), canvas.tone(light, depth))
        drawn.append(sprig(canvas, x, y + unit * 0.02 * rng.random(), unit * size * rng.uniform(0.8, 1.2),
                           colours))  # fmt: skip
    return group(*drawn)


def _vines(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    ropes, leaves = "", ""
    for _ in range(canvas.count(5)):
        x, wide = rng.random() * canvas.width, unit * rng.uniform(0.14, 0.34)
        sag = canvas.tall * rng.uniform(0.14, 0.34)
        ropes += f"M{at(x, -4)}q{n(wide * 0.5)} {n(sag * 2)} {n(wide)} 0"
        for index in range(7):
            share = (index + 0.5) / 7
            px, py = x + wide * share, -4 + 4 * sag * share * (1 - share)
            leaves += leaf(px, py, reach=unit * 0.028, turn=math.pi / 2 + rng.uniform(-0.8, 0.8), width=0.4)
    return group(path(ropes, stroke=canvas.tone("#4d7a45", 0.24), stroke_width=unit * 0.007, fill="none"),
                 path(leaves, fill=canvas.tone("#63a356", 0.22)))  # fmt: skip


def _overhang(canvas: Canvas) -> str:
    """Great leaves that reach in from the upper corners."""
    unit, rng, drawn = canvas.unit, canvas.rng, []
    for side in (-1, 1):
        x = canvas.width / 2 + side * canvas.width / 2
        for index in range(6):
            turn = (math.pi / 2 - side * (0.1 + 0.24 * index)) + rng.uniform(-0.08, 0.08)
            reach = unit * rng.uniform(0.22, 0.36)
            tone = canvas.tone(("#2f7f52", "#46965a", "#64ad5e")[index % 3], 0.02)
            px, py = x - side * unit * 0.02 * index, -unit * 0.02
            rib = f"M{at(px, py)}L{at(px + math.cos(turn) * reach * 0.92, py + math.sin(turn) * reach * 0.92)}"
            drawn += [path(leaf(px, py, reach=reach, turn=turn, width=0.34), fill=tone),
                      path(rib, stroke=canvas.shade(tone, 0.2), stroke_width=unit * 0.004)]  # fmt: skip
    return group(*drawn)
