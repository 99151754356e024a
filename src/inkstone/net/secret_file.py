"""The file that holds the signing secrets: read it, or make it once.

This module does not know what the secrets sign. One secret a line, in hexadecimal; the first is
the one in use, those below it are still accepted. Lines that begin with `#` are remarks.
"""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from inkstone.domain.errors import InkstoneError

SECRET_BYTES = 32
_FILE_BYTES_MAX = 64 * 1024


class SecretFileRefused(InkstoneError):
    """The file with the signing secrets cannot be used as it is."""

    code = "secret_file_refused"


def load_or_create(path: Path) -> tuple[bytes, ...]:
    """The secrets of the file, the one in use first; a file that is missing is made.

    Raises:
        SecretFileRefused: others can read it, or it does not hold secrets; says what to do.
        OSError: the system does not let us read or make it.
    """
    try:
        return _load(path)
    except FileNotFoundError:
        _create(path)
        return _load(path)


def _load(path: Path) -> tuple[bytes, ...]:
    with path.open("rb") as file:
        # Asked of the open file: the name could be given to another one in between.
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise SecretFileRefused(
                f"{path} holds secrets and others can use it (mode {mode:04o}). If nobody has "
                f"read it, run: chmod 600 {path} — else put a new secret on its first line."
            )
        data = file.read(_FILE_BYTES_MAX + 1)
    if len(data) > _FILE_BYTES_MAX:
        raise SecretFileRefused(f"{path} has more than {_FILE_BYTES_MAX} bytes.")
    found = [
        _parse(path, number, line.strip())
        for number, line in enumerate(data.splitlines(), start=1)
        if line.strip() and not line.startswith(b"#")
    ]
    if not found:
        raise SecretFileRefused(f"{path} holds no secret. Delete it and a new one is made.")
    return tuple(found)


def _parse(path: Path, number: int, line: bytes) -> bytes:
    try:
        secret = bytes.fromhex(line.decode("ascii"))
    except ValueError:
        secret = b""
    if len(secret) < SECRET_BYTES:
        # The line itself stays out of the message: it may be most of a secret.
        raise SecretFileRefused(
            f"Line {number} of {path} is not a secret: {2 * SECRET_BYTES} hexadecimal digits."
        )
    return secret


def _create(path: Path) -> None:
    """Write a new file under another name, then give it its name if nobody else has."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(secrets.token_hex(SECRET_BYTES).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, fails where the name is taken, and no reader ever sees half
        # a file: of two processes that start together both read what the first has made.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
