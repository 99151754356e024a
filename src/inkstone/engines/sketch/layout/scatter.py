"""Scattering: a place by chance for what flies, swims, hangs or drifts, where least is hidden.

It does not know what the pieces are, nor how rows and relations are placed.
"""

import math
from dataclasses import replace
from random import Random

from inkstone.engines.sketch.layout.pieces import Field, Piece
from inkstone.engines.sketch.scene import Box

_ATTEMPTS = 140
#: How much of a zone the things in it may cover, so that chance finds places for all.
_SHARE = 0.3


def drift(piece: Piece, others: list[Piece], room: Field, rng: Random) -> None:
    """Move what floats along the water to where nothing hides it."""
    box, area = piece.box, room.area
    starts = [
        box.x,
        *(area.x + area.width * rng.uniform(0.0, 1.0) - box.width / 2 for _ in range(16)),
    ]
    moved = [inside(replace(box, x=x), area) for x in starts]
    costs = [
        sum(_overlap(one, other.box, margin=room.unit * 0.015) for other in others) for one in moved
    ]
    piece.box = moved[costs.index(min(costs))]


def scatter(
    piece: Piece, taken: list[Piece], room: Field, rng: Random, *, crowd: list[Piece]
) -> None:
    """Try places at random, ever smaller, and keep the one that covers least of the others."""
    area, unit = room.area, room.unit
    low, high = _heights(piece, room)
    best: tuple[float, Box] | None = None
    scale = _scale(piece, crowd, area.width * max(high - low, 1.0), room)
    for attempt in range(_ATTEMPTS):
        if attempt and attempt % 20 == 0:
            scale *= 0.86
        height = piece.size * unit * scale
        width = height * piece.aspect
        x = area.x + _across(piece, rng) * max(area.width - width, 0)
        y = low + rng.random() * max(high - height - low, 0)
        box = inside(Box(x=x, y=y, width=width, height=height), area)
        cost = sum(_overlap(box, other.box, margin=unit * 0.02) for other in taken)
        if piece.zone == "sky":
            cost *= 0.5
        if best is None or cost < best[0]:
            best = (cost, box)
        if cost <= 0:
            break
    assert best is not None, "at least one place was tried"
    piece.box = best[1]
    piece.depth = {"sky": 0.0, "air": 0.5, "wall": 0.6, "swim": 1.5}.get(piece.zone, 2.0)


def _scale(piece: Piece, crowd: list[Piece], space: float, room: Field) -> float:
    """How large things are that share a zone, so that all of them fit."""
    unit = room.unit
    covered = sum(one.size**2 * one.aspect for one in crowd) * unit**2
    floats = piece.zone == "swim" or room.is_weightless
    most = min(1.5 if floats else 1.0, 0.8 * room.area.width / (unit * piece.size * piece.aspect))
    return min(most, math.sqrt(_SHARE * space / max(covered, 1e-6)))


def _heights(piece: Piece, room: Field) -> tuple[float, float]:
    area = room.area
    if piece.zone == "swim":
        return area.y + area.height * 0.06, room.ground[0]
    if room.is_weightless:
        return area.y + area.height * 0.05, area.y + area.height * 0.95
    if piece.zone == "wall":
        return area.y + area.height * 0.02, area.y + (room.ground[0] - area.y) * 0.62
    low = max(room.air[0], area.y)
    return low, max(room.air[1], low + piece.size * room.unit * 1.15)


def _across(piece: Piece, rng: Random) -> float:
    match piece.known.at:
        case "left" | "top_left" | "bottom_left":
            return rng.uniform(0.0, 0.25)
        case "right" | "top_right" | "bottom_right":
            return rng.uniform(0.75, 1.0)
        case "centre":
            return rng.uniform(0.42, 0.58)
        case _ if piece.zone == "wall" and piece.known.count == 2:
            return (0.06 if piece.copy == 0 else 0.94) + rng.uniform(-0.04, 0.04)
        case _ if piece.zone == "sky":
            return rng.choice((rng.uniform(0.08, 0.3), rng.uniform(0.68, 0.9)))
        case _:
            return rng.uniform(0.03, 0.97)


def _overlap(one: Box, other: Box, *, margin: float) -> float:
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x) + margin
    tall = min(one.y + one.height, other.y + other.height) - max(one.y, other.y) + margin
    return max(wide, 0.0) * max(tall, 0.0)


def inside(box: Box, area: Box) -> Box:
    """Move a box into an area, and shrink one that is too large."""
    shrink = min(1.0, area.width / max(box.width, 1e-6), area.height / max(box.height, 1e-6))
    width, height = box.width * shrink, box.height * shrink
    x = min(max(box.x, area.x), area.x + area.width - width)
    y = min(max(box.y, area.y), area.y + area.height - height)
    return Box(x=x, y=y, width=width, height=height)
