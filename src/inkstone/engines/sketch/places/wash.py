"""Washes: soft changes of colour over large areas, laid as flat strips.

It does not know what they stand for. The renderer paints flat areas some sixty times faster than
gradients, and strips that differ by a step of one colour channel look the same.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.strokes import Spot, filled, n, poly
from inkstone.engines.sketch.vector.palette import channels, mix
from inkstone.engines.sketch.vector.svg import element, group

#: An offset from 0 to 1 and a colour.
Stop = tuple[float, str]
_STRIPS_MAX = 120


def colour_at(stops: list[Stop], share: float) -> str:
    """The colour at an offset."""
    for (a, one), (b, other) in pairwise(stops):
        if share <= b:
            return mix(one, other, min(max((share - a) / max(b - a, 1e-6), 0.0), 1.0))
    return stops[-1][1]


def _steps(stops: list[Stop]) -> float:
    """How many values of its most changing channel the colours go through."""
    return sum(
        max(abs(x - y) for x, y in zip(channels(a), channels(b), strict=True)) * 255
        for (_, a), (_, b) in pairwise(stops)
    )


def wash(
    canvas: Canvas,
    *,
    top: float,
    low: float,
    stops: list[Stop],
    left: float = -1.0,
    right: float | None = None,
) -> str:
    """Fill a rectangle downwards with changing colours; all edges are in pixels."""
    if low <= top:
        return ""
    right = canvas.width + 1 if right is None else right
    number = int(max(min(_steps(stops), _STRIPS_MAX, (low - top) / 2), 1))
    tall = (low - top) / number
    wide = n(right - left)
    drawn = []
    for index in range(number):
        y = top + tall * index
        # Each strip reaches under the next one, so that no seam shows at any scale.
        d = f"M{n(left)} {n(y)}h{wide}V{n(min(y + tall * 2, low))}h-{wide}z"
        drawn.append(f'<path d="{d}" fill="{colour_at(stops, (index + 0.5) / number)}"/>')
    return "".join(drawn)


def veil(
    canvas: Canvas, *, top: float, low: float, colour: str, strengths: tuple[float, ...]
) -> str:
    """Lay a translucent colour over the whole width, stronger or weaker downwards."""
    top, low = math.floor(top), math.ceil(low)
    number = max(min((low - top) // 3, 8 * (len(strengths) - 1)), 1)
    drawn = []
    for index in range(number):
        y, end = (top + (low - top) * k // number for k in (index, index + 1))
        place = (index + 0.5) / number * (len(strengths) - 1)
        base = min(int(place), len(strengths) - 2)
        strength = strengths[base] + (strengths[base + 1] - strengths[base]) * (place - base)
        d = f"M-1 {y}h{n(canvas.width + 2)}V{end}H-1z"
        drawn.append(f'<path d="{d}" fill="{colour}" fill-opacity="{strength:.3f}"/>')
    # Hard edges meet at whole pixels; soft ones would show as lines.
    return group(*drawn, shape_rendering="crispEdges")


def folds(
    canvas: Canvas, points: list[Spot], *, bottom: float, stops: list[Stop], reach: float
) -> str:
    """Fill from a soft line down to `bottom`; its colours follow the line over `reach` pixels."""
    name = canvas.defs.add("path", "", d=filled(points, bottom))
    number = max(min(int(reach / 3), int(_steps(stops) / 2.5), 26), 3)
    drawn = []
    for index in range(number + 1):
        share = index / number
        colour = colour_at(stops, share)
        drop = reach * share
        drawn.append(element("use", href=f"#{name}", y=round(drop, 1) or None, fill=colour))
    return group(*drawn)


def flanks(canvas: Canvas, *, colour: str, strength: float, reach: float) -> str:
    """Lay a translucent colour along both sides, stronger towards the edges.

    Args:
        canvas: what it is drawn on.
        colour: what is laid over it.
        strength: how much of it there is at the edges.
        reach: how far it goes in, as a share of the width.
    """
    number = 14
    drawn = []
    wide = canvas.width * reach
    for index in range(number):
        a, b = (round(wide * k / number) for k in (index, index + 1))
        share = (1 - (index + 0.5) / number) ** 1.6 * strength
        d = f"M{a} {n(canvas.top)}H{b}V{n(canvas.height + 2)}H{a}z"
        right = canvas.width - b
        d += f"M{n(right)} {n(canvas.top)}h{b - a}V{n(canvas.height + 2)}h{a - b}z"
        drawn.append(f'<path d="{d}" fill="{colour}" fill-opacity="{share:.3f}"/>')
    return group(*drawn, shape_rendering="crispEdges")


def ribbon(left: Sequence[Spot], right: Sequence[Spot], stops: list[Stop]) -> str:
    """Fill what lies between two lines that run down the picture side by side.

    Args:
        left: one line, from its far end to its near one.
        right: the other one, with as many points.
        stops: the colours on the way.
    """
    number = len(left) - 1
    drawn = []
    for index, ((a, b), (c, d)) in enumerate(zip(pairwise(left), pairwise(right), strict=True)):
        # Each piece reaches under the next one, so that no seam shows.
        piece = poly([a, c, (d[0], d[1] + 1.2), (b[0], b[1] + 1.2)])
        drawn.append(f'<path d="{piece}" fill="{colour_at(stops, (index + 0.5) / number)}"/>')
    return "".join(drawn)
