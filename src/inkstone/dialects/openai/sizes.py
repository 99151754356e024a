"""OpenAI's sizes: what `size` means in pixels, and what pictures get that name none.

It does not know what engines can do.
"""

import re

from inkstone.dialects.faults import fault
from inkstone.dialects.openai.wire import RATIO_MAX, SIDE_PX_MAX, SIDE_PX_MIN, GenerationWire
from inkstone.domain.errors import Fault
from inkstone.domain.request import Size, SizeRule

_SIZE = re.compile(r"([0-9]{1,5})[xX*×]([0-9]{1,5})", re.ASCII)
_SIZE_MUST_BE = (
    f"auto, or WIDTHxHEIGHT with each side from {SIDE_PX_MIN} to {SIDE_PX_MAX}, "
    f"the longer at most {RATIO_MAX} times the shorter"
)
DEFAULT_SIZE = Size(1024, 1024)
#: An edit that names no size has the shape of its last input and about the default's area. The
#: band is as narrow as sides in multiples of 16 allow, and a square input gives 1024x1024.
EDIT_SIZE = SizeRule(
    area_px_min=DEFAULT_SIZE.area_px * 197 // 200,
    area_px_max=DEFAULT_SIZE.area_px * 203 // 200,
    side_px_min=512,
    side_px_max=2048,
    multiple_px=16,
)
#: A new picture that names no size, in a shape that an enhancer chose: no larger than the default.
NEW_SIZE = SizeRule(
    area_px_min=SIDE_PX_MIN**2,
    area_px_max=DEFAULT_SIZE.area_px,
    side_px_min=SIDE_PX_MIN,
    side_px_max=SIDE_PX_MAX,
    multiple_px=16,
)


def size_faults(wire: GenerationWire) -> list[Fault]:
    """What is wrong with the size of a request."""
    if wire.size in {None, "auto"} or parse_size(wire.size) is not None:
        return []
    return [fault("size", wire.size, _SIZE_MUST_BE)]


def parse_size(text: str | None) -> Size | None:
    """The size that a caller names; `None` for `auto`, and for what is none."""
    match = _SIZE.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    sides = int(match[1]), int(match[2])
    is_allowed = all(SIDE_PX_MIN <= side <= SIDE_PX_MAX for side in sides)
    return Size(*sides) if is_allowed and max(sides) <= RATIO_MAX * min(sides) else None
