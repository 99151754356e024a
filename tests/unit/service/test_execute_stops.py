"""Stopping an attempt: cancelled, drained, lost or late, at every moment."""

import asyncio
from datetime import timedelta

import anyio
import pytest

from contract.world import PRICE, parts
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.money import Amount
from inkstone.engines import base
from inkstone.service.attempt import Attempt, StopReason
from inkstone.store import jobs
from unit.service.engines import Gate, Scripted, for_ever, output, run_in_time

pytestmark = pytest.mark.anyio
PROGRESS = base.Progress(0, 0, 1)


def scripted(world, *script, **more):
    """The same store with an engine that does this."""
    made = parts(world.store, engine=Scripted(*script), blobs=world.blobs, **more)
    made.caller = world.caller
    return made


async def started(world, **more):
    """A job under way: its attempt and the task that executes it."""
    await world.submit(**more)
    attempt = Attempt(await world.claim_one())
    return attempt, asyncio.create_task(world.executor.execute(attempt))


async def test_a_cancel_mid_picture_keeps_and_charges_the_ones_made(world):
    gate = Gate()
    world = scripted(world, PROGRESS, output(), gate)
    attempt, task = await started(world, n=3)
    with anyio.fail_after(60):
        await gate.reached.wait()
        attempt.stop(StopReason.CANCELED)
        await task
    job = await world.job(attempt.job)
    assert (job.status, len(job.images), job.charged) == ("canceled", 1, Amount(PRICE))
    assert job.error.code == "job_cancelled"
    assert world.engine.num_closed == 1
    assert await world.entries(job) == {"hold": 3 * PRICE, "capture": PRICE, "release": 2 * PRICE}


@pytest.mark.parametrize("is_pollable", [True, False])
async def test_a_cancel_by_the_end_of_the_wait_is_free_where_nobody_can_ask_again(
    world, is_pollable
):
    gate = Gate()
    named = () if is_pollable else ("native",)
    world = scripted(world, PROGRESS, output(), gate, not_pollable=named)
    attempt, task = await started(world, n=3)
    with anyio.fail_after(60):
        await gate.reached.wait()
        job = attempt.job
        await world.canceler.cancel(job.id, account_id=job.account_id, is_undelivered=True)
        attempt.stop(StopReason.CANCELED)
        await task
    job = await world.job(attempt.job)
    num_kept = 1 if is_pollable else 0
    assert (job.status, len(job.images)) == ("canceled", num_kept)
    assert job.charged == Amount(num_kept * PRICE)
    assert len(await world.blob_keys()) == num_kept
    assert await world.balance() == (1000 - num_kept, 0)
    await world.assert_sound()


@pytest.mark.parametrize("is_pollable", [True, False])
async def test_a_cancel_after_the_last_picture_is_free_too_where_nobody_can_ask_again(
    world, is_pollable
):
    """The caller was told that nothing is charged; the engine was done before it heard of it."""
    gate = Gate()
    named = () if is_pollable else ("native",)
    world = scripted(world, PROGRESS, output(), gate, not_pollable=named)
    attempt, task = await started(world)
    with anyio.fail_after(60):
        await gate.reached.wait()
        job = attempt.job
        await world.canceler.cancel(job.id, account_id=job.account_id, is_undelivered=True)
        gate.opened.set()  # the worker has not heard yet, and the engine ends by itself
        await task
    job = await world.job(attempt.job)
    assert job.status == ("succeeded" if is_pollable else "canceled")
    assert await world.balance() == (999 if is_pollable else 1000, 0)
    assert len(await world.blob_keys()) == len(job.images) == (1 if is_pollable else 0)
    await world.assert_sound()


class SlowBlobs(MemoryBlobs):
    """Blobs that wait at a gate before they are put."""

    def __init__(self):
        super().__init__()
        self.gate = Gate()

    async def put(self, key, data):
        await self.gate()
        return await super().put(key, data)


async def test_a_cancel_while_a_picture_is_written_keeps_that_picture(world):
    blobs = SlowBlobs()
    world = parts(world.store, blobs=blobs)
    world.caller = await world.open_account()
    attempt, task = await started(world, n=2)
    with anyio.fail_after(60):
        await blobs.gate.reached.wait()
        attempt.stop(StopReason.CANCELED)
        blobs.gate.opened.set()
        await task
    job = await world.job(attempt.job)
    assert (job.status, len(job.images)) == ("canceled", 1)
    assert await world.blob_keys() == [job.images[0].blob_key]


async def test_a_cancel_before_the_engine_began_makes_nothing(world):
    world = scripted(world, PROGRESS, output())
    await world.submit()
    attempt = Attempt(await world.claim_one())
    attempt.stop(StopReason.CANCELED)
    await world.executor.execute(attempt)
    job = await world.job(attempt.job)
    assert (job.status, job.images, job.charged) == ("canceled", (), Amount(0))
    assert world.engine.runs == []


async def test_a_drain_hands_the_job_back_without_a_trace(world):
    gate = Gate()
    world = scripted(world, PROGRESS, output(), gate)
    attempt, task = await started(world, n=2)
    with anyio.fail_after(60):
        await gate.reached.wait()
        attempt.stop(StopReason.DRAINED)
        await task
    job = await world.job(attempt.job)
    assert (job.status, job.num_crashes, job.charged) == ("queued", 0, None)
    assert await world.blob_keys() == []
    assert len(await world.claim()) == 1, "it is nobody's suspect"


WARNING = base.Warning("unknown_words", "never heard of it")


async def test_an_engine_that_only_read_it_has_not_begun(world):
    read, stepped = Gate(), Gate()
    world = scripted(world, WARNING, read, PROGRESS, stepped, output())
    attempt, task = await started(world)
    with anyio.fail_after(60):
        await read.reached.wait()
        assert not attempt.has_begun
        assert attempt.wait_s > 3000
        read.opened.set()
        await stepped.reached.wait()
        assert attempt.has_begun
        stepped.opened.set()
        await task
    assert (await world.job(attempt.job)).status == "succeeded"


async def test_what_waits_in_an_engine_past_its_deadline_expires_free_of_charge(world):
    world = scripted(world, WARNING, for_ever)
    attempt, task = await started(world, wait_max=timedelta(seconds=0.2))
    with anyio.fail_after(60):
        await task
    job = await world.job(attempt.job)
    assert (job.status, job.error.code, job.charged) == ("expired", "job_expired", Amount(0))
    assert job.engine is None
    assert world.engine.num_closed == 1
    assert await world.entries(job) == {"hold": PRICE, "release": PRICE}
    await world.assert_sound()


async def test_waiting_in_an_engine_does_not_count_as_drawing(world):
    async def a_while():
        await asyncio.sleep(0.15)

    world = scripted(world, a_while, PROGRESS, output(), run_timeout_s=0.1)
    job = await run_in_time(world)
    assert job.status == "succeeded"


async def test_what_has_begun_may_end_after_its_deadline(world):
    async def a_while():
        await asyncio.sleep(0.3)

    world = scripted(world, PROGRESS, a_while, output())
    job = await run_in_time(world, wait_max=timedelta(seconds=0.2))
    assert job.status == "succeeded"


async def test_an_engine_s_own_timeout_is_not_the_job_s_deadline(world):
    world = scripted(world, TimeoutError("of its own"))
    job = await world.run()
    assert (job.status, job.error.code) == ("failed", "engine_timeout")


async def test_a_lost_attempt_removes_its_own_blobs_and_nothing_else(world):
    gate = Gate()
    world = scripted(world, PROGRESS, output(), gate)
    attempt, task = await started(world, n=2)
    with anyio.fail_after(60):
        await gate.reached.wait()
        await world.blobs.put(f"{attempt.job.id}/2/0.png", b"of the next attempt")
        attempt.stop(StopReason.LOST)
        await task
    assert (await world.job(attempt.job)).status == "running"
    assert await world.blob_keys() == [f"{attempt.job.id}/2/0.png"]


async def test_a_zombie_changes_nothing_and_leaves_no_blob(world):
    """An attempt that slept past its lease, whose job was finished by somebody else."""
    job = await world.submit()
    zombie = Attempt(await world.claim_one())
    await world.store.write(lambda tx: jobs.requeue(tx, zombie.job, num_crashes=0))
    await world.executor.execute(Attempt(await world.claim_one()))
    before = await world.job(job)
    await world.executor.execute(zombie)
    assert await world.job(job) == before
    assert await world.blob_keys() == [before.images[0].blob_key]
    await world.assert_sound()


async def test_a_late_attempt_does_not_sweep_away_a_later_one_s_pictures(world):
    job = await world.submit()
    first = await world.claim_one()
    await world.store.write(lambda tx: jobs.requeue(tx, first, num_crashes=0))
    late = Attempt(await world.claim_one())
    await world.store.write(lambda tx: jobs.requeue(tx, late.job, num_crashes=0))
    await world.executor.execute(Attempt(await world.claim_one()))
    await world.executor.execute(late)
    kept = await world.job(job)
    assert (kept.status, kept.attempt) == ("succeeded", 3)
    assert await world.blob_keys() == [kept.images[0].blob_key]


async def test_a_retry_sweeps_away_what_earlier_attempts_wrote(world):
    await world.submit()
    first = await world.claim_one()
    await world.blobs.put(f"{first.id}/1/0.png", b"half")
    await world.store.write(lambda tx: jobs.requeue(tx, first, num_crashes=0))
    await world.executor.execute(Attempt(await world.claim_one()))
    assert await world.blob_keys() == [f"{first.id}/2/0.png"]


async def test_a_stop_while_settling_changes_nothing(world):
    gate = Gate()
    world = scripted(world, PROGRESS, output())
    await world.submit()
    attempt = Attempt(await world.claim_one())
    write = world.store.write

    class Waits:
        async def write(self, work):
            await gate()
            return await write(work)

    world.executor._store = Waits()
    task = asyncio.create_task(world.executor.execute(attempt))
    with anyio.fail_after(60):
        await gate.reached.wait()
        for reason in StopReason:
            attempt.stop(reason)
        gate.opened.set()
        await task
    assert attempt.reason is None
    assert (await world.job(attempt.job)).status == "succeeded"


async def test_the_outer_task_s_cancel_is_not_mistaken_for_the_engine_s(world):
    gate = Gate()
    world = scripted(world, PROGRESS, gate)
    attempt, task = await started(world)
    with anyio.fail_after(60):
        await gate.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while not world.engine.num_closed:
            await asyncio.sleep(0)
    assert (await world.job(attempt.job)).status == "running"
