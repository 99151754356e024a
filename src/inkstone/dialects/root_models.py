"""The models at the root: one list in which every vendor's clients find their names and fields.

It asks the dialects for their own lists and joins them; it does not know what a field means.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inkstone.dialects.callers import key_of

#: What an entry of a vendor that has no such fields says of itself to clients that expect them.
_PLAIN = {"object": "model", "created": 1_772_496_000, "owned_by": "alibaba"}


class RootModels:
    """Answers `GET /models` and `GET /models/{id}` where no prefix says whose they are."""

    def __init__(self, dialects: Sequence[ASGIApp]) -> None:
        """Prepare it.

        Args:
            dialects: those that list models; an earlier one's fields win, and its errors are told.
        """
        self._dialects = dialects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if request.method != "GET":
            await self._dialects[0](scope, receive, send)
            return
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        name = request.url.path.removeprefix("/models").strip("/")
        answers = [await _ask(app, request.scope) for app in self._dialects]
        first = answers[0]
        if not first.is_good and first.status == 401 and key_of(request):
            return first.response()  # a key was sent, and it is wrong
        if not name:
            entries = _joined(answer.body.get("data", ()) for answer in answers if answer.is_good)
            if entries:
                return JSONResponse({"object": "list", "data": list(entries.values())})
            return first.response()
        found = [answer.body for answer in answers if answer.is_good]
        if not found:
            return first.response()
        merged: dict[str, Any] = {}
        for body in found:
            entry = body.get("data", body)
            merged = {**entry, **merged}
        return JSONResponse({**_PLAIN, **merged, "id": name})


def _joined(lists: Any) -> dict[str, dict[str, Any]]:
    """The entries of several lists by their ids, the fields of one id together."""
    entries: dict[str, dict[str, Any]] = {}
    for entry in (entry for each in lists for entry in each):
        known = entries.get(entry["id"], _PLAIN)
        entries[entry["id"]] = {**known, **{k: v for k, v in entry.items() if k not in known}}
    return {name: {"id": name, **entry} for name, entry in entries.items()}


class _Answered:
    """What a dialect answered."""

    def __init__(self, status: int, headers: Sequence[tuple[bytes, bytes]], data: bytes) -> None:
        self.status = status
        self.is_good = status == 200
        self._headers = headers
        self._data = data

    @property
    def body(self) -> Mapping[str, Any]:
        """Its JSON."""
        found: Mapping[str, Any] = json.loads(self._data)
        return found

    def response(self) -> Response:
        """The same, to be passed on."""
        response = Response(self._data, status_code=self.status)
        response.raw_headers = list(self._headers)
        return response


async def _ask(app: ASGIApp, scope: Scope) -> _Answered:
    """Ask a dialect what the caller asked, and wait for the whole answer."""
    status, headers, data = 500, [], b""

    async def take(message: Message) -> None:
        nonlocal status, headers, data
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            data += message.get("body", b"")

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app(dict(scope), nothing, take)
    return _Answered(status, headers, data)
