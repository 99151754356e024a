"""What an enhancer made of a prompt: other words, and perhaps a shape for the picture.

It does not know who rewrote, nor whether anybody drew from it.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from inkstone.domain.request import Size

#: As long as the longest prompt that is taken.
PROMPT_CHARS_MAX = 4_000
#: How many times the shorter side the longer may be.
_RATIO_MAX = 4.0
#: Two shapes that are no further apart than this are one.
_SAME = 0.02
_RATIO = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,2})?):([0-9]{1,4}(?:\.[0-9]{1,2})?)", re.ASCII)
_IMAGE = re.compile(r"<image([0-9]{1,2})>", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A rewritten prompt."""

    #: 1 to 4,000 Unicode code points.
    prompt: str
    #: The shape that suits it: `16:9`, or `<image2>` for that of the second input; empty for any.
    ratio: str = ""

    @property
    def follows(self) -> int | None:
        """Of which input it takes the shape, counted from 0; `None` where of none."""
        match = _IMAGE.fullmatch(self.ratio)
        return None if match is None else int(match[1]) - 1

    def shape(self, inputs: Sequence[Size]) -> float | None:
        """Width over height; `None` where it says nothing that can be drawn.

        Args:
            inputs: the sizes of the pictures to edit, in order.
        """
        index = self.follows
        if index is not None:
            if not 0 <= index < len(inputs):
                return None
            return inputs[index].width_px / inputs[index].height_px
        match = _RATIO.fullmatch(self.ratio)
        if match is None or not (float(match[1]) and float(match[2])):
            return None
        ratio = float(match[1]) / float(match[2])
        return ratio if 1 / _RATIO_MAX <= ratio <= _RATIO_MAX else None


def is_same_shape(size: Size, ratio: float) -> bool:
    """Whether a size has a ratio of width to height, but for rounding."""
    return abs(math.log(size.width_px / size.height_px / ratio)) <= _SAME


def with_ratio(size: Size, ratio: float) -> Size:
    """A size of about the same area with another ratio of width to height."""
    height = math.sqrt(size.area_px / ratio)
    return Size(max(1, round(height * ratio)), max(1, round(height)))
