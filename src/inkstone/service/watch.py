"""Waiting for the end of a job, and letting everybody who waits go when the process stops.

The durable truth is the job's row; signals only say when to look.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job
from inkstone.store import idempotency, job_reads, jobs
from inkstone.store.signals import Subscription
from inkstone.store.unit_of_work import Store


class Watcher:
    """Waits for jobs."""

    def __init__(self, *, store: Store) -> None:
        self._store = store
        self._is_closed = False
        self._waiting: set[Subscription] = set()

    @property
    def is_closed(self) -> bool:
        """Whether nobody may wait any more: the store may be closed by now."""
        return self._is_closed

    def close(self) -> None:
        """Let every waiter go with the job as it is."""
        self._is_closed = True
        for subscription in self._waiting:
            subscription.wake()

    async def wait(self, job: Job, *, timeout_s: float) -> Job:
        """The job at its end, or as it is when the time is up or the process stops.

        A job just submitted is not read again before something is heard of it.
        """
        topic = jobs.end_topic(job.id)
        latest, deadline = job, time.monotonic() + timeout_s
        with self.listen(topic) as subscription:
            is_news = self._store.signals.is_recent(topic)
            while not latest.is_terminal:
                left_s = deadline - time.monotonic()
                if not is_news and left_s > 0 and not self._is_closed:
                    await subscription.wait(min(left_s, self._store.signals.look_every_s))
                if self._is_closed:
                    break  # the store may be closed by now too
                latest = await self._read(job.id)
                if latest.is_abandoned and left_s > 0:
                    # Another client of this job hung up, and this one has not.
                    await self._store.write(lambda tx: idempotency.reattach(tx, job.id))
                is_news = False
                if left_s <= 0:
                    break
        return latest

    @contextmanager
    def listen(self, *topics: str) -> Iterator[Subscription]:
        """Listen to topics for the length of the block; closing wakes as well."""
        with self._store.signals.subscribe(*topics) as subscription:
            self._waiting.add(subscription)
            try:
                yield subscription
            finally:
                self._waiting.discard(subscription)

    async def _read(self, job_id: str) -> Job:
        job = await self._store.read(lambda tx: job_reads.get(tx, job_id), snapshot=False)
        if job is None:
            raise NotFound(f"There is no job {job_id}.", code="job_not_found")
        return job
