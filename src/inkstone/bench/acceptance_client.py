"""A client of the acceptance run: one HTTP/1.1 exchange a connection, which it may cut off.

It does not know what is asked for, nor whether an answer is a good one.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

#: The largest answer that is read, in bytes.
_ANSWER_BYTES_MAX = 64 * 1024 * 1024


class CutOff(Exception):
    """The exchange ended without an answer, whoever broke it off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    #: How long to wait for the answer before hanging up, in seconds.
    timeout_s: float = 30.0
    #: How much of the request is sent before the line is cut, 0 to 1; all of it by default.
    share_sent: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body; nothing where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


async def exchange(port: int, call: Call) -> Answer:
    """Send a request to a port of this machine and read its answer.

    Raises:
        CutOff: no whole answer came.
    """
    try:
        async with asyncio.timeout(call.timeout_s):
            return await _exchange(port, call)
    except (OSError, EOFError, ValueError, TimeoutError) as error:
        raise CutOff(str(error) or type(error).__name__) from error


async def _exchange(port: int, call: Call) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        data = _head(port, call) + call.body
        writer.write(data[: max(1, int(len(data) * call.share_sent))])
        await writer.drain()
        if call.share_sent < 1:
            raise EOFError("cut off while it was sent")
        return await _read(reader)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _head(port: int, call: Call) -> bytes:
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Connection": "close",
        "Content-Length": str(len(call.body)),
        **call.headers,
    }
    lines = [f"{call.method} {call.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status_line, *lines = head.splitlines()
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    num_bytes = int(headers.get("content-length", "-1"))
    if num_bytes > _ANSWER_BYTES_MAX:
        raise ValueError(f"an answer of {num_bytes} bytes")
    body = await (reader.readexactly(num_bytes) if num_bytes >= 0 else reader.read())
    return Answer(status=int(status_line.split()[1]), headers=headers, body=body)
