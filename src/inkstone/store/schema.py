"""The schema: seen to be of the newest revision at start, under a lock, or brought to it.

It does not know what the tables mean.
"""

from sqlalchemy import Connection, insert, inspect, select, text, update

from inkstone.store.account_tables import metadata
from inkstone.store.tables import fair_clock, meta
from inkstone.store.unit_of_work import Store, Transaction

#: The revision that the tables of this release are; a test holds it against the migrations.
NEWEST = "0010"

#: Any number, as long as every Inkstone takes the same.
_LOCK = 0x1_4B57_0AE


async def migrate(store: Store) -> None:
    """Bring the schema to the newest revision."""
    file = store.url.database if store.is_sqlite else None
    await store.write(lambda tx: _migrate(tx.connection, file))


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


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(insert(fair_clock).values(id=1, vtime=0))


def _migrate(connection: Connection, sqlite_file: str | None) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    present = None
    if inspect(connection).has_table("alembic_version"):
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        present = found.scalar_one_or_none()
    if present != NEWEST:
        # Alembic takes a tenth of a second to import, and most starts have nothing to upgrade.
        from inkstone.store.upgrade import upgrade  # noqa: PLC0415

        upgrade(connection, present=present, sqlite_file=sqlite_file)
