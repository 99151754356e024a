"""How alike two pictures are: 64 bits of what a picture looks like, and how many of them differ.

This module does not know where pictures come from, nor how their bits are kept.

Source: C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010,
section 3.2.1.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SIDE_PX = 32
_KEPT = 8
#: A picture is read at no less than this before it is resized, so that nothing is lost.
_GAP_PX = 4 * _SIDE_PX
_WHITE = (255, 255, 255, 255)


def _cosines() -> NDArray[np.int64]:
    """The rows of the transform that count, as integers: floats differ from machine to machine."""
    return np.array(
        [
            [
                round(2**14 * math.cos(math.pi * k * (2 * x + 1) / (2 * _SIDE_PX)))
                for x in range(_SIDE_PX)
            ]
            # Not the 0th, which is how bright the picture is.
            for k in range(1, _KEPT + 1)
        ],
        dtype=np.int64,
    )


_COSINES = _cosines()


def phash(image: Image.Image) -> int:
    """Its 64 bits: which of the low frequencies are above their median."""
    grey = np.asarray(_reduced(image), dtype=np.int64)  # (32, 32)
    frequencies = (_COSINES @ grey @ _COSINES.T).reshape(-1)  # (64,)
    ordered = np.sort(frequencies)
    middle = len(ordered) // 2
    # Twice the median, because the median itself may be half a number.
    bits = 2 * frequencies > ordered[middle - 1] + ordered[middle]
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(a: int, b: int) -> int:
    """How many of their bits differ, 0 to 64."""
    return (a ^ b).bit_count()


def _reduced(image: Image.Image) -> Image.Image:
    """A grey picture of 32x32 pixels, over white where it is see-through."""
    # A JPEG that is not loaded yet is read at a fraction; on other pictures this does nothing.
    image.draft(None, (_GAP_PX, _GAP_PX))
    has_alpha = image.has_transparency_data
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        # Ours often have it without use, and weighing colours by it takes ten times as long.
        image, has_alpha = image.convert("RGB"), False
    elif has_alpha:
        image = image.convert("RGBA")
    elif image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    if (factor := min(image.size) // _GAP_PX) > 1:
        image = image.reduce(factor)
    if has_alpha:
        image = Image.alpha_composite(Image.new("RGBA", image.size, _WHITE), image)
    return image.convert("L").resize((_SIDE_PX, _SIDE_PX), Image.Resampling.BOX)
