"""Server-sent events: how they are framed, and an answer that streams them until somebody leaves.

It does not know what an event means.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from inkstone.dialects.presence import presence

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
    on_gone: Callable[[], Awaitable[None]] | None = None,
) -> Response:
    """An answer that sends what a source yields, for as long as the client stays.

    The source is closed at the end, whoever ends it. A server that drains ends those that follow
    jobs. Nothing is read ahead: a client that reads slowly holds its source back.

    Args:
        source: frames; a generator, whose cleanup runs at once.
        heartbeat_s: after how many quiet seconds a comment is sent.
        headers: to send along.
        on_gone: is told, before the source is closed, that the client has hung up.
    """
    return _EventStream(
        source, heartbeat_s=heartbeat_s, headers=dict(headers or {}), on_gone=on_gone
    )


class _EventStream(StreamingResponse):
    media_type = "text/event-stream"

    def __init__(
        self,
        source: AsyncIterator[bytes],
        *,
        heartbeat_s: float,
        headers: dict[str, str],
        on_gone: Callable[[], Awaitable[None]] | None,
    ) -> None:
        super().__init__(source, headers={**_HEADERS, **headers})
        self._source = source
        self._heartbeat_s = heartbeat_s
        self._on_gone = on_gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the source or the client is at an end."""
        step: asyncio.Task[Any] | None = None
        is_gone = is_over = False

        async def listen() -> None:
            nonlocal is_gone
            await presence(scope, receive).left()
            if is_over:
                return  # every connection ends like that
            is_gone = True
            if step is not None:
                step.cancel()
            if self._on_gone is not None:
                # NOTE: at once, so that the note of the hang-up is ahead of the client's retry.
                await self._on_gone()

        gone: asyncio.Task[Any] = asyncio.create_task(listen())
        try:
            start = {"status": self.status_code, "headers": self.raw_headers}
            await send({"type": "http.response.start", **start})
            while not is_gone:
                step = step or asyncio.create_task(_next(self._source))
                await asyncio.wait(
                    {step, gone},
                    timeout=self._heartbeat_s,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if is_gone:
                    return
                chunk: bytes | None = HEARTBEAT
                if step.done():
                    chunk, step = step.result(), None
                if chunk is None:
                    break
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            is_over = not is_gone
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if not is_gone:
                gone.cancel()
            await asyncio.shield(asyncio.ensure_future(self._close(gone, step)))

    async def _close(
        self, gone: "asyncio.Task[None]", step: "asyncio.Task[bytes | None] | None"
    ) -> None:
        # One that is told twice is torn out of what it does to end well.
        if step is not None and not step.cancelling():
            step.cancel()
        running = [gone] if step is None else [gone, step]
        await asyncio.gather(*running, return_exceptions=True)
        close = getattr(self._source, "aclose", None)
        if close is not None:
            await close()


async def _next(source: AsyncIterator[bytes]) -> bytes | None:
    with suppress(StopAsyncIteration):
        return await anext(source)
    return None
