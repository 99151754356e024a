"""Stickers: drawn things laid over any picture, with the shadow that they cast.

It does not know what the picture shows.
"""

from PIL import Image

from inkstone.engines.sketch.edit.pictures import pasted
from inkstone.engines.sketch.edit.pixels import composing, drawn, frames
from inkstone.engines.sketch.edit.pixels.operations import Draw
from inkstone.engines.sketch.layout.traits import concept_of

_FLIES = frozenset({"air", "sky", "wall"})


def drawn_over(
    picture: Image.Image, operation: Draw, *, seed: int, is_full: bool = False
) -> Image.Image:
    """Lay a drawn thing over a picture, as often as it is asked for.

    Args:
        picture: what it is laid over.
        operation: the thing, and where.
        seed: of its chance.
        is_full: whether it is to be as large as there is room.
    """
    known = operation.object
    side = round((max if is_full else min)(picture.size) * (1.0 if is_full else operation.scale))
    thing = drawn.thing(known, side_px=max(side, 8), seed=seed)
    if thing is None:
        return picture
    if is_full:
        fit = 0.96 * min(picture.width / thing.width / known.count, picture.height / thing.height)
        size = (max(round(thing.width * fit), 1), max(round(thing.height * fit), 1))
        thing = thing.resize(size, Image.Resampling.LANCZOS)
    row = _row(thing, known.count, picture.size)
    margin = 0 if is_full else round(min(picture.size) * frames.MARGIN)
    at = frames.place(operation.position, picture.size, row.size, margin)
    found = picture.copy()
    if concept_of(known).anchor not in _FLIES:
        wide = row.width // known.count
        for index in range(known.count):
            left = at[0] + index * wide
            composing.shadow(
                found, (left, at[1], left + min(thing.width, wide), at[1] + row.height)
            )
    pasted(found, row, at)
    return found


def _row(thing: Image.Image, count: int, size: tuple[int, int]) -> Image.Image:
    """Several of a thing beside each other, within the picture's width."""
    if count == 1:
        return thing
    shrink = min(1.0, size[0] * 0.92 / (thing.width * count))
    small = (max(round(thing.width * shrink), 1), max(round(thing.height * shrink), 1))
    each = thing.resize(small, Image.Resampling.LANCZOS)
    row = Image.new("RGBA", (each.width * count, each.height), (0, 0, 0, 0))
    for index in range(count):
        row.paste(each, (index * each.width, 0))
    return row
