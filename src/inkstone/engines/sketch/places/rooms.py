"""Rooms: their walls and floors, and tables in front.

It does not know which furniture stands in a room.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.strokes import (
    at,
    box,
    link,
    n,
    oval,
)
from inkstone.engines.sketch.places.wash import wash
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

Floor = Literal["wood", "tiles", "checks", "carpet", "stone"]
#: How wide a stretch of wall is that gets its own window and furniture.
_BAY = 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The shell of a room: where its floor begins, and what its wall looks like."""

    canvas: Canvas
    #: Where wall and floor meet, in pixels.
    line: float
    #: As it looks in the room's light.
    wall: str
    #: Whether one stretch of wall is in the middle of the picture, however wide that is.
    is_odd: bool = False

    def up(self, share: float) -> float:
        """A height on the wall, in pixels; the share is of what a room is high."""
        return self.line - self.canvas.tall * share

    @property
    def middle(self) -> float:
        """The middle of the stretch that is nearest to the picture's."""
        bays = self.bays
        return bays[len(bays) // 2][0]

    @property
    def bays(self) -> list[tuple[float, float]]:
        """The middle of each stretch of wall, and half its width."""
        canvas = self.canvas
        number = max(round(canvas.width / (canvas.unit * _BAY)), 1)
        if self.is_odd and number % 2 == 0:
            number -= 1
        half = canvas.width / number / 2
        return [(half * (2 * index + 1), half) for index in range(number)]


def room_of(canvas: Canvas, *, wall: str, floor: float = 0.715, is_odd: bool = False) -> Room:
    """A room whose wall has a colour; `floor` is a share of the picture's height."""
    tone = canvas.tone(wall)
    return Room(canvas=canvas, line=canvas.height * floor, wall=tone, is_odd=is_odd)


def floor(room: Room, *, kind: Floor, colour: str, second: str = "#ffffff") -> str:
    """The floor, seen slightly from above, with a skirting board."""
    canvas = room.canvas
    unit, width, height = canvas.unit, canvas.width, canvas.height
    tone = canvas.tone(colour)
    drawn = [wash(canvas, top=room.line, low=height + 1,
                  stops=[(0, canvas.shade(tone, 0.14)), (0.3, tone),
                         (1, mix(tone, "#fff3dc", 0.06))])]  # fmt: skip
    lens = Lens.of(canvas, horizon=0.36)
    far = lens.floor / max(room.line - lens.y, 1.0)
    lines = ""
    reach = 2.2 * far
    if kind == "wood":
        step = max(0.13 * unit / max(width, 1) * 2, 0.05)
        number = int(reach / step)
        for k in range(-number, number + 1):
            lines += link(lens.spot(k * step, 0, far), lens.spot(k * step, 0, 0.96))
            for z in (0.3, 0.7):
                spot = 1 + (far - 1) * ((z + k * 0.37) % 1.0)
                lines += link(lens.spot(k * step, 0, spot), lens.spot((k + 1) * step, 0, spot))
    elif kind in ("tiles", "checks", "stone"):
        drawn.append(_tiles(canvas, lens, far, (kind, tone, canvas.tone(second))))
    if lines:
        drawn.append(path(lines, stroke=canvas.shade(tone, 0.24), stroke_width=unit * 0.0026,
                          fill="none", stroke_opacity=0.55))  # fmt: skip
    board = canvas.tone("#fbf4e8" if kind != "stone" else "#bdb4a8")
    drawn.append(
        path(
            box(-2, room.line - unit * 0.02, width + 4, unit * 0.024),
            fill=mix(board, room.wall, 0.3),
        )
    )
    drawn.append(path(box(-2, room.line + unit * 0.002, width + 4, unit * 0.012),
                      fill=canvas.shade(tone, 0.3), fill_opacity=0.5))  # fmt: skip
    return group(*drawn)


def _tiles(canvas: Canvas, lens: Lens, far: float, look: tuple[str, str, str]) -> str:
    kind, tone, second = look
    unit = canvas.unit
    step = 0.3 * unit / max(canvas.width, 1) * 2
    number = min(int(1.1 * far / step) + 2, 36)
    zs = [0.94]
    while zs[-1] < far:
        zs.append(min(zs[-1] * 1.0 + 0.16, far))
    if kind == "checks":
        d = ""
        for row, (near, end) in enumerate(pairwise(zs)):
            for k in range(-number, number):
                if (k + row) % 2:
                    d += lens.on_floor(
                        [
                            (k * step, near),
                            (k * step, end),
                            ((k + 1) * step, end),
                            ((k + 1) * step, near),
                        ]
                    )
        return path(d, fill=second)
    lines = "".join(f"M{at(-2, lens.spot(0, 0, z)[1])}H{n(canvas.width + 2)}" for z in zs[1:-1])
    for k in range(-number, number + 1):
        lines += link(lens.spot(k * step, 0, far), lens.spot(k * step, 0, 0.94))
    return path(lines, stroke=canvas.shade(tone, 0.16), stroke_width=unit * 0.003, fill="none")


def panelling(room: Room, *, colour: str, share: float = 0.2, boards: bool = True) -> str:
    """Wood along the lower part of the wall."""
    canvas = room.canvas
    unit, top = canvas.unit, room.up(share)
    tone = canvas.tone(colour)
    seams = ""
    if boards:
        step = unit * 0.075
        for k in range(int(canvas.width / step) + 1):
            seams += f"M{at(step * (k + 0.5), top)}V{n(room.line)}"
    else:
        step = unit * 0.3
        for k in range(int(canvas.width / step) + 1):
            seams += f"M{at(step * k + unit * 0.03, top + unit * 0.035)}h{n(step - unit * 0.06)}"
            seams += f"V{n(room.line - unit * 0.045)}"
            seams += f"h{n(-(step - unit * 0.06))}z"
    return group(path(box(-2, top, canvas.width + 4, room.line - top), fill=tone),
                 path(seams, stroke=canvas.shade(tone, 0.16), stroke_width=unit * 0.003,
                      fill="none"),
                 path(box(-2, top - unit * 0.012, canvas.width + 4, unit * 0.018),
                      fill=mix(tone, "#ffffff", 0.2)))  # fmt: skip


def wall_tiles(room: Room, *, colour: str, top: float, low: float, size: float = 0.05) -> str:
    """Small tiles between two heights, in pixels."""
    canvas = room.canvas
    step = canvas.unit * size
    d = "".join(
        f"M{at(-2, top + step * k)}H{n(canvas.width + 2)}"
        for k in range(int((low - top) / step) + 1)
    )
    rows = max(int((low - top) / step), 1)
    for row in range(rows):
        for k in range(int(canvas.width / (step * 2)) + 2):
            d += f"M{at(step * 2 * (k + 0.5 * (row % 2)), top + step * row)}v{n(step)}"
    tone = canvas.tone(colour)
    return path(box(-2, top, canvas.width + 4, low - top), fill=tone) + path(
        d, stroke=canvas.shade(tone, 0.12), stroke_width=canvas.unit * 0.0024, fill="none"
    )


def bricks(room: Room, frames: list[Box], *, number: int = 34) -> str:
    """Here and there a few bricks that show, away from the windows."""
    canvas = room.canvas
    rng, unit = canvas.rng, canvas.unit
    d = ""
    for _ in range(canvas.count(number)):
        x, y = rng.random() * canvas.width, room.up(rng.uniform(0.24, 0.8))
        row = round(y / (unit * 0.026))
        wide = unit * 0.06
        if any(
            f.x - wide * 2 < x < f.x + f.width + wide and f.y - wide < y < f.y + f.height + wide
            for f in frames
        ):
            continue
        for k in range(rng.randint(1, 3)):
            d += box(x + wide * k * 1.08, row * unit * 0.026, wide, unit * 0.021)
    return path(d, fill=canvas.shade(room.wall, 0.07))


def rug(room: Room, x: float, *, colour: str, wide: float = 0.42) -> str:
    """An oval rug with a border."""
    canvas = room.canvas
    y = room.line + (canvas.height - room.line) * 0.58
    rx, ry = canvas.unit * wide, (canvas.height - room.line) * 0.3
    tone = canvas.tone(colour)
    return group(path(oval(x, y + ry * 0.05, rx * 1.01, ry), fill=canvas.shade(tone, 0.24),
                      fill_opacity=0.6), path(oval(x, y, rx, ry), fill=tone),
                 path(oval(x, y, rx * 0.88, ry * 0.84), fill="none",
                      stroke=mix(tone, "#fff6e4", 0.6), stroke_width=canvas.unit * 0.007),
                 path(oval(x, y, rx * 0.6, ry * 0.54),
                      fill=mix(tone, "#fff6e4", 0.16)))  # fmt: skip


def table_in_front(canvas: Canvas, *, colour: str, cloth: str | None = None) -> str:
    """A table that reaches over the whole width, seen from a seat at it."""
    if "table" not in canvas.stage.hints:
        return ""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    top, edge = height * 0.79, height * 0.945
    tone = canvas.tone(cloth or colour)
    drawn = [path(box(-2, top - unit * 0.02, width + 4, unit * 0.03), fill="#1c2148",
                  fill_opacity=0.14),
             wash(canvas, top=top, low=edge,
                  stops=[(0, mix(tone, "#fff3dc", 0.22)), (0.5, tone),
                         (1, mix(tone, "#fff3dc", 0.08))])]  # fmt: skip
    if cloth is None:
        d, x0 = "", width / 2
        for share in (0.12, 0.3, 0.55, 0.82):
            y = top + (edge - top) * share
            d += f"M{at(-2, y)}Q{at(x0, y + unit * 0.008)} {at(width + 2, y - unit * 0.004)}"
        drawn.append(
            path(d, stroke=canvas.shade(tone, 0.14), stroke_width=unit * 0.0035, fill="none")
        )
    drawn += [path(box(-2, edge, width + 4, unit * 0.03), fill=canvas.shade(tone, 0.16)),
              path(box(-2, edge + unit * 0.03, width + 4, height),
                   fill=canvas.shade(tone, 0.4))]  # fmt: skip
    return group(*drawn)


def table_of(canvas: Canvas) -> tuple[float, float] | None:
    """Where on the table in front things can stand; None where there is none."""
    return (0.83, 0.925) if "table" in canvas.stage.hints else None
