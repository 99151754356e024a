"""A TIFF file with only the tags of its first page that decide pixels.

This module does not know how strips are packed. Source: TIFF 6.0, sections 2, 8 and 15.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from inkstone.media import sniff
from inkstone.media.bare import Bare
from inkstone.media.exif import UPRIGHT
from inkstone.media.limits import DecodeLimits, broken, check_size

_WIDTH, _HEIGHT, _COMPRESSION, _ORIENTATION = 256, 257, 259, 274
_STRIP_OFFSETS, _SAMPLES, _ROWS_PER_STRIP, _PLANAR = 273, 277, 278, 284
_TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _ICC = 322, 323, 324, 34675
#: Bits, colours, strips, fax options, predictor, palette, tiles, inks, alpha, sample format,
#: JPEG tables and YCbCr; everything else stays behind.
_KEPT = {
    256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325,
    332, 338, 339, 347, 529, 530, 531, 532,
}  # fmt: skip
#: None, three of fax, LZW, JPEG, deflate by both its numbers, PackBits.
_COMPRESSIONS = {1, 2, 3, 4, 5, 7, 8, 32946, 32773}
_NUM_SAMPLES_MAX = 8
#: Bytes of one value, by the number of its type.
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_SHORT, _LONG = 3, 4
_SEPARATE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One tag as it stands in the file."""

    raw: bytes
    count: int
    #: Where its values lie, and how many bytes they have.
    at: int
    num_bytes: int
    #: Its first value, where it is a whole number without a sign.
    first: int


def bare(data: bytes, limits: DecodeLimits) -> Bare:
    """Write a shorter directory of the first page over the one that is there.

    Raises:
        InputRefused: the directory is broken or lies, or the picture is too large.
    """
    order = "<" if data[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", data.ljust(8, b"\0"), 4)
    entries, next_at = _directory(data, order, start, limits)
    width_px, height_px = _number(entries, _WIDTH), _number(entries, _HEIGHT)
    check_size("TIFF", width_px, height_px, limits)
    _check_layout(entries, width_px, height_px, limits)
    kept = [entries[tag].raw for tag in sorted(entries) if tag in _KEPT]
    listed = struct.pack(f"{order}H", len(kept)) + b"".join(kept) + b"\0\0\0\0"
    icc = entries.get(_ICC)
    turned = _number(entries, _ORIENTATION, UPRIGHT)
    return Bare(
        kind=sniff.TIFF,
        # In its place, not at the end: a longer file would hide that pixels are cut off.
        data=b"".join([data[:start], listed, data[start + len(listed) :]]),
        orientation=turned if 1 <= turned <= 8 else UPRIGHT,
        icc=data[icc.at : icc.at + icc.num_bytes] if icc else b"",
        notes=("first_page",) if next_at else (),
    )


def _directory(
    data: bytes, order: str, start: int, limits: DecodeLimits
) -> tuple[dict[int, _Entry], int]:
    """The entries of the first directory by tag, and where the next one is."""
    try:
        (num_entries,) = struct.unpack_from(f"{order}H", data, start)
        entries: dict[int, _Entry] = {}
        for at in range(start + 2, start + 2 + 12 * num_entries, 12):
            (tag,) = struct.unpack_from(f"{order}H", data, at)
            if tag in _KEPT or tag in {_ORIENTATION, _ICC}:
                entry = _entry(data, order, at)
                if entry and entry.num_bytes <= limits.metadata_bytes_max:
                    entries.setdefault(tag, entry)
                elif tag in _KEPT:
                    raise broken("TIFF", f"its tag {tag} points beyond the file or is too long")
        end = start + 2 + 12 * num_entries
        # Some writers end the file with the last entry.
        (next_at,) = struct.unpack_from(f"{order}I", data.ljust(end + 4, b"\0"), end)
    except struct.error as error:
        raise broken("TIFF", "its directory is not whole") from error
    return entries, next_at


def _entry(data: bytes, order: str, at: int) -> _Entry | None:
    """One entry; None where its type is unknown or its values lie outside of the file."""
    kind, count, offset = struct.unpack_from(f"{order}2xHII", data, at)
    num_bytes = _TYPE_BYTES.get(kind, 0) * count
    values_at = at + 8 if num_bytes <= 4 else offset
    if num_bytes == 0 or values_at + num_bytes > len(data):
        return None
    width = {_SHORT: "H", _LONG: "I"}.get(kind)
    first = struct.unpack_from(order + width, data, values_at)[0] if width else 0
    return _Entry(
        raw=data[at : at + 12], count=count, at=values_at, num_bytes=num_bytes, first=first
    )


def _number(entries: Mapping[int, _Entry], tag: int, default: int = 0) -> int:
    return entries[tag].first if tag in entries else default


def _check_layout(
    entries: Mapping[int, _Entry], width_px: int, height_px: int, limits: DecodeLimits
) -> None:
    """Refuse packings that are not taken, and more strips or tiles than the picture has room for.

    A list of strips that goes on beyond the picture would have it decoded again and again.
    """
    compression = _number(entries, _COMPRESSION, 1)
    if compression not in _COMPRESSIONS:
        raise broken("TIFF", f"it is packed by method {compression}, which is not taken")
    num_samples = _number(entries, _SAMPLES, 1)
    if not 1 <= num_samples <= _NUM_SAMPLES_MAX:
        raise broken("TIFF", f"it has {num_samples} samples a pixel")
    num_planes = num_samples if _number(entries, _PLANAR, 1) == _SEPARATE else 1
    if _TILE_OFFSETS in entries:
        tile_px = _number(entries, _TILE_WIDTH), _number(entries, _TILE_HEIGHT)
        check_size("TIFF", *tile_px, limits)
        num_expected = -(-width_px // tile_px[0]) * -(-height_px // tile_px[1])
        num = entries[_TILE_OFFSETS].count
    else:
        rows = _number(entries, _ROWS_PER_STRIP, height_px)
        num_expected = -(-height_px // max(1, rows))
        num = entries[_STRIP_OFFSETS].count if _STRIP_OFFSETS in entries else 0
    if not 1 <= num <= min(num_expected * num_planes, limits.num_pieces_max):
        raise broken(
            "TIFF", f"it lists {num:,} strips or tiles for {num_expected * num_planes:,} places"
        )
