"""The store on both databases: transactions, signals, groups of writes, odd strings, the schema."""

import asyncio
import contextlib

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, select, text

from contract.stores import a_store
from contract.world import Parts, image_request
from inkstone.store import job_reads, jobs, schema
from inkstone.store.account_tables import accounts
from inkstone.store.tables import meta, metadata
from inkstone.store.unit_of_work import Store

pytestmark = pytest.mark.anyio


def note(name):
    return lambda tx: tx.connection.execute(insert(meta).values(name=name, value="v")).close()


async def noted(store):
    return await store.read(lambda tx: set(tx.connection.execute(select(meta.c.name)).scalars()))


async def test_the_migrations_make_what_the_tables_say(migrated):
    def differences(tx):
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    assert await migrated.read(differences) == []


async def test_the_migrations_make_the_same_indexes_as_the_tables(migrated):
    def shape(tx):
        found = inspect(tx.connection)
        return {
            (table, index["name"], tuple(index["column_names"]), bool(index["unique"]))
            for table in metadata.tables
            for index in found.get_indexes(table)
            if not index.get("duplicates_constraint")
        }

    wanted = {
        (table.name, index.name, tuple(c.name for c in index.columns), bool(index.unique))
        for table in metadata.tables.values()
        for index in table.indexes
    }
    assert await migrated.read(shape) == wanted


async def test_migrating_twice_changes_nothing(migrated):
    await migrated.write(note("kept"))
    await schema.migrate(migrated)
    assert "kept" in await noted(migrated)


async def test_a_fact_may_be_written_again(store):
    await schema.write_meta(store, "secret", "one")
    await schema.write_meta(store, "secret", "two")
    assert await schema.read_meta(store, "secret") == "two"


@pytest.mark.slow
async def test_many_processes_may_migrate_at_once(store_url):
    stores = [Store(store_url) for _ in range(4)]
    try:
        await asyncio.gather(*(schema.migrate(one) for one in stores))
        rows = await stores[0].read(lambda tx: tx.connection.execute(text("SELECT 1")).scalar())
        assert rows == 1
    finally:
        for one in stores:
            await one.close()


async def test_what_raises_is_undone_and_its_neighbours_are_not(store):
    def refuse(tx):
        note("undone")(tx)
        raise ValueError("no")

    works = [note(f"n{i}") for i in range(20)] + [refuse] * 3 + [note(f"m{i}") for i in range(20)]
    results = await asyncio.gather(*(store.write(w) for w in works), return_exceptions=True)
    assert [type(r) for r in results if r is not None] == [ValueError] * 3
    assert await noted(store) == {f"{p}{i}" for p in "nm" for i in range(20)}


async def test_a_write_whose_caller_gives_up_leaves_the_store_whole(store):
    tasks = [asyncio.create_task(store.write(note(f"n{i}"))) for i in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    found = await noted(store)
    assert {f"n{i}" for i in range(1, 30, 2)} <= found
    await store.write(note("after"))
    assert "after" in await noted(store)


async def test_signals_come_after_the_commit_and_never_on_a_rollback(store):
    def refuse(tx):
        tx.signal("t")
        raise ValueError("no")

    def tell(tx):
        note("told")(tx)
        tx.signal("t")

    with store.signals.subscribe("t") as ear:
        results = await asyncio.gather(
            *(store.write(refuse) for _ in range(3)), return_exceptions=True
        )
        assert all(isinstance(result, ValueError) for result in results)
        assert not await ear.wait(0.05)
        await store.write(tell)
        assert await ear.wait(60)
        assert "told" in await noted(store)
        assert not await ear.wait(0.02)


async def test_a_subscription_hears_only_its_own_topics_and_is_forgotten(store):
    with store.signals.subscribe("a", "b") as ear, store.signals.subscribe("c") as other:
        await store.write(lambda tx: tx.signal("b"))
        assert await ear.wait(60)
        assert not await other.wait(0.02)
    assert not store.signals._waiting


async def test_a_transaction_may_signal_hundreds_of_topics(store):
    topics = [jobs.job_topic(f"job_{i:026}") for i in range(300)]
    with store.signals.subscribe(topics[-1]) as ear:
        await store.write(lambda tx: [tx.signal(topic) for topic in topics])
        assert await ear.wait(60)


@pytest.mark.slow
async def test_signals_cross_processes_on_postgresql(fresh_postgres_url):
    async with a_store(fresh_postgres_url) as one, a_store(fresh_postgres_url) as two:
        with two.signals.subscribe("t") as ear:
            await one.write(lambda tx: tx.signal("t"))
            assert await ear.wait(60)


async def test_a_read_sees_one_moment(store):
    """Two reads of one transaction agree, whatever is committed between them."""
    await store.write(note("before"))
    loop = asyncio.get_running_loop()
    seen = []

    async def commit():
        await store.write(note("between"))

    if store.is_sqlite:

        def look(tx):
            seen.append(tx.connection.execute(select(meta.c.name)).scalars().all())
            asyncio.run_coroutine_threadsafe(commit(), loop).result(5)
            seen.append(tx.connection.execute(select(meta.c.name)).scalars().all())

    else:
        from sqlalchemy.util import await_only

        def look(tx):
            seen.append(tx.connection.execute(select(meta.c.name)).scalars().all())
            await_only(commit())
            seen.append(tx.connection.execute(select(meta.c.name)).scalars().all())

    await store.read(look)
    assert seen == [["before"], ["before"]]
    assert "between" in await noted(store)


ODD = ("naïve 中文 🎨", "'; DROP TABLE jobs; --", "\\u0000 \\", 'quote " and\nline', "\u202e\ufeff")


async def test_every_prompt_comes_back_as_it_was(world: Parts):
    for prompt in (*ODD, "a\0b", "half \ud83d pair"):
        job = await world.submit(request=image_request(prompt), wire={"said": prompt})
        found = await world.job(job)
        assert found.request.prompt == prompt
        assert found.wire == {"said": prompt}


async def test_an_odd_job_id_is_a_job_that_is_not_there(world: Parts):
    await world.submit()
    account_id = world.caller.account_id
    for odd in (*ODD, "a\0b", "", "x" * 5000):
        assert await world.store.read(lambda tx, odd=odd: job_reads.get(tx, odd)) is None
        await world.queries.newest(account_id=account_id, limit=5, before_id=odd)


async def test_two_hosts_may_open_the_same_account_at_once(world: Parts):
    opened = await asyncio.gather(*(world.accounts.ensure("shared") for _ in range(8)))
    assert len({account.id for account, _ in opened}) == 1
    assert sum(is_new for _, is_new in opened) == 1
    names = await world.store.read(lambda tx: list(tx.connection.execute(select(accounts.c.name))))
    assert sorted(name for (name,) in names) == ["local", "shared"]


async def test_two_hosts_may_adopt_the_same_key_at_once(world: Parts):
    named = {"account_id": world.caller.account_id, "account": "local", "name": "x"}
    made = await asyncio.gather(*(world.keys.adopt("k" * 32, **named) for _ in range(8)))
    assert sum(key is not None for key in made) == 1
    with contextlib.suppress(StopIteration):
        assert (await world.keys.authenticate("k" * 32)).account_id == world.caller.account_id
