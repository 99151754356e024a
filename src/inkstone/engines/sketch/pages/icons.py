"""Small pictures of concepts on printed pages.

It does not know how a concept is drawn; `shapes` does.
"""

from random import Random

from inkstone.engines.sketch import shapes
from inkstone.engines.sketch.scene import Box, Scene, SceneObject
from inkstone.engines.sketch.vector import glyphs
from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.svg import Defs


def icon(concept: str | None, *, defs: Defs, seed: int = 0, colour: str | None = None) -> (
    Symbol | None
):  # fmt: skip
    """Give the picture of a concept, or of an emoji; None where there is none."""
    if not concept:
        return None
    if not concept.isascii():
        return glyphs.emoji_symbol(concept, defs=defs, colour=colour)
    rng = Random(f"{seed}/{concept}")  # noqa: S311 - chance for pictures, not for secrets
    found = shapes.shape_of_concept(concept, defs=defs, colour=colour, rng=rng)
    return found.symbol if found else None


def icon_of(known: SceneObject, *, defs: Defs, scene: Scene) -> Symbol | None:
    """Give the picture of an object of a scene, in its own colours."""
    rng = Random(f"{scene.seed}/{known.id}/0")  # noqa: S311 - chance for pictures
    found = shapes.shape(known, defs=defs, light=None, rng=rng)
    return found.symbol if found else None


def drawn(symbol: Symbol | None, box: Box) -> str:
    """Draw a picture inside a box; nothing where there is none."""
    return symbol.fitted(box) if symbol else ""
