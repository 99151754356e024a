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
import hashlib
import os
import secrets
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread

from inkstone.blobs.base import BlobInfo, BlobMissing, segments_of, segments_of_prefix
from inkstone.domain.errors import StorageFull

#: How many threads write and read at once: a disk gains little from more.
NUM_THREADS = 16

# O_NOFOLLOW on every level: a link that someone puts into the tree leads nowhere.
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
# Without O_NONBLOCK a pipe with a blob's name would hold the thread forever.
_OLD_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MISSING = frozenset({errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.EMLINK})
_NUM_TRIES = 10
_NUM_SYNCED_MAX = 10_000

T = TypeVar("T")


class FilesystemBlobs:
    """A directory of blobs, which other processes may use at the same time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._objects = -1
        self._drafts = -1
        self._threads: anyio.CapacityLimiter | None = None
        #: Owners whose directory surely outlives a crash.
        self._synced: set[str] = set()

    async def open(self, *, exclusive: bool = False) -> None:
        """Make the directories where they are missing; alone, remove what a crash left."""
        self._threads = anyio.CapacityLimiter(NUM_THREADS)
        await self._run(partial(self._open, exclusive=exclusive))

    async def close(self) -> None:
        """Let go of the directories."""
        for fd in (self._objects, self._drafts):
            if fd >= 0:
                os.close(fd)
        self._objects = self._drafts = -1

    async def put(self, key: str, data: bytes) -> BlobInfo:
        """Store the bytes for good."""
        segments = segments_of(key)
        sha256 = await self._run(partial(self._put, segments, data))
        return BlobInfo(key=key, size_bytes=len(data), sha256=sha256)

    async def get(self, key: str) -> bytes:
        """The bytes."""
        return await self._run(partial(self._get, segments_of(key)))

    async def delete(self, key: str) -> None:
        """Remove the bytes for good, and the directory that they leave empty."""
        owner, *rest = segments_of(key)
        name = _file_name(rest)
        await self._run(partial(self._delete, owner, lambda found: found == name))

    async def delete_prefix(self, prefix: str) -> int:
        """Remove everything under a prefix."""
        owner, *rest = segments_of_prefix(prefix)
        return await self._run(partial(self._delete, owner, _matcher(rest)))

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """The keys under a prefix, or all of them, one directory of jobs after the other."""
        if prefix:
            owner, *rest = segments_of_prefix(prefix)
            for key in await self._run(partial(self._keys, owner, _matcher(rest))):
                yield key
            return
        for shard in await self._run(partial(_names, self._objects)):
            for key in await self._run(partial(self._keys_of_shard, shard)):
                yield key

    async def path(self, key: str) -> Path | None:
        """The file, where the blob is there."""
        return await self._run(partial(self._path, segments_of(key)))

    async def free_bytes(self) -> int | None:
        """What the file system has left for us."""
        found = await self._run(partial(os.statvfs, self._root))
        return found.f_bavail * found.f_frsize

    async def _run(self, work: Callable[[], T]) -> T:
        assert self._threads, "The store is not open."
        return await anyio.to_thread.run_sync(work, limiter=self._threads)

    # What runs in a thread.

    def _open(self, *, exclusive: bool) -> None:
        for path in (self._root, self._root / "objects", self._root / "drafts"):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._objects = os.open(self._root / "objects", _DIRECTORY)
        self._drafts = os.open(self._root / "drafts", _DIRECTORY)
        os.fsync(self._objects)
        with _opened(str(self._root), os.O_RDONLY | os.O_DIRECTORY) as root:
            os.fsync(root)
        if exclusive:
            for name in _names(self._drafts):
                os.unlink(name, dir_fd=self._drafts)

    def _put(self, segments: tuple[str, ...], data: bytes) -> str:
        owner, *rest = segments
        draft = secrets.token_hex(16)
        try:
            fd = os.open(draft, _NEW_FILE, 0o600, dir_fd=self._drafts)
            try:
                _write(fd, data)
                os.fsync(fd)
            finally:
                os.close(fd)
            self._place(draft, owner, _file_name(rest))
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.unlink(draft, dir_fd=self._drafts)
            if isinstance(error, OSError) and error.errno in _FULL:
                raise StorageFull from error
            raise
        return hashlib.sha256(data).hexdigest()

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
        name = _shard_name(owner)
        if _make(name, self._objects) or f"{name}/" not in self._synced:
            # There are 256 of them, made when they are first needed.
            os.fsync(self._objects)
            self._synced.add(f"{name}/")
        with _opened(name, _DIRECTORY, self._objects) as shard:
            # NOTE: That it exists is not enough: whoever made it may not have synced it yet.
            if _make(owner, shard) or owner not in self._synced:
                os.fsync(shard)
                if len(self._synced) >= _NUM_SYNCED_MAX:
                    self._synced.clear()
                self._synced.add(owner)
            with _opened(owner, _DIRECTORY, shard) as directory:
                yield directory

    def _get(self, segments: tuple[str, ...]) -> bytes:
        owner, *rest = segments
        with _unless_missing(), self._found(owner) as (_, directory):
            fd = os.open(_file_name(rest), _OLD_FILE, dir_fd=directory)
            with open(fd, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor has no path
                if not stat.S_ISREG(os.fstat(fd).st_mode):
                    raise BlobMissing
                return file.readall()
        raise BlobMissing

    def _path(self, segments: tuple[str, ...]) -> Path | None:
        owner, *rest = segments
        name = _file_name(rest)
        with _unless_missing(), self._found(owner) as (_, directory):
            if stat.S_ISREG(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
                return self._root / "objects" / _shard_name(owner) / owner / name
        return None

    def _delete(self, owner: str, matches: Callable[[str], bool]) -> int:
        num = 0
        with _unless_missing(), self._found(owner) as (shard, directory):
            for name in filter(matches, _names(directory)):
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
        with _unless_missing(), self._found(owner) as (_, directory):
            return [_key(owner, name) for name in _names(directory) if matches(name)]
        return []

    def _keys_of_shard(self, shard_name: str) -> list[str]:
        with _opened(shard_name, _DIRECTORY, self._objects) as shard:
            owners = _names(shard)
        return [key for owner in owners for key in self._keys(owner, lambda _: True)]

    @contextlib.contextmanager
    def _found(self, owner: str) -> Iterator[tuple[int, int]]:
        """Shard and directory of one owner."""
        with (
            _opened(_shard_name(owner), _DIRECTORY, self._objects) as shard,
            _opened(owner, _DIRECTORY, shard) as directory,
        ):
            yield shard, directory


@contextlib.contextmanager
def _unless_missing() -> Iterator[None]:
    """Leave the block where something is not there, or is a link or a file instead."""
    try:
        yield
    except OSError as error:
        if error.errno not in _MISSING:
            raise


def _names(directory: int) -> list[str]:
    return os.listdir(directory)


def _shard_name(owner: str) -> str:
    return hashlib.sha256(owner.encode("ascii")).hexdigest()[:2]


def _file_name(rest: list[str]) -> str:
    return ",".join(rest) or ","


def _key(owner: str, name: str) -> str:
    return owner if name == "," else f"{owner}/{name.replace(',', '/')}"


def _matcher(rest: list[str]) -> Callable[[str], bool]:
    """Whether a file name lies under the prefix whose segments after the first these are."""
    if not rest:
        return lambda name: name != ","
    return lambda name: name.startswith(",".join(rest) + ",")


def _make(name: str, directory: int) -> bool:
    try:
        os.mkdir(name, 0o700, dir_fd=directory)
    except FileExistsError:
        return False
    return True


def _write(fd: int, data: bytes) -> None:
    with memoryview(data) as view:
        at = 0
        while at < len(view):
            at += os.write(fd, view[at:])


@contextlib.contextmanager
def _opened(name: str, flags: int, directory: int | None = None) -> Iterator[int]:
    fd = os.open(name, flags, dir_fd=directory)
    try:
        yield fd
    finally:
        os.close(fd)
