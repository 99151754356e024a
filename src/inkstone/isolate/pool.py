"""A pool of worker processes for work that is CPU-bound or risky.

This module does not know what the work is. A crash, a timeout or a cancelled call costs one
process and that call alone; the next call gets a process that has never seen the earlier one.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from inkstone.domain.errors import InkstoneError, Unavailable
from inkstone.isolate import frames
from inkstone.isolate.failures import (
    WorkerCrashed,
    WorkerFailed,
    WorkerOutOfMemory,
    WorkerTimedOut,
)
from inkstone.isolate.process import Command, Worker

__all__ = ["Pool", "WorkerCrashed", "WorkerFailed", "WorkerOutOfMemory", "WorkerTimedOut"]

logger = logging.getLogger(__name__)

#: After so many failures in a row, calls are refused rather than kept waiting.
NUM_FAILURES_MAX = 3
_BACK_OFF_S_MIN = 0.1
_BACK_OFF_S_MAX = 30.0
_CLOSE_S = 5.0


class Pool:
    """Worker processes that all serve one function, one call each at a time."""

    def __init__(
        self,
        *,
        target: str,
        size: int,
        memory_bytes: int,
        deadline_s: float,
        warm: str = "",
        idle_s: float | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the pool; nothing starts before `open`.

        Args:
            target: `module:function`, taking a dict and a list of bytes and returning the same.
            size: how many processes there are at the most.
            memory_bytes: private memory of one process; where the kernel enforces no such limit
                (macOS), its peak resident size, looked at each second.
            deadline_s: how long one call may take, without the time it waits for its turn.
            warm: `module:function` without arguments, run once in each process at its start.
            idle_s: processes without work for so long are ended, down to one; None keeps all.
            environ: variables for the processes, beside the few that are passed on.
        """
        assert size >= 1
        assert deadline_s > 0
        self._size = size
        self._deadline_s = deadline_s
        self._idle_s = idle_s
        self._command = Command(
            target=target,
            warm=warm,
            memory_bytes=memory_bytes,
            deadline_s=deadline_s,
            environ=environ or {},
        )
        self._is_open = False
        self._num_calls = 0
        #: Ready workers; the last used is used next, so that the others can be let go.
        self._idle: dict[Worker, asyncio.TimerHandle | None] = {}
        self._busy: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        #: Killed, but not yet reaped.
        self._dying: set[Worker] = set()
        self._waiters: deque[asyncio.Future[Worker]] = deque()
        #: Failures to start, or deaths before the first answer, since the last answer.
        self._num_failures = 0
        self._last_failure: InkstoneError = WorkerCrashed()

    @property
    def size(self) -> int:
        """How many calls can run at once."""
        return self._size

    @property
    def num_busy(self) -> int:
        """How many calls run now."""
        return len(self._busy)

    @property
    def num_waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._waiters)

    async def open(self) -> None:
        """Start the processes; returns when the first is ready, the others follow.

        Raises:
            ServerFault: no process could be started.
        """
        assert not self._is_open
        self._is_open = True
        try:
            self._release(await self._acquire())
        except BaseException:
            await self.close()
            raise
        for _ in range(self._size - 1):
            self._start_one()

    async def close(self) -> None:
        """End all processes; calls under way and waiting fail."""
        self._is_open = False
        for task in self._starting:
            task.cancel()
        self._fail_waiters(Unavailable("The server is closing."))
        for worker in [*self._idle, *self._busy]:
            self._discard(worker)
        if self._starting:
            await asyncio.wait(self._starting, timeout=_CLOSE_S)
        if self._dying:
            await asyncio.wait([worker.gone for worker in self._dying], timeout=_CLOSE_S)

    async def call(
        self, args: Mapping[str, Any], blobs: Sequence[bytes] = ()
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Have the work done by the next free process; cancelling this kills it at once.

        Raises:
            InkstoneError: what the work raised, where that is a caller's business.
            WorkerFailed: the work raised something else; its traceback is in the log.
            WorkerCrashed, WorkerTimedOut, WorkerOutOfMemory: the process had to be replaced.
            Unavailable: the pool is not open.
            frames.FrameError: the arguments are not JSON, or too large.
        """
        self._num_calls += 1
        number = self._num_calls
        parts = frames.encode({"id": number, "args": args}, blobs)
        while not (worker := await self._acquire()).is_alive:
            self._discard(worker)
        try:
            answer = await worker.call(number, parts, self._deadline_s)
        except InkstoneError:
            self._release(worker)
            raise
        except BaseException:
            self._discard(worker)
            raise
        self._release(worker)
        return answer

    # Taking turns.

    async def _acquire(self) -> Worker:
        if not self._is_open:
            raise Unavailable("The server is not ready.")
        while self._idle:
            worker, timer = self._idle.popitem()
            if timer:
                timer.cancel()
            if worker.is_alive:
                self._busy.add(worker)
                return worker
        if self._num_failures >= NUM_FAILURES_MAX and not self._busy:
            raise self._failure()
        self._start_one()
        waiter: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            # The turn may have come in the same moment as the cancellation.
            if waiter.done() and not waiter.cancelled() and not waiter.exception():
                self._release(waiter.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiters.remove(waiter)

    def _release(self, worker: Worker) -> None:
        """Hand a worker that has done its call to whoever is next."""
        if not worker.is_alive or not self._is_open:
            self._discard(worker)
            return
        if worker.num_answers:
            self._num_failures = 0
        self._busy.discard(worker)
        self._offer(worker)

    def _offer(self, worker: Worker) -> None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                self._busy.add(worker)
                waiter.set_result(worker)
                return
        timer = None
        if self._idle_s is not None:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(self._idle_s, self._let_go, worker)
        self._idle[worker] = timer

    def _let_go(self, worker: Worker) -> None:
        if worker in self._idle and len(self._idle) + len(self._busy) > 1:
            self._forget(worker)
            worker.kill()

    def _fail_waiters(self, error: InkstoneError) -> None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_exception(error)

    # Starting and ending processes.

    def _start_one(self) -> None:
        """Start a worker in the background, unless there are enough."""
        num = len(self._idle) + len(self._busy) + len(self._starting)
        if self._is_open and num < self._size:
            task = asyncio.get_running_loop().create_task(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        while True:
            if self._num_failures:
                pause_s = _BACK_OFF_S_MIN * 2 ** min(self._num_failures - 1, 20)
                await asyncio.sleep(min(pause_s, _BACK_OFF_S_MAX))
            worker = Worker(self._on_gone)
            try:
                await worker.start(self._command)
            except (InkstoneError, OSError) as error:
                self._forget(worker)
                self._count_failure(error)
                continue
            except asyncio.CancelledError:
                self._forget(worker)
                raise
            self._starting.discard(asyncio.current_task())
            self._offer(worker)
            return

    def _count_failure(self, error: Exception) -> None:
        logger.error("A worker for %s could not start: %s", self._command.target, error)
        self._num_failures += 1
        self._last_failure = (
            error if isinstance(error, InkstoneError) else WorkerCrashed(f"No new process: {error}")
        )
        if self._num_failures >= NUM_FAILURES_MAX and not self._busy and not self._idle:
            self._fail_waiters(self._failure())

    def _failure(self) -> InkstoneError:
        return WorkerCrashed(f"Workers cannot start. {self._last_failure.message}")

    def _forget(self, worker: Worker) -> None:
        timer = self._idle.pop(worker, None)
        if timer:
            timer.cancel()
        self._busy.discard(worker)
        if not worker.gone.done():
            self._dying.add(worker)

    def _discard(self, worker: Worker) -> None:
        """End a worker and start another in its place."""
        self._forget(worker)
        worker.kill()
        self._start_one()

    def _on_gone(self, worker: Worker) -> None:
        self._dying.discard(worker)
        if worker in self._idle:
            # It died without work: nobody is hurt, but it must not go on forever.
            self._forget(worker)
            if not worker.num_answers:
                self._count_failure(WorkerCrashed("It died before its first call."))
            self._start_one()
