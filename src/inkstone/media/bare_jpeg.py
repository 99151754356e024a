"""A JPEG file with only the segments that decide its pixels.

This module does not know how the scans are coded. Source: ITU-T T.81, annex B.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inkstone.media import exif, sniff
from inkstone.media.bare import Bare
from inkstone.media.limits import DecodeLimits, broken, check_memory, check_size

_SOI, _EOI, _SOS, _DNL = 0xD8, 0xD9, 0xDA, 0xDC
_APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
#: Frame headers; C4, C8 and CC in their midst are tables and an extension.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE_FRAMES = {0xC2, 0xC6, 0xCA, 0xCE}
#: The end of coded pixels: a marker that is neither a stuffed zero, a restart nor a fill byte.
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_ICC_LEAD = b"ICC_PROFILE\0"
_XMP_LEAD = b"http://ns.adobe.com/xap/1.0/\0"
_NUM_CMYK = 4


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the walk along the segments has found so far."""

    kept: list[bytes] = field(default_factory=lambda: [b"\xff\xd8"])
    width_px: int = 0
    height_px: int = 0
    num_components: int = 0
    num_scans: int = 0
    has_adobe: bool = False
    exif: bytes = b""
    xmp: bytes = b""
    icc_parts: dict[int, bytes] = field(default_factory=dict)


def bare(data: bytes, limits: DecodeLimits) -> Bare:
    """Keep tables, frame and scans; of the application's segments JFIF's and Adobe's alone.

    Raises:
        InputRefused: it is broken, too large, or has too many scans.
    """
    found = _Found()
    for marker, segment, pixels in _segments(data, limits):
        if marker in _FRAMES:
            _take_frame(marker, segment, found, limits)
        elif _APP0 <= marker <= _APP15 or marker == _COM:
            _take_application(marker, segment, found)
            continue
        found.num_scans += marker == _SOS
        if found.num_scans > limits.num_scans_max:
            raise broken("JPEG", f"it has more than {limits.num_scans_max} scans")
        found.kept += [b"\xff", bytes([marker]), len(segment).to_bytes(2), segment[2:], pixels]
    if not found.num_scans or not found.width_px:
        raise broken("JPEG", "it has no pixels")
    icc = b"".join(part for _, part in sorted(found.icc_parts.items()))
    return Bare(
        kind=sniff.JPEG,
        data=b"".join([*found.kept, b"\xff\xd9"]),
        orientation=exif.orientation(found.exif),
        icc=icc if len(icc) <= limits.metadata_bytes_max else b"",
        notes=("icc_ignored",) if len(icc) > limits.metadata_bytes_max else (),
        xmp=found.xmp,
        is_ink=found.num_components == _NUM_CMYK and not found.has_adobe,
    )


def _segments(data: bytes, limits: DecodeLimits) -> Iterator[tuple[int, bytes, bytes]]:
    """Each marker with its segment, length first, and the coded pixels that follow a scan."""
    at = 2
    for _ in range(limits.num_pieces_max):
        # Between segments there may be fill bytes, and some writers leave others there.
        next_marker = _MARKER.search(data, at)
        if next_marker is None:
            raise broken("JPEG", "it ends too soon")
        marker, at = data[next_marker.start() + 1], next_marker.end()
        if marker == _EOI:
            return
        if marker == _SOI:
            continue
        length = int.from_bytes(data[at : at + 2])
        segment = data[at : at + length]
        if length < 2 or len(segment) < length:
            raise broken("JPEG", "a segment is cut off")
        at += length
        pixels = b""
        if marker == _SOS:
            end = _MARKER.search(data, at)
            if end is None:
                raise broken("JPEG", "it ends in the midst of its pixels")
            pixels = data[at : end.start()]
            at = end.start()
        yield marker, segment, pixels
    raise broken("JPEG", f"it has more than {limits.num_pieces_max:,} segments")


def _take_frame(marker: int, segment: bytes, found: _Found, limits: DecodeLimits) -> None:
    if found.width_px or len(segment) < 8:
        raise broken("JPEG", "it has more than one frame, or a broken one")
    found.height_px = int.from_bytes(segment[3:5])
    found.width_px = int.from_bytes(segment[5:7])
    found.num_components = segment[7]
    check_size("JPEG", found.width_px, found.height_px, limits)
    if marker in _PROGRESSIVE_FRAMES:
        # All of its coefficients are kept until the last scan, 2 bytes each.
        check_memory(int(2 * found.width_px * found.height_px * _samples_per_pixel(segment)))


def _samples_per_pixel(segment: bytes) -> float:
    """How many samples there are of each pixel, where colours may be coarser than light."""
    factors = [(one >> 4, one & 15) for one in segment[9::3]]
    across = max((one for one, _ in factors), default=0)
    down = max((one for _, one in factors), default=0)
    return sum(a * d for a, d in factors) / max(1, across * down)


def _take_application(marker: int, segment: bytes, found: _Found) -> None:
    body = segment[2:]
    if marker == _APP14 and body.startswith(b"Adobe") and not found.has_adobe:
        found.has_adobe = True
        found.kept += [b"\xff\xee", segment]
    elif marker == _APP0 and body.startswith(b"JFIF\0") and len(found.kept) == 1:
        found.kept += [b"\xff\xe0", segment]
    elif marker == _APP1 and body.startswith(b"Exif\0\0"):
        found.exif = found.exif or body
    elif marker == _APP1 and body.startswith(_XMP_LEAD):
        found.xmp = found.xmp or body[len(_XMP_LEAD) :]
    elif marker == _APP2 and body.startswith(_ICC_LEAD) and len(body) > len(_ICC_LEAD) + 2:
        # At most 255 parts of 64 KB; of two with one number the first counts.
        found.icc_parts.setdefault(body[len(_ICC_LEAD)], body[len(_ICC_LEAD) + 2 :])
