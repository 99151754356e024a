"""What the store says when its database fails, and how it comes back."""

import asyncio

import anyio
import pytest
from sqlalchemy import insert, select, text, update

from contract.stores import a_store
from contract.world import until
from inkstone.domain.errors import StorageFull, TryLater, Unavailable
from inkstone.store import schema
from inkstone.store.tables import meta
from inkstone.store.unit_of_work import Store

pytestmark = pytest.mark.anyio


def note(name):
    return lambda tx: tx.connection.execute(insert(meta).values(name=name, value="v")).close()


async def noted(store):
    return await store.read(lambda tx: set(tx.connection.execute(select(meta.c.name)).scalars()))


async def test_a_missing_database_asks_for_patience(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    try:
        with pytest.raises(Unavailable):
            await store.ping()
        with pytest.raises(Unavailable):
            await store.write(note("n"))
    finally:
        await store.close()


async def test_a_closed_store_says_so_instead_of_waiting_for_ever(store_url):
    async with a_store(store_url) as store:
        await store.write(note("n"))
    if not store.is_sqlite:
        return  # its pool opens new connections
    with anyio.fail_after(60):
        with pytest.raises(Unavailable):
            await store.write(note("late"))
        with pytest.raises(Unavailable):
            await store.ping()


async def test_the_writes_under_way_are_finished_at_the_close(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'ink.db'}")
    await schema.create(store)
    tasks = [asyncio.create_task(store.write(note(f"n{i}"))) for i in range(50)]
    await asyncio.sleep(0)
    with anyio.fail_after(60):
        await store.close()
        await asyncio.gather(*tasks)


async def test_a_full_disk_undoes_whole_writes_only(tmp_path):
    """SQLite may roll back everything on a full disk; nothing told as failed may have happened."""
    async with a_store(f"sqlite:///{tmp_path / 'ink.db'}") as store:

        def fill(name, size):
            return lambda tx: tx.connection.execute(
                insert(meta).values(name=name, value="x" * size)
            ).close()

        await store.write(
            lambda tx: tx.connection.exec_driver_sql(
                "PRAGMA max_page_count = "
                + str(tx.connection.exec_driver_sql("PRAGMA page_count").scalar() + 6)
            ).close()
        )
        sizes = [10, 10, 100_000, 10, 10, 100_000, 10]
        works = [fill(f"n{i}", size) for i, size in enumerate(sizes)]
        results = await asyncio.gather(*(store.write(w) for w in works), return_exceptions=True)
        assert all(r is None or isinstance(r, TryLater) for r in results), results
        assert any(isinstance(r, StorageFull) for r in results), results
        done = {f"n{i}" for i, result in enumerate(results) if result is None}
        assert await noted(store) == done


def leave_the_drivers_own_report_aside() -> None:
    """Let the loop pass over lost connections: the driver tells it what it has told us as well."""
    loop = asyncio.get_running_loop()
    handle = loop.get_exception_handler()

    def pass_over(loop, context):
        if not isinstance(context.get("exception"), ConnectionError):
            (handle or type(loop).default_exception_handler)(loop, context)

    loop.set_exception_handler(pass_over)


async def test_a_lost_connection_asks_for_patience_and_comes_back(fresh_postgres_url):
    leave_the_drivers_own_report_aside()
    async with a_store(fresh_postgres_url, num_connections=2) as store:
        kill = text(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        suicide = text("SELECT pg_terminate_backend(pg_backend_pid())")
        with pytest.raises(Unavailable):
            await store.write(lambda tx: tx.connection.execute(suicide).close())
        with pytest.raises(Unavailable):
            await store.read(lambda tx: tx.connection.execute(suicide).close())
        await store.write(lambda tx: tx.connection.execute(kill).close())
        await store.ping()

        async def hears():
            with store.signals.subscribe("t") as ear:
                await store.write(lambda tx: tx.signal("t"))
                return await ear.wait(0.2)

        await until(hears)


@pytest.mark.slow
async def test_a_deadlock_asks_for_patience(fresh_postgres_url):
    async with a_store(fresh_postgres_url) as store:
        await store.write(note("a"))
        await store.write(note("b"))
        barrier = asyncio.Barrier(2)

        def crossing(first, second):
            from sqlalchemy.util import await_only

            def work(tx):
                for name in (first, second):
                    tx.connection.execute(
                        update(meta).where(meta.c.name == name).values(value="x")
                    ).close()
                    if name == first:
                        await_only(barrier.wait())

            return work

        results = await asyncio.gather(
            store.write(crossing("a", "b")),
            store.write(crossing("b", "a")),
            return_exceptions=True,
        )
        assert [type(r) for r in results if r is not None] == [Unavailable]
