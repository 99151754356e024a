"""The native API's sizes: what `size` and `resolution` mean in pixels.

It does not know what engines can do.
"""

import re

from inkstone.dialects.faults import Checked, fault
from inkstone.dialects.native.wire import SubmitWire
from inkstone.domain.errors import Fault
from inkstone.domain.request import Size, SizeRule

SIDE_PX_MIN, SIDE_PX_MAX = 256, 2048
AREA_PX_MAX = SIDE_PX_MAX**2
#: How many times the shorter side the longer may be.
RATIO_MAX = 4
AUTO = "auto"

#: Ratio → what it is in pixels at 1K and at 2K.
PIXELS: dict[str, dict[str, tuple[int, int]]] = {
    "1:1": {"1K": (1024, 1024), "2K": (2048, 2048)},
    "4:3": {"1K": (1152, 864), "2K": (2048, 1536)},
    "3:4": {"1K": (864, 1152), "2K": (1536, 2048)},
    "16:9": {"1K": (1280, 720), "2K": (2048, 1152)},
    "9:16": {"1K": (720, 1280), "2K": (1152, 2048)},
    "3:2": {"1K": (1248, 832), "2K": (2048, 1360)},
    "2:3": {"1K": (832, 1248), "2K": (1360, 2048)},
}
_SQUARE_PX = 1024
#: An edit that names no size has the shape of its last input and about the area of 1024x1024. The
#: band is as narrow as sides in multiples of 16 allow.
EDIT_SIZE = SizeRule(
    area_px_min=_SQUARE_PX**2 * 197 // 200,
    area_px_max=_SQUARE_PX**2 * 203 // 200,
    side_px_min=512,
    side_px_max=SIDE_PX_MAX,
    multiple_px=16,
)
#: A new picture that names no size, in a shape that an enhancer chose: no larger than the default.
NEW_SIZE = SizeRule(
    area_px_min=SIDE_PX_MIN**2,
    area_px_max=_SQUARE_PX**2,
    side_px_min=SIDE_PX_MIN,
    side_px_max=SIDE_PX_MAX,
    multiple_px=16,
)
#: What such a picture gets without one.
NEW_SIZE_USUAL = Size(_SQUARE_PX, _SQUARE_PX)
_SIZE = re.compile(r"([0-9]{1,5})[xX*×]([0-9]{1,5})", re.ASCII)
_MUST_BE = (
    f"auto, one of {', '.join(PIXELS)}, or WIDTHxHEIGHT with each side from {SIDE_PX_MIN} to "
    f"{SIDE_PX_MAX}, the longer at most {RATIO_MAX} times the shorter"
)


def size_faults(checked: Checked[SubmitWire]) -> list[Fault]:
    """What is wrong with the size of a request."""
    wire = checked.wire
    text = (wire.size or AUTO).strip()
    if text != AUTO and text not in PIXELS and _pixels(text) is None:
        return [fault("size", wire.size, _MUST_BE)]
    if wire.resolution and (_pixels(text) or (text == AUTO and wire.images)):
        must_be = f"left out, or `size` must be one of {', '.join(PIXELS)}"
        return [fault("resolution", wire.resolution, must_be)]
    return []


def is_size_open(wire: SubmitWire) -> bool:
    """Whether a request names neither size, ratio nor resolution."""
    return (wire.size or AUTO).strip() == AUTO and not wire.resolution


def size_of(wire: SubmitWire) -> Size | None:
    """The size that a request names, or that a new picture gets; `None` for an edit's own."""
    text = (wire.size or AUTO).strip()
    if text == AUTO and wire.images:
        return None
    pixels = PIXELS.get("1:1" if text == AUTO else text)
    return Size(*pixels[wire.resolution or "1K"]) if pixels else _pixels(text)


def spelled(size: Size) -> str | None:
    """How a size is asked for; `None` where it cannot be."""
    return None if _pixels(str(size)) is None else str(size)


def _pixels(text: str) -> Size | None:
    match = _SIZE.fullmatch(text)
    if match is None:
        return None
    short, long = sorted((int(match[1]), int(match[2])))
    is_allowed = short >= SIDE_PX_MIN and long <= SIDE_PX_MAX and long <= RATIO_MAX * short
    return Size(int(match[1]), int(match[2])) if is_allowed else None
