"""The way to finished pictures that an upstream names by URL: tried again, and never believed.

Getting a picture is not buying it, so trying again costs nothing. This module does not know who
made the pictures, nor what becomes of those that are lost.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass

from inkstone.domain.errors import RouteUnavailable, Unavailable, UpstreamUnknown
from inkstone.engines import base
from inkstone.engines.upstream.http import MIB, Http
from inkstone.engines.upstream.pictures import picture_of
from inkstone.net.failures import UrlRefused, UrlTimeout, UrlTooLarge, UrlUnreachable
from inkstone.net.fetch import Fetcher
from inkstone.net.urls import parse_url

#: The largest result: 64 million pixels compress to less, unless they are noise.
_BYTES_MAX = 64 * MIB
#: One try, from its turn to its last byte, in seconds.
_TRY_S = 120.0
_ACCEPT = "image/png, image/jpeg, image/webp"
#: Refusals that may be none a while later: Request Timeout, Too Early, Too Many Requests.
_PASSING = frozenset({408, 425, 429})
_FAILURES = (UrlRefused, UrlUnreachable, UrlTimeout, UrlTooLarge, Unavailable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A picture that cannot be had."""

    #: Why, for an operator.
    why: str
    #: Whether it will not be there later either.
    is_final: bool = True


class _Failed(Exception):
    """One try came to nothing."""

    def __init__(self, why: str, *, is_final: bool) -> None:
        self.why = why
        self.is_final = is_final
        super().__init__(why)


class Results:
    """Gets the pictures of one upstream."""

    def __init__(self, *, http: Http, fetcher: Fetcher, waits_s: Sequence[float]) -> None:
        """Describe the ways to them.

        Args:
            http: to those at the upstream's own origin, which may be a private address; they are
                asked for without the key.
            fetcher: to all others.
            waits_s: how long to wait before each further try, in seconds.
        """
        self._http = http
        self._fetcher = fetcher
        self._waits_s = tuple(waits_s)

    async def got(
        self, urls: Sequence[str]
    ) -> AsyncGenerator[tuple[int, base.Picture | Lost], None]:
        """Each picture with its index, in order; all are got at the same time."""
        tasks = [asyncio.create_task(self._tried(url)) for url in urls]
        try:
            for index, task in enumerate(tasks):
                yield index, await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tried(self, url: str) -> base.Picture | Lost:
        for wait_s in (*self._waits_s, None):
            try:
                async with asyncio.timeout(_TRY_S):
                    return _read(await self._bytes(url))
            except TimeoutError:
                failed = _Failed(f"it did not come within {_TRY_S:g} s", is_final=False)
            except _Failed as error:
                failed = error
            if failed.is_final or wait_s is None:
                break
            await asyncio.sleep(wait_s)
        return Lost(why=failed.why, is_final=failed.is_final)

    async def _bytes(self, url: str) -> bytes:
        target = self._http.target_of(url)
        try:
            return await (self._own(url, target) if target else self._fetched(url))
        except _FAILURES as error:
            raise _Failed(error.message, is_final=not error.retryable) from error

    async def _own(self, url: str, target: str) -> bytes:
        """What is at the upstream's own origin."""
        asked = self._http.asked(
            "GET", target, headers={"Accept": _ACCEPT}, with_key=False, at_origin=True
        )
        try:
            async with asked as answer:
                status, elsewhere = answer.status, answer.headers.get("location", "")
                if status == 200:
                    return await _whole(answer.chunks(bytes_max=_BYTES_MAX))
        except (RouteUnavailable, UpstreamUnknown) as error:
            raise _Failed(error.message, is_final=False) from error
        if 300 <= status < 400 and elsewhere:
            return await self._fetched(str(parse_url(url).join(elsewhere)))
        is_final = 400 <= status < 500 and status not in _PASSING
        raise _Failed(f"the upstream answered with status {status}", is_final=is_final)

    async def _fetched(self, url: str) -> bytes:
        """What is anywhere else."""
        async with self._fetcher.get(url, accept=_ACCEPT) as download:
            return await _whole(download.chunks())


async def _whole(chunks: AsyncIterator[bytes]) -> bytes:
    pieces, size = [], 0
    async for chunk in chunks:
        size += len(chunk)
        if size > _BYTES_MAX:
            raise _Failed(f"it has more than {_BYTES_MAX // MIB} MiB", is_final=True)
        pieces.append(chunk)
    return b"".join(pieces)


def _read(data: bytes) -> base.Picture:
    picture = picture_of(data)
    if picture is None:
        why = "it is no PNG, JPEG or WebP, or claims too many pixels"
        raise _Failed(why, is_final=True)
    return picture
