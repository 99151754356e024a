"""Cancelling: at once where it waits, by its worker where it runs, never where it has ended."""

import pytest

from inkstone.domain.errors import NotFound
from inkstone.domain.money import Amount
from inkstone.store import job_reads, jobs

pytestmark = pytest.mark.anyio


async def cancel(world, job):
    return await world.canceler.cancel(job.id, account_id=job.account_id)


async def test_a_queued_job_ends_at_once_and_free(world):
    job = await cancel(world, await world.submit(n=2))
    assert (job.status, job.charged, job.error.code) == ("canceled", Amount(0), "job_cancelled")
    assert await world.balance() == (1000, 0)
    assert await world.claim() == []


async def test_a_running_job_is_flagged_and_its_worker_woken(world):
    await world.submit()
    running = await world.claim_one()
    with world.store.signals.subscribe(jobs.cancel_topic("echo")) as ear:
        assert (await cancel(world, running)).status == "running"
        assert await ear.wait(60)
    asked = await world.store.read(lambda tx: job_reads.canceled_among(tx, [running.id, "job_x"]))
    assert asked == {running.id}
    assert await world.balance() == (1000, 1)


async def test_a_job_that_has_ended_stays_as_it_is(world):
    job = await world.run()
    assert await cancel(world, job) == job
    assert await cancel(world, job) == job
    assert await world.blob_keys() == [job.images[0].blob_key]


async def test_nobody_cancels_another_account_s_job(world):
    job = await world.submit()
    other = await world.open_account("other")
    with pytest.raises(NotFound):
        await world.canceler.cancel(job.id, account_id=other.account_id)
    with pytest.raises(NotFound):
        await world.canceler.cancel("a\0b", account_id=job.account_id)
    assert (await world.job(job)).status == "queued"


async def test_a_handed_back_job_that_is_canceled_leaves_no_blob(world):
    await world.submit()
    running = await world.claim_one()
    await world.blobs.put(f"{running.id}/1/0.png", b"half")
    await world.store.write(
        lambda tx: jobs.requeue(tx, running, num_crashes=0, becomes_suspect=True)
    )
    assert (await cancel(world, running)).status == "canceled"
    assert await world.blob_keys() == []


async def test_what_waits_too_long_expires_with_its_blobs(world, clock):
    await world.submit()
    running = await world.claim_one()
    await world.blobs.put(f"{running.id}/1/0.png", b"half")
    await world.store.write(lambda tx: jobs.requeue(tx, running, num_crashes=0))
    clock.advance(3601)
    assert await world.canceler.expire_overdue() == 1
    assert (await world.job(running)).status == "expired"
    assert await world.blob_keys() == []
