"""Rounded outlines: smooth curves through points, and tubes around a spine.

It does not know what the outlines are filled with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin

Point = tuple[float, float]
#: A point of a spine, with the tube's half width there.
Joint = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed or open path, with points that say how far it reaches."""

    d: str
    reach: tuple[Point, ...]

    def __add__(self, other: "Outline") -> "Outline":
        """Both as one path: what either fills is filled."""
        return Outline(self.d + other.d, self.reach + other.reach)


def _spelled(tenths: int) -> str:
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{rest}"


#: Numbers that nearly all drawings consist of, spelled once.
_SPELLED = {tenths: _spelled(tenths) for tenths in range(-2600, 2600)}


def _tenths(count: int) -> str:
    return _SPELLED.get(count) or _spelled(count)


def brief(value: float) -> str:
    """A number with at most one decimal, as short as it can be spelled."""
    return _tenths(round(value * 10))


def _pair(x: float, y: float) -> str:
    second = brief(y)
    return f"{brief(x)}{second if second.startswith('-') else ' ' + second}"


def polar(x: float, y: float, angle_deg: float, length: float) -> Point:
    """The point that lies in a direction: 0 is right, 90 is up."""
    turn = radians(angle_deg)
    return x + cos(turn) * length, y - sin(turn) * length


def bearing(one: Point, other: Point) -> float:
    """The direction in degrees from one point to the other: 0 is right, 90 is up."""
    return degrees(atan2(one[1] - other[1], other[0] - one[0]))


def smooth(points: Sequence[Point], *, is_closed: bool = True, pull: float = 1.0) -> Outline:
    """A curve through points.

    `points`: at least two.
    `is_closed`: whether it comes back to where it began.
    `pull`: how round the corners are: 0 gives straight lines.
    """
    count = len(points)
    spots = [(round(x * 10), round(y * 10)) for x, y in points]
    parts = [f"M{_pair(*points[0])}"]
    share = pull / 0.6
    is_corner = True
    for i in range(count if is_closed else count - 1):
        k = i + 1 if i + 1 < count else 0
        here, there = spots[i], spots[k]
        if here == there:
            # A point that is given twice is a corner.
            is_corner = True
            continue
        x, y = here
        (bx, by), (cx, cy) = points[i], points[k]
        dx, dy = points[k + 1 - count if is_closed else min(k + 1, count - 1)]
        end = [cx * 10 - (dx - bx) * share - x, cy * 10 - (dy - by) * share - y]
        steps = [round(end[0]), round(end[1]), there[0] - x, there[1] - y]
        if is_corner:
            ax, ay = points[i - 1 if is_closed or i else 0]
            steps = [round((cx - ax) * share), round((cy - ay) * share), *steps]
        # The short form of a cubic mirrors the control point before.
        parts.append(("c" if is_corner else "s") + _joined(steps))
        is_corner = False
    if is_closed:
        parts.append("Z")
    return Outline("".join(parts), tuple(points))


def _joined(tenths: Sequence[int]) -> str:
    """Numbers with as little between them as keeps them apart."""
    text = ""
    for count in tenths:
        step = _SPELLED.get(count) or _spelled(count)
        text += step if not text or count < 0 else f" {step}"
    return text


def corners(points: Sequence[Point]) -> Outline:
    """Straight lines through points, closed."""
    body = " ".join(_pair(*point) for point in points)
    return Outline(f"M{body}Z", tuple(points))


def _normals(spine: Sequence[Joint]) -> list[Point]:
    last = len(spine) - 1
    found = []
    for i in range(last + 1):
        a, b = spine[max(i - 1, 0)], spine[min(i + 1, last)]
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = hypot(dx, dy) or 1.0
        found.append((dy / length, -dx / length))
    return found


def tube(spine: Sequence[Joint], *, start: float = 1.0, end: float = 1.0) -> Outline:
    """The outline around a spine.

    `spine`: at least two joints.
    `start`: how far the first end bulges, in half widths; 0 cuts it off.
    `end`: the same for the last one.
    """
    normals = _normals(spine)
    over = [(x + nx * r, y + ny * r) for (x, y, r), (nx, ny) in zip(spine, normals, strict=True)]
    below = [(x - nx * r, y - ny * r) for (x, y, r), (nx, ny) in zip(spine, normals, strict=True)]
    (x0, y0, r0), (nx0, ny0) = spine[0], normals[0]
    (x1, y1, r1), (nx1, ny1) = spine[-1], normals[-1]
    # A normal turned by a quarter points along the spine.
    tail = [(x0 + ny0 * r0 * start, y0 - nx0 * r0 * start)] if start else []
    head = [(x1 - ny1 * r1 * end, y1 + nx1 * r1 * end)] if end else []
    return smooth([*tail, *over, *head, *reversed(below)])


def oval(cx: float, cy: float, rx: float, ry: float) -> Outline:
    """An upright ellipse as a path."""
    ax, ay = brief(rx), brief(ry)
    # Clockwise, as tubes are: what both fill is filled.
    half = f"a{ax} {ay} 0 1 1"
    d = f"M{_pair(cx - rx, cy)}{half} {brief(rx * 2)} 0{half} {brief(-rx * 2)} 0Z"
    return Outline(d, ((cx - rx, cy), (cx + rx, cy), (cx, cy - ry), (cx, cy + ry)))


def bent(one: Point, other: Point, first: float, second: float, *, side: float) -> Point:
    """Where a limb of two bones bends between its ends.

    `one`: where the first bone begins.
    `other`: where the second one ends; a limb that is too short is stretched.
    `first`: the first bone's length.
    `second`: the second one's.
    `side`: 1 bends to the right of the way from one to the other, -1 to its left.
    """
    dx, dy = other[0] - one[0], other[1] - one[1]
    gap = hypot(dx, dy) or 1.0
    reach = max(gap, abs(first - second) + 0.01)
    along = (first * first - second * second + reach * reach) / (2 * reach)
    off = max(first * first - along * along, 0.0) ** 0.5
    scale = min(1.0, gap / max(first + second, 0.01)) if gap > first + second else 1.0
    if gap >= first + second:
        along, off = gap * first / (first + second), 0.0
    ux, uy = dx / gap, dy / gap
    return one[0] + ux * along * scale - uy * off * side, one[
        1
    ] + uy * along * scale + ux * off * side
