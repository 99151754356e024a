"""The blob seam: bytes kept under a key until they are deleted.

This module does not know where the bytes lie, nor whose they are.
"""

import re
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inkstone.domain.errors import NotFound

#: The longest key: `job_…/12/upload-name.png` takes about sixty characters.
KEY_CHARS_MAX = 200
#: The longest part of a key between slashes.
SEGMENT_CHARS_MAX = 100

_KEY = re.compile(r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_.-]+(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_.-]+)*")


class BlobMissing(NotFound):
    """There are no bytes under this key."""

    code = "blob_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobInfo:
    """What was stored: where, how much, and its digest for ETags and self-checks."""

    key: str
    size_bytes: int
    #: In lower-case hexadecimal.
    sha256: str


class BlobStore(Protocol):
    """A place for bytes.

    Every method but `open` and `close` raises ValueError for a key or prefix that is not one.
    """

    async def open(self, *, exclusive: bool = False) -> None:
        """Get ready. Called once.

        Args:
            exclusive: no other process uses this store, so what a crash left may be removed.
        """
        ...

    async def close(self) -> None:
        """Give everything back but the bytes."""
        ...

    async def put(self, key: str, data: bytes) -> BlobInfo:
        """Store the bytes for good, whole or not at all; what was under the key is replaced.

        Raises:
            StorageFull: there is no room; nothing has changed.
        """
        ...

    async def write(self, key: str, chunks: AsyncIterable[bytes]) -> BlobInfo:
        """Store bytes as they come, a chunk in memory at a time; whole or not at all, as `put`.

        What the chunks raise is raised, and nothing has changed.

        Raises:
            StorageFull: there is no room; nothing has changed.
        """
        ...

    async def copy(self, source: str, key: str) -> None:
        """Store what is under `source` under `key` too, for good.

        Raises:
            BlobMissing: there is nothing under `source`.
            StorageFull: there is no room; nothing has changed.
        """
        ...

    async def get(self, key: str) -> bytes:
        """The bytes.

        Raises:
            BlobMissing: there are none.
        """
        ...

    async def delete(self, key: str) -> None:
        """Remove the bytes for good; nothing happens where there are none."""
        ...

    async def delete_prefix(self, prefix: str) -> int:
        """Remove everything under `prefix`, which ends in a slash, and say how many that were."""
        ...

    def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """The keys under `prefix`, which ends in a slash, or all of them; in no order."""
        ...

    async def path(self, key: str) -> Path | None:
        """The local file that holds the bytes, where there is one, for sending without a copy."""
        ...

    async def tidy(self, *, older_than_s: float) -> int:
        """Remove what was begun so long ago and never finished, and say how many that were."""
        ...

    async def free_bytes(self) -> int | None:
        """How many more bytes fit, where that is known."""
        ...


def segments_of(key: str) -> tuple[str, ...]:
    """The parts of a key between its slashes.

    Raises:
        ValueError: this is not a key: letters, digits and `_ . -` between single slashes.
    """
    parts = tuple(key.split("/"))
    if not _KEY.fullmatch(key) or len(key) > KEY_CHARS_MAX:
        raise ValueError(f"{key[:KEY_CHARS_MAX]!r} is not the key of a blob.")
    if max(map(len, parts)) > SEGMENT_CHARS_MAX:
        raise ValueError(f"A part of the key {key!r} has more than {SEGMENT_CHARS_MAX} characters.")
    return parts


def segments_of_prefix(prefix: str) -> tuple[str, ...]:
    """The parts of a prefix, which is a key and a slash.

    Raises:
        ValueError: it is not; `job_1` would mean `job_12` too, and nothing would mean everything.
    """
    if not prefix.endswith("/"):
        raise ValueError(f"The prefix {prefix[:KEY_CHARS_MAX]!r} does not end in a slash.")
    return segments_of(prefix[:-1])
