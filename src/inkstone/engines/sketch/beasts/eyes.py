"""Eyes and mouths in every mood.

It does not know whose face they are in.
"""

from dataclasses import dataclass

from inkstone.engines.sketch.beasts.coat import INK
from inkstone.engines.sketch.beasts.curves import Outline, corners, smooth
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.scene import Mood

_TONGUE = "#ee7d88"
_THROAT = "#8c2f3f"
_HEART = "#e8446a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """What a face shows."""

    mood: Mood | None = None
    is_asleep: bool = False
    #: Whether the mouth is open for joy or breath.
    is_open: bool = False


def eye(
    pen: Pen, x: float, y: float, size: float, feeling: Feeling, *,
    iris: str = "", is_on_dark: bool = False, side: int = 1,
) -> None:  # fmt: skip
    """Draw one eye.

    `size`: half its height.
    `iris`: its colour; none for a plain dark eye.
    `is_on_dark`: whether what is around it is dark.
    `side`: 1 for the right one of a face, -1 for the left one.
    """
    mood = feeling.mood
    ink = "#f3e9dc" if is_on_dark and not iris else INK
    lid = "#f3e9dc" if is_on_dark else INK
    if feeling.is_asleep or mood == "laughing":
        bend = size * (0.55 if feeling.is_asleep else -0.75)
        pen.line([(x - size, y), (x, y + bend), (x + size, y)], lid, size * 0.42)
        return
    if mood == "in_love":
        pen.fill(_heart(x, y, size * 1.25), _HEART)
        return
    grow = 1.22 if mood == "surprised" else 1.0
    _open_eye(pen, x, y, size * grow, ink=ink, iris=iris, is_on_dark=is_on_dark)
    if mood == "angry":
        _brow(pen, x, y, size, lid, inner=0.55, side=side)
    elif mood == "sad":
        _brow(pen, x, y, size, lid, inner=-0.55, side=side)


def drowsy_lid(pen: Pen, x: float, y: float, size: float, skin: str) -> None:
    """Let a lid of the face's colour hang over an eye."""
    top = smooth([(x - size * 1.35, y), (x - size, y - size * 1.3), (x + size, y - size * 1.3),
                  (x + size * 1.35, y)], pull=0.8)  # fmt: skip
    pen.fill(top, skin)
    pen.line([(x - size, y), (x + size, y)], INK, size * 0.32)


def _open_eye(
    pen: Pen, x: float, y: float, size: float, *, ink: str, iris: str, is_on_dark: bool
) -> None:
    if iris:
        pen.oval(x, y, size * 1.12, size * 1.18, iris)
        pen.oval(x, y, size * 0.68, size * 0.86, INK)
    elif is_on_dark:
        pen.oval(x, y, size * 1.08, size * 1.16, "#efe6d8")
        pen.oval(x + size * 0.04, y, size * 0.84, size * 0.94, "#1d1720")
    else:
        pen.oval(x, y, size * 0.86, size, ink)
    pen.oval(x - size * 0.26, y - size * 0.38, size * 0.28, size * 0.3, "#ffffff")


def _brow(pen: Pen, x: float, y: float, size: float, ink: str, *, inner: float, side: int) -> None:
    top = y - size * 1.75
    # The end nearer to the nose hangs down when angry and rises when sad.
    ends = [(x - side * size, top + inner * size), (x + side * size, top - inner * size)]
    pen.line(ends, ink, size * 0.42)


def _heart(x: float, y: float, r: float) -> Outline:
    return smooth([(x, y + r), (x, y + r), (x + r, y - r * 0.2), (x + r * 0.55, y - r * 0.85),
                   (x, y - r * 0.4), (x, y - r * 0.4), (x - r * 0.55, y - r * 0.85),
                   (x - r, y - r * 0.2)])  # fmt: skip


def mouth(
    pen: Pen, x: float, y: float, width: float, feeling: Feeling, *,
    ink: str = INK, is_split: bool = True,
) -> None:  # fmt: skip
    """Draw a mouth whose upper middle is at a point.

    `width`: half its width.
    `is_split`: whether it is the double curve below an animal's nose.
    """
    mood = feeling.mood
    thick = max(width * 0.19, 1.6)
    if mood == "surprised":
        pen.oval(x, y + width * 0.5, width * 0.32, width * 0.42, _THROAT)
        return
    if mood in ("sad", "angry") and not feeling.is_asleep:
        pen.line([(x - width * 0.7, y + width * 0.6), (x, y + width * 0.3),
                  (x + width * 0.7, y + width * 0.6)], ink, thick)  # fmt: skip
        return
    if (feeling.is_open or mood in ("laughing", "happy")) and not feeling.is_asleep:
        deep = 1.15 if mood == "laughing" else 0.95
        low = smooth([(x - width * 0.62, y + 1), (x - width * 0.62, y + 1), (x, y + width * 0.16),
                      (x + width * 0.62, y + 1), (x + width * 0.62, y + 1),
                      (x + width * 0.42, y + width * deep * 0.75), (x, y + width * deep),
                      (x - width * 0.42, y + width * deep * 0.75)])  # fmt: skip
        pen.fill(low, _THROAT)
        pen.oval(x, y + width * deep * 0.72, width * 0.3, width * 0.24, _TONGUE)
    if is_split:
        pen.line([(x - width, y), (x - width * 0.5, y + width * 0.38), (x, y),
                  (x + width * 0.5, y + width * 0.38), (x + width, y)], ink, thick,
                 pull=1.1)  # fmt: skip
    else:
        pen.line([(x - width, y), (x, y + width * 0.42), (x + width, y)], ink, thick)


def teeth(pen: Pen, x: float, y: float, width: float, height: float) -> None:
    """Draw two front teeth below a point."""
    for left in (-width, 0.0):
        pen.fill(corners([(x + left + 0.4, y), (x + left + width - 0.4, y),
                          (x + left + width - 0.4, y + height), (x + left + 0.4, y + height)]),
                 "#fffdf5")  # fmt: skip
