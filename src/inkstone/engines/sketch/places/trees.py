"""Trees, bushes and the like, each one grown by chance so that no two are alike.

It does not know where they stand, nor why.
"""

import math

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.nature import Leaf
from inkstone.engines.sketch.places.specks import Specks
from inkstone.engines.sketch.places.strokes import (
    at,
    blob,
    dot,
    leaf,
    n,
    oval,
    poly,
    smooth,
)
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_BARK = "#7d5a45"


def broadleaf(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0, *,
              look: Leaf | None = None, bark: str = _BARK) -> str:  # fmt: skip
    """A tree with a round crown; `size` is its height. It is bare in winter."""
    if canvas.nature.is_bare:
        return bare(canvas, x, y, size, depth)
    rng = canvas.rng
    look = look or rng.choice(canvas.nature.leaves)
    dark, middle, light = (canvas.tone(colour, depth) for colour in look)
    wood = canvas.tone(bark, depth)
    foot, lean = size * 0.055, size * rng.uniform(-0.04, 0.04)
    cx, cy = x + lean, y - size * 0.64
    trunk = (
        f"M{at(x - foot * 1.3, y)}Q{at(x - foot * 0.5, y - size * 0.1)} "
        f"{at(cx - foot * 0.5, cy)}L{at(cx + foot * 0.5, cy)}"
        f"Q{at(x + foot * 0.6, y - size * 0.1)} {at(x + foot * 1.4, y)}Z"
    )
    branch = f"M{at(cx, y - size * 0.3)}L{at(cx - size * 0.13, cy + size * 0.04)}"
    branch += f"M{at(cx, y - size * 0.24)}L{at(cx + size * 0.14, cy + size * 0.03)}"
    lobes = _lobes(canvas, cx, cy, size)
    side = -1 if canvas.orb is None or canvas.orb.x < x else 1
    inner = "".join(
        dot(px + side * size * 0.03, py - size * 0.035, r * 0.84) for px, py, r in lobes
    )
    drawn = [path(trunk, fill=wood),
             path(branch, stroke=wood, stroke_width=foot * 0.7, fill="none"),
             path("".join(dot(px, py, r) for px, py, r in lobes), fill=dark),
             path(inner, fill=middle)]  # fmt: skip
    if depth < 0.5:
        lit = [(px + side * r * 0.25, py - r * 0.4, r) for px, py,
               r in lobes if (px - cx) * side > -size * 0.14 and py < cy + size * 0.1]  # fmt: skip
        drawn.append(_dabs(canvas, lit, light))
    return group(*drawn)


def _dabs(canvas: Canvas, spots: list[tuple[float, float, float]], colour: str) -> str:
    """A few leaves that catch the light around each spot."""
    rng, d, size = canvas.rng, "", 0.0
    for x, y, r in spots:
        size = max(size, r * 0.085)
        for _ in range(5):
            long = r * rng.uniform(0.06, 0.15)
            start = at(x + r * rng.uniform(-0.6, 0.5), y + r * rng.uniform(-0.3, 0.5))
            d += f"M{start}l{n(long)} {n(long * rng.uniform(-0.9, 0.2))}"
    return path(d, stroke=colour, stroke_width=size, stroke_linecap="round", fill="none")


def _lobes(canvas: Canvas, cx: float, cy: float, size: float) -> list[tuple[float, float, float]]:
    rng = canvas.rng
    number = rng.randint(6, 8)
    turn = rng.random() * math.tau
    lobes = [(cx, cy - size * 0.02, size * 0.23)]
    for index in range(number):
        angle = turn + math.tau * index / number + rng.uniform(-0.2, 0.2)
        reach = rng.uniform(0.85, 1.1)
        lobes.append(
            (
                cx + math.cos(angle) * size * 0.23 * reach,
                cy + math.sin(angle) * size * 0.19 * reach,
                size * rng.uniform(0.115, 0.165),
            )
        )
    return lobes


def bare(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0) -> str:
    """A tree without leaves, with snow on its boughs where it lies."""
    levels: list[str] = ["", "", "", ""]
    white = ""

    def grow(px: float, py: float, turn: float, reach: float, level: int) -> None:
        nonlocal white
        ex, ey = px + math.cos(turn) * reach, py + math.sin(turn) * reach
        levels[level] += f"M{at(px, py)}L{at(ex, ey)}"
        if level and abs(math.cos(turn)) > 0.25:
            white += f"M{at(px, py - size * 0.008)}L{at(ex, ey - size * 0.006)}"
        if level < 3:
            number = 3 if level == 0 else 2
            for index in range(number):
                spread = (index - (number - 1) / 2) * (0.75 if level else 0.62)
                bend = spread + canvas.rng.uniform(-0.2, 0.2)
                grow(ex, ey, turn + bend, reach * canvas.rng.uniform(0.58, 0.76), level + 1)

    grow(x, y, -math.pi / 2 + canvas.rng.uniform(-0.06, 0.06), size * 0.36, 0)
    wood = canvas.tone("#7a6258", depth)
    drawn = [
        path(d, stroke=wood, stroke_width=size * wide, fill="none", stroke_linecap="round")
        for d, wide in zip(levels, (0.055, 0.03, 0.018, 0.01), strict=True)
    ]
    if canvas.nature.is_snowy:
        drawn.append(path(white, stroke=canvas.tone("#ffffff", depth * 0.6), fill="none",
                          stroke_width=size * 0.011, stroke_linecap="round"))  # fmt: skip
    return group(*drawn)


def fir(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0) -> str:
    """A fir with drooping tiers; white ones where snow lies."""
    rng = canvas.rng
    dark, middle, light = (canvas.tone(colour, depth) for colour in canvas.nature.fir)
    wood = canvas.tone("#6f4f3f", depth)
    drawn = [path(poly([(x - size * 0.035, y), (x - size * 0.025, y - size * 0.3),
                        (x + size * 0.025, y - size * 0.3), (x + size * 0.035, y)]),
                  fill=wood)]  # fmt: skip
    tiers = 4 if size > canvas.unit * 0.12 else 3
    whole = shade = white = ""
    for tier in range(tiers):
        share = tier / tiers
        low = y - size * (0.13 + 0.72 * share)
        half = size * (0.27 - 0.2 * share) * rng.uniform(0.92, 1.08)
        top = low - size * (0.4 - 0.1 * share)
        edge = []
        for step in range(7):
            out = 1 - step / 3
            drop = half * 0.1 * (1 - abs(out)) - (size * 0.035 if step % 2 else 0)
            edge.append((x + half * out, low + drop))
        whole += poly([(x, top), *edge])
        shade += poly([(x, top), *edge[:4], (x - half * 0.06, low - size * 0.05)])
        cap = low - (low - top) * 0.52
        white += poly([(x, top), (x + half * 0.48, cap), (x + half * 0.2, cap - size * 0.02),
                       (x, cap + size * 0.02), (x - half * 0.24, cap - size * 0.015),
                       (x - half * 0.48, cap)])  # fmt: skip
    drawn += [path(whole, fill=middle), path(shade, fill=dark, fill_opacity=0.75)]
    if canvas.nature.is_snowy:
        drawn.append(path(white, fill=canvas.tone("#ffffff", depth * 0.5)))
    elif depth < 0.35:
        drawn.append(path(white, fill=light, fill_opacity=0.35))
    return group(*drawn)


def bush(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0, *,
         look: Leaf | None = None, blossom: str | None = None) -> str:  # fmt: skip
    """A round bush, `size` wide."""
    rng = canvas.rng
    leaves = canvas.nature.leaves if not canvas.nature.is_bare else (canvas.nature.fir,)
    dark, middle, light = (canvas.tone(colour, depth) for colour in look or rng.choice(leaves))
    whole = inner = ""
    for index in range(5):
        px = x + size * (-0.36 + 0.18 * index)
        r = size * (0.2 + 0.07 * math.sin(math.pi * (index + 0.5) / 5)) * rng.uniform(0.85, 1.15)
        whole += dot(px, y - r * 0.75, r)
        inner += dot(px - r * 0.12, y - r * 0.95, r * 0.72)
    if canvas.nature.is_snowy:
        return path(whole, fill=dark) + path(inner, fill=canvas.tone("#ffffff", depth * 0.5))
    specks, tint = Specks(), canvas.tone(blossom or light, depth * 0.5)
    for _ in range(9 if depth < 0.4 else 4):
        specks.add(x + size * rng.uniform(-0.42, 0.36), y - size * rng.uniform(0.08, 0.36),
                   size * 0.024, tint)  # fmt: skip
    return path(whole, fill=dark) + path(inner, fill=middle) + specks.svg()


def palm(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0) -> str:
    """A leaning palm."""
    rng = canvas.rng
    lean = size * rng.choice((-1, 1)) * rng.uniform(0.12, 0.28)
    tx, ty = x + lean, y - size * 0.78
    wood = canvas.tone("#a37a52", depth)
    foot = size * 0.034
    trunk = (
        f"M{at(x - foot, y)}Q{at(x - foot * 0.6 + lean * 0.1, y - size * 0.45)} "
        f"{at(tx - foot * 0.55, ty)}L{at(tx + foot * 0.55, ty)}"
        f"Q{at(x + foot + lean * 0.2, y - size * 0.42)} {at(x + foot * 1.2, y)}Z"
    )
    rings = ""
    for index in range(1, 8):
        share = index / 8.5
        px = x + lean * share**1.8
        py = y - size * 0.78 * share
        rings += f"M{at(px - foot * 0.8, py)}q{n(foot * 0.8)} {n(foot * 0.5)} {n(foot * 1.6)} 0"
    back = front = ""
    for index in range(9):
        turn = math.pi * (1.08 + 0.84 * index / 8) + rng.uniform(-0.1, 0.1)
        frond = _frond(tx, ty, size * rng.uniform(0.3, 0.4), turn)
        if index % 2:
            front += frond
        else:
            back += frond
    nuts = "".join(dot(tx + dx * size, ty + size * 0.03, size * 0.026) for dx in (-0.03, 0.02))
    return group(
        path(trunk, fill=wood),
        path(rings, stroke=canvas.shade(wood, 0.35), stroke_width=size * 0.006, fill="none"),
        path(back, fill=canvas.tone("#33805a", depth)),
        path(nuts, fill=canvas.tone("#7a4f35", depth)),
        path(front, fill=canvas.tone("#52a763", depth)),
    )


def _frond(x: float, y: float, reach: float, turn: float) -> str:
    ex, ey = x + math.cos(turn) * reach, y + math.sin(turn) * reach * 0.7 + reach * 0.42
    mx, my = x + math.cos(turn) * reach * 0.6, y + math.sin(turn) * reach * 0.75 - reach * 0.05
    return (
        f"M{at(x, y)}Q{at(mx, my - reach * 0.12)} {at(ex, ey)}"
        f"Q{at(mx - reach * 0.03, my + reach * 0.2)} {at(x, y)}Z"
    )


def poplar(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0) -> str:
    """A slim tree, such as a cypress."""
    dark, middle, _ = (canvas.tone(colour, depth) for colour in canvas.nature.fir)
    cy = y - size * 0.52
    points = [(x, y - size), (x + size * 0.1, y - size * 0.7),
              (x + size * 0.13, cy + size * 0.2), (x + size * 0.05, y - size * 0.05),
              (x - size * 0.05, y - size * 0.05), (x - size * 0.13, cy + size * 0.2),
              (x - size * 0.1, y - size * 0.7)]  # fmt: skip
    drawn = [path(poly([(x - size * 0.02, y), (x - size * 0.02, y - size * 0.1),
                        (x + size * 0.02, y - size * 0.1), (x + size * 0.02, y)]),
                  fill=canvas.tone(_BARK, depth)), path(blob(points), fill=dark),
             path(oval(x - size * 0.025, cy, size * 0.055, size * 0.36), fill=middle)]  # fmt: skip
    return group(*drawn)


def acacia(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0) -> str:
    """A tree with a flat crown, as on the savanna."""
    rng = canvas.rng
    wood = canvas.tone("#6e4f38", depth)
    stems = ""
    for spread in (-0.3, -0.08, 0.14, 0.34):
        stems += f"M{at(x, y)}L{at(x + spread * size * 0.06, y - size * 0.26)}"
        stems += f"Q{at(x + spread * size * 0.2, y - size * 0.5)} "
        stems += at(x + spread * size, y - size * 0.76)
    dark = light = ""
    for index in range(7):
        px = x + size * (-0.5 + index / 6 + rng.uniform(-0.05, 0.05))
        py = y - size * (0.76 + 0.09 * math.sin(math.pi * index / 6))
        dark += oval(px, py, size * 0.16, size * 0.062)
        light += oval(px - size * 0.02, py - size * 0.022, size * 0.115, size * 0.034)
    return group(
        path(stems, stroke=wood, stroke_width=size * 0.036, fill="none", stroke_linecap="round"),
        path(dark, fill=canvas.tone("#5c7a3d", depth)),
        path(light, fill=canvas.tone("#86a352", depth)),
    )


def willow(canvas: Canvas, x: float, y: float, size: float, depth: float = 0.0) -> str:
    """A tree whose twigs hang down."""
    rng = canvas.rng
    look = (
        canvas.nature.leaves[0] if not canvas.nature.is_bare else ("#a39a86", "#b8ae98", "#cfc6b2")
    )
    dark, middle, light = (canvas.tone(colour, depth) for colour in look)
    cy = y - size * 0.74
    trunk = smooth([(x, y), (x - size * 0.03, y - size * 0.3), (x + size * 0.04, cy), (x, cy)])
    twigs = ["", "", ""]
    for index in range(30):
        px = x + size * (-0.42 + 0.84 * index / 29) + rng.uniform(-0.02, 0.02) * size
        top = cy - size * 0.16 * math.cos((px - x) / size * 3.2)
        long = size * rng.uniform(0.28, 0.58)
        sway = size * rng.uniform(0.0, 0.05)
        twigs[index % 3] += (
            f"M{at(x + (px - x) * 0.6, top)}Q{at(px, top)} {at(px + sway, top + long)}"
        )
    crown = blob([(x - size * 0.4, cy), (x - size * 0.2, cy - size * 0.2),
                  (x + size * 0.2, cy - size * 0.22), (x + size * 0.4, cy),
                  (x, cy + size * 0.12)])  # fmt: skip
    return group(path(trunk, stroke=canvas.tone(_BARK, depth), stroke_width=size * 0.06,
                      fill="none", stroke_linecap="round"),
                 path(crown, fill=mix(dark, middle, 0.4)) if not canvas.nature.is_bare else "",
                 *(path(d, stroke=tone, stroke_width=size * 0.016, fill="none",
                        stroke_linecap="round") for d,
                   tone in zip(twigs, (dark, middle, light), strict=True)))  # fmt: skip


def sprig(canvas: Canvas, x: float, y: float, size: float, colours: tuple[str, str]) -> str:
    """A fan of long leaves that grows from one spot."""
    d = ["", ""]
    for index in range(7):
        turn = -math.pi * (0.12 + 0.76 * index / 6) + canvas.rng.uniform(-0.1, 0.1)
        d[index % 2] += leaf(x, y, reach=size * canvas.rng.uniform(0.7, 1.1), turn=turn, width=0.13)
    return group(*(path(one, fill=tone) for one, tone in zip(d, colours, strict=True)))
