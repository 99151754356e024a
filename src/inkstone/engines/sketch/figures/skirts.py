"""Skirts: what hangs from the waist over the legs, standing or seated.

It does not know the upper half of a garment.
"""

import math

from inkstone.engines.sketch.figures.ink import Ink, Spot, applied, mix, posed
from inkstone.engines.sketch.figures.limbs import Body
from inkstone.engines.sketch.figures.outfits import Cloth
from inkstone.engines.sketch.figures.skeleton import Limb

_STEEP = 48.0


def draw_skirts(body: Body) -> None:
    """Draw the skirts of all garments, the outermost last."""
    for slot in ("bottom", "top", "whole", "over"):
        cloth = body.worn(slot)
        if cloth is None or not cloth.cut.skirt:
            continue
        with body.ink.space(posed(0, 0, angle=body.bones.joints.root)):
            # A tutu stands off from the legs, however they are lifted.
            if is_folded(body) and cloth.cut.flare < 1:
                _seated(body, cloth)
            else:
                _hanging(body, cloth)


def is_folded(body: Body) -> bool:
    """Whether the thighs are lifted, so that a skirt lies on them."""
    joints = body.bones.joints
    return max(abs(joints.near_leg[0]), abs(joints.far_leg[0])) > _STEEP


def on_limb(limb: Limb, place: float) -> Spot:
    """A point of a leg: 0 its top, 1 the knee, 2 the ankle."""
    start, end = (limb[0], limb[1]) if place <= 1 else (limb[1], limb[2])
    share = place if place <= 1 else place - 1
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _waist(body: Body, cloth: Cloth) -> tuple[Spot, Spot, Spot, Spot]:
    """Both sides of the waist and of the hips."""
    build, narrow = body.bones.build, body.bones.turn
    upright = posed(0, 0, angle=body.bones.joints.lean)
    wide = cloth.cut.wide
    high = build.torso * (0.3 if cloth.cut.slot == "bottom" else 0.36)
    waist, hip = build.waist * narrow * wide * 1.02, build.hip * narrow * wide * 1.04
    return (
        applied(upright, -waist, -high), applied(upright, waist, -high),
        applied(upright, -hip, -6), applied(upright, hip, -6),
    )  # fmt: skip


def _hanging(body: Body, cloth: Cloth) -> None:
    build, cut, ink = body.bones.build, cloth.cut, body.ink
    left, right, hip_left, hip_right = _waist(body, cloth)
    near, far = (on_limb(leg, cut.skirt) for leg in (body.bones.near_plain, body.bones.far_plain))
    length = cut.skirt * build.thigh
    thick = build.leg[1] if cut.skirt < 1.4 else build.leg[2] + 4
    flare = cut.flare * length * 0.5
    reach = max(thick + 2 + flare, 4)
    low = max(near[1], far[1]) if cut.skirt > 1.4 else (near[1] + far[1]) / 2 + 2
    # A hem is at least as wide as what it hangs from, unless it is cut narrow.
    x1 = min(min(near[0], far[0]) - reach, hip_left[0] if cut.flare > 0.05 else 0)
    x2 = max(max(near[0], far[0]) + reach, hip_right[0] if cut.flare > 0.05 else 0)
    sway = body.bones.joints.lean * 0.5
    x1 -= sway * 1.6
    hem1: Spot = (x1, low - 3 - flare * 0.08, 1)
    hem2: Spot = (x2, low - 3 - flare * 0.08, 1)
    span = x2 - x1
    dip = 4 + flare * 0.1
    waves: list[Spot] = [
        (x2 - span * share, low + dip * (1 if index % 2 == 0 else 0.3))
        for index, share in enumerate((0.2, 0.4, 0.6, 0.8))
    ]
    flank: Spot = (
        hip_right[0] + (x2 - hip_right[0]) * 0.52, hip_right[1] + (low - hip_right[1]) * 0.5
    )  # fmt: skip
    points: list[Spot] = [
        (*left, 1), (*right, 1), hip_right, flank, hem2, *waves, hem1,
        (hip_left[0] + (x1 - hip_left[0]) * 0.52, hip_left[1] + (low - hip_left[1]) * 0.5),
        hip_left,
    ]  # fmt: skip
    ink.shape(points, cloth.colour, pattern=body.pattern(cloth))
    wide = right[0] - left[0]
    inner: Spot = (right[0] - wide * 0.22, left[1] + 4, 1)
    ink.shade([(*right, 1), hip_right, flank, hem2, (*waves[0], 1), inner])
    _folds(ink, cloth, (left, right), (x1, x2), low)
    if cut.slot == "over":
        middle = (left[0] + right[0]) / 2 + 9 * math.sin(math.radians(body.bones.joints.yaw))
        ink.stroke(
            [(middle, left[1]), ((x1 + x2) / 2 + 4, low)], mix(cloth.colour, "#2a1838", 0.3), 2
        )


def _folds(
    ink: Ink, cloth: Cloth, waist: tuple[Spot, Spot], hem: tuple[float, float], low: float
) -> None:
    left, top, right = waist[0][0], waist[0][1], waist[1][0]
    span, wide = hem[1] - hem[0], right - left
    if cloth.cut.flare < 0.1 or low - top < 40:
        return
    for share, deep in ((0.28, 0.1), (0.55, 0.12)):
        x = hem[0] + span * share
        peak = left + wide * (0.2 + share * 0.6)
        ink.shade(
            [(peak, top + (low - top) * 0.25, 1), (x + span * 0.055, low + 1, 1),
             (x - span * 0.03, low + 1, 1)], opacity=deep,
        )  # fmt: skip


def _seated(body: Body, cloth: Cloth) -> None:
    """Draw a skirt that lies on bent legs: the outline around waist, hips, knees and hem."""
    build, cut = body.bones.build, cloth.cut
    left, right, hip_left, hip_right = _waist(body, cloth)
    a, b, c = build.leg
    circles: list[tuple[Spot, float]] = [(left, 2), (right, 2), (hip_left, 6), (hip_right, 6)]
    limbs = [body.bones.near_plain]
    if not body.bones.joints.is_one_legged:
        limbs.append(body.bones.far_plain)
    for limb in limbs:
        circles.append((limb[0], a + 3))
        circles.append((on_limb(limb, min(cut.skirt, 1)), b + 4))
        if cut.skirt > 1:
            circles.append((on_limb(limb, min(cut.skirt, 1.9)), c + 4 + 12 * max(cut.flare, 0)))
    points = hull(circles)
    body.ink.shape(points, cloth.colour, pattern=body.pattern(cloth))
    _under_fold(body.ink, points)


def _under_fold(ink: Ink, points: list[Spot]) -> None:
    """Darken the lower edge of an outline without dents."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    tall = max(y for _, y in points) - middle_y
    is_low = [(y - middle_y) + 0.35 * (x - middle_x) > tall * 0.55 for x, y in points]
    count = len(points)
    start = next((i for i in range(count) if is_low[i] and not is_low[i - 1]), None)
    if start is None:
        return
    edge: list[Spot] = []
    while is_low[(start + len(edge)) % count] and len(edge) < count:
        edge.append(points[(start + len(edge)) % count])
    if len(edge) > 2:
        inner = [(x + (middle_x - x) * 0.2, y + (middle_y - y) * 0.22) for x, y in edge[1:-1]]
        ink.shade([(*edge[0], 1), *edge[1:-1], (*edge[-1], 1), *inner[::-1]], opacity=0.12)


def hull(circles: list[tuple[Spot, float]]) -> list[Spot]:
    """The outline around circles, without dents."""
    dots = sorted(
        (x + r * math.cos(step * math.pi / 7), y + r * math.sin(step * math.pi / 7))
        for (x, y), r in circles
        for step in range(14)
    )
    chains: list[list[tuple[float, float]]] = []
    for row in (dots, dots[::-1]):
        chain: list[tuple[float, float]] = []
        for dot in row:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], dot) <= 0:
                chain.pop()
            chain.append(dot)
        chains.append(chain[:-1])
    points = chains[0] + chains[1]
    # Neighbours that are nearly one would make the smooth outline wriggle.
    kept = [points[0]]
    for point in points[1:]:
        if math.dist(point, kept[-1]) > 5:
            kept.append(point)
    return list(kept)


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
