"""Road signs: panels, triangles, octagons and rings by what their words say, on posts by a road.

It does not know fonts; words are set by whoever asks for a board.
"""

import math
import re
from dataclasses import replace
from typing import Literal

from inkstone.engines.sketch.pages import backing
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.sign_boards import Board, Wall
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import num

RoadForm = Literal["octagon", "triangle", "ban", "green", "blue"]
_STOP = re.compile(r"\s*(?:stop|停|停车|停止|停车让行)\s*[!！]?\s*", re.I)
_WARN = re.compile(
    r"warning|caution|danger|beware|slow|careful|hazard|watch out|注意|小心|危险|警告|慢|当心|警示",
    re.I,
)
_BAN = re.compile(r"^\s*(?:no |do not|don't|禁止|严禁|请勿|不准|不许|勿)", re.I)
_WAY = re.compile(
    r"exit|\bkm\b|\bmi\b|miles|highway|freeway|→|←|↑|↗|↖|公里|出口|高速|方向|服务区|km|G\d|S\d",
    re.I,
)
RED, GREEN, BLUE, YELLOW = "#b81f26", "#0f6a3c", "#124f9c", "#ffcd1f"
#: The words of a triangle or of a ban stand on a plate below where they are longer than this.
_INSIDE_EMS = 5.0


def form_of(words: str) -> RoadForm:
    """Tell the form of a road sign from its words."""
    if _STOP.fullmatch(words.splitlines()[0] if words.splitlines() else ""):
        return "octagon"
    if _BAN.search(words):
        return "ban"
    if _WARN.search(words):
        return "triangle"
    return "green" if _WAY.search(words) else "blue"


def road(wall: Wall, words: str) -> Board:
    """Draw a sign on its posts by a road, with the room for its words."""
    form = form_of(words)
    back = _roadside(wall)
    if form == "octagon":
        board = _octagon(wall)
    elif form in ("triangle", "ban"):
        board = _pictured(wall, is_ban=form == "ban")
    else:
        board = _panel(wall, GREEN if form == "green" else BLUE)
    return replace(board, svg=back + board.svg)


def _roadside(wall: Wall) -> str:
    width, height, defs = wall.width, wall.height, wall.defs
    night = wall.scene.time == "night"
    sky = ("#15224f", "#3a4f8c") if night else ("#7cc3ee", "#e6f4f3")
    hills = ("#22375f", "#1a2b4c") if night else ("#9cc9a4", "#74ae7c")
    line = height * 0.72
    parts = [
        svg.rect(0, 0, width, height, fill=defs.linear([(0, sky[0], 1), (0.75, sky[1], 1)])),
        svg.ellipse(width * 0.22, line, width * 0.46, height * 0.16, fill=hills[0]),
        svg.ellipse(width * 0.8, line + height * 0.03, width * 0.5, height * 0.14, fill=hills[1]),
        svg.rect(0, line, width, height - line, fill=mix(hills[1], "#3b6b42", 0.4)),
    ]
    if not night:
        for x, y, size in ((0.16, 0.14, 0.1), (0.84, 0.2, 0.12), (0.55, 0.08, 0.08)):
            wide = width * size
            parts.append(svg.ellipse(width * x, height * y, wide, wide * 0.22, fill="#ffffff",
                                     fill_opacity=0.8))  # fmt: skip
    grey = "#4a4f58" if not night else "#2c3040"
    foot = [
        (width * 0.3, height),
        (width * 0.47, line),
        (width * 0.53, line),
        (width * 0.7, height),
    ]
    parts.append(svg.polygon(foot, fill=grey))
    for index in range(4):
        y = line + (height - line) * (0.12 + 0.24 * index)
        wide = width * 0.006 * (1 + index * 1.2)
        tall = (height - line) * 0.09 * (1 + index / 3)
        parts.append(svg.rect(width / 2 - wide / 2, y, wide, tall, fill="#f3efe0"))
    return "".join(parts)


def _post(wall: Wall, x: float, top: float) -> str:
    thick = wall.unit * 0.026
    steel = wall.defs.linear(
        [(0, "#d5d9de", 1), (0.5, "#a7adb5", 1), (1, "#7d848d", 1)], x2=1, y2=0
    )
    low = wall.height * 0.93
    return svg.ellipse(
        x, low, thick * 1.8, thick * 0.5, fill="#0a1410", fill_opacity=0.3
    ) + svg.rect(x - thick / 2, top, thick, low - top, fill=steel)


def _panel(wall: Wall, colour: str) -> Board:
    box = wall.board(share=0.5, middle=0.36, wide_max=3.4)
    unit = wall.unit
    radius = unit * 0.035
    parts = [_post(wall, box.x + box.width * share, box.y) for share in (0.22, 0.78)]
    light = mix(colour, "#ffffff", 0.05)
    fill = wall.defs.linear([(0, light, 1), (1, mix(colour, "#000000", 0.08), 1)])
    inner = grown(box, -unit * 0.014, -unit * 0.014)
    parts += [
        backing.plate(box, fill=fill, radius=radius),
        backing.plate(inner, fill="none", radius=radius * 0.75, stroke="#ffffff",
                      stroke_width=unit * 0.008),
    ]  # fmt: skip
    return Board(
        svg="".join(parts),
        room=grown(box, -box.height * 0.17 - unit * 0.01, -box.height * 0.14),
        grounds=(light, mix(colour, "#000000", 0.08)),
        ink="#ffffff",
        accent="#ffffff",
    )


def _octagon(wall: Wall) -> Board:
    radius = min(wall.width * 0.4, wall.height * 0.3)
    cx, cy = wall.width / 2, wall.height * 0.38

    def eight(reach: float) -> list[tuple[float, float]]:
        return [
            (cx + math.sin(math.pi / 8 + math.pi / 4 * index) * reach,
             cy - math.cos(math.pi / 8 + math.pi / 4 * index) * reach)
            for index in range(8)
        ]  # fmt: skip

    light = mix(RED, "#ffffff", 0.06)
    fill = wall.defs.linear([(0, light, 1), (1, mix(RED, "#000000", 0.1), 1)])
    drawn = (
        _post(wall, cx, cy)
        + svg.polygon(eight(radius), fill="#ffffff")
        + svg.polygon(eight(radius * 0.94), fill=fill)
    )
    room = Box(x=cx - radius * 0.74, y=cy - radius * 0.42, width=radius * 1.48,
               height=radius * 0.84)  # fmt: skip
    return Board(
        svg=drawn, room=room, grounds=(light, mix(RED, "#000000", 0.1)), ink="#ffffff",
        accent="#ffffff",
    )  # fmt: skip


def _pictured(wall: Wall, *, is_ban: bool) -> Board:
    """A triangle or a ring with its sign, and the words inside it or on a plate below."""
    unit = wall.unit
    inside = wall.ems <= _INSIDE_EMS and not is_ban
    radius = min(wall.width * 0.4, wall.height * (0.33 if inside else 0.25))
    cx = wall.width / 2
    cy = wall.height * (0.42 if inside else 0.29)
    drawn = _post(wall, cx, cy)
    drawn += _ring(cx, cy, radius * 0.86) if is_ban else _triangle(cx, cy, radius)
    if inside:
        drawn += _mark(cx, cy - radius * 0.3, radius * 0.44)
        room = Box(x=cx - radius * 0.42, y=cy - radius * 0.02, width=radius * 0.84,
                   height=radius * 0.42)  # fmt: skip
        return Board(svg=drawn, room=room, grounds=(YELLOW,), ink="#14130f", accent="#14130f")
    if not is_ban:
        drawn += _mark(cx, cy + radius * 0.08, radius * 0.72)
    foot = cy + radius * (0.86 if is_ban else 0.62)
    tall = min(wall.height * 0.28, unit * 0.36)
    wide = min(wall.width * 0.84, max(tall * min(wall.ems * 0.7, 4.5), radius * 1.4))
    plate = Box(x=cx - wide / 2, y=foot + unit * 0.03, width=wide, height=tall)
    ground = "#ffffff" if is_ban else YELLOW
    drawn += backing.plate(plate, fill=ground, radius=unit * 0.02)
    drawn += backing.plate(
        grown(plate, -unit * 0.012, -unit * 0.012), fill="none", radius=unit * 0.012,
        stroke=RED if is_ban else "#14130f", stroke_width=unit * 0.006,
    )  # fmt: skip
    return Board(
        svg=drawn, room=grown(plate, -tall * 0.18, -tall * 0.15), grounds=(ground,), ink="#14130f",
        accent="#14130f",
    )  # fmt: skip


def _triangle(cx: float, cy: float, radius: float) -> str:
    def three(reach: float) -> str:
        half = math.sqrt(3) / 2 * reach
        return (
            f"M{num(cx)} {num(cy - reach)}L{num(cx + half)} {num(cy + reach / 2)}"
            f"L{num(cx - half)} {num(cy + reach / 2)}Z"
        )

    return (
        svg.path(three(radius), fill="#14130f", stroke="#14130f", stroke_width=radius * 0.16,
                 stroke_linejoin="round")
        + svg.path(three(radius * 0.93), fill=YELLOW, stroke=YELLOW, stroke_width=radius * 0.08,
                   stroke_linejoin="round")
    )  # fmt: skip


def _mark(cx: float, cy: float, size: float) -> str:
    """Draw an exclamation mark."""
    return svg.path(
        f"M{num(cx - size * 0.11)} {num(cy - size * 0.6)}H{num(cx + size * 0.11)}"
        f"L{num(cx + size * 0.06)} {num(cy + size * 0.12)}H{num(cx - size * 0.06)}Z",
        fill="#14130f", stroke="#14130f", stroke_width=size * 0.05, stroke_linejoin="round",
    ) + svg.circle(cx, cy + size * 0.32, size * 0.1, fill="#14130f")  # fmt: skip


def _ring(cx: float, cy: float, radius: float) -> str:
    """Draw the red ring and bar of what is forbidden."""
    reach = radius * 0.62
    return (
        svg.circle(cx, cy, radius * 1.06, fill="#ffffff")
        + svg.circle(cx, cy, radius * 0.84, fill="#ffffff", stroke=RED, stroke_width=radius * 0.22)
        + svg.line(cx - reach, cy - reach, cx + reach, cy + reach, stroke=RED,
                   stroke_width=radius * 0.2)
    )  # fmt: skip
