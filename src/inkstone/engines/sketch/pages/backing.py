"""What lies between a picture and its words: veils, bands, panels, badges, ribbons and frames.

It does not know the words, but for the boxes that they fill.
"""

import math

from inkstone.engines.sketch.pages.poster_look import Look
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, Value

#: Veils stay as opaque as words need under all of them, and fade out after that.
_FADE = 0.3


def top_veil(look: Look, width: float, low: float, *, defs: Defs) -> str:
    """Veil the picture from its top down to `low`, and let it fade out below."""
    strong = look.veil_opacity
    fill = defs.linear(
        [(0, look.veil, min(strong + 0.08, 1)), (1 - _FADE, look.veil, strong), (1, look.veil, 0)]
    )
    return svg.rect(0, 0, width, low / (1 - _FADE), fill=fill)


def foot_veil(look: Look, width: float, height: float, top: float, *, defs: Defs) -> str:
    """Veil the picture's foot from `top` on."""
    tall = (height - top) / (1 - _FADE)
    strong = look.veil_opacity
    fill = defs.linear([(0, look.veil, 0), (_FADE, look.veil, strong), (1, look.veil, strong)])
    return svg.rect(0, height - tall, width, tall, fill=fill)


def middle_veil(look: Look, words: Box, *, defs: Defs) -> str:
    """Veil a rounded field around words that stand alone."""
    pad = min(words.height * 0.18, words.width * 0.12)
    strong = look.veil_opacity
    box = grown(words, pad, pad)
    glow = defs.radial([(0, look.veil, strong * 0.7), (1, look.veil, 0)])
    cx, cy = words.x + words.width / 2, words.y + words.height / 2
    oval = svg.ellipse(cx, cy, box.width * 0.72, box.height * 0.8, fill=glow)
    return oval + plate(box, fill=look.veil, radius=pad * 0.8, fill_opacity=strong)


def pill(look: Look, words: Box, *, pad: float) -> str:
    """Draw the rounded ground of a few words."""
    box = grown(words, pad, pad * 0.7)
    radius = min(box.height / 2, pad * 1.1)
    return plate(box, fill=look.veil, radius=radius, fill_opacity=min(look.veil_opacity + 0.1, 1))


def band(look: Look, box: Box, *, rule: float, is_top: bool) -> str:
    """Draw a band over the whole width, with a fine rule along its inner edge."""
    edge = box.y + box.height - rule * 2.4 if is_top else box.y + rule * 1.4
    return svg.rect(box.x, box.y, box.width, box.height, fill=look.panel) + svg.rect(
        box.x, edge, box.width, rule, fill=look.accent
    )


def side_panel(look: Look, box: Box, *, slant: float, is_left: bool) -> str:
    """Draw a panel down one side, its inner edge leaning a little, with a strip beside it."""
    strip = slant * 0.35
    x, far = (box.x, box.x + box.width) if is_left else (box.x + box.width, box.x)
    sign = 1 if is_left else -1

    def leaf(reach: float) -> list[tuple[float, float]]:
        return [
            (x, box.y),
            (far + sign * (slant + reach), box.y),
            (far + sign * reach, box.y + box.height),
            (x, box.y + box.height),
        ]

    return svg.polygon(leaf(strip), fill=look.accent) + svg.polygon(leaf(0), fill=look.panel)


def badge(look: Look, cx: float, cy: float, radius: float) -> str:
    """Draw a round badge with a scalloped edge and two rings."""
    num = 28
    points = []
    for index in range(num * 2):
        reach = radius if index % 2 else radius * 0.955
        angle = math.tau * index / (num * 2)
        points.append((cx + math.sin(angle) * reach, cy - math.cos(angle) * reach))
    ring: dict[str, Value] = {"fill": "none", "stroke": look.accent}
    return (
        svg.circle(cx, cy + radius * 0.035, radius * 0.985, fill="#0a0c18", fill_opacity=0.25)
        + svg.polygon(
            points,
            fill=look.panel,
            stroke=look.panel,
            stroke_width=radius * 0.03,
            stroke_linejoin="round",
        )
        + svg.circle(cx, cy, radius * 0.9, stroke_width=radius * 0.018, **ring)
        + svg.circle(cx, cy, radius * 0.865, stroke_width=radius * 0.006, **ring)
    )


def ribbon(look: Look, box: Box, *, width: float, turn: float) -> str:
    """Draw a ribbon across the whole picture, turned about the middle of its words."""
    cx, cy = box.x + box.width / 2, box.y + box.height / 2
    tall = box.height
    long = width * 1.3
    turned = f"rotate({svg.num(turn)} {svg.num(cx)} {svg.num(cy)})"
    line = tall * 0.035

    def strip(y: float, height: float, **values: Value) -> str:
        return svg.rect(cx - long / 2, y, long, height, **values)

    return svg.group(
        strip(cy - tall / 2 + tall * 0.09, tall, fill="#0a0c18", fill_opacity=0.22),
        strip(cy - tall / 2, tall, fill=look.panel),
        strip(cy - tall / 2 + line * 1.6, line, fill=look.accent),
        strip(cy + tall / 2 - line * 2.6, line, fill=look.accent),
        transform=turned,
    )


def mat(look: Look, width: float, height: float, *, border: float, strip: float) -> str:
    """Draw a mat around the picture with a broad foot, and a fine line around the opening."""
    opening = Box(
        x=border, y=border, width=width - 2 * border, height=max(height - border - strip, 1)
    )
    whole = f"M0 0H{svg.num(width)}V{svg.num(height)}H0Z"
    right, low = opening.x + opening.width, opening.y + opening.height
    hole = (
        f"M{svg.num(opening.x)} {svg.num(opening.y)}V{svg.num(low)}H{svg.num(right)}"
        f"V{svg.num(opening.y)}Z"
    )
    return svg.path(whole + hole, fill=look.panel, fill_rule="evenodd") + svg.rect(
        opening.x, opening.y, opening.width, opening.height,
        fill="none", stroke=look.accent, stroke_width=border * 0.09,
    )  # fmt: skip


def frame(look: Look, width: float, height: float) -> str:
    """Draw two fine lines around the picture."""
    short = min(width, height)
    parts = []
    for inset, stroke, opacity in ((0.026, 0.004, 0.9), (0.037, 0.0016, 0.65)):
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


def paper_strip(look: Look, box: Box) -> str:
    """Draw the strip of paper that vertical writing stands on."""
    side = min(box.width, box.height)
    line = side * 0.012
    inset = side * 0.05
    inner = grown(box, -inset, -inset)
    return (
        plate(
            Box(x=box.x + inset * 0.5, y=box.y + inset * 0.6, width=box.width, height=box.height),
            fill="#0a0c18",
            radius=line,
            fill_opacity=0.2,
        )
        + plate(box, fill=look.panel, radius=line)
        + plate(inner, fill="none", radius=0, stroke=look.accent, stroke_width=max(line, 0.4))
    )


def plaque(box: Box, *, defs: Defs, colour: str = "#7d4c28") -> str:
    """Draw a wooden board, as a sign's words stand on."""
    wood = defs.linear([(0, mix(colour, "#ffffff", 0.1), 1), (1, mix(colour, "#000000", 0.22), 1)])
    radius, line, inset = box.height * 0.12, box.height * 0.025, box.height * 0.07
    drop = box.height * 0.05
    inner = grown(box, -inset, -inset)
    return (
        plate(
            Box(x=box.x + drop * 0.4, y=box.y + drop, width=box.width, height=box.height),
            fill="#1a0d05",
            radius=radius,
            fill_opacity=0.32,
        )
        + plate(box, fill=wood, radius=radius)
        + plate(
            inner,
            fill="none",
            radius=radius * 0.6,
            stroke="#f3d9a6",
            stroke_width=line,
            stroke_opacity=0.8,
        )
    )


def plate(box: Box, *, fill: str, radius: float, **values: Value) -> str:
    """Draw a rectangle with round corners."""
    return svg.rect(
        box.x,
        box.y,
        max(box.width, 0),
        max(box.height, 0),
        rx=max(min(radius, box.width / 2, box.height / 2), 0),
        fill=fill,
        **values,
    )


def grown(box: Box, across: float, down: float) -> Box:
    """The box with room on all sides; less of it where that is below nothing."""
    width, height = max(box.width + 2 * across, 0.01), max(box.height + 2 * down, 0.01)
    return Box(
        x=box.x + (box.width - width) / 2,
        y=box.y + (box.height - height) / 2,
        width=width,
        height=height,
    )
