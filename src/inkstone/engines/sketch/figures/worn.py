"""What is worn over clothes: at the neck, on the back, at the waist, and a mermaid's tail.

It does not know clothes, hats or shoes.
"""

import math

from inkstone.engines.sketch.figures.ink import Spot, applied, mix, posed, times
from inkstone.engines.sketch.figures.limbs import Body
from inkstone.engines.sketch.figures.skirts import is_folded
from inkstone.engines.sketch.figures.stamps import colours_of, draw_stamp, has_stamp
from inkstone.engines.sketch.figures.trunks import front


def draw_back(body: Body) -> None:
    """Draw what is behind the body: wings, a cape, a backpack, a tank."""
    _wings(body)
    _cape(body)
    _pack(body)


def _wings(body: Body) -> None:
    cloth = body.worn("wings")
    if cloth is None:
        return
    yaw = body.bones.joints.yaw
    name = "worn_wings_fairy" if cloth.make == "fairy" else "worn_wings"
    with body.ink.space(body.bones.trunk), body.ink.space(posed(-yaw * 0.35, 4, angle=-yaw * 0.2)):
        draw_stamp(body.ink, name, colours_of(cloth.colour))


def _cape(body: Body) -> None:
    cloth = body.worn("back")
    if cloth is None:
        return
    bones, joints = body.bones, body.bones.joints
    build = bones.build
    back = math.sin(math.radians(joints.yaw))
    fly = 1.0 if joints.base == "air" or joints.gap else 0.4 if joints.base == "ground" else 0.0
    length = build.torso + build.thigh * (1.35 if not is_folded(body) else 0.6)
    wide, unit = build.shoulder * 1.2, build.shoulder / 36
    x1, x2 = (
        -wide * (1.38 + 0.2 * fly) - 18 * back - 60 * fly,
        wide * (1.34 - 1.0 * fly) - 10 * back,
    )
    high = 1 if fly < 0.5 else 0.86
    # It hangs from the neck, and no higher than the shoulders.
    points: list[Spot] = [(-22 * unit, 6 * unit), ((22 - 6 * back) * unit, 6 * unit),
        ((39 - 12 * back) * unit, 22 * unit), (x2, length * high, 1), ((x1 + x2) / 2 + 12,
        length * high + 7), ((x1 + x2) / 2 - 14, length * high - 1), (x1, length * high + 2, 1),
        ((-41 - 6 * back) * unit, 22 * unit)]  # fmt: skip
    upright = posed(*applied(bones.trunk, 0, 0), angle=joints.root + joints.lean)
    with body.ink.space(upright):
        body.ink.shape(points, cloth.colour, pattern=body.pattern(cloth))
        middle = (x1 + x2) / 2
        body.ink.shade(
            [(0, 20, 1), (middle + 6, length * high - 2, 1), (middle - 12, length * high - 4, 1)],
            opacity=0.13,
        )
        if cloth.make == "ermine":
            body.ink.stroke(
                [points[0], points[7], points[6][:2]],
                "#fdfaf2",
                11,
            )
            body.ink.stroke([points[6][:2], points[5], points[4], points[3][:2]], "#fdfaf2", 11)


def _pack(body: Body) -> None:
    cloth = body.worn("pack")
    back = math.sin(math.radians(body.bones.joints.yaw))
    if body.look.has("tank"):
        with body.ink.space(body.bones.trunk):
            x = -12 - 26 * back
            body.ink.chain([(x, 6), (x, 86)], [13, 13], "#f2b21f")
            body.ink.chain([(x, -12), (x, -4)], [5, 6], "#8f98a3")
    if cloth is None:
        return
    name = f"worn_backpack_{cloth.make}" if cloth.make == "box" else "worn_backpack"
    with body.ink.space(body.bones.trunk), body.ink.space(posed(-19 - 26 * back, 2)):
        draw_stamp(body.ink, name, colours_of(cloth.colour))


def draw_straps(body: Body) -> None:
    """Draw what goes over the shoulders of what hangs on the back."""
    pack, cape = body.worn("pack"), body.worn("back")
    with body.ink.space(body.bones.trunk), front(body):
        if pack:
            strap = mix(pack.colour, "#241430", 0.25)
            body.ink.add("M-24 0C-26 20 -27 40 -29 58", strap, width=7)
            body.ink.add("M22 0C25 20 26 40 27 58", strap, width=7)
        if body.look.has("satchel"):
            body.ink.add("M-26 2L30 96", "#6b4a2f", width=6)
    if cape:
        _collar(body, cape.colour, cape.make)
    if body.look.has("satchel"):
        with body.ink.space(body.bones.trunk):
            body.ink.shape([(14, 92, 1), (48, 92, 1), (50, 124, 1), (12, 124, 1)], "#8a5a34")
            body.ink.shape([(13, 91, 1), (49, 91, 1), (46, 106), (16, 106)], "#a9743f")
            body.ink.oval(31, 106, 3, fill="#e3b84a")


def _collar(body: Body, colour: str, make: str) -> None:
    with body.ink.space(body.bones.trunk), front(body):
        if make == "vampire":
            body.ink.shape([(-12, 4), (-38, -40, 1), (-40, 6), (-16, 16)], "#8c1f2f")
            body.ink.shape([(12, 4), (38, -40, 1), (40, 6), (16, 16)], "#8c1f2f")
        elif make == "ermine":
            body.ink.stroke([(-34, 8), (0, 20), (34, 8)], "#fdfaf2", 17)
            for x, y in ((-24, 12), (-8, 19), (10, 19), (26, 11)):
                body.ink.oval(x, y, 1.8, 3, fill="#3a3340")
        else:
            body.ink.shape([(-30, 0), (-12, 3), (0, 8), (12, 3), (30, 0), (36, 15), (22, 21),
                (0, 22), (-22, 21), (-36, 15)], colour)  # fmt: skip
            body.ink.stroke([(-34, 17), (-20, 21), (0, 22), (20, 21), (34, 17)],
                mix(colour, "#241430", 0.2), 2)  # fmt: skip
            body.ink.oval(0, 12, 4.6, fill="#e3b84a")


def draw_neckwear(body: Body) -> None:
    """Draw ties, scarves, necklaces and medals."""
    with body.ink.space(body.bones.trunk), front(body, deep=7):
        if body.look.has("stethoscope"):
            body.ink.add("M-12 -4C-16 30 -4 44 -4 56M12 -4C16 24 12 34 12 44", "#3a4a5f", width=3.2)
            body.ink.oval(-4, 59, 5.5, fill="#9aa8b8")
        if body.look.has("boutonniere"):
            body.ink.oval(22, 30, 5, fill="#e8808f")
            body.ink.add("M22 34L21 42", "#5f8f4f", width=2.4)
        for slot in ("chain", "jewel", "neck"):
            cloth = body.worn(slot)
            if cloth is None:
                continue
            name = f"{slot}_{cloth.kind}_{cloth.make}_worn"
            name = name if has_stamp(name) else f"{slot}_{cloth.kind}_worn"
            draw_stamp(
                body.ink, name, colours_of(cloth.colour), is_counted=False,
                pattern=body.pattern(cloth, on_trunk=True),
            )  # fmt: skip


def draw_apron(body: Body) -> None:
    """Draw an apron over trunk and legs."""
    cloth = body.worn("apron")
    if cloth is None:
        return
    clip = None
    if is_folded(body):
        clip = body.defs.clip('<path d="M-80 -60H80V122H-80Z"/>')
    name = "front_waist" if cloth.make == "waist" else "front_apron"
    with body.ink.space(times(body.bones.trunk, posed(0, 0)), clip=clip), front(body):
        draw_stamp(
                body.ink, name, colours_of(cloth.colour), is_counted=False,
                pattern=body.pattern(cloth, on_trunk=True),
            )  # fmt: skip


def draw_tail(body: Body) -> None:
    """Draw a mermaid's tail in the place of legs."""
    cloth = body.worn("bottom")
    if cloth is None:
        return
    build, bones = body.bones.build, body.bones
    hip = build.hip * bones.turn * 1.02
    tall = (build.thigh + build.shin) * 0.98
    edge: list[tuple[float, float, float]] = [
        (0, 0.0, hip), (4, 0.14, hip * 1.04), (14, 0.38, hip * 0.86), (10, 0.62, hip * 0.6),
        (-6, 0.82, hip * 0.34), (2, 0.95, hip * 0.22),
    ]  # fmt: skip
    lowered = posed(*bones.at(0, -12), angle=bones.joints.root)
    with body.ink.space(lowered):
        fin: list[Spot] = [(2, tall * 0.9), (30, tall * 0.93), (62, tall * 0.98, 1), (44,
            tall * 1.1), (6, tall * 1.02), (-30, tall * 1.12), (-54, tall * 1.02, 1), (-24,
            tall * 0.93)]  # fmt: skip
        body.ink.shape(fin, mix(cloth.colour, "#ffffff", 0.3))
        for x in (-36, -14, 22, 44):
            body.ink.stroke(
                [(2, tall * 0.95), (x, tall * 1.03)], mix(cloth.colour, "#ffffff", 0.6), 1.8
            )
        right = [(x + r, y * tall) for x, y, r in edge]
        left = [(x - r, y * tall) for x, y, r in edge]
        body.ink.shape([*right, *left[::-1]], cloth.colour)
        body.ink.shade(
            [
                *right[1:],
                *[(x - r * 0.5 + 6, y) for (x, y), (_, _, r) in zip(right, edge, strict=True)][
                    :0:-1
                ],
            ]
        )
        _scales(body, edge, tall, mix(cloth.colour, "#ffffff", 0.34))
        light = mix(cloth.colour, "#ffffff", 0.42)
        body.ink.shape([(-hip * 1.06, -3), (0, 4), (hip * 1.06, -3), (hip * 1.04, 9), (hip * 0.5,
            17), (0, 11), (-hip * 0.5, 17), (-hip * 1.04, 9)], light)  # fmt: skip


def _scales(body: Body, edge: list[tuple[float, float, float]], tall: float, colour: str) -> None:
    rows = []
    for index in range(1, 5):
        x, y, r = edge[index]
        step = r * 0.62
        for place in (-1, 0, 1):
            left = x + place * step - step / 2
            down = y * tall + (step * 0.3 if place else 0)
            rows.append(f"M{left:.1f} {down:.1f}q{step / 2:.1f} {step * 0.7:.1f} {step:.1f} 0")
    body.ink.add("".join(rows), colour, width=2, opacity=0.8)
