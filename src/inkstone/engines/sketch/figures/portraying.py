"""The head's own space: 100 wide, from -56 at the crown to 54 at the chin, turned to the right.

It does not know which parts a head has.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from inkstone.engines.sketch.figures.ink import Ink, Spot, mix
from inkstone.engines.sketch.figures.looks import Look
from inkstone.engines.sketch.vector.palette import luminance

INK = "#33232b"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadSpace:
    """One head that is being drawn."""

    ink: Ink
    look: Look
    mood: str
    #: The paint of the pattern of what is worn in a place.
    patterns: Mapping[str, str] = field(default_factory=dict)
    #: How far it is turned to the right, in degrees.
    face: float = 0
    #: How far long hair flies behind, from 0 to 1.
    sway: float = 0
    #: Whether it fills the picture, so that small things are seen.
    is_close: bool = False
    is_looking_down: bool = False

    @property
    def turn(self) -> float:
        """0 where it looks at whoever looks at it, 1 where it is turned as far as it can be."""
        return math.sin(math.radians(self.face)) / 0.5

    def on(self, x: float, y: float) -> Spot:
        """Where a point of the face is when the head is turned."""
        wide = 51 * math.sqrt(max(1 - (y / 78) ** 2, 0.05))
        angle = math.asin(min(max(x / wide, -1.0), 1.0)) + math.radians(self.face)
        # What goes round the far side stays at the edge.
        return wide * math.sin(min(angle, math.pi / 2)), y

    def narrow(self, x: float) -> float:
        """How wide something at a place of the face looks, for how wide it is."""
        angle = math.asin(min(max(x / 51, -1.0), 1.0)) + math.radians(self.face)
        return max(math.cos(angle), 0.42)

    @property
    def skin(self) -> str:
        """The colour of its skin."""
        return self.look.skin

    @property
    def blood(self) -> str:
        """The skin where it is redder: nose, ears, folds."""
        return mix(self.look.skin, "#a8412f", 0.3 if luminance(self.look.skin) > 0.5 else 0.26)

    @property
    def lips(self) -> str:
        """The colour of its lips."""
        share = 0.5 if self.look.is_female else 0.36
        return mix(self.look.skin, "#b03a42", share + (0.3 if self.look.has("red_lips") else 0))

    @property
    def hair(self) -> str:
        """The colour of its hair."""
        return self.look.hair_colour

    @property
    def hair_light(self) -> str:
        """Its hair where the light falls on it."""
        return mix(self.hair, "#ffe2b8", 0.2 if luminance(self.hair) < 0.6 else 0.45)

    @property
    def hair_dark(self) -> str:
        """Its hair in its own shade."""
        return mix(self.hair, "#1c1024", 0.3)
