"""A GIF file with only its first picture.

This module does not know how the pixels are packed. Source: GIF 89a, sections 18 to 23.
"""

import struct

from inkstone.media import sniff
from inkstone.media.bare import Bare, Note
from inkstone.media.limits import DecodeLimits, broken, check_size

_HEADER_BYTES = 13
_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL = 0xF9
_HAS_PALETTE = 0x80


def bare(data: bytes, limits: DecodeLimits) -> Bare:
    """Keep the palette, the first picture and what says which of its colours is see-through.

    Raises:
        InputRefused: the first picture is not whole, or is too large.
    """
    if len(data) < _HEADER_BYTES:
        raise broken("GIF", "it ends too soon")
    start = _HEADER_BYTES + _palette_bytes(data[10])
    control, at = _find_picture(data, start, limits)
    left, top, width_px, height_px, flags = struct.unpack_from("<4HB", data.ljust(at + 10), at + 1)
    end = _skip_blocks(data, at + 10 + _palette_bytes(flags) + 1, limits)
    screen = struct.unpack_from("<2H", data, 6)
    # The decoder widens the screen for a picture that goes beyond it.
    size = max(screen[0], left + width_px), max(screen[1], top + height_px)
    check_size("GIF", width_px, height_px, limits)
    check_size("GIF", *size, limits)
    is_last = data[end : end + 1] in {b"", bytes([_TRAILER])}
    notes: tuple[Note, ...] = () if is_last else ("animation_first_frame",)
    return Bare(
        kind=sniff.GIF,
        data=b"".join([data[:start], control, data[at:end], bytes([_TRAILER])]),
        notes=notes,
    )


def _palette_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & _HAS_PALETTE else 0


def _find_picture(data: bytes, at: int, limits: DecodeLimits) -> tuple[bytes, int]:
    """The last control block before the first picture, and where the picture begins."""
    control = b""
    for _ in range(limits.num_pieces_max):
        kind = data[at] if at < len(data) else _TRAILER
        if kind == _IMAGE:
            return control, at
        if kind != _EXTENSION:
            break
        end = _skip_blocks(data, at + 2, limits)
        if data[at + 1] == _CONTROL and data[at + 2] == 4:
            control = data[at : at + 7] + b"\0"
        at = end
    raise broken("GIF", "it has no picture")


def _skip_blocks(data: bytes, at: int, limits: DecodeLimits) -> int:
    """The end of a chain of blocks of up to 255 bytes, after the empty one that ends it."""
    for _ in range(limits.bytes_max // 2):
        if at >= len(data):
            raise broken("GIF", "it ends in the midst of its pixels")
        length = data[at]
        at += 1 + length
        if length == 0:
            return at
    raise broken("GIF", "its pixels never end")
