"""Server-sent events: frames that any reader understands, streams that end when somebody leaves."""

import asyncio
from typing import Any

import anyio
import pytest

from inkstone.dialects.sse import HEARTBEAT, frame, stream

pytestmark = pytest.mark.anyio
SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": []}


class Line:
    """The line to a client: what was sent, and whether it has hung up."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()
        self.is_open = asyncio.Event()
        self.is_open.set()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        await self.is_open.wait()
        self.sent.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)

    async def until(self, text: bytes) -> None:
        with anyio.fail_after(60):
            while text not in self.body:
                await asyncio.sleep(0.005)


class Source:
    """A source that says so when it is closed."""

    def __init__(self, *chunks: Any) -> None:
        self.chunks = chunks
        self.num_given = 0
        self.is_closed = False

    async def frames(self) -> Any:
        try:
            for chunk in self.chunks:
                if isinstance(chunk, asyncio.Event):
                    await chunk.wait()
                elif isinstance(chunk, Exception):
                    raise chunk
                else:
                    self.num_given += 1
                    yield chunk
        finally:
            self.is_closed = True


def serve(source: Source, line: Line, **more: Any) -> "asyncio.Task[None]":
    async def run() -> None:
        await stream(source.frames(), **more)(SCOPE, line.receive, line.send)

    return asyncio.create_task(run())


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("done", "{}"), "event: done\ndata: {}\n\n"),
        ((None, "[DONE]"), "data: [DONE]\n\n"),
        (("a", "one\ntwo\r\nthree\rfour"), "event: a\n" + "".join(
            f"data: {word}\n" for word in ("one", "two", "three", "four")) + "\n"),
        ((None, ""), "data: \n\n"),
        (("墨", "香"), "event: 墨\ndata: 香\n\n"),
    ],
)  # fmt: skip
def test_a_frame_is_lines_and_an_empty_one(arguments: tuple[str | None, str], text: str) -> None:
    assert frame(*arguments) == text.encode()


def test_a_frame_has_an_id_where_one_is_given() -> None:
    assert frame("status", "{}", id="7") == b"id: 7\nevent: status\ndata: {}\n\n"


async def test_a_stream_sends_all_and_ends() -> None:
    line, source = Line(), Source(b"a", b"b")
    await serve(source, line, headers={"Inkstone-Job": "job_1"})
    start, *bodies = line.sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert start["status"] == 200
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-cache, no-transform"
    assert headers["inkstone-job"] == "job_1"
    assert "content-length" not in headers
    assert [(b["body"], b["more_body"]) for b in bodies] == [
        (b"a", True),
        (b"b", True),
        (b"", False),
    ]
    assert source.is_closed


async def test_a_quiet_stream_shows_that_it_lives() -> None:
    line, go = Line(), asyncio.Event()
    task = serve(Source(b"a", go, b"b"), line, heartbeat_s=0.02)
    await line.until(HEARTBEAT * 3)
    go.set()
    await task
    assert line.body.startswith(b"a" + HEARTBEAT)
    assert line.body.endswith(HEARTBEAT + b"b"), "a heartbeat loses nothing of the source"


async def test_a_client_that_leaves_ends_the_source_at_once() -> None:
    line, source = Line(), Source(b"a", asyncio.Event())
    task = serve(source, line)
    await line.until(b"a")
    line.gone.set()
    with anyio.fail_after(60):
        await task
    assert source.is_closed
    assert line.sent[-1]["body"] == b"a", "nothing is sent to nobody"


async def test_a_slow_client_holds_the_source_back() -> None:
    line, source = Line(), Source(*[b"x"] * 100)
    line.is_open.clear()
    task = serve(source, line)
    await asyncio.sleep(0.05)
    assert source.num_given <= 1
    line.is_open.set()
    await task
    assert line.body == b"x" * 100


async def test_a_server_that_stops_closes_the_source() -> None:
    line, source = Line(), Source(b"a", asyncio.Event())
    task = serve(source, line)
    await line.until(b"a")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    with anyio.fail_after(60):
        while not source.is_closed:
            await asyncio.sleep(0.005)


async def test_a_source_that_fails_ends_the_stream_unfinished() -> None:
    line, source = Line(), Source(b"a", RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        await serve(source, line)
    assert source.is_closed
    assert all(message.get("more_body", True) for message in line.sent)
