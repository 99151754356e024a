"""The page's sessions: a cookie that says which key a browser signed in with, and when it counts.

A session is good as long as its key is, and 12 hours at the most; the key is not in it. This module
does not know what a key may do.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from inkstone.dialects.callers import PAGE_KEY
from inkstone.dialects.links import Links
from inkstone.domain.errors import NotFound
from inkstone.net.signing import UrlSigner

#: How long a browser stays signed in.
LIFETIME = timedelta(hours=12)
#: Without it, and its value, no cookie counts: no form and no link can send it.
PAGE_HEADER, PAGE_HEADER_VALUE = "inkstone-page", "1"
#: Where the cookie counts: the API that the page is written for, and no vendor's.
_COUNTS_UNDER = "/inkstone/"
_PURPOSE = "page"
_NAMING = "page cookie"
_NEVER = datetime(2200, 1, 1, tzinfo=UTC)
_KEY_HEADERS = ("authorization", "x-api-key")
#: Cookies of our name in one request that are looked at.
_NUM_COOKIES_MAX = 4
_PORTS = {"http": 80, "https": 443}


class Sessions:
    """Makes the cookies, and reads those that count."""

    def __init__(self, *, signer: UrlSigner, links: Links) -> None:
        self._signer = signer
        self._links = links
        # A browser shares the cookies of a host among its ports, so each server has its own name.
        tag = signer.sign_token(_NAMING, "", _NEVER).rpartition(".")[2]
        self.cookie = f"inkstone_page_{hashlib.sha256(tag.encode()).hexdigest()[:8]}"

    def begin(self, request: Request, response: Response, sha256: str) -> None:
        """Sign a browser in with the key of this digest."""
        response.set_cookie(
            self.cookie,
            self._signer.sign_token(_PURPOSE, sha256, datetime.now(UTC) + LIFETIME),
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            httponly=True,
            samesite="strict",
            secure=self._is_secure(request),
        )

    def end(self, request: Request, response: Response) -> None:
        """Have a browser forget its session."""
        response.delete_cookie(
            self.cookie,
            path="/",
            httponly=True,
            samesite="strict",
            secure=self._is_secure(request),
        )

    def find(self, request: Request) -> str | None:
        """The digest of the key that a request's cookie names, whether or not it counts here."""
        now = datetime.now(UTC)
        for value in self._values(request.headers):
            try:
                return self._signer.verify_token(_PURPOSE, value, now=now)
            except NotFound:
                continue
        return None

    def is_from_page(self, request: Request) -> bool:
        """Whether a request can only have been sent by a script of a page of ours."""
        headers = request.headers
        return (
            headers.getlist(PAGE_HEADER) == [PAGE_HEADER_VALUE]
            and set(headers.getlist("sec-fetch-site")) <= {"same-origin"}
            and all(self._is_own(request, origin) for origin in headers.getlist("origin"))
        )

    def counted(self, request: Request) -> str | None:
        """The digest of the key that a request is sent with by its cookie; `None` for none."""
        if any(name in request.headers for name in _KEY_HEADERS):
            return None
        return self.find(request) if self.is_from_page(request) else None

    def _values(self, headers: Headers) -> list[str]:
        # By hand: a cookie of this name that somebody else set must not hide ours.
        pairs = ";".join(headers.getlist("cookie")).split(";")
        named = (pair.strip().partition("=") for pair in pairs)
        return [value for name, _, value in named if name == self.cookie][:_NUM_COOKIES_MAX]

    def _is_own(self, request: Request, origin: str) -> bool:
        """Whether an origin is where this request was sent to, or our public address."""
        host = request.headers.get("host", "")
        own = (f"{request.scope['scheme']}://{host}", self._links.base_url(request))
        found = _parts(origin)
        return found is not None and found in map(_parts, own)

    def _is_secure(self, request: Request) -> bool:
        """Whether the browser came by https, also where a proxy does not tell its scheme."""
        base = _parts(self._links.base_url(request))
        behind_proxy = _parts(f"https://{request.headers.get('host', '')}")
        return request.scope["scheme"] == "https" or (base is not None and base == behind_proxy)


class CountSessions:
    """Leaves the key of a session that counts in the scope, where dialects look for it."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its session's key where it has one that counts."""
        if scope["type"] == "http" and scope["path"].startswith(_COUNTS_UNDER):
            sha256 = self._sessions.counted(Request(scope))
            if sha256 is not None:
                scope = {**scope, PAGE_KEY: sha256}
        await self._app(scope, receive, send)


def _parts(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an origin, however they were spelled; `None` where it is none."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port
