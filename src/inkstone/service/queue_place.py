"""Where a queued job stands: how many go before it, and how long that may take.

One look at a queue serves everybody who asks within a second. It does not know the claim's rules
beyond their order.
"""

import asyncio
import time
from dataclasses import dataclass, field

from inkstone.domain.job import Job
from inkstone.store import queue_reads
from inkstone.store.queue_reads import Pace
from inkstone.store.unit_of_work import Store, Transaction

#: How far a queue is looked through; whoever stands behind is told this number.
_NUM_MAX = 10_000
#: How long a look is good, in seconds.
_FRESH_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePlace:
    """A job's place in its queue."""

    #: How many jobs go before it; 0 is the next.
    position: int
    #: In how many seconds it may begin; `None` where nothing is known.
    eta_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    began_s: float
    positions: dict[str, int]
    pace: Pace


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    look: _Look | None = None


class QueuePlaces:
    """The places in every queue."""

    def __init__(self, *, store: Store) -> None:
        self._store = store
        self._queues: dict[str, _Queue] = {}

    async def of(self, job: Job, *, since_s: float) -> QueuePlace | None:
        """Where a job stands; `None` where it does not wait any more.

        Args:
            job: a job that was queued a moment ago.
            since_s: when it was surely in the queue, by the monotonic clock.
        """
        look = await self._look(job, since_s)
        position = look.positions.get(job.id)
        if position is None:
            if len(look.positions) < _NUM_MAX:
                return None
            position = _NUM_MAX
        return QueuePlace(position=position, eta_s=_eta_s(position, look.pace))

    async def _look(self, job: Job, since_s: float) -> _Look:
        queue = self._queues.setdefault(job.queue, _Queue())
        async with queue.lock:
            look = queue.look
            if look is None or _is_stale(look, job, since_s):
                look = queue.look = await self._read(job.queue)
        return look

    async def _read(self, queue: str) -> _Look:
        began_s = time.monotonic()

        def read(tx: Transaction) -> tuple[list[str], Pace]:
            return (
                queue_reads.waiting(tx, queue, limit=_NUM_MAX),
                queue_reads.pace(tx, queue),
            )

        ids, pace = await self._store.read(read, snapshot=False)
        positions = {job_id: position for position, job_id in enumerate(ids)}
        return _Look(began_s=began_s, positions=positions, pace=pace)


def _is_stale(look: _Look, job: Job, since_s: float) -> bool:
    is_old = time.monotonic() - look.began_s >= _FRESH_S
    # A job that is new may not have been there when we looked.
    return is_old or (job.id not in look.positions and look.began_s < since_s)


def _eta_s(position: int, pace: Pace) -> float | None:
    """By what ended lately: so many at once, each taking so long, let so many begin a second."""
    if pace.took_s is None or not pace.num_running:
        return None
    return (position + 1) * pace.took_s / pace.num_running
