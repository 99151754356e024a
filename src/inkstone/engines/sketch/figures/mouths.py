"""Mouths: how a mouth looks in each mood, from near and from far.

It does not know the rest of the face.
"""

from inkstone.engines.sketch.figures.ink import Spot, mix
from inkstone.engines.sketch.figures.portraying import INK, HeadSpace

#: Half its width, and how far its middle is below its corners.
_CLOSED = {
    "awake": (9.0, 4.2), "calm": (7.5, 2.6), "sad": (8.0, -4.6), "angry": (8.0, -3.0),
    "sleepy": (5.5, 1.4), "asleep": (5.5, 2.6), "in_love": (10.0, 5.6),
}  # fmt: skip
_INSIDE = "#7d2630"


def draw_mouth(head: HeadSpace, x: float, y: float) -> None:
    """Draw the mouth."""
    wide = max(head.narrow(0), 0.7)
    if head.mood in ("happy", "laughing"):
        _open(head, x, y, wide, 12.5 if head.mood == "happy" else 14.5)
    elif head.mood == "surprised":
        head.ink.oval(x, y + 3, 5.6 * wide, 7.4, fill=_INSIDE)
        head.ink.oval(x, y + 7, 3.4 * wide, 2.6, fill="#e0717a")
    elif head.mood == "kissing":
        head.ink.oval(x + 2, y + 1, 4.2, 4.8, fill=head.lips)
        head.ink.stroke([(x - 1, y + 1), (x + 4, y + 1)], mix(head.lips, INK, 0.4), 1.3)
    elif head.is_close and head.look.age not in ("baby", "child"):
        _lips(head, x, y, wide)
    else:
        half, bow = _CLOSED.get(head.mood, _CLOSED["awake"])
        half *= wide
        points: list[Spot] = [(x - half, y - bow / 2), (x, y + bow / 2), (x + half, y - bow / 2)]
        colour = mix(head.lips, INK, 0.35)
        head.ink.stroke(points, colour, 2.9)
    if head.look.has("fangs"):
        for side in (-1, 1):
            px = x + side * 5 * wide
            head.ink.shape([(px - 2.4, y, 1), (px + 2.4, y, 1), (px, y + 7, 1)], "#ffffff")


def _open(head: HeadSpace, x: float, y: float, wide: float, deep: float) -> None:
    half = 12.5 * wide
    ink = head.ink
    top = y - 3.5
    ink.shape([(x - half, top, 1), (x, top + 2.4), (x + half, top, 1), (x + half * 0.62,
        top + deep * 0.78), (x, top + deep), (x - half * 0.62, top + deep * 0.78)],
        _INSIDE)  # fmt: skip
    ink.shape([(x - half * 0.86, top + 1.2, 1), (x, top + 2.8), (x + half * 0.86, top + 1.2, 1),
        (x + half * 0.6, top + 5), (x, top + 6), (x - half * 0.6, top + 5)], "#ffffff")  # fmt: skip
    ink.oval(x, top + deep * 0.82, half * 0.46, deep * 0.15, fill="#e0717a")
    if head.is_close and head.look.is_female:
        ink.stroke([(x - half, top), (x, top + 2), (x + half, top)], head.lips, 2.2)
        ink.stroke([(x - half * 0.8, top + deep * 0.6), (x, top + deep + 0.6),
                    (x + half * 0.8, top + deep * 0.6)], head.lips, 2.4)  # fmt: skip


def _lips(head: HeadSpace, x: float, y: float, wide: float) -> None:
    """Draw a closed mouth with both lips."""
    half, bow = _CLOSED.get(head.mood, _CLOSED["awake"])
    half, bow = half * wide * 1.24, bow * 0.8
    full = 1.0 if head.look.is_female else 0.5
    ink, low = head.ink, y + bow / 2
    corner = y - bow / 2
    ink.shape([(x - half, corner, 1), (x - half * 0.3, low - 4.6 * full), (x, low - 3.2 * full),
               (x + half * 0.3, low - 4.6 * full), (x + half, corner, 1), (x, low + 0.6)],
              mix(head.lips, INK, 0.1))  # fmt: skip
    ink.shape([(x - half, corner, 1), (x, low), (x + half, corner, 1),
               (x + half * 0.5, low + 4.4 * full), (x, low + 5.6 * full),
               (x - half * 0.5, low + 4.4 * full)], head.lips)  # fmt: skip
    ink.oval(x - half * 0.1, low + 2.9 * full, half * 0.3, 1.1 * full, fill="#ffffff", opacity=0.3)
    ink.stroke([(x - half, corner), (x, low + 0.4), (x + half, corner)],
               mix(head.lips, INK, 0.5), 1.4)  # fmt: skip
