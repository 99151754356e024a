"""The theatre: a stage between red curtains.

It does not know who appears there.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.places.strokes import (
    at,
    bow,
    box,
    dot,
    link,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def stage(canvas: Canvas) -> Plan:
    """Red curtains, beams of light on the boards, lamps along the edge."""
    rng, unit, width, height = canvas.rng, canvas.unit, canvas.width, canvas.height
    red = (
        rng.choice(("#b3323a", "#a32f4c", "#7a3f8f", "#2f5f8f"))
        if rng.random() < 0.4
        else "#b3323a"
    )
    back = mix(red, "#1c1838", 0.72)
    line = height * 0.7
    drawn = [
        wash(
            canvas,
            top=-1,
            low=line + 2,
            stops=[(0, mix(back, "#0c0c20", 0.4)), (0.6, back), (1, mix(back, "#f0c08a", 0.16))],
        )
    ]
    drawn.append(_backdrop_folds(canvas, line, back))
    wood = "#b07a4c"
    drawn.append(
        wash(
            canvas,
            top=line,
            low=height + 1,
            stops=[
                (0, mix(wood, "#1c1838", 0.4)),
                (0.35, wood),
                (0.8, mix(wood, "#ffe2b0", 0.16)),
                (1, wood),
            ],
        )
    )
    lens = Lens.of(canvas, horizon=0.4)
    d = "".join(
        link(lens.spot(k * 0.16, 0, 2.1), lens.spot(k * 0.16, 0, 0.9)) for k in range(-16, 17)
    )
    drawn.append(
        path(
            d,
            stroke=mix(wood, "#2a1620", 0.4),
            stroke_width=unit * 0.003,
            fill="none",
            stroke_opacity=0.6,
        )
    )
    drawn.append(_beams(canvas))
    drawn.append(
        path(
            oval(width / 2, height * 0.86, min(width * 0.34, unit * 0.5), height * 0.055),
            fill="#fff3cf",
            fill_opacity=0.34,
        )
    )
    for side in (-1, 1):
        drawn.append(_curtain(canvas, side, red))
    drawn += [_valance(canvas, red), _footlights(canvas, height * 0.985)]
    return Plan(svg=group(*drawn), ground=(0.8, 0.93), air=(0.2, 0.45), is_dark=True)


def _backdrop_folds(canvas: Canvas, low: float, tone: str) -> str:
    step = canvas.unit * 0.07
    d = "".join(
        box(step * (k * 2), canvas.tall * 0.08, step * 0.8, low - canvas.tall * 0.08)
        for k in range(int(canvas.width / step / 2) + 1)
    )
    return path(d, fill=mix(tone, "#ffffff", 0.05))


def _beams(canvas: Canvas) -> str:
    unit, width, height = canvas.unit, canvas.width, canvas.height
    drawn = []
    reach = canvas.rng.uniform(0.18, 0.32)
    tints = canvas.rng.choice(
        (("#ffe6a8", "#fff6dc"), ("#ffd0e0", "#fff6dc"), ("#cfe6ff", "#fff6dc"))
    )
    for share, tint, opacity in (
        (-reach, tints[0], 0.16),
        (reach, tints[0], 0.16),
        (0.0, tints[1], 0.2),
    ):
        x = width / 2 + share * min(width, unit * 1.6)
        foot = width / 2 + share * unit * 0.3
        beam = [
            (x - unit * 0.03, -2),
            (x + unit * 0.03, -2),
            (foot + unit * 0.24, height * 0.87),
            (foot - unit * 0.24, height * 0.87),
        ]
        drawn.append(path(poly(beam), fill=tint, fill_opacity=opacity))
    return group(*drawn)


def _curtain(canvas: Canvas, side: int, red: str) -> str:
    """A curtain that is drawn to one side and tied."""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    edge = width / 2 + side * (width / 2 + 4)
    reach = min(width * 0.24, unit * 0.3)
    tie, low = height * 0.56, height * 0.9

    def x_at(share: float, y: float) -> float:
        """How far a fold is from the edge at a height."""
        wide = 1 - 0.42 * math.pow(y / tie, 1.8)
        if y >= tie:
            wide = 0.58 + 0.2 * math.pow((y - tie) / (low - tie), 0.8)
        return edge - side * reach * wide * share

    drawn = []
    number = 6
    ys = [height * 0.05 * k for k in range(19) if height * 0.05 * k <= low] + [low]
    for k in range(number, 0, -1):
        near, far = k / number, (k - 1) / number
        outline = [(x_at(near, y), y) for y in ys] + [(x_at(far, y), y) for y in reversed(ys)]
        tone = mix(red, "#ffffff", 0.1) if k % 2 else mix(red, "#2a0c24", 0.24)
        drawn.append(path(poly([(outline[0][0], -4), *outline, (outline[-1][0], -4)]), fill=tone))
    gold = "#e6b84f"
    drawn.append(
        path(
            box(
                min(edge, x_at(1.04, tie)),
                tie - unit * 0.014,
                abs(edge - x_at(1.04, tie)),
                unit * 0.028,
            ),
            fill=gold,
        )
    )
    fringe = "".join(dot(x_at(share / 10, low), low, unit * 0.009) for share in range(11))
    return group(*drawn, path(fringe, fill=gold))


def _valance(canvas: Canvas, red: str) -> str:
    """Swags of cloth along the upper edge, with a golden fringe."""
    unit, width = canvas.unit, canvas.width
    low = max(canvas.tall * 0.075, min(canvas.stage.text_low * canvas.height, canvas.height * 0.3))
    number = max(round(width / (unit * 0.25)), 3)
    step = width / number
    swags = fringe = shade = ""
    for k in range(number):
        x = step * k
        swags += f"M{at(x - 1, -2)}H{n(x + step + 1)}V{n(low * 0.72)}"
        swags += f"Q{at(x + step / 2, low * 1.7)} {at(x - 1, low * 0.72)}Z"
        fringe += f"M{at(x, low * 0.72)}Q{at(x + step / 2, low * 1.7)} {at(x + step, low * 0.72)}"
        for depth in (0.3, 0.62):
            y = low * 0.72 * depth
            shade += bow((x, y), (x + step / 2, low * 1.6 * depth), (x + step, y))
    return group(path(swags, fill=mix(red, "#2a0c24", 0.08)),
                 path(shade, stroke=mix(red, "#2a0c24", 0.36), stroke_width=unit * 0.007,
                      fill="none"),
                 path(fringe, stroke="#e6b84f", stroke_width=unit * 0.014,
                      fill="none"))  # fmt: skip


def _footlights(canvas: Canvas, y: float) -> str:
    unit, width = canvas.unit, canvas.width
    number = max(round(width / (unit * 0.11)), 6)
    base = path(box(-2, y - unit * 0.008, width + 4, unit * 0.04), fill="#5a3326")
    halo = "".join(
        dot(width * (k + 0.5) / number, y - unit * 0.008, unit * 0.032) for k in range(number)
    )
    bulbs = "".join(
        dot(width * (k + 0.5) / number, y - unit * 0.01, unit * 0.012) for k in range(number)
    )
    return group(base, path(halo, fill="#ffe08a", fill_opacity=0.3), path(bulbs, fill="#fff3cf"))
