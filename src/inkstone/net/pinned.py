"""Connections that go to the addresses they were given, and read no more and no longer than told.

This module does not know HTTP. It stands below httpcore2, which asks it for the host of a URL and
never learns the address; the certificate is still checked against that host.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import httpcore2

from inkstone.net.addresses import Address
from inkstone.net.failures import UrlTimeout, UrlTooLarge, UrlUnreachable
from inkstone.net.limits import FetchLimits

T = TypeVar("T")

_BLANK_LINE = re.compile(rb"\n\r?\n")
#: A read larger than this gains nothing.
_READ_BYTES = 64 * 1024


@dataclass(slots=True, kw_only=True)
class Meter:
    """What one exchange may still use, and what it has used; times are the loop's."""

    host: str
    limits: FetchLimits
    #: When the fetch as a whole must be over.
    deadline: float
    #: When what is under way must be over.
    until: float
    #: The bytes that may still be read, framing and all.
    num_bytes_left: int
    num_bytes_read: int = 0
    #: What was read so far, while it may still be the header.
    head: bytearray = field(default_factory=bytearray)
    is_in_head: bool = True

    def until_in(self, seconds: float) -> None:
        """Give what comes next so much time, but no more than the fetch has."""
        self.until = min(self.deadline, asyncio.get_running_loop().time() + seconds)

    async def timed(self, work: Awaitable[T]) -> T:
        """Do it in the time that is left.

        Raises:
            UrlTimeout: it took longer.
        """
        try:
            async with asyncio.timeout_at(self.until):
                return await work
        except TimeoutError:
            raise UrlTimeout(f"{self.host} took too long to answer; try again later.") from None

    def begin_body(self, size_bytes_max: int) -> None:
        """The header is complete: count for the body from here."""
        self.is_in_head = False
        # Twice the size, because chunks have frames; a server that frames each byte is not served.
        self.num_bytes_left = 2 * size_bytes_max + self.limits.header_bytes_max

    def num_body_bytes_read(self) -> int:
        """How many bytes came after the header."""
        end = 0
        # Of several headers all but the last say 1xx, RFC 9110, 15.2.
        while found := _BLANK_LINE.search(self.head, end):
            is_last = self.head[end : end + 10][9:] != b"1"
            end = found.end()
            if is_last:
                break
        return self.num_bytes_read - end

    def count(self, data: bytes) -> None:
        """Take note of what was read."""
        self.num_bytes_left -= len(data)
        self.num_bytes_read += len(data)
        if self.is_in_head:
            self.head += data


class PinnedStream(httpcore2.AsyncNetworkStream):
    """One connection, under its meter."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter
        self._has_sent = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read what comes next, within the meter's time and bytes."""
        meter = self._meter
        if meter.num_bytes_left <= 0:
            what = "a longer header" if meter.is_in_head else "more"
            raise UrlTooLarge(f"{meter.host} sent {what} than is taken.")
        size = min(max_bytes, _READ_BYTES, meter.num_bytes_left)
        data = await meter.timed(self._stream.read(size))
        meter.count(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send, within the time for the answer's header, which begins with the first write."""
        if not self._has_sent:
            self._has_sent = True
            self._meter.until_in(self._meter.limits.first_byte_s)
        await self._meter.timed(self._stream.write(buffer))

    async def aclose(self) -> None:
        """Close it at once."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        """Shake hands for the name, within the time to connect."""
        secured = await self._meter.timed(self._stream.start_tls(ssl_context, server_hostname))
        return PinnedStream(secured, self._meter)


class PinnedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to one of the given addresses, whatever host it is asked for."""

    def __init__(self, addresses: Sequence[Address], meter: Meter) -> None:
        assert addresses
        self._addresses = addresses
        self._meter = meter
        self._backend = httpcore2.AnyIOBackend()
        self._stream: httpcore2.AsyncNetworkStream | None = None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address that accepts; the host is not looked at.

        Raises:
            UrlUnreachable, UrlTimeout: what the last address gave.
        """
        meter, loop = self._meter, asyncio.get_running_loop()
        begun_at = loop.time()
        failure: UrlUnreachable | UrlTimeout = UrlUnreachable()
        for index, address in enumerate(self._addresses):
            # The addresses left share the time left, so that a dead one leaves some to the next.
            used_s = loop.time() - begun_at
            left_s = min(meter.limits.connect_s - used_s, meter.deadline - loop.time())
            meter.until_in(left_s / (len(self._addresses) - index))
            try:
                self._stream = await meter.timed(self._backend.connect_tcp(str(address), port))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                failure = UrlUnreachable(f"{meter.host} does not take connections.")
            except UrlTimeout as late:
                failure = late
            else:
                meter.until_in(meter.limits.connect_s - (loop.time() - begun_at))
                return PinnedStream(self._stream, meter)
        raise failure

    async def aclose(self) -> None:
        """Close what was opened, whoever holds it now."""
        if self._stream is not None:
            with suppress(httpcore2.NetworkError, OSError):
                await self._stream.aclose()
