"""What a stranger's picture may be, and the words it is refused with when it is more.

This module does not know how a picture is read.
"""

from dataclasses import dataclass
from typing import Literal

from inkstone.domain.errors import InputRefused

MIB = 2**20
#: A decoded picture has at most as many pixels as the largest that is made.
AREA_PX_MAX = 2048 * 2048

RefusalCode = Literal[
    "input_not_an_image",
    "input_broken",
    "input_too_large",
    "input_too_many_pixels",
    "input_empty",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeLimits:
    """The limits of one decoding."""

    #: The file, in bytes.
    bytes_max: int = 20 * MIB
    #: Width times height, in pixels.
    pixels_max: int = 64_000_000
    #: Width, and height, in pixels.
    side_px_max: int = 32_768
    #: Profile, EXIF and tables of a TIFF, each, in bytes; profiles of printers have 3 MB.
    metadata_bytes_max: int = 4 * MIB
    #: The pieces of one file: chunks, segments, strips, tiles. The usual ones have 8 KB and more.
    num_pieces_max: int = 65_536
    #: Passes of a progressive JPEG; cameras and encoders make about ten.
    num_scans_max: int = 100


#: What a caller who names no limits gets.
DEFAULT_LIMITS = DecodeLimits()


def refusal(code: RefusalCode, message: str) -> InputRefused:
    """The error for one reason."""
    return InputRefused(message, code=code)


def broken(name: str, what: str = "") -> InputRefused:
    """The error for a picture that begins well and goes wrong.

    Args:
        name: the kind of picture, as people say it.
        what: what is wrong with it, where that is known.
    """
    reason = f": {what}." if what else "."
    return refusal("input_broken", f"The {name} picture is broken or cut off{reason}")


def check_num_bytes(num_bytes: int, limits: DecodeLimits) -> None:
    """Refuse a file by its length.

    Raises:
        InputRefused: it is empty or too long.
    """
    if num_bytes == 0:
        raise refusal("input_empty", "The picture is empty: it has 0 bytes.")
    if num_bytes > limits.bytes_max:
        raise refusal(
            "input_too_large",
            f"The picture has {num_bytes:,} bytes; at most {limits.bytes_max:,} are taken.",
        )


def check_size(name: str, width_px: int, height_px: int, limits: DecodeLimits) -> None:
    """Refuse a picture by its size, before anything is decoded.

    Raises:
        InputRefused: it has no pixels, or too many.
    """
    if width_px < 1 or height_px < 1:
        raise broken(name, f"its header says {width_px}x{height_px} pixels")
    if max(width_px, height_px) > limits.side_px_max:
        raise refusal(
            "input_too_many_pixels",
            f"The picture has {width_px}x{height_px} pixels; "
            f"a side may have {limits.side_px_max:,}.",
        )
    if width_px * height_px > limits.pixels_max:
        raise refusal(
            "input_too_many_pixels",
            f"The picture has {width_px}x{height_px} = {width_px * height_px:,} pixels; "
            f"at most {limits.pixels_max:,} are taken.",
        )


def check_memory(num_bytes: int) -> None:
    """Refuse a picture that takes more memory than there is, before a decoder asks for it.

    Some decoders say of a picture that it is broken when it is memory that they lack.

    Raises:
        InputRefused: there is not so much.
    """
    try:
        # The system lends these pages without touching them, so asking costs nothing.
        bytes(num_bytes)
    except MemoryError as error:
        raise refusal(
            "input_too_many_pixels",
            f"The picture takes {num_bytes // MIB:,} MiB to decode, which is more than there is.",
        ) from error
