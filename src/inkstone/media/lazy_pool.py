"""Processes that start with the first call and end when nothing was asked for a while.

This module does not know what the processes do.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from inkstone.domain.errors import Unavailable
from inkstone.isolate.pool import Pool

#: A process holds 30 MB also when it does nothing; a new one takes a fifth of a second.
IDLE_S = 60.0


class LazyPool:
    """A pool that is there only while it is of use."""

    def __init__(
        self,
        *,
        child: str,
        num_processes: int,
        memory_bytes: int,
        timeout_s: float,
        idle_s: float = IDLE_S,
    ) -> None:
        """Describe it; the processes start with the first call.

        Args:
            child: the module whose `work` and `warm` they run.
            num_processes: how many calls run at once.
            memory_bytes: what one process may have.
            timeout_s: how long one call may take, without the wait for its turn.
            idle_s: when nothing was asked for so long, the processes end.
        """
        self._child = child
        self._num_processes = num_processes
        self._memory_bytes = memory_bytes
        self._timeout_s = timeout_s
        self._idle_s = idle_s
        self._is_open = False
        #: None while there are no processes.
        self.pool: Pool | None = None
        self._starting = asyncio.Lock()
        self._num_calls = 0
        self._timer: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Take calls from now on; nothing is started yet."""
        self._is_open = True

    async def close(self) -> None:
        """End the processes; calls under way fail."""
        self._is_open = False
        async with self._starting:
            self._let_go()
        if self._closing:
            await asyncio.wait(self._closing)

    async def call(
        self, args: Mapping[str, Any], blobs: Sequence[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Have the work done, as `Pool.call` does.

        Raises:
            InkstoneError: the work failed, or its process did.
        """
        self._num_calls += 1
        try:
            return await (await self._started()).call(args, blobs)
        finally:
            self._num_calls -= 1
            if self._num_calls == 0 and self.pool is not None:
                self._stop_timer()
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(self._idle_s, self._let_go_idle)

    async def _started(self) -> Pool:
        self._stop_timer()
        async with self._starting:
            if not self._is_open:
                raise Unavailable("The server is not ready.")
            if self.pool is None:
                pool = Pool(
                    target=f"{self._child}:work",
                    warm=f"{self._child}:warm",
                    size=self._num_processes,
                    memory_bytes=self._memory_bytes,
                    deadline_s=self._timeout_s,
                    idle_s=self._idle_s,
                )
                await pool.open()
                self.pool = pool
            return self.pool

    def _let_go_idle(self) -> None:
        if self._num_calls == 0:
            self._let_go()

    def _let_go(self) -> None:
        """Have the processes end, if there are any."""
        self._stop_timer()
        if self.pool is not None:
            task = asyncio.get_running_loop().create_task(self.pool.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
            self.pool = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
