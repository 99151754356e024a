"""The lock on a data directory: one process at a time may run the worker role over SQLite.

The kernel drops it with the process, however that ends. It does not know what is in the directory.
"""

import fcntl
import os
from pathlib import Path

from inkstone.domain.errors import Unavailable


class DataLock:
    """An exclusive lock on a directory."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / "worker.lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock.

        Raises:
            Unavailable: another process holds it.
        """
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise Unavailable(
                f"Another Inkstone (process {holder}) serves {self._file.parent}. Stop it, choose "
                "another --data-dir, or start this one with --no-worker.",
                code="data_directory_in_use",
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
