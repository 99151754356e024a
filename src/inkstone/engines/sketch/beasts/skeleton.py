"""Skeletons of four-legged animals: where joints are in each pose.

It does not know any colour. The ground is y = 0, up is less, right is where the animal looks.
"""

from dataclasses import dataclass
from math import hypot

from inkstone.engines.sketch.beasts.curves import Joint, Point, bearing, polar
from inkstone.engines.sketch.beasts.species import Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """How a pose moves a body; feet are shares of the leg's length from below their joint."""

    #: Forward and up, of the near and the far fore foot, then the near and the far hind foot.
    feet: tuple[Point, Point, Point, Point]
    #: How far the chest rises against the rump, in degrees.
    pitch: float = 0.0
    #: How far legs carry the body, as a share of their length.
    tall: float = 1.0
    #: What is added to the neck's usual angle, in degrees.
    neck: float = 0.0
    #: How far the head hangs, clockwise.
    nod: float = 0.0
    tail: float = 0.0
    #: Whether the head goes down to the ground.
    is_low: bool = False


STANCES: dict[str, Stance] = {
    "stand": Stance(feet=((0.1, 0), (-0.1, 0), (-0.12, 0), (0.12, 0))),
    "look": Stance(feet=((0.1, 0), (-0.1, 0), (-0.12, 0), (0.12, 0)), neck=16, nod=-14, tail=10),
    "walk": Stance(feet=((0.34, 0.04), (-0.22, 0.1), (-0.34, 0.02), (0.3, 0)), tail=8),
    "run": Stance(feet=((0.86, 0.34), (0.62, 0.16), (-0.8, 0.3), (-0.56, 0.12)), neck=-14, tail=24),
    "jump": Stance(
        feet=((0.66, 0.52), (0.5, 0.36), (-0.76, -0.06), (-0.56, -0.12)), pitch=20, neck=-4, tail=14
    ),
    "graze": Stance(feet=((0.12, 0), (-0.1, 0), (-0.1, 0), (0.14, 0)), is_low=True, tail=-8),
    "paw": Stance(feet=((0.52, 0.5), (0.0, 0), (0.0, 0), (0.2, 0)), neck=-4, tail=30, pitch=3),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Where a leg's joints are, from its root to its foot."""

    root: Point
    foot: Point
    is_fore: bool
    is_near: bool
    #: Whether it lies along the ground.
    is_flat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """Where an animal's joints are."""

    #: From the rump to the chest.
    spine: tuple[Joint, ...]
    neck: tuple[Joint, ...]
    legs: tuple[Leg, ...]
    #: The middle of the head, and how far it hangs clockwise.
    head: Point
    nod: float
    #: Where the tail begins.
    tail: Point
    tail_turn: float
    #: A folded hind leg that is seen from the side: its middle and its half width.
    haunch: Joint | None = None

    def on(self, along: float, across: float) -> Joint:
        """A point of the trunk, with its half height there.

        `along` is 0 at the rump and 1 at the chest, `across` -1 on the belly and 1 on the back.
        """
        last = len(self.spine) - 1
        place = min(max(along, -0.4), 1.4) * last
        i = min(max(int(place), 0), last - 1)
        t = place - i
        (x0, y0, r0), (x1, y1, r1) = self.spine[i], self.spine[i + 1]
        x, y, r = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, r0 + (r1 - r0) * t
        dx, dy = x1 - x0, y1 - y0
        length = hypot(dx, dy) or 1.0
        return x + dy / length * r * across, y - dx / length * r * across, r


def standing(traits: Traits, stance: Stance) -> Skeleton:
    """The joints of an animal on its four feet."""
    long, chest, rump = traits.num("long", 80), traits.num("chest", 26), traits.num("rump", 24)
    # However short its legs are, a belly does not sink into the ground.
    legs = max(traits.num("legs", 55), max(chest, rump, traits.num("waist")) + 5)
    height = legs * stance.tall
    hip = (0.0, -height)
    pitch = stance.pitch + traits.num("rise")
    shoulder = polar(*hip, pitch, long)
    if stance.is_low:
        shoulder = _bowed(traits, hip, shoulder)
    spine = trunk(traits, hip, shoulder, rump, chest)
    neck, head, nod = _neck(traits, shoulder, chest, stance)
    roots = (shoulder, hip)
    # Legs stand under the ends of the trunk, so that its outline goes straight down into them.
    top = traits.num("leg_top", 14)
    shifts = (max(chest - top * 0.82, 0) * 0.5, -max(rump - top, 0) * 0.7)
    found = []
    for i, (forward, up) in enumerate(stance.feet):
        x, y = roots[i // 2]
        root = (x + shifts[i // 2], y)
        drop = legs if stance.pitch > 5 or i >= 2 else -root[1]
        # A body that leans carries its hind feet lower, one that leaps takes all of them along.
        ground = 0.0 if stance.pitch <= 5 else root[1] + drop
        foot = (root[0] + forward * legs, ground - up * legs)
        found.append(Leg(root=root, foot=foot, is_fore=i < 2, is_near=i % 2 == 0))
    tail = (spine[0][0] - spine[0][2] * 0.55, spine[0][1] - spine[0][2] * 0.55)
    return Skeleton(spine=spine, neck=neck, legs=tuple(found), head=head, nod=nod, tail=tail,
                    tail_turn=stance.tail + stance.pitch)  # fmt: skip


def trunk(
    traits: Traits, hip: Point, shoulder: Point, rump: float, chest: float
) -> tuple[Joint, ...]:
    """The trunk's spine from its rump to its chest."""
    waist = traits.num("waist", (rump + chest) / 2 * 0.94)
    dx, dy = shoulder[0] - hip[0], shoulder[1] - hip[1]
    length = hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    # The back is level: a waist that is thinner than both ends is drawn in from below.
    rise = (rump + chest) / 2 - waist + traits.num("hump")
    middle = (hip[0] + dx * 0.5 + uy * rise, hip[1] + dy * 0.5 - ux * rise)
    return ((*hip, rump), (*middle, waist), (*shoulder, chest))


def _bowed(traits: Traits, hip: Point, shoulder: Point) -> Point:
    """The shoulder of one whose neck is too short to reach the ground from where it stands."""
    reach = traits.num("neck", 24) + 28 * traits.num("head", 0.6) + traits.num("chest", 26) * 0.6
    low = -shoulder[1] - reach - 16 * traits.num("head", 0.6)
    if low <= 0:
        return shoulder
    long = hypot(shoulder[0] - hip[0], shoulder[1] - hip[1])
    drop = min(low, traits.num("legs", 55) * 0.42)
    down = min(drop / max(long, 1.0), 0.7)
    return hip[0] + long * (1 - down * down) ** 0.5, shoulder[1] + drop


def _neck(
    traits: Traits, shoulder: Point, chest: float, stance: Stance
) -> tuple[tuple[Joint, ...], Point, float]:
    long, thick = traits.num("neck", 24), traits.num("neck_r", 16)
    scale = traits.num("head", 0.6)
    base = (shoulder[0] + chest * 0.2, shoulder[1] - chest * 0.28)
    if stance.is_low:
        low = -traits.num("head_low", 30) * scale
        goal = (base[0] + max(long * 0.55, chest * 0.9), low)
        angle, nod = bearing(base, goal), traits.num("graze_nod", 20)
        long = min(max(hypot(goal[0] - base[0], goal[1] - base[1]), long * 0.8), long * 1.3 + chest)
    else:
        # What has a long neck does not throw it back as far.
        angle = traits.num("neck_up", 50) + stance.neck + stance.pitch * 0.5
        nod = stance.nod - stance.pitch * 0.3
    end = polar(*base, angle, long)
    bow = traits.num("neck_bow") * (-1 if stance.is_low else 1)
    middle = polar(*base, angle + bow, long * 0.52)
    spine = ((*base, chest * traits.num("neck_base", 0.78)), (*middle, (chest * 0.6 + thick) / 2),
             (*end, thick))  # fmt: skip
    return spine, end, nod
