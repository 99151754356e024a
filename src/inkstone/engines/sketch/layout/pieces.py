"""Pieces: the copies of the objects that a layout places, and the room that it has for them.

It does not know how they are placed.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from inkstone.engines.sketch.scene import Box, SceneObject
from inkstone.engines.sketch.vector.shape import Anchor, Point, Shape

Zone = Literal["ground", "water", "air", "sky", "swim", "wall"]
Side = Literal["left", "right"]
#: From one rope's end to the other, in pixels.
Ends = tuple[float, float, float, float]


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
    #: Whether the ground is the top of a table that the backdrop shows.
    is_table: bool = False
    #: Where something can hang; None where there is no wall.
    walls: tuple[float, float] | None = None

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.area.x + self.area.width

    @property
    def low(self) -> float:
        """Where it ends below."""
        return self.area.y + self.area.height


@dataclass(slots=True, kw_only=True)
class Piece:
    """One copy of an object, and where it is.

    Until its group is placed, its box is in the group's own measure: as large as its size says,
    across from the middle of the root's feet and down from them.
    """

    index: int
    copy: int
    known: SceneObject
    shape: Shape
    #: Its height at the usual distance, as a share of the picture's shorter side.
    size: float
    zone: Zone
    is_fixed: bool = False
    is_flipped: bool = False
    box: Box = field(default_factory=lambda: Box(x=0, y=0, width=0, height=0))
    #: Of the pieces of its group, those with less are drawn first.
    order: float = 0.0
    #: Drawn from small to large.
    depth: float = 0.0
    has_shadow: bool = False
    #: A string that is tied to it, as the two ends.
    string: Ends | None = None

    @property
    def aspect(self) -> float:
        """Width for a height of 1."""
        return self.shape.aspect

    @property
    def is_person(self) -> bool:
        """Whether it is a figure."""
        return self.known.form == "figure"

    @property
    def is_alive(self) -> bool:
        """Whether it looks somewhere of its own will."""
        return self.known.form in ("figure", "beast", "bird", "fish")

    @property
    def middle(self) -> float:
        """The middle of it, across."""
        return self.box.x + self.box.width / 2

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.box.x + self.box.width

    @property
    def feet(self) -> float:
        """Where it ends below."""
        return self.box.y + self.box.height

    @property
    def facing(self) -> Side | None:
        """Which way it looks as it is drawn."""
        own = self.shape.facing
        if own is None or not self.is_flipped:
            return own
        return "left" if own == "right" else "right"

    @property
    def reach_side(self) -> Side:
        """The side on which its hand or its mouth is, or else the one it looks to."""
        if self.facing is not None:
            return self.facing
        across = self.at("hand", default=(0.5, 0.5))[0]
        return "right" if across >= 0.5 else "left"

    def at(self, anchor: Anchor, *, default: Point) -> Point:
        """A point as shares of its box, as it is drawn."""
        x, y = self.shape.at(anchor, default=default)
        return (1 - x if self.is_flipped else x), y

    def point(self, anchor: Anchor, *, default: Point) -> Point:
        """A point where its box is."""
        x, y = self.at(anchor, default=default)
        return self.box.x + self.box.width * x, self.box.y + self.box.height * y

    def has(self, anchor: Anchor) -> bool:
        """Whether its shape says where that point is."""
        return anchor in self.shape.anchors

    def turn(self, side: Side) -> None:
        """Let it look that way, where it looks anywhere and its object asks for no other."""
        wanted = self.known.facing or side
        if self.is_fixed:
            return
        if self.shape.facing is not None:
            self.is_flipped = self.shape.facing != wanted
        elif self.is_person:
            self.is_flipped = False
            self.is_flipped = self.reach_side != wanted

    def stand(self, x: float, feet: float, *, height: float | None = None) -> None:
        """Put the middle of its feet there."""
        tall = self.box.height if height is None else height
        wide = tall * self.aspect
        self.box = Box(x=x - wide / 2, y=feet - tall, width=wide, height=tall)

    def hold_to(self, spot: Point, anchor: Anchor, *, default: Point) -> None:
        """Move it so that one of its points is at that spot."""
        x, y = self.at(anchor, default=default)
        self.box = replace(
            self.box, x=spot[0] - self.box.width * x, y=spot[1] - self.box.height * y
        )


def overlap(one: Box, other: Box, *, margin: float = 0.0) -> float:
    """How much area two boxes share."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x) + margin
    tall = min(one.y + one.height, other.y + other.height) - max(one.y, other.y) + margin
    return max(wide, 0.0) * max(tall, 0.0)


def inside(box: Box, area: Box) -> Box:
    """Move a box into an area, and shrink one that is too large."""
    shrink = min(1.0, area.width / max(box.width, 1e-6), area.height / max(box.height, 1e-6))
    width, height = box.width * shrink, box.height * shrink
    x = min(max(box.x, area.x), area.x + area.width - width)
    y = min(max(box.y, area.y), area.y + area.height - height)
    return Box(x=x, y=y, width=width, height=height)
