"""Outlines as path data: boxes, dots, smooth lines and blobs that a place is put together from.

It does not know colours, nor what an outline stands for.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

Spot = tuple[float, float]


def n(value: float) -> str:
    """Write a number with one decimal, which is enough for a pixel."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def at(x: float, y: float) -> str:
    """Write a point."""
    return f"{n(x)} {n(y)}"


def poly(points: Sequence[Spot]) -> str:
    """A closed shape with corners, drawn clockwise, so that shapes of one path add up."""
    turn = sum(
        ax * by - bx * ay
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True)
    )
    ring = points if turn >= 0 else points[::-1]
    return "M" + "L".join(at(x, y) for x, y in ring) + "Z"


def trace(points: Sequence[Spot]) -> str:
    """An open line with corners."""
    return "M" + "L".join(at(x, y) for x, y in points)


def box(x: float, y: float, width: float, height: float) -> str:
    """A rectangle."""
    return f"M{at(x, y)}h{n(width)}v{n(height)}h{n(-width)}z"


def dot(x: float, y: float, r: float) -> str:
    """A circle."""
    return oval(x, y, r, r)


def oval(x: float, y: float, rx: float, ry: float) -> str:
    """An ellipse, drawn the way round that `box` is, so that both add up in one path."""
    turn = f"a{n(rx)} {n(ry)} 0 1 1"
    return f"M{at(x - rx, y)}{turn} {n(2 * rx)} 0{turn} {n(-2 * rx)} 0z"


def arch(x: float, y: float, width: float, height: float) -> str:
    """An opening with a round top, whose foot's left corner is at (x, y)."""
    r = width / 2
    return f"M{at(x, y)}v{n(-(height - r))}a{n(r)} {n(r)} 0 0 1 {n(width)} 0v{n(height - r)}z"


def smooth(points: Sequence[Spot]) -> str:
    """An open soft line near the points, from the first to the last."""
    d = f"M{at(*points[0])}"
    for (x, y), (nx, ny) in pairwise(points[1:]):
        d += f"Q{at(x, y)} {at((x + nx) / 2, (y + ny) / 2)}"
    return f"{d}L{at(*points[-1])}"


def blob(points: Sequence[Spot]) -> str:
    """A closed soft shape near the points."""
    ring = [*points, points[0], points[1]]
    (ax, ay), (bx, by) = ring[0], ring[1]
    d = f"M{at((ax + bx) / 2, (ay + by) / 2)}"
    for (x, y), (nx, ny) in pairwise(ring[1:]):
        d += f"Q{at(x, y)} {at((x + nx) / 2, (y + ny) / 2)}"
    return f"{d}Z"


def leaf(x: float, y: float, *, reach: float, turn: float, width: float = 0.28) -> str:
    """A leaf from a point, `reach` long, turned from straight right in radians."""
    dx, dy = math.cos(turn) * reach, math.sin(turn) * reach
    sx, sy = -dy * width, dx * width
    tip = at(x + dx, y + dy)
    return (
        f"M{at(x, y)}Q{at(x + dx * 0.45 + sx, y + dy * 0.45 + sy)} {tip}"
        f"Q{at(x + dx * 0.45 - sx, y + dy * 0.45 - sy)} {at(x, y)}Z"
    )


def link(one: Spot, other: Spot) -> str:
    """A straight line."""
    return f"M{at(*one)}L{at(*other)}"


def bow(one: Spot, over: Spot, other: Spot) -> str:
    """A line from one point to another that bends towards a third."""
    return f"M{at(*one)}Q{at(*over)} {at(*other)}"


def ragged(  # noqa: PLR0917 - an ellipse, and how many corners it has
    rng: Random, x: float, y: float, rx: float, ry: float, number: int
) -> list[Spot]:
    """Points around an ellipse that is not quite round."""
    return [(x + math.cos(math.tau * k / number) * rx * rng.uniform(0.8, 1.1),
             y + math.sin(math.tau * k / number) * ry * rng.uniform(0.8, 1.1))
            for k in range(number)]  # fmt: skip


def filled(points: Sequence[Spot], bottom: float) -> str:
    """Everything from a soft line from left to right down to a height."""
    first, last = points[0], points[-1]
    line = smooth(points)[1:]
    return f"M{at(first[0], bottom)}L{line}L{at(last[0], bottom)}Z"
