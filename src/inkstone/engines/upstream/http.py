"""HTTP to an upstream: one request, one answer, and whether a failure came before the sending.

This module does not know any vendor's words. The operator names the address, so it may be a
private one; what comes back is believed no more than a stranger's. Nothing is sent twice.
"""

import asyncio
import io
import json
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from inkstone import __version__
from inkstone.domain.errors import InvalidRequest, RouteUnavailable, UpstreamUnknown
from inkstone.net.failures import UrlRefused
from inkstone.net.urls import parse_url

MIB = 1024 * 1024
_CONNECT_S = 10.0
#: Shorter than most servers keep an idle connection, so that few are found closed.
_KEPT_S = 4.0
#: What is parsed on the event loop; more takes longer than a hop to a thread.
_SMALL_BYTES = 64 * 1024
_KEY = re.compile(r"[\x21-\x7e]{0,4096}")
#: These failed before a byte of the request was on its way.
_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_BROKEN = (aiohttp.ClientError, OSError)  # among them what took too long
#: A body may come in so many pieces of any size, and beyond that in pieces of so many bytes on
#: average: each costs 30 us of the event loop.
_NUM_PIECES_FREE = 1000
_PIECE_BYTES_MIN = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer whose header is here, and whose body comes."""

    status: int
    #: By lower-case name; of equal ones the last.
    headers: Mapping[str, str]
    _stream: AsyncIterator[bytes]

    @property
    def media_type(self) -> str:
        """As its sender claims, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def chunks(self, *, bytes_max: int) -> AsyncGenerator[bytes, None]:
        """The body as it comes.

        Raises:
            UpstreamUnknown: it breaks off, is packed, crumbled, or has more than this.
        """
        if self.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise UpstreamUnknown("The upstream packed its answer, which was not asked for.")
        size, num_pieces = 0, 0
        try:
            async for chunk in self._stream:
                size, num_pieces = size + len(chunk), num_pieces + 1
                if num_pieces > _NUM_PIECES_FREE + size // _PIECE_BYTES_MIN:
                    raise UpstreamUnknown("The upstream sent its answer in too many pieces.")
                if size > bytes_max:
                    raise UpstreamUnknown(f"The upstream sent more than {bytes_max // MIB} MiB.")
                yield chunk
        except _BROKEN as error:
            raise UpstreamUnknown(
                f"The upstream broke off in the midst of its answer ({type(error).__name__}); "
                "nothing is charged, and it is not asked again."
            ) from error

    async def body(self, *, bytes_max: int) -> bytes:
        """The whole body; raises as `chunks` does."""
        return b"".join([chunk async for chunk in self.chunks(bytes_max=bytes_max)])


class Http:
    """Connections to one upstream."""

    def __init__(
        self, *, name: str, url: str, api_key: str, timeout_s: float, connections_max: int
    ) -> None:
        """Describe them; nothing is connected before the first request.

        Args:
            name: how messages name the upstream.
            url: what paths are added to, such as `https://api.openai.com/v1`.
            api_key: sent as a bearer token; empty for none.
            timeout_s: how long it may be silent.
            connections_max: whoever asks beyond these waits for one of them.

        Raises:
            InvalidRequest: the address or the key is not what it must be.
        """
        if not _KEY.fullmatch(api_key):
            raise InvalidRequest(f"The key of the upstream {name} has characters that no key has.")
        self.name = name
        self._url = _checked(name, url)
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._connections_max = connections_max
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make ready."""
        # Reading the system's certificates takes tens of milliseconds.
        is_secret = self._url.startswith("https:")
        context = await asyncio.to_thread(ssl.create_default_context) if is_secret else True
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=context, limit=self._connections_max, keepalive_timeout=_KEPT_S
            ),
            timeout=aiohttp.ClientTimeout(
                total=None,
                connect=self._timeout_s,  # its turn among the connections included
                sock_connect=_CONNECT_S,
                sock_read=self._timeout_s,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Content-Type",),
            auto_decompress=False,
            # The environment is the settings' to read.
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections; requests under way fail."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    def target_of(self, url: str) -> str:
        """Path and query of a URL at this upstream's own origin; empty for any other text."""
        try:
            read, own = parse_url(url), parse_url(self._url)
        except UrlRefused:
            return ""
        is_own = (read.scheme, read.host, read.port) == (own.scheme, own.host, own.port)
        return read.target if is_own else ""

    @asynccontextmanager
    async def asked(
        self,
        method: str,
        path: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        with_key: bool = True,
        at_origin: bool = False,
    ) -> AsyncIterator[Answer]:
        """Send one request; the block has its answer. No redirect is followed.

        Args:
            method: `GET` or `POST`.
            path: what is added to the upstream's address, with its leading slash.
            content: the body.
            headers: beside host, length, agent and key.
            with_key: whether the key goes along.
            at_origin: whether `path` is what `target_of` told, and is added to the origin alone.

        Raises:
            RouteUnavailable: it was surely not sent.
            UpstreamUnknown: the connection broke, or fell silent, after the sending had begun.
        """
        if self._session is None:
            raise RouteUnavailable("The server is not ready.")
        sent = {"Accept-Encoding": "identity", "User-Agent": f"inkstone/{__version__}"}
        if with_key and self._api_key:
            sent["Authorization"] = f"Bearer {self._api_key}"
        sent.update(headers or {})
        try:
            async with self._session.request(
                method,
                self._at_origin(path) if at_origin else URL(self._url + path, encoded=True),
                headers=sent,
                # A large one goes in pieces, so that others have their turns between.
                data=content if len(content) <= _SMALL_BYTES else io.BytesIO(content),
                allow_redirects=False,
            ) as response:
                yield Answer(
                    status=response.status,
                    headers={name.lower(): value for name, value in response.headers.items()},
                    _stream=response.content.iter_any(),
                )
        except _UNSENT as error:
            raise RouteUnavailable(
                f"The upstream {self.name} cannot be reached ({type(error).__name__})."
            ) from error
        except _BROKEN as error:
            # By its class only: what the library says may hold what was sent.
            raise UpstreamUnknown(
                f"The upstream {self.name} broke off after it was asked "
                f"({type(error).__name__}); nothing is charged, and it is not asked again."
            ) from error

    def _at_origin(self, target: str) -> URL:
        own = parse_url(self._url)
        return URL(f"{own.scheme}://{own.authority}{target}", encoded=True)

    def cleaned(self, text: object) -> str:
        """What an upstream says, fit for one line of ours: printable, short, without its key."""
        words = " ".join(text.split()) if isinstance(text, str) else ""
        words = "".join(c for c in words if c.isprintable())
        if self._api_key and self._api_key in words:
            return ""
        return words[:300]


async def parsed(body: bytes) -> Any:
    """JSON values; large ones are read away from the event loop.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        if len(body) <= _SMALL_BYTES:
            return json.loads(body)
        return await asyncio.to_thread(json.loads, body)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _checked(name: str, given: str) -> str:
    """The address that paths are added to.

    Raises:
        InvalidRequest: it is none; the message never shows it, as it may hold a password.
    """
    wrong = f"The URL of the upstream {name} must look like https://api.example.com/v1"
    try:
        url = parse_url(given.strip())
    except UrlRefused as error:
        raise InvalidRequest(f"{wrong}.") from error
    text = str(url)
    if any(each in given for each in "?#@"):
        raise InvalidRequest(f"{wrong}, without a query, a name or a password.")
    return text.rstrip("/")
