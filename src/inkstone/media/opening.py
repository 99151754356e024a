"""The way from a file's bytes to a picture that is decoded: checked, stripped, one format tried.

This module does not know what is done with the picture.
"""

import io
import os
import stat
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

# Three formats that Pillow knows only once their modules are loaded; the others it always knows.
from PIL import AvifImagePlugin, Image, ImageCms, TiffImagePlugin, WebPImagePlugin  # noqa: F401

from inkstone.media import bare_gif, bare_jpeg, bare_png, bare_tiff, bare_webp, exif, sniff
from inkstone.media.bare import Bare
from inkstone.media.colour import plain
from inkstone.media.limits import DecodeLimits, broken, check_num_bytes, check_size, refusal

_Strip = Callable[[bytes, DecodeLimits], Bare]
_STRIPS: Mapping[str, _Strip] = {
    sniff.PNG.decoder: bare_png.bare,
    sniff.JPEG.decoder: bare_jpeg.bare,
    sniff.GIF.decoder: bare_gif.bare,
    sniff.TIFF.decoder: bare_tiff.bare,
    sniff.WEBP.decoder: bare_webp.bare,
}

#: Everything that decoders raise for broken bytes; memory that runs out is not among it.
_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, LookupError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, Warning,
    ImageCms.PyCMSError, struct.error, zlib.error,
)  # fmt: skip
#: How much larger than wanted a picture is read before it is resized, so that nothing is lost.
GAP = 2


def read(path: Path, limits: DecodeLimits) -> bytes:
    """The bytes of a local file, if it is not too long.

    Raises:
        InputRefused: it is empty, or too long.
        OSError: there is no such file.
    """
    # Not blocking, because a pipe of that name would never open.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{path} is not a file.")
        check_num_bytes(status.st_size, limits)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limits.bytes_max + 1)
    finally:
        os.close(descriptor)


@contextmanager
def guarded(data: bytes, limits: DecodeLimits) -> Iterator[None]:
    """Have everything that a decoder raises say that the picture is broken.

    Raises:
        InputRefused: the decoder raised something.
        MemoryError: there was not enough of it.
    """
    Image.MAX_IMAGE_PIXELS = limits.pixels_max
    # One thread a process: the pool has as many processes as may run.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise refusal(
            "input_too_many_pixels",
            f"The picture has more pixels than the {limits.pixels_max:,} that are taken.",
        ) from error
    except _FAILURES as error:
        if "memory" in str(error):
            # Some decoders have no better exception for it, and the picture may well be whole.
            raise MemoryError from error
        raise broken(sniff.sniff(data).name) from error


def open_picture(data: bytes, limits: DecodeLimits) -> tuple[Image.Image, Bare]:
    """The picture with nothing but its header read, and what its file says beside the pixels.

    Raises:
        InputRefused: it is not a picture, broken, or over a limit.
    """
    check_num_bytes(len(data), limits)
    kind = sniff.sniff(data)
    strip = _STRIPS.get(kind.decoder)
    bare = strip(data, limits) if strip else Bare(kind=kind, data=data)
    image = Image.open(io.BytesIO(bare.data), formats=[kind.decoder])
    check_size(kind.name, *image.size, limits)
    if kind is sniff.AVIF:
        # Its boxes turn the picture; Pillow tells that in the words of EXIF.
        bare = replace(
            bare,
            orientation=exif.orientation(image.info.get("exif", b"")),
            icc=image.info.get("icc_profile", b"")[: limits.metadata_bytes_max],
            xmp=image.info.get("xmp", b"")[: limits.metadata_bytes_max],
            notes=("animation_first_frame",) if getattr(image, "is_animated", False) else (),
        )
    return image, bare


def loaded(image: Image.Image, bare: Bare, wanted: tuple[int, int]) -> Image.Image:
    """The whole picture in one of the plain modes, read at a fraction where a JPEG allows it."""
    if wanted[0] < image.width and wanted[1] < image.height:
        image.draft(None, (GAP * wanted[0], GAP * wanted[1]))
    image.load()
    made = plain(image, bare)
    # Whatever else the file said goes no further.
    made.info.clear()
    return made


@contextmanager
def silent() -> Iterator[None]:
    """Keep what C libraries say about a stranger's picture out of the log: it is his to write."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
