"""The canvas: what every backdrop is drawn on, its size, chance, light and season.

It does not know what is drawn on it.
"""

from dataclasses import dataclass, field
from random import Random

from inkstone.engines.sketch.places.nature import Nature
from inkstone.engines.sketch.scene import Stage
from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, circle

#: How many times as many things a wide picture has as a square one.
_CROWD_MAX = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Orb:
    """The sun or the moon: its middle and its radius, in pixels."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What every backdrop draws on: the picture's size, its definitions, chance and light."""

    width: float
    height: float
    defs: Defs
    rng: Random
    light: Light
    #: The light outside, for a room's window.
    outside: Light | None = None
    nature: Nature = field(default_factory=Nature)
    time: str = "day"
    weather: str = "clear"
    season: str = ""
    #: What the backdrop is chosen by.
    stage: Stage = field(default_factory=Stage)
    #: None where the sky has no sun or moon.
    orb: Orb | None = None
    #: How many pixels of the picture are above the canvas, in a very tall one: more of the sky,
    #: or of the wall.
    above: float = 0.0
    #: Less where the place is only seen through a window.
    detail: float = 1.0
    tint: str | None = None
    kind: str = "scene"
    is_neon: bool = False

    @property
    def unit(self) -> float:
        """The shorter side, which sizes are shares of."""
        return min(self.width, self.height)

    @property
    def tall(self) -> float:
        """What heights above the horizon are shares of, so that no shape makes spires of hills."""
        return min(self.height, self.unit * 1.35)

    @property
    def top(self) -> float:
        """A height above all that is seen."""
        return -self.above - 4

    @property
    def is_wet(self) -> bool:
        """Whether the ground is wet."""
        return self.weather in ("rain", "storm")

    def count(self, number: float) -> int:
        """How many things a picture of this shape has where a square one has `number`."""
        share = min(max(self.width / self.unit, 1.0), _CROWD_MAX)
        return max(1, round(number * share * self.detail))

    def tone(self, colour: str, depth: float = 0.0) -> str:
        """The colour of land, walls and plants in this light: 0 is here, 1 is the horizon."""
        return self.light.far(colour, depth)

    def shade(self, colour: str, share: float = 0.2) -> str:
        """The colour in the shade."""
        return mix(colour, "#141b3c" if self.light.is_dark else "#2c3358", share)

    def down(self, top: str, bottom: str, *, middle: str | None = None) -> str:
        """The paint that goes from one colour down to another."""
        stops = [(0.0, top, 1.0), (1.0, bottom, 1.0)]
        if middle is not None:
            stops.insert(1, (0.5, middle, 1.0))
        return self.defs.linear(stops)

    def across(self, left: str, right: str) -> str:
        """The paint that goes from one colour to another on the right."""
        return self.defs.linear([(0, left, 1), (1, right, 1)], x2=1, y2=0)


def glow(  # noqa: PLR0917 - a circle and its light, in the order they are said
    canvas: Canvas, x: float, y: float, radius: float, colour: str, opacity: float
) -> str:
    """A soft round light."""
    stops = [(0.0, colour, opacity), (0.35, colour, opacity * 0.42), (1.0, colour, 0.0)]
    return circle(x, y, radius, fill=canvas.defs.radial(stops))
