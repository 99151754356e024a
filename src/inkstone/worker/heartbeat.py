"""The heartbeat: renews the leases of the jobs in hand, on a thread and connection of its own.

So a loop that is busy for seconds loses nothing. It does not know what the jobs are doing.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from inkstone.domain.errors import TryLater
from inkstone.store import claims
from inkstone.store.unit_of_work import Store

_LOG = logging.getLogger(__name__)


class Heartbeat:
    """Beats for the jobs that it is told of."""

    def __init__(
        self,
        *,
        open_store: Callable[[], Store],
        lease: timedelta,
        progress: Callable[[str], int],
        on_lost: Callable[[str, int], None],
        on_cancel: Callable[[str, int], None],
    ) -> None:
        """Prepare a heartbeat.

        Args:
            open_store: makes the store of its own.
            lease: how long a beat lasts; it beats three times as often.
            progress: says how far a job has come, in permille.
            on_lost: called on the worker's loop with a job and attempt whose lease is gone.
            on_cancel: likewise for one that was asked to stop.
        """
        self._open_store = open_store
        self._lease = lease
        self._progress = progress
        self._on_lost = on_lost
        self._on_cancel = on_cancel
        self._lock = threading.Lock()
        self._held: dict[str, int] = {}
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to beat; called on the worker's loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._beat_until_stopped, name="heartbeat")
        self._thread.daemon = True
        self._thread.start()

    async def stop(self) -> None:
        """Beat no more."""
        self._stopped.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 10)

    def hold(self, job_id: str, attempt: int) -> None:
        """Beat for this job from now on."""
        with self._lock:
            self._held[job_id] = attempt

    def release(self, job_id: str) -> None:
        """Beat for this job no more: it is settling or gone."""
        with self._lock:
            self._held.pop(job_id, None)

    def _beat_until_stopped(self) -> None:
        asyncio.run(self._beat_loop())

    async def _beat_loop(self) -> None:
        store = self._open_store()
        pause_s = self._lease.total_seconds() / 3
        try:
            while not await asyncio.to_thread(self._stopped.wait, pause_s):
                try:
                    await self._beat(store)
                except TryLater as error:
                    _LOG.warning("missed a beat: %s", error.message)
                except Exception:  # noqa: BLE001 - a thread that ends would lose every lease
                    _LOG.exception("missed a beat")
        finally:
            await store.close()

    async def _beat(self, store: Store) -> None:
        with self._lock:
            held = dict(self._held)
        if not held:
            return
        beat = {job_id: (attempt, self._progress(job_id)) for job_id, attempt in held.items()}
        kept, canceled = await store.write(
            lambda tx: claims.renew(tx, held=beat, lease=self._lease)
        )
        for job_id, attempt in held.items():
            with self._lock:
                # A job that began to settle while we asked is no longer ours to judge.
                is_still_held = self._held.get(job_id) == attempt
            if not is_still_held or self._loop is None:
                continue
            if job_id not in kept:
                self._loop.call_soon_threadsafe(self._on_lost, job_id, attempt)
            elif job_id in canceled:
                self._loop.call_soon_threadsafe(self._on_cancel, job_id, attempt)
