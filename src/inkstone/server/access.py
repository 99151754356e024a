"""The outermost layer of every request: its id, its log line, its count, the last resort.

Plain ASGI, so that streams pass untouched. It does not know who answers.
"""

import logging
import re
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inkstone.dialects.request_id import request_id
from inkstone.server.errors import last_resort
from inkstone.service.ids import new_id
from inkstone.service.metrics import Metrics

_LOG = logging.getLogger("inkstone.access")
_SAFE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Access:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        rid = sent if _SAFE_ID.fullmatch(sent) else new_id("req")
        token = request_id.set(rid)
        began_s = time.monotonic()
        status, dialect = 0, "none"

        async def send_named(message: Message) -> None:
            nonlocal status, dialect
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = rid
                headers.setdefault("x-content-type-options", "nosniff")
                status = message["status"]
                dialect = headers.get("inkstone-dialect", "none")
            await send(message)

        try:
            response = await last_resort(self._app, scope, receive, send_named, lambda: status > 0)
            if response is not None:
                await response(scope, receive, send_named)
        finally:
            took_s = time.monotonic() - began_s
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            self._metrics.answered(dialect=dialect, method=method, status=status, took_s=took_s)
            # The query is left out: it can hold signatures and sign-in tokens.
            fields = {
                "method": method,
                "path": scope["path"][:300],
                "status": status,
                "took_ms": round(took_s * 1000, 1),
            }
            _LOG.info("%s %s", method, scope["path"][:300], extra={"fields": fields})
            request_id.reset(token)
