"""One HTTP request and its answer, over one connection that serves nothing else.

This module does not know which URLs are good, nor redirects: it goes where it is sent. It is
imported with the first fetch only, because httpcore2 takes a tenth of a second to import.
"""

import asyncio
import re
import ssl
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Iterator,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager

import httpcore2

from inkstone.net.addresses import Address
from inkstone.net.failures import UrlTimeout, UrlTooLarge, UrlUnreachable
from inkstone.net.limits import FetchLimits
from inkstone.net.messages import Answer, Call, too_large
from inkstone.net.pinned import Meter, PinnedBackend
from inkstone.net.urls import Url

_DIGITS = re.compile(rb"[0-9]{1,20}\Z")
#: After so long without a pause a body lets the loop do other things.
_SLICE_S = 0.001
#: A body may come in so many pieces of any size, and beyond that in pieces of so many bytes on
#: average: each costs 30 us of the loop, and 20 MiB byte by byte would cost minutes.
_NUM_PIECES_FREE = 1000
_PIECE_BYTES_MIN = 256


class Body:
    """The bytes of an answer as they come, under the caps on size, time and pace."""

    def __init__(
        self, chunks: AsyncIterator[bytes], meter: Meter, size_bytes: int | None, cap_bytes: int
    ) -> None:
        self._chunks = chunks
        self._meter = meter
        self._size_bytes = size_bytes
        self._cap_bytes = cap_bytes
        self._num_bytes = 0
        self._num_pieces = 0
        self._waited_s = 0.0
        self._paused_at = asyncio.get_running_loop().time()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """The next bytes.

        Raises:
            UrlTooLarge, UrlTimeout, UrlUnreachable: and nothing more comes.
        """
        meter, loop = self._meter, asyncio.get_running_loop()
        begun_at = loop.time()
        if begun_at - self._paused_at > _SLICE_S:
            # Bytes that are already here are handed out without a pause; chunks of one byte each
            # would keep the loop from everybody else.
            await asyncio.sleep(0)
            begun_at = self._paused_at = loop.time()
        if begun_at >= meter.deadline:
            raise UrlTimeout(f"{meter.host} took too long to send it all.")
        # The time that the caller takes between two calls is not the server's.
        allowed_s = max(meter.limits.grace_s, self._num_bytes / meter.limits.rate_bytes_per_s_min)
        meter.until_in(allowed_s - self._waited_s)
        with _translated(meter.host):
            try:
                chunk = await anext(self._chunks)
            except StopAsyncIteration:
                self._check_end()
                raise
        self._waited_s += loop.time() - begun_at
        self._num_bytes += len(chunk)
        self._num_pieces += 1
        if self._num_pieces > _NUM_PIECES_FREE + self._num_bytes // _PIECE_BYTES_MIN:
            raise UrlUnreachable(f"{meter.host} sent it in too many pieces.", retryable=False)
        if self._num_bytes > self._cap_bytes:
            raise too_large(meter.host, self._cap_bytes)
        return chunk

    async def aclose(self) -> None:
        """No more of it is wanted."""
        if isinstance(self._chunks, AsyncGenerator):
            await self._chunks.aclose()

    def _check_end(self) -> None:
        # Fewer bytes than promised are noticed below us; more of them would go unread.
        promised = self._size_bytes
        if promised is not None and self._meter.num_body_bytes_read() > promised:
            raise UrlUnreachable(f"{self._meter.host} sent more than it promised.")


class Exchanger:
    """Makes exchanges; knows the certificates that the system trusts."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._ssl_context: ssl.SSLContext | None = None

    def is_ready_for(self, url: Url) -> bool:
        """Whether all is loaded that it takes to go there."""
        return url.scheme == "http" or self._ssl_context is not None

    def load_certificates(self) -> None:
        """Read the certificates that the system trusts; blocks for 50 ms."""
        self._ssl_context = httpcore2.default_ssl_context()

    @asynccontextmanager
    async def open(self, call: Call, addresses: Sequence[Address]) -> AsyncIterator[Answer]:
        """Make a call and give its answer as soon as the header is there.

        Args:
            call: its URL was checked, and is one that this is ready for.
            addresses: where to connect to, in this order; they were checked.

        Raises:
            UrlUnreachable, UrlTimeout, UrlTooLarge: for the world's part.
            ValueError: a header cannot be sent.
        """
        assert self.is_ready_for(call.url)
        meter = Meter(
            host=call.url.host,
            limits=self._limits,
            deadline=call.deadline,
            until=call.deadline,
            num_bytes_left=self._limits.header_bytes_max,
        )
        backend = PinnedBackend(addresses, meter)
        body = None
        try:
            with _translated(meter.host):
                response = await self._connection(call.url, backend).handle_async_request(
                    _request(call)
                )
            answer, body = self._read(response, meter, call)
            yield answer
        finally:
            try:
                if body is not None:
                    await body.aclose()
            finally:
                await backend.aclose()

    def _connection(self, url: Url, backend: PinnedBackend) -> httpcore2.AsyncHTTPConnection:
        return httpcore2.AsyncHTTPConnection(
            origin=httpcore2.Origin(url.scheme.encode(), url.host.encode(), url.port),
            ssl_context=self._ssl_context,
            http1=True,
            http2=False,
            retries=0,
            network_backend=backend,
        )

    def _read(self, response: httpcore2.Response, meter: Meter, call: Call) -> tuple[Answer, Body]:
        if len(response.headers) > self._limits.num_headers_max:
            raise UrlTooLarge(f"{meter.host} sent a longer header than is taken.")
        headers: dict[str, str] = {}
        for raw_name, raw_value in response.headers:
            name, value = raw_name.decode("ascii").lower(), raw_value.decode("latin-1")
            if name in headers and name == "location":
                raise UrlUnreachable(f"{meter.host} redirects to two places at once.")
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        meter.begin_body(call.size_bytes_max)
        size_bytes = None
        # Chunks win over a length, RFC 9112, 6.3; a length that is no number h11 has refused.
        length = headers.get("content-length", "").encode("latin-1")
        if "transfer-encoding" not in headers and _DIGITS.match(length):
            size_bytes = int(length)
        stream = response.stream
        assert isinstance(stream, AsyncIterable)
        body = Body(aiter(stream), meter, size_bytes, call.size_bytes_max)
        answer = Answer(status=response.status, headers=headers, size_bytes=size_bytes, body=body)
        return answer, body


def _request(call: Call) -> httpcore2.Request:
    url = call.url
    return httpcore2.Request(
        call.method,
        # From its parts, so that no other parser reads it.
        httpcore2.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target),
        headers=[("Host", url.authority), *call.headers.items(), ("Connection", "close")],
        content=call.body,
    )


@contextmanager
def _translated(host: str) -> Iterator[None]:
    """Say in our words what httpcore2 raises."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise UrlTimeout(f"{host} took too long to answer; try again later.") from error
    except httpcore2.ConnectError as error:
        # The handshake: everything before it is told by the connection itself.
        raise UrlUnreachable(
            f"{host} has no certificate that this system trusts for that name."
            if isinstance(error.__cause__, ssl.SSLCertVerificationError)
            else f"{host} did not agree on a secure connection."
        ) from error
    except httpcore2.LocalProtocolError as error:
        raise ValueError(f"This request cannot be sent: {error}") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        # OSError: a TLS record that is broken comes through as it is.
        raise UrlUnreachable(
            f"{host} broke off, or did not answer in correct HTTP; try again later."
        ) from error
