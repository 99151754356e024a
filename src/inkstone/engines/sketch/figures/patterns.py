"""Patterns: stripes, dots, checks and flowers on cloth.

It does not know the shape of a garment.
"""

from inkstone.engines.sketch.figures.ink import mix
from inkstone.engines.sketch.figures.outfits import Outfit
from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.palette import luminance
from inkstone.engines.sketch.vector.svg import Defs, circle, group, rect

_TILES = {"striped": 14.0, "dotted": 15.0, "checked": 18.0, "floral": 26.0}


def paints_of(
    outfit: Outfit, *, defs: Defs, light: Light | None, scale: float = 1
) -> dict[str, str]:
    """The paint of the pattern of each garment that has one, by its place."""
    return {
        slot: paint_of(cloth.pattern, cloth.colour, defs=defs, light=light, scale=scale)
        for slot, cloth in outfit.items()
        if cloth.pattern in _TILES
    }


def paint_of(
    pattern: str, colour: str, *, defs: Defs, light: Light | None, scale: float = 1
) -> str:
    """Define a pattern that lies over cloth of a colour; return its paint."""
    other = (
        mix(colour, "#fffaf0", 0.72) if luminance(colour) < 0.62 else mix(colour, "#3a4a7c", 0.62)
    )
    if light:
        other = light.on(other)
    tile = _TILES[pattern] * scale
    name = defs.add(
        "pattern", _tile(pattern, other, tile, light), width=tile, height=tile,
        patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return f"url(#{name})"


def _tile(pattern: str, colour: str, tile: float, light: Light | None) -> str:
    if pattern == "striped":
        return rect(0, tile * 0.2, tile, tile * 0.36, fill=colour)
    if pattern == "dotted":
        r = tile * 0.17
        return circle(tile / 4, tile / 4, r, fill=colour) + circle(
            tile * 0.75, tile * 0.75, r, fill=colour
        )
    if pattern == "checked":
        across = rect(0, tile * 0.2, tile, tile * 0.34, fill=colour, fill_opacity=0.5)
        return across + rect(tile * 0.2, 0, tile * 0.34, tile, fill=colour, fill_opacity=0.5)
    heart = light.on("#f4c542") if light else "#f4c542"
    return _flower(tile * 0.28, tile * 0.28, tile * 0.12, colour, heart) + _flower(
        tile * 0.78, tile * 0.74, tile * 0.09, colour, heart
    )


def _flower(x: float, y: float, r: float, colour: str, heart: str) -> str:
    petals = ((0, -1), (0.95, -0.3), (0.6, 0.8), (-0.6, 0.8), (-0.95, -0.3))
    leaves = (circle(x + dx * r, y + dy * r, r * 0.72, fill=colour) for dx, dy in petals)
    return group(*leaves, circle(x, y, r * 0.55, fill=heart))
