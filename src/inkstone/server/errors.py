"""The last resort: what is answered where no dialect could.

A fault inside is logged with its request's id and answered without a word of what it was.
"""

import logging
from collections.abc import Callable, Mapping

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from inkstone.domain.errors import InkstoneError, NotFound, TryLater

_LOG = logging.getLogger(__name__)


def refusal(
    status: int, message: str, *, code: str, headers: Mapping[str, str] | None = None
) -> Response:
    """An error in the shape that most clients know."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    error = {"message": message, "type": kind, "param": None, "code": code}
    return JSONResponse({"error": error}, status_code=status, headers=dict(headers or {}))


def from_error(error: InkstoneError) -> Response:
    """An error of ours, outside any dialect."""
    if isinstance(error, NotFound):
        return refusal(404, error.message, code=error.code)
    if isinstance(error, TryLater):
        headers = {"retry-after": str(error.retry_after_s)}
        return refusal(503, error.message, code=error.code, headers=headers)
    return refusal(400, error.message, code=error.code)


async def last_resort(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, has_begun: Callable[[], bool]
) -> Response | None:
    """Run an application; what it lets through becomes a 500, unless it has begun to answer."""
    try:
        await app(scope, receive, send)
    except InkstoneError as error:
        return None if has_begun() else from_error(error)
    except Exception:  # noqa: BLE001 - nothing may get past here
        _LOG.exception("a request failed inside the server")
        if has_begun():
            return None
        message = "Something went wrong on our side; the request id says which log line tells more."
        return refusal(500, message, code="internal_error")
    return None
