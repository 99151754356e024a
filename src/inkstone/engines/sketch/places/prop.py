"""Props: things that belong to a place, drawn in their own measure.

It does not know which things there are. A prop stands on (0, 0); u goes right, v goes up, and 1
is its size.
"""

from collections.abc import Callable, Sequence

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.strokes import Spot, arch, blob, box, oval, poly, smooth, trace
from inkstone.engines.sketch.vector.svg import path

#: The paint of windows and lamps that are lit.
LAMPLIGHT = ("#ffd98a", "#ffe9b0", "#ffc873")


class Prop:
    """Collects the shapes of one thing; neighbours of one colour become one path."""

    def __init__(
        self,
        canvas: Canvas,
        *,
        x: float,
        y: float,
        size: float,
        depth: float = 0.0,
        mirrored: bool = False,
        tone: Callable[[str], str] | None = None,
    ) -> None:
        self.canvas = canvas
        self.size = size
        self._x, self._y = x, y
        self._depth = depth
        self._sign = -1 if mirrored else 1
        self._tone = tone
        self._drawn: list[str] = []
        self._paint, self._d = "", ""

    @property
    def svg(self) -> str:
        """All that was collected."""
        self._flush()
        return "".join(self._drawn)

    def spot(self, u: float, v: float) -> Spot:
        """Where a point of the prop is in the picture."""
        return self._x + self._sign * u * self.size, self._y - v * self.size

    def colour(self, colour: str) -> str:
        """How a colour looks here."""
        return self._tone(colour) if self._tone else self.canvas.tone(colour, self._depth)

    def add(self, svg: str) -> None:
        """Put ready markup on top."""
        self._flush()
        self._drawn.append(svg)

    def box(self, u: float, v: float, width: float, height: float, colour: str) -> None:
        """A rectangle whose lower left corner is at (u, v)."""
        x, y = self.spot(u if self._sign > 0 else u + width, v + height)
        self._fill(box(x, y, width * self.size, height * self.size), colour)

    def poly(self, points: Sequence[Spot], colour: str) -> None:
        """A shape with corners."""
        self._fill(poly([self.spot(*point) for point in points]), colour)

    def blob(self, points: Sequence[Spot], colour: str) -> None:
        """A soft shape."""
        self._fill(blob([self.spot(*point) for point in points]), colour)

    def oval(self, u: float, v: float, ru: float, rv: float, colour: str) -> None:
        """An ellipse around (u, v)."""
        x, y = self.spot(u, v)
        self._fill(oval(x, y, ru * self.size, rv * self.size), colour)

    def arch(self, u: float, v: float, width: float, height: float, colour: str) -> None:
        """An opening with a round top; its foot begins at (u, v)."""
        x, y = self.spot(u, v)
        if self._sign < 0:
            x -= width * self.size
        self._fill(arch(x, y, width * self.size, height * self.size), colour)

    def line(
        self, points: Sequence[Spot], colour: str, width: float, *, soft: bool = False
    ) -> None:
        """A line with round ends, `width` in the prop's measure."""
        self._flush()
        spots = [self.spot(*point) for point in points]
        d = smooth(spots) if soft and len(spots) > 2 else trace(spots)
        self._drawn.append(path(d, stroke=self.colour(colour),
                                stroke_width=max(width * self.size, 0.3), fill="none",
                                stroke_linecap="round", stroke_linejoin="round"))  # fmt: skip

    def shade(self, points: Sequence[Spot], strength: float = 0.12) -> None:
        """Darken a shape."""
        self._flush()
        d = poly([self.spot(*point) for point in points])
        self._drawn.append(path(d, fill="#1c2148", fill_opacity=strength))

    def shine(self, points: Sequence[Spot], strength: float = 0.16) -> None:
        """Lighten a shape."""
        self._flush()
        d = poly([self.spot(*point) for point in points])
        self._drawn.append(path(d, fill="#ffffff", fill_opacity=strength))

    def lamp(self, u: float, v: float, ru: float, rv: float, colour: str) -> None:
        """Something that gives light, whatever lies around it."""
        x, y = self.spot(u, v)
        self._fill(oval(x, y, ru * self.size, rv * self.size), colour, is_lit=True)

    def pane(
        self, u: float, v: float, width: float, height: float, *, round_top: bool = False
    ) -> None:
        """The glass of a window seen from outside: lit after dark, else the sky's colour."""
        light = self.canvas.light
        if light.is_lit and self.canvas.rng.random() < 0.72:
            colour, is_lit = self.canvas.rng.choice(LAMPLIGHT), True
        else:
            colour, is_lit = ("#2e3f6b" if light.is_dark else "#8fb9cf"), False
        x, y = self.spot(u if self._sign > 0 else u + width, v)
        wide, tall = width * self.size, height * self.size
        d = arch(x, y, wide, tall) if round_top else box(x, y - tall, wide, tall)
        self._fill(d, colour, is_lit=is_lit)

    def _fill(self, d: str, colour: str, *, is_lit: bool = False) -> None:
        paint = colour if is_lit or colour.startswith("url") else self.colour(colour)
        if paint != self._paint:
            self._flush()
            self._paint = paint
        self._d += d

    def _flush(self) -> None:
        if self._d:
            self._drawn.append(path(self._d, fill=self._paint))
        self._paint, self._d = "", ""
