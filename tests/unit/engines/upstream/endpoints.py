"""A server on loopback that answers each question as it is told, over connections that stay."""

import asyncio
import contextlib
import json
from collections import deque

import pytest

from inkstone.domain.errors import Unavailable
from inkstone.engines.upstream.moderation import ModerationEndpoint

KEY = "sk-very-secret-key"


def answer(body, *headers, status="200 OK", media_type="application/json"):
    """The bytes of an answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", *headers]
    if media_type:
        lines.append(f"Content-Type: {media_type}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def verdict(*, flagged=False, categories=None, scores=None):
    """What an endpoint says of one input."""
    return {
        "id": "modr-1",
        "model": "omni-moderation-latest",
        "results": [
            {
                "flagged": flagged,
                "categories": {"violence": flagged, "sexual": False} | (categories or {}),
                "category_scores": {"violence": 0.4, "sexual": 0.1} | (scores or {}),
                "category_applied_input_types": {"violence": ["text"], "sexual": []},
            }
        ],
    }


class Endpoint:
    """What it was asked, and what it answers next; the last answer stands."""

    def __init__(self, *answers):
        #: Bytes, or what does as it likes with the connection and says whether it is to stay.
        self.answers = deque(answers)
        self.heads = []
        self.bodies = []
        self.num_connections = 0
        self.num_open_max = 0
        self.writers = set()
        self.port = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def documents(self):
        return [json.loads(body) for body in self.bodies]

    def hang_up(self):
        """Close what is idle, as servers do after a while."""
        for writer in list(self.writers):
            writer.close()

    async def serve(self, reader, writer):
        self.num_connections += 1
        self.writers.add(writer)
        self.num_open_max = max(self.num_open_max, len(self.writers))
        try:
            while await self._serve_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()

    async def _serve_one(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [
            line.partition(":")[2]
            for line in head.splitlines()
            if line.lower().startswith("content-length")
        ]
        body = await reader.readexactly(int(lengths[0]) if lengths else 0)
        self.heads.append(head)
        self.bodies.append(body)
        next_one = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        if callable(next_one):
            return await next_one(writer)
        writer.write(next_one)
        await writer.drain()
        return True


@contextlib.asynccontextmanager
async def endpoint(*answers):
    """A server that is gone at the end."""
    told = Endpoint(*answers)
    tasks = set()

    async def serve(reader, writer):
        tasks.add(asyncio.current_task())
        await told.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    told.port = server.sockets[0].getsockname()[1]
    try:
        yield told
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


GOOD = answer(verdict())


@contextlib.asynccontextmanager
async def judging(*answers, **changed):
    """An endpoint, and a judge that asks it."""
    async with endpoint(*answers) as server:
        options = {"model": "omni-moderation-latest", "api_key": KEY, "timeout_s": 30.0}
        options |= {"url": server.url, "threshold": None} | changed
        judge = ModerationEndpoint(**options)
        await judge.open()
        try:
            yield judge, server
        finally:
            await judge.close()


async def refusal(*answers, **changed):
    """What is said where the endpoint answers so, and the server."""
    async with judging(*answers, **changed) as (judge, server):
        with pytest.raises(Unavailable) as caught:
            await judge.judge_text("a harbour")
        assert "The moderation endpoint" in caught.value.message
        assert KEY not in caught.value.message
        assert str(server.port) not in caught.value.message
        return caught.value, server
