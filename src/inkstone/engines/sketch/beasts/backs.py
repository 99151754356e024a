"""What grows on backs: manes, spines, shells, plates and wings.

It does not know which animal it is on: it is told where the trunk is.
"""

from math import cos, pi, sin

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Point, corners, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Skeleton
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.vector.palette import mix

#: A ruff's outline, in half heights of the chest.
_MANTLE = ((-0.9, -0.9), (0.1, -1.25), (1.0, -0.7), (1.1, 0.4), (0.6, 0.85), (0.35, 1.35),
           (0.0, 0.9), (-0.3, 1.2), (-0.6, 0.6), (-1.0, 0.4))  # fmt: skip
#: The plates of a shell: across and up, and how large, in shares of it.
_SCUTES = ((-0.52, 0.36, 0.22), (0, 0.52, 0.26), (0.52, 0.36, 0.22), (-0.26, 0.82, 0.16),
           (0.28, 0.82, 0.16))  # fmt: skip


def behind_the_back(pen: Pen, traits: Traits, coat: Coat, skeleton: Skeleton) -> None:
    """Draw what stands behind the trunk: plates, ridges, the far wing."""
    kind = traits.word("ridge")
    if kind in ("plates", "spikes"):
        _ridge(pen, coat, skeleton, is_tall=kind == "plates")
    if traits.has("wings"):
        x, y, r = skeleton.on(0.7, 0.6)
        bat_wing(pen, shaded(coat.mane, 0.3), x + r * 0.3, y, r * 0.9)


def _ridge(pen: Pen, coat: Coat, skeleton: Skeleton, *, is_tall: bool) -> None:
    count = 6 if is_tall else 8
    (nx, ny, nr), (mx, my, mr) = skeleton.neck[1], skeleton.neck[2]
    places = [(*skeleton.on(i / (count - 1), 0.9)[:2], skeleton.on(i / (count - 1), 0)[2])
              for i in range(count)]  # fmt: skip
    places += [(nx - nr * 0.6, ny - nr * 0.6, nr), (mx - mr * 0.8, my - mr * 0.4, mr)]
    for i, (x, y, r) in enumerate(places):
        big = (0.95 - abs(i - count * 0.5) / count * 0.8) if is_tall else 0.42
        high, wide = r * big, r * (0.36 if is_tall else 0.22)
        colour = coat.mark if i % 2 or not is_tall else mix(coat.mark, "#ffffff", 0.2)
        pen.fill(corners([(x - wide, y + 4), (x - wide * 0.8, y - high * 0.5),
                          (x - wide * 0.2, y - high), (x + wide * 0.8, y - high * 0.45),
                          (x + wide, y + 4)]), colour)  # fmt: skip


def bat_wing(pen: Pen, colour: str, x: float, y: float, r: float) -> None:
    """Draw a wing of skin between fingers, raised backwards from a point."""
    tips = [(x - r * 3.3, y - r * 1.5), (x - r * 2.5, y - r * 0.5), (x - r * 1.5, y + r * 0.1)]
    top = (x - r * 1.1, y - r * 3.0)
    pen.fill(smooth([(x + r * 0.4, y), (x + r * 0.4, y), (x + r * 0.1, y - r * 1.6), top, top,
                     (x - r * 2.5, y - r * 2.5), tips[0], tips[0], (x - r * 2.7, y - r * 1.1),
                     tips[1], tips[1], (x - r * 1.9, y - r * 0.4), tips[2], tips[2],
                     (x - r * 0.6, y - r * 0.2)]), colour)  # fmt: skip
    for tip in tips:
        pen.line([top, ((top[0] + tip[0]) / 2 - r * 0.1, (top[1] + tip[1]) / 2 - r * 0.25), tip],
                 shaded(colour, 0.25), r * 0.1)  # fmt: skip
    pen.line([(x, y), (x, y - r * 1.6), top], shaded(colour, 0.25), r * 0.16)


def on_the_back(pen: Pen, traits: Traits, coat: Coat, skeleton: Skeleton) -> None:
    """Draw what lies over the near side: manes, spines, shells."""
    kind = traits.word("mane_kind")
    if kind in ("crest", "brush", "long"):
        _neck_mane(pen, coat, skeleton, kind)
    elif kind == "spines":
        _spines(pen, coat, skeleton)
    elif kind == "shell":
        _shell(pen, traits, coat, skeleton)
    elif kind == "scruff":
        x, y, r = skeleton.on(1.0, 0.0)
        pen.fill(smooth([(x + r * 0.95, y - r * 0.55), (x + r * 1.12, y + r * 0.2),
                         (x + r * 0.65, y + r * 1.12), (x + r * 0.65, y + r * 1.12),
                         (x + r * 0.1, y + r * 0.35)]), coat.belly)  # fmt: skip
    elif kind == "mantle":
        x, y, r = skeleton.on(0.98, 0.1)
        pen.fill(smooth([(x + dx * r, y + dy * r) for dx, dy in _MANTLE], pull=0.8), coat.mane)


def _neck_mane(pen: Pen, coat: Coat, skeleton: Skeleton, kind: str) -> None:
    (x0, y0, r0), (x1, y1, r1), (x2, y2, r2) = skeleton.neck
    dx, dy = x2 - x0, y2 - y0
    gap = (dx * dx + dy * dy) ** 0.5 or 1
    nx, ny = dy / gap, -dx / gap
    if nx > 0:
        nx, ny = -nx, -ny
    if kind == "brush":
        spine = [(x0 + nx * r0 * 0.9, y0 + ny * r0 * 0.9, 3), (x1 + nx * r1, y1 + ny * r1, 6.5),
                 (x2 + nx * r2 * 1.1, y2 + ny * r2 * 1.1, 6)]  # fmt: skip
        pen.fill(tube(spine), coat.mane)
        return
    deep = 0.35 if kind == "crest" else -0.1
    points = [(x2 + nx * r2 * 0.7 + dx / gap * 12, y2 + ny * r2 * 0.7 + dy / gap * 12),
              (x2 + nx * r2 * 1.35, y2 + ny * r2 * 1.35),
              (x1 + nx * r1 * 1.45, y1 + ny * r1 * 1.45), (x0 + nx * r0 * 1.0, y0 + ny * r0 * 1.0),
              (x0 + nx * r0 * 0.6, y0 + ny * r0 * 0.3 + 6),
              (x0 + nx * r0 * deep + 3, y0 + ny * r0 * deep),
              (x1 + nx * r1 * deep, y1 + ny * r1 * deep + 8),
              (x1 + nx * r1 * deep * 0.6, y1 + ny * r1 * deep), (x2, y2 + 10),
              (x2 + nx * 2, y2 - 6)]  # fmt: skip
    pen.fill(smooth(points, pull=0.9), coat.mane)


def near_wing(pen: Pen, traits: Traits, coat: Coat, skeleton: Skeleton) -> None:
    """Draw the near one of a pair of wings."""
    if traits.has("wings"):
        x, y, r = skeleton.on(0.62, 0.5)
        bat_wing(pen, coat.mane, x, y, r)


def _spines(pen: Pen, coat: Coat, skeleton: Skeleton) -> None:
    """A hedgehog's coat: a cap of spines over the back."""
    x, y, r = skeleton.on(0.44, 0)
    half = abs(skeleton.spine[-1][0] - skeleton.spine[0][0]) / 2 + r * 1.02
    for scale, colour in ((1.0, coat.mark), (0.8, mix(coat.mark, coat.mark_2, 0.35))):
        points: list[Point] = []
        for i in range(25):
            angle = pi * (1.16 - 1.22 * i / 24)
            out = (1.16 if i % 2 else 0.98) * scale
            point = (x + cos(angle) * half * out, y + r * 0.12 - sin(angle) * r * 1.12 * out)
            points += [point, point] if i % 2 else [point]
        low = y + r * 0.5 * scale
        pen.fill(smooth([*points, (x + half * 0.5 * scale, low), (x - half * 0.5 * scale, low)],
                        pull=0.5), colour)  # fmt: skip
    for dx, dy in (
        (-0.6, 0.3),
        (-0.3, 0.62),
        (0.05, 0.75),
        (0.4, 0.6),
        (-0.35, 0.12),
        (0.0, 0.32),
        (0.35, 0.15),
    ):
        at = (x + dx * half, y - dy * r)
        pen.line([at, (at[0] - r * 0.16, at[1] - r * 0.2)], coat.mark_2, 2.2)


def _shell(pen: Pen, traits: Traits, coat: Coat, skeleton: Skeleton) -> None:
    """A domed shell with its plates and its rim."""
    x, y, r = skeleton.on(0.45, 0)
    half = abs(skeleton.spine[-1][0] - skeleton.spine[0][0]) / 2 + r * 0.85
    high = r * traits.num("dome", 1.7)
    low = y + r * 0.42
    dome = smooth([(x - half, low), (x - half, low), (x - half * 0.82, low - high * 0.62),
                   (x, low - high), (x + half * 0.82, low - high * 0.62), (x + half, low),
                   (x + half, low)])  # fmt: skip
    with pen.filled(dome, coat.mark):
        for dx, dy, size in _SCUTES:
            cx, cy, s = x + dx * half, low - dy * high, size * half
            ring = [(cx + cos(pi * k / 3) * s, cy + sin(pi * k / 3) * s * 0.8) for k in range(6)]
            pen.fill(corners(ring), coat.mark_2)
        pen.oval(x, low + r * 0.1, half, high * 0.2, "#2a1c3a", opacity=0.12)
    pen.fill(tube([(x - half, low + 1, r * 0.17), (x, low + r * 0.14, r * 0.2),
                   (x + half, low + 1, r * 0.17)]), mix(coat.mark, "#ffffff", 0.28))  # fmt: skip
