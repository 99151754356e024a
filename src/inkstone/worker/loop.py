"""The worker's loop: reclaim, claim while the engines have room, run, drain.

It does not know what an engine draws, nor what a job costs.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import ServerFault, TryLater
from inkstone.domain.job import Job
from inkstone.engines.base import Engine
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.cancel import Canceler
from inkstone.service.execute import Executor
from inkstone.service.ids import new_id
from inkstone.service.metrics import Metrics
from inkstone.service.progress import ProgressBoard
from inkstone.service.reroute import Rerouter
from inkstone.store import claims, job_reads, jobs
from inkstone.store.signals import Subscription
from inkstone.store.unit_of_work import Store
from inkstone.worker.drain import finish_up
from inkstone.worker.heartbeat import Heartbeat
from inkstone.worker.housekeeping import DELETE_EVERY_S, Housekeeper
from inkstone.worker.limits import WorkerLimits
from inkstone.worker.reclaim import FOREVER, reclaim

_LOG = logging.getLogger(__name__)

#: Claimed at once at the most, so that one transaction stays short.
_CLAIM_MAX = 64
#: How long a busy worker waits for more before it claims, in seconds.
_PATIENCE_S = 0.003
#: How long to wait for a signal before looking anyway.
_LOOK_EVERY_S = 1.0


class Worker:
    """Claims jobs for the engines it is given, and runs them."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: BlobStore,
        engines: Mapping[str, Engine],
        executor: Executor,
        canceler: Canceler,
        housekeeper: Housekeeper,
        rerouter: Rerouter,
        board: ProgressBoard,
        metrics: Metrics,
        limits: WorkerLimits,
        open_store: Callable[[], Store],
    ) -> None:
        self.id = new_id("worker")
        self._store = store
        self._blobs = blobs
        self._engines = engines
        self._executor = executor
        self._canceler = canceler
        self._housekeeper = housekeeper
        self._rerouter = rerouter
        self._board = board
        self._metrics = metrics
        self._limits = limits
        self._in_hand: dict[str, tuple[Attempt, asyncio.Task[None]]] = {}
        self._may_have_suspects = True
        self._is_suspect_in_hand = False
        #: Whether the last claim may have left something that there will be room for.
        self._is_short = True
        self._is_draining = False
        self._awake = Subscription()
        self._heartbeat = Heartbeat(
            open_store=open_store,
            lease=limits.lease,
            progress=board.permille,
            on_lost=lambda job_id, attempt: self._stop(job_id, attempt, StopReason.LOST),
            on_cancel=lambda job_id, attempt: self._stop(job_id, attempt, StopReason.CANCELED),
        )

    @property
    def num_in_hand(self) -> int:
        """How many jobs it has claimed and not yet let go of."""
        return len(self._in_hand)

    def drain(self) -> None:
        """Claim no more; `run` returns when the jobs in hand have ended or were handed back."""
        self._is_draining = True
        self._awake.wake()

    async def run(self) -> None:
        """Work until drained."""
        if not self._limits.is_exclusive:
            self._heartbeat.start()
        topics = [jobs.queue_topic(queue) for queue in self._engines]
        with self._store.signals.subscribe(*topics) as self._awake:
            chores = [
                asyncio.create_task(self._keep_house()),
                asyncio.create_task(self._hear_cancels()),
                asyncio.create_task(self._retain()),
            ]
            try:
                await self._work()
                await finish_up(self._in_hand, drain_s=self._limits.drain_s)
            finally:
                for chore in chores:
                    chore.cancel()
                await asyncio.gather(*chores, return_exceptions=True)
                await self._heartbeat.stop()

    async def _work(self) -> None:
        if self._limits.is_exclusive:
            reclaim_all = partial(self._reclaim, ignore_leases=True)
            while not self._is_draining and not await self._patiently(reclaim_all):
                pass
        while not self._is_draining:
            if self._in_hand:
                # Busy anyway: what comes within a moment is claimed together.
                await asyncio.sleep(_PATIENCE_S)
            is_more = await self._patiently(self._claim)
            if is_more:
                continue
            if not await self._awake.wait(_LOOK_EVERY_S):
                self._may_have_suspects |= not self._limits.is_exclusive

    async def _patiently(self, step: Callable[[], Awaitable[bool]]) -> bool:
        try:
            return await step()
        except TryLater as error:
            _LOG.warning("the worker waits: %s", error.message)
            await asyncio.sleep(0.2)
        except Exception:  # noqa: BLE001 - one step that fails must not end the worker
            _LOG.exception("the worker failed at a step")
            await asyncio.sleep(1.0)
        return False

    async def _reclaim(self, *, ignore_leases: bool) -> bool:
        num_reclaimed = await reclaim(
            store=self._store,
            blobs=self._blobs,
            num_crashes_max=self._limits.num_crashes_max,
            ignore_leases=ignore_leases,
            remote={name for name, each in self._engines.items() if each.capabilities.is_remote},
        )
        if num_reclaimed:
            self._may_have_suspects = True
            self._awake.wake()
        return True

    async def _claim(self) -> bool:
        """Claim what there is room for; true where there may be more at once."""
        self._is_short = True
        if self._is_suspect_in_hand:
            return False
        if self._may_have_suspects and await self._claim_suspect():
            return False
        is_more = is_short = False
        for queue, engine in self._engines.items():
            # The engine's room does not yet count what was claimed and is on its way to it.
            limit = min(engine.room() - self._num_on_the_way(queue), _CLAIM_MAX)
            num_may_fetch = self._num_may_fetch()
            # Any of those claimed may turn out to fetch.
            limit = min(limit, num_may_fetch) if num_may_fetch else limit
            is_short |= limit < 1 or not num_may_fetch
            if limit < 1:
                continue
            claimed = await self._take(queues=[queue], limit=limit, suspects=False)
            is_more |= len(claimed) == limit
        self._is_short = is_short or is_more
        return is_more

    def _num_on_the_way(self, queue: str) -> int:
        attempts = (attempt for attempt, _ in self._in_hand.values())
        # What waits for a stranger's server must not keep others from the engine.
        return sum(
            a.job.queue == queue and not a.is_with_engine and not a.is_fetching for a in attempts
        )

    def _num_may_fetch(self) -> int:
        num_fetching = sum(attempt.is_fetching for attempt, _ in self._in_hand.values())
        return max(0, self._limits.num_fetching_max - num_fetching)

    def _on_moved(self) -> None:
        # What an engine holds or begins may be room for more: look once all have arrived.
        attempts = (attempt for attempt, _ in self._in_hand.values())
        if self._is_short and all(a.is_with_engine or a.is_fetching for a in attempts):
            self._awake.wake()

    async def _claim_suspect(self) -> bool:
        """Deal with suspects, which run alone; true while there are any."""
        queues = list(self._engines)
        if not await self._store.read(lambda tx: job_reads.num_suspects(tx, queues)):
            self._may_have_suspects = False
            return False
        if not self._in_hand:
            # None, where another worker was faster.
            self._is_suspect_in_hand = bool(await self._take(queues=queues, limit=1, suspects=True))
        return True

    async def _take(self, *, queues: list[str], limit: int, suspects: bool) -> list[Job]:
        may_fetch = self._num_may_fetch() > 0
        claimed = await self._store.write(
            lambda tx: claims.claim(
                tx,
                queues=queues,
                limit=limit,
                worker_id=self.id,
                lease=FOREVER if self._limits.is_exclusive else self._limits.lease,
                suspects=suspects,
                may_fetch=may_fetch,
            )
        )
        for job in claimed:
            if job.attempt == 1 and job.started_at is not None:
                self._metrics.started((job.started_at - job.created_at).total_seconds())
            attempt = Attempt(job, on_moved=self._on_moved)
            self._heartbeat.hold(job.id, job.attempt)
            self._in_hand[job.id] = (attempt, asyncio.create_task(self._run(attempt)))
        self._metrics.running(len(self._in_hand))
        return claimed

    async def _run(self, attempt: Attempt) -> None:
        job = attempt.job
        try:
            await self._executor.execute(attempt)
        except Exception:  # noqa: BLE001 - the one place where a job may meet our own faults
            # A fault of ours must not leave a job running or its money held.
            _LOG.exception("job %s failed inside the server", job.id)
            await self._give_up(attempt)
        finally:
            # One that moved on to another queue may be in hand again.
            if self._in_hand.get(job.id, (None, None))[0] is attempt:
                self._heartbeat.release(job.id)
                del self._in_hand[job.id]
            self._is_suspect_in_hand = False
            self._metrics.running(len(self._in_hand))
            if self._is_short:
                self._awake.wake()

    async def _give_up(self, attempt: Attempt) -> None:
        """End a job that met a fault of ours; with its pictures if they can be settled."""
        try:
            await self._executor.finish(attempt, ServerFault())
        except Exception:  # noqa: BLE001 - then without what could not be written
            _LOG.exception("job %s cannot be settled as it is", attempt.job.id)
            attempt.images.clear()
            attempt.warnings.clear()
            await self._executor.finish(attempt, ServerFault())

    def _stop(self, job_id: str, attempt: int, reason: StopReason) -> None:
        held = self._in_hand.get(job_id)
        if held is not None and held[0].job.attempt == attempt:
            held[0].stop(reason)

    async def _hear_cancels(self) -> None:
        topics = [jobs.cancel_topic(queue) for queue in self._engines]
        with self._store.signals.subscribe(*topics) as subscription:
            while True:
                is_asked = await subscription.wait(_LOOK_EVERY_S)
                held = {job_id: a.job.attempt for job_id, (a, _) in self._in_hand.items()}
                if held and (is_asked or self._limits.is_exclusive):
                    await self._patiently(partial(self._stop_canceled, held))

    async def _stop_canceled(self, held: Mapping[str, int]) -> bool:
        for job_id in await self._store.read(lambda tx: job_reads.canceled_among(tx, list(held))):
            self._stop(job_id, held[job_id], StopReason.CANCELED)
        return True

    async def _keep_house(self) -> None:
        pause_s = max(0.05, min(2.0, self._limits.lease.total_seconds() / 3))
        while True:
            await asyncio.sleep(pause_s)
            await self._patiently(self._tidy)

    async def _tidy(self) -> bool:
        if not self._limits.is_exclusive:
            await self._reclaim(ignore_leases=False)
        await self._canceler.expire_overdue()
        await self._rerouter.step()
        await self._canceler.cancel_abandoned(
            dialects=self._limits.not_pollable, grace=self._limits.grace
        )
        return True

    async def _retain(self) -> None:
        while True:
            await asyncio.sleep(DELETE_EVERY_S)
            await self._patiently(self._housekeeper.step)
