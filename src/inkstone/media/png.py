"""Text in encoded PNG pictures: put it in and read it out without touching a pixel.

This module does not know what the texts mean. Source: PNG (Third Edition), sections 5.3, 11.3.3.
"""

import re
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: The longest text, in bytes of UTF-8: what Pillow reads at its own limit.
TEXT_BYTES_MAX = 2**20
#: All texts of one picture together, in bytes of UTF-8.
TEXTS_BYTES_MAX = 4 * 2**20
#: The most texts in one picture.
NUM_TEXTS_MAX = 64
#: The most chunks that are walked: 512 MB of the usual 8 KB pieces.
NUM_CHUNKS_MAX = 65_536
#: The keyword under which XMP lies. Source: XMP, part 3, 1.1.5, which wants it not compressed.
XMP = "XML:com.adobe.xmp"

_COMPRESS_BYTES_MIN = 1024
_CHUNK_BYTES_MAX = 2**31 - 1
_IHDR_SIZE = 13
#: Latin-1 that prints, without a space first, last or beside another.
_KEYWORD = re.compile(r"(?=.{1,79}\Z)[!-~\xa1-\xff]+(?: [!-~\xa1-\xff]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    """Where one chunk lies: `start` at its length, `end` after its checksum."""

    kind: bytes
    start: int
    end: int

    def content(self, png: bytes) -> bytes:
        """What it holds, once its checksum is proved."""
        body = png[self.start + 4 : self.end - 4]
        if zlib.crc32(body) != int.from_bytes(png[self.end - 4 : self.end]):
            raise ValueError(f"The checksum of a PNG chunk {self.kind!r} is wrong.")
        return body[4:]


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the header says them.

    Raises:
        ValueError: this is not a PNG picture.
    """
    header = next(_chunks(png))
    width_px, height_px = struct.unpack_from(">II", header.content(png))
    if not (0 < width_px <= _CHUNK_BYTES_MAX and 0 < height_px <= _CHUNK_BYTES_MAX):
        raise ValueError("The PNG header gives a size that no picture has.")
    return width_px, height_px


def texts(png: bytes) -> dict[str, str]:
    """The picture's iTXt texts by keyword; of two with one keyword the last.

    Raises:
        ValueError: this is not a whole PNG picture, or its texts are broken or over the limits.
    """
    return _read(png)


def with_text(png: bytes, texts: Mapping[str, str]) -> bytes:
    """The same picture carrying these texts; one of the same keyword is replaced.

    Long ones are compressed, but for XMP, which those who look for it read as it stands.

    Raises:
        ValueError: this is not a whole PNG picture, or a text is not fit to be carried.
    """
    _check_texts(texts)
    rest = _without(png, texts.keys())
    header = next(_chunks(rest))
    added = [_encode(keyword, text) for keyword, text in texts.items()]
    result = b"".join([rest[: header.end], *added, rest[header.end :]])
    # Together with what was there already it must stay within the limits of reading.
    _read(result)
    return result


def with_xmp(png: bytes, packet: bytes) -> bytes:
    """The same picture carrying this XMP packet and no other; none at all where it is empty.

    Raises:
        ValueError: this is not a whole PNG picture, or the packet is not fit to be carried.
    """
    if packet:
        return with_text(png, {XMP: packet.decode()})
    return _without(png, {XMP})


def _read(png: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    num, total = 0, 0
    for chunk in _chunks(png):
        if chunk.kind == b"iTXt":
            if num >= NUM_TEXTS_MAX:
                raise ValueError(f"A PNG picture may carry {NUM_TEXTS_MAX} texts, not more.")
            keyword, text = _decode(chunk.content(png))
            num, total = num + 1, total + len(text)
            if total > TEXTS_BYTES_MAX:
                raise ValueError(f"The texts may have {TEXTS_BYTES_MAX} bytes, not more.")
            found[keyword] = text.decode("utf-8")
    return found


def _without(png: bytes, keywords: Collection[str]) -> bytes:
    """The same picture without the texts of these keywords."""
    header, *rest = _chunks(png)
    header.content(png)
    kept, at = [], 0
    for chunk in rest:
        if chunk.kind == b"iTXt":
            keyword, _, _ = chunk.content(png).partition(b"\0")
            if keyword.decode("latin-1") in keywords:
                kept.append(png[at : chunk.start])
                at = chunk.end
    return b"".join([*kept, png[at:]]) if kept else png


def _chunks(png: bytes) -> Iterator[_Chunk]:
    """Walk the chunks from IHDR to IEND; what comes after is nobody's."""
    if not png.startswith(SIGNATURE):
        raise ValueError("This is not a PNG picture.")
    at = len(SIGNATURE)
    for index in range(NUM_CHUNKS_MAX):
        if len(png) < at + 12:
            raise ValueError("The PNG picture is cut off.")
        length, kind = struct.unpack_from(">I4s", png, at)
        end = at + 12 + length
        if length > _CHUNK_BYTES_MAX or end > len(png):
            raise ValueError("The PNG picture is cut off, or a chunk's length is wrong.")
        if (index == 0) != (kind == b"IHDR") or (index == 0 and length != _IHDR_SIZE):
            raise ValueError("The PNG picture does not begin with one header.")
        yield _Chunk(kind=kind, start=at, end=end)
        if kind == b"IEND":
            return
        at = end
    raise ValueError(f"The PNG picture has more than {NUM_CHUNKS_MAX} chunks.")


def _check_texts(texts: Mapping[str, str]) -> None:
    for keyword, text in texts.items():
        if not _KEYWORD.fullmatch(keyword):
            raise ValueError(
                f"{keyword!r} is no PNG keyword: 1 to 79 Latin-1 characters that print, "
                "no space first, last or beside another."
            )
        num_bytes = len(text.encode("utf-8"))
        if "\0" in text:
            raise ValueError(f"The text {keyword!r} holds a NUL, which ends a PNG text.")
        if num_bytes > TEXT_BYTES_MAX:
            raise ValueError(f"{keyword!r} has {num_bytes} bytes; at most {TEXT_BYTES_MAX} fit.")


def _encode(keyword: str, text: str) -> bytes:
    """One iTXt chunk: keyword, compression flag and method, no language, no translation, text."""
    plain = text.encode("utf-8")
    may_pack = len(plain) > _COMPRESS_BYTES_MIN and keyword != XMP
    packed = zlib.compress(plain) if may_pack else plain
    is_packed = len(packed) < len(plain)
    lead = keyword.encode("latin-1") + (b"\0\1\0\0\0" if is_packed else b"\0\0\0\0\0")
    body = b"iTXt" + lead + (packed if is_packed else plain)
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _decode(content: bytes) -> tuple[str, bytes]:
    """Keyword and text, in UTF-8, of one iTXt chunk."""
    name, found, rest = content.partition(b"\0")
    keyword = name.decode("latin-1")
    flags, languages = rest[:2], rest[2:].split(b"\0", 2)
    if not found or not _KEYWORD.fullmatch(keyword) or len(flags) != 2 or len(languages) != 3:
        raise ValueError("A text of the PNG picture is broken.")
    data = languages[2]
    if flags == b"\1\0":
        data = _unpack(data)
    elif flags[0] != 0:
        raise ValueError("A text of the PNG picture is packed in a way that PNG does not know.")
    if len(data) > TEXT_BYTES_MAX:
        raise ValueError(f"A text of the PNG picture has more than {TEXT_BYTES_MAX} bytes.")
    return keyword, data


def _unpack(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, TEXT_BYTES_MAX + 1)
    except zlib.error as error:
        raise ValueError("A text of the PNG picture cannot be unpacked.") from error
    if not unpacker.eof and len(plain) <= TEXT_BYTES_MAX:
        raise ValueError("A text of the PNG picture is cut off.")
    return plain
