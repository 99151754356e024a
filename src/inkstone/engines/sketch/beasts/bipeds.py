"""Animals on two legs with a heavy tail: kangaroos, and dinosaurs that hunt.

It does not know which of them it draws: all that differs is in their traits.
"""

from random import Random

from inkstone.engines.sketch.beasts.backs import behind_the_back
from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Joint, Outline, Point, corners, polar, tube
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.heads import head
from inkstone.engines.sketch.beasts.limbs import tail
from inkstone.engines.sketch.beasts.marks import body_marks, lower_shade
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Skeleton, trunk
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn_body import wear_on_back, wear_on_neck, wear_on_trunk
from inkstone.engines.sketch.scene import Garment

#: Forward and up, in shares of the leg, of the near and the far foot; how the trunk leans.
_STEPS: dict[str, tuple[Point, Point, float]] = {"stand": ((0.06, 0), (0.3, 0), 0),
                                                 "look": ((0.06, 0), (0.3, 0), 8),
                                                 "walk": ((0.42, 0.0), (-0.3, 0.1), -4),
                                                 "run": ((0.66, 0.2), (-0.62, 0.24), -12),
                                                 "jump": ((0.44, 0.34), (0.66, 0.44), 4),
                                                 "graze": ((0.06, 0), (0.3, 0), -30),
                                                 "paw": ((0.06, 0), (0.3, 0), 4)}  # fmt: skip


def _bones(traits: Traits, stance: str) -> Skeleton:
    _, _, lean = _STEPS.get(stance, _STEPS["stand"])
    legs, long = traits.num("legs", 70), traits.num("long", 60)
    chest, rump = traits.num("chest", 22), traits.num("rump", 30)
    hip = (0.0, -legs)
    angle = traits.num("rise", 50) + lean
    shoulder = polar(*hip, angle, long)
    spine = trunk(traits, hip, shoulder, rump, chest)
    base = (shoulder[0] + chest * 0.1, shoulder[1] - chest * 0.2)
    up = traits.num("neck_up", 70) + lean
    end = polar(*base, up, traits.num("neck", 34))
    middle = ((base[0] + end[0]) / 2, (base[1] + end[1]) / 2)
    thick = traits.num("neck_r", 11)
    neck = ((*base, chest * 0.82), (*middle, (chest * 0.7 + thick) / 2), (*end, thick))
    at = (hip[0] - rump * 0.5, hip[1] + rump * 0.1)
    return Skeleton(spine=spine, neck=neck, legs=(), head=end, nod=-lean * 0.5, tail=at,
                    tail_turn=lean * 0.4)  # fmt: skip


def _hind(traits: Traits, hip: Point, step: Point) -> tuple[Outline, Outline, Point]:
    """A thigh with its shin, the foot, and where that stands."""
    legs, top, low = traits.num("legs", 70), traits.num("leg_top", 24), traits.num("leg_low", 8)
    foot = (hip[0] + step[0] * legs - legs * 0.08, -step[1] * legs)
    knee = (hip[0] + legs * 0.26 + step[0] * legs * 0.45, hip[1] + legs * 0.34)
    heel = (foot[0] - legs * 0.12, foot[1] - legs * 0.3)
    spine: list[Joint] = [(*hip, top), ((hip[0] + knee[0]) / 2, (hip[1] + knee[1]) / 2, top * 0.92),
                          (*knee, top * 0.56)]  # fmt: skip
    shin = tube([(*knee, top * 0.5), (*heel, low), (foot[0], foot[1] - low * 0.8, low * 0.9)])
    long = traits.num("foot_long", 30)
    sole = tube([(foot[0] - low * 0.4, foot[1] - low * 0.75, low * 0.8),
                 (foot[0] + long, foot[1] - low * 0.6, low * 0.62)])  # fmt: skip
    return tube(spine) + shin, sole, foot


def biped(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, stance: str, *, rng: Random,
          wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw an animal on its two hind legs, looking to the right."""
    bones = _bones(traits, stance)
    near, far, _ = _STEPS.get(stance, _STEPS["stand"])
    hip = bones.spine[0][:2]
    limb, sole, _ = _hind(traits, (hip[0] + 6, hip[1]), far)
    pen.fill(limb + sole, coat.far)
    behind_the_back(pen, traits, coat, bones)
    _arm(pen, traits, coat, bones, is_near=False)
    tail(pen, traits, coat, bones.tail, bones.tail_turn)
    body = tube(bones.spine) + tube(bones.neck)
    with pen.filled(body, coat.main):
        lower_shade(pen, bones.on)
        body_marks(pen, traits, coat, bones.on, rng)
    wear_on_trunk(pen, wears, bones)
    limb, sole, foot = _hind(traits, hip, near)
    pen.fill(limb, shaded(coat.main, 0.07))
    pen.fill(sole, shaded(coat.main, 0.07))
    if traits.word("foot") == "claw":
        end = foot[0] + traits.num("foot_long", 30)
        for i in range(3):
            x = end - i * 8
            pen.fill(corners([(x - 3, foot[1] - 6), (x + 7, foot[1]), (x - 4, foot[1])]), coat.hoof)
    if traits.has("pouch"):
        x, y, r = bones.on(0.32, -0.5)
        pen.fill(tube([(x - r * 0.4, y - r * 0.2, 5), (x + r * 0.1, y + r * 0.16, 6),
                       (x + r * 0.5, y - r * 0.1, 5)]), shaded(coat.belly, 0.2))  # fmt: skip
    _arm(pen, traits, coat, bones, is_near=True)
    wear_on_back(pen, wears, bones)
    head(pen, traits, coat, feeling, x=bones.head[0], y=bones.head[1], nod=bones.nod, wears=wears)
    wear_on_neck(pen, wears, bones, scale=traits.num("head", 0.6), is_face=False)
    x, y, _ = bones.on(0.4, 0.95)
    pen.mark("seat", x, y)
    pen.mark("surface", x, y)
    pen.mark("neck", *bones.neck[1][:2])
    pen.mark("feet", foot[0] + 8, 0)


def _arm(pen: Pen, traits: Traits, coat: Coat, bones: Skeleton, *, is_near: bool) -> None:
    x, y, r = bones.on(0.92, -0.35)
    long, low = traits.num("arm", 34), traits.num("leg_low", 8) * 0.62
    shift = 0 if is_near else r * 0.34
    elbow = (x + shift + long * 0.18, y + long * 0.5)
    hand = (elbow[0] + long * 0.52, elbow[1] + long * 0.1)
    colour = shaded(coat.main, 0.1) if is_near else coat.far
    pen.fill(tube([(x + shift, y, low * 1.5), (*elbow, low * 1.1), (*hand, low)]), colour)
    for i in (-1, 1):
        pen.fill(tube([(*hand, low * 0.6), (hand[0] + low * 1.3, hand[1] + low * (0.7 + i * 0.5),
                                            1.2)]), colour)  # fmt: skip
