"""Reroute: jobs that wait for an engine which is away go to another that can make them.

It does not know why an engine is away, nor what follows where there is no other.
"""

import logging
from collections import Counter

from inkstone.domain.errors import InkstoneError
from inkstone.domain.job import Job
from inkstone.service.metrics import Metrics
from inkstone.service.route import Router
from inkstone.store import upstream_jobs
from inkstone.store.unit_of_work import Store, Transaction

_LOG = logging.getLogger(__name__)

#: Looked at in one step, so that its transaction stays short.
_BATCH = 100


class Rerouter:
    """Moves waiting jobs."""

    def __init__(self, *, store: Store, router: Router, metrics: Metrics | None = None) -> None:
        self._store = store
        self._router = router
        self._metrics = metrics or Metrics()
        #: How far each queue was looked through, so that jobs that cannot move hide no others.
        self._after: dict[str, tuple[int, str]] = {}

    async def step(self) -> int:
        """Move some jobs of each queue whose engine is away; returns how many."""
        away = self._router.away()
        for queue in set(self._after) - set(away):
            del self._after[queue]
        return sum([await self._step(queue) for queue in away])

    async def _step(self, queue: str) -> int:
        after = self._after.get(queue)
        waiting = await self._store.read(
            lambda tx: upstream_jobs.waiting(tx, queue, after=after, limit=_BATCH)
        )
        if len(waiting) < _BATCH:
            self._after.pop(queue, None)
        else:
            self._after[queue] = (waiting[-1].vtime, waiting[-1].job.id)
        moves = [
            (each.job, target)
            for each in waiting
            if (target := self._instead(each.job)) is not None
        ]
        if not moves:
            return 0

        def move(tx: Transaction) -> list[str]:
            return [to for job, to in moves if upstream_jobs.move(tx, job, queue=to)]

        moved = Counter(await self._store.write(move))
        for target, num_jobs in moved.items():
            self._metrics.rerouted(queue, target, num_jobs)
        _LOG.info("moved %d jobs away from %s", moved.total(), queue)
        return moved.total()

    def _instead(self, job: Job) -> str | None:
        try:
            return self._router.instead(job)
        except InkstoneError:
            return None  # nothing serves it any more: it waits until it expires
