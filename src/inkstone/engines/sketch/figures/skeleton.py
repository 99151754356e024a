"""The skeleton: where the joints of a body are in a pose.

It does not know what covers the bones.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from inkstone.engines.sketch.figures.builds import Build
from inkstone.engines.sketch.figures.ink import Matrix, Spot, applied, posed, times
from inkstone.engines.sketch.figures.poses import Joints, Reach

#: The trunk's own space: shoulders at 36 to either side, the neck's base at 0, the hips at 112.
TRUNK_HALF = 36.0
TRUNK_TALL = 112.0
#: How deep a body is from chest to back, for its width.
_DEPTH = 0.6
Limb = tuple[Spot, Spot, Spot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bones:
    """A body in a pose; the hips' middle is the origin before it is turned."""

    build: Build
    joints: Joints
    root: Matrix
    #: The trunk's space, where lengths across are as they look turned.
    trunk: Matrix
    head: Matrix
    #: How far the head is turned to the right, in degrees.
    face: float
    near_arm: Limb
    far_arm: Limb
    near_leg: Limb
    far_leg: Limb
    #: The legs before the whole body is turned.
    near_plain: Limb
    far_plain: Limb

    @property
    def turn(self) -> float:
        """How wide the trunk looks, for how wide it is."""
        return squashed(self.joints.yaw)

    def at(self, x: float, y: float) -> Spot:
        """Where a point of the body is, measured from the middle of the hips."""
        return applied(self.root, x, y)


def squashed(yaw: float) -> float:
    """How wide something as deep as a trunk looks from an angle."""
    across, deep = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))
    return math.hypot(across, _DEPTH * deep)


def skeleton(build: Build, joints: Joints) -> Bones:
    """Put a body into a pose."""
    root = posed(0, 0, angle=joints.root)
    narrow = squashed(joints.yaw)
    upright = posed(0, 0, angle=joints.lean)
    neck = applied(upright, 0, -build.torso)
    high = build.torso / TRUNK_TALL
    wide = build.shoulder / TRUNK_HALF * narrow
    trunk = posed(*neck, angle=joints.lean, sx=wide, sy=high)
    tilt = joints.lean * 0.4 + joints.tilt
    pivot = applied(upright, 2 * math.sin(math.radians(joints.yaw)), -build.torso - build.neck + 4)
    head = times(
        posed(*pivot, angle=tilt, sx=build.head),
        posed(9 * math.sin(math.radians(joints.yaw)), -52),
    )
    spaces = {"trunk": times(trunk, posed(0, 0, sx=1 / narrow, sy=1)), "head": head}
    across = math.cos(math.radians(joints.yaw)) * 0.94
    shoulder = build.shoulder * across
    stance = build.stance * max(across, 0.35)

    def arm(reach: Reach, side: float) -> Limb:
        top = applied(upright, side * shoulder, -build.torso + build.drop * high)
        return _moved(root, _arm(build, reach, top, spaces))

    def leg(angles: tuple[float, float], side: float) -> Limb:
        return _hung((side * stance, 0), angles, (build.thigh, build.shin))

    near, far = leg(joints.near_leg, -1), leg(joints.far_leg, 1)
    if joints.base == "feet":
        ground = (build.thigh + build.shin) * 0.994
        near = reaching(near[0], (near[2][0], ground), (build.thigh, build.shin), bend=-1)
        far = reaching(far[0], (far[2][0], ground - 2), (build.thigh, build.shin), bend=-1)
    return Bones(
        build=build,
        joints=joints,
        root=root,
        trunk=times(root, trunk),
        head=times(root, head),
        face=min(joints.yaw * 0.8 + joints.face, 46),
        near_arm=arm(joints.near_arm, -1),
        far_arm=arm(joints.far_arm, 1),
        near_leg=_moved(root, near),
        far_leg=_moved(root, far),
        near_plain=near,
        far_plain=far,
    )


def _moved(root: Matrix, limb: Limb) -> Limb:
    a, b, c = limb
    return applied(root, *a), applied(root, *b), applied(root, *c)


def _arm(build: Build, reach: Reach, top: Spot, spaces: Mapping[str, Matrix]) -> Limb:
    lengths = (build.upper, build.fore)
    if isinstance(reach[0], str):
        space, x, y, bend = reach
        goal = applied(spaces[str(space)], float(x), float(y))
        return _folded(top, goal, lengths) if bend == 0 else reaching(top, goal, lengths, bend=bend)
    return _hung(top, (reach[0], reach[1]), lengths)


def _hung(top: Spot, angles: tuple[float, float], lengths: tuple[float, float]) -> Limb:
    points = [top]
    for angle, length in zip(angles, lengths, strict=True):
        x, y = points[-1]
        turned = math.radians(angle)
        points.append((x + length * math.sin(turned), y + length * math.cos(turned)))
    return points[0], points[1], points[2]


def _folded(top: Spot, goal: Spot, lengths: tuple[float, float]) -> Limb:
    """An arm whose elbow is below its shoulder, pointing forward as far as the hand is near."""
    for step in range(20, 3, -1):
        share = lengths[0] * step / 20
        joint = (top[0] + share * 0.24, top[1] + share * 0.97)
        if math.dist(joint, goal) <= lengths[1]:
            return top, joint, goal
    return reaching(top, goal, lengths, bend=1)


def reaching(top: Spot, goal: Spot, lengths: tuple[float, float], *, bend: float) -> Limb:
    """Two bones from a joint to a point; they stretch where it is too far."""
    first, second = lengths
    dx, dy = goal[0] - top[0], goal[1] - top[1]
    distance = max(math.hypot(dx, dy), 1e-6)
    longest = (first + second) * 0.998
    if distance > longest:
        first, second = first * distance / longest, second * distance / longest
    distance = max(distance, abs(first - second) + 0.5)
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    inner = math.acos(min(max(cosine, -1.0), 1.0)) * bend
    along = math.atan2(dy, dx) + inner
    joint = (top[0] + first * math.cos(along), top[1] + first * math.sin(along))
    return top, joint, (top[0] + dx, top[1] + dy)
