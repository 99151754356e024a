"""Faces: the shape of a head, ears, eyes, brows, nose, mouth and cheeks, by age and mood.

It does not know hair, nor what is worn on a head.
"""

from inkstone.engines.sketch.figures.ink import SHADE, Spot, mix
from inkstone.engines.sketch.figures.mouths import draw_mouth
from inkstone.engines.sketch.figures.portraying import INK, HeadSpace
from inkstone.engines.sketch.vector.palette import luminance

#: Half of the head's outline, from the crown to the chin.
_OUTLINES: dict[str, tuple[Spot, ...]] = {
    "female": ((0, -56), (34, -47), (50, -16), (48, 10), (36, 36), (15, 51), (0, 54)),
    "male": ((0, -56), (35, -47), (50, -16), (49, 12), (43, 37), (24, 54), (0, 57)),
    "small": ((0, -56), (36, -46), (51, -14), (52, 12), (40, 38), (16, 50), (0, 52)),
}
#: Height of the eyes and of the mouth, half the distance of the eyes, and their size.
_MEASURES = {
    "baby": (15, 33, 20, 1.1),
    "child": (10, 31, 20, 1.1),
    "young": (5, 31, 19, 1.04),
    "adult": (3, 31, 18.5, 1.0),
    "old": (3, 31, 18.5, 0.92),
}
_BROWS = {
    "sad": (-5.0, 3.0), "angry": (6.0, -3.0), "surprised": (0.0, -6.0), "laughing": (0.0, -3.0),
    "sleepy": (-1.0, 1.0), "happy": (0.0, -2.0), "in_love": (-2.0, -3.0), "asleep": (-1.0, 2.0),
}  # fmt: skip
_CLOSED = {"laughing": -1, "asleep": 1, "kissing": 1, "in_love": -1}


def _half(head: HeadSpace) -> tuple[Spot, ...]:
    if head.look.age in ("baby", "child"):
        return _OUTLINES["small"]
    return _OUTLINES["female" if head.look.is_female else "male"]


def draw_skull(head: HeadSpace) -> None:
    """Draw the head itself, with the shade at its far side."""
    push = 4 * head.turn
    half = [(x, y, x + (push if y > 20 else push / 2 if y > 0 else 0)) for x, y in _half(head)]
    right = [(moved, y) for _, y, moved in half]
    left = [(2 * (moved - x) - moved, y) for x, y, moved in half[1:-1]]
    head.ink.shape([*right, *left[::-1]], head.skin)
    low = [point for point in right if point[1] > -20]
    inner = [(x - (10 if -10 < y < 48 else 0), y - (4 if y > 20 else 0)) for x, y in low]
    head.ink.shade([*low, *inner[-2:0:-1]], opacity=0.1)


def draw_ear(head: HeadSpace, side: int) -> None:
    """Draw one ear: -1 the near one, 1 the far one, which a turned head hides."""
    if side > 0 and head.turn > 0.3:
        return
    x = side * 51 + (head.turn * 12 if side < 0 else -head.turn * 8)
    y = 9 if head.look.age in ("adult", "old", "young") else 14
    ink = head.ink
    if head.look.has("pointed_ears"):
        ink.shape([(x - side * 5, y + 9), (x + side * 16, y - 20, 1), (x - side * 4, y - 7)],
                  head.skin)  # fmt: skip
    ink.oval(x, y, 7.5, 10, fill=head.skin)
    ink.oval(x + side * 0.5, y + 0.5, 4.2, 6.2, fill=head.blood, opacity=0.55)
    if head.look.has("earrings"):
        ink.oval(x + side, y + 12, 2.6, 2.6, fill="#f0c14e")
        ink.oval(x + side, y + 20, 4.6, 6.2, fill="#e3b23c")
        ink.oval(x + side - 0.8, y + 18.6, 1.6, 2.2, fill="#fbe7a8")
    elif head.is_close and head.look.is_female and head.look.age != "baby":
        ink.oval(x + side, y + 13, 3, 3, fill="#f0c14e")


def draw_face(head: HeadSpace) -> None:
    """Draw all that is on the front of a head."""
    eye_y, mouth_y, apart, size = _MEASURES[head.look.age]
    _cheeks(head, eye_y + 19)
    for side in (-1, 1):
        x, y = head.on(side * apart, eye_y)
        wide = head.narrow(side * apart)
        _eye(head, x, y, side=side, size=size, wide=wide)
        _brow(head, x, y - 17 * size, side, wide)
    _nose(head, eye_y + (14 if head.look.age in ("baby", "child") else 16))
    draw_mouth(head, *head.on(0, mouth_y))
    _skin_marks(head, eye_y)


def _cheeks(head: HeadSpace, y: float) -> None:
    is_strong = head.look.has("blush") or head.mood in ("in_love", "laughing", "happy")
    is_small = head.look.age in ("baby", "child")
    opacity = 0.44 if is_strong else 0.34 if is_small else 0.22
    for side in (-1, 1):
        x, _ = head.on(side * 30, y)
        wide = head.narrow(side * 30)
        head.ink.oval(x, y, 10 * wide, 7, fill="#ee6a5c", opacity=opacity)


def _eye(head: HeadSpace, x: float, y: float, *, side: int, size: float, wide: float) -> None:
    ink, mood = head.ink, head.mood
    if mood in _CLOSED or head.is_looking_down:
        _closed_eye(head, x, y + 2, side=side, wide=wide, bow=_CLOSED.get(mood, 1))
        return
    if head.is_close and head.look.age in ("baby", "child"):
        _round_eye(head, x, y, side, wide)
        return
    if head.is_close:
        _open_eye(head, x, y, side=side, size=size, wide=wide)
        return
    rx, ry = 4.9 * size * (0.6 + 0.4 * wide), 6.3 * size
    if mood == "surprised":
        ink.oval(x, y, rx + 3.6, ry + 4, fill="#ffffff")
        rx, ry = rx * 0.86, ry * 0.86
    ink.oval(x, y, rx, ry, fill=INK)
    ink.oval(x + 1.4, y - 2.2, 1.9, 2.1, fill="#ffffff")
    if mood in ("sleepy", "calm"):
        drop = 0.4 if mood == "sleepy" else -2.4
        ink.shape([(x - rx - 2, y - ry - 2), (x + rx + 2, y - ry - 2), (x + rx + 2, y + drop, 1),
                   (x - rx - 2, y + drop, 1)], head.skin)  # fmt: skip
        ink.stroke([(x - rx - 1, y + drop), (x + rx + 1, y + drop)], INK, 2.2)
    elif head.look.is_female and head.look.age != "baby":
        out = side * wide
        ink.stroke([(x - out * 3, y - ry - 0.6), (x + out * 3.4, y - ry * 0.72),
                    (x + out * 8.4, y - ry * 0.95)], INK, 2.2)  # fmt: skip
    if mood == "sad" and side < 0:
        ink.shape([(x - 2, y + 9), (x + 1.5, y + 15), (x - 2, y + 19), (x - 5.5, y + 15)],
                  "#7fc4ee")  # fmt: skip


def _closed_eye(head: HeadSpace, x: float, y: float, *, side: int, wide: float, bow: int) -> None:
    half = 7.6 * wide
    ink = head.ink
    ink.stroke([(x - half, y - bow * 2), (x, y + bow * 3.4), (x + half, y - bow * 2)], INK, 2.7)
    if head.look.is_female and bow > 0:
        edge = x + side * half
        ink.stroke([(edge, y - 2), (edge + side * 3.4, y + 0.6)], INK, 2)
        if head.is_close:
            middle = x + side * half * 0.5
            ink.stroke([(middle, y + 2.2), (middle + side * 2, y + 5.6)], INK, 1.6)


def _round_eye(head: HeadSpace, x: float, y: float, side: int, wide: float) -> None:
    """Draw a child's eye that is seen from near."""
    ink, rx = head.ink, 7.6 * (0.6 + 0.4 * wide)
    ry = 9.4 if head.mood == "surprised" else 8.6
    ink.oval(x, y, rx, ry, fill="#241a1e")
    ink.oval(x, y + 2.4, rx * 0.76, ry * 0.64, fill=head.look.eyes)
    ink.oval(x, y + 0.6, rx * 0.5, ry * 0.52, fill="#1a1216")
    ink.oval(x + 2.4, y - 3.2, 2.5, 2.7, fill="#ffffff")
    ink.oval(x - 2.4, y + 3.6, 1.5, 1.5, fill="#ffffff", opacity=0.8)
    lid: list[Spot] = [
        (x - rx - 1.6, y - 3),
        (x - rx * 0.4, y - ry - 1),
        (x + rx * 0.5, y - ry - 1),
        (x + rx + 1.6, y - 3),
    ]
    ink.stroke(lid, INK, 2)
    if head.look.is_female and head.look.age == "child":
        edge = lid[3] if side > 0 else lid[0]
        ink.stroke([edge, (edge[0] + side * 3.6, edge[1] - 3)], INK, 1.8)
        ink.stroke(
            [(edge[0] - side * 2.4, edge[1] - 3.4), (edge[0] + side * 0.6, edge[1] - 7)], INK, 1.6
        )
    if head.mood in ("sleepy", "calm"):
        ink.shape(
            [
                (x - rx - 3, y - ry - 3),
                (x + rx + 3, y - ry - 3),
                (x + rx + 3, y - 1, 1),
                (x - rx - 3, y - 1, 1),
            ],
            head.skin,
        )
        ink.stroke([(x - rx - 1.6, y - 1), (x + rx + 1.6, y - 1)], INK, 2.2)


def _open_eye(head: HeadSpace, x: float, y: float, *, side: int, size: float, wide: float) -> None:
    """Draw an eye that is seen from near: white, iris, lids and lashes."""
    ink, out = head.ink, side * wide
    size *= 1.1 if head.look.is_female else 0.98
    is_wide = head.mood == "surprised"
    tall = (7.4 if is_wide else 6.2 if head.mood != "sleepy" else 4) * size
    half = 9.4 * size
    lid: list[Spot] = [(x - out * half, y + 1.5), (x - out * half * 0.45, y - tall * 0.82),
                       (x + out * half * 0.25, y - tall), (x + out * half, y - 1.6)]  # fmt: skip
    under: list[Spot] = [
        (x + out * half * 0.55, y + tall * 0.7),
        (x - out * half * 0.3, y + tall * 0.82),
    ]
    d = ink.shape([(*lid[0], 1), *lid[1:3], (*lid[3], 1), *under], "#fffdfa")
    iris = 5.7 * size
    gaze = 1.6 * head.turn
    ink.oval(x + gaze, y - 0.4, iris * (0.55 + 0.45 * wide), min(iris, tall), fill=head.look.eyes)
    ink.oval(x + gaze, y - 0.4, iris * 0.5 * (0.6 + 0.4 * wide), iris * 0.52, fill="#1d1418")
    ink.oval(x + gaze + 1.9, y - 2.5, 1.7, 1.7, fill="#ffffff")
    ink.add(d, head.blood, opacity=0.35, width=0.9)
    weight = 2.5 if head.look.is_female else 1.9
    ink.stroke(lid, INK, weight)
    if head.look.is_female:
        crease = [(px + out * 0.3, py - 3.6) for px, py in lid[1:]]
        ink.stroke(crease, head.blood, 1.3, opacity=0.75)
        for step, (dx, dy) in enumerate(((7.5, -4.6), (5.2, -6.4), (2.2, -6.6))):
            px, py = (
                lid[3]
                if step == 0
                else (x + out * half * (0.78 - 0.3 * (step - 1)), y - tall * (0.62 + 0.2 * step))
            )
            ink.stroke([(px, py), (px + out * dx * 0.75, py + dy * 0.75)], INK, 1.5)


def _brow(head: HeadSpace, x: float, y: float, side: int, wide: float) -> None:
    tip, rise = _BROWS.get(head.mood, (0.0, 0.0))
    if head.look.has("geisha_brows"):
        return
    colour = mix(head.hair, INK, 0.45) if luminance(head.hair) > 0.3 else mix(head.hair, INK, 0.2)
    half = (10 if head.is_close else 8) * wide
    is_small = head.look.age in ("baby", "child")
    if is_small:
        half, rise = half * 0.78, rise - 2
    weight = 2.2 if is_small else 2.6 if head.look.is_female else 3.4
    rise -= (3 if is_small else 1.5) * head.is_close + 1
    inner: Spot = (x - side * half, y + rise + 0.6 + tip)
    outer: Spot = (x + side * half, y + rise + 1.2 - tip * 0.5)
    middle: Spot = (x + side * 0.8, y + rise - 2.8)
    if head.is_close and not is_small:
        inner = (inner[0], inner[1] - 1.4)
        thick = weight * 0.72
        head.ink.shape([(inner[0], inner[1] - thick), (middle[0], middle[1] - thick),
                        (*outer, 1), (middle[0], middle[1] + thick * 0.9),
                        (inner[0], inner[1] + thick)], colour)  # fmt: skip
        return
    head.ink.stroke([inner, middle, outer], colour, weight, opacity=0.9)


def _nose(head: HeadSpace, y: float) -> None:
    x, _ = head.on(0, y)
    ink, turn = head.ink, min(head.turn, 1.0)
    if head.is_close and head.look.age not in ("baby", "child"):
        ink.shape([(x + 1, y - 20), (x + 5 + 3 * turn, y - 3), (x + 7 + turn * 2, y + 2),
                   (x + 1, y + 3), (x - 1, y - 6)], SHADE, opacity=0.09)  # fmt: skip
        ink.stroke([(x - 6 + 2 * turn, y + 1), (x - 3.5 + turn, y + 3.6), (x + 1 + turn, y + 4.4),
                    (x + 5.5 + turn, y + 3), (x + 7.6 + turn, y)], head.blood, 1.9)  # fmt: skip
        return
    if turn > 0.55:
        ink.stroke([(x + 1, y - 7), (x + 7, y + 0.5), (x + 0.5, y + 3.6)], head.blood, 2.5)
    elif head.look.age in ("baby", "child"):
        ink.oval(x, y, 4, 2.8, fill=head.blood, opacity=0.65)
    else:
        ink.stroke([(x - 0.5 + turn, y - 5), (x + 4.6 + turn, y + 1), (x - 0.8, y + 3)],
                   head.blood, 2.4)  # fmt: skip


def _skin_marks(head: HeadSpace, eye_y: float) -> None:
    ink, look = head.ink, head.look
    if look.has("freckles"):
        for side in (-1, 1):
            for dx, dy in ((-6, -1), (0, 2), (6, -1), (-3, 5), (4, 5)):
                x, y = head.on(side * 27 + dx, eye_y + 14 + dy)
                ink.oval(x, y, 1.3, fill=mix(head.skin, "#8a4a26", 0.55))
    if look.has("wrinkles"):
        for side in (-1, 1):
            x, y = head.on(side * 33, eye_y + 2)
            ink.stroke([(x, y), (x + side * 4, y + 2)], head.blood, 1.5, opacity=0.8)
            x, y = head.on(side * 17, eye_y + 19)
            ink.stroke([(x, y), (x + side * 4, y + 7)], head.blood, 1.6, opacity=0.7)
    if look.has("clown"):
        x, y = head.on(0, eye_y + 15)
        ink.oval(x, y, 9, fill="#e23b35")
        ink.oval(x - 3, y - 3, 2.4, fill="#ffffff", opacity=0.7)
    if look.has("opera_face"):
        for side in (-1, 1):
            x, y = head.on(side * 21, eye_y - 1)
            ink.oval(x, y, 13, 15, fill="#e8607a", opacity=0.5, angle=side * -20)


def eye_line(head: HeadSpace) -> float:
    """How far down the eyes are."""
    return float(_MEASURES[head.look.age][0])


def mouth_line(head: HeadSpace) -> float:
    """How far down the mouth is."""
    return float(_MEASURES[head.look.age][1])
