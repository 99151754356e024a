"""Signing the page in with a key that is typed, and out: `POST` and `DELETE /page/session`.

It refuses in the words of the API that the page is written for. It does not know what is in a
session's cookie.
"""

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inkstone.dialects import request_id
from inkstone.dialects.body import parse_object, read
from inkstone.dialects.headers import error_headers
from inkstone.domain.errors import (
    Fault,
    InkstoneError,
    InvalidRequest,
    NotAuthenticated,
    PayloadTooLarge,
    PermissionDenied,
    RateLimited,
    Unavailable,
)
from inkstone.server.attempts import Attempts
from inkstone.server.sessions import Sessions
from inkstone.service.keys import Keys, digest

PATH = "/page/session"
_BODY_BYTES_MAX = 4_096
#: How long a body of that size may take to come.
_BODY_S = 10.0
_NO_STORE = {"cache-control": "no-store"}


class NotJson(InvalidRequest):
    """The body must be application/json."""

    code = "unsupported_media_type"


#: Class → status; the first that fits counts.
_STATUSES: Mapping[type[InkstoneError], int] = {
    NotAuthenticated: 401,
    PermissionDenied: 403,
    PayloadTooLarge: 413,
    NotJson: 415,
    RateLimited: 429,
    InvalidRequest: 400,
    Unavailable: 503,
}


class SignIn:
    """The calls that begin and end a session."""

    def __init__(self, *, keys: Keys, sessions: Sessions, attempts: Attempts | None = None) -> None:
        self._keys = keys
        self._sessions = sessions
        self._attempts = attempts or Attempts()

    def routes(self) -> list[Route]:
        """The two calls on the one path."""
        return [
            Route(PATH, self.begin, methods=["POST"]),
            Route(PATH, self.end, methods=["DELETE"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Sign a browser in with the key that it sends."""
        try:
            self._check_sender(request)
            sha256 = await self._checked(request, await _key_in(request))
        except InkstoneError as error:
            return _refusal(error)
        response = Response(status_code=204, headers=_NO_STORE)
        self._sessions.begin(request, response, sha256)
        return response

    async def end(self, request: Request) -> Response:
        """Have a browser forget its session."""
        try:
            self._check_sender(request)
        except PermissionDenied as error:
            return _refusal(error)
        response = Response(status_code=204, headers=_NO_STORE)
        self._sessions.end(request, response)
        return response

    def _check_sender(self, request: Request) -> None:
        if not self._sessions.is_from_page(request):
            raise PermissionDenied(
                "Only a page of this server may do that, with the header `Inkstone-Page: 1`."
            )

    async def _checked(self, request: Request, key: str) -> str:
        """The digest of a key that is good.

        Raises:
            RateLimited: there were too many wrong ones from there.
            NotAuthenticated: it is not good.
        """
        address = request.client.host if request.client else ""
        self._attempts.take(address)
        try:
            await self._keys.authenticate(key)
        except NotAuthenticated:
            raise
        except BaseException:
            # Whether the key is good was not found out.
            self._attempts.give_back(address)
            raise
        self._attempts.give_back(address)
        return digest(key)


async def _key_in(request: Request) -> str:
    """The key in a request's body.

    Raises:
        NotJson: the body says that it is something else.
        InvalidRequest: it names no key, or did not come in time.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise NotJson
    try:
        async with asyncio.timeout(_BODY_S):
            body = await read(request, bytes_max=_BODY_BYTES_MAX)
    except TimeoutError as error:
        message = f"The body did not come within {_BODY_S:g} s."
        raise InvalidRequest(message, code="body_timeout") from error
    key = parse_object(body).get("key")
    if not isinstance(key, str) or not key.strip():
        message = "`key` is missing; send the API key to sign in with."
        raise InvalidRequest(faults=[Fault(param="key", message=message, kind="missing")])
    return key.strip()


def _refusal(error: InkstoneError) -> Response:
    status = next((s for cls, s in _STATUSES.items() if isinstance(error, cls)), 500)
    faults = error.faults if isinstance(error, InvalidRequest) else ()
    body = {
        "code": error.code,
        "message": error.message,
        "param": (faults[0].param or None) if faults else None,
        "faults": [{"param": f.param, "message": f.message, "value": f.value} for f in faults],
        "request_id": request_id.current(),
    }
    return JSONResponse(
        {"error": body}, status_code=status, headers={**error_headers(error), **_NO_STORE}
    )
