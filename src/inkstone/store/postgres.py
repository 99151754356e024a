"""PostgreSQL: a pool of connections of the asynchronous driver, and notifications.

Transactions run on the event loop. It knows no table.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from inkstone.store.signals import PostgresSignals, Signals

T = TypeVar("T")


class PostgresDatabase:
    """A PostgreSQL database."""

    def __init__(self, url: str, num_connections: int) -> None:
        self.signals: Signals = PostgresSignals(url)
        self._engine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            pool_size=num_connections,
            max_overflow=0,
            pool_timeout=30,
            pool_pre_ping=True,
        )
        # Several statements of one read must agree; the same pool serves both.
        self._reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def write(self, work: Callable[[Connection], tuple[T, list[str]]]) -> T:
        """Run a writing transaction; its notifications travel with the commit."""
        async with self._engine.begin() as connection:
            result, _ = await connection.run_sync(work)
            return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a reading transaction over one snapshot."""
        async with self._reading.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
