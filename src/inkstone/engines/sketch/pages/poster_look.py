"""How words over a picture look: colours, faces, veils, frame and plaque.

It does not know where words stand.
"""

from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.lettering.fonts import Face
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink
from inkstone.engines.sketch.scene import Box, Scene
from inkstone.engines.sketch.vector import palette, svg
from inkstone.engines.sketch.vector.svg import Defs


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours of a poster's words; the veil is laid between them and the picture."""

    title: str
    title_bottom: str
    ink: str
    accent: str
    veil: str
    veil_opacity: float
    outline: str | None = None
    face: Face = "display"
    weight: int = 800
    has_frame: bool = True


_LIGHT = Look(
    title="#fffdf5", title_bottom="#ffe3a3", ink="#fff8e8", accent="#ffd98a",
    veil="#0a1026", veil_opacity=0.62,
)  # fmt: skip
_DARK = Look(
    title="#1c2742", title_bottom="#2f3f66", ink="#1f2a44", accent="#a12f26",
    veil="#ffffff", veil_opacity=0.72,
)  # fmt: skip
_NEON = replace(
    _LIGHT, title="#ffffff", title_bottom="#ffd6f4", accent="#63f3ff", veil="#0b0620",
    outline="#ff2fb4", face="techno", veil_opacity=0.7,
)  # fmt: skip


def choose(scene: Scene, *, rng: Random, is_dark: bool) -> Look:
    """Choose a look: light words on dark, dark words on light, and what the style asks."""
    framed = rng.random() < 0.75
    look = replace(_LIGHT if is_dark else _DARK, has_frame=framed)
    if scene.tint is not None:
        accent = palette.mix(scene.tint, look.ink, 0.35)
        look = replace(look, accent=accent, title_bottom=palette.mix(look.title, accent, 0.5))
    if "neon" in scene.style:
        look = _NEON
    elif "minimal" in scene.style:
        look = replace(look, weight=500, title_bottom=look.title, accent=look.ink)
    elif "vintage" in scene.style:
        look = replace(look, face="condensed", has_frame=True)
    elif rng.random() < 0.35:
        look = replace(look, face="condensed")
    return look


def style(look: Look, slot: str, words: str) -> Style:
    """Choose face, weight and tracking of a text."""
    is_caps = words.isupper()
    if slot == "title":
        # Capitals want air between them; so do Chinese characters, which have no case.
        has_case = words.upper() != words.lower()
        weight = look.weight if has_case else min(look.weight + 100, 900)
        # A face of narrow letters is for capitals; small letters keep the wider one.
        face: Face = "display" if look.face == "condensed" and not is_caps else look.face
        return Style(face=face, weight=weight, tracking=0.05 if is_caps or not has_case else 0.0)
    if slot == "sign":
        return Style(face="display", weight=800, tracking=0.06 if is_caps else 0.02)
    if slot == "subtitle":
        return Style(weight=500, tracking=0.12)
    return Style(weight=500, tracking=0.05 if slot == "footer" else 0.02)


def ink(look: Look, slot: str) -> Ink:
    """Choose the paint of a text."""
    if slot == "sign":
        return Ink(fill="#fff6de", shadow="#2a1405", shadow_opacity=0.6)
    if slot == "title":
        dark = palette.luminance(look.title) > 0.5
        return Ink(
            fill=look.title,
            fill_bottom=look.title_bottom,
            outline=look.outline,
            shadow=look.veil if dark else None,
            shadow_opacity=0.55,
        )
    return Ink(fill=look.accent if slot == "subtitle" else look.ink)


def top_veil(look: Look, width: float, height: float, *, defs: Defs) -> str:
    """Veil the picture from its top down to `height`."""
    strong = look.veil_opacity
    fill = defs.linear([(0, look.veil, strong), (0.6, look.veil, strong * 0.72), (1, look.veil, 0)])
    return svg.rect(0, 0, width, height, fill=fill)


def side_veil(look: Look, width: float, height: float, *, defs: Defs) -> str:
    """Veil the picture from its left side to `width`."""
    strong = look.veil_opacity
    fill = defs.linear(
        [(0, look.veil, strong), (0.55, look.veil, strong * 0.8), (1, look.veil, 0)], x2=1, y2=0
    )
    return svg.rect(0, 0, width, height, fill=fill)


def middle_veil(look: Look, zone: Box, *, defs: Defs) -> str:
    """Veil an oval around a zone."""
    strong = look.veil_opacity * 0.8
    fill = defs.radial([(0, look.veil, strong), (0.6, look.veil, strong * 0.7), (1, look.veil, 0)])
    cx, cy = zone.x + zone.width / 2, zone.y + zone.height / 2
    return svg.ellipse(cx, cy, zone.width * 0.72, zone.height * 1.05 + zone.width * 0.1, fill=fill)


def foot_veil(look: Look, width: float, height: float, *, defs: Defs) -> str:
    """Veil the picture's foot."""
    tall = min(width, height) * 0.22
    fill = defs.linear([(0, look.veil, 0), (0.6, look.veil, look.veil_opacity)])
    return svg.rect(0, height - tall, width, tall, fill=fill)


def frame(look: Look, width: float, height: float) -> str:
    """Draw two fine lines around the picture."""
    short = min(width, height)
    parts = []
    for inset, stroke, opacity in ((0.028, 0.0042, 0.85), (0.04, 0.0016, 0.6)):
        gap = short * inset
        parts.append(
            svg.rect(
                gap,
                gap,
                width - 2 * gap,
                height - 2 * gap,
                fill="none",
                stroke=look.ink,
                stroke_opacity=opacity,
                stroke_width=short * stroke,
            )
        )
    return "".join(parts)


def side_rules(look: Look, words: Box, room: Box) -> str:
    """Draw a short rule on either side of words, where the room has space for both."""
    gap = words.height * 0.75
    length = min(words.height * 2.2, words.x - room.x - gap)
    if length < words.height * 0.6:
        return ""
    y = words.y + words.height / 2
    stroke: dict[str, svg.Value] = {
        "stroke": look.accent,
        "stroke_width": max(words.height * 0.07, 0.6),
    }
    right = words.x + words.width + gap
    return svg.line(words.x - gap - length, y, words.x - gap, y, **stroke) + svg.line(
        right, y, right + length, y, **stroke
    )


def plaque(room: Box, words: Box, *, defs: Defs) -> str:
    """Draw a wooden board behind a sign's words, no wider than its room."""
    pad = room.height * 0.3
    width = min(room.width, words.width + 2 * pad)
    x = words.x + words.width / 2 - width / 2
    wood = defs.linear([(0, "#9a6232", 1), (0.5, "#84512a", 1), (1, "#6a3d1d", 1)])
    radius, line = room.height * 0.12, room.height * 0.025
    inset = room.height * 0.07
    drop = room.height * 0.04
    return "".join(
        (
            svg.rect(x + drop, room.y + drop, width, room.height, rx=radius, fill="#1a0d05",
                     fill_opacity=0.35),
            svg.rect(x, room.y, width, room.height, rx=radius, fill=wood),
            svg.rect(x + inset, room.y + inset, width - 2 * inset, room.height - 2 * inset,
                     rx=radius * 0.6, fill="none", stroke="#f3d9a6", stroke_width=line,
                     stroke_opacity=0.8),
        )
    )  # fmt: skip
