"""What an upstream sent, as pictures: kind and size by their headers alone.

Nothing is decoded here. It does not know how the bytes came.
"""

import struct

from inkstone.domain.errors import InputRefused
from inkstone.engines import base
from inkstone.media import png, sniff

#: What a header may claim, in pixels; more is not handed on.
_AREA_PX_MAX = 64_000_000
#: Headers of JPEG frames; C4, C8 and CC in their midst are tables and an extension.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
#: JPEG markers without a segment.
_BARE_MARKERS = {0x01, *range(0xD0, 0xD9)}
_SCAN, _FILL = 0xDA, 0xFF
#: Segments and fill bytes before the first frame; 64 MiB of fill bytes would take a minute.
_NUM_STEPS_MAX = 10_000


def picture_of(data: bytes) -> base.Picture | None:
    """A PNG, JPEG or WebP as a picture; `None` where it is none, or claims too many pixels."""
    try:
        kind = sniff.sniff(data)
        size = _SIZES[kind](data)
    except (InputRefused, KeyError, ValueError, struct.error, IndexError, StopIteration):
        return None
    if min(size) < 1 or size[0] * size[1] > _AREA_PX_MAX:
        return None
    return base.Picture(data=data, media_type=kind.media_type, width_px=size[0], height_px=size[1])


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """As the first frame says; raises `ValueError` or `IndexError` where there is none."""
    at = 2
    for _ in range(_NUM_STEPS_MAX):
        if data[at] != _FILL:
            break
        marker = data[at + 1]
        if marker in _FRAMES:
            height_px, width_px = struct.unpack_from(">HH", data, at + 5)
            return width_px, height_px
        if marker == _SCAN:
            break
        if marker == _FILL:
            at += 1
        elif marker in _BARE_MARKERS:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    raise ValueError("This JPEG has no frame.")


def _webp_size(data: bytes) -> tuple[int, int]:
    """As the first chunk says; raises `ValueError` or `struct.error` where it does not."""
    match data[12:16]:
        case b"VP8X":
            low, high, width, height = struct.unpack_from("<HBHB", data, 24)[0:4]
            return (low | high << 16) + 1, (width | height << 16) + 1
        case b"VP8L" if data[20] == 0x2F:
            (bits,) = struct.unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<2H", data, 26)
            return width & 0x3FFF, height & 0x3FFF
    raise ValueError("This WebP has no header.")


_SIZES = {sniff.PNG: png.size, sniff.JPEG: _jpeg_size, sniff.WEBP: _webp_size}
