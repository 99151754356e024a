"""Pictures made small enough to be looked at by the dozen: upright, sRGB, without metadata.

It runs in a process of its own. This module does not know where they are shown.
"""

import io

from PIL import Image

from inkstone.media.colour import to_srgb
from inkstone.media.decode import resized, turned
from inkstone.media.limits import DecodeLimits
from inkstone.media.opening import guarded, loaded, open_picture

#: The longer side at the most; a smaller picture keeps its size.
SIDE_PX_MAX = 384
_QUALITY = 70
#: 0 to 6: what is slower saves little of so few pixels.
_METHOD = 3


def thumbnail(data: bytes, limits: DecodeLimits) -> bytes:
    """A picture as a small WebP; what is transparent stays so.

    Raises:
        InputRefused: it is not a picture, broken, or over a limit.
    """
    with guarded(data, limits):
        image, bare = open_picture(data, limits)
        wanted = _fitting(image.size)
        image = loaded(image, bare, wanted)
        image = resized(image, wanted, Image.Resampling.LANCZOS)
        image = turned(to_srgb(image, bare)[0], bare)
    plain = image.convert("RGBA" if image.mode in {"LA", "RGBA"} else "RGB")
    plain.info.clear()
    file = io.BytesIO()
    plain.save(file, "WEBP", quality=_QUALITY, method=_METHOD)
    return file.getvalue()


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the same shape that is small enough."""
    scale = min(1.0, SIDE_PX_MAX / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
