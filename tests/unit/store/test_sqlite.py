"""SQLite: one writer that commits in groups, and what happens to a group that goes wrong."""

import asyncio
import threading

import anyio
import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError

from contract.stores import a_store
from inkstone.domain.errors import StorageFull, Unavailable
from inkstone.store.tables import meta
from inkstone.store.unit_of_work import Store

pytestmark = pytest.mark.anyio


def note(name):
    return lambda tx: tx.connection.execute(insert(meta).values(name=name, value="v")).close()


def busy(gate, begun=None):
    """A write that keeps the writer until told, so that the next ones make a group."""

    def work(tx):
        if begun is not None:
            begun.set()
        gate.wait(60)

    return work


async def in_one_group(store, *works):
    gate, begun = threading.Event(), threading.Event()
    first = asyncio.create_task(store.write(busy(gate, begun)))
    await asyncio.to_thread(begun.wait, 5)
    tasks = [asyncio.create_task(store.write(work)) for work in works]
    await asyncio.sleep(0)
    gate.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def store(tmp_path):
    async with a_store(f"sqlite:///{tmp_path / 'ink.db'}") as opened:
        yield opened


async def test_a_group_shares_one_commit(store):
    commits = []
    from sqlalchemy import event

    event.listen(store._database._writer, "commit", lambda connection: commits.append(1))
    results = await in_one_group(store, *(note(f"n{i}") for i in range(20)))
    assert results == [None] * 20
    assert len(commits) == 2, "one for the write that kept them waiting, one for all of them"


async def test_a_write_that_raises_undoes_only_itself(store):
    def refuse(tx):
        note("undone")(tx)
        tx.signal("t")
        raise ValueError("no")

    def collide(tx):
        note("n0")(tx)

    with store.signals.subscribe("t") as ear:
        results = await in_one_group(store, note("n0"), refuse, collide, note("n1"))
        assert not await ear.wait(0.02)
    assert [type(r).__name__ for r in results] == [
        "NoneType",
        "ValueError",
        "IntegrityError",
        "NoneType",
    ]
    names = await store.read(lambda tx: set(tx.connection.execute(select(meta.c.name)).scalars()))
    assert names == {"n0", "n1"}


async def test_a_later_write_of_a_group_sees_what_an_earlier_one_wrote(store):
    def count(tx):
        return len(tx.connection.execute(select(meta.c.name)).all())

    assert await in_one_group(store, note("a"), count, note("b"), count) == [None, 1, None, 2]


async def test_reading_does_not_wait_for_the_writer(store):
    gate = threading.Event()
    writing = asyncio.create_task(store.write(busy(gate)))
    with anyio.fail_after(60):
        await store.ping()
    gate.set()
    await writing


async def test_a_caller_whose_loop_is_gone_does_not_stop_the_writer(store):
    gate = threading.Event()

    def give_up():
        loop = asyncio.new_event_loop()
        task = loop.create_task(store.write(busy(gate)))
        loop.run_until_complete(asyncio.sleep(0))
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.close()

    await asyncio.to_thread(give_up)
    gate.set()
    with anyio.fail_after(60):
        await store.write(note("after"))


async def test_another_process_s_lock_is_waited_for_and_then_refused(tmp_path, monkeypatch):
    from inkstone.store import sqlite_connections

    # The wait is a constant of the module; ten seconds of it are too long for a test.
    monkeypatch.setattr(sqlite_connections, "BUSY_TIMEOUT_MS", 50)
    async with a_store(f"sqlite:///{tmp_path / 'ink.db'}") as store:
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(tmp_path / "ink.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable):
                await store.write(note("n"))
            await store.ping()
            other.execute("ROLLBACK")
        await store.write(note("n"))


async def test_it_is_durable_and_keeps_foreign_keys(store):
    def pragmas(tx):
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [tx.connection.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert await store.write(pragmas) == ["wal", 2, 1]


async def test_a_database_in_memory_reads_what_it_wrote():
    store = Store("sqlite:///:memory:")
    from inkstone.store import schema

    try:
        await schema.create(store)
        await store.write(note("n"))
        assert await schema.read_meta(store, "n") == "v"
    finally:
        await store.close()


async def test_closing_twice_is_closing_once(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'ink.db'}")
    with anyio.fail_after(60):
        await store.close()
        await store.close()


def named():
    return select(meta.c.name).where(meta.c.name != bindparam("but")).order_by(meta.c.name)


def names_but(tx, name):
    return tx.run("names", named, {"but": name}).scalars()


def noted(name):
    """The same as `note`, by a statement that is built once."""
    return lambda tx: tx.run("note", lambda: insert(meta), {"name": name, "value": "v"}).rowcount


async def test_statements_built_once_are_undone_with_their_write(store):
    def refuse(tx):
        noted("undone")(tx)
        raise ValueError("no")

    works = (noted("n0"), refuse, noted("n0"), noted("n1"))
    results = await in_one_group(store, *works)
    assert [type(r).__name__ for r in results] == ["int", "ValueError", "IntegrityError", "int"]
    with pytest.raises(ValueError, match="no"):
        await store.write(refuse)
    with pytest.raises(IntegrityError):
        await store.write(noted("n1"))
    assert await store.read(lambda tx: names_but(tx, "n0")) == ["n1"]


async def test_a_full_disk_undoes_what_is_built_once_too(store):
    def fill(tx):
        values = {"name": "large", "value": "x" * 500_000}
        tx.run("note", lambda: insert(meta), values)

    await store.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count = 1").close())
    works = (noted("n0"), fill, noted("n1"))
    results = await in_one_group(store, *works)
    assert isinstance(results[1], StorageFull)
    done = {f"n{i}" for i in (0, 1) if results[2 * i] == 1}
    assert all(isinstance(r, StorageFull) for r in results if r != 1)
    assert set(await store.read(lambda tx: names_but(tx, ""))) == done
    await store.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count = 9999"))
    await store.write(noted("later"))


async def test_statements_built_once_see_one_moment_where_told(store):
    loop = asyncio.get_running_loop()

    def look(tx):
        before = names_but(tx, "")
        asyncio.run_coroutine_threadsafe(store.write(noted(f"n{len(before)}")), loop).result(60)
        return before, names_but(tx, "")

    assert await store.read(look) == ([], [])
    assert await store.read(look, snapshot=False) == (["n0"], ["n0", "n1"])


async def test_reads_that_wait_together_are_told_each_its_own(store):
    await store.write(noted("n"))

    def refuse(tx):
        raise ValueError(str(names_but(tx, "")))

    works = [refuse if i % 5 == 0 else lambda tx: names_but(tx, "") for i in range(60)]
    found = await asyncio.gather(*(store.read(work) for work in works), return_exceptions=True)
    for i, each in enumerate(found):
        assert str(each) == "['n']"
        assert isinstance(each, ValueError) == (i % 5 == 0)


async def test_a_reader_that_gives_up_keeps_nobody_waiting(store):
    gate = threading.Event()
    slow = [asyncio.create_task(store.read(busy(gate))) for _ in range(4)]
    await asyncio.sleep(0)
    for task in slow:
        task.cancel()
    gate.set()
    await asyncio.gather(*slow, return_exceptions=True)
    with anyio.fail_after(60):
        await store.ping()


async def test_the_reads_under_way_are_finished_at_the_close(tmp_path):
    async with a_store(f"sqlite:///{tmp_path / 'ink.db'}") as store:
        await store.write(noted("n"))
        reads = [asyncio.create_task(store.read(lambda tx: names_but(tx, ""))) for _ in range(50)]
        await asyncio.sleep(0)
    with anyio.fail_after(60):
        assert await asyncio.gather(*reads) == [["n"]] * 50
