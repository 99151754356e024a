"""Tresses: the hair that falls behind the shoulders, and the locks that fall before them.

It does not know the hair on the skull.
"""

import math
from collections.abc import Callable, Mapping

from inkstone.engines.sketch.figures.hair import HairStyle
from inkstone.engines.sketch.figures.ink import Spot, mix
from inkstone.engines.sketch.figures.portraying import HeadSpace

_GOLD = "#e0ac3a"


def draw_behind(head: HeadSpace, style: HairStyle) -> None:
    """Draw what is behind head and shoulders."""
    draw = _BEHIND.get(style.behind)
    if draw:
        draw(head)


def draw_before(head: HeadSpace, style: HairStyle) -> None:
    """Draw what falls before the shoulders."""
    draw = _BEFORE.get(style.before)
    if draw:
        draw(head)


def _flown(head: HeadSpace, x: float, y: float) -> Spot:
    """Where a point of loose hair is: behind the turned head, and flying when it runs."""
    down = max(y, 0) / 100
    return (
        x * (1 - 0.1 * head.turn) - 9 * head.turn - head.sway * 74 * down**1.3,
        y - head.sway * 30 * down,
    )


def _fall(head: HeadSpace, points: list[Spot], colour: str) -> None:
    moved: list[Spot] = [(*_flown(head, x, y), *corner) for x, y, *corner in points]
    head.ink.shape(moved, colour)


def _long(head: HeadSpace) -> None:
    end = 150 if head.is_close else 122
    half: list[Spot] = [
        (54, -14),
        (61, 30),
        (60, end * 0.62),
        (52, end),
        (30, end + 5, 1),
        (20, end - 6),
    ]
    left: list[Spot] = [(-x, *rest) for x, *rest in half]
    _fall(head, [(0, -58), *half, (0, end + 2), *left[::-1]], head.hair_dark)
    strands = [[(-40, 0), (-48, 50), (-46, end - 12)], [(-26, 20), (-32, 60), (-30, end - 6)]]
    for strand in strands:
        moved = [_flown(head, x, y) for x, y in strand]
        head.ink.stroke(moved, head.hair_light, 2.6, opacity=0.4)


def _wavy(head: HeadSpace) -> None:
    half: list[Spot] = [
        (52, -18),
        (64, 8),
        (60, 32),
        (70, 56),
        (62, 82),
        (68, 104),
        (44, 112, 1),
        (30, 98),
    ]
    left: list[Spot] = [(-x, *rest) for x, *rest in half]
    _fall(head, [(0, -60), *half, (0, 108), *left[::-1]], head.hair_dark)


def _bob(head: HeadSpace) -> None:
    half: list[Spot] = [(52, -20), (61, 10), (62, 38), (50, 54), (30, 52)]
    left: list[Spot] = [(-x, *rest) for x, *rest in half]
    _fall(head, [(0, -62), *half, *left[::-1]], head.hair_dark)


def _ponytail(head: HeadSpace) -> None:
    points: list[Spot] = [(-28, -46), (-58, -46), (-82, -20), (-86, 22), (-72, 62, 1), (-66, 26),
        (-54, -4), (-40, -24)]  # fmt: skip
    if head.turn < 0.5:
        points = [(x + 18, *rest) for x, *rest in points]
    _fall(head, points, head.hair)
    x, y = _flown(head, -38 if head.turn >= 0.5 else -22, -42)
    head.ink.oval(x, y, 8, 9, fill="#e0525a")


def _pigtails(head: HeadSpace) -> None:
    for side in (-1, 1):
        lobe: list[Spot] = [
            (46, -14),
            (64, -20),
            (82, 2),
            (84, 34),
            (72, 62, 1),
            (60, 40),
            (56, 14),
        ]
        _fall(head, [(side * x, *rest) for x, *rest in lobe], head.hair)
        x, y = _flown(head, side * 53, -12)
        head.ink.oval(x, y, 8.5, fill="#e0525a")


def _low_bun(head: HeadSpace) -> None:
    x, y = _flown(head, -22 - 24 * min(head.turn, 1.0), 34)
    head.ink.oval(x, y, 23, 21, fill=head.hair_dark)


def _ring(head: HeadSpace, *, rx: float, ry: float, y: float, size: float, colour: str) -> None:
    """Draw curls around the middle of a head."""
    count = round(rx * 0.27)
    for step in range(count):
        angle = math.radians(step * 360 / count)
        x = rx * math.cos(angle) - 8 * head.turn
        head.ink.oval(x, y + ry * math.sin(angle), size, fill=colour)


def _curly(head: HeadSpace) -> None:
    head.ink.oval(-7 * head.turn, 4, 58, 54, fill=head.hair_dark)
    _ring(head, rx=54, ry=50, y=6, size=17, colour=head.hair_dark)


def _afro(head: HeadSpace) -> None:
    head.ink.oval(-8 * head.turn, -16, 76, 72, fill=head.hair)
    _ring(head, rx=74, ry=70, y=-16, size=13, colour=head.hair)
    for x, y in ((-40, -50), (-14, -72), (22, -66), (-56, -20), (50, -40)):
        head.ink.stroke([(x - 6, y), (x, y - 5), (x + 6, y - 1)], head.hair_light, 2.6, opacity=0.6)


def _wig(head: HeadSpace) -> None:
    for side in (-1, 1):
        for step in range(4):
            head.ink.oval(side * (54 + step % 2 * 3), -8 + step * 19, 15, 12, fill=head.hair)


def _clown(head: HeadSpace) -> None:
    for side in (-1, 1):
        for dx, dy, r in ((50, -26, 21), (66, -6, 22), (58, 18, 19), (76, -26, 16)):
            head.ink.oval(side * dx, dy, r, fill="#e8602c" if r % 2 else "#f07a35")


def _locs(head: HeadSpace) -> None:
    end = 238 if head.is_close else 150
    base: list[Spot] = [
        (-52, -30),
        (0, -56),
        (52, -30),
        (58, end - 40),
        (0, end - 14),
        (-58, end - 40),
    ]
    _fall(head, base, head.hair_dark)
    for step in range(13):
        x = -54 + step * 9
        low = end - abs(step - 6) * 5
        points = [
            _flown(head, x * 0.9, -20),
            _flown(head, x * 1.12, 50),
            _flown(head, x * 1.06, low),
        ]
        colour = mix(head.hair_dark, "#8a5a3a", 0.24 * (step % 2))
        head.ink.stroke(points, colour, 9.5)
        if step % 4 == 1:
            px, py = points[2]
            head.ink.oval(px, py - 14, 6, 4.5, fill=_GOLD)


def _shell(head: HeadSpace, x: float, y: float) -> None:
    """Draw a cowrie shell that is tied into the hair."""
    head.ink.oval(x, y, 5.6, 7.6, fill="#f7ecd6")
    head.ink.stroke([(x, y - 4.6), (x - 0.8, y), (x, y + 4.6)], "#b08d62", 1.7)


def _locs_before(head: HeadSpace) -> None:
    end = 196 if head.is_close else 96
    for side in (-1, 1):
        if side > 0 and head.turn > 0.9:
            continue
        for step in range(4):
            x = side * (49 - step * 0.5 + step * 5)
            top, _ = head.on(side * (40 + step * 3), 0)
            low = end - step * 9 - (8 if side > 0 else 0)
            points = [(top * 0.7, -50), (top + side * 9, -16), (x, 40), (x * 0.97, low)]
            head.ink.stroke(points, mix(head.hair, "#b07a50", 0.05 + 0.16 * (step % 2)), 9)
            head.ink.stroke(
                [(p - 1.6, q) for p, q in points[1:]], head.hair_light, 1.8, opacity=0.4
            )
            if step % 2 == 0:
                head.ink.oval(x * 0.975, low - 24, 5.8, 4.4, fill=_GOLD)
            elif head.is_close:
                _shell(head, x * 0.975, low - 36)


def _long_before(head: HeadSpace) -> None:
    end = 132 if head.is_close else 78
    for side in (-1, 1):
        if side > 0 and head.turn > 0.6:
            continue
        lock: list[Spot] = [
            (45, -8),
            (53, 6),
            (56, 44),
            (52, end * 0.8),
            (42, end, 1),
            (40, end * 0.66),
            (44, 30),
        ]
        _fall(head, [(side * x, *rest) for x, *rest in lock], head.hair)
        if side > 0:
            continue
        strand = [_flown(head, side * x, y) for x, y in ((50, 10), (51, 44), (46, end * 0.8))]
        head.ink.stroke(strand, head.hair_light, 2.2, opacity=0.5)


def _wavy_before(head: HeadSpace) -> None:
    end = 112 if head.is_close else 74
    for side in (-1, 1):
        if side > 0 and head.turn > 0.6:
            continue
        lock: list[Spot] = [(44, -12), (56, 2), (54, 24), (64, 44), (56, end * 0.8), (46, end, 1),
            (46, end * 0.68), (52, 44), (44, 24)]  # fmt: skip
        _fall(head, [(side * x, *rest) for x, *rest in lock], head.hair)


def _plait(head: HeadSpace, side: int, end: float) -> None:
    x, y = head.on(side * 45, 24)
    x += side * 5
    count = 7 if head.is_close else 5
    step = (end - y) / count
    for index in range(count):
        middle = y + step * (index + 0.5)
        wide = 11 - index * 0.6
        lean = 14 if index % 2 else -14
        head.ink.oval(x + side * index * 0.8, middle, wide, step * 0.66, fill=head.hair, angle=lean)
        head.ink.stroke([(x - wide * 0.4, middle - 2), (x + wide * 0.3, middle + 2)],
                        head.hair_dark, 1.8, opacity=0.7)  # fmt: skip
    last = y + step * count
    head.ink.oval(x + side * count * 0.8, last + 1, 6.5, 4.5, fill="#e0525a")
    head.ink.shape([(x - 2, last + 3), (x + 12 * side, last + 22, 1), (x + 8, last + 3)], head.hair)


def _braid(head: HeadSpace) -> None:
    _plait(head, -1, 118 if head.is_close else 92)


def _braids(head: HeadSpace) -> None:
    end = 112 if head.is_close else 86
    _plait(head, -1, end)
    if head.turn < 0.9:
        _plait(head, 1, end)


_BEHIND: Mapping[str, Callable[[HeadSpace], None]] = {
    "long": _long, "wavy": _wavy, "bob": _bob, "ponytail": _ponytail, "pigtails": _pigtails,
    "low_bun": _low_bun, "curls": _curly, "afro": _afro, "wig": _wig, "clown": _clown,
    "locs": _locs,
}  # fmt: skip
_BEFORE: Mapping[str, Callable[[HeadSpace], None]] = {
    "long": _long_before, "wavy": _wavy_before, "braid": _braid, "braids": _braids,
    "locs": _locs_before,
}  # fmt: skip
