"""People: figures of any age in any pose, dressed and lit, with the points that others hold to.

It does not know where a figure stands, nor which words asked for it.
"""

import re
from dataclasses import replace
from random import Random

from inkstone.engines.sketch.figures import patterns, skirts, trunks, worn
from inkstone.engines.sketch.figures.builds import build_of
from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.headwear import draw_head, draw_head_behind
from inkstone.engines.sketch.figures.ink import IDENTITY, Ink, Spot, applied
from inkstone.engines.sketch.figures.kinds import FIGURES, Sex
from inkstone.engines.sketch.figures.limbs import Body, draw_arm, draw_leg
from inkstone.engines.sketch.figures.looks import look_of
from inkstone.engines.sketch.figures.portraying import HeadSpace
from inkstone.engines.sketch.figures.poses import pose_of
from inkstone.engines.sketch.figures.skeleton import Bones, skeleton
from inkstone.engines.sketch.figures.tools import HANGING, LYING, draw_tool, palm
from inkstone.engines.sketch.scene import SceneObject
from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.shape import Anchor, Point, Shape
from inkstone.engines.sketch.vector.svg import Defs, group, translate

#: The figures that there are; `kinds.FIGURES` has the age and the sex of each.
KINDS: frozenset[str] = frozenset(FIGURES)
#: Where a bust ends, in the trunk's space.
_CROP = 78.0
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def person(
    known: SceneObject,
    *,
    rng: Random,
    light: Light | None,
    holds: bool,
    is_bust: bool,
    defs: Defs,
) -> Shape:
    """Draw a figure, facing to the right.

    Args:
        known: what the scene says of it.
        rng: its chance.
        light: the picture's light; None where it is white.
        holds: whether something will be drawn in its hand.
        is_bust: whether it is drawn from head to waist only, large.
        defs: the drawing's definitions, which get patterns and clips.
    """
    chance = Chance(seed=rng.getrandbits(32))
    look = look_of(known, chance=chance)
    is_free = not holds and not is_bust and known.pose in (None, "stand", "hold")
    tool = look.tool if is_free else None
    lifts = holds or bool(tool and tool not in HANGING | LYING)
    joints = pose_of(
        known,
        age=look.age,
        usual=look.pose,
        chance=chance,
        holds=holds or (lifts and not is_bust),
        is_bust=is_bust,
    )
    if not holds:
        joints = replace(joints, tool=joints.tool or tool)
    else:
        joints = replace(joints, tool=None, other_tool=None)
    sex: Sex = "female" if look.is_female else "male"
    build = build_of(look.age, sex, is_bust=is_bust, is_plump=look.has("plump"))
    bones = skeleton(build, joints)
    ink = Ink()
    size = build.shoulder / 34 if is_bust else 1
    paints = patterns.paints_of(look.outfit, defs=defs, light=light)
    wide_paints = patterns.paints_of(look.outfit, defs=defs, light=light, scale=size)
    body = Body(
        ink=ink, look=look, bones=bones, defs=defs, patterns=paints,
        limb_patterns=wide_paints, is_close=is_bust
    )  # fmt: skip
    if is_bust:
        _draw_bust(body, known)
    else:
        _draw(body, known)
    return _shape(ink, _anchors(bones), light=light, gap=joints.gap, is_lying=joints.root < 0)


def _head(body: Body, known: SceneObject) -> HeadSpace:
    joints = body.bones.joints
    mood = known.mood or joints.mood or body.look.mood
    if joints.mood in ("asleep", "kissing"):
        mood = joints.mood
    return HeadSpace(
        ink=body.ink,
        look=body.look,
        mood=mood,
        patterns=body.patterns,
        face=min(joints.yaw * 0.55 + joints.face, 27),
        sway=1 if known.pose in ("run",) else 0.35 if known.pose in ("dance", "jump", "fly") else 0,
        is_looking_down=joints.is_looking_down,
        is_close=body.is_close,
    )


def _draw(body: Body, known: SceneObject) -> None:
    """Draw from back to front."""
    bones, ink, joints = body.bones, body.ink, body.bones.joints
    head = _head(body, known)
    is_mermaid = "bottom" in body.look.outfit and body.look.outfit["bottom"].kind == "tail"
    worn.draw_back(body)
    with ink.space(bones.head):
        draw_head_behind(head)
    if not joints.is_far_front:
        _draw_far_arm(body)
    if is_mermaid:
        worn.draw_tail(body)
    else:
        if not joints.is_one_legged:
            draw_leg(body, is_far=True)
        draw_leg(body, is_far=False)
        trunks.draw_pelvis(body)
        skirts.draw_skirts(body)
    trunks.draw_trunk(body)
    trunks.draw_belt(body)
    worn.draw_apron(body)
    worn.draw_straps(body)
    worn.draw_neckwear(body)
    if not joints.is_near_front:
        draw_arm(body, is_far=False)
    with ink.space(bones.head):
        draw_head(head)
    _draw_front_arms(body)


def _draw_bust(body: Body, known: SceneObject) -> None:
    """Draw from head to waist, from back to front."""
    bones, ink = body.bones, body.ink
    head = _head(body, known)
    low = applied(bones.trunk, 0, _CROP)[1]
    cut = body.defs.clip(f'<path d="M-900 -900H900V{low:.1f}H-900Z"/>')
    with ink.space(IDENTITY, clip=cut):
        worn.draw_back(body)
        with ink.space(bones.head):
            draw_head_behind(head)
        if not bones.joints.is_far_front:
            _draw_far_arm(body)
        if not bones.joints.is_near_front:
            draw_arm(body, is_far=False)
        trunks.draw_trunk(body)
        trunks.draw_belt(body)
        worn.draw_apron(body)
        worn.draw_straps(body)
        worn.draw_neckwear(body)
        with ink.space(bones.head):
            draw_head(head)
        _draw_front_arms(body)
    ink.bottom = low


def _draw_front_arms(body: Body) -> None:
    joints = body.bones.joints
    if joints.is_far_front:
        _draw_far_arm(body)
    if joints.other_tool:
        draw_tool(body, joints.other_tool, is_near=True)
    if joints.is_near_front:
        draw_arm(body, is_far=False)


def _draw_far_arm(body: Body) -> None:
    tool = body.bones.joints.tool
    if tool:
        draw_tool(body, tool, is_near=False)
    draw_arm(body, is_far=True)


def _anchors(bones: Bones) -> dict[Anchor, Spot]:
    near, far = palm(bones, is_near=True), palm(bones, is_near=False)
    holding = {
        "far": far,
        "both": ((near[0] + far[0]) / 2, (near[1] + far[1]) / 2),
        "body": applied(bones.trunk, 18, 70),
    }
    turned = 14 if bones.joints.yaw > 20 else 0
    return {
        "crown": applied(bones.head, 0, -60),
        "head": applied(bones.head, 0, 0),
        "eyes": applied(bones.head, turned, 4),
        "mouth": applied(bones.head, turned, 31),
        "neck": applied(bones.trunk, 0, 0),
        "hand": holding[bones.joints.hold],
        "hand_2": near if bones.joints.hold == "far" else far,
        "feet": ((bones.near_leg[2][0] + bones.far_leg[2][0]) / 2, 0),
        "seat": bones.at(0, bones.build.leg[0] * 0.9),
    }


def _shape(
    ink: Ink,
    spots: dict[Anchor, Spot],
    *,
    light: Light | None,
    gap: float,
    is_lying: bool,
) -> Shape:
    """Cut the picture to its extent and lay the light on it."""
    left, top = ink.left, ink.top
    width, height = ink.right - left, ink.bottom + gap - top
    memo: dict[str, str] = {}

    def lit(match: re.Match[str]) -> str:
        colour = match.group()
        if colour not in memo:
            memo[colour] = light.on(colour) if light else colour
        return memo[colour]

    svg = _COLOUR.sub(lit, ink.svg) if light else ink.svg
    anchors: dict[Anchor, Point] = {
        name: ((spot[0] - left) / width, (spot[1] - top) / height) for name, spot in spots.items()
    }
    anchors["feet"] = (anchors["feet"][0], 1.0)
    if is_lying:
        anchors["seat"] = anchors["feet"] = (0.5, 1.0)
    moved = group(
        svg, transform=translate(-left, -top), stroke_linecap="round", stroke_linejoin="round"
    )
    return Shape(
        symbol=Symbol(svg=moved, width=width, height=height),
        anchors=anchors,
        facing="right",
    )
