"""A PNG file with only the chunks that decide its pixels.

This module does not know how the pixels are packed. Source: PNG (Third Edition), section 11.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from inkstone.media import exif, sniff
from inkstone.media.bare import Bare, Note
from inkstone.media.limits import DecodeLimits, broken, check_size
from inkstone.media.png import SIGNATURE

_GREY, _RGB = 0, 2
_PALETTE_BYTES_MAX = 3 * 256
_TRNS_BYTES_MAX = 256
_PROFILE_NAME_BYTES_MAX = 79


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    width_px: int
    height_px: int
    depth: int
    colour: int


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the walk along the chunks has found so far."""

    kept: list[memoryview] = field(default_factory=list)
    header: _Header | None = None
    has_pixels: bool = False
    exif: bytes = b""
    icc: bytes = b""
    transparent: int | tuple[int, int, int] | None = None
    notes: list[Note] = field(default_factory=list)


def bare(data: bytes, limits: DecodeLimits) -> Bare:
    """Keep header, palette, transparency and pixels; an animation keeps its default picture.

    Raises:
        InputRefused: a chunk that decides pixels is broken, or the picture is too large.
    """
    found = _Found()
    for kind, whole in _chunks(memoryview(data), limits):
        if kind == b"IHDR":
            found.header = _header(whole)
            check_size("PNG", found.header.width_px, found.header.height_px, limits)
        _take(kind, whole, found, limits)
    if found.header is None or not found.has_pixels:
        raise broken("PNG", "it has no pixels")
    return Bare(
        kind=sniff.PNG,
        data=b"".join([SIGNATURE, *found.kept]),
        orientation=exif.orientation(found.exif),
        icc=found.icc,
        notes=tuple(dict.fromkeys(found.notes)),
        transparent=found.transparent,
    )


def plain(data: bytes, limits: DecodeLimits) -> bytes | None:
    """A PNG with only what decides its pixels; `None` where that alone would show others.

    A profile, a turn or a see-through sample must be applied by whoever decodes it.

    Raises:
        InputRefused: as `bare` does.
    """
    found = bare(data, limits)
    is_turned = found.orientation != exif.UPRIGHT
    return None if found.icc or is_turned or found.transparent is not None else found.data


def _chunks(data: memoryview, limits: DecodeLimits) -> Iterator[tuple[bytes, memoryview]]:
    """Each chunk with its length and checksum, from the header to the end."""
    at = len(SIGNATURE)
    for index in range(limits.num_pieces_max):
        if len(data) < at + 12:
            raise broken("PNG", "it ends too soon")
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise broken("PNG", f"a chunk says it has {length:,} bytes, which are not there")
        if (index == 0) != (kind == b"IHDR"):
            raise broken("PNG", "it does not begin with one header")
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise broken("PNG", f"it has more than {limits.num_pieces_max:,} chunks")


def _take(kind: bytes, whole: memoryview, found: _Found, limits: DecodeLimits) -> None:
    """Keep a chunk, note what it says, or leave it out."""
    match kind:
        case b"IHDR" | b"IEND" | b"IDAT" | b"PLTE":
            if not _is_intact(whole):
                raise broken("PNG", f"the checksum of its {kind.decode()} chunk is wrong")
            if kind == b"PLTE" and len(whole) - 12 > _PALETTE_BYTES_MAX:
                raise broken("PNG", "its palette is too long")
            found.kept.append(whole)
            found.has_pixels |= kind == b"IDAT"
        case b"tRNS" if _is_intact(whole) and not found.has_pixels:
            _take_transparency(whole, found)
        case b"iCCP" if not found.icc:
            found.icc = _unpacked_profile(whole, limits)
            if not found.icc:
                found.notes.append("icc_ignored")
        case b"eXIf" if _is_intact(whole) and len(whole) <= limits.metadata_bytes_max:
            found.exif = found.exif or bytes(whole[8:-4])
        case b"acTL":
            found.notes.append("animation_first_frame")


def _is_intact(whole: memoryview) -> bool:
    return zlib.crc32(whole[4:-4]) == int.from_bytes(whole[-4:])


def _header(whole: memoryview) -> _Header:
    if len(whole) != 12 + 13:
        raise broken("PNG", "its header has a wrong length")
    width_px, height_px, depth, colour = struct.unpack_from(">IIBB", whole, 8)
    return _Header(width_px=width_px, height_px=height_px, depth=depth, colour=colour)


def _take_transparency(whole: memoryview, found: _Found) -> None:
    """Keep a palette's alpha; a see-through sample is told beside, scaled as pixels will be."""
    assert found.header is not None, "the walk begins with the header"
    body = whole[8:-4]
    depth, colour = found.header.depth, found.header.colour
    num_samples = {_GREY: 1, _RGB: 3}.get(colour)
    if num_samples is None:
        if 0 < len(body) <= _TRNS_BYTES_MAX:
            found.kept.append(whole)
        return
    if len(body) < 2 * num_samples or depth not in {1, 2, 4, 8, 16}:
        return
    samples = struct.unpack_from(f">{num_samples}H", body)
    if depth == 16:
        # Pixels keep their upper 8 bits in RGB and are rounded in grey.
        scaled = [s >> 8 if colour == _RGB else round(s / 257) for s in samples]
    else:
        scaled = [(s & (2**depth - 1)) * 255 // (2**depth - 1) for s in samples]
    found.transparent = scaled[0] if len(scaled) == 1 else (scaled[0], scaled[1], scaled[2])


def _unpacked_profile(whole: memoryview, limits: DecodeLimits) -> bytes:
    """The colour profile, empty where it is broken or too long."""
    body = bytes(whole[8:-4]) if len(whole) <= limits.metadata_bytes_max else b""
    name, found, rest = body.partition(b"\0")
    if not found or len(name) > _PROFILE_NAME_BYTES_MAX or rest[:1] != b"\0":
        return b""
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(rest[1:], limits.metadata_bytes_max)
    except zlib.error:
        return b""
    return profile if unpacker.eof else b""
