"""PostgreSQL: a pool of connections of the asynchronous driver, and notifications.

Transactions run on the event loop. It knows no table.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from inkstone.store.signals import PostgresSignals, Signals

T = TypeVar("T")


class PostgresDatabase:
    """A PostgreSQL database."""

    def __init__(self, url: URL, num_connections: int) -> None:
        self.signals: Signals = PostgresSignals(url)
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=num_connections,
            max_overflow=0,
            pool_timeout=30,
        )
        # The same pool serves all three.
        self._reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._glancing = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def write(self, work: Callable[[Connection], tuple[T, list[str]]]) -> T:
        """Run a writing transaction, then send its signals."""
        async with self._engine.begin() as connection:
            result, topics = await connection.run_sync(work)
        if topics:
            self.signals.send(topics)
        return result

    async def read(self, work: Callable[[Connection], T], *, snapshot: bool) -> T:
        """Run a reading transaction, over one snapshot where told; once more on a dead connection.

        There is no ping before use: it would cost every transaction a round trip.
        """
        try:
            return await self._read(work, snapshot=snapshot)
        except (DBAPIError, OSError) as error:
            if isinstance(error, DBAPIError) and not error.connection_invalidated:
                raise
            return await self._read(work, snapshot=snapshot)

    async def _read(self, work: Callable[[Connection], T], *, snapshot: bool) -> T:
        async with (self._reading if snapshot else self._glancing).connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
