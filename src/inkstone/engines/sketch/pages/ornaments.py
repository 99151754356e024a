"""Ornaments of printed pages: borders with corners, rules, confetti, small motifs.

It does not know the words that they surround.
"""

import math
from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import glyphs, svg
from inkstone.engines.sketch.vector.svg import Defs, Value, num


def diamond(x: float, y: float, size: float, **values: Value) -> str:
    """Draw a diamond around a point."""
    return svg.polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], **values)


def rule(cx: float, y: float, *, width: float, size: float, colour: str) -> str:
    """Draw a rule with a diamond in its middle and dots beside it."""
    half, gap = width / 2, size * 2.6
    stroke: dict[str, Value] = {
        "stroke": colour, "stroke_width": size * 0.24, "stroke_linecap": "round",
    }  # fmt: skip
    return "".join(
        (
            svg.line(cx - half, y, cx - gap, y, **stroke),
            svg.line(cx + gap, y, cx + half, y, **stroke),
            diamond(cx, y, size, fill=colour),
            svg.circle(cx - size * 1.75, y, size * 0.3, fill=colour),
            svg.circle(cx + size * 1.75, y, size * 0.3, fill=colour),
        )
    )


def border(box: Box, *, unit: float, colour: str, kind: int) -> str:
    """Draw a border inside a box, in one of four kinds."""
    line = max(unit * 0.0032, 0.5)
    match kind % 4:
        case 0:
            return _lines(box, unit=unit, line=line, colour=colour)
        case 1:
            return _notched(box, unit=unit, line=line, colour=colour)
        case 2:
            return _fretted(box, unit=unit, line=line, colour=colour)
        case _:
            return _beaded(box, unit=unit, line=line, colour=colour)


def _outline(box: Box, radius: float = 0, **values: Value) -> str:
    return svg.rect(box.x, box.y, box.width, box.height, rx=radius or None, fill="none", **values)


def _lines(box: Box, *, unit: float, line: float, colour: str) -> str:
    inner = grown(box, -unit * 0.012, -unit * 0.012)
    return _outline(box, unit * 0.02, stroke=colour, stroke_width=line * 1.4) + _outline(
        inner, unit * 0.012, stroke=colour, stroke_width=line * 0.5
    )


def _notched(box: Box, *, unit: float, line: float, colour: str) -> str:
    """Corners that curve inwards, as on a ticket."""
    r = unit * 0.045
    x, y, right, low = box.x, box.y, box.x + box.width, box.y + box.height
    arc = f"A{num(r)} {num(r)} 0 0 0 "
    d = (
        f"M{num(x + r)} {num(y)}H{num(right - r)}{arc}{num(right)} {num(y + r)}V{num(low - r)}"
        f"{arc}{num(right - r)} {num(low)}H{num(x + r)}{arc}{num(x)} {num(low - r)}V{num(y + r)}"
        f"{arc}{num(x + r)} {num(y)}Z"
    )
    dots = "".join(
        svg.circle(cx, cy, line * 2.4, fill=colour)
        for cx in (x + r * 0.3, right - r * 0.3)
        for cy in (y + r * 0.3, low - r * 0.3)
    )
    return svg.path(d, fill="none", stroke=colour, stroke_width=line * 1.3) + dots


def _fretted(box: Box, *, unit: float, line: float, colour: str) -> str:
    """Square spirals at the corners, as on Chinese cards."""
    side = unit * 0.055
    drawn = _outline(box, stroke=colour, stroke_width=line * 1.3)
    for across, down in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        x = box.x if across > 0 else box.x + box.width
        y = box.y if down > 0 else box.y + box.height
        steps = ((0.25, 1.0), (0.25, 0.25), (1.0, 0.25), (1.0, 0.78), (0.52, 0.78), (0.52, 0.52),
                 (0.76, 0.52))  # fmt: skip
        points = [(x + across * a * side, y + down * b * side) for a, b in steps]
        d = "M" + "L".join(f"{num(a)} {num(b)}" for a, b in points)
        drawn += svg.path(d, fill="none", stroke=colour, stroke_width=line * 1.2)
    return drawn


def _beaded(box: Box, *, unit: float, line: float, colour: str) -> str:
    pitch = unit * 0.024
    drawn = [_outline(grown(box, -pitch * 0.8, -pitch * 0.8), stroke=colour, stroke_width=line)]
    dots = []
    for start, end, is_across in (
        (box.x, box.x + box.width, True), (box.y, box.y + box.height, False),
    ):  # fmt: skip
        count = max(1, round((end - start) / pitch))
        for index in range(count + 1):
            at = start + (end - start) * index / count
            for edge in (box.y, box.y + box.height) if is_across else (box.x, box.x + box.width):
                x, y = (at, edge) if is_across else (edge, at)
                dots.append(f"M{num(x)} {num(y)}h0")
    drawn.append(
        svg.path("".join(dots), stroke=colour, stroke_width=pitch * 0.34, stroke_linecap="round")
    )
    return "".join(drawn)


def corners(box: Box, motifs: Sequence[str], *, size: float, paper: str, defs: Defs) -> str:
    """Stand small pictures on the corners of a border."""
    spots = (
        (box.x, box.y), (box.x + box.width, box.y), (box.x, box.y + box.height),
        (box.x + box.width, box.y + box.height),
    )  # fmt: skip
    drawn = []
    for index, (x, y) in enumerate(spots):
        # Across from each other stands the same, so that a card of two motifs is even.
        motif = motifs[(index % 3 != 0) % len(motifs)]
        drawn.append(svg.circle(x, y, size * 0.62, fill=paper))
        drawn.append(picture(motif, x, y, size, defs=defs))
    return "".join(drawn)


def picture(motif: str, cx: float, cy: float, size: float, *, defs: Defs) -> str:
    """Draw an emoji around a point; nothing where the font has none."""
    symbol = glyphs.emoji_symbol(motif, defs=defs)
    if symbol is None:
        return ""
    return symbol.fitted(Box(x=cx - size / 2, y=cy - size / 2, width=size, height=size))


def confetti(box: Box, *, colours: Sequence[str], rng: Random, num_pieces: int, size: float) -> str:
    """Scatter small pieces of paper over a box."""
    parts = []
    for index in range(num_pieces):
        x, y = box.x + rng.random() * box.width, box.y + rng.random() * box.height
        colour = colours[index % len(colours)]
        turn = rng.uniform(0, 180)
        side = size * rng.uniform(0.6, 1.2)
        if index % 3:
            parts.append(
                svg.rect(
                    x, y, side, side * 0.45, fill=colour, rx=side * 0.1,
                    transform=f"rotate({num(turn)} {num(x)} {num(y)})",
                )
            )  # fmt: skip
        else:
            parts.append(svg.circle(x, y, side * 0.34, fill=colour))
    return "".join(parts)


def sprig(x: float, y: float, *, length: float, turn: float, colour: str) -> str:
    """Draw a sprig of leaves that grows from a point, turned by degrees from upright."""
    leaves = [f"M0 0C{num(length * 0.06)} {num(-length * 0.4)} 0 {num(-length * 0.7)} 0 "
              f"{num(-length)}"]  # fmt: skip
    drawn = svg.path(
        leaves[0], fill="none", stroke=colour, stroke_width=length * 0.025, stroke_linecap="round"
    )
    for index in range(5):
        at = -length * (0.2 + 0.17 * index)
        side = 1 if index % 2 else -1
        reach = length * (0.26 - 0.025 * index)
        angle = math.radians(50)
        tip_x, tip_y = side * math.sin(angle) * reach, at - math.cos(angle) * reach
        bulge = reach * 0.36
        drawn += svg.path(
            f"M0 {num(at)}Q{num(side * bulge * 1.6)} {num(at + bulge * 0.2)} {num(tip_x)} "
            f"{num(tip_y)}Q{num(side * bulge * 0.1)} {num(at - reach * 0.62)} 0 {num(at)}Z",
            fill=colour,
        )
    return svg.group(drawn, transform=f"translate({num(x)} {num(y)}) rotate({num(turn)})")
