"""The gate that a couplet hangs at: brick wall, door, rings, lanterns, red paper.

It does not know any words.
"""

import math
from random import Random

from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs

GOLD, GOLD_LIGHT, GOLD_DARK = "#e8b64c", "#fbe3a1", "#a8701f"


def brick_wall(width: float, height: float, *, defs: Defs, rng: Random) -> str:
    """Draw a wall of pale bricks, lit from the middle."""
    course = max(width, height) / 22
    length = course * 2.1
    tones = ("#d9c8ab", "#d3c1a2", "#dccdb2", "#cfbc9c", "#d6c4a5")
    # One path a tone: a thousand elements would take the renderer four times as long.
    bricks: dict[str, list[str]] = {tone: [] for tone in tones}
    joint = max(course * 0.06, 0.5)
    for row in range(math.ceil(height / course)):
        shift = -length / 2 if row % 2 else 0.0
        for column in range(math.ceil(width / length) + 1):
            x, y = shift + column * length + joint, row * course + joint
            across, down = svg.num(length - 2 * joint), svg.num(course - 2 * joint)
            corner = f"M{svg.num(x)} {svg.num(y)}"
            bricks[rng.choice(tones)].append(f"{corner}h{across}v{down}h-{across}z")
    # Shade at the sides alone: one oval of light over the whole wall costs half of the picture.
    side = width * 0.16
    dim = [(0.0, "#4a2c1a", 0.4), (1.0, "#4a2c1a", 0.0)]
    left = svg.rect(0, 0, side, height, fill=defs.linear(dim, x2=1, y2=0))
    right = svg.rect(width - side, 0, side, height, fill=defs.linear(dim, x1=1, x2=0, y2=0))
    mortar = svg.rect(0, 0, width, height, fill="#ece1cb")
    laid = "".join(svg.path("".join(parts), fill=tone) for tone, parts in bricks.items())
    return mortar + laid + left + right


def paper(box: Box, *, defs: Defs, rng: Random) -> str:
    """Draw a strip of red paper with gold leaf and a gold border, and its shadow."""
    side = min(box.width, box.height)
    drop = side * 0.05
    body = defs.linear([(0, "#ba201a", 1), (0.5, "#b21c17", 1), (1, "#9a1310", 1)])
    parts = [
        svg.rect(
            box.x + drop, box.y + drop, box.width, box.height, fill="#3a1408", fill_opacity=0.3
        ),
        svg.rect(box.x, box.y, box.width, box.height, fill=body),
    ]
    for _ in range(min(160, int(box.width * box.height / (side * side) * 22))):
        parts.append(
            svg.circle(
                box.x + rng.uniform(0.05, 0.95) * box.width,
                box.y + rng.uniform(0.05, 0.95) * box.height,
                side * rng.uniform(0.004, 0.011),
                fill=GOLD_LIGHT,
                fill_opacity=rng.uniform(0.35, 0.8),
            )
        )
    for inset, stroke in ((0.055, 0.02), (0.09, 0.007)):
        gap = side * inset
        parts.append(
            svg.rect(
                box.x + gap,
                box.y + gap,
                box.width - 2 * gap,
                box.height - 2 * gap,
                fill="none",
                stroke=GOLD,
                stroke_width=side * stroke,
            )
        )
    return "".join(parts)


def door(box: Box, *, rings_at: float, defs: Defs) -> str:
    """Draw a two-leaved red door in its frame, with studs, and with rings at that height."""
    frame = box.width * 0.075
    inner = Box(
        x=box.x + frame,
        y=box.y + frame * 1.1,
        width=box.width - 2 * frame,
        height=box.height - frame * 1.1,
    )
    wood = defs.linear([(0, "#5b1d15", 1), (0.5, "#7a2a1d", 1), (1, "#4a1510", 1)], x2=1, y2=0)
    lintel = defs.linear([(0, "#8a3423", 1), (1, "#4a1510", 1)])
    parts = [
        svg.rect(box.x, box.y, box.width, box.height, fill=wood),
        svg.rect(box.x - frame * 0.35, box.y, box.width + frame * 0.7, frame * 1.1, fill=lintel),
        _roof_beads(box, frame, defs=defs),
        _leaf(inner, rings_at=rings_at, defs=defs, is_left=True),
        _leaf(inner, rings_at=rings_at, defs=defs, is_left=False),
    ]
    shade = defs.linear([(0, "#200503", 0.55), (1, "#200503", 0)])
    parts.append(
        svg.rect(inner.x, inner.y, inner.width, min(frame, inner.height * 0.2), fill=shade)
    )
    middle = box.x + box.width / 2
    parts.append(_ring_handles(middle, rings_at, box.width * 0.09, defs=defs))
    return "".join(parts)


def _roof_beads(box: Box, frame: float, *, defs: Defs) -> str:
    bead = defs.radial([(0, GOLD_LIGHT, 1), (1, GOLD_DARK, 1)], cx=0.35, cy=0.35, r=0.7)
    return "".join(
        svg.circle(box.x + box.width * at, box.y + frame * 0.55, frame * 0.3, fill=bead)
        for at in (0.2, 0.4, 0.6, 0.8)
    )


def _leaf(inner: Box, *, rings_at: float, defs: Defs, is_left: bool) -> str:
    width = inner.width / 2
    x = inner.x if is_left else inner.x + width
    fill = defs.linear([(0, "#b8291f", 1), (0.45, "#b0241d", 1), (1, "#6f1310", 1)])
    seam = x + width if is_left else x
    shaded = width * 0.11
    dark = [(0.0, "#5e0e0b", 0.55), (1.0, "#5e0e0b", 0.0)]
    parts = [
        svg.rect(x, inner.y, width, inner.height, fill=fill),
        svg.rect(x, inner.y, shaded, inner.height, fill=defs.linear(dark, x2=1, y2=0)),
        svg.rect(
            x + width - shaded,
            inner.y,
            shaded,
            inner.height,
            fill=defs.linear(dark, x1=1, x2=0, y2=0),
        ),
        svg.line(
            seam,
            inner.y,
            seam,
            inner.y + inner.height,
            stroke="#3b0907",
            stroke_width=inner.width * 0.008,
        ),
    ]
    gold = defs.radial(
        [(0, "#fff3c4", 1), (0.45, GOLD, 1), (1, GOLD_DARK, 1)], cx=0.36, cy=0.32, r=0.72
    )
    rows = max(3, min(9, round(inner.height / inner.width * 5.5)))
    radius = inner.width * 0.021
    for row in range(rows):
        for column in range(4):
            cx = x + width * (column + 0.5) / 4
            cy = inner.y + inner.height * (row + 0.6) / (rows + 0.2)
            by_seam = column == (3 if is_left else 0)
            if by_seam and abs(cy - rings_at - inner.width * 0.03) < inner.width * 0.11:
                continue
            parts.append(svg.circle(cx + radius * 0.2, cy + radius * 0.35, radius, fill="#4d0d09"))
            parts.append(svg.circle(cx, cy, radius, fill=gold))
    return "".join(parts)


def _ring_handles(cx: float, cy: float, size: float, *, defs: Defs) -> str:
    """Draw the two ring handles either side of the seam."""
    gold = defs.radial(
        [(0, "#fff3c4", 1), (0.5, GOLD, 1), (1, GOLD_DARK, 1)], cx=0.36, cy=0.32, r=0.75
    )
    parts = []
    for side in (-1, 1):
        x = cx + side * size * 0.62
        ring: dict[str, svg.Value] = {"fill": "none", "stroke_width": size * 0.11}
        parts += [
            svg.circle(x, cy, size * 0.42, fill="#5a110c", fill_opacity=0.6),
            svg.circle(x, cy - size * 0.04, size * 0.38, fill=gold),
            svg.circle(x, cy - size * 0.04, size * 0.2, fill=GOLD_DARK, fill_opacity=0.55),
            svg.circle(x, cy + size * 0.46, size * 0.42, stroke=GOLD_DARK, **ring),
            svg.circle(x, cy + size * 0.43, size * 0.42, stroke=GOLD, **ring),
            svg.circle(x, cy + size * 0.02, size * 0.11, fill=GOLD_LIGHT),
        ]
    return "".join(parts)


def steps(width: float, top: float, height: float, *, door_box: Box, defs: Defs) -> str:
    """Draw the stone ground with the doorstep, down to the picture's foot."""
    ground = defs.linear([(0, "#9c8b76", 1), (1, "#5f5142", 1)])
    stone = defs.linear([(0, "#c9bba4", 1), (1, "#8b7b66", 1)])
    parts = [svg.rect(0, top, width, height, fill=ground)]
    for index, grow in enumerate((0.06, 0.14)):
        wide = door_box.width * (1 + 2 * grow)
        x = door_box.x + door_box.width / 2 - wide / 2
        y = top + height * 0.24 * index
        parts.append(svg.rect(x, y, wide, height * 0.26, fill=stone))
        parts.append(svg.rect(x, y, wide, height * 0.05, fill="#e6dbc8", fill_opacity=0.7))
    parts.append(svg.rect(0, top, width, height * 0.08, fill="#2b1a10", fill_opacity=0.22))
    return "".join(parts)


def lantern(cx: float, top: float, size: float, *, defs: Defs) -> str:
    """Draw a lit red lantern that hangs from `top`, `size` wide, with its glow and tassel."""
    body_height = size * 0.86
    cy = top + size * 0.3 + body_height / 2
    glow = defs.radial([(0, "#ffb84d", 0.5), (0.45, "#ff9a3d", 0.2), (1, "#ff8a2b", 0)])
    body = defs.radial(
        [(0, "#ffd75e", 1), (0.32, "#ff8a2f", 1), (0.72, "#dd2a1c", 1), (1, "#9c120f", 1)], r=0.6
    )
    cap = defs.linear([(0, GOLD_DARK, 1), (0.5, GOLD_LIGHT, 1), (1, GOLD_DARK, 1)], x2=1, y2=0)
    thin = size * 0.018
    parts = [
        svg.circle(cx, cy, size * 1.35, fill=glow),
        svg.line(cx, top, cx, cy, stroke="#3d1a12", stroke_width=thin * 1.4),
        svg.ellipse(cx, cy, size / 2, body_height / 2, fill=body),
    ]
    for share in (0.2, 0.5, 0.8):
        parts.append(
            svg.ellipse(
                cx,
                cy,
                size / 2 * share,
                body_height / 2,
                fill="none",
                stroke="#7d0e0b",
                stroke_width=thin,
                stroke_opacity=0.55,
            )
        )
    for side in (-1, 1):
        y = cy + side * body_height * 0.5 - size * 0.055
        parts.append(svg.rect(cx - size * 0.2, y, size * 0.4, size * 0.11, rx=thin, fill=cap))
    foot = cy + body_height / 2 + size * 0.05
    for index in range(-3, 4):
        parts.append(
            svg.line(
                cx + index * size * 0.03,
                foot,
                cx + index * size * 0.042,
                foot + size * (0.42 - abs(index) * 0.02),
                stroke="#d8261c" if index % 2 else "#f2b84b",
                stroke_width=thin * 1.3,
            )
        )
    return "".join(parts)


def eave(width: float, height: float, *, defs: Defs) -> str:
    """Draw the edge of the roof along the picture's top, down to `height`."""
    beam = defs.linear([(0, "#3a2c28", 1), (0.55, "#5d4640", 1), (1, "#2a1e1b", 1)])
    shade = defs.linear([(0, "#2b1a10", 0.4), (1, "#2b1a10", 0)])
    parts = [svg.rect(0, 0, width, height * 0.78, fill=beam)]
    count = max(6, round(width / (height * 1.3)))
    pitch = width / count
    for index in range(count):
        cx = (index + 0.5) * pitch
        parts.append(svg.circle(cx, height * 0.68, pitch * 0.3, fill="#4a3833"))
        parts.append(svg.circle(cx, height * 0.68, pitch * 0.17, fill="#75594f"))
    parts.append(svg.rect(0, height, width, height * 1.2, fill=shade))
    return "".join(parts)
