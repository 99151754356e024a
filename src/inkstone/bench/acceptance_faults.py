"""The faults of the acceptance run: who dies, who freezes, and when the database goes.

A seed decides what comes, though not at which line of code it finds whom. It does not know what
the processes are asked for.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from inkstone.bench.acceptance_fleet import Fleet, Member

#: How long somebody is frozen, in seconds: always longer than a lease.
_FROZEN_S = (1.2, 3.0)


class Faults:
    """Breaks things until told to stop."""

    def __init__(
        self,
        fleet: Fleet,
        *,
        seed: int,
        pause_s: float,
        restart_database: Callable[[], None] | None,
    ) -> None:
        """Describe it; nothing breaks yet.

        Args:
            fleet: whose processes are broken.
            seed: of what happens.
            pause_s: how long it waits between two faults, on average.
            restart_database: restarts the database without warning; blocks.
        """
        self._fleet = fleet
        self._rng = random.Random(seed)  # noqa: S311 - it hides nothing
        self._pause_s = pause_s
        self._restart_database = restart_database
        self._database = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        #: How often each happened.
        self.counts: Counter[str] = Counter()

    async def run(self, until: asyncio.Event) -> None:
        """Break things until the event is set; at the end everything runs again.

        Raises:
            Unavailable: somebody who was killed did not start again.
        """
        # Where starts are slow, faults wait: half of the workers are to work.
        num_at_once = max(1, len(self._fleet.workers) // 2)
        while not until.is_set():
            while len(self._under_way) >= num_at_once:
                done, self._under_way = await asyncio.wait(
                    self._under_way, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    task.result()
            pause_s = self._rng.uniform(0.3, 1.7) * self._pause_s
            try:
                await asyncio.wait_for(until.wait(), pause_s)
            except TimeoutError:
                self._under_way.add(asyncio.create_task(self._next()))
        await asyncio.gather(*self._under_way)

    def _next(self) -> Coroutine[Any, Any, None]:
        """What happens next."""
        fleet, rng = self._fleet, self._rng
        who = rng.choice(fleet.workers or fleet.servers)
        draw = rng.random()
        if draw < 0.10 and fleet.workers:
            return self._kill(rng.choice(fleet.servers))
        if draw < 0.20 and self._restart_database is not None:
            return self._restart(self._restart_database)
        return self._kill(who) if draw < 0.60 else self._freeze(who)

    async def _kill(self, who: Member) -> None:
        if who.lock.locked():
            return
        gone_s = self._rng.uniform(0.0, 1.0)
        async with who.lock:
            self.counts["servers_killed" if who.port else "workers_killed"] += 1
            await who.kill()
            await asyncio.sleep(gone_s)
            await who.start()

    async def _freeze(self, who: Member) -> None:
        if who.lock.locked():
            return
        frozen_s = self._rng.uniform(*_FROZEN_S)
        async with who.lock:
            self.counts["frozen"] += 1
            who.pause()
            try:
                await asyncio.sleep(frozen_s)
            finally:
                who.resume()

    async def _restart(self, restart_database: Callable[[], None]) -> None:
        if self._database.locked():
            return
        async with self._database:
            self.counts["database_restarts"] += 1
            await asyncio.to_thread(restart_database)
