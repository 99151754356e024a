"""The load of the gateway benchmark: clients that ask for pictures over connections kept alive.

It runs as a process of its own, which reads a plan as JSON and writes a report; whom it asks, and
whether the figures are good ones, it does not know.
"""

import asyncio
import json
import sys
import time
from binascii import a2b_base64
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, cast

import httptools
import uvloop

from inkstone.bench import gateway_pictures
from inkstone.bench.results import percentile

#: How long one answer may take, in seconds.
_ANSWER_S = 120.0
#: How long to wait where nobody takes a connection, in seconds.
_PAUSE_S = 0.01
#: How often each client is answered at least while it is measured.
_ROUNDS_MIN = 2
#: How many times the time that it was to be measured a load may take for that.
_PATIENCE = 10
_PROMPTS = (
    "A red kite over the harbour, number {}.",
    "Still life number {}: a pewter jug, three lemons and a folded linen cloth on a dark table, "
    "light from the left, in the manner of an old master, muted colours, fine texture.",
    "第{}张：雨后的石板小巷，灯笼，水面的倒影，水墨画。",
    "poster {} for a jazz evening, bold type, two colours",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is asked, for what, by how many, for how long."""

    port: int
    path: str
    key: str
    model: str
    size: str
    #: Connections, each with one request under way.
    concurrency: int
    #: How long before anything is measured, and how long it is measured, in seconds; both are
    #: longer where not everybody was answered meanwhile.
    warm_up_s: float = 1.0
    measured_s: float = 5.0
    #: After how many requests to stop at the latest; 0 is no limit.
    num_requests_max: int = 0
    #: What tells the prompts of this load from those of others.
    tag: str = ""


@dataclass(slots=True, kw_only=True)
class Report:
    """What came of it; latencies and rate are of those that ended while it was measured."""

    num_sent: int = 0
    num_good: int = 0
    num_measured: int = 0
    requests_per_s: float = 0.0
    p50_ms: float = 0.0
    p90_ms: float = 0.0
    p99_ms: float = 0.0
    #: How many ended otherwise than with a good picture, by what was wrong.
    errors: dict[str, int] = field(default_factory=dict)


class Exchange(asyncio.Protocol):
    """One connection: a request at a time, and its whole answer."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def ask(self, data: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        """Send a request; its status and body, or `ConnectionError`, come in the future."""
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is None or self._transport.is_closing():
            self._answer.set_exception(ConnectionError("closed"))
        else:
            self._parser = httptools.HttpResponseParser(self)
            self._transport.write(data)
        return self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to ask."""
        # The loop's own class, which is no subclass.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self.connection_lost(ConnectionError(str(error)))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("cut off"))

    def on_message_begin(self) -> None:
        """Forget the last answer."""
        self._body = []

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Hand the answer to whoever waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((self._parser.get_status_code(), b"".join(self._body)))


class Load:
    """All clients of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._report = Report()
        self._errors: Counter[str] = Counter()
        self._latencies_ms: list[float] = []
        #: How many have ended, in all and while it was measured, well or not.
        self._num_ended = 0
        self._num_ended_in_time = 0
        self._began_s = time.perf_counter()
        self._measured_from_s: float | None = None
        self._measured_to_s: float | None = None
        self._is_over = False

    async def run(self) -> Report:
        """Ask until the time is over and every answer has come."""
        await asyncio.gather(*(self._client() for _ in range(self._plan.concurrency)))
        report, latencies_ms = self._report, self._latencies_ms
        if self._measured_from_s is not None and self._measured_to_s is not None:
            seconds = self._measured_to_s - self._measured_from_s
            report.requests_per_s = len(latencies_ms) / seconds
        report.num_measured = len(latencies_ms)
        for name, share in (("p50_ms", 0.5), ("p90_ms", 0.9), ("p99_ms", 0.99)):
            setattr(report, name, percentile(latencies_ms, share))
        report.errors = dict(self._errors)
        return report

    async def _client(self) -> None:
        connection: Exchange | None = None
        while self._has_more():
            if connection is None:
                # Others may ask for the last picture meanwhile.
                connection = await self._connect()
            elif not await self._ask(connection):
                connection.close()
                connection = None
        if connection is not None:
            connection.close()

    async def _connect(self) -> Exchange | None:
        """A new connection; nothing, and an error, where nobody takes it."""
        loop = asyncio.get_running_loop()
        try:
            _, made = await loop.create_connection(Exchange, "127.0.0.1", self._plan.port)
        except OSError as error:
            self._report.num_sent += 1
            self._ended(time.perf_counter(), wrong=type(error).__name__)
            await asyncio.sleep(_PAUSE_S)
            return None
        return made

    async def _ask(self, connection: Exchange) -> bool:
        """Make one request; whether the connection is good for another."""
        request, began_s = self._next(), time.perf_counter()
        try:
            async with asyncio.timeout(_ANSWER_S):
                status, body = await connection.ask(request)
        except (OSError, TimeoutError) as error:
            self._ended(began_s, wrong=type(error).__name__)
            return False
        ended_s = time.perf_counter()
        self._ended(began_s, wrong=fault(status, body), ended_s=ended_s)
        return True

    def _has_more(self) -> bool:
        num_max = self._plan.num_requests_max
        if num_max and self._report.num_sent >= num_max:
            return False
        patience_s = self._plan.warm_up_s + self._plan.measured_s * _PATIENCE
        return not self._is_over and time.perf_counter() < self._began_s + patience_s

    def _next(self) -> bytes:
        plan, index = self._plan, self._report.num_sent
        self._report.num_sent += 1
        prompt = _PROMPTS[index % len(_PROMPTS)].format(f"{plan.tag}-{index}")
        asked = {"model": plan.model, "prompt": prompt, "n": 1, "size": plan.size}
        body = json.dumps({**asked, "response_format": "b64_json"}).encode()
        lines = (
            f"POST {plan.path} HTTP/1.1",
            f"Host: 127.0.0.1:{plan.port}",
            f"Authorization: Bearer {plan.key}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join((*lines, "", "")).encode() + body

    def _ended(self, began_s: float, *, wrong: str, ended_s: float | None = None) -> None:
        """Count one; measured are those that end between the warm-up and the end."""
        ended_s = ended_s or time.perf_counter()
        self._num_ended += 1
        if wrong:
            self._errors[wrong] += 1
        else:
            self._report.num_good += 1
        if self._measured_from_s is None:
            if self._is_warm(ended_s):
                self._measured_from_s = ended_s
        elif not self._is_over:
            self._num_ended_in_time += 1
            self._measured_to_s = ended_s
            if not wrong:
                self._latencies_ms.append((ended_s - began_s) * 1e3)
            self._is_over = self._is_enough(ended_s - self._measured_from_s)

    def _is_warm(self, now_s: float) -> bool:
        # Until everybody was answered once, only the fastest answers have come.
        is_steady = self._num_ended >= self._plan.concurrency
        return is_steady and now_s >= self._began_s + self._plan.warm_up_s

    def _is_enough(self, took_s: float) -> bool:
        # Where answers take longer than the time, those that end in it would be the fast ones.
        is_steady = self._num_ended_in_time >= _ROUNDS_MIN * self._plan.concurrency
        return is_steady and took_s >= self._plan.measured_s


def fault(status: int, body: bytes) -> str:
    """What is wrong with an answer; empty where it is 200 and holds one whole PNG."""
    if status != 200:
        return f"status {status}"
    try:
        (picture,) = json.loads(body)["data"]
        data = a2b_base64(picture["b64_json"])
    except (ValueError, KeyError, TypeError) as error:
        return f"no picture: {type(error).__name__}"
    return "" if gateway_pictures.is_whole(data) else "not a PNG"


async def run(plan: Plan) -> Report:
    """Put this load on whoever listens."""
    return await Load(plan).run()


def main() -> None:
    """Read a plan, put the load on, write the report."""
    plan: dict[str, Any] = json.load(sys.stdin)
    json.dump(asdict(uvloop.run(run(Plan(**plan)))), sys.stdout)


if __name__ == "__main__":
    main()
