"""How long an answer took, in the header in which this vendor says so.

It does not know what was done.
"""

import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TellTime:
    """Adds `openai-processing-ms` to every answer of a sub-app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, the header added."""
        began_s = time.monotonic()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                took_ms = round((time.monotonic() - began_s) * 1000)
                MutableHeaders(scope=message)["openai-processing-ms"] = str(took_ms)
            await send(message)

        await self._app(scope, receive, send_timed if scope["type"] == "http" else send)
