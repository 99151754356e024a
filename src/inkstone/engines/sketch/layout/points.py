"""Points: where things hold to a shape that names no points itself, and how things are held.

It does not know where anything stands; `data/sketch/shapes.toml` holds the numbers.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from inkstone.engines.sketch.vector.shape import Anchor, Point

How = Literal["hand", "string", "over", "chest", "mouth", "hang"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grip:
    """How a thing is held."""

    #: Where on it the hand is, as shares of its size.
    at: Point
    #: How tall it is at least and at most, for its holder's height.
    tall: tuple[float, float]
    how: How = "hand"


_SMALL = Grip(at=(0.5, 0.62), tall=(0.12, 0.3))
_LARGE = Grip(at=(0.5, 0.5), tall=(0.2, 0.45), how="chest")


@lru_cache(maxsize=1)
def _document() -> dict[str, dict[str, Any]]:
    text = files("inkstone").joinpath("data/sketch/shapes.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1024)
def anchors_of(shown: str, theme: str) -> tuple[Mapping[Anchor, Point], float]:
    """The points of a drawing by its theme and its own, and how wide its surface is."""
    document = _document()
    found: dict[Anchor, Point] = {}
    wide = 0.82
    rows = [row for row in document["like"].values() if theme in row["themes"].split("|")]
    for row in (*rows, document["shown"].get(shown, {})):
        for name, value in row.items():
            if name == "surface_width":
                wide = float(value)
            elif name != "themes":
                found[name] = (float(value[0]), float(value[1]))
    return found, wide


@lru_cache(maxsize=1024)
def facing_of(emoji: str, theme: str) -> Literal["left", "right"] | None:
    """Which way an emoji looks."""
    row = _document()["facing"]
    if emoji in row["right"].split():
        return "right"
    if emoji in row["left"].split():
        return "left"
    if emoji in row["front"].split():
        return None
    return "left" if theme in row["themes"].split("|") else None


@lru_cache(maxsize=1024)
def grip_of(concept: str, base: str | None, *, is_small: bool) -> Grip:
    """How a thing is held, by its own name or that of what it is a kind of."""
    rows = _document()["grip"]
    last = concept.rpartition("_")[2]
    for name in (concept, base, last):
        if name in rows:
            row = rows[name]
            return Grip(
                at=(row["at"][0], row["at"][1]),
                tall=(row["tall"][0], row["tall"][1]),
                how=row.get("how", "hand"),
            )
    return _SMALL if is_small else _LARGE


@lru_cache(maxsize=1024)
def is_played(concept: str) -> bool:
    """Whether it is an instrument that is held to be played."""
    rows = _document()["grip"]
    row = rows.get(concept) or rows.get(concept.rpartition("_")[2])
    return row is not None and bool(row.get("played"))


@lru_cache(maxsize=1)
def _seats() -> frozenset[str]:
    return frozenset(_document()["seats"]["words"].split())


def is_seat(concept: str) -> bool:
    """Whether one sits on it rather than stands."""
    return concept in _seats() or concept.rpartition("_")[2] in _seats()


@lru_cache(maxsize=1)
def _clear() -> frozenset[str]:
    return frozenset(_document()["clear"]["words"].split())


def is_clear(concept: str, material: str | None) -> bool:
    """Whether what is inside a thing is seen through it."""
    return concept in _clear() or material == "glass"
