"""Groups: things that stand together because of how they relate, moved as one.

It does not know why they stand as they do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from inkstone.engines.sketch.layout.pieces import Ends, Piece
from inkstone.engines.sketch.scene import Box


@dataclass(slots=True, kw_only=True)
class Group:
    """A root and what holds to it, in the group's own measure until it is placed."""

    root: Piece
    pieces: list[Piece] = field(default_factory=list)
    #: Which of the scene's parts it was asked to be in.
    at: str | None = None
    #: Left, top, right and bottom, until something moves.
    _bounds: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        """A root is always of its own group."""
        if not self.pieces:
            self.pieces = [self.root]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Where it ends: left, top, right and bottom."""
        if self._bounds is None:
            self._bounds = (
                min(piece.box.x for piece in self.pieces),
                min(piece.box.y for piece in self.pieces),
                max(piece.right for piece in self.pieces),
                max(piece.feet for piece in self.pieces),
            )
        return self._bounds

    @property
    def left(self) -> float:
        """Where it ends on the left."""
        return self.bounds[0]

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.bounds[2]

    @property
    def top(self) -> float:
        """Where it ends above."""
        return self.bounds[1]

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.bounds[3]

    @property
    def width(self) -> float:
        """From its left end to its right one."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From its top to its feet."""
        return self.bottom - self.top

    @property
    def box(self) -> Box:
        """All of it."""
        return Box(x=self.left, y=self.top, width=self.width, height=self.height)

    def move(self, dx: float, dy: float) -> None:
        """Move all of it."""
        self._bounds = None
        for piece in self.pieces:
            piece.box = replace(piece.box, x=piece.box.x + dx, y=piece.box.y + dy)
            if piece.string is not None:
                x1, y1, x2, y2 = piece.string
                piece.string = (x1 + dx, y1 + dy, x2 + dx, y2 + dy)

    def scale(self, factor: float) -> None:
        """Let it grow from its origin."""
        self._bounds = None
        for piece in self.pieces:
            box = piece.box
            piece.box = Box(
                x=box.x * factor,
                y=box.y * factor,
                width=box.width * factor,
                height=box.height * factor,
            )
            if piece.string is not None:
                piece.string = _times(piece.string, factor)

    def resize(self, height: float) -> None:
        """Let its root be that tall, its feet where they are."""
        x, feet = self.root.middle, self.root.feet
        self.move(-x, -feet)
        self.scale(height / max(self.root.box.height, 1e-9))
        self.move(x, feet)

    def put(self, x: float, feet: float) -> None:
        """Put the middle of its root's feet there."""
        self.move(x - self.root.middle, feet - self.root.feet)

    def order(self, base: float, step: float) -> None:
        """Draw it at that place of another group, its own order kept within."""
        for piece in self.pieces:
            piece.order = base + piece.order * step

    def take(self, others: Iterable["Group"]) -> None:
        """Let others be part of it."""
        self._bounds = None
        for other in others:
            self.pieces.extend(other.pieces)


def _times(ends: Ends, factor: float) -> Ends:
    x1, y1, x2, y2 = ends
    return (x1 * factor, y1 * factor, x2 * factor, y2 * factor)
