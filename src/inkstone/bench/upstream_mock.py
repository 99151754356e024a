"""The upstream of the soak: two doors, OpenAI's and DashScope's form, that fail now and then.

It runs as a process of its own and counts what it made as a vendor would: when the work begins,
whatever becomes of the answer. It does not know who asks.
"""

import asyncio
import json
import random
import signal
import sys
from base64 import b64encode
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Any

from inkstone.bench import upstream_faults as faults
from inkstone.bench.upstream_faults import DASHSCOPE, OPENAI, Fates, Order, response, written

COUNTS_PATH = "/counts"
PATHS = {
    OPENAI: "/v1/images/generations",
    DASHSCOPE: "/api/v1/services/aigc/multimodal-generation/generation",
}
_RESULTS_PATH = "/results/"
#: How long a door stays shut, or takes no key, in seconds.
_AWAY_S = 1.0
#: How long requests that are on their way when a door shuts may still arrive, in seconds.
_LAST_CALL_S = 0.05
#: How long a picture takes, in seconds.
_WORK_S = (0.02, 0.2)
#: A result that comes late comes at this try.
_LATE_TRY = 2


@dataclass(slots=True, kw_only=True)
class Counts:
    """What was asked for and made, by prompt where it says nothing else."""

    asked: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    #: The pictures of what was made, by form.
    num_pictures: Counter[str] = field(default_factory=Counter)
    #: What was made and whose answer said nothing of use.
    spoilt: Counter[str] = field(default_factory=Counter)
    #: What was made and whose pictures were gone.
    lost: Counter[str] = field(default_factory=Counter)
    moderated: Counter[str] = field(default_factory=Counter)
    #: By form and kind, such as `openai 429`.
    faults: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, dict[str, int]]:
        """As JSON values."""
        return {each.name: dict(getattr(self, each.name)) for each in fields(self)}


class Shelf:
    """Where pictures lie that are named by address, and where the counts are told."""

    def __init__(self, counts: Counts, *, port: int) -> None:
        self._counts, self._port = counts, port
        #: By path, the job whose picture it is, and what becomes of it.
        self._results: dict[str, tuple[int, str]] = {}
        self._tries: Counter[str] = Counter()

    async def open(self) -> None:
        """Let people in."""
        await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    def put(self, index: int, fault: str) -> str:
        """Lay a job's picture there; its address."""
        path = f"{_RESULTS_PATH}{index}/{len(self._results)}.png"
        self._results[path] = (index, fault)
        return f"http://127.0.0.1:{self._port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(head.split(b" ")[1].decode("latin-1")))
                await writer.drain()
        writer.close()

    def _answer(self, path: str) -> bytes:
        if path == COUNTS_PATH:
            return response(200, written(self._counts.to_json()))
        index, fault = self._results.get(path, (0, faults.RESULT_GONE))
        self._tries[path] += 1
        if fault == faults.RESULT_GONE:
            return response(404, b"gone", media_type="text/plain")
        if fault == faults.RESULT_LATE and self._tries[path] < _LATE_TRY:
            return response(500, b"not yet", media_type="text/plain")
        return response(200, faults.png(index), media_type="image/png")


class Door:
    """One form of API on a port of its own."""

    def __init__(
        self, form: str, *, port: int, counts: Counts, shelf: Shelf, share: float, seed: int
    ) -> None:
        """Describe it; `open` lets people in.

        Args:
            form: of the API.
            port: where.
            counts: of all doors.
            shelf: where pictures lie that are named by address.
            share: of requests that meet a fault, 0 to 1.
            seed: of the faults.
        """
        self._form, self._port, self._counts, self._shelf = form, port, counts, shelf
        self._fates = Fates(form, share=share, seed=seed)
        self._rng = random.Random(seed)  # noqa: S311 - it hides nothing
        self._server: asyncio.Server | None = None
        self._is_key_wrong = False
        self._idle: set[asyncio.StreamWriter] = set()
        self._later: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Let people in."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def _shut(self) -> None:
        """Refuse connections for a while, and drop those on which nothing is under way."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        await asyncio.sleep(_LAST_CALL_S)
        for writer in tuple(self._idle):
            writer.close()
        await asyncio.sleep(_AWAY_S)
        await self.open()

    async def _take_no_key(self) -> None:
        self._is_key_wrong = True
        await asyncio.sleep(_AWAY_S)
        self._is_key_wrong = False

    def _begin(self, fault: str) -> None:
        """Let a fault begin that lasts for a while."""
        lasting = {faults.REFUSED: self._shut, faults.WRONG_KEY: self._take_no_key}
        if fault in lasting:
            task = asyncio.create_task(lasting[fault]())
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError, ValueError):
            while not writer.is_closing():
                self._idle.add(writer)
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self._idle.discard(writer)
                if writer.is_closing():
                    break  # it came when the door shut: nobody reads it
                first, *lines = head.splitlines()
                pairs = (line.lower().partition(":") for line in lines)
                sizes = [value for name, _, value in pairs if name == "content-length"]
                body = await reader.readexactly(int(sizes[0]) if sizes else 0)
                path = first.split(" ")[1]
                if path != PATHS[self._form]:
                    writer.write(response(404, b"{}"))
                elif not await self._answer(body, reader, writer):
                    break
                await writer.drain()
        self._idle.discard(writer)
        writer.close()

    async def _answer(
        self, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer an order, or fail to; false where the connection is to end."""
        counts, order = self._counts, faults.order_of(self._form, body)
        counts.asked[order.prompt] += 1
        fault = faults.WRONG_KEY if self._is_key_wrong else self._fates.next()
        if not self._is_key_wrong:
            counts.faults[f"{self._form} {fault or 'none'}"] += 1
            self._begin(fault)
        if refused := faults.refusal(self._form, fault):
            if fault == faults.MODERATION:
                counts.moderated[order.prompt] += 1
            writer.write(refused)
            return True
        self._count(order, fault)
        await asyncio.sleep(self._rng.uniform(*_WORK_S))
        if failed := faults.failure(self._form, fault):
            writer.write(failed)
            return True
        return await self._hand_over(self._made(order, fault), fault, reader, writer)

    def _count(self, order: Order, fault: str) -> None:
        """Charge an order, before the work begins."""
        counts = self._counts
        counts.made[order.prompt] += 1
        counts.num_pictures[self._form] += order.num_images
        if fault in faults.SPOILT:
            counts.spoilt[order.prompt] += 1
        elif fault == faults.RESULT_GONE:
            counts.lost[order.prompt] += 1

    async def _hand_over(
        self,
        made: bytes,
        fault: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        if fault == "slow":
            await reader.read(1)  # until the client has had enough
        elif fault == "cut_body":
            writer.write(response(200, made)[: -len(made) // 2])
            await writer.drain()
        elif fault != "cut":
            kind = "text/html" if fault == "content_type" else "application/json"
            writer.write(response(200, made, media_type=kind))
            return True
        return False

    def _made(self, order: Order, fault: str) -> bytes:
        """The body of an answer with pictures."""
        index = faults.index_of(order.prompt)
        if self._form == OPENAI:
            picture = {"b64_json": b64encode(faults.png(index)).decode()}
            return written({"id": f"made-{index}", "data": [picture] * order.num_images})
        addresses = [self._shelf.put(index, fault) for _ in range(order.num_images)]
        content = [{"image": address} for address in addresses]
        choices = [{"message": {"role": "assistant", "content": content}}]
        told: dict[str, Any] = {"request_id": f"made-{index}", "output": {"choices": choices}}
        return written(told | {"usage": {"image_count": order.num_images}})


async def serve(
    *, control_port: int, openai_port: int, dashscope_port: int, share: float, seed: int
) -> None:
    """Serve on this machine until told to stop."""
    counts, loop, stopping = Counts(), asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    shelf = Shelf(counts, port=control_port)
    for form, port in ((OPENAI, openai_port), (DASHSCOPE, dashscope_port)):
        await Door(form, port=port, counts=counts, shelf=shelf, share=share, seed=seed).open()
    await shelf.open()
    await stopping.wait()


if __name__ == "__main__":
    asyncio.run(serve(**json.loads(sys.argv[1])))
