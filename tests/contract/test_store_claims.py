"""Claims on both databases: which job is next, for whom, and never for two."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import BigInteger, literal, select, update

from contract.world import Parts, image_request
from inkstone.store import idempotency, job_reads, ledger
from inkstone.store.account_tables import accounts
from inkstone.store.tables import fair_clock
from inkstone.store.tables import jobs as jobs_table

pytestmark = pytest.mark.anyio


async def test_concurrent_claimers_never_share_a_job(world: Parts):
    await asyncio.gather(*(world.submit() for _ in range(40)))
    claims = await asyncio.gather(*(world.claim(3, worker=f"w{i}") for i in range(20)))
    ids = [job.id for claimed in claims for job in claimed]
    assert len(ids) == len(set(ids)) == 40
    assert all(job.attempt == 1 for claimed in claims for job in claimed)


async def test_a_claim_takes_only_its_own_queues(world: Parts):
    await world.submit()
    assert await world.claim(queues=["sketch"]) == []
    assert len(await world.claim(queues=["sketch", "echo"])) == 1


async def test_a_job_is_not_claimed_before_its_time_nor_after_it(world: Parts, clock):
    job = await world.submit(wait_max=timedelta(seconds=100))
    later = literal(clock.micros + 50_000_000, BigInteger())
    await world.store.write(
        lambda tx: tx.connection.execute(update(jobs_table).values(run_at=later)).close()
    )
    assert await world.claim() == []
    clock.advance(100)
    assert await world.claim() == [], "it has expired in this very moment"
    clock.advance(-50)
    assert [found.id for found in await world.claim()] == [job.id]


async def test_a_claim_tells_each_account_s_weight_and_when_it_was_made(world: Parts, clock):
    other = await world.open_account("other")
    await world.store.write(
        lambda tx: tx.connection.execute(
            update(accounts).where(accounts.c.id == other.account_id).values(weight=5)
        ).close()
    )
    made = [await world.submit(), await world.submit(caller=other)]
    clock.advance(7)
    claimed = {job.account_id: job for job in await world.claim(2)}
    assert [claimed[job.account_id].account_weight for job in made] == [1, 5]
    for job in made:
        found = claimed[job.account_id]
        assert found.claimed_at == found.started_at == job.created_at + timedelta(seconds=7)


async def test_an_account_with_a_long_queue_does_not_hold_up_another(world: Parts):
    other = await world.open_account("other")
    await asyncio.gather(*(world.submit() for _ in range(100)))
    served = [(await world.claim_one()).account_id for _ in range(10)]
    for _ in range(10):
        await world.submit(caller=other)
    served = [(await world.claim_one()).account_id for _ in range(20)]
    shares = Counter(served)
    assert shares[other.account_id] == 10, shares
    for start in range(0, 18, 2):
        pair = set(served[start + 1 : start + 3])
        assert len(pair) == 2, f"they take turns, not {served}"


async def test_a_request_for_many_pictures_counts_as_many(world: Parts):
    other = await world.open_account("other")
    for _ in range(4):
        await world.submit(n=4)
    for _ in range(12):
        await world.submit(caller=other)
    served = await world.claim(8)
    pictures = Counter()
    for job in served:
        pictures[job.account_id] += job.request.num_images
    assert abs(pictures[other.account_id] - pictures[world.caller.account_id]) <= 4


async def test_an_idle_account_saves_no_head_start(world: Parts):
    other = await world.open_account("other")
    await asyncio.gather(*(world.submit() for _ in range(50)))
    await world.claim(50)
    for _ in range(10):
        await world.submit(caller=other)
        await world.submit()
    served = [job.account_id for job in await world.claim(10)]
    assert 4 <= served.count(other.account_id) <= 6


async def test_priority_gives_a_head_start_that_ends(world: Parts):
    """However many urgent jobs keep coming, a plain one is served within a bound."""
    other = await world.open_account("urgent")
    plain = await world.submit()
    served = []
    for _ in range(100):
        await world.submit(caller=other, priority=10)
        await world.submit(caller=other, priority=10)
        served.append((await world.claim_one()).id)
        if plain.id in served:
            break
    assert 2 < len(served) <= 10 * ledger.VTIME_PER_PRIORITY // ledger.VTIME_PER_IMAGE + 2


async def test_a_higher_priority_goes_first_within_an_account(world: Parts):
    low = await world.submit(priority=-5)
    plain = await world.submit()
    high = await world.submit(priority=5)
    assert [job.id for job in await world.claim(3)] == [high.id, plain.id, low.id]


async def test_the_fair_clock_never_goes_back(world: Parts):
    async def tick():
        return await world.store.read(
            lambda tx: tx.connection.execute(select(fair_clock.c.vtime)).scalar_one()
        )

    ticks = [await tick()]
    for i in range(12):
        await world.submit(priority=(-1) ** i * (i % 10))
        if i % 2:
            await world.claim(2)
            ticks.append(await tick())
    assert ticks == sorted(ticks)


async def test_depths_name_each_queue_with_the_age_of_its_oldest(world: Parts, clock):
    await world.submit()
    clock.advance(30)
    await world.submit()
    assert await world.queries.queue_depths() == {"echo": (2, 30.0)}


async def test_newest_first_and_only_ones_own(world: Parts):
    other = await world.open_account("other")
    mine = [await world.submit() for _ in range(5)]
    theirs = await world.submit(caller=other)
    account_id = world.caller.account_id
    page = await world.queries.newest(account_id=account_id, limit=3)
    rest = await world.queries.newest(account_id=account_id, limit=9, before_id=page[-1].id)
    ids = [job.id for job in (*page, *rest)]
    assert ids == sorted((job.id for job in mine), reverse=True)
    assert theirs.id not in ids
    assert (
        await world.store.read(lambda tx: job_reads.get(tx, theirs.id, account_id=account_id))
        is None
    )


async def test_an_equal_job_is_found_only_by_the_same_key_in_time(world: Parts, clock):
    job = await world.submit(fingerprint="same", request=image_request())

    async def found(key_id=world.caller.key_id, fingerprint="same"):
        return await world.store.read(
            lambda tx: idempotency.newest_equal(
                tx, key_id=key_id, fingerprint=fingerprint, within=timedelta(minutes=30)
            )
        )

    assert await found() == job.id
    assert await found(key_id="key_other") is None
    assert await found(fingerprint="other") is None
    clock.advance(1801)
    assert await found() is None
