"""A host on loopback for pictures, good and bad ones, and one that only counts who comes.

It speaks raw HTTP, so that it can also misbehave; it does not know what a server makes of that.
"""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

#: Answers one request whose header has been read.
Page = Callable[[asyncio.StreamWriter], Awaitable[None]]

_START_S = 10


class Host:
    """Pages on addresses of loopback, each with a port of its own, on a thread of their own."""

    def __init__(self, addresses: Sequence[str] = ("127.0.0.1",)) -> None:
        self.pages: dict[str, Page] = {}
        #: How often each path was asked for.
        self.asked: Counter[str] = Counter()
        self.num_connections = 0
        #: Connections under way.
        self.num_open = 0
        #: What a trickle waits for; set, the rest comes at once.
        self.gate = asyncio.Event()
        self._addresses = addresses
        self._ports: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def url(self, path: str, address: str = "") -> str:
        """Where a path is, at the first address unless one is named."""
        address = address or self._addresses[0]
        return f"http://{address}:{self._ports[address]}{path}"

    def release(self) -> None:
        """Let every trickle come to its end at once."""
        self._loop.call_soon_threadsafe(self.gate.set)

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_START_S)

    def close(self) -> None:
        """Drop every connection and stop."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(_START_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_S)
        self._loop.close()

    async def _listen(self) -> None:
        self._servers = []
        for address in self._addresses:
            made = await asyncio.start_server(self._serve, address, 0)
            self._ports[address] = made.sockets[0].getsockname()[1]
            self._servers.append(made)

    async def _drop(self) -> None:
        for made in self._servers:
            made.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.num_connections += 1
        self.num_open += 1
        try:
            # A client may hang up whenever it likes.
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("ascii")
                self.asked[path] += 1
                await self.pages.get(path, status(404))(writer)
                await writer.drain()
        finally:
            self.num_open -= 1
            writer.close()


@contextmanager
def running(*addresses: str) -> Iterator[Host]:
    """A host for the length of the block."""
    host = Host(addresses or ("127.0.0.1",))
    host.start()
    try:
        yield host
    finally:
        host.close()


def _head(status_line: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status_line}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


def _is_coming(media_type: str, size_bytes: int | None = None) -> bytes:
    length = {} if size_bytes is None else {"Content-Length": str(size_bytes)}
    return _head("200 OK", {"Content-Type": media_type, **length})


def file(data: bytes, media_type: str = "image/png") -> Page:
    """Bytes, with what they are said to be."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(_is_coming(media_type, len(data)) + data)

    return page


def status(code: int) -> Page:
    """A status and no body to speak of."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(f"{code} So Be It", {"Content-Length": "0"}))

    return page


def redirect(location: str) -> Page:
    """A redirect."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(_head("302 Found", {"Location": location, "Content-Length": "0"}))

    return page


def claims(size_bytes: int) -> Page:
    """A promise of more than anybody wants."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(_is_coming("image/png", size_bytes))

    return page


def endless(start: bytes) -> Page:
    """A body that begins well and never ends."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(_is_coming("image/png") + start)
        while True:
            writer.write(bytes(64 * 1024))
            await writer.drain()

    return page


def slow_header() -> Page:
    """A header that comes a byte at a time and never ends."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            writer.write(b"s")
            await writer.drain()
            await asyncio.sleep(0.1)

    return page


def slow_body(data: bytes) -> Page:
    """A body that comes a byte at a time."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(_is_coming("image/png", len(data)))
        for at in range(len(data)):
            writer.write(data[at : at + 1])
            await writer.drain()
            await asyncio.sleep(0.1)

    return page


def trickle(host: Host, data: bytes, *, chunk_bytes: int = 512, pause_s: float = 0.25) -> Page:
    """A body that comes a little at a time, until the host's gate opens: then all of it."""

    async def page(writer: asyncio.StreamWriter) -> None:
        writer.write(_is_coming("image/png", len(data)))
        at = 0
        while at < len(data) and not host.gate.is_set():
            writer.write(data[at : at + chunk_bytes])
            await writer.drain()
            at += chunk_bytes
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(host.gate.wait(), pause_s)
        writer.write(data[at:])

    return page
