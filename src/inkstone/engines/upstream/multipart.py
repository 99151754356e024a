"""A form with files as one body, as browsers send it.

It does not know what the parts are for. Source: RFC 7578.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One part that holds a file; name, filename and type are plain ASCII without quotes."""

    name: str
    filename: str
    media_type: str
    data: bytes = field(repr=False)


def encoded(texts: Iterable[tuple[str, str]], files: Iterable[File]) -> tuple[str, bytes]:
    """The content type, which names the boundary, and the body.

    Args:
        texts: name and text of each part without a file, in order.
        files: what comes after them, in order.
    """
    # As long as this, it is in no picture, and nobody who wrote a prompt could have guessed it.
    boundary = f"inkstone-{secrets.token_hex(16)}"
    pieces: list[bytes] = []
    for name, text in texts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        # Half a character in a prompt cannot be written in UTF-8.
        pieces += [head.encode("ascii"), text.encode("utf-8", "replace"), b"\r\n"]
    for file in files:
        head = (
            f"--{boundary}\r\nContent-Disposition: form-data; "
            f'name="{file.name}"; filename="{file.filename}"\r\n'
            f"Content-Type: {file.media_type}\r\n\r\n"
        )
        pieces += [head.encode("ascii"), file.data, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode("ascii"))
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces)
