"""Pictures in memory: decoded, encoded, and split from their transparency.

It does not know what is done to them.
"""

import io
from collections.abc import Callable

from PIL import Image, ImageChops

#: As small as the renderer's own PNGs, at a fraction of the time of the highest level.
_COMPRESS_LEVEL = 4


def decode(png: bytes) -> Image.Image:
    """Read a PNG as RGB, or as RGBA where some of it is transparent."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
        picture.load()
        if picture.mode == "RGB" and "transparency" not in picture.info:
            return picture.copy()
        found = picture.convert("RGBA")
    return found if has_alpha(found) else found.convert("RGB")


def decode_mask(png: bytes) -> Image.Image:
    """Read a mask as L."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
        return picture.convert("L")


def encode(picture: Image.Image) -> bytes:
    """Write a PNG."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=_COMPRESS_LEVEL)
    return stream.getvalue()


def has_alpha(picture: Image.Image) -> bool:
    """Whether any of it is transparent."""
    if picture.mode != "RGBA":
        return False
    low, _ = picture.getchannel("A").getextrema()
    assert isinstance(low, int | float), "one channel has one lowest value"
    return low < 255


def coloured(picture: Image.Image, change: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Change the colours and leave the transparency as it is."""
    if picture.mode != "RGBA":
        return change(picture)
    changed = change(picture.convert("RGB"))
    changed.putalpha(picture.getchannel("A"))
    return changed


def pasted(
    picture: Image.Image, other: Image.Image, at: tuple[int, int], mask: Image.Image | None = None
) -> None:
    """Lay another picture over a place of one, through a mask and its own transparency."""
    layer = other.convert("RGBA")
    if mask is not None:
        layer.putalpha(ImageChops.multiply(layer.getchannel("A"), mask))
    if picture.mode == "RGBA":
        left, top = max(-at[0], 0), max(-at[1], 0)
        picture.alpha_composite(layer, (max(at[0], 0), max(at[1], 0)), (left, top))
    else:
        picture.paste(layer, at, layer.getchannel("A"))
