"""Rewritten prompts in SQL: the first of a key counts; none outlives its time or its account."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from inkstone.domain.accounts import AccountStatus
from inkstone.domain.rewrite import Rewrite
from inkstone.store import erasure, retention, rewrites
from inkstone.store.tables import jobs

pytestmark = pytest.mark.anyio
RED, BLUE = Rewrite(prompt="a red kite", ratio="16:9"), Rewrite(prompt="a blue kite")


async def put(world, key, rewrite, account_id=None):
    where = {"account_id": account_id or world.caller.account_id, "key": key}
    return await world.store.write(lambda tx: rewrites.put(tx, rewrite=rewrite, **where))


async def got(world, key, account_id=None):
    where = {"account_id": account_id or world.caller.account_id, "key": key}
    return await world.store.read(lambda tx: rewrites.get(tx, **where))


async def test_what_was_kept_is_found_by_its_account_alone(world):
    other = await world.open_account("other")
    assert await got(world, "k1") is None
    assert await put(world, "k1", RED) == RED
    assert await got(world, "k1") == RED
    assert await got(world, "k2") is None
    assert await got(world, "k1", other.account_id) is None
    assert await put(world, "k1", BLUE, other.account_id) == BLUE


async def test_the_first_of_several_at_once_counts_for_all(world):
    offered = [Rewrite(prompt=f"kite {number}") for number in range(8)]
    kept = await asyncio.gather(*(put(world, "k1", each) for each in offered))
    assert len(set(kept)) == 1
    assert kept[0] in offered
    assert await got(world, "k1") == kept[0]


async def test_what_is_old_is_dropped_a_batch_at_a_time(world, clock):
    for number in range(3):
        await put(world, f"k{number}", RED)
    clock.advance(60)
    await put(world, "young", BLUE)
    lifetime = timedelta(seconds=60)

    async def drop():
        return await world.store.write(lambda tx: rewrites.drop_old(tx, lifetime=lifetime, limit=2))

    assert [await drop() for _ in range(3)] == [2, 1, 0]
    assert await got(world, "young") == BLUE


async def test_who_deletes_a_job_deletes_its_rewritten_prompt(world):
    await put(world, "k1", RED)
    await put(world, "k2", BLUE)
    job = await world.run()
    await world.store.write(
        lambda tx: tx.connection.execute(
            update(jobs).where(jobs.c.id == job.id).values(rewrite=RED.prompt)
        ).close()
    )
    assert (await world.job(job)).rewrite == RED.prompt
    await world.store.write(lambda tx: retention.take_all(tx, [job.id]))
    assert [await got(world, key) for key in ("k1", "k2")] == [None, BLUE]
    assert (await world.job(job)).rewrite == ""
    await world.store.write(lambda tx: rewrites.drop_of_jobs(tx, []))
    assert await got(world, "k2") == BLUE


async def test_an_account_that_is_erased_leaves_none(world):
    other = await world.open_account("other")
    await put(world, "k1", RED)
    await put(world, "k1", RED, other.account_id)
    await world.accounts.set_status(other.account_id, AccountStatus.SUSPENDED)
    assert await world.store.write(lambda tx: erasure.finish(tx, other.account_id))
    assert await got(world, "k1", other.account_id) is None
    assert await got(world, "k1") == RED
