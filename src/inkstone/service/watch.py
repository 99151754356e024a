"""Watching a job: wait for its end, or follow it; sync calls and streams all come through here.

The durable truth is the job's row; signals only say when to look, progress is only a hint.
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job
from inkstone.store import job_reads, jobs
from inkstone.store.signals import Subscription
from inkstone.store.unit_of_work import Store


class ProgressBoard:
    """How far the jobs under way in this process have come, from 0 to 1; lost with the process."""

    def __init__(self) -> None:
        self._progress: dict[str, float] = {}

    def put(self, job_id: str, progress: float) -> None:
        """Note how far a job has come."""
        self._progress[job_id] = min(1.0, max(0.0, progress))

    def get(self, job: Job) -> float:
        """How far a job has come: as this process knows it, else as its row says."""
        return max(self._progress.get(job.id, 0.0), job.progress)

    def permille(self, job_id: str) -> int:
        """How far a job has come, in thousandths."""
        return int(self._progress.get(job_id, 0.0) * 1000)

    def drop(self, job_id: str) -> None:
        """Forget a job that is no longer under way here."""
        self._progress.pop(job_id, None)


class Watcher:
    """Waits for jobs."""

    def __init__(self, *, store: Store) -> None:
        self._store = store
        self._is_closed = False
        self._waiting: set[Subscription] = set()

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
        with self._listen(topic) as subscription:
            is_news = self._store.signals.is_recent(topic)
            while not latest.is_terminal:
                left_s = deadline - time.monotonic()
                if not is_news and left_s > 0 and not self._is_closed:
                    await subscription.wait(min(left_s, self._store.signals.look_every_s))
                if self._is_closed:
                    break  # the store may be closed by now too
                latest = await self._read(job.id)
                is_news = False
                if left_s <= 0:
                    break
        return latest

    async def follow(self, job: Job, *, timeout_s: float) -> AsyncIterator[Job]:
        """The job now and at every change, until its end or until the time is up.

        Raises:
            NotFound: the job was erased meanwhile.
        """
        deadline = time.monotonic() + timeout_s
        seen = None
        with self._listen(jobs.job_topic(job.id)) as subscription:
            while True:
                current = await self._read(job.id)
                if (current.status, current.attempt) != seen:
                    seen = (current.status, current.attempt)
                    yield current
                left_s = deadline - time.monotonic()
                if current.is_terminal or left_s <= 0 or self._is_closed:
                    return
                await subscription.wait(min(left_s, self._store.signals.look_every_s))
                if self._is_closed:
                    return  # the store may be closed by now too

    @contextmanager
    def _listen(self, topic: str) -> Iterator[Subscription]:
        with self._store.signals.subscribe(topic) as subscription:
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
