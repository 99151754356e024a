"""Wake-ups: who waits for a queue or a job hears that it changed.

A signal is a hint and may be lost; whoever waits also looks again after a while.
This module knows topics, never what they mean.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from sqlalchemy import URL

_LOG = logging.getLogger(__name__)
_CHANNEL = "inkstone"
#: Topics in one notification: ids, so that 64 of them fit PostgreSQL's 8,000 bytes.
_TOPICS_MAX = 64
#: How long the outbox waits for more, in seconds.
_PATIENCE_S = 0.002
#: Topics remembered for late comers.
_RECENT_MAX = 4_096
#: Topics that wait to be sent; more are left to those who look again.
_OUTBOX_MAX = 10_000


class Subscription:
    """One waiter's ear: set when a topic that it listens to was signalled."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._is_signalled = False

    def wake(self) -> None:
        """Say that something changed."""
        self._is_signalled = True
        self._event.set()

    def nudge(self) -> None:
        """End the wait although nothing was signalled: there is news from elsewhere."""
        self._event.set()

    async def wait(self, timeout_s: float) -> bool:
        """Wait for a signal; true where one came in time. Signals before the call count."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._event.wait()
        is_awake, self._is_signalled = self._is_signalled, False
        self._event.clear()
        return is_awake


class Signals(Protocol):
    """How signals travel."""

    #: How long a waiter should trust them before it looks for itself, in seconds.
    look_every_s: float

    async def open(self) -> None:
        """Start hearing other processes."""
        ...

    async def close(self) -> None:
        """Stop hearing them."""
        ...

    def send(self, topics: Sequence[str]) -> None:
        """Wake those who wait for topics; called after the commit of what they tell of."""
        ...

    def is_recent(self, topic: str) -> bool:
        """Whether a topic was signalled lately, as far as this process has heard."""
        ...

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[Subscription]:
        """Listen to topics for the length of the block."""
        ...


class LocalSignals:
    """Signals within one process, where none is lost."""

    look_every_s = 10.0

    def __init__(self) -> None:
        self._waiting: dict[str, set[Subscription]] = {}
        # What was signalled lately, so that a waiter who comes a moment late still hears it.
        self._recent: dict[str, None] = {}

    async def open(self) -> None:
        """Nothing to do: there is no other process."""

    async def close(self) -> None:
        """Wake everybody, so that nobody waits for a store that is gone."""
        for waiting in self._waiting.values():
            for subscription in waiting:
                subscription.wake()

    def send(self, topics: Sequence[str]) -> None:
        """Wake the waiters of these topics."""
        for topic in topics:
            self._recent.pop(topic, None)
            self._recent[topic] = None
            for subscription in self._waiting.get(topic, ()):
                subscription.wake()
        while len(self._recent) > _RECENT_MAX:
            del self._recent[next(iter(self._recent))]

    def is_recent(self, topic: str) -> bool:
        """Whether a topic was signalled lately."""
        return topic in self._recent

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
    """Signals between processes by LISTEN and NOTIFY, on one connection a process.

    They are sent beside the transactions, not inside: a commit that notifies waits for every other
    one that does. What a process that dies has not sent is found by those who look again.
    """

    look_every_s = 1.0

    def __init__(self, url: URL) -> None:
        super().__init__()
        self._url = url.set(drivername="postgresql")
        self._name = secrets.token_hex(4)
        # In the order they came, each once.
        self._outbox: dict[str, None] = {}
        self._has_mail = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and listen; a lost connection is made again for as long as we are open."""
        ready = asyncio.Event()
        self._listener = asyncio.create_task(self._keep_listening(ready))
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

    def send(self, topics: Sequence[str]) -> None:
        """Wake the waiters here at once, and those of other processes a moment later."""
        super().send(topics)
        if self._listener is not None and len(self._outbox) < _OUTBOX_MAX:
            self._outbox.update(dict.fromkeys(topics))
            self._has_mail.set()

    async def _keep_listening(self, ready: asyncio.Event) -> None:
        import asyncpg  # noqa: PLC0415 - only PostgreSQL stores need the driver

        dsn = self._url.render_as_string(hide_password=False)
        broken = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
        while True:
            try:
                connection = await asyncpg.connect(dsn)
            except broken as error:
                _LOG.warning("cannot listen to the database: %s", error)
                await asyncio.sleep(1)
                continue
            connection.add_termination_listener(lambda _connection: self._has_mail.set())
            try:
                await connection.add_listener(_CHANNEL, self._heard)
                ready.set()
                # What was signalled while nobody listened is unknown: everybody looks again.
                super().send(list(self._waiting))
                await self._forward(connection)
            except broken as error:
                _LOG.warning("lost the database's ear: %s", error)
            finally:
                with suppress(*broken):
                    await connection.close(timeout=2)

    async def _forward(self, connection: Any) -> None:
        """Send what is in the outbox for as long as the connection lives."""
        while not connection.is_closed():
            await self._has_mail.wait()
            # A moment's patience, so that what comes together is sent together.
            await asyncio.sleep(_PATIENCE_S)
            self._has_mail.clear()
            while self._outbox and not connection.is_closed():
                topics = list(self._outbox)[:_TOPICS_MAX]
                for topic in topics:
                    del self._outbox[topic]
                payload = json.dumps([self._name, *topics])
                await connection.execute("SELECT pg_notify($1, $2)", _CHANNEL, payload)

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        with suppress(ValueError):
            sender, *topics = json.loads(payload)
            if sender != self._name:
                super().send(topics)
