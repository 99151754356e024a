"""Openings of a room: windows with their frames, curtains and the light they let in.

It does not know what is seen through them.
"""

from inkstone.engines.sketch.places.rooms import Room
from inkstone.engines.sketch.places.strokes import (
    arch,
    at,
    bow,
    box,
    n,
    poly,
)
from inkstone.engines.sketch.places.views import View, view
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path


def frame_at(room: Room, x: float, *, wide: float, low: float, high: float) -> Box:
    """A window whose middle is at x, in pixels; its measures are shares of what a room has."""
    top, bottom = room.up(high), room.up(low)
    width = room.canvas.unit * wide
    return Box(x=x - width / 2, y=top, width=width, height=bottom - top)


def windows(room: Room, frames: list[Box], *, kind: View, arched: bool = False) -> str:
    """The wall with its windows, and what is seen through them."""
    canvas = room.canvas
    drawn = [view(canvas, frame, kind=kind) for frame in frames]
    holes = "".join(_hole(frame, arched=arched) for frame in frames)
    wall = f"M-2 {n(canvas.top)}H{n(canvas.width + 2)}V{n(room.line + 2)}H-2Z"
    drawn.append(path(wall + holes, fill=room.wall, fill_rule="evenodd"))
    return group(*drawn)


def _hole(frame: Box, *, arched: bool) -> str:
    if arched:
        return arch(frame.x, frame.y + frame.height, frame.width, frame.height)
    return box(frame.x, frame.y, frame.width, frame.height)


def casing(
    room: Room,
    frame: Box,
    *,
    colour: str = "#fdf7ec",
    panes: tuple[int, int] = (2, 2),
    arched: bool = False,
) -> str:
    """The frame of a window with its bars and a sill."""
    canvas = room.canvas
    edge = canvas.unit * 0.014
    tone = canvas.tone(colour)
    outer = Box(
        x=frame.x - edge,
        y=frame.y - edge,
        width=frame.width + edge * 2,
        height=frame.height + edge * 2,
    )
    d = _hole(outer, arched=arched) + _hole(frame, arched=arched)
    bars = ""
    across, down = panes
    for k in range(1, across):
        bars += box(
            frame.x + frame.width * k / across - edge * 0.3, frame.y, edge * 0.6, frame.height
        )
    for k in range(1, down):
        bars += box(
            frame.x, frame.y + frame.height * k / down - edge * 0.3, frame.width, edge * 0.6
        )
    sill = box(
        frame.x - edge * 2.4,
        frame.y + frame.height + edge * 0.6,
        frame.width + edge * 4.8,
        edge * 1.5,
    )
    shine = poly([(frame.x + frame.width * 0.06, frame.y + frame.height * 0.94),
                  (frame.x + frame.width * 0.2, frame.y + frame.height * 0.94),
                  (frame.x + frame.width * 0.44, frame.y + frame.height * 0.3),
                  (frame.x + frame.width * 0.3, frame.y + frame.height * 0.3)])  # fmt: skip
    return group(path(shine, fill="#ffffff", fill_opacity=0.12),
                 path(d, fill=tone, fill_rule="evenodd"), path(bars, fill=tone),
                 path(sill, fill=mix(tone, canvas.tone("#b08d62"), 0.25)))  # fmt: skip


def curtains(room: Room, frame: Box, *, colour: str) -> str:
    """Curtains on a rod, drawn to both sides."""
    canvas = room.canvas
    unit = canvas.unit
    tone = canvas.tone(colour)
    top, low = frame.y - unit * 0.045, frame.y + frame.height + unit * 0.1
    wide = frame.width * 0.3
    body = folds = ""
    for side in (-1, 1):
        edge = frame.x - unit * 0.05 if side < 0 else frame.x + frame.width + unit * 0.05
        inner = edge - side * wide
        body += (
            f"M{at(edge, top)}L{at(inner, top)}Q{at(inner + side * wide * 0.1, (top + low) / 2)} "
            f"{at(edge - side * wide * 0.55, low)}L{at(edge, low)}Z"
        )
        for k in (1, 2, 3):
            x = edge - side * wide * k * 0.22
            middle = (x + side * wide * 0.03, (top + low) / 2)
            folds += bow((x, top), middle, (edge - side * wide * k * 0.14, low))
    rod = box(frame.x - unit * 0.09, top - unit * 0.012, frame.width + unit * 0.18, unit * 0.012)
    return group(path(body, fill=tone),
                 path(folds, stroke=canvas.shade(tone, 0.14), stroke_width=unit * 0.006,
                      fill="none"), path(rod, fill=canvas.tone("#9a7450")))  # fmt: skip


def sunbeam(room: Room, frame: Box) -> str:
    """The light of a window on the floor, by day."""
    canvas = room.canvas
    if canvas.light.is_dark or canvas.weather not in ("clear", "wind"):
        return ""
    top, low = room.line + canvas.unit * 0.02, room.line + (canvas.height - room.line) * 0.72
    run = canvas.unit * 0.12 * (1 if frame.x + frame.width / 2 < canvas.width / 2 else -1)
    d = ""
    for k in range(2):
        a = frame.x + frame.width * (0.04 + 0.5 * k)
        b = a + frame.width * 0.42
        d += poly(
            [(a + run * 0.3, top), (b + run * 0.3, top), (b + run * 1.6, low), (a + run * 1.6, low)]
        )
    return path(d, fill="#fff0c4", fill_opacity=0.28)
