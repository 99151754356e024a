"""What the chunks of a WebP file say, read before a decoder sets memory aside for its canvas.

This module does not know how frames are packed. Source: RFC 9649, section 2.
"""

import struct
from collections.abc import Iterator

from inkstone.media import exif, sniff
from inkstone.media.bare import Bare, Note
from inkstone.media.limits import DecodeLimits, broken, check_memory, check_size

_HEADER_BYTES = 12
_ANIMATED = 0x02
#: Measured: two canvases in the decoder, one on the way out and the picture itself.
_BYTES_PER_PIXEL = 16


def bare(data: bytes, limits: DecodeLimits) -> Bare:
    """Check the size and read profile and orientation; the file is handed on as it is.

    Raises:
        InputRefused: it is not whole, or too large.
    """
    icc, block, packet = b"", b"", b""
    notes: list[Note] = []
    size: tuple[int, int] | None = None
    for kind, body in _chunks(data, limits):
        if size is None:
            size = _size(kind, body)
            check_size("WebP", *size, limits)
            check_memory(_BYTES_PER_PIXEL * size[0] * size[1])
        if kind == b"VP8X" and body[0] & _ANIMATED:
            notes.append("animation_first_frame")
        elif kind == b"ICCP" and len(body) <= limits.metadata_bytes_max:
            icc = icc or body
        elif kind == b"EXIF" and len(body) <= limits.metadata_bytes_max:
            block = block or body
        elif kind == b"XMP " and len(body) <= limits.metadata_bytes_max:
            packet = packet or body
    if size is None:
        raise broken("WebP", "it has no picture")
    return Bare(
        kind=sniff.WEBP,
        data=data,
        orientation=exif.orientation(block),
        icc=icc,
        xmp=packet,
        notes=tuple(notes[:1]),
    )


def _chunks(data: bytes, limits: DecodeLimits) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's name and content, as far as the RIFF header says."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise broken("WebP", f"it says it has {end:,} bytes and has {len(data):,}")
    at = _HEADER_BYTES
    for _ in range(limits.num_pieces_max):
        if at + 8 > end:
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise broken("WebP", f"a chunk says it has {length:,} bytes, which are not there")
        # Frames are the decoder's; a copy of them here would only cost memory.
        yield kind, b"" if kind in {b"ANMF", b"ALPH"} else data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    raise broken("WebP", f"it has more than {limits.num_pieces_max:,} chunks")


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    """The canvas, from whichever chunk comes first."""
    if kind == b"VP8X" and len(body) >= 10:
        return (
            int.from_bytes(body[4:7], "little") + 1,
            int.from_bytes(body[7:10], "little") + 1,
        )
    if kind == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(body) >= 10 and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<2H", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise broken("WebP", "its header is none that WebP knows")
