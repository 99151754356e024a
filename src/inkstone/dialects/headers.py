"""The headers that every dialect's answers carry, whatever their bodies look like.

It does not know a vendor.
"""

import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inkstone.domain.errors import InkstoneError, NotAuthenticated, TryLater
from inkstone.domain.job import Job

DIALECT_HEADER = "Inkstone-Dialect"

_NUM_WARNINGS_MAX = 8
_WARNINGS_CHARS_MAX = 1024
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,100}")


class NameDialect:
    """Adds `Inkstone-Dialect` to every answer of a sub-app."""

    def __init__(self, app: ASGIApp, *, name: str) -> None:
        self._app = app
        self._name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, the header added."""

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[DIALECT_HEADER] = self._name
            await send(message)

        await self._app(scope, receive, send_named if scope["type"] == "http" else send)


def result_headers(
    job: Job, *, is_replay: bool = False, known_warnings: Iterable[str] = ()
) -> dict[str, str]:
    """The headers of an answer about a job.

    Args:
        job: as it is now.
        is_replay: whether the request found a job that was there before.
        known_warnings: codes that the dialect knew of at submit.
    """
    headers = {"Inkstone-Job": job.id}
    if job.engine:
        headers["Inkstone-Engine"] = _ascii(job.engine)
    codes = warning_codes([*known_warnings, *(warning.code for warning in job.warnings)])
    if codes:
        headers["Inkstone-Warning"] = ", ".join(codes)
    if is_replay:
        headers["Idempotent-Replayed"] = "true"
    return headers


def error_headers(error: InkstoneError) -> dict[str, str]:
    """The headers of a refusal."""
    if isinstance(error, TryLater):
        return {"Retry-After": str(max(1, error.retry_after_s))}
    if isinstance(error, NotAuthenticated):
        return {"WWW-Authenticate": "Bearer"}
    return {}


def warning_codes(codes: Iterable[str]) -> list[str]:
    """The codes that fit into one header, each once."""
    kept: list[str] = []
    for code in dict.fromkeys(codes):
        is_room = len(", ".join([*kept, code])) <= _WARNINGS_CHARS_MAX
        if _CODE.fullmatch(code) and is_room and len(kept) < _NUM_WARNINGS_MAX:
            kept.append(code)
    return kept


def _ascii(text: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:200]
