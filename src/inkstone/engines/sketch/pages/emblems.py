"""Emblems: grounds of one shape for a mark, and initials that stand in for a picture.

It does not know the words beside an emblem.
"""

import math

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.breaking import characters
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink, Placed
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, Value, num

GROUNDS = ("disc", "squircle", "hexagon", "shield", "ring", "none")


def ground(kind: str, box: Box, *, fill: str, line: str) -> str:
    """Draw the ground of a mark inside a square."""
    side = min(box.width, box.height)
    cx, cy = box.x + box.width / 2, box.y + box.height / 2
    half = side / 2
    stroke: dict[str, Value] = {"stroke": line, "stroke_width": side * 0.018, "fill": "none"}
    match kind:
        case "disc":
            return svg.circle(cx, cy, half, fill=fill) + svg.circle(cx, cy, half * 0.9, **stroke)
        case "squircle":
            return svg.rect(cx - half, cy - half, side, side, rx=side * 0.24, fill=fill)
        case "hexagon":
            edge = _corners(cx, cy, half * 0.97, 6)
            rim: dict[str, Value] = {"stroke_width": side * 0.05, "stroke_linejoin": "round"}
            line_at = _corners(cx, cy, half * 0.85, 6)
            return svg.polygon(edge, fill=fill, stroke=fill, **rim) + svg.polygon(
                line_at, stroke_linejoin="round", **stroke
            )
        case "shield":
            return svg.path(_shield(cx, cy, half), fill=fill) + svg.path(
                _shield(cx, cy, half * 0.88), **stroke
            )
        case "ring":
            return svg.circle(
                cx, cy, half * 0.94, fill="none", stroke=fill, stroke_width=side * 0.05
            )
        case _:
            return ""


def _corners(cx: float, cy: float, radius: float, num_sides: int) -> list[tuple[float, float]]:
    return [
        (
            cx + math.sin(math.tau * index / num_sides) * radius,
            cy - math.cos(math.tau * index / num_sides) * radius,
        )
        for index in range(num_sides)
    ]


def _shield(cx: float, cy: float, half: float) -> str:
    wide = half * 0.86
    return (
        f"M{num(cx)} {num(cy - half)}C{num(cx + wide * 0.4)} {num(cy - half * 0.82)} "
        f"{num(cx + wide * 0.8)} {num(cy - half * 0.78)} {num(cx + wide)} {num(cy - half * 0.76)}"
        f"V{num(cy + half * 0.05)}C{num(cx + wide)} {num(cy + half * 0.55)} "
        f"{num(cx + wide * 0.5)} {num(cy + half * 0.84)} {num(cx)} {num(cy + half)}"
        f"C{num(cx - wide * 0.5)} {num(cy + half * 0.84)} {num(cx - wide)} {num(cy + half * 0.55)} "
        f"{num(cx - wide)} {num(cy + half * 0.05)}V{num(cy - half * 0.76)}"
        f"C{num(cx - wide * 0.8)} {num(cy - half * 0.78)} {num(cx - wide * 0.4)} "
        f"{num(cy - half * 0.82)} {num(cx)} {num(cy - half)}Z"
    )


def inside(kind: str, box: Box) -> Box:
    """The room for a picture inside a ground."""
    share = {"disc": 0.2, "squircle": 0.17, "hexagon": 0.22, "shield": 0.24, "ring": 0.19}
    inset = min(box.width, box.height) * share.get(kind, 0.0)
    inner = grown(box, -inset, -inset)
    if kind == "shield":
        return Box(x=inner.x, y=inner.y - box.height * 0.03, width=inner.width, height=inner.height)
    return inner


def initials(name: str) -> str:
    """The first letters of the first words of a name, or its first Chinese character."""
    chars = characters(name)
    if chars and chars[0] >= "\u2e80":
        return chars[0]
    words = [word for word in name.replace("&", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]) or "".join(chars[:1])


def monogram(name: str, box: Box, *, colour: str, defs: Defs) -> Placed:
    """Set a name's initials as a mark."""
    return text.fit(
        initials(name),
        box,
        style=Style(face="display", weight=800),
        ink=Ink(fill=colour),
        defs=defs,
        max_size=box.height * 1.2,
    )


def abstract(box: Box, tones: tuple[str, str], *, kind: int) -> str:
    """Draw a mark of plain forms, for a name that shows nothing."""
    side = min(box.width, box.height)
    cx, cy, r = box.x + box.width / 2, box.y + box.height / 2, side / 2
    first, second = tones
    match kind % 4:
        case 0:
            return "".join(
                svg.path(
                    f"M{num(cx)} {num(cy)}Q{num(cx - r * 0.42)} {num(cy - r * 0.5)} {num(cx)} "
                    f"{num(cy - r)}Q{num(cx + r * 0.42)} {num(cy - r * 0.5)} {num(cx)} {num(cy)}Z",
                    fill=first if index % 2 else second,
                    transform=f"rotate({index * 45} {num(cx)} {num(cy)})",
                )
                for index in range(8)
            )
        case 1:
            bars = ((-0.66, 0.7), (-0.22, 1.25), (0.22, 1.8), (0.66, 1.1))
            return "".join(
                svg.rect(cx + x * r - r * 0.15, cy - tall * r / 2, r * 0.3, tall * r, rx=r * 0.15,
                         fill=second if index == 2 else first)
                for index, (x, tall) in enumerate(bars)
            )  # fmt: skip
        case 2:
            return svg.circle(cx - r * 0.3, cy, r * 0.64, fill=first) + svg.circle(
                cx + r * 0.34, cy, r * 0.64, fill=second, fill_opacity=0.85
            )
        case _:
            return (
                svg.circle(cx, cy - r * 0.25, r * 0.42, fill=second)
                + svg.path(
                    f"M{num(cx - r)} {num(cy + r * 0.7)}L{num(cx - r * 0.2)} {num(cy - r * 0.5)}"
                    f"L{num(cx + r * 0.25)} {num(cy + r * 0.12)}L{num(cx + r * 0.45)} "
                    f"{num(cy - r * 0.12)}L{num(cx + r)} {num(cy + r * 0.7)}Z",
                    fill=first,
                )
            )  # fmt: skip
