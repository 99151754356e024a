"""Drawn things and places for pictures that carry no scene.

It does not know where they are laid.
"""

import io
from dataclasses import replace
from random import Random

from PIL import Image

from inkstone.engines.sketch import shapes
from inkstone.engines.sketch.draw import draw_scene
from inkstone.engines.sketch.scene import Box, Scene, SceneObject
from inkstone.engines.sketch.vector.raster import to_png
from inkstone.engines.sketch.vector.svg import Defs, document

_SIDE_PX_MAX = 2048


def thing(known: SceneObject, *, side_px: int, seed: int) -> Image.Image | None:
    """An object with nothing around it, its longer side as long as said; None where none is."""
    defs = Defs()
    rng = Random(f"{seed}/{known.id}/0")  # noqa: S311 - for pictures
    shape = shapes.shape(known, defs=defs, light=None, rng=rng)
    if shape is None:
        return None
    side = min(max(side_px, 8), _SIDE_PX_MAX)
    scale = side / max(shape.symbol.width, shape.symbol.height)
    # Hair, leaves and the like may stand out of the box a little.
    brim = max(round(side * 0.08), 1)
    width = max(round(shape.symbol.width * scale), 1)
    height = max(round(shape.symbol.height * scale), 1)
    box = Box(x=brim, y=brim, width=width, height=height)
    svg = document(
        shape.symbol.fitted(box), defs=defs, width_px=width + 2 * brim, height_px=height + 2 * brim
    )
    png = to_png(svg, width_px=width + 2 * brim, height_px=height + 2 * brim)
    with Image.open(io.BytesIO(png)) as picture:
        found = picture.convert("RGBA")
    inner = found.getchannel("A").getbbox()
    return found.crop(inner) if inner else None


def place(scene: Scene) -> Image.Image:
    """The place of a scene with nothing in it."""
    empty = replace(scene, objects=(), texts=(), lines=(), items=(), stage=None)
    with Image.open(io.BytesIO(draw_scene(empty).png)) as picture:
        return picture.convert("RGB")
