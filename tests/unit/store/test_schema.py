"""The schema: brought to the newest revision, with SQLite's file copied first."""

import sqlite3
from contextlib import closing

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import URL, select, text

from inkstone.store import schema, upgrade
from inkstone.store.tables import fair_clock
from inkstone.store.unit_of_work import Store

pytestmark = pytest.mark.anyio


def copies(folder):
    return sorted(path.name for path in folder.glob("*.before-*"))


async def migrated(file):
    store = Store(f"sqlite:///{file}")
    try:
        await schema.migrate(store)
        return await store.read(
            lambda tx: tx.connection.execute(select(fair_clock.c.vtime)).scalars().all()
        )
    finally:
        await store.close()


def test_the_newest_revision_is_the_migrations_own():
    scripts = ScriptDirectory.from_config(upgrade.config())
    assert scripts.get_current_head() == schema.NEWEST


async def test_a_new_database_is_not_copied(tmp_path):
    assert await migrated(tmp_path / "ink.db") == [0], "with its one fair clock"
    assert await migrated(tmp_path / "ink.db") == [0]
    assert copies(tmp_path) == []


@pytest.mark.parametrize("name", ["ink.db", "with space & 100% #1.db"])
async def test_an_older_database_is_copied_before_it_is_changed(tmp_path, name, monkeypatch):
    file = tmp_path / name
    with closing(sqlite3.connect(file)) as old:
        old.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        old.execute("INSERT INTO alembic_version VALUES ('0000')")
        old.execute("CREATE TABLE kept (value TEXT)")
        old.execute("INSERT INTO kept VALUES ('as it was')")
        old.commit()
    # There is no older revision yet, so its upgrade is a stand-in.
    monkeypatch.setattr(
        upgrade.command,
        "upgrade",
        lambda config, _: config.attributes["connection"].execute(
            text("UPDATE kept SET value = 'changed'")
        ),
    )
    store = Store(URL.create("sqlite", database=str(file)).render_as_string())
    try:
        await schema.migrate(store)
    finally:
        await store.close()
    assert copies(tmp_path) == [f"{name}.before-0000"]
    found = []
    for path in (file, tmp_path / f"{name}.before-0000"):
        with closing(sqlite3.connect(path)) as database:
            found.append(database.execute("SELECT value FROM kept").fetchone()[0])
    assert found == ["changed", "as it was"]
    assert schema.NEWEST != "0000"


async def test_an_upgrade_that_fails_leaves_the_old_schema(tmp_path, monkeypatch):
    def fail(config, _):
        config.attributes["connection"].execute(text("CREATE TABLE half (value TEXT)"))
        raise RuntimeError("no")

    monkeypatch.setattr(upgrade.command, "upgrade", fail)  # no shipped migration fails
    store = Store(f"sqlite:///{tmp_path / 'ink.db'}")
    try:
        with pytest.raises(RuntimeError):
            await schema.migrate(store)
        tables = await store.read(
            lambda tx: tx.connection.execute(text("SELECT name FROM sqlite_master")).all()
        )
        assert tables == []
    finally:
        await store.close()
