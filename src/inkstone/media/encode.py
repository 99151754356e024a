"""Our own pictures in the format, size and quality that somebody asked for.

It runs in a process of its own. This module does not know what the documents it carries say.
"""

import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PIL import Image, ImageFile

from inkstone.domain.errors import EngineFailure, InputRefused
from inkstone.media import bare_png, xmp
from inkstone.media.limits import DecodeLimits
from inkstone.media.opening import guarded, loaded, open_picture
from inkstone.media.png import SIGNATURE
from inkstone.media.stamp import box, stamp
from inkstone.media.visible_label import label

FORMATS = ("png", "jpeg", "webp", "avif")

#: One APP1 segment: 65,535 bytes less its length and the name that XMP has there.
_JPEG_XMP_BYTES_MAX = 65_535 - 2 - 29
#: From here on colours are kept at full resolution: who asks for it wants to see no difference.
_FULL_COLOUR_QUALITY = 90
#: 0 to 10. A noisy 2048x1365 takes 0.4 s at quality 50 and 3 s at 95, on one core.
_AVIF_SPEED = 8
#: Pure noise at quality 100 takes three.
_JPEG_BYTES_A_PIXEL_MAX = 4
_WHITE = (255, 255, 255)


def encode(
    png: bytes,
    *,
    output_format: str,
    quality: int,
    width_px: int,
    height_px: int,
    documents: Mapping[str, str],
    labels: xmp.Labels | None = None,
    watermark: str = "",
    visible_label: str = "",
    mark_id: int | None = None,
) -> bytes:
    """Encode a picture of ours, or of an upstream's; the same input gives the same bytes.

    Args:
        png: RGB or RGBA, in sRGB; an upstream's may be a JPEG or WebP, and have a profile.
        output_format: one of `FORMATS`.
        quality: 1 to 100; PNG has none.
        width_px: 1 or more.
        height_px: 1 or more.
        documents: JSON texts by name, for the formats that carry XMP; a PNG carries texts.
        labels: what the XMP says of the picture's making; a PNG gets its own from `png.with_xmp`.
        watermark: what the mark in the corner says; empty for no mark.
        visible_label: what the visible label says; empty for none.
        mark_id: the number that the invisible watermark carries; None for none.

    Raises:
        EngineFailure: the picture is none.
        ValueError: the format or a document's name is unknown.
    """
    if output_format not in FORMATS:
        raise ValueError(f"{output_format!r} is none of {', '.join(FORMATS)}.")
    image = _opened(png)
    is_as_asked = image.size == (width_px, height_px)
    if not is_as_asked:
        image = image.resize((width_px, height_px), Image.Resampling.LANCZOS)
    is_marked = bool(watermark or visible_label) or mark_id is not None
    if is_marked:
        image = _marked(image, watermark, visible_label, mark_id)
    file = io.BytesIO()
    match output_format:
        case "jpeg":
            packet = xmp.packet(documents, labels=labels, num_bytes_max=_JPEG_XMP_BYTES_MAX)
            _save_jpeg(image, file, quality, packet)
        case "webp":
            packet = xmp.packet(documents, labels=labels)
            image.save(file, "WEBP", quality=quality, method=4, xmp=packet)
        case "avif":
            # Its tiles follow the number of threads, so more than one would change the bytes.
            image.save(
                file,
                "AVIF",
                quality=quality,
                speed=_AVIF_SPEED,
                max_threads=1,
                xmp=xmp.packet(documents, labels=labels),
            )
        case _ if is_as_asked and not is_marked and _is_plain(png):
            return png
        case _ if is_marked:
            _save_stamped_png(image, file)
        case _:
            image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _marked(
    image: Image.Image, watermark: str, visible_label: str, mark_id: int | None
) -> Image.Image:
    """The picture with its marks; the invisible one last, so that it is beneath none."""
    if watermark:
        image = stamp(image, watermark)
    if visible_label:
        image = label(image, visible_label, apart_from=box(image.size, watermark))
    if mark_id is not None:
        # It takes arithmetic that no other picture needs.
        from inkstone.media.invisible import embed  # noqa: PLC0415

        image = embed(image, mark_id)
    return image


def _opened(png: bytes) -> Image.Image:
    """The picture in RGB or RGBA, with nothing beside."""
    limits = DecodeLimits(bytes_max=len(png) + 1)
    try:
        with guarded(png, limits):
            image, bare = open_picture(png, limits)
            image = loaded(image, bare, image.size)
    except InputRefused as error:
        raise EngineFailure(f"What the engine made cannot be encoded. {error.message}") from error
    return image.convert("RGBA" if image.mode in {"LA", "RGBA"} else "RGB")


def _is_plain(data: bytes) -> bool:
    """Whether it is a PNG that shows everybody the same."""
    if not data.startswith(SIGNATURE):
        return False
    return bare_png.plain(data, DecodeLimits(bytes_max=len(data) + 1)) is not None


def _save_stamped_png(image: Image.Image, file: io.BytesIO) -> None:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    # Runs alone take half the time of a search, and a tenth more room.
    image.save(file, "PNG", compress_type=zlib.Z_RLE)


def _save_jpeg(image: Image.Image, file: io.BytesIO, quality: int, packet: bytes) -> None:
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, _WHITE)
        white.paste(image, mask=image.getchannel("A"))
        image = white
    with _room(image.width * image.height * _JPEG_BYTES_A_PIXEL_MAX):
        image.save(
            file,
            "JPEG",
            quality=quality,
            optimize=True,
            subsampling="4:4:4" if quality >= _FULL_COLOUR_QUALITY else "4:2:0",
            xmp=packet,
        )


@contextmanager
def _room(size_bytes: int) -> Iterator[None]:
    """Let a file be so large that is written at one go, as an optimized JPEG is."""
    was, ImageFile.MAXBLOCK = ImageFile.MAXBLOCK, max(ImageFile.MAXBLOCK, size_bytes)
    try:
        yield
    finally:
        # It decides how other formats are cut into pieces: their bytes must not depend on it.
        ImageFile.MAXBLOCK = was
