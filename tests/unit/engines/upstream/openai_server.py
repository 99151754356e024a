"""An image server of any flavour on loopback: strict, counting, and faulty where a prompt says so.

`[fault=429]` in a prompt plays that fault; see `openai_faults.py`. It also runs as a process of
its own: `python openai_server.py PORT FLAVOUR`.
"""

import asyncio
import base64
import gzip
import io
import json
import sys
from collections import Counter, deque
from contextlib import suppress
from pathlib import Path

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PIL import Image

from unit.engines.upstream.openai_faults import (
    FAILURES,
    REFUSALS,
    SPOILT,
    STREAM_ERRORS,
    fault_of,
    picture,
    vast,
)
from unit.engines.upstream.openai_manners import Call, Refused, heard

_REASONS = {200: "OK", 307: "Temporary Redirect"}


class OpenAiServer:
    """A server, and what it was asked and paid for."""

    def __init__(self, *, flavour="openai", api_key="", model="", port=0, delay_s=0.0):
        self.flavour, self.api_key, self.model, self.delay_s = flavour, api_key, model, delay_s
        self.port = port
        #: The latest requests for pictures, and what was made of them.
        self.calls = deque(maxlen=1000)
        self.heard = deque(maxlen=1000)
        #: Status and body that are answered to whoever asks for the models; None for a list.
        self.models = None
        #: Requests for pictures, whatever became of them.
        self.num_asked = 0
        #: Orders that were charged, by prompt; equal ones under one key count once.
        self.bought = Counter()
        #: The same by `Idempotency-Key`.
        self.keys = Counter()
        self._bodies = {}
        self.num_connections = 0
        self.num_open = 0
        self._server, self._tasks = None, set()
        #: Set when a client is gone before its answer.
        self.hung_up = asyncio.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def num_bought(self):
        return self.bought.total()

    async def start(self):
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *_):
        await self.stop()

    async def _accept(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        self.num_connections += 1
        self.num_open += 1
        try:
            while await self._serve_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.num_open -= 1
            self._tasks.discard(task)
            writer.close()

    async def _serve_one(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        call = Call(method=method, path=path, headers=headers, body=body)
        answering = asyncio.create_task(_Answer(self, call, writer).send())
        leaving = asyncio.create_task(_left(reader))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                self.hung_up.set()
                return False
            return answering.result()
        finally:
            for each in (answering, leaving):
                each.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)

    def buy(self, call, told):
        """Charge an order, unless it was charged before; raises `Refused`."""
        key = call.headers.get("idempotency-key")
        if key and self.flavour == "inkstone":
            asked = json.dumps([call.path, call.fields, len(call.files)], sort_keys=True)
            if self._bodies.setdefault(key, asked) != asked:
                raise Refused("idempotency_mismatch: another body", code="idempotency_mismatch")
            if self.keys[key]:
                return
            self.keys[key] += 1
        self.bought[told.prompt] += 1


async def _left(reader):
    """Ends when the client hangs up; clients send nothing while they wait."""
    while not reader.at_eof():
        await asyncio.sleep(0.01)


class _Answer:
    """The answer to one call."""

    def __init__(self, server, call, writer):
        self.server, self.call, self.writer = server, call, writer

    async def send(self):
        """Answer; whether the connection stays."""
        server, call = self.server, self.call
        if server.api_key and call.headers.get("authorization") != f"Bearer {server.api_key}":
            return await self._refuse(*REFUSALS["401"])
        if (call.method, call.path) == ("GET", "/v1/models"):
            if server.models is not None:
                return await self._write(*server.models)
            listed = [{"id": server.model or "image-model", "object": "model"}]
            return await self._write(200, json.dumps({"object": "list", "data": listed}).encode())
        if call.method != "POST" or "/v1/images/" not in call.path:
            return await self._refuse(404, None, "not_found")
        server.num_asked += 1
        server.calls.append(call)
        try:
            told = heard(call, server.flavour, server.model)
            server.heard.append(told)
            fault = fault_of(told.prompt)
            if fault in REFUSALS:
                return await self._refuse(*REFUSALS[fault])
            server.buy(call, told)
        except Refused as error:
            kind = "invalid_request_error"
            return await self._refuse(error.status, error.code, kind, message=error.message)
        if server.delay_s:
            await asyncio.sleep(server.delay_s)
        if fault in FAILURES:
            return await self._refuse(*FAILURES[fault])
        if told.is_stream and fault not in {*SPOILT} - {"no_picture"}:
            return await self._stream(told, fault)
        return await self._pictures(told, fault)

    async def _pictures(self, told, fault):
        kind = "JPEG" if fault == "jpeg" or self.server.flavour == "xinference" else "PNG"
        data = picture(told.size, "WEBP" if fault == "webp" else kind)
        data = {"no_picture": b"GIF89a no picture", "too_large": vast()}.get(fault, data)
        items = [self._item(data, told, fault) for _ in range(told.n + (fault == "more"))]
        items = {"fewer": items[:-1], "empty": []}.get(fault, items)
        if fault == "half":
            items[0] = {"b64_json": "not base64!"}
        document = {"created": 1_795_168_800, "data": items}
        if self.server.flavour in {"sglang", "localai"}:
            document["id"] = "img-123"
        match fault:
            case "ok_error":
                document = {"error": {"message": "The machine is sad.", "code": "oops"}}
            case "ok_quota":
                document = {"error": {"message": "Pay.", "code": "insufficient_quota"}}
            case "slow":
                await asyncio.sleep(60)
            case "cut":
                return False
            case "redirect":
                return await self._write(307, b"", "Location: /elsewhere")
        body = b'{"data": [' if fault == "broken_json" else json.dumps(document).encode()
        match fault:
            case "packed":
                return await self._write(200, gzip.compress(body), "Content-Encoding: gzip")
            case "cut_body":
                return await self._write(200, body, num_bytes=len(body) // 2)
            case "endless":
                return await self._write_on()
        media_type = "text/html" if fault == "content_type" else "application/json"
        return await self._write(200, body, media_type=media_type)

    def _item(self, data, told, fault):
        if fault == "url" or not told.is_base64:
            return {"url": f"{self.server.url}/files/1.png"}
        text = base64.b64encode(data).decode()
        item = {"b64_json": f"data:image/png;base64,{text}" if fault == "data_uri" else text}
        if fault == "rewritten":
            item["revised_prompt"] = "a very red kite"
        return item

    async def _stream(self, told, fault):
        name = "image_edit" if self.call.is_edit else "image_generation"
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
        head += "Inkstone-Job: job_7\r\nx-request-id: req_7\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.writer.write(head.encode())
        self._chunk(b": alive\n\n")
        side = 512 if fault == "stream_large" else 64
        for index in range(told.num_previews):
            shown = Image.effect_noise((side, side), 90).convert("RGB")
            written = io.BytesIO()
            shown.save(written, "WEBP", quality=90 if side > 64 else 40)
            text = base64.b64encode(written.getvalue()).decode()
            self._event(f"{name}.partial_image", {"b64_json": text, "partial_image_index": index})
        if fault in STREAM_ERRORS:
            self._event("error", {"error": STREAM_ERRORS[fault]}, is_typed=False)
        elif fault == "stream_broken":
            self._chunk(b"event: image_generation.completed\ndata: {\n\n")
        elif fault == "stream_cut":
            await self.writer.drain()
            return False
        elif fault != "stream_ends":
            data = b"no picture" if fault == "no_picture" else picture(told.size)
            text = base64.b64encode(data).decode()
            self._event(f"{name}.completed", {"b64_json": text, "size": "x"})
        if fault == "stream_hangs":
            await asyncio.sleep(60)
        self._chunk(b"")
        await self.writer.drain()
        return True

    def _event(self, kind, document, *, is_typed=True):
        document = {"type": kind, **document} if is_typed else document
        self._chunk(f"event: {kind}\ndata: {json.dumps(document)}\n\n".encode())

    def _chunk(self, data):
        self.writer.write(b"%x\r\n%b\r\n" % (len(data), data))

    async def _refuse(self, status, code, kind, *, message="Something is wrong."):
        key = self.call.headers.get("authorization", "")
        told = {"message": f"{message} ({key})", "type": kind, "param": None, "code": code}
        if self.server.flavour in {"sglang", "xinference"}:
            document = {"detail": message}
        elif self.server.flavour in {"vllm-omni", "localai"}:
            document = {"error": {**told, "code": code or status}}
        else:
            document = {"error": told}
        headers = {429: ["Retry-After: 7"], 503: ["Retry-After: 3"]}.get(status, [])
        return await self._write(status, json.dumps(document).encode(), *headers)

    async def _write(self, status, body, *headers, media_type="application/json", num_bytes=None):
        lines = [
            f"HTTP/1.1 {status} {_REASONS.get(status, 'Refused')}",
            f"Content-Type: {media_type}",
            f"Content-Length: {len(body)}",
            "x-request-id: req_7",
            *headers,
        ]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body[:num_bytes])
        await self.writer.drain()
        return num_bytes is None

    async def _write_on(self):
        self.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            self.writer.write(b" " * 2**20)
            await self.writer.drain()


async def _main(port, flavour):
    async with OpenAiServer(flavour=flavour, port=port) as server:
        print(f"listening on {server.port}", flush=True)  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(int(sys.argv[1]), sys.argv[2]))
