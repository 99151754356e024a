"""Blobs as files under one directory, written so that a crash leaves all of a blob or none.

This module does not know what the bytes are, nor who may read them.

    ROOT/objects/3f/job_abc/1,0.png     the blob `job_abc/1/0.png`
    ROOT/drafts/…                       what is being written

`3f` begins the digest of the key's first segment: 256 directories share the jobs. The other
segments are one file name, since `job_abc/1` may be a blob beside `job_abc/1/0.png`; a comma is
in no key. A new file is synced, renamed into place, and then its directory is synced.
"""

import contextlib
import errno
import os
import stat
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from inkstone.blobs.base import BlobInfo, BlobMissing, segments_of, segments_of_prefix
from inkstone.blobs.filesystem.directories import (
    DIRECTORY,
    OLD_FILE,
    file_name,
    key_of,
    make,
    matcher,
    names,
    opened,
    read_cached,
    shard_name,
    unless_missing,
)
from inkstone.blobs.filesystem.drafts import Draft, or_full, tidy
from inkstone.blobs.filesystem.threads import Threads

#: What comes in chunks is written in pieces of at least this.
_PIECE_BYTES = 256 * 1024
#: A blob of this size at the most is copied faster than a thread is woken.
_SMALL_BYTES = 1024 * 1024
#: How long a look at the room that is left is good, in seconds: what no longer fits is met anyway.
_FRESH_S = 1.0

_NUM_TRIES = 10
_NUM_SYNCED_MAX = 10_000

T = TypeVar("T")


class FilesystemBlobs:
    """A directory of blobs, which other processes may use at the same time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._objects = -1
        self._drafts = -1
        self._threads: Threads | None = None
        self._free_bytes: int | None = None
        self._looked_s = 0.0
        #: Owners whose directory surely outlives a crash.
        self._synced: set[str] = set()

    async def open(self, *, exclusive: bool = False) -> None:
        """Make the directories where they are missing; alone, remove what a crash left."""
        self._threads = Threads()
        await self._run(partial(self._open, exclusive=exclusive))

    async def close(self) -> None:
        """Let go of the directories."""
        if self._threads is not None:
            await self._threads.close()
            self._threads = None
        for fd in (self._objects, self._drafts):
            if fd >= 0:
                os.close(fd)
        self._objects = self._drafts = -1

    async def put(self, key: str, data: bytes) -> BlobInfo:
        """Store the bytes for good."""
        segments = segments_of(key)
        sha256 = await self._run(partial(self._put, segments, data))
        return BlobInfo(key=key, size_bytes=len(data), sha256=sha256)

    async def write(self, key: str, chunks: AsyncIterable[bytes]) -> BlobInfo:
        """Store bytes as they come."""
        segments = segments_of(key)
        draft = Draft(self._drafts)
        try:
            await self._run(draft.open)
            piece = bytearray()
            async for chunk in chunks:
                piece += chunk
                if len(piece) >= _PIECE_BYTES:
                    await self._run(partial(draft.write, bytes(piece)))
                    piece.clear()
            await self._run(partial(self._finish, draft, segments, bytes(piece)))
        except BaseException:
            # Not awaited: a task that is being cancelled may not wait, and it is one system call.
            draft.drop()
            raise
        return BlobInfo(key=key, size_bytes=draft.size_bytes, sha256=draft.digest.hexdigest())

    async def copy(self, source: str, key: str) -> None:
        """Give a file a second name, in the new owner's directory."""
        await self._run(partial(self._copy, segments_of(source), segments_of(key)))

    async def get(self, key: str) -> bytes:
        """The bytes."""
        segments = segments_of(key)
        # What was written lately the system has in memory as a rule.
        data = self._get(segments, is_hasty=True) if segments[0] in self._synced else None
        if data is None:
            data = await self._run(partial(self._get, segments, is_hasty=False))
        assert data is not None, "a read that may wait reads"
        return data

    async def delete(self, key: str) -> None:
        """Remove the bytes for good, and the directory that they leave empty."""
        owner, *rest = segments_of(key)
        name = file_name(rest)
        await self._run(partial(self._delete, owner, lambda found: found == name))

    async def delete_prefix(self, prefix: str) -> int:
        """Remove everything under a prefix."""
        owner, *rest = segments_of_prefix(prefix)
        return await self._run(partial(self._delete, owner, matcher(rest)))

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """The keys under a prefix, or all of them, one directory of jobs after the other."""
        if prefix:
            owner, *rest = segments_of_prefix(prefix)
            for key in await self._run(partial(self._keys, owner, matcher(rest))):
                yield key
            return
        for shard in await self._run(partial(names, self._objects)):
            for key in await self._run(partial(self._keys_of_shard, shard)):
                yield key

    async def path(self, key: str) -> Path | None:
        """The file, where the blob is there."""
        return await self._run(partial(self._path, segments_of(key)))

    async def tidy(self, *, older_than_s: float) -> int:
        """Remove drafts that nobody has written to for so long."""
        return await self._run(partial(tidy, self._drafts, time.time() - older_than_s))

    async def free_bytes(self) -> int | None:
        """What the file system has left for us, as it was a moment ago."""
        now_s = time.monotonic()
        if self._free_bytes is None or now_s - self._looked_s >= _FRESH_S:
            # Set before the look, so that those who ask meanwhile do not look as well.
            self._looked_s = now_s
            found = await self._run(partial(os.statvfs, self._root))
            self._free_bytes = found.f_bavail * found.f_frsize
        return self._free_bytes

    async def _run(self, work: Callable[[], T]) -> T:
        assert self._threads, "The store is not open."
        return await self._threads.run(work)

    # What runs in a thread.

    def _open(self, *, exclusive: bool) -> None:
        for path in (self._root, self._root / "objects", self._root / "drafts"):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._objects = os.open(self._root / "objects", DIRECTORY)
        self._drafts = os.open(self._root / "drafts", DIRECTORY)
        os.fsync(self._objects)
        with opened(str(self._root), os.O_RDONLY | os.O_DIRECTORY) as root:
            os.fsync(root)
        if exclusive:
            for name in names(self._drafts):
                os.unlink(name, dir_fd=self._drafts)

    def _put(self, segments: tuple[str, ...], data: bytes) -> str:
        draft = Draft(self._drafts)
        try:
            draft.open()
            self._finish(draft, segments, data)
        except BaseException:
            draft.drop()
            raise
        return draft.digest.hexdigest()

    def _finish(self, draft: Draft, segments: tuple[str, ...], last: bytes) -> None:
        owner, *rest = segments
        draft.write(last)
        draft.sync()
        with or_full():
            self._place(draft.name, owner, file_name(rest))

    def _copy(self, source: tuple[str, ...], segments: tuple[str, ...]) -> None:
        """Link the file as a draft, then move that: what was under the key is replaced at once."""
        owner, *rest = source
        draft = Draft(self._drafts)
        with unless_missing(), self._found(owner) as (_, directory):
            name = file_name(rest)
            if not stat.S_ISREG(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
                raise BlobMissing
            try:
                with or_full():
                    os.link(name, draft.name, src_dir_fd=directory, dst_dir_fd=self._drafts)
                    self._place(draft.name, segments[0], file_name(list(segments[1:])))
            finally:
                # Renaming a file onto another name of itself leaves both.
                draft.drop()
            return
        raise BlobMissing

    def _place(self, draft: str, owner: str, name: str) -> None:
        """Move a draft to its place, and make sure that the move outlives a crash."""
        for _ in range(_NUM_TRIES):
            # A delete may remove the directory between our making it and our using it.
            with (
                contextlib.suppress(FileNotFoundError),
                self._made(owner) as directory,
            ):
                os.rename(draft, name, src_dir_fd=self._drafts, dst_dir_fd=directory)
                os.fsync(directory)
                return
        raise FileNotFoundError(errno.ENOENT, "The directory of the blob keeps vanishing.", name)

    @contextlib.contextmanager
    def _made(self, owner: str) -> Iterator[int]:
        """The directory of one owner, made and made durable where that is not known of it."""
        name = shard_name(owner)
        if make(name, self._objects) or f"{name}/" not in self._synced:
            # There are 256 of them, made when they are first needed.
            os.fsync(self._objects)
            self._synced.add(f"{name}/")
        with opened(name, DIRECTORY, self._objects) as shard:
            # NOTE: That it exists is not enough: whoever made it may not have synced it yet.
            if make(owner, shard) or owner not in self._synced:
                os.fsync(shard)
                if len(self._synced) >= _NUM_SYNCED_MAX:
                    self._synced.clear()
                self._synced.add(owner)
            with opened(owner, DIRECTORY, shard) as directory:
                yield directory

    def _get(self, segments: tuple[str, ...], *, is_hasty: bool) -> bytes | None:
        """The bytes; in haste `None` where they are many, or where the disk must be asked."""
        owner, *rest = segments
        with unless_missing(), self._found(owner) as (_, directory):
            fd = os.open(file_name(rest), OLD_FILE, dir_fd=directory)
            with open(fd, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor has no path
                if not stat.S_ISREG(os.fstat(fd).st_mode):
                    raise BlobMissing
                return read_cached(fd, bytes_max=_SMALL_BYTES) if is_hasty else file.readall()
        raise BlobMissing

    def _path(self, segments: tuple[str, ...]) -> Path | None:
        owner, *rest = segments
        name = file_name(rest)
        with unless_missing(), self._found(owner) as (_, directory):
            if stat.S_ISREG(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
                return self._root / "objects" / shard_name(owner) / owner / name
        return None

    def _delete(self, owner: str, matches: Callable[[str], bool]) -> int:
        num = 0
        with unless_missing(), self._found(owner) as (shard, directory):
            for name in filter(matches, names(directory)):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=directory)
                    num += 1
            if num:
                # What was erased must not come back with the power.
                os.fsync(directory)
            self._synced.discard(owner)
            # It holds other blobs, or another process was faster.
            with contextlib.suppress(OSError):
                os.rmdir(owner, dir_fd=shard)
                os.fsync(shard)
        return num

    def _keys(self, owner: str, matches: Callable[[str], bool]) -> list[str]:
        with unless_missing(), self._found(owner) as (_, directory):
            return [key_of(owner, name) for name in names(directory) if matches(name)]
        return []

    def _keys_of_shard(self, shard_name: str) -> list[str]:
        with opened(shard_name, DIRECTORY, self._objects) as shard:
            owners = names(shard)
        return [key for owner in owners for key in self._keys(owner, lambda _: True)]

    @contextlib.contextmanager
    def _found(self, owner: str) -> Iterator[tuple[int, int]]:
        """Shard and directory of one owner."""
        with (
            opened(shard_name(owner), DIRECTORY, self._objects) as shard,
            opened(owner, DIRECTORY, shard) as directory,
        ):
            yield shard, directory
