"""Jobs on both databases: legal transitions, claims, leases, fences and who is served first."""

import asyncio
from collections import Counter
from datetime import timedelta
from unittest.mock import MagicMock

import pytest

from contract.stores import a_store
from contract.world import LEASE, PRICE, Parts
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.job import TRANSITIONS, JobStatus
from inkstone.domain.money import Amount
from inkstone.service.settle import Outcome, settle
from inkstone.store import claims, job_reads, jobs
from inkstone.worker.reclaim import reclaim

pytestmark = pytest.mark.anyio
TERMINAL = tuple(status for status in JobStatus if status.is_terminal)


ILLEGAL = [(a, b) for a in JobStatus for b in JobStatus if b not in TRANSITIONS[a]]


async def put_in(world: Parts, status: JobStatus):
    """A job in a state, reached by legal steps."""
    job = await world.submit()
    if status is JobStatus.EXPIRED:
        await world.store.write(lambda tx: settle(tx, job, Outcome(status=status)))
    elif status is not JobStatus.QUEUED:
        job = await world.claim_one()
        if status is not JobStatus.RUNNING:
            await world.store.write(lambda tx: settle(tx, job, Outcome(status=status)))
    return await world.job(job)


async def reclaimed(world: Parts, **more):
    fields = {"num_crashes_max": 3, "ignore_leases": False, "blobs": world.blobs}
    return await reclaim(store=world.store, **(fields | more))


async def test_no_illegal_step_changes_anything(world: Parts):
    assert len(ILLEGAL) == 36 - 8
    for status, target in ILLEGAL:
        job = await put_in(world, status)
        before = await world.history(job)
        with pytest.raises(AssertionError, match="cannot become"):
            await world.store.write(lambda tx, j=job, t=target: jobs.leave(tx, j, t))
        assert await world.job(job) == job
        assert await world.history(job) == before
        if not job.is_terminal:
            await world.store.write(
                lambda tx, j=job: settle(tx, j, Outcome(status=JobStatus.CANCELED))
            )
    await world.assert_sound()


async def test_every_legal_step_is_recorded_in_order(world: Parts):
    job = await world.submit()
    first = await world.claim_one()
    await world.store.write(lambda tx: jobs.requeue(tx, first, num_crashes=0))
    second = await world.claim_one()
    await world.store.write(lambda tx: settle(tx, second, Outcome(status=JobStatus.FAILED)))
    assert await world.history(job) == [
        ("queued", 0),
        ("running", 1),
        ("queued", 1),
        ("running", 2),
        ("failed", 2),
    ]


@pytest.mark.parametrize("target", TERMINAL)
async def test_a_stale_attempt_changes_nothing(world: Parts, target):
    job = await world.submit()
    stale = await world.claim_one()
    await world.store.write(lambda tx: jobs.requeue(tx, stale, num_crashes=0))
    current = await world.claim_one()
    assert (stale.attempt, current.attempt) == (1, 2)
    before = await world.job(job)
    assert not await world.store.write(lambda tx: settle(tx, stale, Outcome(status=target)))
    assert not await world.store.write(
        lambda tx: jobs.requeue(tx, stale, num_crashes=9, becomes_suspect=True)
    )
    kept, _ = await world.store.write(
        lambda tx: claims.renew(tx, held={job.id: (1, 999)}, lease=timedelta(hours=1))
    )
    assert kept == set()
    assert await world.job(job) == before
    assert await world.entries(job) == {"hold": PRICE}


async def test_a_job_ends_once_whoever_is_first(world: Parts):
    job = await world.submit()
    running = await world.claim_one()
    outcomes = [Outcome(status=status) for status in TERMINAL] * 3
    won = await asyncio.gather(
        *(world.store.write(lambda tx, o=o: settle(tx, running, o)) for o in outcomes)
    )
    assert sum(won) == 1
    assert (await world.history(job))[-1][0] == outcomes[won.index(True)].status
    assert await world.entries(job) == {"hold": PRICE, "release": PRICE}
    await world.assert_sound()


async def test_overdue_jobs_expire_free_of_charge_and_running_ones_do_not(world: Parts, clock):
    jobs_made = [await world.submit(wait_max=timedelta(seconds=60)) for _ in range(3)]
    running = await world.claim_one()
    clock.advance(59)
    assert await world.canceler.expire_overdue() == 0
    clock.advance(1)
    assert await world.canceler.expire_overdue() == 2
    assert await world.canceler.expire_overdue() == 0
    states = Counter([(await world.job(job)).status for job in jobs_made])
    assert states == {"expired": 2, "running": 1}
    assert await world.balance() == (1000, 1)
    assert (await world.job(running)).status == "running"


@pytest.mark.slow
async def test_more_overdue_jobs_than_fit_one_transaction_all_expire(world: Parts, clock):
    made = [await world.submit() for _ in range(203)]
    clock.advance(4000)
    both = await asyncio.gather(*(world.canceler.expire_overdue() for _ in range(2)))
    assert sum(both) == len(made)
    assert await world.balance() == (1000, 0)


async def test_a_beat_lengthens_a_lease_and_a_lapsed_one_is_reclaimed(world: Parts, clock):
    job = await world.submit()
    first = await world.claim_one()
    clock.advance(LEASE.total_seconds() - 1)
    held = {job.id: (first.attempt, 250)}
    kept, canceled = await world.store.write(lambda tx: claims.renew(tx, held=held, lease=LEASE))
    assert (kept, canceled) == ({job.id}, set())
    clock.advance(LEASE.total_seconds() - 1)
    assert await reclaimed(world) == 0
    assert (await world.job(job)).progress == 0.25
    clock.advance(1)
    assert await reclaimed(world) == 1
    back = await world.job(job)
    assert (back.status, back.attempt, back.num_crashes, back.progress) == ("queued", 1, 1, 0.0)


async def test_a_beat_that_races_a_claim_loses_nothing(world: Parts):
    """A beat asks only about what it held when it began; new claims are none of its business."""
    first = await world.submit()
    await world.claim_one()
    second = await world.submit()
    held = {first.id: (1, 0)}
    beat, claimed = await asyncio.gather(
        world.store.write(lambda tx: claims.renew(tx, held=held, lease=LEASE)), world.claim()
    )
    assert beat[0] == {first.id}
    assert [job.id for job in claimed] == [second.id]
    assert (await world.job(second)).status == "running"


async def test_a_beat_tells_of_a_cancel(world: Parts):
    job = await world.submit()
    await world.claim_one()
    await world.canceler.cancel(job.id, account_id=job.account_id)
    kept, canceled = await world.store.write(
        lambda tx: claims.renew(tx, held={job.id: (1, 0)}, lease=LEASE)
    )
    assert kept == canceled == {job.id}


async def test_a_settle_that_races_a_cancel_ends_the_job_once(world: Parts):
    for _ in range(10):
        job = await world.submit()
        running = await world.claim_one()
        failed = Outcome(status=JobStatus.FAILED)
        await asyncio.gather(
            world.store.write(lambda tx, r=running, o=failed: settle(tx, r, o)),
            world.canceler.cancel(job.id, account_id=job.account_id),
        )
        assert (await world.job(job)).status == "failed"
        assert await world.entries(job) == {"hold": PRICE, "release": PRICE}


async def test_a_claim_that_races_a_cancel_never_forgets_the_cancel(world: Parts):
    for _ in range(20):
        job = await world.submit()
        claimed, _ = await asyncio.gather(
            world.claim(), world.canceler.cancel(job.id, account_id=job.account_id)
        )
        asked = await world.store.read(lambda tx, job=job: job_reads.canceled_among(tx, [job.id]))
        assert (await world.job(job)).status == "canceled" or asked == {job.id}
        for running in claimed:
            await world.store.write(
                lambda tx, r=running: settle(tx, r, Outcome(status=JobStatus.CANCELED))
            )


async def test_a_cancel_that_races_a_hand_back_is_never_forgotten(world: Parts):
    for _ in range(20):
        job = await world.submit()
        running = await world.claim_one()
        await asyncio.gather(
            world.canceler.cancel(job.id, account_id=job.account_id),
            world.executor._hand_back(running),
        )
        assert (await world.job(job)).status == "canceled"
    assert await world.balance() == (1000, 0)


async def test_a_canceled_job_whose_worker_died_is_not_run_again(world: Parts, clock):
    job = await world.submit()
    await world.claim_one()
    await world.canceler.cancel(job.id, account_id=job.account_id)
    clock.advance(11)
    assert await reclaimed(world) == 1
    assert (await world.job(job)).status == "canceled"
    assert await world.balance() == (1000, 0)


async def test_a_lease_that_lapses_during_the_settle_settles_once(world: Parts, clock):
    for _ in range(10):
        job = await world.submit()
        running = await world.claim_one(suspects=False)
        clock.advance(11)
        ours, num = await asyncio.gather(
            world.store.write(
                lambda tx, r=running: settle(tx, r, Outcome(status=JobStatus.FAILED))
            ),
            reclaimed(world),
        )
        assert ours + num == 1 or (ours, num) == (False, 1)
        left = await world.job(job)
        assert left.status == ("failed" if ours else "queued")
        if not ours:
            await world.canceler.cancel(job.id, account_id=job.account_id)
    await world.assert_sound()


async def test_only_a_job_alone_in_hand_is_charged_with_the_crash(world: Parts, clock):
    pair = [await world.submit() for _ in range(2)]
    await world.claim(2, worker="both")
    alone = await world.submit()
    await world.claim(1, worker="one")
    clock.advance(11)
    assert await reclaimed(world) == 3
    assert [(await world.job(job)).num_crashes for job in (*pair, alone)] == [0, 0, 1]
    assert await world.claim(9) == [], "suspects are taken only when asked for"
    assert len(await world.claim(1, suspects=True)) == 1


async def test_a_poison_job_fails_free_of_charge_at_the_limit(world: Parts, clock):
    job = await world.submit()
    for crash in range(3):
        await world.claim_one(suspects=crash > 0)
        await world.blobs.put(f"{job.id}/{crash + 1}/0.png", b"half")
        clock.advance(11)
        await reclaimed(world)
    ended = await world.job(job)
    assert (ended.status, ended.error.code, ended.charged) == ("failed", "worker_lost", Amount(0))
    assert await world.entries(job) == {"hold": PRICE, "release": PRICE}
    assert await world.blob_keys() == []


async def test_a_reclaim_skips_what_a_settle_has_locked(fresh_postgres_url):
    """On PostgreSQL a late settle that came first wins, and the reclaim does not wait for it."""
    from sqlalchemy.util import await_only

    from contract.world import Clock, parts

    clock = Clock()
    async with a_store(fresh_postgres_url, now=clock) as store:
        world = parts(store, blobs=MemoryBlobs())
        world.caller = await world.open_account()
        job = await world.submit()
        running = await world.claim_one()
        clock.advance(11)

        def settle_slowly(tx):
            ours = settle(tx, running, Outcome(status=JobStatus.FAILED))
            assert await_only(reclaimed(world)) == 0
            return ours

        assert await store.write(settle_slowly)
        assert (await world.job(job)).status == "failed"


async def test_a_held_nothing_asks_nothing():
    tx = MagicMock()  # a mock, to see that no statement is run
    assert claims.renew(tx, held={}, lease=LEASE) == (set(), set())
    assert job_reads.canceled_among(tx, []) == set()
    assert not tx.connection.execute.called
