"""The pictures of the gateway benchmark: a small flat one, and one of about two megabytes.

It does not know who serves them, nor to whom.
"""

import random
import struct
import zlib
from functools import cache

#: What every PNG begins and ends with.
SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"IEND\xaeB`\x82"
#: The sizes that are asked for, as the wire spells them.
SMALL = "256x256"
LARGE = "1024x1024"
#: From this side on, pictures are large ones, in pixels.
_LARGE_SIDE_PX = 512
#: How many of the rows of a large picture are noise: at 1024x1024 it makes two megabytes.
_NOISE_SHARE = 2 / 3
_COLOUR = b"\x2f\x6d\xa8"


@cache
def png(size: str) -> bytes:
    """The one picture of a size such as `256x256`, made once: flat, or noise where it is large.

    Raises:
        ValueError: this is no size.
    """
    width_px, height_px = (int(side) for side in size.split("x"))
    is_large = min(width_px, height_px) >= _LARGE_SIDE_PX
    num_noise_rows = int(height_px * _NOISE_SHARE) if is_large else 0
    noise = random.Random(size)  # noqa: S311 - pixels, and the same each time
    rows = [b"\0" + noise.randbytes(3 * width_px) for _ in range(num_noise_rows)]
    rows += [b"\0" + _COLOUR * width_px] * (height_px - num_noise_rows)
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 1)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def is_whole(data: bytes) -> bool:
    """Whether these are a PNG's bytes from its first to its last."""
    return data.startswith(SIGNATURE) and data.endswith(END)


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc
