"""The loop that delivers webhooks while the worker role runs: wake, claim what is due, deliver.

It does not know what is told, nor when a failed delivery is due again.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from inkstone.domain.errors import TryLater
from inkstone.service.webhooks import Webhooks
from inkstone.store.signals import Subscription
from inkstone.store.unit_of_work import Store
from inkstone.store.webhook_claims import DUE_TOPIC, Claimed

_LOG = logging.getLogger(__name__)
T = TypeVar("T")

#: How long to wait for a signal before looking anyway, in seconds: one small query each time.
_LOOK_EVERY_S = 5.0
#: The shortest wait before something that is due later, in seconds.
_WAIT_S_MIN = 0.02
#: How long to wait after a failure of our own, in seconds.
_PATIENCE_S = 1.0
#: What the log says of a delivery that met a fault of ours.
_FAULT = "The server could not write the message."
#: How long a drain waits for the deliveries in hand, in seconds.
_DRAIN_S = 2.0


class Deliverer:
    """Delivers what is due, so many at once."""

    def __init__(self, *, store: Store, webhooks: Webhooks, is_exclusive: bool) -> None:
        """Describe it; nothing starts.

        Args:
            store: whose signals tell that something is due.
            webhooks: what delivers.
            is_exclusive: whether nobody else delivers from this store.
        """
        self._store = store
        self._webhooks = webhooks
        self._is_exclusive = is_exclusive
        self._in_hand: dict[asyncio.Task[None], Claimed] = {}
        self._is_draining = False
        self._awake = Subscription()

    def drain(self) -> None:
        """Claim no more; `run` returns when what is in hand has ended or was handed back."""
        self._is_draining = True
        self._awake.wake()

    async def run(self) -> None:
        """Deliver until drained."""
        with self._store.signals.subscribe(DUE_TOPIC) as self._awake:
            if self._is_exclusive:
                await self._patiently(self._webhooks.reclaim)
            while not self._is_draining:
                wait_s = await self._patiently(self._claim)
                await self._awake.wait(_PATIENCE_S if wait_s is None else wait_s)
        await self._finish_up()

    async def _patiently(self, step: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """What a step returns; None where it failed."""
        try:
            return await step()
        except TryLater as error:
            _LOG.warning("the deliverer waits: %s", error.message)
        except Exception:  # noqa: BLE001 - one step that fails must not end the loop
            _LOG.exception("the deliverer failed at a step")
        return None

    async def _claim(self) -> float:
        """Take what is due in hand; returns how long to wait before looking again, in seconds."""
        if len(self._in_hand) >= self._webhooks.limits.num_at_once:
            return _LOOK_EVERY_S  # the next that ends wakes us
        in_hand = list(self._in_hand.values())
        due_s = await self._webhooks.next_due_s(in_hand=in_hand)
        if due_s is None or due_s > 0:
            return max(_WAIT_S_MIN, min(_LOOK_EVERY_S, due_s or _LOOK_EVERY_S))
        claimed = await self._webhooks.claim(in_hand=in_hand)
        for each in claimed:
            self._in_hand[asyncio.create_task(self._deliver(each))] = each
        # None, where another process was faster.
        return 0.0 if claimed else _WAIT_S_MIN

    async def _deliver(self, claimed: Claimed) -> None:
        try:
            await self._webhooks.deliver(claimed)
        except asyncio.CancelledError:
            raise
        except TryLater as error:
            # Its lease lapses, and somebody tries again.
            _LOG.warning("delivery %s waits: %s", claimed.delivery.id, error.message)
        except Exception:  # noqa: BLE001 - a fault of ours must not come back for ever
            _LOG.exception("delivery %s failed inside the server", claimed.delivery.id)
            await self._patiently(partial(self._webhooks.give_up, claimed, _FAULT))
        finally:
            task = asyncio.current_task()
            if task is not None:
                self._in_hand.pop(task, None)
            self._awake.wake()

    async def _finish_up(self) -> None:
        left = dict(self._in_hand)
        if not left:
            return
        _, late = await asyncio.wait(left, timeout=_DRAIN_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for task in late:
            await self._patiently(partial(self._webhooks.hand_back, left[task]))
