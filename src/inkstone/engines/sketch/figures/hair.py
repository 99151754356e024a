"""Hair on a head: the cap that frames the face, what stands on top, and what falls before it.

It does not know the hair behind the shoulders.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inkstone.engines.sketch.figures.ink import Spot
from inkstone.engines.sketch.figures.kinds import table
from inkstone.engines.sketch.figures.portraying import HeadSpace


@dataclass(frozen=True, slots=True, kw_only=True)
class HairStyle:
    """How hair is worn; the file of figures says what each means."""

    line: str
    thick: float
    behind: str = ""
    before: str = ""
    top: str = ""
    ears: bool = True
    hatted: str = ""


STYLES: Mapping[str, HairStyle] = {
    name: HairStyle(**row) for name, row in table()["hairstyles"].items()
}
_LINES: Mapping[str, tuple[Spot, ...]] = {
    name: tuple(tuple(point) for point in points) for name, points in table()["hairlines"].items()
}


def style_of(name: str, *, is_hatted: bool) -> HairStyle:
    """The style of a name as it is worn, or short hair; hats press some styles down."""
    style = STYLES.get(name, STYLES["short"])
    return STYLES[style.hatted] if is_hatted and style.hatted else style


def draw_cap(head: HeadSpace, style: HairStyle) -> None:
    """Draw the hair that lies on the skull and frames the face."""
    if style.line not in _LINES:
        return
    turn, thick = min(head.turn, 1.2), style.thick
    back = thick + 3 * turn
    low = 12 if style.ears else 22
    outer: list[Spot] = [
        (-49 - back * 0.5, low + 20 * turn),
        (-52 - back * 0.8, -6),
        (-46 - back * 0.8, -36 - thick * 0.3),
        (-26 - back * 0.4, -55 - thick * 0.9),
        (2 * turn, -60 - thick),
        (27 + thick * 0.3, -55 - thick * 0.8),
        (46 + thick * 0.6, -34 - thick * 0.3),
        (51 + thick * 0.5 * (1.2 - turn), -8),
        (49 + thick * 0.3 * (1.2 - turn), low - 16 * turn),
    ]
    line = [(*head.on(x, y), *corner) for x, y, *corner in _LINES[style.line]]
    if turn > 0.2:
        # The back of the head is seen below the temple.
        line[0] = (-36 - 4 * (1 - turn), low + 20 * turn)
    head.ink.shape([(*outer[0], 1), *outer[1:-1], (*outer[-1], 1), *line[::-1]], head.hair)
    if style.thick > 3:
        _shine(head, thick)


def draw_nape(head: HeadSpace, style: HairStyle) -> None:
    """Draw the hair at the back of a turned head, below and behind the ear."""
    if head.turn < 0.2 or style.thick < 1:
        return
    turn, thick = min(head.turn, 1.2), style.thick
    head.ink.shape([(-30, -50), (-52 - thick * 0.6, -20), (-52 - thick * 0.5, 12), (-45 - 2 * turn,
        30 + 6 * turn), (-30, 40), (0, 20)], head.hair_dark)  # fmt: skip


def _shine(head: HeadSpace, thick: float) -> None:
    """Draw the strands that catch the light."""
    ink, light = head.ink, head.hair_light
    top = -54 - thick * 0.4
    ink.stroke([(-41, -28), (-28, top + 13), (-8, top + 5)], light, 3.2, opacity=0.75)
    if head.is_close:
        ink.stroke([(-45, -16), (-37, top + 21), (-16, top + 8)], light, 1.8, opacity=0.6)
        ink.stroke([(18, top + 7), (33, top + 17), (43, -24)], light, 2.2, opacity=0.5)
        ink.stroke([(8, top + 4), (26, top + 9), (38, top + 22)], head.hair_dark, 1.6, opacity=0.5)


def draw_top(head: HeadSpace, style: HairStyle) -> None:
    """Draw what stands on the head; it comes before the cap."""
    draw = _TOPS.get(style.top)
    if draw:
        draw(head)


def _bun(head: HeadSpace) -> None:
    x = -10 * head.turn
    head.ink.oval(x, -70, 25, 21, fill=head.hair)
    head.ink.stroke([(x - 15, -74), (x - 2, -84), (x + 12, -80)], head.hair_light, 2.6, opacity=0.7)
    head.ink.stroke([(x - 18, -58), (x, -53), (x + 18, -58)], head.hair_dark, 3)
    if head.look.has("hairpin"):
        for dx, colour in ((18, "#f0b8c8"), (25, "#e8808f"), (21, "#fbe0e6")):
            head.ink.oval(x + dx, -60 + (dx - 18) * 0.9, 5.6, fill=colour)
        head.ink.stroke([(x - 30, -76), (x + 22, -64)], "#d9a83a", 3)


def _topknot(head: HeadSpace) -> None:
    x = -6 * head.turn
    head.ink.oval(x, -70, 13, 14, fill=head.hair)
    head.ink.oval(x, -60, 11, 4.4, fill="#c99a3c")


def _spikes(head: HeadSpace) -> None:
    points: list[Spot] = [(-52, -22)]
    for step in range(5):
        # They stand up in the middle and lean aside at the temples.
        angle, between = math.radians(-148 + step * 29), math.radians(-133 + step * 29)
        reach = 84 - 3.5 * abs(step - 2)
        points.append((66 * math.cos(angle) + 4, -6 + reach * math.sin(angle), 1))
        points.append((50 * math.cos(between), -10 + 56 * math.sin(between)))
    head.ink.shape([*points[:-1], (52, -24), (30, -30), (-30, -30)], head.hair)


def _curls(head: HeadSpace) -> None:
    for step in range(9):
        angle = math.radians(-176 + step * 21.5)
        x, y = 51 * math.cos(angle), -12 + 50 * math.sin(angle)
        head.ink.oval(x - 2 * head.turn, y, 15.5, fill=head.hair)
        if step in (1, 3, 4, 6):
            head.ink.stroke([(x - 7, y - 2), (x - 1, y - 8), (x + 6, y - 4)], head.hair_light, 2.2,
                            opacity=0.6)  # fmt: skip


def _locs_top(head: HeadSpace) -> None:
    for step in range(11):
        x = -48 + step * 9.6
        y = -58 + abs(x) ** 2 * 0.0085
        colour = head.hair_light if step % 3 == 1 else head.hair
        head.ink.oval(x - head.turn * 2, y - 3, 7, 8, fill=colour)


def _mohawk(head: HeadSpace) -> None:
    points: list[Spot] = [(-34, -40), (-36, -62, 1), (-22, -60), (-18, -82, 1), (-6, -68), (2, -90,
        1), (10, -69), (22, -82, 1), (24, -60), (33, -58, 1), (28, -40), (0, -46)]  # fmt: skip
    head.ink.shape([(x * 0.8, *rest) for x, *rest in points], head.hair)


def _tuft(head: HeadSpace) -> None:
    head.ink.stroke([(-3, -53), (-4, -63), (4, -69), (11, -64), (7, -58)], head.hair, 4.2)
    head.ink.stroke([(-9, -53), (-14, -60), (-11, -65)], head.hair, 3.8)
    head.ink.stroke([(3, -54), (13, -55), (18, -60)], head.hair, 3.8)


def _shimada(head: HeadSpace) -> None:
    head.ink.oval(0, -66, 34, 20, fill=head.hair)
    head.ink.oval(-52, -2, 14, 26, fill=head.hair)
    head.ink.oval(51, -4, 12, 24, fill=head.hair)
    head.ink.stroke([(-40, -76), (40, -62)], "#d9a83a", 3.4)
    for dx, dy in ((38, -50), (46, -44), (42, -36)):
        head.ink.oval(dx, dy, 6, fill="#e8607a")
        head.ink.oval(dx, dy, 2.2, fill="#fbe3a8")


_TOPS: Mapping[str, Callable[[HeadSpace], None]] = {
    "bun": _bun, "topknot": _topknot, "spikes": _spikes, "curls": _curls, "locs": _locs_top,
    "mohawk": _mohawk, "tuft": _tuft, "shimada": _shimada,
}  # fmt: skip
