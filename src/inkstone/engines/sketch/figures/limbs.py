"""Limbs: arms with sleeves and hands, legs with trousers and shoes.

It does not know the trunk between them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inkstone.engines.sketch.figures.hands import draw_hand
from inkstone.engines.sketch.figures.ink import SHADE, Ink, Spot, bent, mix, posed
from inkstone.engines.sketch.figures.looks import Look
from inkstone.engines.sketch.figures.outfits import Cloth
from inkstone.engines.sketch.figures.shoes import draw_shoe
from inkstone.engines.sketch.figures.skeleton import Bones, Limb
from inkstone.engines.sketch.vector.svg import Defs


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One figure that is being drawn."""

    ink: Ink
    look: Look
    bones: Bones
    defs: Defs
    #: The paint of each garment's pattern, on the trunk and elsewhere.
    patterns: dict[str, str]
    limb_patterns: dict[str, str]
    #: Whether it is drawn from head to waist, so that small things are seen.
    is_close: bool = False

    def tinted(self, colour: str, *, is_far: bool) -> str:
        """A colour, darker where it is on the far side of the body."""
        return mix(colour, SHADE, 0.07 if self.is_close else 0.13) if is_far else colour

    def worn(self, slot: str) -> Cloth | None:
        """What it wears in a place."""
        return self.look.outfit.get(slot)

    def pattern(self, cloth: Cloth, *, on_trunk: bool = False) -> str | None:
        """The paint of a garment's pattern."""
        paints = self.patterns if on_trunk else self.limb_patterns
        return paints.get(cloth.cut.slot) if cloth.pattern else None


def part_of(limb: Limb, radii: Sequence[float], end: float) -> tuple[list[Spot], list[float]]:
    """A limb from its top to a place: 1 is the joint, 2 the end."""
    a, b, c = limb
    if end <= 1:
        tip = (a[0] + (b[0] - a[0]) * end, a[1] + (b[1] - a[1]) * end)
        return [a, tip], [radii[0], radii[0] + (radii[1] - radii[0]) * end]
    share = end - 1
    tip = (b[0] + (c[0] - b[0]) * share, b[1] + (c[1] - b[1]) * share)
    last = radii[1] + (radii[2] - radii[1]) * share
    return bent(a, b, tip, (radii[0], radii[1], last))


def draw_leg(body: Body, *, is_far: bool) -> None:
    """Draw one leg with what it wears."""
    bones, ink = body.bones, body.ink
    limb = bones.far_leg if is_far else bones.near_leg
    thick = bones.build.leg
    skin = body.tinted(body.look.skin, is_far=is_far)
    whole, bottom = body.worn("whole"), body.worn("bottom")
    cloth = whole if whole and (whole.cut.legs or whole.cut.tights) else bottom
    legs = "tights" if cloth and cloth.cut.tights else cloth.cut.legs if cloth else ""
    hides = bool(whole and whole.cut.skirt > 1.4)
    if legs != "long" and not hides:
        colour = mix(skin, "#fff2f2", 0.5) if legs == "tights" else skin
        points, radii = part_of(limb, thick, 2)
        ink.chain(points, radii, colour)
    if legs == "long" or hides:
        _sock(body, limb, thick, skin)
    socks = body.worn("socks") or (body.worn("feet") if body.look.age == "baby" else None)
    if socks and socks.kind == "socks":
        _cuff(
            body,
            limb,
            thick,
            1.5 if body.worn("socks") else 1.72,
            body.tinted(socks.colour, is_far=is_far),
        )
    _foot(body, limb, is_far=is_far)
    if cloth and legs in ("long", "knee"):
        _trousers(body, limb, cloth, legs=legs, is_far=is_far)


def _sock(body: Body, limb: Limb, thick: Sequence[float], skin: str) -> None:
    """Draw the ankle, which shows between hem and shoe."""
    (bx, by), (cx, cy) = limb[1], limb[2]
    near = (cx + (bx - cx) * 0.3, cy + (by - cy) * 0.3)
    body.ink.chain([near, (cx, cy)], [thick[2] + 1, thick[2]], skin, shade=0)


def _cuff(body: Body, limb: Limb, thick: Sequence[float], start: float, colour: str) -> None:
    (bx, by), (cx, cy) = limb[1], limb[2]
    share = start - 1
    top = (bx + (cx - bx) * share, by + (cy - by) * share)
    body.ink.chain([top, (cx, cy)], [thick[2] + 2.6, thick[2] + 1.6], colour)


def _trousers(body: Body, limb: Limb, cloth: Cloth, *, legs: str, is_far: bool) -> None:
    a, b, c = body.bones.build.leg
    wide = (cloth.cut.wide - 1) * 14
    slim = 0.6 if cloth.kind in ("jeans", "hero_suit", "wetsuit") else 2.2
    radii = (a + 1 + wide, b + slim + wide, c + slim * 1.5 + wide)
    boots = body.worn("feet")
    tucked = boots is not None and boots.kind == "boots" and boots.make != "cleats"
    end = 0.92 if legs == "knee" else 1.7 if tucked else 1.94
    points, thick = part_of(limb, radii, end)
    if legs == "knee":
        thick[-1] += 3
    colour = body.tinted(cloth.colour, is_far=is_far)
    body.ink.chain(points, thick, colour, pattern=body.pattern(cloth), is_flat=True)
    if tucked and boots:
        _cuff(body, limb, radii, 1.56, body.tinted(boots.colour, is_far=is_far))


def _foot(body: Body, limb: Limb, *, is_far: bool) -> None:
    joints, build = body.bones.joints, body.bones.build
    shoe = body.worn("feet") or Cloth(kind="barefoot", colour="#000000")
    flex = joints.far_foot if is_far else joints.near_foot
    angles = joints.far_leg if is_far else joints.near_leg
    pitch = joints.root + (0 if joints.base == "feet" else flex - angles[1])
    # Seen from the front, feet are short, and the near one points to the other side.
    is_front = joints.yaw < 26 or joints.is_crossed
    long = min(0.5 + 0.9 * math.sin(math.radians(joints.yaw)), 1.12)
    side = -1 if is_front and not is_far else 1
    if is_front and joints.base != "feet":
        pitch *= side
    x, y = limb[2]
    with body.ink.space(posed(x, y, angle=pitch, sx=side, sy=1)):
        draw_shoe(
            body.ink, shoe, skin=body.tinted(body.look.skin, is_far=is_far), tall=build.foot,
            thick=build.leg[2], long=long, is_far=is_far,
        )  # fmt: skip


def draw_arm(body: Body, *, is_far: bool) -> None:
    """Draw one arm with its sleeve and its hand."""
    bones, ink = body.bones, body.ink
    limb = bones.far_arm if is_far else bones.near_arm
    skin = body.tinted(body.look.skin, is_far=is_far)
    under, over = body.worn("whole") or body.worn("top"), body.worn("over")
    cloths = [cloth for cloth in (under, over) if cloth]
    whole = body.worn("whole")
    if whole and whole.cut.under and body.worn("top"):
        cloths = [cloth for cloth in (body.worn("top"), over) if cloth]
    cloths = [cloth for cloth in cloths if cloth.cut.sleeve != "none"]
    is_bare = all(cloth.cut.sleeve in ("short", "cap") for cloth in cloths)
    if is_bare:
        points, radii = part_of(limb, bones.build.arm, 2)
        ink.chain(points, radii, skin)
    wide = [cloth for cloth in cloths if cloth.cut.sleeve == "wide"]
    if not wide:
        _hand(body, limb, skin, is_far=is_far)
    for cloth in cloths[-1:]:
        _sleeve(body, limb, cloth, is_far=is_far)
    if wide:
        _hand(body, limb, skin, is_far=is_far)
        _drape(body, limb, wide[-1], is_far=is_far)
    if whole and whole.kind == "armor":
        ink.oval(
            limb[0][0],
            limb[0][1],
            17,
            15,
            fill=body.tinted(mix(whole.colour, "#ffffff", 0.25), is_far=is_far),
        )


def _hand(body: Body, limb: Limb, skin: str, *, is_far: bool) -> None:
    joints = body.bones.joints
    (bx, by), (cx, cy) = limb[1], limb[2]
    angle = math.degrees(math.atan2(cy - by, cx - bx)) - 90
    glove = body.worn("hands")
    size = body.bones.build.hand
    with body.ink.space(posed(cx, cy, angle=angle, sx=size)):
        draw_hand(
            body.ink, joints.far_hand if is_far else joints.near_hand,
            colour=body.tinted(glove.colour, is_far=is_far) if glove else skin,
            is_mitten=glove is not None and glove.kind == "mittens", cuffed=glove is not None,
        )  # fmt: skip


_SLEEVE_ENDS = {"short": 0.62, "cap": 0.3, "puff": 1.9, "long": 1.92, "wide": 1.3}


def _sleeve(body: Body, limb: Limb, cloth: Cloth, *, is_far: bool) -> None:
    a, b, c = body.bones.build.arm
    wide = (cloth.cut.wide - 1) * 16
    kind = cloth.cut.sleeve
    radii = (a + 1.8 + wide, b + 2 + wide, c + 2.4 + wide)
    if kind == "puff":
        radii = (a + 2.5, b + 4.5, c + 1.2)
    if kind == "wide":
        radii = (a + 2.5, b + 5, c + 5)
    points, thick = part_of(limb, radii, _SLEEVE_ENDS[kind])
    if kind in ("short", "cap"):
        thick[-1] += 1.6
    colour = body.tinted(cloth.colour, is_far=is_far)
    body.ink.chain(points, thick, colour, pattern=body.pattern(cloth), is_flat=True)
    if kind == "puff":
        (x, y), r = points[-1], thick[-1]
        body.ink.oval(x, y, r + 0.8, fill=mix(colour, "#ffffff", 0.35))


def _drape(body: Body, limb: Limb, cloth: Cloth, *, is_far: bool) -> None:
    """Draw a sleeve that hangs wide from the forearm."""
    (bx, by), (cx, cy) = limb[1], limb[2]
    _, b, c = body.bones.build.arm
    length = math.hypot(cx - bx, cy - by) or 1
    dx, dy = (cx - bx) / length, (cy - by) / length
    # Cloth hangs to the lower side of the arm, and behind a hanging hand.
    nx, ny = (-dy, dx) if dx >= 0 else (dy, -dx)
    drop = 15 + 31 * abs(dx)
    ux, uy = limb[0]
    end: Spot = (cx - dx * 2, cy - dy * 2)
    points: list[Spot] = [
        (bx - nx * (b + 4), by - ny * (b + 4)),
        (end[0] - nx * (c + 5), end[1] - ny * (c + 5), 1),
        (
            end[0] + nx * (c + 4) + drop * (nx * 0.75 - dx * 0.1),
            end[1] + ny * (c + 4) + drop * (ny * 0.75 + 0.4),
            1,
        ),
        (bx + nx * (b + drop * 0.7), by + ny * (b + drop * 0.7) + 4),
        ((ux + bx) / 2 + nx * (b + 3), (uy + by) / 2 + ny * (b + 3)),
        ((ux + bx) / 2 - nx * (b + 3), (uy + by) / 2 - ny * (b + 3)),
    ]
    colour = body.tinted(cloth.colour, is_far=is_far)
    body.ink.shape(points, colour, pattern=body.pattern(cloth))
    body.ink.shade([points[3], points[2], ((end[0] + points[2][0]) / 2,
        (end[1] + points[2][1]) / 2), (bx + nx * b * 0.4, by + ny * b * 0.4)],
        opacity=0.14)  # fmt: skip
    body.ink.stroke([points[1][:2], points[2][:2]], mix(colour, "#fff4dc", 0.6), 4.4)
