"""Animals that do as people do: upright, with arms, and dressed where they are.

It does not know what is held: it only says where the paw is.
"""

from dataclasses import dataclass
from math import cos, pi, sin

from inkstone.engines.sketch.beasts.attitudes import ATTITUDES, Attitude
from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Joint, Outline, Point, bent, corners, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.heads import head
from inkstone.engines.sketch.beasts.limbs import tail
from inkstone.engines.sketch.beasts.outfits import Outfit, outfit_of, over_torso, skirt
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn_body import neckwear, wing
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The measures of an upright animal; the ground is 0, up is less."""

    #: Half the trunk's width.
    half: float
    hips: float
    top: float
    leg: float
    arm: float
    attitude: Attitude
    outfit: Outfit

    @property
    def tall(self) -> float:
        """The trunk's height."""
        return self.hips - self.top

    def on(self, place: Point) -> Point:
        """A place in shares of the trunk, as an attitude gives it."""
        return place[0] * self.half, self.hips - place[1] * self.tall


def _body(traits: Traits, attitude: Attitude, outfit: Outfit) -> Body:
    scale = traits.num("head", 0.6)
    wide = scale * (50.0 if traits.word("head_kind") != "profile" else 42.0)
    half = min(max(traits.num("chest", 24) * 0.98, wide * 0.68), wide * 1.25)
    tall = max(wide * 1.75, half * 1.7)
    leg = min(max(traits.num("leg_low", 7) * 1.35, wide * 0.26), half * 0.42)
    hips = -leg * 1.2 if attitude.is_seated else -max(wide * 0.82, leg * 2.4)
    return Body(half=half, hips=hips, top=hips - tall, leg=leg, arm=leg * 0.86, attitude=attitude,
                outfit=outfit)  # fmt: skip


def upright(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, pose: str, *,
            wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw an animal that sits or stands as people do."""
    attitude = ATTITUDES.get(pose, ATTITUDES["upright"])
    body = _body(traits, attitude, outfit_of(wears))
    for worn in wears:
        _behind(pen, worn, body)
    _back(pen, traits, coat, body)
    _tail(pen, traits, coat, body)
    limb = coat.dark if traits.word("leg_colour") == "dark" else coat.main
    arm = coat.dark if traits.word("arm_colour") == "dark" else coat.main
    end, collar = _neck(pen, traits, coat, body)
    # An arm that holds something before the body is drawn over it.
    is_before = attitude.left[0] > -1.0
    if not is_before:
        _arm(pen, traits, coat, body, side=-1, colour=arm)
    _legs(pen, traits, coat, body, limb)
    _trunk(pen, traits, coat, body)
    if attitude.is_seated:
        _seated_legs(pen, traits, coat, body, limb)
    for worn in wears:
        low, r = body.top + collar, body.half * 0.6
        neckwear(pen, worn, (-r, low), (r, low), knot=(0, low + collar * 0.3), r=r)
    mood = Feeling(mood=feeling.mood, is_asleep=feeling.is_asleep, is_open=attitude.sings)
    head(pen, traits, coat, mood, x=end[0], y=end[1], nod=0, wears=wears,
         turn=traits.num("turn", 0.45) * 0.6)  # fmt: skip
    _tool(pen, body, pose)
    for side in (-1, 1) if is_before else (1,):
        _arm(pen, traits, coat, body, side=side, colour=arm)
    _marks(pen, body)


def _tool(pen: Pen, body: Body, pose: str) -> None:
    """What a paw holds by the pose alone: a rod, a brush or a pan."""
    (x, y), r = body.on(body.attitude.right), body.arm
    if pose == "fish":
        tip = (x + r * 5.4, y - r * 7.0)
        pen.line([(x - r * 1.4, y + r * 1.8), (x, y), tip], "#9a6a3c", r * 0.34)
        pen.line([tip, (tip[0] + r * 1.1, y - r * 1.5), (tip[0] + r * 1.2, -r * 1.2)], "#f4f6f8",
                 r * 0.1)  # fmt: skip
        pen.oval(tip[0] + r * 1.2, -r, r * 0.34, r * 0.34, "#d9432f")
    elif pose == "paint":
        pen.line([(x - r * 0.7, y + r * 1.3), (x + r * 1.3, y - r * 2.2)], "#b5814a", r * 0.34)
        pen.oval(x + r * 1.5, y - r * 2.6, r * 0.34, r * 0.52, "#d9432f")
    elif pose == "cook":
        pen.line([(x, y), (x + r * 2.4, y - r * 0.5)], "#3a3f4a", r * 0.5)
        pen.fill(corners([(x + r * 2.2, y - r * 1.1), (x + r * 6.2, y - r * 1.1),
                          (x + r * 5.5, y + r * 0.5), (x + r * 2.9, y + r * 0.5)]),
                 "#3a3f4a")  # fmt: skip
        pen.oval(x + r * 4.2, y - r * 1.15, r * 1.7, r * 0.34, "#f2c14e")


def _back(pen: Pen, traits: Traits, coat: Coat, body: Body) -> None:
    """What is seen behind a trunk of what grows on its back."""
    kind = traits.word("mane_kind")
    middle, half, high = (body.top + body.hips) / 2, body.half * 1.3, body.tall * 0.62
    if kind == "shell":
        pen.oval(0, middle, half, high, coat.mark)
        pen.oval(0, middle, half * 0.88, high * 0.88, coat.mark_2)
    elif kind == "spines":
        top, out = middle - body.tall * 0.45, half * 1.3
        points: list[Point] = []
        for i in range(28):
            angle, far = i * pi / 14, 1.12 if i % 2 else 0.94
            point = (cos(angle) * out * far, top - sin(angle) * body.tall * 1.02 * far)
            points += [point, point] if i % 2 else [point]
        pen.fill(smooth(points, pull=0.5), coat.mark)


def _tail(pen: Pen, traits: Traits, coat: Coat, body: Body) -> None:
    kind = traits.word("tail")
    if kind == "none":
        return
    # Tails that fall would reach below the feet: they begin higher, or rise.
    rise = body.tall * {"hair": 0.34, "squirrel": 0.14, "tuft": 0.1, "thick": 0.12}.get(kind, 0.0)
    turn = {"thick": 34.0, "bushy": 22.0, "tuft": 70.0}.get(kind, 6.0)
    with pen.moved(0, 0, scale=0.86):
        tail(pen, traits, coat, (-body.half * 0.5, body.hips - body.leg * 0.6 - rise), turn)


def _marks(pen: Pen, body: Body) -> None:
    attitude = body.attitude
    pen.mark("neck", 0, body.top + 4)
    pen.mark("seat", 0, body.hips + body.leg * 0.6)
    pen.mark("feet", 0, 0)
    right, left = body.on(attitude.right), body.on(attitude.left)
    if attitude.right[0] == -attitude.left[0] and attitude.right[0] < 0.7:
        # Both paws hold one thing.
        pen.mark("hand", 0, right[1])
    else:
        pen.mark("hand", *right)
    pen.mark("hand_2", *left)


def _trunk_outline(body: Body) -> Outline:
    half, top, hips = body.half, body.top, body.hips
    tall = body.tall
    return smooth([(-half * 0.42, top), (half * 0.42, top), (half * 0.82, top + tall * 0.2),
                   (half, hips - tall * 0.28), (half * 0.8, hips + body.leg * 0.7),
                   (0, hips + body.leg * 1.05), (-half * 0.8, hips + body.leg * 0.7),
                   (-half, hips - tall * 0.28), (-half * 0.82, top + tall * 0.2)])  # fmt: skip


def _trunk(pen: Pen, traits: Traits, coat: Coat, body: Body) -> None:
    outfit = body.outfit
    outline = _trunk_outline(body)
    is_covered = bool(outfit.colour) and not outfit.is_bib
    with pen.filled(outline, outfit.colour if is_covered else coat.main):
        if not is_covered:
            if traits.word("shoulders") == "dark":
                pen.oval(0, body.top, body.half * 1.3, body.tall * 0.34, coat.dark)
            belly = coat.belly if coat.belly != coat.main else mix(coat.main, "#ffffff", 0.16)
            pen.oval(0, body.hips - body.tall * 0.26, body.half * 0.64, body.tall * 0.48, belly)
        if outfit.colour:
            over_torso(pen, outfit, half=body.half, top=body.top, hips=body.hips, low=body.leg)
        if body.attitude.is_seated:
            low = body.hips + body.leg * 1.1
            pen.oval(0, low, body.half * 1.1, body.tall * 0.2, "#2a1c3a", opacity=0.1)


def _neck(pen: Pen, traits: Traits, coat: Coat, body: Body) -> tuple[Point, float]:
    """Draw what is between trunk and head; give the head's middle and how low collars are."""
    scale = traits.num("head", 0.6)
    if traits.word("head_kind") != "profile":
        return (0.0, body.top - traits.num("h", 44) * scale * 0.72), body.tall * 0.1
    long = min(traits.num("neck", 24) * 0.45, body.tall * 0.9)
    r = min(traits.num("neck_r", 14) * 1.0, body.half * 0.5)
    end = (long * 0.2, body.top - long - 18 * scale)
    middle = (end[0] * 0.5, body.top - long * 0.4)
    spine: list[Joint] = [(0, body.top + r * 0.9, r * 1.3), (*middle, r * 1.05), (*end, r)]
    pen.fill(tube(spine), coat.main)
    return end, body.tall * 0.06


def _arm(pen: Pen, traits: Traits, coat: Coat, body: Body, *, side: int, colour: str) -> None:
    attitude, outfit = body.attitude, body.outfit
    goal = body.on(attitude.right if side > 0 else attitude.left)
    root = (side * body.half * 0.66, body.top + body.tall * 0.2)
    bone = max(body.tall * 0.36, ((goal[0] - root[0]) ** 2 + (goal[1] - root[1]) ** 2) ** 0.5 * 0.5)
    # Elbows hang.
    elbow = max(
        (bent(root, goal, bone, bone, side=way) for way in (1.0, -1.0)), key=lambda at: at[1]
    )
    r = body.arm
    spine = ((*root, r * 1.05), (*elbow, r), (*goal, r * 0.86))
    far = shaded(colour, 0.12) if side < 0 else colour
    if side > 0 or attitude.left[0] > -1.0:
        # A little shade below sets the arm off from a trunk of the same colour.
        pen.fill(tube([(x - r * 0.1, y + r * 0.3, half) for x, y, half in spine[1:]]), "#2a1c3a",
                 opacity=0.14)  # fmt: skip
    pen.fill(tube(spine), far)
    if outfit.sleeve:
        cloth = shaded(outfit.sleeve, 0.14 if side < 0 else 0.05)
        wrist = (elbow[0] + (goal[0] - elbow[0]) * 0.68, elbow[1] + (goal[1] - elbow[1]) * 0.68)
        wide = r * (1.7 if outfit.is_wide else 1.12)
        if outfit.is_short:
            pen.fill(tube([(*root, r * 1.2), (*elbow, r * 1.16)], end=0.1), cloth)
        else:
            pen.fill(tube([(*root, r * 1.2), (*elbow, r * 1.14), (*wrist, wide)], end=0.15), cloth)
    paw = coat.dark if traits.word("sock_colour") == "dark" else far
    pen.oval(*goal, r * 1.12, r * 1.05, paw)


def _legs(pen: Pen, traits: Traits, coat: Coat, body: Body, colour: str) -> None:
    attitude, outfit = body.attitude, body.outfit
    if attitude.is_seated:
        return
    r = body.leg
    for side in (-1, 1):
        x = side * body.half * 0.48
        lift = -r * 1.1 if attitude.steps and side > 0 else 0.0
        foot_x = x + (r * 1.2 if lift else 0)
        spine: list[Joint] = [(x, body.hips, r * 1.15),
                              (x + (foot_x - x) * 0.6, body.hips * 0.5 + lift * 0.6, r),
                              (foot_x, -r * 0.8 + lift, r * 0.9)]  # fmt: skip
        pen.fill(tube(spine), outfit.legs or colour)
        _foot(pen, traits, coat, body, at=(foot_x + r * 0.3, lift), colour=colour)
    if outfit.is_skirt:
        skirt(pen, outfit, half=body.half, hips=body.hips, tall=body.tall)


def _foot(pen: Pen, traits: Traits, coat: Coat, body: Body, *, at: Point, colour: str) -> None:
    (x, y), r, outfit = at, body.leg, body.outfit
    if outfit.shoe:
        pen.fill(tube([(x - r * 0.5, y - r * 0.72, r * 0.78),
                       (x + r * 0.7, y - r * 0.62, r * 0.66)]), outfit.shoe)  # fmt: skip
    elif traits.word("foot") == "hoof":
        pen.fill(corners([(x - r * 1.1, y - r * 1.1), (x + r * 0.7, y - r * 1.1), (x + r, y),
                          (x - r * 1.3, y)]), coat.hoof)  # fmt: skip
    else:
        paw = coat.dark if traits.word("sock_colour") == "dark" else colour
        pen.fill(tube([(x - r * 0.5, y - r * 0.7, r * 0.74),
                       (x + r * 0.8, y - r * 0.62, r * 0.66)]), shaded(paw, 0.06))  # fmt: skip


def _seated_legs(pen: Pen, traits: Traits, coat: Coat, body: Body, colour: str) -> None:
    """Legs towards the onlooker, with the soles of the feet."""
    outfit = body.outfit
    r = body.leg
    if outfit.is_skirt:
        skirt(pen, outfit, half=body.half * 1.12, hips=body.hips - r * 1.2, tall=body.tall * 0.62)
    for side in (-1, 1):
        x = side * body.half * 0.82
        pen.fill(tube([(side * body.half * 0.5, -r * 1.3, r * 1.2), (x, -r * 1.1, r * 1.12)]),
                 shaded(outfit.legs or colour, 0.08))  # fmt: skip
        sole = outfit.shoe or (coat.hoof if traits.word("foot") == "hoof" else colour)
        foot_x = x + side * r * 0.25
        pen.oval(foot_x, -r * 1.25, r * 1.05, r * 1.25, sole, turn=side * 12)
        if not outfit.shoe and traits.word("foot") != "hoof":
            pad = mix(sole, coat.inner, 0.75)
            pen.oval(foot_x, -r, r * 0.5, r * 0.44, pad)
            for i in (-1, 0, 1):
                pen.oval(foot_x + i * r * 0.42, -r * (1.9 - abs(i) * 0.18), r * 0.17, r * 0.19, pad)


def _behind(pen: Pen, worn: Garment, body: Body) -> None:
    half, top = body.half, body.top
    if worn.kind == "cape":
        pen.fill(smooth([(-half * 0.5, top + 2), (half * 0.5, top + 2), (half * 1.3, body.hips),
                         (half * 1.1, body.hips * 0.25), (-half * 1.5, body.hips * 0.2),
                         (-half * 1.5, body.hips)]), worn.colour or "#d23b43")  # fmt: skip
    elif worn.kind == "backpack":
        pen.fill(smooth([(-half * 1.45, top + body.tall * 0.2), (0, top + body.tall * 0.1),
                         (0, body.hips), (-half * 1.4, body.hips)]),
                 worn.colour or "#e08a3c")  # fmt: skip
    elif worn.kind == "wings":
        for is_mirrored in (False, True):
            with pen.moved(0, 0, is_mirrored=is_mirrored):
                wing(pen, worn.colour or "#fdf8ef", -half * 0.4, top + body.tall * 0.3, half * 0.62)
