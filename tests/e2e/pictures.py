"""What a picture says of itself: a PNG's size and texts, any picture's pixels."""

import hashlib
import io
import struct

from PIL import Image

from inkstone.media import xmp
from inkstone.media.embedded import embedded


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, read without an imaging library."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n"), data[:40]
    assert data.endswith(b"IEND\xaeB`\x82"), "the picture is cut off"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def png_texts(data: bytes) -> dict[str, str]:
    """The texts that a PNG carries, by name."""
    with Image.open(io.BytesIO(data)) as opened:
        opened.load()
        return {str(name): str(text) for name, text in opened.info.items()}


def pixels_of(data: bytes) -> str:
    """A digest of the pixels alone: equal for equal pictures, whatever they carry."""
    with Image.open(io.BytesIO(data)) as opened:
        drawn = opened.convert("RGBA")
    return hashlib.sha256(repr(drawn.size).encode() + drawn.tobytes()).hexdigest()


def documents_of(data: bytes) -> dict[str, str]:
    """What a file of ours knows of its picture, by name, whatever its format."""
    with Image.open(io.BytesIO(data)) as opened:
        media_type = opened.get_format_mimetype() or ""
    if media_type == "image/png":
        texts = png_texts(data)
    else:
        texts = xmp.documents(embedded(data, media_type).xmp)
    return {name: text for name, text in texts.items() if name.startswith("inkstone:")}


def drawing(data: bytes) -> tuple[str, dict[str, str]]:
    """What the files of two equal requests share: every pixel, and what is known of the picture.

    The rest says when and under which id it was made, and is signed, so that no two are the same.
    """
    return pixels_of(data), documents_of(data)
