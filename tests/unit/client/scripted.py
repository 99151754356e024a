"""A server on loopback that does to each request what the test says next, and the two clients.

It knows TCP and as much HTTP as it takes to fail at every place of an exchange.
"""

import asyncio
import json
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inkstone.client import AsyncClient, Client

KEY = "ink_sk_the-key-that-nobody-may-see"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request that came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0].removeprefix("/inkstone/v1")

    def json(self) -> Any:
        return json.loads(self.body)


#: What is done with a connection once its request was read.
Act = Callable[[socket.socket], None]


def says(document: Any = None, status: int = 200, *, body: bytes = b"", **headers: str) -> Act:
    """An answer; a header's name is written with underscores."""
    data = body if document is None else json.dumps(document).encode()
    lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(data)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return sends("\r\n".join(lines).encode() + b"\r\n\r\n" + data)


def sends(*pieces: bytes) -> Act:
    """Bytes as they are, then the end."""

    def act(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return act


def streams(*pieces: str | bytes, kind: str = "text/event-stream") -> Act:
    """A stream of events that ends with the connection."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n".encode()
    return sends(head, *(p.encode() if isinstance(p, str) else p for p in pieces))


def resets(connection: socket.socket) -> None:
    """The connection breaks, and whoever reads from it is told so."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def breaks_off(connection: socket.socket) -> None:
    """An answer that stops in the middle."""
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id": "job')


def hangs_up(connection: socket.socket) -> None:
    """No answer, and a proper end."""


def event(kind: str, document: Mapping[str, Any], event_id: str = "") -> str:
    """One event as the server writes it."""
    told = f"id: {event_id}\n" if event_id else ""
    return f"{told}event: {kind}\ndata: {json.dumps(document)}\n\n"


def a_job(status: str = "succeeded", **fields: Any) -> dict[str, Any]:
    """A job's JSON, with a field that no client knows."""
    return {
        "id": "job_1",
        "object": "job",
        "status": status,
        "model": "qwen-image-2.0",
        "images": [],
        "warnings": [],
        "error": None,
        "price": {"quoted_micros": 30_000, "charged_micros": 30_000, "currency": "USD"},
        "created_at": "2026-01-01T00:00:00+00:00",
        "from_the_future": {"a": 1},
        **fields,
    }


class Scripted:
    """The server. Beyond its script it repeats the last act."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.script: list[Act] = []
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        host, port = self._listener.getsockname()
        return f"http://{host}:{port}"

    def plays(self, *acts: Act) -> None:
        """What to do next, request by request."""
        self.script = list(acts)

    def is_silent(self, _: socket.socket) -> None:
        """Say nothing until the test is over."""
        self._over.wait(20)

    def keys(self) -> list[str | None]:
        """The idempotency key of each request that submitted."""
        return [each.headers.get("idempotency-key") for each in self.seen if each.path == "/jobs"]

    def close(self) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(20)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # it was closed
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as reader:
            try:
                seen = _read(reader)
                if seen is None:
                    return
                self.seen.append(seen)
                act = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                act(connection)
            except (OSError, ValueError):
                return  # the client went away, perhaps in the middle of its request


def _read(reader: Any) -> Seen | None:
    method, _, rest = reader.readline().decode().partition(" ")
    if not method:
        return None
    headers = {}
    while line := reader.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = reader.read(int(headers.get("content-length", 0)))
    while headers.get("transfer-encoding") == "chunked":
        size = int(reader.readline(), 16)
        body += reader.read(size)
        reader.readline()
        if size == 0:
            break
    return Seen(method=method, target=rest.split(" ")[0], headers=headers, body=body)


class Hasty(Client):
    """The client, which notes its pauses and does not make them."""

    def __init__(self, url: str, **options: Any) -> None:
        self.pauses: list[float] = []
        super().__init__(KEY, url, **options)

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


class HastyAsync(AsyncClient):
    """Its twin."""

    def __init__(self, url: str, **options: Any) -> None:
        self.pauses: list[float] = []
        super().__init__(KEY, url, **options)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


class Blocking:
    """An asynchronous client, or a picture of its, whose methods return when they are done."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        self._inner = inner
        self._runner = runner

    def __repr__(self) -> str:
        return repr(self._inner)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._blocking(found) if callable(found) else found

    def _blocking(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            made = function(*args, **kwargs)
            if hasattr(made, "__aiter__"):
                return self._iterate(made)
            return self._runner.run(made)

        return call

    def _iterate(self, made: AsyncIterator[Any]) -> Iterator[Any]:
        while True:
            try:
                yield self._runner.run(anext(made))
            except StopAsyncIteration:
                return


def image_of(client: Any, job: Any, index: int = 0) -> Any:
    """A picture of a job, to be read in the client's own way."""
    image: Any = job.images[index]
    return Blocking(image, client._runner) if isinstance(client, Blocking) else image


def kinds(events: Sequence[Any]) -> list[str]:
    """What kinds of events there are."""
    return [each.kind for each in events]
