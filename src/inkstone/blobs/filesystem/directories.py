"""Directories by descriptor: names that cannot lead elsewhere, and how keys become names.

This module does not know what a blob is for; `tree` does. O_NOFOLLOW is on every level, so
that a link that someone puts into the tree leads nowhere.
"""

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Iterator

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
# Without O_NONBLOCK a pipe with a blob's name would hold the thread forever.
OLD_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MISSING = frozenset({errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.EMLINK})


@contextlib.contextmanager
def opened(name: str, flags: int, directory: int | None = None) -> Iterator[int]:
    """A descriptor, closed at the end of the block."""
    fd = os.open(name, flags, dir_fd=directory)
    try:
        yield fd
    finally:
        os.close(fd)


@contextlib.contextmanager
def unless_missing() -> Iterator[None]:
    """Leave the block where something is not there, or is a link or a file instead."""
    try:
        yield
    except OSError as error:
        if error.errno not in _MISSING:
            raise


def names(directory: int) -> list[str]:
    """What is in a directory."""
    return os.listdir(directory)


def make(name: str, directory: int) -> bool:
    """Make a directory; false where it was there."""
    try:
        os.mkdir(name, 0o700, dir_fd=directory)
    except FileExistsError:
        return False
    return True


def write_all(fd: int, data: bytes) -> None:
    """Write every byte."""
    with memoryview(data) as view:
        at = 0
        while at < len(view):
            at += os.write(fd, view[at:])


def read_cached(fd: int, *, bytes_max: int) -> bytes | None:
    """A whole file, where it is not too large and the system has it in memory."""
    size_bytes = os.fstat(fd).st_size
    at_once: int | None = getattr(os, "RWF_NOWAIT", None)
    if size_bytes > bytes_max or at_once is None:
        return None
    data = bytearray(size_bytes)
    try:
        is_whole = os.preadv(fd, [data], 0, at_once) == size_bytes
    except OSError:
        return None  # it is not in memory, or the file system cannot say
    return bytes(data) if is_whole else None


def shard_name(owner: str) -> str:
    """The directory that an owner's directory lies in."""
    return hashlib.sha256(owner.encode("ascii")).hexdigest()[:2]


def file_name(rest: list[str]) -> str:
    """The name of the blob whose segments after the first these are."""
    return ",".join(rest) or ","


def key_of(owner: str, name: str) -> str:
    """The key of an owner's file."""
    return owner if name == "," else f"{owner}/{name.replace(',', '/')}"


def matcher(rest: list[str]) -> Callable[[str], bool]:
    """Whether a file name lies under the prefix whose segments after the first these are."""
    if not rest:
        return lambda name: name != ","
    return lambda name: name.startswith(",".join(rest) + ",")
