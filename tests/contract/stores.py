"""Migrated stores for tests, cheap enough for one of its own for every test.

Each has its own file and its own connections. What they share is what no test can change: a
migrated file to copy, and the SQL that statements have been compiled to.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from inkstone.store import schema
from inkstone.store.unit_of_work import Store

#: A migrated SQLite file, made once: a copy of it takes a millisecond.
_TEMPLATE: list[bytes] = []
#: What SQLite's statements were compiled to. Compiling them anew for each store is most of the
#: time that a short test takes.
_COMPILED: dict[Any, Any] = {}
#: The compiled statements are of one dialect object, so all engines have the same.
_DIALECTS: list[Any] = []


async def put_tables(file: Path) -> None:
    """Make a SQLite file with all tables, as the migrations make it."""
    if not _TEMPLATE:
        with TemporaryDirectory() as folder:
            made = Path(folder) / "template.db"
            store = Store(f"sqlite:///{made}")
            try:
                await schema.migrate(store)
            finally:
                await store.close()
            _TEMPLATE.append(made.read_bytes())
    file.write_bytes(_TEMPLATE[0])


def sqlite_store(file: Path, **more: Any) -> Store:
    """A store on a SQLite file that need not compile what another one has compiled."""
    store = Store(f"sqlite:///{file}", **more)
    database: Any = store._database
    for engine in (database._writer, database._reader):
        if not _DIALECTS:
            _DIALECTS.append(engine.dialect)
        engine.dialect = _DIALECTS[0]
        engine.update_execution_options(compiled_cache=_COMPILED)
    return store


@asynccontextmanager
async def a_store(url: str, **more: Any) -> AsyncIterator[Store]:
    """A migrated, open store."""
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        if not file.exists():
            await put_tables(file)
        store = sqlite_store(file, **more)
    else:
        store = Store(url, **more)
    try:
        await schema.migrate(store)
        await store.open()
        yield store
    finally:
        await store.close()
