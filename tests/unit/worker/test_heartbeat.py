"""Leases in real time: a thread keeps them while the loop is busy, and a lapse is final."""

import time
from datetime import timedelta
from functools import partial

import anyio
import pytest

from contract.stores import a_store
from contract.world import PRICE, parts, until
from inkstone.domain.errors import Unavailable
from inkstone.engines import base
from inkstone.store import jobs
from inkstone.store.unit_of_work import Store
from inkstone.worker.heartbeat import Heartbeat
from inkstone.worker.reclaim import reclaim
from unit.service.engines import Gate, Scripted, output

pytestmark = pytest.mark.anyio
LEASE = timedelta(seconds=0.3)
SHARED = {"is_exclusive": False, "lease": LEASE}


def gated(live, *script):
    world = parts(live.store, engine=Scripted(base.Progress(0, 0, 1), *script), blobs=live.blobs)
    world.caller = live.caller
    return world


async def reclaimed(world):
    return await reclaim(
        store=world.store, blobs=world.blobs, num_crashes_max=3, ignore_leases=False
    )


async def num_attempts_of_a_blocked_loop(live):
    gate = Gate()
    world = gated(live, gate, output())
    async with world.working(**SHARED):
        job = await world.submit()
        await gate.reached.wait()
        time.sleep(1.0)  # the loop is busy for three leases, as a long step makes it
        await reclaimed(world)
        gate.opened.set()
        ended = await world.ended(job)
    assert ended.status == "succeeded"
    return ended.attempt


@pytest.mark.slow
async def test_a_blocked_loop_loses_no_lease(live):
    # Where the whole machine stands still for a lease, the beat does, too: then once more.
    for _ in range(5):
        num_attempts = await num_attempts_of_a_blocked_loop(live)
        if num_attempts == 1:
            break
    assert num_attempts == 1


@pytest.mark.slow
async def test_a_worker_that_slept_past_its_lease_changes_nothing(live):
    """As after SIGSTOP: no beat, no loop; somebody else has run the job meanwhile."""
    gate = Gate()
    sleeper = gated(live, output(), gate)
    other = gated(live, output())
    async with anyio.create_task_group() as tasks:
        worker = sleeper.worker(**SHARED)
        worker._heartbeat.start = lambda: None
        worker._keep_house = anyio.sleep_forever
        tasks.start_soon(worker.run)
        job = await sleeper.submit(n=2)
        await gate.reached.wait()

        async def has_lapsed():
            return await reclaimed(other) == 1

        await until(has_lapsed)
        async with other.working(is_exclusive=False, lease=timedelta(seconds=30)):
            ended = await other.ended(job)
            assert (ended.status, ended.attempt) == ("succeeded", 2)
        gate.opened.set()

        async def has_let_go():
            return worker.num_in_hand == 0

        await until(has_let_go)
        worker.drain()
    assert await other.job(job) == ended
    assert await other.entries(job) == {"hold": 2 * PRICE, "capture": PRICE, "release": PRICE}
    assert await other.blob_keys() == [image.blob_key for image in ended.images]


@pytest.mark.slow
async def test_a_worker_told_of_its_lost_lease_stops_drawing(live):
    gate = Gate()
    world = gated(live, gate)
    async with world.working(**SHARED) as worker:
        job = await world.submit()
        await gate.reached.wait()
        running = await world.job(job)
        # It does not claim the job again.
        worker._claim = partial(worker._reclaim, ignore_leases=True)
        assert await world.store.write(lambda tx: jobs.requeue(tx, running, num_crashes=0))

        async def has_stopped():
            return world.engine.num_closed == 1 and worker.num_in_hand == 0

        await until(has_stopped)
    assert (await world.job(job)).status == "queued"


async def test_a_beat_tells_of_a_cancel_whose_signal_was_lost(live):
    gate = Gate()
    world = gated(live, gate)
    # Long enough for a machine that stands still, and a beat comes in a third of it.
    async with world.working(is_exclusive=False, lease=timedelta(seconds=3)):
        job = await world.submit()
        await gate.reached.wait()
        running = await world.job(job)

        def ask_silently(tx):
            jobs.request_cancel(tx, running)
            tx.topics.clear()

        await world.store.write(ask_silently)
        assert (await world.ended(job)).status == "canceled"


def heartbeat(live, lost, canceled, open_store):
    return Heartbeat(
        open_store=open_store,
        lease=LEASE,
        progress=lambda job_id: 500,
        on_lost=lambda *held: lost.append(held),
        on_cancel=lambda *held: canceled.append(held),
    )


async def test_a_job_released_while_the_beat_asks_is_not_judged(live):
    await live.submit()
    job = await live.claim_one()
    lost = []

    class Slow:
        """A store during whose answer the job begins to settle."""

        async def write(self, work):
            await live.store.write(lambda tx: jobs.requeue(tx, job, num_crashes=0))
            kept = await live.store.write(work)
            beat.release(job.id)
            return kept

    beat = heartbeat(live, lost, lost, Slow)
    beat._loop = object()  # nobody may be called on it
    beat.hold(job.id, job.attempt)
    await beat._beat(Slow())
    assert lost == []


async def test_a_beat_carries_progress_and_finds_what_is_lost(live):
    await live.submit()
    kept = await live.claim_one()
    lost = []
    async with a_store(live.store.url.render_as_string(False)) as own:
        beat = heartbeat(live, lost, [], lambda: own)
        import asyncio

        beat._loop = asyncio.get_running_loop()
        beat.hold(kept.id, kept.attempt)
        beat.hold("job_gone", 1)
        await beat._beat(own)
        await anyio.lowlevel.checkpoint()
    assert lost == [("job_gone", 1)]
    assert (await live.job(kept)).progress == 0.5


async def test_a_missed_beat_is_not_the_last(live):
    beats = []

    class Failing:
        async def write(self, work):
            beats.append(1)
            raise Unavailable

        async def close(self):
            beats.append("closed")

    beat = heartbeat(live, [], [], Failing)
    beat.hold("job_1", 1)
    beat.start()

    async def has_beaten_thrice():
        return len(beats) >= 3

    await until(has_beaten_thrice)
    await beat.stop()
    assert beats[-1] == "closed"
    assert not beat._thread.is_alive()


async def test_stopping_what_never_started_is_nothing(live):
    await heartbeat(live, [], [], lambda: Store("sqlite:///:memory:")).stop()
