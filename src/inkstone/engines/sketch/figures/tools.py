"""Tools: what a figure's hand holds of its own, where the scene puts nothing into it.

It does not know which figure holds which tool.
"""

import math

from inkstone.engines.sketch.figures.ink import Spot, applied, posed
from inkstone.engines.sketch.figures.limbs import Body
from inkstone.engines.sketch.figures.skeleton import Bones
from inkstone.engines.sketch.figures.stamps import draw_stamp

#: These stand on the ground; their foot is so far below the hand.
_LONG = {
    "staff": 240.0,
    "gold_staff": 240.0,
    "broom": 240.0,
    "pitchfork": 240.0,
    "ski_poles": 240.0,
    "sack": 172.0,
    "crook": 240.0,
}
#: These hang from a lowered arm.
HANGING = frozenset({"briefcase", "sack", "skateboard"})
#: These lie on the ground beside the feet.
LYING = frozenset({"football"})


def draw_tool(body: Body, tool: str, *, is_near: bool) -> None:
    """Draw a tool in a hand."""
    bones = body.bones
    name = f"tool_{tool}"
    if tool in LYING:
        with body.ink.space(posed(bones.build.hip + 34, ground(body) - 23)):
            draw_stamp(body.ink, name, {})
        return
    x, y = palm(bones, is_near=is_near)
    if tool in ("guitar",):
        x, y = applied(bones.trunk, 22, 66)
    if tool == "open_book":
        near, far = palm(bones, is_near=True), palm(bones, is_near=False)
        x, y = (near[0] + far[0]) / 2, (near[1] + far[1]) / 2 - 8
    scale = 1.0
    if tool in _LONG and bones.joints.root == 0:
        scale = max((ground(body) - y) / _LONG[tool], 0.4)
    with body.ink.space(posed(x, y, sx=bones.build.hand if scale == 1.0 else scale)):
        draw_stamp(body.ink, name, {})


def palm(bones: Bones, *, is_near: bool) -> Spot:
    """The middle of a hand."""
    limb = bones.near_arm if is_near else bones.far_arm
    (bx, by), (cx, cy) = limb[1], limb[2]
    length = math.hypot(cx - bx, cy - by) or 1
    ahead = 7 * bones.build.hand / length
    return cx + (cx - bx) * ahead, cy + (cy - by) * ahead


def ground(body: Body) -> float:
    """How far down the ground is."""
    bones = body.bones
    ankles = (bones.near_leg[2][1], bones.far_leg[2][1])
    return max(ankles) + bones.build.foot
