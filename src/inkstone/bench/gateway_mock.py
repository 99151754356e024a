"""The upstream of the gateway benchmark: OpenAI's image call with a picture that is always there.

It runs as a process of its own, counts what it was asked for by key, and draws nothing.
"""

import asyncio
import json
import signal
import sys
from base64 import b64encode
from collections import Counter
from contextlib import suppress
from functools import cache
from typing import cast

import httptools
import uvloop

from inkstone.bench import gateway_pictures

#: Where it tells how often each key asked for pictures.
COUNTS_PATH = "/counts"
_CREATED_S = 1_760_000_000
_NUM_PICTURES_MAX = 10


class Mock:
    """What all connections share: the delay and the counts."""

    def __init__(self, *, delay_s: float) -> None:
        self.delay_s = delay_s
        self.counts: Counter[str] = Counter()

    def answer(self, method: bytes, path: str, key: str, body: bytes) -> tuple[bytes, float]:
        """The whole answer to a request, and how long to wait before it is sent, in seconds."""
        if method == b"POST" and path.endswith("/images/generations"):
            self.counts[key] += 1
            return _pictures(body), self.delay_s
        if method == b"GET" and path.endswith("/models"):
            listed = [{"id": "mock-image", "object": "model", "created": 0, "owned_by": "mock"}]
            return _response("200 OK", _json({"object": "list", "data": listed})), 0
        if method == b"GET" and path == COUNTS_PATH:
            return _response("200 OK", _json(dict(self.counts))), 0
        return _refusal("404 Not Found", "There is nothing at this address."), 0


class Connection(asyncio.Protocol):
    """One connection, kept alive; a client sends its next request after the answer."""

    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._path, self._key, self._body = "", "", b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        # The loop's own class, which is no subclass.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._send(_refusal("400 Bad Request", "This is no HTTP."))
            self.connection_lost(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Answer nobody any more."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def on_message_begin(self) -> None:
        """Forget the last request."""
        self._path, self._key, self._body = "", "", b""

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        self._path += url.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take the key."""
        if name.lower() == b"authorization":
            self._key = value.decode("latin-1").removeprefix("Bearer ")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """Answer, at once or later."""
        method = self._parser.get_method()
        answer, delay_s = self._mock.answer(method, self._path, self._key, self._body)
        if delay_s:
            asyncio.get_running_loop().call_later(delay_s, self._send, answer)
        else:
            self._send(answer)

    def _send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


def _pictures(body: bytes) -> bytes:
    try:
        asked = json.loads(body)
        num_pictures = min(int(asked.get("n") or 1), _NUM_PICTURES_MAX)
        return _answer_of(str(asked.get("size") or gateway_pictures.SMALL), num_pictures)
    except (ValueError, AttributeError):
        return _refusal("400 Bad Request", "This is no request for pictures.")


@cache
def _answer_of(size: str, num_pictures: int) -> bytes:
    picture = {"b64_json": b64encode(gateway_pictures.png(size)).decode()}
    return _response("200 OK", _json({"created": _CREATED_S, "data": [picture] * num_pictures}))


def _refusal(status: str, message: str) -> bytes:
    told = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return _response(status, _json({"error": told}))


def _response(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


async def serve(*, port: int, delay_s: float) -> None:
    """Serve on this machine until told to stop."""
    mock, loop, stopping = Mock(delay_s=delay_s), asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    server = await loop.create_server(lambda: Connection(mock), "127.0.0.1", port, backlog=1024)
    await stopping.wait()
    server.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        uvloop.run(serve(port=int(sys.argv[1]), delay_s=float(sys.argv[2])))
