"""Who a key belongs to: read from the store, and remembered for a moment.

A caller under load sends many requests a second, and its row says the same of each. This module
does not know what a caller may do.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from inkstone.domain.accounts import Caller
from inkstone.domain.errors import NotAuthenticated
from inkstone.store import api_keys
from inkstone.store.unit_of_work import Store

#: How many are remembered; when there are more, all are forgotten.
_NUM_MAX = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    caller: Caller
    until_s: float


class KnownCallers:
    """Finds callers by the hash of their key; only those whose key is good are remembered."""

    def __init__(
        self,
        *,
        store: Store,
        remember_s: float,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare it.

        Args:
            store: where they are.
            remember_s: how long one is remembered, in seconds; so late may what another process
                changes count here.
            clock_s: the time, in seconds.
        """
        self._store = store
        self._remember_s = remember_s
        self._clock_s = clock_s
        self._known: dict[str, _Known] = {}
        #: What was read before something changed must not be remembered after it.
        self._num_changes = 0

    @contextmanager
    def changing(self) -> Iterator[None]:
        """While keys or accounts are changed; after it everybody is read anew."""
        try:
            yield
        finally:
            # Even where it seems to have failed, it may have been committed.
            self._num_changes += 1
            self._known.clear()

    async def find(self, sha256: str) -> Caller:
        """Who a key belongs to.

        Raises:
            NotAuthenticated: it is unknown, revoked or expired.
        """
        known = self._known.get(sha256)
        # The time counts from before the read, so that nothing is believed for longer.
        now_s = self._clock_s()
        if known is not None and now_s < known.until_s:
            return known.caller
        num_changes = self._num_changes
        found = await self._store.read(lambda tx: api_keys.find_caller(tx, sha256), snapshot=False)
        if found is None:
            raise NotAuthenticated
        if found.is_expired:
            raise NotAuthenticated("This API key has expired; ask for another.", code="key_expired")
        if num_changes == self._num_changes:
            if len(self._known) >= _NUM_MAX:
                self._known.clear()
            self._known[sha256] = _Known(caller=found.caller, until_s=now_s + self._remember_s)
        if found.is_stale:
            await self._store.write(lambda tx: api_keys.touch_key(tx, found.caller.key_id))
        return found.caller
