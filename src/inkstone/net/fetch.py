"""The only way from here to an address that a caller named: pictures are got, webhooks are posted.

This module does not know what the bytes are. A URL is read once, its host is looked up once, all
its addresses are judged, and the connection goes to one of those. So it is with each redirect.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from inkstone.domain.errors import Unavailable
from inkstone.net.addresses import Address
from inkstone.net.failures import UrlRefused, UrlTimeout, UrlTooLarge, UrlUnreachable
from inkstone.net.guard import AllowList, Guard
from inkstone.net.limits import FetchLimits
from inkstone.net.messages import Answer, Call, check_download, redirected
from inkstone.net.resolve import Resolve, SystemResolver
from inkstone.net.turns import Turns
from inkstone.net.urls import Url, parse_url

if TYPE_CHECKING:
    from inkstone.net.exchange import Exchanger

__all__ = [
    "Download",
    "FetchLimits",
    "Fetcher",
    "Reply",
    "Resolve",
    "UrlRefused",
    "UrlTimeout",
    "UrlTooLarge",
    "UrlUnreachable",
]

_USER_AGENT = "Inkstone"
#: What decides where a call goes, how it is framed and who we are is not for a caller to say.
_FRAMING = frozenset(
    {"host", "user-agent", "connection", "content-length", "transfer-encoding", "accept-encoding"}
)
_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie"})
_SWITCHES = frozenset({"expect", "upgrade", "te", "trailer"})
_HEADERS_OF_OURS = _FRAMING | _CREDENTIALS | _SWITCHES


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What is at a URL: the claims of its header now, its bytes as they come."""

    #: Where it was found in the end, after redirects.
    url: str
    #: As its server claims, without parameters; empty where it claims nothing.
    media_type: str
    #: As its server promises; None where it does not say.
    size_bytes: int | None
    _body: AsyncIterator[bytes]

    def chunks(self) -> AsyncIterator[bytes]:
        """The bytes, once; iterating raises the errors of `Fetcher.get`."""
        return self._body


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """How a server answered a post."""

    status: int
    #: The beginning of the body, as much as the limits keep of it.
    body: bytes


class Fetcher:
    """Gets and posts over connections of one use each, within limits that all fetches share."""

    def __init__(
        self,
        *,
        allow: Sequence[str] = (),
        limits: FetchLimits = FetchLimits(),  # noqa: B008 - it is frozen
        resolve: Resolve | None = None,
    ) -> None:
        """Describe the fetcher; nothing starts before `open`.

        Args:
            allow: names, `*.name`, addresses and networks that are reached although they are not
                on the public internet.
            limits: those of all fetches together and of each.
            resolve: what looks names up; None is the system's resolver.

        Raises:
            ValueError: an entry of `allow` is none of these.
        """
        self._limits = limits
        self._guard = Guard(AllowList(allow))
        self._given_resolve = resolve
        #: Lookups and the loading of the client; there are none but between `open` and `close`.
        self._threads: ThreadPoolExecutor | None = None
        self._turns = Turns(limits)
        self._exchanger: Exchanger | None = None
        self._loading = asyncio.Lock()

    async def open(self) -> None:
        """Make ready for fetches; the HTTP client is loaded by the first of them."""
        assert self._threads is None
        self._threads = ThreadPoolExecutor(self._limits.num_lookups_at_once, "inkstone-lookup")

    async def close(self) -> None:
        """Begin no more fetches; those under way end by themselves, within their time."""
        if self._threads is not None:
            self._threads.shutdown(wait=False)
            self._threads = None

    def check(self, url: str) -> None:
        """Refuse a URL that could never be fetched, by its form alone: no lookup, no connection.

        Raises:
            UrlRefused: with the reason.
        """
        self._guard.check_form(parse_url(url))

    @asynccontextmanager
    async def get(self, url: str, *, accept: str = "image/*") -> AsyncIterator[Download]:
        """Go and get what is at a URL, following redirects that are as good as the URL itself.

        Raises:
            UrlRefused: we do not go there, or do not take what is there.
            UrlUnreachable: it was not there, or did not come whole.
            UrlTimeout: it did not come in time; or too many fetches were asked for.
            UrlTooLarge: there is more of it than is taken.
            Unavailable: the fetcher is not open.
        """
        call = self._call("GET", parse_url(url), {"Accept": accept})
        for _ in range(self._limits.num_redirects_max + 1):
            async with self._answered(call) as answer:
                if not answer.is_redirect:
                    check_download(answer, call)
                    yield Download(
                        url=str(call.url),
                        media_type=answer.media_type,
                        size_bytes=answer.size_bytes,
                        _body=answer.body,
                    )
                    return
                call = replace(call, url=redirected(answer, call.url))
        raise UrlUnreachable(
            f"{call.url.host} is the end of more than {self._limits.num_redirects_max} redirects; "
            "give the URL that they lead to.",
            retryable=False,
        )

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send a message and return how it was answered: any status is an answer.

        Args:
            url: where to; no redirect is followed.
            body: as it goes over the line.
            headers: beside those that this module writes itself, among them all that could name
                another host or carry credentials.

        Raises:
            UrlRefused, UrlUnreachable, UrlTimeout, UrlTooLarge: there was no answer, as for `get`.
            Unavailable: the fetcher is not open.
            ValueError: a header is not the caller's to write.
        """
        if own := _HEADERS_OF_OURS.intersection(map(str.lower, headers)):
            raise ValueError(f"These headers are not the caller's: {', '.join(sorted(own))}.")
        sent = {**headers, "Content-Length": str(len(body))}
        call = self._call("POST", parse_url(url), sent, body)
        most = self._limits.reply_bytes_max
        async with self._answered(call) as answer:
            kept = bytearray()
            # The status is the answer; a body that stalls, breaks off or goes on changes nothing.
            with suppress(UrlUnreachable, UrlTimeout, UrlTooLarge):
                async for chunk in answer.body:
                    kept += chunk[: most - len(kept)]
                    if len(kept) >= most:
                        break
            return Reply(status=answer.status, body=bytes(kept))

    def _call(self, method: str, url: Url, headers: Mapping[str, str], body: bytes = b"") -> Call:
        return Call(
            method=method,
            url=url,
            headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **headers},
            body=body,
            size_bytes_max=self._limits.size_bytes_max,
            deadline=asyncio.get_running_loop().time() + self._limits.total_s,
        )

    def _ready_threads(self) -> ThreadPoolExecutor:
        if self._threads is None:
            raise Unavailable("The server does not fetch now: it starts or closes.")
        return self._threads

    @asynccontextmanager
    async def _answered(self, call: Call) -> AsyncIterator[Answer]:
        """Judge the URL, wait for a turn, look its host up, judge what was found, and make it."""
        self._guard.check_form(call.url)
        self._ready_threads()
        async with self._turns.take(call.url.host, call.deadline):
            addresses = await self._look_up(call.url, call.deadline)
            exchanger = self._exchanger
            if exchanger is None or not exchanger.is_ready_for(call.url):
                exchanger = await self._load(call.url)
            async with exchanger.open(call, addresses) as answer:
                yield answer

    async def _look_up(self, url: Url, deadline: float) -> Sequence[Address]:
        """The addresses to connect to; this is the one lookup of a call."""
        if url.address is not None:
            return (url.address,)
        resolve = self._given_resolve or SystemResolver(self._ready_threads())
        until = min(deadline, asyncio.get_running_loop().time() + self._limits.lookup_s)
        try:
            async with asyncio.timeout_at(until):
                answers = await resolve(url.host, url.port)
        except TimeoutError:
            raise UrlTimeout(f"{url.host} could not be looked up in time.") from None
        except (OSError, UnicodeError) as error:
            raise UrlUnreachable(f"{url.host} has no address; check its spelling.") from error
        return self._guard.admit(url, answers)

    async def _load(self, url: Url) -> "Exchanger":
        """What it takes to go there: the HTTP client, certificates; read away from the loop."""
        async with self._loading:
            loop = asyncio.get_running_loop()
            if self._exchanger is None:
                self._exchanger = await loop.run_in_executor(self._ready_threads(), self._import)
            if not self._exchanger.is_ready_for(url):
                await loop.run_in_executor(self._ready_threads(), self._exchanger.load_certificates)
            return self._exchanger

    def _import(self) -> "Exchanger":
        made: Exchanger = import_module("inkstone.net.exchange").Exchanger(self._limits)
        return made
