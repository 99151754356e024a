"""Plans: what the drawing of one place gives back, and how such drawings are called.

It does not know any place.
"""

from collections.abc import Callable
from dataclasses import dataclass

from inkstone.engines.sketch.places.canvas import Canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A drawn place, and where in it there is room. Heights are shares of the picture's height."""

    svg: str
    #: Where feet can stand, from the farthest to the nearest.
    ground: tuple[float, float] = (0.82, 0.94)
    #: Where keels can float.
    water: tuple[float, float] | None = None
    #: Where what flies is.
    air: tuple[float, float] = (0.1, 0.4)
    #: The top of a table in front, from its far to its near edge.
    table: tuple[float, float] | None = None
    #: Where something can hang.
    walls: tuple[float, float] | None = None
    #: None where the light says it.
    is_dark: bool | None = None


Recipe = Callable[[Canvas], Plan]
