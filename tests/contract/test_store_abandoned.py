"""Jobs that nobody waits for, on both databases: cancelled after the grace, unless taken up."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from contract.world import Parts
from inkstone.service.attempt import Attempt, StopReason
from inkstone.store import job_reads

pytestmark = pytest.mark.anyio
GRACE_S = 30
GRACE = timedelta(seconds=GRACE_S)
KEY = {"idempotency_key": "k", "fingerprint": "f"}


async def cancel(world: Parts, *dialects):
    return await world.canceler.cancel_abandoned(dialects=dialects or ("native",), grace=GRACE)


async def left(world: Parts, **more):
    """A job whose client has hung up."""
    job = await world.submit(**more)
    await world.submitter.abandon(job.id)
    return job


async def canceled_among(world: Parts, *jobs):
    ids = [job.id for job in jobs]
    return await world.store.read(lambda tx: job_reads.canceled_among(tx, ids))


async def test_a_queued_job_is_cancelled_after_the_grace_and_free(world: Parts, clock):
    job, other = await left(world), await world.submit()
    clock.advance(GRACE_S)
    assert await cancel(world) == 0
    clock.advance(0.001)
    assert await cancel(world) == 1
    assert await cancel(world) == 0
    ended = await world.job(job)
    assert (ended.status, ended.charged.micros) == ("canceled", 0)
    assert (ended.error.code, ended.error.retryable) == ("job_cancelled", False)
    assert "hung up" in ended.error.message
    assert (await world.job(other)).status == "queued"
    assert await world.balance() == (1000, 1)
    await world.assert_sound()


async def test_a_running_job_is_told_to_stop(world: Parts, clock):
    job = await left(world)
    claimed = await world.claim_one()
    clock.advance(GRACE_S + 1)
    assert await cancel(world) == 1
    assert await cancel(world) == 0, "it was told once"
    assert (await world.job(job)).status == "running"
    assert await canceled_among(world, job) == {job.id}
    attempt = Attempt(claimed)
    attempt.stop(StopReason.CANCELED)
    await world.executor.execute(attempt)
    assert (await world.job(job)).status == "canceled"
    assert await world.balance() == (1000, 0)
    await world.assert_sound()


async def test_other_dialects_are_left_alone(world: Parts, clock):
    job = await left(world)
    clock.advance(3600)
    assert await cancel(world, "openai", "aimlapi") == 0
    assert await world.canceler.cancel_abandoned(dialects=(), grace=GRACE) == 0
    assert (await world.job(job)).status == "queued"


async def test_what_has_ended_stays_as_it_is(world: Parts, clock):
    job = await world.run()
    await world.submitter.abandon(job.id)
    clock.advance(GRACE_S + 1)
    assert await cancel(world) == 0
    assert (await world.job(job)).status == "succeeded"


async def test_many_are_cancelled_by_several_workers_at_once(world: Parts, clock):
    jobs = [await left(world) for _ in range(7)]
    other = await world.open_account("another", images=10)
    jobs += [await left(world, caller=other) for _ in range(3)]
    clock.advance(GRACE_S + 1)
    counts = await asyncio.gather(*(cancel(world) for _ in range(4)))
    assert sum(counts) == len(jobs)
    assert {(await world.job(job)).status for job in jobs} == {"canceled"}
    assert await world.balance() == (1000, 0)
    await world.assert_sound()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (KEY, KEY),
        ({"fingerprint": "f"}, {"fingerprint": "f", "is_retry": True}),
        ({"fingerprint": "f"}, {"fingerprint": "f"}),
    ],
    ids=["by its key", "by its word", "by all signs"],
)
@pytest.mark.parametrize("is_running", [True, False])
async def test_a_retry_takes_the_job_up_so_that_it_lives(
    world: Parts, clock, first, again, is_running
):
    job = await left(world, **first)
    if is_running:
        await world.claim_one()
    clock.advance(GRACE_S - 1)
    assert (await world.job(job)).is_abandoned
    retried = await world.submitted(**again)
    assert (retried.is_replay, retried.job.id) == (True, job.id)
    assert not (await world.job(job)).is_abandoned
    clock.advance(3600)
    assert await cancel(world) == 0
    # Who hangs up again is given the same time again.
    await world.submitter.abandon(job.id)
    clock.advance(GRACE_S + 1)
    assert await cancel(world) == 1


@pytest.mark.parametrize("is_running", [True, False])
@pytest.mark.parametrize(
    ("first", "again"),
    [(KEY, KEY), ({"fingerprint": "f"}, {"fingerprint": "f", "is_retry": True})],
    ids=["by its key", "by its word"],
)
async def test_a_retry_that_comes_too_late_is_a_new_job(
    world: Parts, clock, first, again, is_running
):
    job = await left(world, **first)
    if is_running:
        await world.claim_one()
    clock.advance(GRACE_S + 1)
    assert await cancel(world) == 1
    late = await world.submitted(**again)
    assert not late.is_replay
    assert late.job.id != job.id
    once_more = await world.submitted(**again)
    assert (once_more.is_replay, once_more.job.id) == (True, late.job.id)


async def test_a_key_whose_job_its_caller_cancelled_still_names_it(world: Parts):
    job = await world.submit(**KEY)
    await world.canceler.cancel(job.id, account_id=job.account_id)
    again = await world.submitted(**KEY)
    assert (again.is_replay, again.job.id, again.job.status) == (True, job.id, "canceled")


async def test_who_still_waits_takes_the_job_up(world: Parts, clock):
    """Two clients wait for one job, and one of them hangs up."""
    job = await world.submit()
    waiting = asyncio.create_task(world.watcher.wait(job, timeout_s=10))
    await asyncio.sleep(0)
    await world.submitter.abandon(job.id)
    # Any word of the job has its waiters look.
    world.store.signals.send([f"end:{job.id}"])
    async with asyncio.timeout(5):
        while (await world.job(job)).is_abandoned:
            await asyncio.sleep(0.005)
    clock.advance(GRACE_S + 1)
    assert await cancel(world) == 0
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_a_retry_and_the_cancel_agree_on_what_became_of_the_job(world: Parts, clock):
    for number in range(8):
        key = {"idempotency_key": f"k{number}", "fingerprint": "f"}
        job = await left(world, **key)
        clock.advance(GRACE_S + 1)
        retried, _ = await asyncio.gather(world.submitted(**key), cancel(world))
        ended = await world.job(job)
        if retried.is_replay:
            assert (retried.job.id, ended.status, ended.is_abandoned) == (job.id, "queued", False)
        else:
            assert ended.status == "canceled"
            assert (await world.job(retried.job)).status == "queued"
    await world.assert_sound()


async def test_what_is_left_is_found_by_its_index(world: Parts):
    if world.store.url.get_backend_name() != "sqlite":
        pytest.skip("a small table is read whole")
    statement = (
        "EXPLAIN QUERY PLAN SELECT * FROM jobs WHERE finished_at IS NULL AND client_gone_at < 5 "
        "AND cancel_requested_at IS NULL AND dialect IN ('openai') ORDER BY client_gone_at LIMIT 9"
    )
    plan = await world.store.read(
        lambda tx: [row[-1] for row in tx.connection.execute(text(statement))]
    )
    assert plan == ["SEARCH jobs USING INDEX ix_jobs_abandoned (client_gone_at<?)"]
