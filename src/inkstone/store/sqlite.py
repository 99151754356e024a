"""SQLite: one writing thread that commits in groups, and a few reading ones.

A hop to a thread costs more than a statement, so a transaction makes one hop for all of its
statements; writes that wait while the disk syncs share the next sync; and those whose outcomes are
there together are told of them together. It knows no table.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from inkstone.store.signals import LocalSignals, Signals
from inkstone.store.sqlite_connections import driver_of, engine_of, execute

T = TypeVar("T")

#: Writes that share a commit at the most, so that the first of them need not wait long.
_GROUP_MAX = 32
#: Reads whose outcomes are told together at the most.
_TOLD_MAX = 8


@dataclass(slots=True)
class _Wanted:
    """What somebody waits for, and what became of it."""

    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    is_snapshot: bool = True
    result: Any = None
    error: BaseException | None = None


class _Undone(Exception):
    """SQLite undid a whole group, savepoints and all, as it may where the disk is full.

    What followed in the group would be committed on its own, so each write is tried again alone.
    """


class SqliteDatabase:
    """A SQLite file, or a database in memory that dies with this object."""

    def __init__(self, file: str, num_connections: int) -> None:
        self._local = LocalSignals()
        self.signals: Signals = self._local
        self._is_memory = file == ":memory:"
        self._is_closed = False
        num_readers = max(1, num_connections // 4)
        self._writer = engine_of(file, num_connections=1, begin="BEGIN IMMEDIATE")
        self._reader = engine_of(file, num_connections=num_readers, begin="BEGIN")
        self._writes: SimpleQueue[_Wanted | None] = SimpleQueue()
        self._writing = threading.Thread(target=self._write_all, name="store-write", daemon=True)
        self._writing.start()
        self._reads: SimpleQueue[_Wanted | None] = SimpleQueue()
        self._reading = [
            threading.Thread(target=self._read_all, name=f"store-read-{index}", daemon=True)
            for index in range(num_readers)
        ]
        for thread in self._reading:
            thread.start()

    async def write(self, work: Callable[[Connection], tuple[T, list[str]]]) -> T:
        """Run a writing transaction; it goes through even if its caller stops waiting."""
        written: T = await self._put(self._writes, work)
        return written

    async def read(self, work: Callable[[Connection], T], *, snapshot: bool) -> T:
        """Run a reading transaction, over one snapshot where told."""
        if self._is_memory:
            return await self.write(lambda connection: (work(connection), []))
        found: T = await self._put(self._reads, work, is_snapshot=snapshot)
        return found

    async def close(self) -> None:
        """Finish what is queued, then close."""
        self._is_closed = True
        self._writes.put(None)
        for _ in self._reading:
            self._reads.put(None)
        for thread in (self._writing, *self._reading):
            await asyncio.to_thread(thread.join)
        for engine in (self._writer, self._reader):
            engine.dispose()

    async def _put(
        self,
        queue: SimpleQueue[_Wanted | None],
        work: Callable[[Connection], Any],
        *,
        is_snapshot: bool = True,
    ) -> Any:
        self._check_open()
        loop = asyncio.get_running_loop()
        wanted = _Wanted(work, loop, loop.create_future(), is_snapshot)
        queue.put(wanted)
        return await wanted.future

    def _check_open(self) -> None:
        # Nobody would answer: the threads are gone.
        if self._is_closed:
            raise OSError("the store is closed")

    # What runs in the threads.

    def _read_all(self) -> None:
        with _Kept(self._reader) as kept:
            while (wanted := self._reads.get()) is not None:
                self._read_some(kept, wanted)
                del wanted  # what was read is not kept until somebody reads again

    def _read_some(self, kept: "_Kept", first: _Wanted) -> None:
        """Read for one, and for those who have come meanwhile, and tell them together."""
        wanted: _Wanted | None = first
        done: list[_Wanted] = []
        while wanted is not None:
            done.append(wanted)
            try:
                wanted.result = _read(
                    kept.connection(), wanted.work, is_snapshot=wanted.is_snapshot
                )
            except BaseException as error:  # noqa: BLE001 - handed to who waits
                wanted.error = error
            wanted = _at_once(self._reads) if len(done) < _TOLD_MAX else None
        self._tell(done, [])

    def _write_all(self) -> None:
        with _Kept(self._writer) as kept:
            while (write := self._writes.get()) is not None:
                self._write_some(kept, write)
                del write

    def _write_some(self, kept: "_Kept", first: _Wanted) -> None:
        group = [first]
        while len(group) < _GROUP_MAX and (following := _at_once(self._writes)):
            group.append(following)
        self._commit(kept, group)

    def _commit(self, kept: "_Kept", group: Sequence[_Wanted]) -> None:
        """Run a group of writes in one transaction; one that raises undoes only itself."""
        topics: list[str] = []
        try:
            connection = kept.connection()
            with connection.begin():
                if len(group) == 1:
                    group[0].result, topics = group[0].work(connection)
                else:
                    for write in group:
                        topics += _write(connection, write)
        except _Undone:
            for write in group:
                write.result = write.error = None
                self._commit(kept, [write])
            return
        except BaseException as error:  # noqa: BLE001 - handed to those who wait
            for write in group:
                write.error = error
            topics = []
        self._tell(group, topics)

    def _tell(self, done: Sequence[_Wanted], topics: list[str]) -> None:
        for loop in {wanted.loop for wanted in done}:
            mine = [wanted for wanted in done if wanted.loop is loop]
            # A loop that was closed meanwhile has nobody left who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._deliver, mine, topics)

    def _deliver(self, done: Sequence[_Wanted], topics: list[str]) -> None:
        for wanted in done:
            if wanted.future.done():
                continue
            if wanted.error is None:
                wanted.future.set_result(wanted.result)
            else:
                wanted.future.set_exception(wanted.error)
        self._local.send(topics)


class _Kept:
    """A thread's connection: opened when it is first needed, and kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def connection(self) -> Connection:
        """The connection, between two transactions."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def __enter__(self) -> "_Kept":
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()


def _read(connection: Connection, work: Callable[[Connection], T], *, is_snapshot: bool) -> T:
    try:
        # Otherwise each statement sees the moment at which it runs.
        if is_snapshot:
            connection.begin()
        return work(connection)
    finally:
        connection.rollback()


def _write(connection: Connection, write: _Wanted) -> list[str]:
    """Run one write of a group; the topics it signals, which are none where it is undone."""
    execute(connection, "SAVEPOINT one_write")
    topics: list[str] = []
    try:
        write.result, topics = write.work(connection)
    except BaseException as error:
        if not driver_of(connection).in_transaction:
            raise _Undone from error
        write.error = error
        execute(connection, "ROLLBACK TO one_write")
    execute(connection, "RELEASE one_write")
    return topics


def _at_once(queue: SimpleQueue[_Wanted | None]) -> _Wanted | None:
    """What waits in a queue; the end of it is left for later."""
    try:
        found = queue.get_nowait()
    except Empty:
        return None
    if found is None:
        queue.put(None)
    return found
