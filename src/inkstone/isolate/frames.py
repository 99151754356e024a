"""The frames that parent and worker exchange: a JSON header and raw byte attachments.

This module does not know what a header means, nor who is at the other end of the pipe.

    magic (4) | header size (u32) | number of blobs (u32) | size of each (u64 …) | header | blobs

Nothing here can run code: a worker that was taken over can send wrong values, and no more.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: What every frame begins with, so that stray bytes are noticed at once.
MAGIC = b"INK1"
#: The largest JSON header: a scene of thousands of objects takes about 1 MB.
HEADER_BYTES_MAX = 8 * 2**20
#: The most attachments of one frame: inputs, mask and pictures of one job are far fewer.
NUM_BLOBS_MAX = 64
#: The largest frame: ten raw pictures of 2048² come to 160 MB.
FRAME_BYTES_MAX = 256 * 2**20

_PREFIX = struct.Struct(">4sII")


class FrameError(ValueError):
    """The bytes are not a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One message: a JSON object and byte strings."""

    header: dict[str, Any]
    blobs: list[bytes] = field(repr=False)


def encode(header: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> list[bytes]:
    """Turn a header and attachments into the buffers to write, one after the other.

    Raises:
        FrameError: the header is not JSON, or something is over its limit.
    """
    try:
        text = json.dumps(header, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError(f"The header cannot be written as JSON: {error}") from error
    lengths = [len(blob) for blob in blobs]
    _check(header_size=len(text), num_blobs=len(lengths), blobs_size=sum(lengths))
    sizes = struct.pack(f">{len(lengths)}Q", *lengths)
    return [_PREFIX.pack(MAGIC, len(text), len(blobs)) + sizes + text, *blobs]


class Decoder:
    """Takes bytes as they come and gives back the frames that they complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        #: How many bytes there must be before the buffer is worth another look.
        self._num_needed = _PREFIX.size

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes.

        Raises:
            FrameError: they are not a frame, or announce one over the limits.
        """
        self._buffer += data
        frames = []
        while frame := self._next():
            frames.append(frame)
        return frames

    def _next(self) -> Frame | None:
        if len(self._buffer) < self._num_needed:
            return None
        magic, header_size, num_blobs = _PREFIX.unpack_from(self._buffer)
        if magic != MAGIC:
            raise FrameError("These bytes do not begin a frame.")
        _check(header_size=header_size, num_blobs=num_blobs)
        at = _PREFIX.size + 8 * num_blobs
        if len(self._buffer) < at:
            self._num_needed = at
            return None
        sizes = struct.unpack_from(f">{num_blobs}Q", self._buffer, _PREFIX.size)
        _check(header_size=header_size, num_blobs=num_blobs, blobs_size=sum(sizes))
        if len(self._buffer) < at + header_size + sum(sizes):
            self._num_needed = at + header_size + sum(sizes)
            return None
        self._num_needed = _PREFIX.size
        return self._cut(at, header_size, sizes)

    def _cut(self, at: int, header_size: int, sizes: Sequence[int]) -> Frame:
        with memoryview(self._buffer) as view:
            text = bytes(view[at : at + header_size])
            at += header_size
            blobs = []
            for size in sizes:
                blobs.append(bytes(view[at : at + size]))
                at += size
        del self._buffer[:at]
        return Frame(header=_parse(text), blobs=blobs)


def _parse(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FrameError("The header is not JSON.") from error
    if not isinstance(header, dict):
        raise FrameError("The header is not a JSON object.")
    return header


def _check(*, header_size: int, num_blobs: int, blobs_size: int = 0) -> None:
    if header_size > HEADER_BYTES_MAX:
        raise FrameError(f"A header may have {HEADER_BYTES_MAX} bytes, not {header_size}.")
    if num_blobs > NUM_BLOBS_MAX:
        raise FrameError(f"A frame may have {NUM_BLOBS_MAX} blobs, not {num_blobs}.")
    if header_size + blobs_size > FRAME_BYTES_MAX:
        raise FrameError(f"A frame may have {FRAME_BYTES_MAX} bytes, not more.")
