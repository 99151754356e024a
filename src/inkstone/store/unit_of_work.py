"""Transactions: a function is handed to `read` or `write`, and runs whole or not at all.

The function is plain blocking code over one connection, so a transaction can wait for nothing but
the database. This module does not know the tables.
"""

import logging
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, ColumnElement, Connection, CursorResult, Executable, make_url, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from inkstone.domain.errors import StorageFull, Unavailable
from inkstone.store.columns import database_now
from inkstone.store.prepared import Prepared, Rows
from inkstone.store.signals import Signals
from inkstone.store.sqlite import SqliteDatabase

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
_Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]

#: The SQLSTATEs that say nothing against the statement: connections, deadlocks and other
#: rollbacks, resources, locks, shutdowns and starts, a server that is only a standby.
_PASSING = ("08", "40", "53", "55P03", "57P", "58", "25006")
#: How the databases and the system say that there is no room.
_FULL = ("disk is full", "No space left", "could not extend file")


class Transaction:
    """One open transaction: its connection, and the signals to send once it has committed."""

    def __init__(
        self,
        connection: Connection,
        now: Callable[[], ColumnElement[int]],
        statements: "_Statements",
    ) -> None:
        self.connection = connection
        #: The moment, as a SQL expression in microseconds: the database's clock, or a test's. It is
        #: built into statements once, so it must ask for the time when it runs.
        self.now = now
        self.topics: list[str] = []
        self._statements = statements

    def run(
        self,
        name: Hashable,
        build: Callable[[], Executable],
        parameters: _Parameters = (),
    ) -> Rows:
        """Execute a statement that a store builds once, by its name, and then only binds.

        Building one anew for every call costs more than running it.
        """
        return self._statements.run(self.connection, name, build, parameters or {})

    def signal(self, topic: str) -> None:
        """Wake those who wait for `topic`, after the commit."""
        if topic not in self.topics:
            self.topics.append(topic)


class _Statements:
    """The statements that a store has built once, and for SQLite what its driver takes of them."""

    def __init__(self, *, is_sqlite: bool) -> None:
        self._is_sqlite = is_sqlite
        self._built: dict[Hashable, Executable] = {}
        self._prepared: dict[Hashable, Prepared] = {}

    def run(
        self,
        connection: Connection,
        name: Hashable,
        build: Callable[[], Executable],
        parameters: _Parameters,
    ) -> Rows:
        """Run one of them, which is built where it never was."""
        if self._is_sqlite:
            driver = connection.connection.driver_connection
            assert driver is not None, "a transaction has a connection"
            prepared = self._prepare(connection.dialect, name, build, parameters)
            rows = prepared.run(driver, parameters)
            if rows is not None:
                return rows
        found = connection.execute(self._statement(name, build), parameters or None)
        assert isinstance(found, CursorResult), "the statements are SQL, not ORM"
        return Rows.of(found)

    def _prepare(
        self,
        dialect: Dialect,
        name: Hashable,
        build: Callable[[], Executable],
        parameters: _Parameters,
    ) -> Prepared:
        is_many = not isinstance(parameters, Mapping)
        columns = tuple(parameters if isinstance(parameters, Mapping) else parameters[0])
        found = self._prepared.get((name, is_many, columns))
        if found is None:
            found = Prepared(self._statement(name, build), dialect, columns, is_many=is_many)
            self._prepared[name, is_many, columns] = found
        return found

    def _statement(self, name: Hashable, build: Callable[[], Executable]) -> Executable:
        statement = self._built.get(name)
        if statement is None:
            statement = self._built[name] = build()
        return statement


#: What runs in a transaction.
Work = Callable[[Transaction], T]
#: The same, as a database sees it: over a connection, with the topics to signal after the commit.
_Write = Callable[[Connection], tuple[T, list[str]]]


class _Database(Protocol):
    signals: Signals

    async def write(self, work: _Write[T]) -> T: ...

    async def read(self, work: Callable[[Connection], T], *, snapshot: bool) -> T: ...

    async def close(self) -> None: ...


class Store:
    """A database: `read` and `write` run transactions, `signals` wakes who waits for them."""

    def __init__(
        self,
        place: str | Path,
        *,
        num_connections: int = 8,
        now: Callable[[], ColumnElement[int]] = database_now,
    ) -> None:
        """Prepare a store; nothing is opened yet.

        Args:
            place: a database's URL, or the path of a SQLite file.
            num_connections: how many connections it may hold.
            now: the moment as a SQL expression.
        """
        is_file = isinstance(place, Path)
        self.url = URL.create("sqlite", database=str(place)) if is_file else make_url(str(place))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._now = now
        self._statements = _Statements(is_sqlite=self.is_sqlite)
        self._database: _Database
        if self.is_sqlite:
            self._database = SqliteDatabase(self.url.database or ":memory:", num_connections)
        else:
            # Its driver, and SQLAlchemy's asynchronous half, are of no use to SQLite.
            from inkstone.store.postgres import PostgresDatabase  # noqa: PLC0415

            self._database = PostgresDatabase(self.url, num_connections)
        self.signals = self._database.signals

    async def open(self) -> None:
        """Start listening for signals of other processes."""
        await self.signals.open()

    async def close(self) -> None:
        """Close every connection."""
        await self.signals.close()
        await self._database.close()

    async def write(self, work: Work[T]) -> T:
        """Run a writing transaction: committed at its return, rolled back where it raises.

        Raises:
            Unavailable: the database does not answer.
            StorageFull: its disk is full.
        """
        with _translated():
            return await self._database.write(lambda connection: self._work(connection, work))

    async def read(self, work: Work[T], *, snapshot: bool = True) -> T:
        """Run a reading transaction.

        Args:
            work: what to read.
            snapshot: whether its statements must agree with each other; saying no saves PostgreSQL
                two round trips.

        Raises:
            Unavailable: the database does not answer.
        """
        with _translated():
            return await self._database.read(
                lambda connection: work(Transaction(connection, self._now, self._statements)),
                snapshot=snapshot,
            )

    async def ping(self) -> None:
        """Prove that the database answers.

        Raises:
            Unavailable: it does not.
        """
        await self.read(lambda tx: tx.connection.execute(text("SELECT 1")).close())

    def _work(self, connection: Connection, work: Work[T]) -> tuple[T, list[str]]:
        tx = Transaction(connection, self._now, self._statements)
        result = work(tx)
        return result, tx.topics


def _passes(error: DBAPIError) -> bool:
    """Whether a failure is the database's, and may be over at the next try."""
    sqlstate = str(getattr(error.orig, "sqlstate", None) or "")
    return (
        isinstance(error, OperationalError | InterfaceError)
        or error.connection_invalidated
        or sqlstate.startswith(_PASSING)
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeoutError, OSError) as error:
        if isinstance(error, DBAPIError) and not _passes(error):
            raise
        _LOG.warning("the database failed: %s", error)
        if any(words in str(error) for words in _FULL):
            raise StorageFull(retry_after_s=60) from error
        raise Unavailable(
            "The database does not answer.", code="store_unavailable", retry_after_s=2
        ) from error
