"""The lens: a street, a hall or an aisle that runs away from the eye to one point.

It does not know what lines it. X goes across, where 1 is half the picture's width at the lower
edge; Y goes up, in pixels at the lower edge; Z goes away, where 1 is the lower edge.
"""

from dataclasses import dataclass

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.strokes import Spot, poly
from inkstone.engines.sketch.places.wash import Stop, ribbon


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """Maps points of a scene in depth to the picture."""

    #: Where everything runs to, in pixels.
    x: float
    y: float
    half: float
    floor: float

    @classmethod
    def of(cls, canvas: Canvas, *, horizon: float, shift: float = 0.0) -> "Lens":
        """The lens of a canvas whose horizon is at a share of its height."""
        return cls(
            x=canvas.width * (0.5 + shift),
            y=canvas.height * horizon,
            half=canvas.width / 2,
            floor=canvas.height * (1 - horizon),
        )

    def spot(self, x: float, y: float, z: float) -> Spot:
        """Where a point is seen."""
        return self.x + x * self.half / z, self.y + (self.floor - y) / z

    def on_floor(self, corners: list[tuple[float, float]]) -> str:
        """The outline of something flat on the ground, whose corners are (x, z)."""
        return poly([self.spot(x, 0.0, z) for x, z in corners])

    def upright(self, x: float, near: float, far: float, low: float, high: float) -> str:
        """The outline of something flat on a wall beside the way."""
        return poly([self.spot(x, low, near), self.spot(x, high, near), self.spot(x, high, far),
                     self.spot(x, low, far)])  # fmt: skip

    def across(self, left: float, right: float, low: float, high: float, z: float) -> str:
        """The outline of something that faces the eye."""
        return poly([self.spot(left, low, z), self.spot(left, high, z),
                     self.spot(right, high, z), self.spot(right, low, z)])  # fmt: skip

    def way(self, left: float, right: float, *, near: float, far: float, stops: list[Stop]) -> str:
        """Fill a way on the floor between two places across, from far to near."""
        number = 14
        depths = [far * (near / far) ** (k / number) for k in range(number + 1)]
        return ribbon([self.spot(left, 0, z) for z in depths],
                      [self.spot(right, 0, z) for z in depths], stops)  # fmt: skip
