"""What lies in a picture's file beside its pixels and tells of its making: XMP, EXIF, AIGC texts.

Anybody may have written the file, so nothing here raises. This module does not know what they say.
Sources: XMP, part 3; PNG (Third Edition), 11.3.3; ITU-T T.81, annex B; RFC 9649; CIPA DC-008, 4.6.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from inkstone.domain.errors import InputRefused
from inkstone.media import sniff
from inkstone.media.limits import DEFAULT_LIMITS
from inkstone.media.opening import guarded, open_picture

#: What is longer than this is not taken up.
PIECE_BYTES_MAX = 4 * 2**20
#: The most chunks or segments that are walked.
NUM_PIECES_MAX = 65_536
#: The most texts of a PNG that are looked at: each may be a bomb that takes a moment to find out.
NUM_TEXTS_MAX = 64

_PNG_LEAD, _JPEG_LEAD = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_XMP_KEYWORD, _AIGC_KEYWORD = b"XML:com.adobe.xmp", b"AIGC"
_JPEG_XMP, _JPEG_EXIF = b"http://ns.adobe.com/xap/1.0/\0", b"Exif\0\0"
_SOS, _EOI, _APP1 = 0xDA, 0xD9, 0xE1
#: Markers that stand alone, without a length.
_ALONE = {0x01, *range(0xD0, 0xD9)}
_EXIF_DIRECTORY, _USER_COMMENT = 0x8769, 0x9286
_NUM_ENTRIES_MAX = 1024
#: The first eight bytes of a comment say how it is written.
_ENCODINGS = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "utf-16", b"\0" * 8: "utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """What was found; empty where nothing was."""

    xmp: bytes = field(default=b"", repr=False)
    exif: bytes = field(default=b"", repr=False)
    #: The text of a PNG under the keyword AIGC.
    text: str = ""

    def comment(self) -> str:
        """The user's comment in the EXIF block."""
        return _comment(self.exif.removeprefix(_JPEG_EXIF))


def embedded(data: bytes, media_type: str) -> Embedded:
    """What tells of its making in a file of PNG, JPEG, WebP or AVIF.

    For AVIF the decoder is asked, so call it where strangers' pictures are decoded.
    """
    match media_type:
        case "image/png":
            return _png(data)
        case "image/jpeg":
            return _jpeg(data)
        case "image/webp":
            chunks = dict(reversed(list(_webp_chunks(data))))
            return Embedded(xmp=chunks.get(b"XMP ", b""), exif=chunks.get(b"EXIF", b""))
        case "image/avif":
            return _avif(data)
        case _:
            return Embedded()


def _png(data: bytes) -> Embedded:
    xmp, exif, text = b"", b"", ""
    for kind, content in islice(_png_chunks(data), NUM_TEXTS_MAX):
        if kind == b"eXIf":
            exif = exif or content
            continue
        keyword, _, rest = content.partition(b"\0")
        if keyword == _XMP_KEYWORD and kind == b"iTXt":
            xmp = xmp or _png_text(kind, rest)
        elif keyword == _AIGC_KEYWORD:
            text = text or _png_text(kind, rest).decode("utf-8", "replace")
    return Embedded(xmp=xmp, exif=exif, text=text)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks that may hold something, without a look at their checksums."""
    at = len(_PNG_LEAD) if data.startswith(_PNG_LEAD) else len(data)
    for _ in range(NUM_PIECES_MAX):
        if at + 12 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind in {b"iTXt", b"tEXt", b"zTXt", b"eXIf"} and length <= PIECE_BYTES_MAX:
            yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def _png_text(kind: bytes, rest: bytes) -> bytes:
    """A text, after its keyword."""
    if kind == b"tEXt":
        return rest
    if kind == b"zTXt":
        return _unpacked(rest[1:])
    pieces = rest[2:].split(b"\0", 2)
    if len(pieces) < 3:
        return b""
    return pieces[2] if rest[:1] == b"\0" else _unpacked(pieces[2])


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, PIECE_BYTES_MAX)
    except zlib.error:
        return b""


def _jpeg(data: bytes) -> Embedded:
    xmp, exif = b"", b""
    for body in _jpeg_segments(data):
        if body.startswith(_JPEG_XMP):
            xmp = xmp or body[len(_JPEG_XMP) :]
        elif body.startswith(_JPEG_EXIF):
            exif = exif or body
    return Embedded(xmp=xmp, exif=exif)


def _jpeg_segments(data: bytes) -> Iterator[bytes]:
    """What the APP1 segments hold, up to the first scan."""
    at = len(_JPEG_LEAD) if data.startswith(_JPEG_LEAD) else len(data)
    for _ in range(NUM_PIECES_MAX):
        if data[at : at + 1] != b"\xff" or at + 4 > len(data):
            return
        marker = data[at + 1]
        if marker in {_SOS, _EOI}:
            return
        if marker in _ALONE or marker == 0xFF:
            # The second byte of a pair that is filled up may be a marker's first.
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4])
        if marker == _APP1:
            yield data[at + 4 : at + 2 + length]
        at += 2 + length


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12 if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else len(data)
    for _ in range(NUM_PIECES_MAX):
        if at + 8 > len(data):
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        if kind in {b"XMP ", b"EXIF"} and length <= PIECE_BYTES_MAX:
            yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _avif(data: bytes) -> Embedded:
    try:
        if sniff.sniff(data) is not sniff.AVIF:
            return Embedded()
        with guarded(data, DEFAULT_LIMITS):
            image, bare = open_picture(data, DEFAULT_LIMITS)
            exif = image.info.get("exif", b"")
    except (InputRefused, MemoryError):
        return Embedded()
    return Embedded(xmp=bare.xmp, exif=exif)


def _comment(block: bytes) -> str:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return ""
    try:
        (first,) = struct.unpack_from(f"{order}I", block, 4)
        where = _entry(block, order, first, _EXIF_DIRECTORY)
        found = where and _entry(block, order, where[1], _USER_COMMENT)
    except struct.error:
        return ""
    if not found or not 8 < found[0] <= PIECE_BYTES_MAX:
        return ""
    value = block[found[1] : found[1] + found[0]]
    encoding = _ENCODINGS.get(value[:8], "utf-8")
    if encoding == "utf-16" and value[8:10] not in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16-le" if order == "<" else "utf-16-be"
    return value[8:].decode(encoding, "replace")


def _entry(block: bytes, order: str, at: int, wanted: int) -> tuple[int, int] | None:
    """How many values an entry of one directory has, and its own value or where they lie."""
    (num_entries,) = struct.unpack_from(f"{order}H", block, at)
    for index in range(min(num_entries, _NUM_ENTRIES_MAX)):
        tag, _, count, value = struct.unpack_from(f"{order}HHII", block, at + 2 + 12 * index)
        if tag == wanted:
            return count, value
    return None
