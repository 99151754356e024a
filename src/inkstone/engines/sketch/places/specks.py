"""Specks: many small dots, such as petals, stars and snow, in little markup.

It does not know what they are. A dot is a line of no length with a round end, and all dots of
one colour and about one size are one path.
"""

import math

from inkstone.engines.sketch.places.strokes import at
from inkstone.engines.sketch.vector.svg import path

#: How much one size differs from the next.
_STEP = 1.18


class Specks:
    """Collects dots; colours lie over one another in the order in which they came first."""

    def __init__(self) -> None:
        self._dots: dict[tuple[str, float], list[str]] = {}

    def add(self, x: float, y: float, r: float, colour: str) -> None:
        """A dot."""
        size = _STEP ** round(math.log(max(r, 0.05), _STEP))
        self._dots.setdefault((colour, size), []).append(f"M{at(x, y)}z")

    def blossom(self, x: float, y: float, r: float, colour: str, *, turn: float = 0.0) -> None:
        """The five petals of a flower."""
        for k in range(5):
            one = turn + k * math.tau / 5
            self.add(x + math.cos(one) * r * 0.8, y + math.sin(one) * r * 0.7, r * 0.6, colour)

    def svg(self, *, opacity: float | None = None) -> str:
        """All dots."""
        return "".join(path("".join(dots), stroke=colour, stroke_width=2 * r,
                            stroke_linecap="round", stroke_opacity=opacity) for (colour, r),
                       dots in self._dots.items())  # fmt: skip
