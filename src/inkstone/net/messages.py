"""What is asked of another server, and the header of its answer: what it is worth.

This module does not know how either of them travels.
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from inkstone.net.failures import UrlRefused, UrlTooLarge, UrlUnreachable
from inkstone.net.urls import Url

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}\Z")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Refusals that may be none a while later: Request Timeout, Too Early, Too Many Requests.
_PASSING = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request to one host; a redirect makes another."""

    method: str
    url: Url
    #: Beside Host and Connection, which go with every call.
    headers: Mapping[str, str]
    body: bytes = b""
    #: The largest body of an answer.
    size_bytes_max: int
    #: When the whole fetch must be over, by the loop's clock.
    deadline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The header of an answer, and its body to come."""

    status: int
    #: Names in lower case; the values of a repeated one are joined with commas.
    headers: Mapping[str, str]
    #: What Content-Length promises; None where chunks or the end of the connection tell.
    size_bytes: int | None
    body: AsyncIterator[bytes]

    @property
    def media_type(self) -> str:
        """What Content-Type claims, without parameters; empty where it claims nothing."""
        claimed = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return claimed if _MEDIA_TYPE.match(claimed) else ""

    @property
    def is_redirect(self) -> bool:
        """Whether it sends us to another URL."""
        return self.status in _REDIRECTS


def check_download(answer: Answer, call: Call) -> None:
    """Refuse an answer that is nothing to take: another status, packed, or too large.

    Raises:
        UrlUnreachable, UrlRefused, UrlTooLarge: what is wrong.
    """
    host = call.url.host
    if answer.status != 200:
        is_final = 400 <= answer.status < 500 and answer.status not in _PASSING
        raise UrlUnreachable(
            f"{host} answered with status {answer.status} instead of 200.",
            retryable=not is_final,
        )
    if answer.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
        # A small packed body can unpack to any size, and nobody was asked to pack it.
        raise UrlRefused(f"{host} sent compressed content, which is not taken; send it plain.")
    if answer.size_bytes is not None and answer.size_bytes > call.size_bytes_max:
        raise too_large(host, call.size_bytes_max)


def redirected(answer: Answer, url: Url) -> Url:
    """Where a redirect sends us, read as any URL is; whether we go there is not said.

    Raises:
        UrlUnreachable: it does not say where.
        UrlRefused: that is no URL, or it leaves the encrypted way.
    """
    # Bytes that are not ASCII are UTF-8 with every server that sends them at all.
    location = answer.headers.get("location", "").encode("latin-1")
    if not location:
        raise UrlUnreachable(f"{url.host} redirects without saying where to.", retryable=False)
    try:
        target = url.join(location.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UrlRefused(f"{url.host} redirects to a URL that cannot be read.") from error
    if url.scheme == "https" and target.scheme == "http":
        raise UrlRefused(f"{url.host} redirects from https to http, which is not followed.")
    return target


def too_large(host: str, size_bytes_max: int) -> UrlTooLarge:
    """The failure of a body with more bytes than are taken."""
    return UrlTooLarge(f"{host} sent more than {size_bytes_max} bytes, which is the most taken.")
