"""Heads: looks of the figures, and the hair, faces and hats that go with them.

It does not know the rest of a figure.
"""

from dataclasses import dataclass

from inkstone.engines.sketch.vector.palette import luminance, mix
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, num, path, rect

_MIDDLE = 100.0
_INK = "#2b2328"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Heights from the top of the picture of the figure, and what it wears."""

    head: float = 31
    crown: float = 24
    hip: float = 214
    foot: float = 400
    hair: str = "short"
    outfit: str = "trousers"
    headgear: str = ""
    grey: bool = False
    clothes: str = ""
    beard: bool = False
    glasses: bool = False


#: Figure to its look.
LOOKS: dict[str, Look] = {
    "woman": Look(hair="long", outfit="dress"),
    "man": Look(),
    "girl": Look(head=33, hip=166, foot=270, hair="tails", outfit="dress"),
    "boy": Look(head=33, hip=166, foot=270, outfit="shorts"),
    "child": Look(head=33, hip=166, foot=270, hair="bob", outfit="shorts"),
    "person": Look(hair="bob"),
    "old_man": Look(grey=True, beard=True, clothes="#7d6a58"),
    "old_woman": Look(hair="bun", grey=True, outfit="dress", clothes="#8d6f9c", glasses=True),
    "baby": Look(head=36, hip=142, foot=196, hair="tuft", outfit="shorts", clothes="#f2c879"),
    "astronaut": Look(outfit="suit", headgear="helmet", clothes="#eef1f5", hair="bob"),
    "chef": Look(outfit="apron", headgear="toque", clothes="#f7f5f0"),
    "princess": Look(hair="long", outfit="gown", headgear="crown", clothes="#e58ab0"),
    "prince": Look(outfit="robe", headgear="crown", clothes="#8c2f3c"),
    "scholar": Look(hair="topknot", outfit="robe", clothes="#6f8fa6"),
    "hanfu_woman": Look(hair="bun", outfit="gown", clothes="#d77f8f"),
    "wizard": Look(outfit="robe", headgear="pointed", clothes="#5a4799", beard=True, grey=True),
    "doctor": Look(outfit="coat", clothes="#f4f7f9"),
    "santa": Look(outfit="robe", headgear="santa", clothes="#c9302f", beard=True, grey=True),
}


def look_of(person: str) -> Look:
    """The look of a figure; `person` is its name, with `+feature` for each feature."""
    return LOOKS.get(person.partition("+")[0], LOOKS["person"])


def edges(look: Look, *, holds: bool) -> tuple[float, float]:
    """Where the figure begins and ends from left to right."""
    left = 26.0 if look.outfit == "gown" else 44.0
    return left, 186.0 if holds else 200.0 - left


def raised_hand(person: str) -> tuple[float, float]:
    """Where a holding figure's hand is, as shares of its width and height."""
    look = look_of(person)
    left, right = edges(look, holds=True)
    neck = look.crown + look.head * 2 - 5
    return (172.0 - left) / (right - left), (neck + 36) / look.foot


def back_hair(look: Look, style: str, hair: str) -> str:
    """Hair that falls behind the shoulders."""
    top, middle = look.crown, look.crown + look.head
    if style == "locs":
        strands = []
        for step in range(13):
            x = _MIDDLE + (step - 6) * 7.4
            end = look.hip + 12 - abs(step - 6) * 5
            d = f"M{num(x * 0.7 + 30)} {num(top + 14)}Q{num(x + (step - 6) * 4)} {num(middle)} "
            d += f"{num(x + (step - 6) * 2)} {num(end)}"
            shade = mix(hair, "#8a5a3a", 0.25 if step % 2 else 0.0)
            strands.append(
                path(d, stroke=shade, stroke_width=9, fill="none", stroke_linecap="round")
            )
            if step % 3 == 1:
                strands.append(rect(x + (step - 6) * 2 - 5, end - 26, 10, 8, rx=3, fill="#d6a12a"))
        return group(*strands)
    if style == "long":
        d = f"M62 {num(middle)}Q60 {num(top - 10)} 100 {num(top - 8)}Q140 {num(top - 10)} 138 "
        d += f"{num(middle)}Q150 {num(middle + 70)} 140 {num(middle + 104)}H60"
        d += f"Q50 {num(middle + 70)} 62 {num(middle)}Z"
        return path(d, fill=hair)
    if style == "tails":
        lobes = (ellipse(x, middle + 22, 15, 30, fill=hair) for x in (58, 142))
        ties = (circle(x, middle - 2, 6, fill="#e0525a") for x in (64, 136))
        return group(*lobes, *ties)
    if style == "curly":
        dots = [(60, 4), (66, -18), (84, -32), (100, -36), (118, -32), (136, -18), (140, 4),
                (60, 24), (140, 24)]  # fmt: skip
        return group(*(circle(x, middle + y, 19, fill=hair) for x, y in dots))
    if style == "bob":
        return rect(65, top - 4, 70, look.head * 2 + 8, rx=32, fill=hair)
    return ""


def front_hair(look: Look, style: str, hair: str) -> str:
    """Fringe, bun or tuft."""
    top, middle = look.crown, look.crown + look.head
    left, right = 100 - look.head - 2, 100 + look.head + 2
    if style == "tuft":
        d = f"M92 {num(top + 4)}Q100 {num(top - 16)} 112 {num(top - 6)}Q102 {num(top - 4)} 106 "
        return path(d + f"{num(top + 4)}Z", fill=hair)
    fringe = f"M{num(left)} {num(middle + 4)}Q{num(left - 2)} {num(top - 8)} 100 {num(top - 7)}"
    fringe += f"Q{num(right + 2)} {num(top - 8)} {num(right)} {num(middle + 4)}"
    fringe += f"Q{num(right - 6)} {num(middle - 16)} 112 {num(middle - 18)}"
    fringe += f"Q86 {num(middle - 8)} {num(left + 5)} {num(middle - 10)}Z"
    extra = ""
    if style in ("bun", "topknot"):
        extra = circle(100, top - 14, 16 if style == "bun" else 11, fill=hair)
        extra += rect(90, top - 9, 20, 5, rx=2, fill="#d6a12a")
    return extra + path(fringe, fill=hair)


def head(look: Look, skin: str, *, beard: str | None, glasses: bool) -> str:
    """A face, with a beard and glasses where it has them."""
    r = look.head
    y = look.crown + r
    shade = mix(skin, "#8a3f28", 0.3)
    lips = mix(skin, "#a02e2e", 0.55)
    parts = [
        circle(100 - r, y + 4, 6, fill=shade),
        circle(100 + r, y + 4, 6, fill=shade),
        rect(100 - r, y - r, 2 * r, 2 * r + 3, rx=r, fill=skin),
    ]
    if beard:
        d = f"M{num(100 - r)} {num(y + 6)}Q{num(100 - r)} {num(y + r + 26)} 100 {num(y + r + 30)}"
        d += f"Q{num(100 + r)} {num(y + r + 26)} {num(100 + r)} {num(y + 6)}"
        d += f"Q{num(100 + r - 9)} {num(y + 14)} 100 {num(y + 13)}"
        d += f"Q{num(100 - r + 9)} {num(y + 14)} {num(100 - r)} {num(y + 6)}Z"
        parts.append(path(d, fill=mix(beard, "#ffffff", 0.35)))
    for x in (100 - r * 0.4, 100 + r * 0.4):
        parts.append(ellipse(x, y + 3, 3.4, 4.4, fill=_INK))
        parts.append(circle(x + 1.2, y + 1.6, 1.1, fill="#ffffff"))
        parts.append(circle(x + (x - 100) * 0.5, y + 13, 5.5, fill="#e8604f", fill_opacity=0.22))
        brow = f"M{num(x - 6)} {num(y - 7)}Q{num(x)} {num(y - 10)} {num(x + 6)} {num(y - 7)}"
        parts.append(path(brow, stroke=_INK, stroke_width=2, fill="none", stroke_opacity=0.55))
    parts.append(path(f"M99 {num(y + 5)}Q103 {num(y + 11)} 98 {num(y + 11)}", stroke=shade,
                      stroke_width=2.2, fill="none", stroke_linecap="round"))  # fmt: skip
    parts.append(path(f"M91 {num(y + 18)}Q100 {num(y + 25)} 109 {num(y + 18)}", stroke=lips,
                      stroke_width=2.8, fill="none", stroke_linecap="round"))  # fmt: skip
    if glasses:
        parts += [
            circle(x, y + 3, 9.5, fill="#ffffff", fill_opacity=0.18, stroke=_INK, stroke_width=2.4)
            for x in (100 - r * 0.4, 100 + r * 0.4)
        ]
        parts.append(rect(96, y + 1, 8, 2.4, fill=_INK))
    return group(*parts)


def headgear(look: Look, clothes: str) -> str:
    """What is worn on the head."""
    top, middle, r = look.crown, look.crown + look.head, look.head
    light = mix(clothes, "#ffffff", 0.25) if luminance(clothes) < 0.9 else clothes
    match look.headgear:
        case "helmet":
            glass = circle(100, middle + 2, r + 13, fill="#bfe0f5", fill_opacity=0.28,
                           stroke="#eef1f5", stroke_width=9)  # fmt: skip
            d = f"M78 {num(middle - 20)}Q88 {num(middle - 32)} 104 {num(middle - 32)}"
            shine = path(d, stroke="#ffffff", stroke_width=6, fill="none", stroke_opacity=0.8)
            return glass + shine
        case "toque":
            d = f"M72 {num(top + 10)}V{num(top - 4)}Q52 {num(top - 22)} 78 {num(top - 24)}"
            d += f"Q100 {num(top - 40)} 122 {num(top - 24)}Q148 {num(top - 22)} 128 {num(top - 4)}"
            return path(
                d + f"V{num(top + 10)}Z", fill="#ffffff", stroke="#d9d3c6", stroke_width=1.5
            )
        case "crown":
            d = f"M76 {num(top + 8)}L72 {num(top - 18)}L88 {num(top - 6)}L100 {num(top - 22)}"
            d += f"L112 {num(top - 6)}L128 {num(top - 18)}L124 {num(top + 8)}Z"
            return path(d, fill="#f2bd3a") + circle(100, top - 2, 4, fill="#d7353f")
        case "pointed":
            d = f"M100 0L136 {num(top + 10)}Q100 {num(top + 20)} 64 {num(top + 10)}Z"
            brim = ellipse(100, top + 12, 50, 9, fill=light)
            return path(d, fill=clothes) + brim
        case "santa":
            d = f"M68 {num(top + 10)}Q74 {num(top - 24)} 118 {num(top - 18)}L146 {num(top + 8)}"
            d += f"L126 {num(top + 10)}Z"
            brim = rect(64, top + 4, 72, 14, rx=7, fill="#ffffff")
            return path(d, fill=clothes) + brim + circle(148, top + 12, 9, fill="#ffffff")
        case _:
            return ""
