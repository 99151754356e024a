"""People: flat figures with an age, hair, clothes and a skin tone, drawn from few numbers.

It does not know where a figure stands, nor which words asked for it.
"""

from dataclasses import dataclass
from random import Random

from inkstone.engines.sketch.figures.heads import (
    Look,
    back_hair,
    edges,
    front_hair,
    head,
    headgear,
    look_of,
)
from inkstone.engines.sketch.figures.kinds import FIGURES
from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import circle, ellipse, group, num, path, rect

#: The figures that there are; `kinds.FIGURES` has the age and the sex of each.
KINDS: frozenset[str] = frozenset(FIGURES)
SKINS = ("#f7d3b4", "#eabb93", "#d49c6e", "#a86d47", "#7a4b30")
_HAIR = ("#2a1d1a", "#3d261b", "#6b4326", "#1f1b22")
_GREY = "#d3d0cc"
_CLOTHES = ("#d9574a", "#3a7ca5", "#e0a13c", "#5b8e6d", "#8a6bb0", "#d77fa1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure, and where its waist is, as a share of its height."""

    symbol: Symbol
    waist: float


def figure(person: str, *, colour: str | None, rng: Random, holds: bool) -> Figure:
    """Draw a figure; `person` is a name of ours, with `+feature` for each feature."""
    features = person.split("+")[1:]
    look = look_of(person)
    skin = rng.choice(SKINS[3:] if "locs" in features else SKINS)
    hair = _GREY if look.grey else rng.choice(_HAIR)
    clothes = colour or look.clothes or rng.choice(_CLOTHES)
    style = next((f for f in ("locs", "long", "bun", "curly") if f in features), look.hair)
    glasses = look.glasses or "glasses" in features
    beard = look.beard or "beard" in features
    neck = look.crown + look.head * 2 - 5
    parts = (
        back_hair(look, style, hair),
        _legs(look, clothes, skin),
        _body(look, clothes, skin, neck),
        _arms(look, clothes, skin, neck, holds=holds),
        head(look, skin, beard=hair if beard else None, glasses=glasses),
        front_hair(look, style, hair),
        headgear(look, clothes),
    )
    left, right = edges(look, holds=holds)
    moved = group(*parts, transform=f"translate({num(-left)} 0)")
    return Figure(
        symbol=Symbol(svg=moved, width=right - left, height=look.foot),
        waist=(look.hip - 8) / look.foot,
    )


def _legs(look: Look, clothes: str, skin: str) -> str:
    hip, foot = look.hip - 6, look.foot
    shoe = "#3a3036"
    wide = 22.0 if look.foot > 300 else 19.0
    below = {"trousers": "#39445c", "apron": "#39445c", "coat": "#4d5a70", "suit": clothes}
    trousers = below.get(look.outfit)
    if look.outfit in ("gown", "robe"):
        return group(*(ellipse(x, foot - 6, 17, 7, fill=shoe) for x in (84, 116)))
    parts = []
    for x in (100 - wide - 3, 103.0):
        parts.append(rect(x, hip, wide, foot - hip - 6, rx=7, fill=trousers or skin))
        if look.outfit == "shorts":
            parts.append(rect(x - 2, hip, wide + 4, (foot - hip) * 0.46, rx=5, fill="#4d6385"))
        parts.append(rect(x - 4, foot - 13, wide + 8, 13, rx=6.5, fill=shoe))
    return group(*parts)


def _body(look: Look, clothes: str, skin: str, neck: float) -> str:
    dark = mix(clothes, "#1b1426", 0.22)
    shoulder, hip = neck + 8, look.hip
    half = 36.0 if look.foot > 300 else 29.0
    base = f"M{num(100 - half)} {num(shoulder + 12)}Q{num(100 - half)} {num(shoulder)} 90 "
    base += f"{num(shoulder - 4)}H110Q{num(100 + half)} {num(shoulder)} {num(100 + half)} "
    base += f"{num(shoulder + 12)}"
    parts = [rect(90, neck - 12, 20, 26, rx=8, fill=mix(skin, "#7a3f2a", 0.22))]
    if look.outfit in ("dress", "gown", "robe"):
        hem = look.foot - 8 if look.outfit != "dress" else hip + (look.foot - hip) * 0.42
        wide = half + (34 if look.outfit == "gown" else 22)
        waist = shoulder + (hip - shoulder) * 0.62
        if look.outfit == "robe":
            waist, wide = hip, half + 12
        d = f"{base}L{num(100 + half - 8)} {num(waist)}L{num(100 + wide)} {num(hem)}"
        d += (
            f"Q100 {num(hem + 12)} {num(100 - wide)} {num(hem)}L{num(100 - half + 8)} {num(waist)}Z"
        )
        parts.append(path(d, fill=clothes))
        fold = f"M104 {num(waist)}L{num(100 + half - 8)} {num(waist)}L{num(100 + wide)} {num(hem)}"
        parts.append(
            path(fold + f"Q118 {num(hem + 9)} 110 {num(hem + 6)}Z", fill=dark, fill_opacity=0.4)
        )
        belt = mix(clothes, "#fff1cf", 0.55)
        half_belt = half - 7
        parts.append(rect(100 - half_belt, waist - 5, half_belt * 2, 9, rx=4, fill=belt))
    else:
        parts.append(path(f"{base}V{num(hip)}H{num(100 - half)}Z", fill=clothes))
        parts.append(
            path(
                f"M106 {num(shoulder)}H{num(100 + half)}V{num(hip)}H112Z",
                fill=dark,
                fill_opacity=0.3,
            )
        )
    parts.append(_details(look, shoulder, hip))
    return group(*parts)


def _details(look: Look, shoulder: float, hip: float) -> str:
    if look.outfit == "apron":
        return rect(76, shoulder + 26, 48, hip - shoulder + 30, rx=8, fill="#d9d3c6")
    if look.outfit == "coat":
        line = path(f"M100 {num(shoulder)}V{num(hip)}", stroke="#b8c4cc", stroke_width=3)
        return line + rect(108, shoulder + 34, 16, 12, rx=2, fill="#4f9fc4")
    if look.outfit == "suit":
        pack = rect(80, shoulder + 26, 40, 28, rx=6, fill="#b9c3cf")
        lights = (("#e0525a", 90), ("#4f9fc4", 100), ("#f2b84b", 110))
        return pack + group(*(circle(x, shoulder + 40, 4, fill=c) for c, x in lights))
    if look.outfit in ("gown", "robe"):
        d = f"M86 {num(shoulder - 3)}L100 {num(shoulder + 30)}L114 {num(shoulder - 3)}"
        return path(d, stroke="#fff4dc", stroke_width=6, fill="none")
    return path(f"M88 {num(shoulder - 3)}Q100 {num(shoulder + 12)} 112 {num(shoulder - 3)}",
                stroke="#fff4e2", stroke_width=4, fill="none", stroke_opacity=0.7)  # fmt: skip


def _arms(look: Look, clothes: str, skin: str, neck: float, *, holds: bool) -> str:
    shoulder = neck + 18
    half = 33.0 if look.foot > 300 else 26.0
    hand = look.hip + 2
    sleeve = mix(clothes, "#1b1426", 0.1)
    wide = 17.0 if look.foot > 300 else 15.0
    if look.outfit in ("gown", "robe"):
        wide += 7
    left = f"M{num(100 - half)} {num(shoulder)}Q{num(100 - half - 18)} {num(hand - 50)} "
    left += f"{num(100 - half - 10)} {num(hand - 12)}"
    if holds:
        right = f"M{num(100 + half)} {num(shoulder)}Q{num(100 + half + 18)} {num(shoulder + 54)} "
        right += f"170 {num(neck + 44)}"
        palm = (172.0, neck + 36)
    else:
        right = f"M{num(100 + half)} {num(shoulder)}Q{num(100 + half + 18)} {num(hand - 50)} "
        right += f"{num(100 + half + 10)} {num(hand - 12)}"
        palm = (100 + half + 9, hand - 3)
    return group(
        *(path(d, stroke=sleeve, stroke_width=wide, fill="none", stroke_linecap="round")
          for d in (left, right)),
        circle(100 - half - 9, hand - 3, wide * 0.5, fill=skin),
        circle(*palm, wide * 0.5, fill=skin),
    )  # fmt: skip
