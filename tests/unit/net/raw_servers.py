"""Servers that send the bytes they are told to, one that must not be reached, and a resolver."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace

from inkstone.net.fetch import Fetcher, FetchLimits

#: More time than anything takes, also where the machine stands still for some seconds.
LIMITS = FetchLimits(
    size_bytes_max=100_000,
    total_s=90.0,
    lookup_s=60.0,
    connect_s=60.0,
    first_byte_s=60.0,
    rate_bytes_per_s_min=1024,
    grace_s=60.0,
    num_lookups_at_once=4,
)
#: For what ends because it takes too long, so that no test waits for it.
HURRIED = replace(LIMITS, total_s=2.0, lookup_s=0.5, connect_s=0.5, first_byte_s=0.3, grace_s=0.2)


def picture(body=b"picture", *headers):
    """A plain answer."""
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def redirect(location, status=302):
    """An answer that sends elsewhere."""
    return b"HTTP/1.1 %d Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (
        status,
        location if isinstance(location, bytes) else location.encode("utf-8", "surrogatepass"),
    )


class RawServer:
    """Answers each request with bytes, or has a function do what it likes with the connection."""

    def __init__(self, answer):
        self.answer = answer
        self.num_connections = 0
        self.requests = []
        self.port = 0
        self._tasks = set()

    async def serve(self, reader, writer):
        self.num_connections += 1
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head)
            if callable(self.answer):
                await self.answer(reader, writer)
            else:
                writer.write(self.answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def stop(self, servers):
        for server in servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))
        for server in servers:
            await server.wait_closed()


@contextlib.asynccontextmanager
async def serving(answer, **tls) -> AsyncIterator[RawServer]:
    """A server on 127.0.0.1, gone at the end."""
    raw = RawServer(answer)
    server = await asyncio.start_server(raw.serve, "127.0.0.1", 0, **tls)
    raw.port = server.sockets[0].getsockname()[1]
    try:
        yield raw
    finally:
        await raw.stop([server])


@contextlib.asynccontextmanager
async def canary() -> AsyncIterator[RawServer]:
    """A server on both loopbacks, where there are two, that nothing should reach."""
    raw = RawServer(picture(b"secret"))
    servers = [await asyncio.start_server(raw.serve, "127.0.0.1", 0)]
    raw.port = servers[0].sockets[0].getsockname()[1]
    if socket.has_ipv6:
        with contextlib.suppress(OSError):
            servers.append(await asyncio.start_server(raw.serve, "::1", raw.port))
    try:
        yield raw
    finally:
        await raw.stop(servers)


class Names:
    """A resolver that knows what it is told, and who was asked for."""

    def __init__(self, known: Mapping[str, Sequence[str] | Callable] = {}):
        #: good.test is where the test's own server is; it is on the allow list.
        self.known = {"good.test": ("127.0.0.1",), **known}
        self.asked = []

    async def __call__(self, host, port):
        self.asked.append(host)
        answer = self.known.get(host)
        if answer is None:
            raise OSError(f"no address for {host}")
        return await answer() if callable(answer) else answer


@contextlib.asynccontextmanager
async def fetching(*, allow=("good.test",), limits=LIMITS, names=None) -> AsyncIterator[Fetcher]:
    """An open fetcher that reaches good.test and no other loopback."""
    fetcher = Fetcher(allow=allow, limits=limits, resolve=names or Names())
    await fetcher.open()
    try:
        yield fetcher
    finally:
        await fetcher.close()


async def fetched(fetcher, url):
    """All the bytes of a URL."""
    async with fetcher.get(url) as download:
        return b"".join([chunk async for chunk in download.chunks()])
