"""Shapes: the picture of each object of a scene, from the emoji font, own parts or figures.

It does not know where the object stands.
"""

from random import Random

from inkstone.engines.sketch.figures.people import figure
from inkstone.engines.sketch.scene import SceneObject
from inkstone.engines.sketch.vector.glyphs import Symbol, emoji_symbol
from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.parts import part_symbol
from inkstone.engines.sketch.vector.shape import Shape
from inkstone.engines.sketch.vector.svg import Defs, circle, group, rect

#: These give light, so no light tints them.
_SHINING = frozenset({"sun", "crescent", "full_moon", "shooting_star", "fireworks", "lantern",
                      "sky_lantern", "campfire", "candle", "rainbow"})  # fmt: skip


def shape(
    known: SceneObject, *, defs: Defs, light: Light, rng: Random, holds: bool, is_bust: bool
) -> Shape | None:
    """Draw one copy of an object; None where no font has its emoji."""
    if known.person:
        person = figure(known.person, colour=known.colour, rng=rng, holds=holds)
        symbol = person.symbol
        if is_bust:
            symbol = _bust(symbol, person.waist, defs)
        return Shape(symbol=symbol)
    if known.part:
        is_shining = known.part in _SHINING
        symbol = part_symbol(
            known.part,
            defs=defs,
            colour=known.colour,
            light=None if is_shining else light.on,
            lit=light.is_lit,
        )
        return Shape(symbol=symbol)
    found = emoji_symbol(known.emoji or "", defs=defs, colour=known.colour, light=light.on)
    return Shape(symbol=found) if found else None


def _bust(symbol: Symbol, waist: float, defs: Defs) -> Symbol:
    """Head to waist, for a portrait."""
    low = symbol.height * waist
    clip = defs.clip(rect(0, 0, symbol.width, low))
    return Symbol(svg=group(symbol.svg, clip_path=clip), width=symbol.width, height=low)


def missing_mark(colour: str = "#9aa3ad") -> Symbol:
    """What stands where no font has the picture."""
    return Symbol(svg=circle(50, 50, 50, fill=mix(colour, "#ffffff", 0.3)), width=100, height=100)
