"""Pictures in few tones: what a mark or a print makes of a drawing of many colours.

It does not know what is drawn.
"""

from dataclasses import dataclass, fields
from random import Random

from inkstone.engines.sketch import shapes
from inkstone.engines.sketch.pages.icons import icon
from inkstone.engines.sketch.scene import Scene, SceneObject
from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.light import Light, light_of
from inkstone.engines.sketch.vector.palette import luminance
from inkstone.engines.sketch.vector.svg import Defs


@dataclass(frozen=True, slots=True, kw_only=True)
class Toned(Light):
    """A light that leaves a thing only some tones, from dark to light."""

    tones: tuple[str, ...] = ()

    def on(self, colour: str) -> str:
        """The tone that a colour becomes, by how light it is."""
        at = int(luminance(colour) * len(self.tones))
        return self.tones[min(at, len(self.tones) - 1)]


def toned(scene: Scene, tones: tuple[str, ...]) -> Toned:
    """Give the light of a scene that leaves things only these tones."""
    plain = light_of(scene)
    values = {field.name: getattr(plain, field.name) for field in fields(plain)}
    return Toned(**{**values, "is_lit": False, "tones": tones})


def stencil(
    known: SceneObject, scene: Scene, tones: tuple[str, ...], *, defs: Defs
) -> Symbol | None:
    """Draw an object in a few tones; None where nothing shows it."""
    rng = Random(f"{scene.seed}/{known.id}/0")  # noqa: S311 - chance for pictures
    plain = SceneObject(
        id=known.id, concept=known.concept, name=known.name, shown=known.shown, pose=known.pose,
        mood=known.mood, looks=known.looks, wears=known.wears,
    )  # fmt: skip
    found = shapes.shape(plain, defs=defs, light=toned(scene, tones), rng=rng)
    return found.symbol if found else icon(known.concept, defs=defs, seed=scene.seed)
