"""Blobs in memory: for tests, and for one picture made without a server.

This module does not know files; everything is lost when the process ends.
"""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path

from inkstone.blobs.base import BlobInfo, BlobMissing, segments_of, segments_of_prefix
from inkstone.domain.errors import StorageFull

#: Some hundred pictures: enough for a test or a command, and not the whole machine.
SIZE_BYTES_MAX = 2**30


class MemoryBlobs:
    """A dictionary with a limit."""

    def __init__(self, *, size_bytes_max: int = SIZE_BYTES_MAX) -> None:
        self._size_bytes_max = size_bytes_max
        self._size_bytes = 0
        self._blobs: dict[str, bytes] = {}

    async def open(self, *, exclusive: bool = False) -> None:
        """There is nothing to get ready."""

    async def close(self) -> None:
        """Forget everything."""
        self._blobs.clear()
        self._size_bytes = 0

    async def put(self, key: str, data: bytes) -> BlobInfo:
        """Keep the bytes."""
        segments_of(key)
        size_bytes = self._size_bytes - len(self._blobs.get(key, b"")) + len(data)
        if size_bytes > self._size_bytes_max:
            raise StorageFull("The blobs in memory have reached their limit.")
        self._size_bytes = size_bytes
        self._blobs[key] = bytes(data)
        return BlobInfo(key=key, size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())

    async def write(self, key: str, chunks: AsyncIterable[bytes]) -> BlobInfo:
        """Keep bytes as they come."""
        segments_of(key)
        data = bytearray()
        async for chunk in chunks:
            data += chunk
            if len(data) > self._size_bytes_max:
                raise StorageFull("The blobs in memory have reached their limit.")
        return await self.put(key, bytes(data))

    async def copy(self, source: str, key: str) -> None:
        """Keep the same bytes under another key."""
        await self.put(key, await self.get(source))

    async def get(self, key: str) -> bytes:
        """The bytes."""
        segments_of(key)
        if key not in self._blobs:
            raise BlobMissing
        return self._blobs[key]

    async def delete(self, key: str) -> None:
        """Forget the bytes."""
        segments_of(key)
        self._size_bytes -= len(self._blobs.pop(key, b""))

    async def delete_prefix(self, prefix: str) -> int:
        """Forget everything under a prefix."""
        segments_of_prefix(prefix)
        found = [key for key in self._blobs if key.startswith(prefix)]
        for key in found:
            await self.delete(key)
        return len(found)

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """The keys under a prefix, or all of them."""
        if prefix:
            segments_of_prefix(prefix)
        for key in [key for key in self._blobs if key.startswith(prefix)]:
            yield key

    async def path(self, key: str) -> Path | None:
        """There is never a file."""
        segments_of(key)
        return None

    async def tidy(self, *, older_than_s: float) -> int:
        """There is never anything unfinished."""
        return 0

    async def free_bytes(self) -> int | None:
        """What the limit leaves."""
        return self._size_bytes_max - self._size_bytes
