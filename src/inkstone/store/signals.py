"""Wake-ups: who waits for a queue or a job hears that it changed.

A signal is a hint and may be lost; whoever waits also looks again after a while.
This module knows topics, never what they mean.
"""

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from sqlalchemy import Connection, make_url, text

_LOG = logging.getLogger(__name__)
_CHANNEL = "inkstone"
#: PostgreSQL refuses payloads of 8,000 bytes.
_PAYLOAD_MAX = 7_000


class Subscription:
    """One waiter's ear: set when a topic that it listens to was signalled."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Say that something changed."""
        self._event.set()

    async def wait(self, timeout_s: float) -> bool:
        """Wait for a signal; true where one came in time. Signals before the call count."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._event.wait()
        is_awake = self._event.is_set()
        self._event.clear()
        return is_awake


class Signals(Protocol):
    """How signals travel."""

    async def open(self) -> None:
        """Start hearing other processes."""
        ...

    async def close(self) -> None:
        """Stop hearing them."""
        ...

    def send_inside(self, connection: Connection, topics: Sequence[str]) -> None:
        """Send with the transaction, where the database can."""
        ...

    def send_after(self, topics: Sequence[str]) -> None:
        """Send after the commit, where the database cannot."""
        ...

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[Subscription]:
        """Listen to topics for the length of the block."""
        ...


class LocalSignals:
    """Signals within one process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[Subscription]] = {}

    async def open(self) -> None:
        """Nothing to do: there is no other process."""

    async def close(self) -> None:
        """Wake everybody, so that nobody waits for a store that is gone."""
        for waiting in self._waiting.values():
            for subscription in waiting:
                subscription.wake()

    def send_inside(self, connection: Connection, topics: Sequence[str]) -> None:
        """Nothing to do before the commit."""

    def send_after(self, topics: Sequence[str]) -> None:
        """Wake the waiters of these topics."""
        for topic in topics:
            for subscription in self._waiting.get(topic, ()):
                subscription.wake()

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[Subscription]:
        """Listen to topics for the length of the block."""
        subscription = Subscription()
        for topic in topics:
            self._waiting.setdefault(topic, set()).add(subscription)
        try:
            yield subscription
        finally:
            for topic in topics:
                self._waiting[topic].discard(subscription)
                if not self._waiting[topic]:
                    del self._waiting[topic]


class PostgresSignals(LocalSignals):
    """Signals between processes by LISTEN and NOTIFY, on one connection a process."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = make_url(url).set(drivername="postgresql")
        self._listener: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and listen; a lost connection is made again for as long as we are open."""
        ready = asyncio.Event()
        self._listener = asyncio.create_task(self._listen(ready))
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                await ready.wait()

    async def close(self) -> None:
        """Stop listening and wake everybody."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        await super().close()

    def send_inside(self, connection: Connection, topics: Sequence[str]) -> None:
        """Notify with the transaction: heard after its commit, not at all without one."""
        for start in range(0, len(topics), 64):
            payload = json.dumps(topics[start : start + 64])
            assert len(payload) < _PAYLOAD_MAX, "topics are ids, 64 of them fit a payload"
            connection.execute(
                text("SELECT pg_notify(:channel, :payload)"),
                {"channel": _CHANNEL, "payload": payload},
            )

    def send_after(self, topics: Sequence[str]) -> None:
        """Nothing to do: the notification comes back to this process too."""

    async def _listen(self, ready: asyncio.Event) -> None:
        import asyncpg  # noqa: PLC0415 - only PostgreSQL stores need the driver

        dsn = self._url.render_as_string(hide_password=False)
        while True:
            try:
                connection = await asyncpg.connect(dsn)
            except (OSError, asyncpg.PostgresError) as error:
                _LOG.warning("cannot listen to the database: %s", error)
                await asyncio.sleep(1)
                continue
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _connection, lost=lost: lost.set())
            try:
                await connection.add_listener(_CHANNEL, self._heard)
                ready.set()
                # What was signalled while nobody listened is unknown: everybody looks again.
                super().send_after(list(self._waiting))
                await lost.wait()
            finally:
                with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await connection.close(timeout=2)

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        with suppress(ValueError):
            super().send_after(json.loads(payload))
