"""What closes in a wood: trunks, leaves above, and light that falls between them.

It does not know which wood it is.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.strokes import (
    at,
    blob,
    bow,
    dot,
    leaf,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.vector.svg import group, path

BIRCH = ("#efe9df", "#4b4a4a")
PINE = ("#7b5a47", "#5e4437")


def trunks(
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
        knee, top = foot - half * 5, x + lean
        d += bow((x - half * 1.7, foot), (x - half, knee), (top - half * 0.8, -4))
        d += f"H{n(top + half * 0.8)}Q{at(x + half, knee)} {at(x + half * 1.7, foot)}Z"
        if rng.random() < 0.6:
            py, side = foot * rng.uniform(0.3, 0.7), rng.choice((-1, 1))
            end = (x + side * wide * 2.2, py - wide * 1.4)
            boughs += bow((x, py), (x + side * wide, py - wide * 0.3), end)
        if bark is BIRCH:
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


def rays(canvas: Canvas) -> str:
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


def giants(canvas: Canvas, bark: tuple[str, str]) -> str:
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
            if bark is BIRCH:
                marks += oval(px, py, half * rng.uniform(0.2, 0.4), half * 0.09)
            else:
                marks += leaf(
                    px, py, reach=half * rng.uniform(0.7, 1.5), turn=math.pi / 2, width=0.08
                )
        drawn += [path(body, fill=tone), path(shade, fill=canvas.shade(tone, 0.2)),
                  path(marks, fill=canvas.tone(bark[1], 0.0))]  # fmt: skip
        if not canvas.nature.is_snowy and bark is PINE:
            moss = blob([(x - half * 2.2, foot - half * 0.1),
                         (x - half * 1.1, foot - half * 1.6),
                         (x - half * 0.5, foot - half * 1.1),
                         (x + half * 0.2, foot - half * 1.5),
                         (x + half * 0.6, foot - half * 0.6),
                         (x + half * 2.0, foot - half * 0.1)])  # fmt: skip
            drawn.append(path(moss, fill=canvas.tone("#6fa54f", 0.02)))
    return group(*drawn)


def canopy(canvas: Canvas) -> str:
    """Leaves that hang in from above."""
    rng, unit = canvas.rng, canvas.unit
    if canvas.nature.is_bare:
        d = ""
        for _ in range(canvas.count(12)):
            x, side = rng.random() * canvas.width, rng.choice((-1, 1))
            over = (x + side * unit * 0.05, unit * 0.06)
            d += bow((x, -4), over, (x + side * unit * 0.16, unit * 0.08))
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
