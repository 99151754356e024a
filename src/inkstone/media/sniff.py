"""What kind of file bytes are, told by the bytes alone.

This module does not know names, endings or claimed types, and it decodes nothing.
"""

import re
from dataclasses import dataclass

from inkstone.media.limits import refusal

TAKEN = "PNG, JPEG, WebP, GIF, AVIF, TIFF and BMP pictures are taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of picture that is taken."""

    #: As people say it.
    name: str
    #: As HTTP says it.
    media_type: str
    #: As the decoder says it: the one format that it is told to try.
    decoder: str


PNG = Kind(name="PNG", media_type="image/png", decoder="PNG")
JPEG = Kind(name="JPEG", media_type="image/jpeg", decoder="JPEG")
WEBP = Kind(name="WebP", media_type="image/webp", decoder="WEBP")
GIF = Kind(name="GIF", media_type="image/gif", decoder="GIF")
AVIF = Kind(name="AVIF", media_type="image/avif", decoder="AVIF")
TIFF = Kind(name="TIFF", media_type="image/tiff", decoder="TIFF")
BMP = Kind(name="BMP", media_type="image/bmp", decoder="BMP")

_TAKEN_PREFIXES = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)

#: The sizes that the second header of a BMP comes in; `BM` alone begins many a text.
_BMP_HEADER_SIZES = {12, 40, 52, 56, 64, 108, 124}
_AVIF_BRANDS = {b"avif", b"avis"}
#: A list of compatible brands longer than this is nobody's.
_BRANDS_BYTES_MAX = 256

#: What else people send, so that the refusal can name it.
_OTHER_PREFIXES = (
    (b"II+\0", "a BigTIFF picture"),
    (b"MM\0+", "a BigTIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"8BPS", "a Photoshop document"),
    (b"SIMPLE  =", "a FITS picture"),
    (b"\0\0\1\0", "an icon (ICO)"),
    (b"\0\0\2\0", "a cursor (CUR)"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x8aMNG\r\n\x1a\n", "an MNG animation"),
    (b"PK\3\4", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a program (EXE)"),
    (b"%!PS", "a PostScript document"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript document"),
    (b"OggS", "an Ogg file"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (b"{\\rtf", "an RTF document"),
    (b"\0asm", "a WebAssembly program"),
)
_MARKUP = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "an SVG drawing"),
    (re.compile(rb"<(!doctype html|html|head|body|script)\b", re.IGNORECASE), "an HTML page"),
    (re.compile(rb"\A\s*<\?xml"), "an XML document"),
)
_HEAD_BYTES = 1024


def sniff(data: bytes) -> Kind:
    """The kind of picture that these bytes begin.

    Raises:
        InputRefused: it is none that is taken.
    """
    for prefix, kind in _TAKEN_PREFIXES:
        if data.startswith(prefix):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADER_SIZES:
        return BMP
    if data[4:8] == b"ftyp" and _AVIF_BRANDS & _brands(data):
        return AVIF
    raise refusal("input_not_an_image", f"This looks like {looks_like(data)}. {TAKEN}")


def looks_like(data: bytes) -> str:
    """What a file that is not taken seems to be, in words."""
    for prefix, words in _OTHER_PREFIXES:
        if data.startswith(prefix):
            return words
    if data[4:8] == b"ftyp":
        is_heic = {b"heic", b"heix", b"mif1", b"msf1", b"hevc"} & _brands(data)
        return "an HEIC picture" if is_heic else "an MP4 video"
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    for pattern, words in _MARKUP:
        if pattern.search(head):
            return words
    return "text" if _is_text(head) else "no picture that is known here"


def _brands(data: bytes) -> set[bytes]:
    """Major and compatible brands of an ISO media file."""
    size = min(int.from_bytes(data[:4]), _BRANDS_BYTES_MAX, len(data))
    return {data[8:12]} | {data[at : at + 4] for at in range(16, size - 3, 4)}


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The cut may have gone through a character.
        return error.start > len(head) - 4 and error.start > 0
    return all(char.isprintable() or char.isspace() for char in text)
