"""SQLite: one writing thread that commits in groups, and a few reading ones.

A hop to a thread costs more than a statement, so a transaction makes one hop for all of its
statements; and writes that wait while the disk syncs share the next sync. It knows no table.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from inkstone.store.signals import LocalSignals, Signals

T = TypeVar("T")

#: How long a transaction waits for another process's, in milliseconds.
_BUSY_TIMEOUT_MS = 10_000
#: Writes that share a commit at the most, so that the first of them need not wait long.
_GROUP_MAX = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class _Write:
    work: Callable[[Connection], tuple[Any, list[str]]]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class _Undone(Exception):
    """SQLite undid a whole group, savepoints and all, as it may where the disk is full.

    What followed in the group would be committed on its own, so each write is tried again alone.
    """


class SqliteDatabase:
    """A SQLite file, or a database in memory that dies with this object."""

    def __init__(self, file: str, num_connections: int) -> None:
        self._local = LocalSignals()
        self.signals: Signals = self._local
        self._writer = _engine(file, num_connections=1, begin="BEGIN IMMEDIATE")
        self._writes: SimpleQueue[_Write | None] = SimpleQueue()
        self._writing = threading.Thread(target=self._write_all, name="store-write", daemon=True)
        self._writing.start()
        self._is_memory = file == ":memory:"
        self._is_closed = False
        num_readers = max(1, num_connections // 4)
        self._reader = _engine(file, num_connections=num_readers, begin="BEGIN")
        self._reading = ThreadPoolExecutor(num_readers, thread_name_prefix="store-read")

    async def write(self, work: Callable[[Connection], tuple[T, list[str]]]) -> T:
        """Run a writing transaction; it goes through even if its caller stops waiting."""
        self._check_open()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writes.put(_Write(work=work, loop=loop, future=future))
        return await future

    async def read(self, work: Callable[[Connection], T], *, snapshot: bool) -> T:
        """Run a reading transaction; here it is over one snapshot in any case."""
        if self._is_memory:
            return await self.write(lambda connection: (work(connection), []))
        self._check_open()
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._read, work)

    async def close(self) -> None:
        """Finish what is queued, then close."""
        self._is_closed = True
        self._writes.put(None)
        await asyncio.to_thread(self._writing.join)
        await asyncio.to_thread(self._reading.shutdown)
        self._writer.dispose()
        self._reader.dispose()

    def _check_open(self) -> None:
        # Nobody would answer: the threads are gone.
        if self._is_closed:
            raise OSError("the store is closed")

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._reader.connect() as connection:
            return work(connection)

    def _write_all(self) -> None:
        while (write := self._writes.get()) is not None:
            group, is_last = [write], False
            while len(group) < _GROUP_MAX and not self._writes.empty():
                following = self._writes.get()
                if following is None:
                    is_last = True
                    break
                group.append(following)
            self._commit(group)
            if is_last:
                return

    def _commit(self, group: list[_Write]) -> None:
        """Run a group of writes in one transaction; one that raises undoes only itself."""
        outcomes: list[tuple[_Write, Any, BaseException | None]] = []
        topics: list[str] = []
        try:
            with self._writer.begin() as connection:
                for write in group:
                    try:
                        if len(group) == 1:
                            result, heard = write.work(connection)
                        else:
                            with connection.begin_nested():
                                result, heard = write.work(connection)
                    except BaseException as error:
                        if len(group) == 1:
                            raise
                        if not _is_open(connection):
                            raise _Undone from error
                        outcomes.append((write, None, error))
                    else:
                        outcomes.append((write, result, None))
                        topics += heard
        except _Undone:
            for write in group:
                self._commit([write])
            return
        except BaseException as error:  # noqa: BLE001 - handed to those who wait
            outcomes = [(write, None, error) for write in group]
            topics = []
        for loop in {write.loop for write in group}:
            mine = [outcome for outcome in outcomes if outcome[0].loop is loop]
            # A loop that was closed meanwhile has nobody left who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._deliver, mine, topics)

    def _deliver(
        self, outcomes: list[tuple[_Write, Any, BaseException | None]], topics: list[str]
    ) -> None:
        for write, result, error in outcomes:
            if write.future.done():
                continue
            if error is None:
                write.future.set_result(result)
            else:
                write.future.set_exception(error)
        self._local.send(topics)


def _is_open(connection: Connection) -> bool:
    """Whether the transaction is still there, which the driver knows best."""
    driver = connection.connection.driver_connection
    return driver is not None and bool(driver.in_transaction)


def _engine(file: str, *, num_connections: int, begin: str) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=file),
        poolclass=QueuePool,
        pool_size=num_connections,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # NOTE: without this the driver opens transactions by itself, and only when it sees a
        # writing statement; ours must hold the lock from their first statement on.
        connection.isolation_level = None
        cursor = connection.cursor()
        _switch_to_wal(cursor)
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {_BUSY_TIMEOUT_MS}",
            "cache_size = -16384",
            "journal_size_limit = 67108864",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _switch_to_wal(cursor: Any) -> None:
    """Switch to the write-ahead log; SQLite does not wait for others that do so, so we do."""
    deadline = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
