"""Stamps: small drawings kept as data, in colours of what they belong to, with their extent.

It does not know what they are stamped on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from inkstone.engines.sketch.figures.ink import Ink, mix
from inkstone.engines.sketch.figures.kinds import table
from inkstone.engines.sketch.vector.palette import luminance

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stroke:
    """One path or ellipse of a stamp."""

    paint: str
    path: str = ""
    oval: tuple[float, float, float, float] | None = None
    width: float = 0
    opacity: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A small drawing."""

    strokes: tuple[_Stroke, ...]
    #: Left, top, right and bottom.
    box: tuple[float, float, float, float]


def colours_of(main: str, **others: str) -> dict[str, str]:
    """The colours that a stamp may name, by the main one."""
    is_light = luminance(main) > 0.75
    return {
        "main": main,
        "dark": mix(main, "#3b1f4e", 0.16 if is_light else 0.26),
        "deep": mix(main, "#241430", 0.42),
        "light": mix(main, "#fff6e0", 0.34),
        "pale": mix(main, "#fff6e0", 0.7),
        **others,
    }


def draw_stamp(
    ink: Ink,
    name: str,
    colours: Mapping[str, str],
    *,
    pattern: str | None = None,
    is_counted: bool = True,
) -> None:
    """Draw a stamp in the ink's space; nothing where there is none of the name.

    Args:
        ink: what it is drawn with.
        name: which stamp.
        colours: what its paints are.
        pattern: the paint of a pattern that lies over its main colour.
        is_counted: whether the ink's extent grows by it.
    """
    stamp = _stamps().get(name)
    if stamp is None:
        return
    if is_counted:
        left, top, right, bottom = stamp.box
        for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
            ink.reach(x, y)
    for stroke in stamp.strokes:
        fill = colours.get(stroke.paint, stroke.paint)
        if stroke.oval:
            x, y, rx, ry = stroke.oval
            faint = "" if stroke.opacity >= 1 else f' opacity="{stroke.opacity}"'
            ink.parts.append(f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" '
                             f'fill="{fill}"{faint}/>')  # fmt: skip
        else:
            ink.add(stroke.path, fill, opacity=stroke.opacity, width=stroke.width)
            if pattern and stroke.paint == "main" and not stroke.width:
                ink.add(stroke.path, pattern)


def has_stamp(name: str) -> bool:
    """Whether there is a stamp of a name."""
    return name in _stamps()


def half_of(name: str) -> float:
    """How far a stamp reaches from its middle; 0 where there is none of the name."""
    stamp = _stamps().get(name)
    return max(-stamp.box[0], stamp.box[2]) if stamp else 0


@lru_cache(maxsize=1)
def _stamps() -> Mapping[str, Stamp]:
    return {name: _read(rows) for name, rows in table()["stamps"].items()}


def _read(rows: list[list[Any]]) -> Stamp:
    strokes = tuple(_stroke(*row) for row in rows)
    boxes = [_box(stroke) for stroke in strokes]
    left, top, right, bottom = zip(*boxes, strict=True)
    return Stamp(strokes=strokes, box=(min(left), min(top), max(right), max(bottom)))


def _stroke(paint: str, path: str, width: float = 0, opacity: float = 1) -> _Stroke:
    if path.startswith("o "):
        x, y, rx, ry = (float(value) for value in path[2:].split())
        return _Stroke(paint=paint, oval=(x, y, rx, ry), opacity=opacity)
    assert not set(path) & set("aAhHvVsStTmlcqz"), f"only M L C Q Z: {path}"
    return _Stroke(paint=paint, path=path, width=width, opacity=opacity)


def _box(stroke: _Stroke) -> tuple[float, float, float, float]:
    if stroke.oval:
        x, y, rx, ry = stroke.oval
        return x - rx, y - ry, x + rx, y + ry
    numbers = [float(value) for value in _NUMBER.findall(stroke.path)]
    half = stroke.width / 2
    xs, ys = numbers[::2], numbers[1::2]
    return min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half
