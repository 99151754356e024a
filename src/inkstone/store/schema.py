"""The schema: brought to the newest revision at start, under a lock, after a copy of SQLite's file.

It does not know what the tables mean.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text, update

from inkstone.store.tables import fair_clock, meta, metadata
from inkstone.store.unit_of_work import Store, Transaction

#: Any number, as long as every Inkstone takes the same.
_LOCK = 0x1_4B57_0AE


async def migrate(store: Store) -> None:
    """Bring the schema to the newest revision."""
    file = store.url.database if store.is_sqlite else None
    await store.write(lambda tx: _upgrade(tx.connection, file))


async def create(store: Store) -> None:
    """Make all tables at once, for a store that nobody will upgrade."""
    await store.write(lambda tx: _create(tx.connection))


async def read_meta(store: Store, name: str) -> str | None:
    """A fact about this database."""
    return await store.read(
        lambda tx: tx.connection.execute(
            select(meta.c.value).where(meta.c.name == name)
        ).scalar_one_or_none()
    )


async def write_meta(store: Store, name: str, value: str) -> None:
    """Note a fact about this database; two hosts that note the same one at once agree."""

    def write(tx: Transaction) -> None:
        changed = tx.connection.execute(update(meta).where(meta.c.name == name).values(value=value))
        if not changed.rowcount:
            tx.connection.execute(insert(meta).values(name=name, value=value))

    await store.write(write)


def config() -> Config:
    """Alembic's configuration, with our scripts and no file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return made


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(insert(fair_clock).values(id=1, vtime=0))


def _upgrade(connection: Connection, sqlite_file: str | None) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    settings = config()
    newest = ScriptDirectory.from_config(settings).get_current_head()
    present = MigrationContext.configure(connection).get_current_revision()
    if present == newest:
        return
    if present is not None and sqlite_file is not None:
        _copy_aside(Path(sqlite_file), present)
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def _copy_aside(file: Path, revision: str) -> None:
    copy = file.with_name(f"{file.name}.before-{revision}")
    with (
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
