"""Server-sent events: how they are framed, and an answer that streams them until somebody leaves.

It does not know what an event means.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

#: A comment: clients skip it, and proxies see that the connection lives.
HEARTBEAT = b": alive\n\n"
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADERS = {
    "Cache-Control": "no-cache, no-transform",
    # Proxies that would collect an answer before they pass it on are asked not to.
    "X-Accel-Buffering": "no",
}


def frame(event: str | None, data: str, *, id: str | None = None) -> bytes:  # noqa: A002
    """One event as it goes over the line; its name and id are single lines."""
    lines = [] if id is None else [f"id: {id}"]
    if event is not None:
        lines.append(f"event: {event}")
    lines += [f"data: {line}" for line in _LINE_END.split(data)]
    return ("\n".join(lines) + "\n\n").encode()


def stream(
    source: AsyncIterator[bytes],
    *,
    heartbeat_s: float = 15.0,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer that sends what a source yields, for as long as the client stays.

    The source is closed at the end, whoever ends it. A server that drains ends those that follow
    jobs. Nothing is read ahead: a client that reads slowly holds its source back.

    Args:
        source: frames; a generator, whose cleanup runs at once.
        heartbeat_s: after how many quiet seconds a comment is sent.
        headers: to send along.
    """
    return _EventStream(source, heartbeat_s=heartbeat_s, headers=dict(headers or {}))


class _EventStream(StreamingResponse):
    media_type = "text/event-stream"

    def __init__(
        self, source: AsyncIterator[bytes], *, heartbeat_s: float, headers: dict[str, str]
    ) -> None:
        super().__init__(source, headers={**_HEADERS, **headers})
        self._source = source
        self._heartbeat_s = heartbeat_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the source or the client is at an end."""
        gone: asyncio.Task[Any] = asyncio.create_task(_disconnected(receive))
        step: asyncio.Task[Any] | None = None
        try:
            start = {"status": self.status_code, "headers": self.raw_headers}
            await send({"type": "http.response.start", **start})
            while not gone.done():
                step = step or asyncio.create_task(_next(self._source))
                await asyncio.wait(
                    {step, gone},
                    timeout=self._heartbeat_s,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if gone.done():
                    return
                chunk: bytes | None = HEARTBEAT
                if step.done():
                    chunk, step = step.result(), None
                if chunk is None:
                    break
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await asyncio.shield(asyncio.ensure_future(self._close(gone, step)))

    async def _close(
        self, *tasks: "asyncio.Task[None] | asyncio.Task[bytes | None] | None"
    ) -> None:
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        close = getattr(self._source, "aclose", None)
        if close is not None:
            await close()


async def _next(source: AsyncIterator[bytes]) -> bytes | None:
    with suppress(StopAsyncIteration):
        return await anext(source)
    return None


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
