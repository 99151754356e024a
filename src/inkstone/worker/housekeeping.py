"""Housekeeping: when the chores of a store are due. Each worker does them; they bear it.

It does not know what a chore does.
"""

import time
from collections.abc import Callable

from inkstone.service.retention import Retention

#: How often what is over its time is deleted, in seconds.
DELETE_EVERY_S = 60.0
#: How often all blobs are looked over, in seconds.
SWEEP_EVERY_S = 3600.0


class Housekeeper:
    """Does the chores that are due."""

    def __init__(
        self, retention: Retention, *, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._retention = retention
        self._clock_s = clock_s
        # The first sweep waits: a start has better things to do.
        self._sweep_at_s = clock_s() + 2 * DELETE_EVERY_S

    async def step(self) -> bool:
        """Do what is due; true where something was there to do."""
        num = await self._retention.delete_overdue()
        if self._clock_s() >= self._sweep_at_s:
            self._sweep_at_s = self._clock_s() + SWEEP_EVERY_S
            num += await self._retention.sweep()
        return num > 0
