"""A drawn thing: its picture, and the points that other things hold to.

It does not know where the thing stands, nor what else is in the picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inkstone.engines.sketch.vector.glyphs import Symbol

#: `crown` top of the head, `head` its middle, `eyes`, `mouth`, `neck`; `hand` the one that holds,
#: `hand_2` the other; `seat` what it sits with or what one sits on; `surface` the middle of what
#: things stand on; `inside` the middle of its opening; `feet` where it touches the ground;
#: `shelter` the ground that it covers; `tail` its end.
Anchor = Literal[
    "crown", "head", "eyes", "mouth", "neck", "hand", "hand_2", "seat", "surface", "inside",
    "feet", "shelter", "tail",
]  # fmt: skip
#: Across and down, as shares of the picture's width and height.
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The picture of one copy of an object, as it faces without being flipped."""

    symbol: Symbol
    anchors: Mapping[Anchor, Point] = field(default_factory=dict)
    #: Which way it looks; None where it looks at whoever looks at it.
    facing: Literal["left", "right"] | None = None
    #: How wide the surface is, as a share of its width.
    surface_width: float = 0.82

    @property
    def aspect(self) -> float:
        """Width for a height of 1."""
        return self.symbol.width / self.symbol.height

    def at(self, anchor: Anchor, *, default: Point) -> Point:
        """A point, or what stands for it on a thing that has none."""
        return self.anchors.get(anchor, default)
