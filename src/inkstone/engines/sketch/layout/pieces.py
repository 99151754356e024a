"""Pieces: the copies of the objects that a layout places, and the room that it has for them.

It does not know how they are placed.
"""

from dataclasses import dataclass, field
from typing import Literal

from inkstone.engines.sketch.scene import Box, SceneObject

Zone = Literal["ground", "water", "air", "sky", "swim", "wall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where a picture has room, in pixels: what no text covers, and the heights of the place."""

    area: Box
    ground: tuple[float, float]
    water: tuple[float, float] | None
    air: tuple[float, float]
    unit: float
    is_underwater: bool = False
    is_weightless: bool = False
    is_portrait: bool = False


@dataclass(slots=True, kw_only=True)
class Piece:
    """One copy of an object, and where it is."""

    index: int
    copy: int
    known: SceneObject
    #: Width for a height of 1.
    aspect: float
    size: float
    zone: Zone
    box: Box = field(default_factory=lambda: Box(x=0, y=0, width=0, height=0))
    #: How tall it is with what stands on it, for its own height.
    stack: float = 1.0
    #: Drawn from small to large.
    depth: float = 0.0
    has_shadow: bool = False
    #: A string that is tied to it, as the two ends.
    string: tuple[float, float, float, float] | None = None
