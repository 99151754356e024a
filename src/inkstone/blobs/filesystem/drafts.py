"""A draft: a file that is being written, synced, and then moved to where its key says.

This module does not know keys, nor where a finished file goes.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator

from inkstone.blobs.filesystem.directories import FULL, NEW_FILE, names, write_all
from inkstone.domain.errors import StorageFull


class Draft:
    """A file that is being written and has no key yet."""

    def __init__(self, directory: int) -> None:
        self.name = secrets.token_hex(16)
        self.size_bytes = 0
        self.digest = hashlib.sha256()
        self._directory = directory
        self._fd = -1

    def open(self) -> None:
        """Make it."""
        with or_full():
            self._fd = os.open(self.name, NEW_FILE, 0o600, dir_fd=self._directory)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        with or_full():
            write_all(self._fd, data)
        self.size_bytes += len(data)
        self.digest.update(data)

    def sync(self) -> None:
        """Make sure that it is on the disk, and close it."""
        with or_full():
            os.fsync(self._fd)
        self._close()

    def drop(self) -> None:
        """Remove it, where it has not been moved."""
        self._close()
        with contextlib.suppress(OSError):
            os.unlink(self.name, dir_fd=self._directory)

    def _close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def tidy(directory: int, before_s: float) -> int:
    """Remove the drafts that nobody has written to since, and say how many those were."""
    num = 0
    for name in names(directory):
        with contextlib.suppress(FileNotFoundError):
            if os.stat(name, dir_fd=directory, follow_symlinks=False).st_mtime < before_s:
                os.unlink(name, dir_fd=directory)
                num += 1
    return num


@contextlib.contextmanager
def or_full() -> Iterator[None]:
    """Say in our words that there is no room."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise
