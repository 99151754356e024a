"""Shapes: the picture of each object of a scene, from figures, beasts, own parts or the emoji font.

It does not know where the object stands.
"""

from random import Random

from inkstone.engines.sketch.beasts import beasts
from inkstone.engines.sketch.figures import people
from inkstone.engines.sketch.layout.points import anchors_of, facing_of
from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.scene import SceneObject
from inkstone.engines.sketch.vector import parts
from inkstone.engines.sketch.vector.glyphs import Symbol, emoji_symbol
from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.shape import Shape
from inkstone.engines.sketch.vector.svg import Defs, circle

#: These give light, so no light tints them.
_SHINING = frozenset({"sun", "crescent", "full_moon", "shooting_star", "fireworks", "lantern",
                      "sky_lantern", "campfire", "candle", "rainbow"})  # fmt: skip


def shape(
    known: SceneObject,
    *,
    defs: Defs,
    light: Light | None,
    rng: Random,
    holds: bool = False,
    is_bust: bool = False,
) -> Shape | None:
    """Draw one copy of an object; None where nothing shows it.

    Args:
        known: the object.
        defs: the drawing's definitions.
        light: what it stands in; None leaves its colours as they are.
        rng: chance of this copy alone.
        holds: whether something will be put into its hand.
        is_bust: whether a figure is drawn from head to waist.
    """
    match known.form:
        case "figure" if known.what in people.KINDS:
            return people.person(
                known, rng=rng, light=light, holds=holds, is_bust=is_bust, defs=defs
            )
        case "beast" | "bird" | "fish" if _is_species(known):
            draw = {"beast": beasts.beast, "bird": beasts.bird, "fish": beasts.fish}[known.form]
            return draw(known, rng=rng, light=light, defs=defs)
        case "part" if known.what in parts.names():
            return _part(known, defs=defs, light=light)
        case "emoji":
            return _emoji(known, defs=defs, light=light)
        case _:
            return None


def shape_of_concept(
    concept_id: str,
    *,
    defs: Defs,
    colour: str | None = None,
    light: Light | None = None,
    rng: Random,
) -> Shape | None:
    """Draw a concept of the lexicon by itself; None where it has none or nothing shows it."""
    concept = lexicons.load().concepts.get(concept_id)
    if concept is None:
        return None
    known = SceneObject(
        id=concept_id,
        concept=concept_id,
        name=concept_id,
        shown=concept.shown,
        colour=colour or concept.colour,
    )
    return shape(known, defs=defs, light=light, rng=rng)


def _is_species(known: SceneObject) -> bool:
    """Whether there is such an animal; an unknown variant is drawn as its species."""
    return f"{known.form}:{known.what.partition('/')[0]}" in beasts.SPECIES


def _part(known: SceneObject, *, defs: Defs, light: Light | None) -> Shape:
    is_shining = known.what in _SHINING or light is None
    found = parts.part_shape(
        known.what,
        defs=defs,
        colour=known.colour,
        light=None if is_shining or light is None else light.on,
        lit=light.is_lit if light else False,
    )
    return _with_points(found, known)


def _emoji(known: SceneObject, *, defs: Defs, light: Light | None) -> Shape | None:
    on = light.on if light else None
    symbol = emoji_symbol(known.what, defs=defs, colour=known.colour, light=on)
    if symbol is None:
        return None
    return _with_points(Shape(symbol=symbol, facing=facing_of(known.what, _theme(known))), known)


def _with_points(found: Shape, known: SceneObject) -> Shape:
    """Give a shape the points that its theme has, where it names none of its own."""
    points, wide = anchors_of(known.shown, _theme(known))
    has_surface = "surface" in found.anchors
    return Shape(
        symbol=found.symbol,
        anchors={**points, **found.anchors},
        facing=found.facing,
        surface_width=found.surface_width if has_surface else wide,
    )


def _theme(known: SceneObject) -> str:
    concept = lexicons.load().concepts.get(known.concept)
    return concept.theme if concept else ""


def missing_mark(colour: str = "#9aa3ad") -> Symbol:
    """What stands where no font has the picture."""
    return Symbol(svg=circle(50, 50, 50, fill=mix(colour, "#ffffff", 0.3)), width=100, height=100)
