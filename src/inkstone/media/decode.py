"""Pictures of strangers made into plain ones: upright, sRGB, not too large, without metadata.

It runs in a process of its own. This module does not know who sent a picture, nor what for.
"""

import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PIL import Image

from inkstone.media import pixels, png, sniff, xmp
from inkstone.media.bare import Bare, Note
from inkstone.media.colour import to_srgb
from inkstone.media.limits import AREA_PX_MAX, DecodeLimits
from inkstone.media.opening import GAP, guarded, loaded, open_picture

#: Scenes and parameters of our own pictures begin with this.
TEXT_PREFIX = "inkstone:"
#: All of them as JSON, in bytes: half of what fits into one answer of a process.
_TEXTS_BYTES_MAX = 4 * 2**20

_OPAQUE = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A decoded picture and where it came from."""

    png: bytes = field(repr=False)
    width_px: int
    height_px: int
    #: Upright, before it was shrunk.
    source_width_px: int
    source_height_px: int
    media_type: str
    notes: tuple[Note, ...]
    #: Our own texts, if it carries some.
    texts: Mapping[str, str]
    #: Of its pixels before it was shrunk; None where it was.
    pixels_sha256: str | None


def inspect(data: bytes, limits: DecodeLimits) -> tuple[str, int, int]:
    """Type, and upright width and height, of a picture that is whole.

    Raises:
        InputRefused: it is not a picture, broken, or over a limit.
    """
    with guarded(data, limits):
        image, bare = open_picture(data, limits)
        size = _upright(image.size, bare)
        image.draft(None, (1, 1))
        image.load()
    return bare.kind.media_type, *size


def decode(data: bytes, limits: DecodeLimits, *, area_px_max: int = AREA_PX_MAX) -> Picture:
    """The picture as a PNG that can be relied on.

    Raises:
        InputRefused: it is not a picture, broken, or over a limit.
    """
    with guarded(data, limits):
        image, bare = open_picture(data, limits)
        source, wanted = image.size, _fitting(image.size, area_px_max)
        image = loaded(image, bare, wanted)
        image = resized(image, wanted, Image.Resampling.LANCZOS)
        image, is_profile_used = to_srgb(image, bare)
        image = turned(image, bare)
    found = [*bare.notes, *(() if is_profile_used else ("icc_ignored",))]
    if wanted != source:
        found.append("shrunk")
    width_px, height_px = _upright(source, bare)
    return Picture(
        png=_as_png(image),
        width_px=image.width,
        height_px=image.height,
        source_width_px=width_px,
        source_height_px=height_px,
        media_type=bare.kind.media_type,
        notes=tuple(dict.fromkeys(found)),
        texts=_texts(data, bare),
        pixels_sha256=pixels.sha256(image) if wanted == source else None,
    )


def decode_mask(data: bytes, limits: DecodeLimits, *, width_px: int, height_px: int) -> bytes:
    """A mask as grey PNG of this size, where white may change.

    What is see-through may change; where nothing is, what is white may.

    Raises:
        InputRefused: it is not a picture, broken, or over a limit.
    """
    wanted = width_px, height_px
    with guarded(data, limits):
        image, bare = open_picture(data, limits)
        image = loaded(image, bare, _upright(wanted, bare))
        alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
        if alpha is not None and alpha.getextrema() != (_OPAQUE, _OPAQUE):
            grey = alpha.point(lambda value: _OPAQUE - value)
        else:
            grey = to_srgb(image, replace(bare, icc=b""))[0].convert("L")
        # LANCZOS would ring: what must not change beside an edge would change a little.
        grey = resized(turned(grey, bare), wanted, Image.Resampling.BILINEAR)
    return _as_png(grey)


def _fitting(size: tuple[int, int], area_px_max: int) -> tuple[int, int]:
    """The largest size of the same shape within an area."""
    width_px, height_px = size
    if width_px * height_px <= area_px_max:
        return size
    scale = math.sqrt(area_px_max / (width_px * height_px))
    return max(1, int(width_px * scale)), max(1, int(height_px * scale))


def resized(image: Image.Image, size: tuple[int, int], resampling: Image.Resampling) -> Image.Image:
    """The picture in another size; much larger ones are averaged first."""
    if image.size == size:
        return image
    factor = min(image.width // (GAP * size[0]), image.height // (GAP * size[1]))
    if factor > 1:
        image = image.reduce(factor)
    return image.resize(size, resampling)


def _upright(size: tuple[int, int], bare: Bare) -> tuple[int, int]:
    """Width and height after turning, or before it: turning twice gives the same."""
    return (size[1], size[0]) if bare.orientation >= 5 else size


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turned(image: Image.Image, bare: Bare) -> Image.Image:
    """The picture upright."""
    turn = _TURNS.get(bare.orientation)
    return image if turn is None else image.transpose(turn)


def _as_png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.info.clear()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def _texts(data: bytes, bare: Bare) -> dict[str, str]:
    """Our texts, of a PNG's chunks or in XMP; broken ones are as good as none."""
    try:
        found = png.texts(data) if bare.kind is sniff.PNG else xmp.documents(bare.xmp)
    except ValueError:
        return {}
    ours = {name: text for name, text in found.items() if name.startswith(TEXT_PREFIX)}
    return ours if len(json.dumps(ours)) <= _TEXTS_BYTES_MAX else {}
