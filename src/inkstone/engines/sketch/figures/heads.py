"""What was known of heads before figures had poses: their names, and where a raised hand is.

It does not know how anything is drawn now.
"""

from random import Random

from inkstone.engines.sketch.figures.kinds import FIGURES
from inkstone.engines.sketch.figures.people import person
from inkstone.engines.sketch.scene import Appearance, SceneObject
from inkstone.engines.sketch.vector.svg import Defs

#: Figure to its kind.
LOOKS = FIGURES


def raised_hand(name: str) -> tuple[float, float]:
    """Where a holding figure's hand is, as shares of its width and height."""
    what, *features = name.split("+")
    looks = Appearance(features=tuple(features))
    known = SceneObject(id=what, concept=what, name=what, shown=f"figure:{what}", looks=looks)
    rng = Random(0)  # noqa: S311 - for pictures
    shape = person(known, rng=rng, light=None, holds=True, is_bust=False, defs=Defs())
    return shape.at("hand", default=(0.8, 0.4))
