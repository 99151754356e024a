"""Who may fetch now: so many at once, so many to one host, so many a minute.

This module does not know what is fetched. Waiting ends at the deadline of the one who waits.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from inkstone.net.failures import UrlTimeout
from inkstone.net.limits import FetchLimits

#: Hosts whose pace is remembered; the one that was longest not asked for is forgotten first.
NUM_HOSTS_MAX = 4096


@dataclass(slots=True)
class _Bucket:
    """The tokens of one host: a fetch takes one, time brings them back."""

    num_tokens: float
    filled_at: float


@dataclass(slots=True)
class _Host:
    """The places of one host, kept while somebody has one or waits for one."""

    places: asyncio.Semaphore
    num_users: int = field(default=0)


class Turns:
    """Hands out turns; a turn is one place among all fetches and one among those to its host."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.num_at_once)
        self._hosts: dict[str, _Host] = {}
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._num_waiting = 0

    @asynccontextmanager
    async def take(self, host: str, deadline: float) -> AsyncIterator[None]:
        """Wait for a turn and hold it.

        Args:
            host: as a Url has it.
            deadline: by the loop's clock.

        Raises:
            UrlTimeout: none came in time, or too many wait already.
        """
        if self._num_waiting >= self._limits.num_waiting_max:
            raise UrlTimeout("Too many fetches wait for their turn; try again later.")
        entry = self._hosts.setdefault(host, _Host(self._new_places()))
        entry.num_users += 1
        try:
            await self._wait(host, entry, deadline)
            try:
                yield
            finally:
                self._places.release()
                entry.places.release()
        finally:
            entry.num_users -= 1
            if not entry.num_users:
                del self._hosts[host]

    def _new_places(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(self._limits.num_at_once_per_host)

    async def _wait(self, host: str, entry: _Host, deadline: float) -> None:
        """Return with both places taken."""
        self._num_waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._keep_pace(host, deadline)
                # The host's place first: who waits for a busy host keeps none from the others.
                await entry.places.acquire()
                try:
                    await self._places.acquire()
                except BaseException:
                    entry.places.release()
                    raise
        except TimeoutError:
            raise UrlTimeout(f"The fetch from {host} had to wait too long for its turn.") from None
        finally:
            self._num_waiting -= 1

    async def _keep_pace(self, host: str, deadline: float) -> None:
        """Wait until the host may be asked again."""
        now = asyncio.get_running_loop().time()
        per_s = self._limits.per_host_per_minute / 60
        full = float(self._limits.per_host_per_minute)
        bucket = self._buckets.setdefault(host, _Bucket(full, now))
        self._buckets.move_to_end(host)
        if len(self._buckets) > NUM_HOSTS_MAX:
            self._buckets.popitem(last=False)
        bucket.num_tokens = min(full, bucket.num_tokens + (now - bucket.filled_at) * per_s)
        bucket.filled_at = now
        # Below zero are tokens that are promised: each who waits has one of its own coming.
        wait_s = max(0.0, (1 - bucket.num_tokens) / per_s)
        if now + wait_s > deadline:
            raise UrlTimeout(f"{host} is fetched from too often; ask for less of it at once.")
        bucket.num_tokens -= 1
        if wait_s:
            await asyncio.sleep(wait_s)
