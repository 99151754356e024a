"""A server on loopback that speaks DashScope's protocol, counts what it sold, and fails when told.

A prompt names what is to go wrong, such as `a kite [fault=429]`: see `dashscope_faults.py`. Further
tags: `[delay=0.5]` seconds before the answer, `[results=elsewhere]` puts the results at another
origin, `[only=1]` lets one result fail alone, `[choices=each]` makes a choice for each picture. It
runs in a test's loop, or as a process of its own: `python dashscope_server.py PORT`, where 0 is any
port and the first line that it prints ends in the one it got. It does not know its client.
"""

import asyncio
import base64
import contextlib
import json
import re
import struct
import sys
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":  # a script sees its own folder alone
    sys.path.insert(0, str(Path(__file__).parents[3]))

from unit.engines.upstream.dashscope_faults import (
    BEHAVIOURS,
    FAILURES,
    KEY,
    REFUSALS,
    answer,
    behave,
    png,
    refusal,
)

GENERATION = "/api/v1/services/aigc/multimodal-generation/generation"
_TAG = re.compile(r"\[(\w+)=([^\]]*)\]")
_NUM_RESULTS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; names of headers in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self):
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Result:
    """A picture that was sold."""

    width_px: int
    height_px: int
    fault: str = ""


class DashScopeServer:
    """The vendor; also what it sold, by prompt."""

    def __init__(self, *, port=0, api_key=KEY):
        self.port = port
        self.elsewhere_port = 0
        self.api_key = api_key
        #: Orders, and pictures that were or may have been made.
        self.asked: Counter[str] = Counter()
        self.bought: Counter[str] = Counter()
        #: Requests for a path beside orders.
        self.got: Counter[str] = Counter()
        self.requests: deque[Asked] = deque(maxlen=100)
        self.num_open = 0
        self.num_open_max = 0
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._num_requests = 0
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task] = set()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/api/v1"

    @property
    def num_bought(self):
        return self.bought.total()

    async def start(self):
        for port in (self.port, 0):
            self._servers.append(await asyncio.start_server(self._serve, "127.0.0.1", port))
        ports = [server.sockets[0].getsockname()[1] for server in self._servers]
        self.port, self.elsewhere_port = ports

    async def stop(self):
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        self._servers = []

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        self.num_open += 1
        self.num_open_max = max(self.num_open_max, self.num_open)
        try:
            while await self._serve_one(reader, writer):
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has left, or all of this stops
        finally:
            self.num_open -= 1
            self._tasks.discard(task)
            writer.close()

    async def _serve_one(self, reader, writer):
        """Answer one request; false where the connection is to end."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, target, _ = first.split(" ")
        asked = Asked(method, target, headers, body)
        self.requests.append(asked)
        path = target.partition("?")[0]
        if (method, path) == ("POST", GENERATION):
            return await self._generate(asked, reader, writer)
        self.got[path] += 1
        if path in self._results:
            return await self._deliver(path, reader, writer)
        if path == "/counts":
            counts = {"num_bought": self.num_bought, "bought": self.bought, "asked": self.asked}
            writer.write(answer(200, counts))
        elif path == "/api/v1/tasks":
            listed = {"request_id": "req-list", "total": 0, "data": [], "tasks": []}
            writer.write(answer(200, listed) if self._has_key(asked) else refusal("401"))
        else:
            writer.write(answer(404, {"code": "NotFound", "message": path, "request_id": "r"}))
        return True

    def _has_key(self, asked):
        return asked.headers.get("authorization") == f"Bearer {self.api_key}"

    async def _generate(self, asked, reader, writer):
        document = asked.document
        content = document["input"]["messages"][0]["content"]
        prompt = next(part["text"] for part in content if "text" in part)
        tags = dict(_TAG.findall(prompt))
        fault = tags.get("fault", "")
        self.asked[prompt] += 1
        if not self._has_key(asked):
            fault = "401"
        if fault in REFUSALS or ":" in fault:
            writer.write(refusal(fault))
            return True
        parameters = document.get("parameters", {})
        num = parameters.get("n", 1)
        if not 1 <= num <= 6:
            writer.write(refusal("400"))
            return True
        self.bought[prompt] += num
        await asyncio.sleep(float(tags.get("delay", 0)))
        if fault in FAILURES:
            writer.write(refusal(fault))
            return True
        made = self._made(tags, num, _size(parameters.get("size"), content))
        if fault in BEHAVIOURS:
            return await behave(fault, made, reader, writer)
        writer.write(answer(200, made))
        return True

    def _made(self, tags, num, size):
        """Put pictures where they can be fetched, and say where."""
        self._num_requests += 1
        port = self.elsewhere_port if tags.get("results") == "elsewhere" else self.port
        parts = []
        for index in range(num):
            path = f"/results/{self._num_requests}/{index}.png"
            fails = tags.get("fault", "").startswith("result-")
            fails = fails and tags.get("only", str(index)) == str(index)
            self._results[path] = Result(*size, fault=tags["fault"] if fails else "")
            parts.append({"image": f"http://127.0.0.1:{port}{path}?Expires=9&Signature=a%2Bb%3D"})
        while len(self._results) > _NUM_RESULTS_MAX:
            self._results.popitem(last=False)
        groups = [[part] for part in parts] if tags.get("choices") == "each" else [parts]
        choices = [
            {"finish_reason": "stop", "message": {"role": "assistant", "content": group}}
            for group in groups
        ]
        usage = {"width": size[0], "height": size[1], "image_count": num}
        return {
            "request_id": f"req-{self._num_requests}",
            "output": {"choices": choices},
            "usage": usage,
        }

    async def _deliver(self, path, reader, writer):
        result = self._results[path]
        picture = png(result.width_px, result.height_px)
        match result.fault:
            case "result-500" | "result-once" if self.got[path] == 1 or "500" in result.fault:
                writer.write(answer(500, b"oops", media_type="text/plain"))
            case "result-404":
                writer.write(answer(404, b"gone", media_type="text/plain"))
            case "result-cut":
                writer.write(answer(200, picture, media_type="image/png")[:-9])
                return False
            case "result-text":
                writer.write(answer(200, b"<html>no picture", media_type="image/png"))
            case "result-gif":
                writer.write(answer(200, b"GIF89a" + bytes(20), media_type="image/gif"))
            case "result-huge":
                writer.write(answer(200, png(1, 1, claims=(65_000, 1000)), media_type="image/png"))
            case "result-slow":
                await reader.read(1)
                return False
            case "result-redirect":
                port, free = self.elsewhere_port, f"{path}?free"
                self._results[path] = Result(result.width_px, result.height_px)
                writer.write(answer(302, b"", f"Location: http://127.0.0.1:{port}{free}"))
            case _:
                writer.write(answer(200, picture, media_type="image/png"))
        return True


def _size(asked, content):
    """The size that is asked for, else that of the last PNG that was sent, else a small one."""
    if asked:
        width, _, height = asked.partition("*")
        return int(width), int(height)
    for part in reversed(content):
        if "image" in part:
            data = base64.b64decode(part["image"].partition(",")[2])
            return struct.unpack_from(">II", data, 16)
    return 512, 512


async def _main(port):
    server = DashScopeServer(port=port)
    await server.start()
    sys.stdout.write(f"listening on {server.port}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(int(sys.argv[1])))
