"""Heads: the one place that picks between a face and a profile.

It does not know what body is below.
"""

from inkstone.engines.sketch.beasts.coat import Coat
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.faces import face
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.profiles import profile
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.scene import Garment


def head(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, x: float, y: float,
         nod: float, wears: tuple[Garment, ...], turn: float | None = None) -> None:  # fmt: skip
    """Draw a species' head round a point.

    `nod`: how far it hangs, in degrees clockwise.
    `turn`: how far a face looks to the right, where it is not the species' usual.
    """
    scale = traits.num("head", 0.6)
    is_profile = traits.word("head_kind") == "profile"
    # A face that hangs as far as a profile would lie on its cheek.
    lean = nod if is_profile else nod * 0.35
    with pen.moved(x, y, turn=lean, scale=scale):
        if is_profile:
            profile(pen, traits, coat, feeling, wears=wears)
        else:
            look = traits.num("turn", 0.45) if turn is None else turn
            face(pen, traits, coat, feeling, turn=look, wears=wears)
