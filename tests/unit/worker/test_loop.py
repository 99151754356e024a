"""The worker at work: claims within its room, runs suspects alone, and carries on."""

from datetime import timedelta

import anyio
import pytest

from contract.world import PRICE, parts, until
from inkstone.domain.money import Amount
from inkstone.engines import base
from inkstone.service.attempt import Attempt
from inkstone.store import claims, jobs
from inkstone.worker import loop
from unit.service.engines import Gate, Scripted, for_ever, output

pytestmark = pytest.mark.anyio
PROGRESS = base.Progress(0, 0, 1)


def around(live, engine):
    """The same store with another engine."""
    made = parts(live.store, engine=engine, blobs=live.blobs)
    made.caller = live.caller
    return made


async def running(world):
    rows = await world.queries.newest(account_id=world.caller.account_id, limit=100)
    return [job for job in rows if job.status == "running"]


@pytest.fixture
def never_looks(monkeypatch):
    """A worker does not look unasked, so that what it does not hear of it does not do in time."""
    monkeypatch.setattr(loop, "_LOOK_EVERY_S", 600.0)


async def test_submitted_jobs_are_made(live):
    async with live.working():
        made = [await live.submit(n=2) for _ in range(10)]
        ended = [await live.ended(job) for job in made]
    assert {job.status for job in ended} == {"succeeded"}
    assert await live.balance() == (980, 0)
    await live.assert_sound()


async def test_a_job_starts_without_waiting_for_the_next_look(live, never_looks):
    async with live.working():
        await live.ended(await live.submit())
        with anyio.fail_after(60):
            await live.ended(await live.submit())


async def test_no_more_is_claimed_than_the_engine_has_room_for(live):
    gate = Gate()
    world = around(live, Scripted(PROGRESS, gate, output(), room=2))
    made = [await world.submit() for _ in range(7)]
    most = 0
    async with world.working() as worker:
        await gate.reached.wait()

        async def is_full():
            return worker.num_in_hand == 2

        await until(is_full)
        # Look again, as any wake-up makes it do, before opening the gate.
        await world.store.write(lambda tx: tx.signal(jobs.queue_topic("echo")))
        most = max(most, len(await running(world)), worker.num_in_hand, len(world.engine.runs))
        gate.opened.set()
        for job in made:
            await world.ended(job)
            most = max(most, len(await running(world)))
    assert most == 2


async def test_room_that_grows_as_runs_begin_is_used(live, never_looks):
    gate = Gate()

    class Batching(Scripted):
        """Takes one more as soon as the last has arrived, up to three."""

        def room(self):
            return min(1, 3 - self._num_runs)

    world = around(live, Batching(PROGRESS, gate, output()))
    made = [await world.submit() for _ in range(3)]
    async with world.working() as worker:

        async def has_three():
            return worker.num_in_hand == 3

        await until(has_three)
        gate.opened.set()
        for job in made:
            await world.ended(job)


async def crash(world, num_jobs, *, worker="dead"):
    """Jobs that a worker had in hand when it died."""
    for _ in range(num_jobs):
        await world.submit()
    return await world.claim(num_jobs, worker=worker)


async def test_the_jobs_of_a_dead_worker_run_again_one_at_a_time(live):
    orphans = await crash(live, 3)
    most = 0

    class Watching(Scripted):
        async def run(self, run):
            nonlocal most
            async for event in super().run(run):
                most = max(most, self._num_runs)
                yield event

    world = around(live, Watching(PROGRESS, anyio.lowlevel.checkpoint, output()))
    async with world.working():
        ended = [await world.ended(job) for job in orphans]
        assert most == 1
        later = await world.ended(await world.submit())
    assert {(job.status, job.attempt, job.num_crashes) for job in ended} == {("succeeded", 2, 0)}
    assert later.status == "succeeded"


async def test_a_suspect_waits_for_the_hand_to_be_empty_and_then_goes_first(live):
    gate = Gate()
    world = around(live, Scripted(PROGRESS, gate, output()))
    async with world.working() as worker:
        first = await world.submit()
        await gate.reached.wait()
        suspect = await world.submit()
        claimed = await world.store.write(
            lambda tx: claims.claim(
                tx, queues=["echo"], limit=1, worker_id="x", lease=worker._limits.lease
            )
        )
        if not claimed:  # the worker was faster; then it is in hand already
            gate.opened.set()
            return
        await world.store.write(
            lambda tx: jobs.requeue(tx, claimed[0], num_crashes=1, becomes_suspect=True)
        )
        worker._may_have_suspects = True
        worker._awake.wake()
        assert worker.num_in_hand == 1
        gate.opened.set()
        assert (await world.ended(first)).status == "succeeded"
        assert (await world.ended(suspect)).status == "succeeded"


@pytest.mark.parametrize("is_running", [True, False])
async def test_what_nobody_can_ask_for_any_more_is_cancelled(live, is_running):
    world = around(live, Scripted(PROGRESS, for_ever, room=int(is_running)))
    kept, left = await world.submit(), await world.submit()
    lease = timedelta(seconds=0.6)  # so that the chores are done five times a second
    limits = {"not_pollable": frozenset({"native"}), "grace": timedelta(0), "lease": lease}
    async with world.working(drain_s=0.1, **limits):
        if is_running:
            await until(lambda: is_under_way(world, kept))
        await world.submitter.abandon(kept.id if is_running else left.id)
        ended = await world.ended(kept if is_running else left)
    assert (ended.status, ended.charged) == ("canceled", Amount(0))
    assert not (await world.job(left if is_running else kept)).is_terminal
    await world.assert_sound()


async def is_under_way(world, job):
    return (await world.job(job)).status == "running"


async def test_a_poison_job_is_given_up_after_as_many_crashes_as_allowed(live):
    (job,) = await crash(live, 1)
    for restart in range(2):
        worker = live.worker(num_crashes_max=3)
        await worker._reclaim(ignore_leases=True)
        assert (await live.job(job)).num_crashes == restart + 1
        (job,) = await live.claim(1, worker=f"dead{restart}", suspects=True)
    async with live.working(num_crashes_max=3):
        ended = await live.ended(job)
    assert (ended.status, ended.error.code, ended.charged) == ("failed", "worker_lost", Amount(0))
    assert ended.error.retryable
    assert await live.entries(job) == {"hold": PRICE, "release": PRICE}


async def test_room_that_grows_as_an_engine_begins_is_used_at_once(live, never_looks):
    gate, drawn = Gate(), Gate()

    class Growing(Scripted):
        """Takes more only when it has begun with the first."""

        def room(self):
            return int(gate.opened.is_set() or not self._num_runs)

    world = around(live, Growing(gate, PROGRESS, drawn, output()))
    made = [await world.submit() for _ in range(2)]
    async with world.working() as worker:
        await gate.reached.wait()
        await anyio.sleep(0.02)
        assert worker.num_in_hand == 1

        async def has_both():
            return worker.num_in_hand == 2

        gate.opened.set()
        await until(has_both)
        drawn.opened.set()
        assert {(await world.ended(job)).status for job in made} == {"succeeded"}


async def test_a_cancel_reaches_the_running_engine_at_once(live, never_looks):
    gate = Gate()
    world = around(live, Scripted(PROGRESS, output(), gate))
    async with world.working():
        job = await world.submit(n=3)
        await gate.reached.wait()
        with anyio.fail_after(60):
            await world.canceler.cancel(job.id, account_id=job.account_id)
            ended = await world.ended(job)
    assert (ended.status, ended.charged) == ("canceled", Amount(PRICE))
    assert world.engine.num_closed == 1


async def test_waiting_jobs_expire_under_the_worker_s_eyes(live):
    from datetime import timedelta

    world = around(live, Scripted(room=0))
    async with world.working(lease=timedelta(seconds=0.15)):
        ended = await world.ended(await world.submit(wait_max=timedelta(seconds=0.1)))
    assert ended.status == "expired"
    assert await world.balance() == (1000, 0)


async def test_a_worker_forgets_every_job_it_has_let_go(live):
    async with live.working() as worker:
        for job in [await live.submit() for _ in range(5)]:
            await live.ended(job)

        async def is_empty():
            return worker.num_in_hand == 0

        await until(is_empty)
        assert worker._heartbeat._held == {}
        assert live.board._tracks == {}
    assert not live.store.signals._waiting


async def test_an_attempt_is_stopped_only_by_its_own_number(live):
    worker = live.worker()
    await live.submit()
    attempt = Attempt(await live.claim_one())
    worker._in_hand[attempt.job.id] = (attempt, None)
    worker._stop(attempt.job.id, 2, "lost")
    worker._stop("job_other", 1, "lost")
    assert attempt.reason is None
    worker._stop(attempt.job.id, 1, "lost")
    assert attempt.reason == "lost"
