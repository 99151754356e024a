"""Previews: when a sample is worth a look, and the look as a small JPEG.

It does not know how a look is computed, nor who sees it. Dimension key: `H W` pixels.
"""

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkstone.engines import base

#: One preview is at most this long, in bytes; what shows them drops larger ones.
BYTES_MAX = 16 * 1024
#: The longer side that a preview is enlarged to, in pixels: a look has one pixel a token.
SIDE_PX = 256
#: So many of one sample, about.
NUM_PREVIEWS = 8
#: Two of one run are at least so far apart, in seconds: nobody sees more, and each costs a little.
PAUSE_S = 0.2
#: Tried one after the other, until a preview is small enough; noise is what needs the last.
_QUALITIES = (80, 60, 40, 20, 5)


class PreviewClock:
    """When the samples of one run are worth a look."""

    def __init__(self) -> None:
        self._last_s = -math.inf
        #: Of each sample under way, how often it was looked at.
        self._num_looks: dict[int, int] = {}

    def is_due(self, image: int, step: int, num_steps: int, now_s: float) -> bool:
        """Whether a sample that has just done `step` of its steps is to be looked at now.

        They take turns. One that nobody has seen yet is looked at before its last step, whatever
        the pause.
        """
        num_looks = self._num_looks.setdefault(image, 0)
        last_chance = max(1, num_steps - 1)
        if step >= last_chance:
            # Its turns are over; the others need not wait for it.
            del self._num_looks[image]
            is_due = step == last_chance and not num_looks
        else:
            is_its_turn = num_looks <= min(self._num_looks.values())
            is_its_step = step * NUM_PREVIEWS >= num_looks * num_steps
            is_due = is_its_turn and is_its_step and now_s - self._last_s >= PAUSE_S
            self._num_looks[image] += is_due
        if is_due:
            self._last_s = now_s
        return is_due


def jpeg(look_HW3: NDArray[np.uint8]) -> base.Picture:
    """A look as a picture that people can see.

    Shapes:
        look_HW3: (H, W, 3).
    """
    look = Image.fromarray(look_HW3)
    scale = SIDE_PX / max(look.size)
    if scale > 1:
        sides = max(1, round(look.width * scale)), max(1, round(look.height * scale))
        look = look.resize(sides, Image.Resampling.BICUBIC)
    elif scale < 1:
        look.thumbnail((SIDE_PX, SIDE_PX))
    for quality in _QUALITIES:
        stream = io.BytesIO()
        look.save(stream, "JPEG", quality=quality)
        if stream.tell() <= BYTES_MAX:
            break
    return base.Picture(
        data=stream.getvalue(),
        media_type="image/jpeg",
        width_px=look.width,
        height_px=look.height,
    )
