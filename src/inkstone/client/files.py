"""Files on this side: pictures that are sent, read piece by piece, and results that are kept.

It does not know where they go to or come from.
"""

import hashlib
import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from inkstone.client.errors import DamagedPicture

_PIECE_BYTES = 256 * 1024

Local = Path | bytes | bytearray | memoryview | BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes to send, from their beginning each time."""

    chunks: Callable[[], Iterator[bytes]]
    #: `None` where it cannot be known before they are read.
    size_bytes: int | None
    #: Whether they can be read again for a second try.
    is_repeatable: bool = True


def source_of(local: Local) -> Source:
    """What a path, bytes or an open file holds.

    Raises:
        OSError: the file cannot be read.
        TypeError: it is none of these, or a file opened as text.
    """
    if isinstance(local, Path):
        with local.open("rb"):  # so that what cannot be read is said before anything is sent
            return Source(chunks=lambda: _of_path(local), size_bytes=local.stat().st_size)
    if isinstance(local, bytes | bytearray | memoryview):
        data = bytes(local)
        return Source(chunks=lambda: _of_bytes(data), size_bytes=len(data))
    if isinstance(local, io.TextIOBase):
        raise TypeError("open the file in binary mode: open(path, 'rb')")
    if not hasattr(local, "read"):
        kinds = "a path, bytes, an open file, a URL, an upload or an image"
        raise TypeError(f"a picture is {kinds}, not {type(local).__name__}")
    return _of_file(local)


def _of_path(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _pieces(file)


def _of_bytes(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _PIECE_BYTES):
        yield data[start : start + _PIECE_BYTES]


def _of_file(file: BinaryIO) -> Source:
    is_seekable = file.seekable()
    start = file.tell() if is_seekable else 0

    def chunks() -> Iterator[bytes]:
        if is_seekable:
            file.seek(start)
        yield from _pieces(file)

    return Source(chunks=chunks, size_bytes=None, is_repeatable=is_seekable)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE_BYTES):
        yield piece


class Draft:
    """A file that is there only once it is complete and is what was promised.

    As a context manager: what is not kept by its end is removed.
    """

    def __init__(self, path: str | Path, *, sha256: str) -> None:
        self._path = Path(path)
        self._sha256 = sha256
        self._hash = hashlib.sha256()
        self._draft = self._path.with_name(f".{uuid.uuid4().hex}.part")
        self._file = self._draft.open("xb")

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        self._hash.update(piece)
        self._file.write(piece)

    def keep(self) -> Path:
        """Make it the file; what was there before is replaced.

        Raises:
            DamagedPicture: it is not what was promised.
        """
        self._file.close()
        check(self._hash.hexdigest(), self._sha256)
        self._draft.replace(self._path)
        return self._path

    def __enter__(self) -> "Draft":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._draft.unlink(missing_ok=True)


def checked(data: bytes, sha256: str) -> bytes:
    """Bytes that are what was promised.

    Raises:
        DamagedPicture: they are not.
    """
    check(hashlib.sha256(data).hexdigest(), sha256)
    return data


def check(found: str, promised: str) -> None:
    """Refuse what is not what was promised, where anything was."""
    if promised and found != promised:
        raise DamagedPicture(f"The picture's SHA-256 is {found}; {promised} was promised.")
