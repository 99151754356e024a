"""How connections to SQLite are set up: durable, and with transactions that we begin ourselves.

It knows no table, and not what runs on them.
"""

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from inkstone.store.prepared import refused

#: How long a transaction waits for another process's, in milliseconds.
BUSY_TIMEOUT_MS = 10_000
#: More statements than a store has: the driver keeps what SQLite made of each.
_NUM_STATEMENTS = 512


def engine_of(file: str, *, num_connections: int, begin: str) -> Engine:
    """An engine for a file, which is not opened yet.

    Args:
        file: its path, or `:memory:`.
        num_connections: how many it may have.
        begin: the statement that begins a transaction.
    """
    engine = create_engine(
        URL.create("sqlite", database=file),
        poolclass=QueuePool,
        pool_size=num_connections,
        max_overflow=0,
        pool_timeout=60,
        connect_args={
            "timeout": BUSY_TIMEOUT_MS / 1000,
            "check_same_thread": False,
            "cached_statements": _NUM_STATEMENTS,
        },
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
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "cache_size = -16384",
            "journal_size_limit = 67108864",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        execute(connection, begin)

    return engine


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection, which has no part in what SQLAlchemy knows of transactions."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection), "it is SQLite's"
    return driver


def execute(connection: Connection, sql: str) -> None:
    """Run a statement without parameters or rows, at the driver's speed.

    Raises:
        DBAPIError: the driver refused.
    """
    try:
        driver_of(connection).execute(sql)
    except sqlite3.Error as error:
        raise refused(error, sql, connection.dialect) from error


def _switch_to_wal(cursor: Any) -> None:
    """Switch to the write-ahead log; SQLite does not wait for others that do so, so we do."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
