"""The near ground: grass, flowers, stones, paths, fences, puddles and drifts of snow.

It does not know which place they lie in.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.ground import green
from inkstone.engines.sketch.places.specks import Specks
from inkstone.engines.sketch.places.strokes import (
    at,
    blob,
    box,
    dot,
    leaf,
    n,
    oval,
    poly,
    ragged,
    smooth,
)
from inkstone.engines.sketch.places.wash import ribbon
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def meadow_floor(canvas: Canvas, *, top: float, bloom: float = 1.0, edges: bool = True) -> str:
    """What covers near grass, from `top` (a share of height) down: tufts, flowers, leaves, snow."""
    if canvas.nature.is_snowy:
        return drifts(canvas, top=top) + (_frosty_blades(canvas) if edges else "")
    drawn = [tufts(canvas, top=top), flowers(canvas, top=top, number=26 * bloom)]
    if canvas.nature.litter:
        drawn.append(litter(canvas, top=top))
    if canvas.is_wet:
        drawn.append(puddles(canvas, top=top + 0.04, number=4))
    if edges:
        drawn.append(edge_grass(canvas, bloom=bloom))
    return group(*drawn)


def tufts(canvas: Canvas, *, top: float, number: int = 44) -> str:
    """Small bunches of blades, larger towards the eye."""
    rng, unit = canvas.rng, canvas.unit
    dark = light = ""
    for index in range(canvas.count(number)):
        share = rng.random()
        x, y = rng.random() * canvas.width, canvas.height * (top + (1.02 - top) * share)
        size = unit * (0.008 + 0.012 * share) * rng.uniform(0.7, 1.3)
        d = ""
        for lean in (-0.55, -0.1, 0.45):
            d += f"M{at(x + lean * size * 0.3, y)}q{n(lean * size * 0.1)} {n(-size * 0.6)} "
            d += f"{n(lean * size)} {n(-size)}"
        if index % 2:
            dark += d
        else:
            light += d
    grass = green(canvas, 0.0)
    wide = unit * 0.0032
    return group(path(dark, stroke=canvas.shade(grass, 0.24), stroke_width=wide, fill="none",
                      stroke_linecap="round"),
                 path(light, stroke=mix(grass, canvas.tone("#e6f2a0"), 0.4), stroke_width=wide,
                      fill="none", stroke_linecap="round"))  # fmt: skip


def flowers(canvas: Canvas, *, top: float, number: float) -> str:
    """Flowers in drifts, with petals where they are near."""
    rng, unit, nature = canvas.rng, canvas.unit, canvas.nature
    if not nature.flowers:
        return ""
    petals, hearts, stems = Specks(), Specks(), ""
    beds = [
        (rng.random(), rng.random(), rng.choice(nature.flowers)) for _ in range(canvas.count(5))
    ]
    for index in range(canvas.count(min(number * nature.bloom, 90))):
        bx, by, colour = beds[index % len(beds)]
        share = min(max(by + rng.gauss(0, 0.16), 0.0), 1.0)
        x = canvas.width * (bx + rng.gauss(0, 0.06 * unit / canvas.width + 0.01))
        y = canvas.height * (top + (1.0 - top) * share)
        r = unit * (0.0032 + 0.005 * share) * rng.uniform(0.8, 1.2)
        stems += f"M{at(x, y)}v{n(r * 3)}"
        petals.blossom(x, y, r, canvas.tone(colour), turn=rng.random())
        hearts.add(x, y, r * 0.42, canvas.tone("#f3b73c"))
    return group(
        path(stems, stroke=canvas.shade(green(canvas, 0), 0.18), stroke_width=unit * 0.0025),
        petals.svg(),
        hearts.svg(),
    )


def edge_grass(canvas: Canvas, *, bloom: float = 1.0) -> str:
    """High grass and flowers in both lower corners, which frame the picture."""
    rng, unit, nature = canvas.rng, canvas.unit, canvas.nature
    grass = green(canvas, 0.0)
    tones = (canvas.shade(grass, 0.3), canvas.shade(grass, 0.16), mix(grass, "#ffffff", 0.06))
    blades = ["", "", ""]
    heads = Specks()
    reach = min(canvas.width * 0.24, unit * 0.3)
    low = canvas.height + unit * 0.01
    for side in (0, 1):
        for index in range(26):
            share = rng.random() ** 1.6
            x = share * reach if side == 0 else canvas.width - share * reach
            tall = unit * (0.1 - 0.07 * share) * rng.uniform(0.6, 1.15)
            turn = -math.pi / 2 + rng.uniform(-0.3, 0.3)
            blades[index % 3] += leaf(x, low, reach=tall, turn=turn, width=0.07)
            if index % 6 == 0 and nature.flowers and bloom:
                px, py = x + math.cos(turn) * tall, low + math.sin(turn) * tall
                colour = canvas.tone(nature.flowers[(index // 6) % len(nature.flowers)])
                heads.blossom(px, py, unit * 0.009, colour)
    return group(
        *(path(d, fill=tone) for d, tone in zip(blades, tones, strict=True)),
        heads.svg(),
    )


def _frosty_blades(canvas: Canvas) -> str:
    """Dry blades that look out of the snow at the lower corners."""
    rng, unit = canvas.rng, canvas.unit
    d = ""
    for side in (0, 1):
        for _ in range(12):
            share = rng.random() ** 1.5 * min(0.2, 0.24 * unit / canvas.width)
            x = canvas.width * (share if side == 0 else 1 - share)
            tall = unit * rng.uniform(0.02, 0.06)
            d += leaf(x, canvas.height + unit * 0.008, reach=tall, width=0.06,
                      turn=-math.pi / 2 + rng.uniform(-0.4, 0.4))  # fmt: skip
    return path(d, fill=canvas.tone("#b9a685", 0.1))


def litter(canvas: Canvas, *, top: float, number: int = 60) -> str:
    """Fallen leaves or petals."""
    rng, unit = canvas.rng, canvas.unit
    drawn: dict[str, str] = {}
    for _ in range(canvas.count(number)):
        share = rng.random() ** 0.8
        x, y = rng.random() * canvas.width, canvas.height * (top + (1 - top) * share)
        colour = canvas.tone(rng.choice(canvas.nature.litter), 0.12 * (1 - share))
        reach = unit * (0.006 + 0.011 * share) * rng.uniform(0.7, 1.2)
        one = leaf(x, y, reach=reach, turn=rng.random() * math.tau, width=0.42)
        drawn[colour] = drawn.get(colour, "") + one
    return group(*(path(d, fill=colour) for colour, d in drawn.items()))


def drifts(canvas: Canvas, *, top: float, number: int = 8) -> str:
    """Soft waves of snow with blue shadows and a few glints."""
    rng, unit = canvas.rng, canvas.unit
    shade = canvas.tone("#b9cfe8")
    d = glints = ""
    for _ in range(canvas.count(number)):
        x = rng.random() * canvas.width
        share = rng.random()
        y = canvas.height * (top + (0.98 - top) * share)
        r = unit * rng.uniform(0.07, 0.16) * (0.5 + share * 0.7)
        thick = r * rng.uniform(0.05, 0.1)
        d += f"M{at(x - r, y)}Q{at(x - r * 0.2, y - thick * 2.4)} {at(x + r, y)}"
        d += f"Q{at(x, y + thick)} {at(x - r, y)}Z"
    for _ in range(canvas.count(20)):
        x, y = rng.random() * canvas.width, canvas.height * rng.uniform(top, 1.0)
        glints += dot(x, y, unit * rng.uniform(0.0012, 0.0026))
    return path(d, fill=shade, fill_opacity=0.55) + path(glints, fill="#ffffff")


def puddles(canvas: Canvas, *, top: float, number: int = 5) -> str:
    """Flat water that shows the sky, with rings where drops fall."""
    rng, unit, light = canvas.rng, canvas.unit, canvas.light
    d = rings = ""
    for _ in range(canvas.count(number)):
        x = rng.random() * canvas.width
        share = rng.random()
        y = canvas.height * (top + (0.97 - top) * share)
        r = unit * rng.uniform(0.04, 0.09) * (0.6 + share * 0.7)
        d += blob(ragged(rng, x, y, r, r * 0.24, 7))
        rings += oval(x + r * 0.2, y, r * 0.26, r * 0.07) + oval(
            x - r * 0.3, y, r * 0.16, r * 0.045
        )
    return group(
        path(d, fill=mix(light.sky[1], light.sky[2], 0.4), fill_opacity=0.6),
        path(rings, stroke="#ffffff", stroke_width=unit * 0.0018, stroke_opacity=0.6, fill="none"),
    )


def stones(  # noqa: PLR0917 - a spot, a size and a distance, as trees have them
    canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0, colour: str = "#9b9a98"
) -> str:
    """A rock with a light top."""
    rng = canvas.rng
    ring = ragged(rng, x, y - size * 0.26, size * 0.5, size * 0.3, 8)
    tone = canvas.tone(colour, depth)
    lid = [(px - size * 0.04, y - size * 0.34 + (py - y + size * 0.26) * 0.55) for px, py in ring]
    top = "#ffffff" if canvas.nature.is_snowy else mix(colour, "#ffffff", 0.26)
    drawn = [path(blob(ring), fill=canvas.shade(tone, 0.14)),
             path(blob([(x + (px - x) * 0.82, py) for px, py in lid]),
                  fill=canvas.tone(top, depth))]  # fmt: skip
    return group(*drawn)


def trail(
    canvas: Canvas,
    *,
    start: tuple[float, float],
    end: tuple[float, float],
    wide: float,
    colour: str = "#e2c896",
) -> str:
    """A path that winds from far away down to the lower edge.

    Args:
        canvas: what it is drawn on.
        start: its far end, as shares of the width and the height.
        end: its near end.
        wide: how wide it is at the near end, as a share of the shorter side.
        colour: what it is made of.
    """
    rng, unit = canvas.rng, canvas.unit
    (sx, sy), (ex, ey) = start, end
    swing = rng.choice((-1, 1)) * rng.uniform(0.14, 0.24) * unit
    left, right = [], []
    for index in range(21):
        share = index / 20
        y = canvas.height * (sy + (ey - sy) * share**1.35)
        near = share**1.35
        x = canvas.width * (sx + (ex - sx) * share) + swing * math.sin(share * math.pi * 1.7) * (
            0.25 + 0.75 * near
        )
        half = unit * wide * (0.03 + 0.97 * near**1.25) / 2
        left.append((x - half, y))
        right.append((x + half, y))
    if canvas.nature.is_snowy:
        colour = "#d5e2ee"
    near_tone, far_tone = canvas.tone(colour), canvas.tone(colour, 0.45)
    d = f"{smooth(left)}L{smooth(list(reversed(right)))[1:]}Z"
    edge = path(d, stroke=canvas.shade(green(canvas, 0.1), 0.16), stroke_width=unit * 0.006,
                fill="none", stroke_opacity=0.4)  # fmt: skip
    return edge + ribbon(left, right, [(0, far_tone), (0.6, near_tone), (1, near_tone)])


def fence(canvas: Canvas, *, y: float, size: float, depth: float, gap: bool = True) -> str:
    """A wooden fence across the picture at a height in pixels, open in the middle by default."""
    colour = canvas.tone("#f3ead9" if canvas.rng.random() < 0.5 else "#b98c62", depth)
    d = ""
    half = canvas.unit * 0.2 if gap else 0.0
    spans = ((-2.0, canvas.width / 2 - half), (canvas.width / 2 + half, canvas.width + 2))
    for start, end in spans:
        if end <= start:
            continue
        for rail in (0.42, 0.78):
            d += box(start, y - size * rail, end - start, size * 0.09)
        number = max(int((end - start) / (size * 0.52)), 1)
        for index in range(number + 1):
            x = start + (end - start) * index / number
            d += poly([(x - size * 0.06, y), (x - size * 0.06, y - size * 0.92), (x, y - size),
                       (x + size * 0.06, y - size * 0.92), (x + size * 0.06, y)])  # fmt: skip
    shadow = box(-2, y - size * 0.02, canvas.width + 4, size * 0.06)
    return path(d, fill=colour) + path(shadow, fill=canvas.shade(colour, 0.6), fill_opacity=0.08)
