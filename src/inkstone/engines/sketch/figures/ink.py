"""The ink that figures are drawn with: smooth outlines, limbs and strokes, and how far they reach.

It does not know what a body is, nor in what light the picture is.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from inkstone.engines.sketch.vector import palette

#: Across and down; a third number marks a corner in an outline that is otherwise smooth.
Spot = tuple[float, ...]
#: As in SVG's `matrix(a b c d e f)`.
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
#: What lies in shade, over any colour and any pattern.
SHADE = "#3b1f4e"


@lru_cache(maxsize=4096)
def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    return palette.mix(one, other, share)


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that applies `other` first, then `one`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j,
        a * k + c * m + e, b * k + d * m + f,
    )  # fmt: skip


def posed(
    x: float, y: float, *, angle: float = 0, sx: float = 1, sy: float | None = None
) -> Matrix:
    """The matrix of a space with its origin at a point, turned clockwise by degrees and scaled."""
    sy = sx if sy is None else sy
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return (cos * sx, sin * sx, -sin * sy, cos * sy, x, y)


def applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a point of the inner space is in the outer one."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def outline(points: Sequence[Spot], *, is_closed: bool = True) -> str:
    """Write a smooth path through points."""
    count = len(points)
    first = points[0]
    parts = [f"M{first[0]:.1f} {first[1]:.1f}"]
    # Where the last curve ended smoothly, `S` continues it with half of the numbers.
    is_running = False
    for index in range(count if is_closed else count - 1):
        start = points[index]
        end = points[(index + 1) % count]
        x2, y2 = end[0], end[1]
        if len(end) == 2 and (is_closed or index + 2 < count):
            after = points[(index + 2) % count]
            x2, y2 = x2 - (after[0] - start[0]) / 6, y2 - (after[1] - start[1]) / 6
        if is_running:
            parts.append(f"S{x2:.1f} {y2:.1f} {end[0]:.1f} {end[1]:.1f}")
        elif len(start) > 2 and len(end) > 2:
            parts.append(f"L{x2:.1f} {y2:.1f}")
        else:
            x1, y1 = start[0], start[1]
            if len(start) == 2 and (is_closed or index):
                before = points[index - 1]
                x1, y1 = x1 + (end[0] - before[0]) / 6, y1 + (end[1] - before[1]) / 6
            parts.append(f"C{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f} {end[0]:.1f} {end[1]:.1f}")
        is_running = len(end) == 2
    return "".join(parts) + ("Z" if is_closed else "")


def capsule(one: Spot, r1: float, other: Spot, r2: float, *, is_flat: bool = False) -> str:
    """Write the outline around two circles, cut straight at the second one where it is flat."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy)
    if length <= abs(r1 - r2) + 0.01:
        (x, y), r = (one[:2], r1) if r1 > r2 else (other[:2], r2)
        half = f"a{r:.1f} {r:.1f} 0 1 1"
        return f"M{x - r:.1f} {y:.1f}{half} {2 * r:.1f} 0{half} {-2 * r:.1f} 0Z"
    along, aside = math.atan2(dy, dx), math.acos((r1 - r2) / length)
    cos_l, sin_l = math.cos(along - aside), math.sin(along - aside)
    cos_r, sin_r = math.cos(along + aside), math.sin(along + aside)
    first, second = int(aside < math.pi / 2), int(aside > math.pi / 2)
    start = f"M{one[0] + r1 * cos_r:.1f} {one[1] + r1 * sin_r:.1f}"
    back = f"A{r1:.1f} {r1:.1f} 0 {first} 1 {one[0] + r1 * cos_l:.1f} {one[1] + r1 * sin_l:.1f}"
    side = f"L{other[0] + r2 * cos_l:.1f} {other[1] + r2 * sin_l:.1f}"
    x, y = other[0] + r2 * cos_r, other[1] + r2 * sin_r
    round_end = f"A{r2:.1f} {r2:.1f} 0 {second} 1 {x:.1f} {y:.1f}"
    flat_end = f"A{r2 * 2.4:.1f} {r2 * 2.4:.1f} 0 0 1 {x:.1f} {y:.1f}"
    return f"{start}{back}{side}{flat_end if is_flat else round_end}Z"


class Ink:
    """What was drawn so far, in the order of drawing, and how far it reaches."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._at = IDENTITY
        self.left = self.top = math.inf
        self.right = self.bottom = -math.inf

    @property
    def svg(self) -> str:
        """The markup, to stand in a group whose strokes have round ends."""
        return "".join(self.parts)

    def reach(self, x: float, y: float, r: float = 0) -> None:
        """Count a point, and what is around it, to the extent."""
        a, b, c, d, e, f = self._at
        x, y, r = a * x + c * y + e, b * x + d * y + f, r * math.hypot(a, b)
        self.left, self.right = min(self.left, x - r), max(self.right, x + r)
        self.top, self.bottom = min(self.top, y - r), max(self.bottom, y + r)

    def _reach_all(self, points: Sequence[Spot]) -> None:
        a, b, c, d, e, f = self._at
        xs = [a * point[0] + c * point[1] + e for point in points]
        ys = [b * point[0] + d * point[1] + f for point in points]
        self.left, self.right = min(self.left, *xs), max(self.right, *xs)
        self.top, self.bottom = min(self.top, *ys), max(self.bottom, *ys)

    @contextmanager
    def space(self, matrix: Matrix, *, clip: str | None = None) -> Iterator[None]:
        """Draw in a space of its own: turned, scaled, and clipped where there is a clip."""
        outer, self._at = self._at, times(self._at, matrix)
        values = " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in matrix)
        cut = f' clip-path="{clip}"' if clip else ""
        self.parts.append(f'<g transform="matrix({values})"{cut}>')
        yield
        self.parts.append("</g>")
        self._at = outer

    def add(self, d: str, fill: str, *, opacity: float = 1, width: float = 0) -> None:
        """Draw a path that is counted to the extent elsewhere; a width makes it a stroke."""
        faint = "" if opacity >= 1 else f' opacity="{opacity:.2f}"'
        if width:
            self.parts.append(
                f'<path d="{d}" fill="none" stroke="{fill}" stroke-width="{width:.1f}"{faint}/>'
            )
        else:
            self.parts.append(f'<path d="{d}" fill="{fill}"{faint}/>')

    def shape(
        self, points: Sequence[Spot], fill: str, *, opacity: float = 1, pattern: str | None = None
    ) -> str:
        """Fill a smooth outline, with a pattern over it where there is one; return its path."""
        d = outline(points)
        self._reach_all(points)
        self.add(d, fill, opacity=opacity)
        if pattern:
            self.add(d, pattern)
        return d

    def shade(self, points: Sequence[Spot], *, opacity: float = 0.16) -> None:
        """Darken a part of what was drawn."""
        self.add(outline(points), SHADE, opacity=opacity)

    def stroke(
        self, points: Sequence[Spot], colour: str, width: float, *, opacity: float = 1
    ) -> None:
        """Draw a smooth line."""
        for point in points:
            self.reach(point[0], point[1], width / 2)
        self.add(outline(points, is_closed=False), colour, opacity=opacity, width=width)

    def oval(
        self,
        x: float, y: float, rx: float, ry: float | None = None,
        *, fill: str, opacity: float = 1, angle: float = 0,
    ) -> None:  # fmt: skip
        """Fill an ellipse, turned by degrees."""
        ry = rx if ry is None else ry
        self.reach(x, y, max(rx, ry) if angle else rx * 0.5 + ry * 0.5)
        faint = "" if opacity >= 1 else f' opacity="{opacity:.2f}"'
        turned = f' transform="rotate({angle:.0f} {x:.1f} {y:.1f})"' if angle else ""
        self.parts.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}"'
            f"{faint}{turned}/>"
        )

    def chain(
        self,
        points: Sequence[Spot], radii: Sequence[float], fill: str,
        *, pattern: str | None = None, is_flat: bool = False, shade: float = 0.15,
    ) -> None:  # fmt: skip
        """Fill a limb: thick at each point as its radius says, and darker on one side."""
        d = "".join(
            capsule(
                points[i], radii[i], points[i + 1], radii[i + 1],
                is_flat=is_flat and i == len(points) - 2,
            )
            for i in range(len(points) - 1)
        )  # fmt: skip
        for point, radius in zip(points, radii, strict=True):
            self.reach(point[0], point[1], radius)
        self.add(d, fill)
        if pattern:
            self.add(d, pattern)
        if shade:
            self.shade(_edge(points, radii), opacity=shade)


def _edge(points: Sequence[Spot], radii: Sequence[float]) -> list[Spot]:
    """The strip along the side of a limb that the light does not reach."""
    outer: list[Spot] = []
    inner: list[Spot] = []
    last = len(points) - 1
    for index, (point, radius) in enumerate(zip(points, radii, strict=True)):
        start, end = points[max(index - 1, 0)], points[min(index + 1, last)]
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy) or 1
        nx, ny = -dy / length, dx / length
        # The light comes from the upper left: mostly the right side is dark, or the lower one.
        if nx + ny * 0.7 < 0:
            nx, ny = -nx, -ny
        # A hair's breadth within the outline, so that no shade falls outside.
        out, within = radius * 0.97, radius * (0.78 if index == 0 else 0.33)
        outer.append((point[0] + nx * out, point[1] + ny * out))
        inner.append((point[0] + nx * within, point[1] + ny * within))
    return outer + inner[::-1]


def bent(a: Spot, b: Spot, c: Spot, radii: Sequence[float]) -> tuple[list[Spot], list[float]]:
    """A limb of two bones with a soft joint: its points and its radii."""
    share = 0.16
    before = (b[0] + (a[0] - b[0]) * share, b[1] + (a[1] - b[1]) * share)
    behind = (b[0] + (c[0] - b[0]) * share, b[1] + (c[1] - b[1]) * share)
    ra, rb, rc = radii
    return [a, before, behind, c], [ra, rb + (ra - rb) * share, rb, rc]
