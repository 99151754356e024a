"""How full the queues are: one look a second, so that a full one costs nobody anything.

It does not know who waits.
"""

import asyncio
import math
import time
from dataclasses import dataclass, field

from inkstone.domain.errors import Unavailable
from inkstone.store import queue_reads
from inkstone.store.queue_reads import Pace
from inkstone.store.unit_of_work import Store, Transaction

#: How long a look is good, in seconds.
_FRESH_S = 1.0
#: How long to wait where nothing has ended lately, in seconds.
_USUAL_WAIT_S = 5


class QueueFull(Unavailable):
    """Too many jobs wait already."""

    code = "queue_full"


_UNKNOWN = Pace(num_running=0, took_s=None)


@dataclass(slots=True)
class _Gauge:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    looked_s: float = -math.inf
    #: As the last look found it, and what this process has enqueued since it began.
    num_waiting: int = 0
    num_since: int = 0
    #: What this process is about to enqueue.
    num_coming: int = 0
    pace: Pace = _UNKNOWN


class QueueGauge:
    """Says when a queue is full.

    One process keeps to the limit, however many ask it at once. What others enqueue is seen at the
    next look, so that a queue may become longer than its limit by what they take in a second.
    """

    def __init__(self, *, store: Store, num_max: int) -> None:
        self._store = store
        self._num_max = num_max
        self._gauges: dict[str, _Gauge] = {}

    async def enter(self, queue: str) -> QueueFull | None:
        """Take a place in a queue; why there is none, and when there may be, where it is full.

        Whoever has a place calls `leave`, whatever became of it.
        """
        gauge = self._gauges.setdefault(queue, _Gauge())
        if time.monotonic() - gauge.looked_s >= _FRESH_S:
            async with gauge.lock:
                if time.monotonic() - gauge.looked_s >= _FRESH_S:
                    await self._look(queue, gauge)
        if gauge.num_waiting + gauge.num_since + gauge.num_coming < self._num_max:
            gauge.num_coming += 1
            return None
        return QueueFull(
            f"{self._num_max} jobs wait already; try again later.",
            retry_after_s=_until_place_s(gauge),
        )

    def leave(self, queue: str, *, is_enqueued: bool) -> None:
        """Give a place back: to the job that was enqueued, or to whoever comes next."""
        gauge = self._gauges[queue]
        gauge.num_coming -= 1
        gauge.num_since += is_enqueued

    async def _look(self, queue: str, gauge: _Gauge) -> None:
        looked_s = time.monotonic()
        # What is enqueued during the look may be counted twice, until the next one.
        since_before = gauge.num_since

        def look(tx: Transaction) -> tuple[int, Pace]:
            num_waiting = queue_reads.num_waiting(tx, queue, num_max=self._num_max)
            is_full = num_waiting >= self._num_max
            return num_waiting, queue_reads.pace(tx, queue) if is_full else gauge.pace

        gauge.num_waiting, gauge.pace = await self._store.read(look, snapshot=False)
        gauge.num_since -= since_before
        gauge.looked_s = looked_s


def _until_place_s(gauge: _Gauge) -> int:
    """By what ended lately: so many at once, each taking so long, free a place so often."""
    if gauge.pace.took_s is None or not gauge.pace.num_running:
        return _USUAL_WAIT_S
    return max(1, math.ceil(gauge.pace.took_s / gauge.pace.num_running))
