"""What followers read, on each database: changes by number, the order of a queue, its pace."""

import asyncio
from dataclasses import astuple
from datetime import timedelta

import anyio
import pytest

from contract.stores import a_store
from contract.world import Parts, parts, until
from inkstone.service.attempt import Attempt
from inkstone.service.events import DoneEvent, ProgressEvent, StatusEvent
from inkstone.store import job_events, queue_reads

pytestmark = pytest.mark.anyio


async def latest(world: Parts, job):
    return await world.store.read(lambda tx: job_events.latest(tx, job.id))


async def between(world: Parts, job, after, last):
    def read(tx):
        return job_events.between(tx, job.id, after=after, last=last)

    return [(change.status, change.attempt) for change in await world.store.read(read)]


async def waiting(world: Parts, limit=100):
    return await world.store.read(lambda tx: queue_reads.waiting(tx, "echo", limit=limit))


async def pace(world: Parts):
    return astuple(await world.store.read(lambda tx: queue_reads.pace(tx, "echo")))


async def test_the_changes_of_a_job_are_numbered_in_order(world: Parts):
    job, other = await world.submit(), await world.submit()
    found, first = await latest(world, job)
    assert found == await world.job(job)
    claimed = await world.claim_one()
    await world.claim_one()
    await world.executor.execute(Attempt(claimed))
    found, last = await latest(world, job)
    assert found == await world.job(job)
    assert found.images
    assert last > first
    assert (await latest(world, other))[1] < last
    whole = [("queued", 0), ("running", 1), ("succeeded", 1)]
    assert await between(world, job, 0, last) == whole
    assert await between(world, job, first, last) == whole[1:]
    assert await between(world, job, first, last - 1) == whole[1:2]
    assert await between(world, job, last, last) == []


async def test_a_job_that_is_not_there_has_no_changes(world: Parts):
    assert await world.store.read(lambda tx: job_events.latest(tx, "job_none")) is None


async def test_a_forgotten_job_has_no_changes_left(world: Parts):
    job = await world.run()
    await world.doors.retention.delete_job(job.id, account_id=job.account_id)
    assert (await latest(world, job))[1] == 0


async def test_a_queue_is_read_in_the_order_of_its_claims(world: Parts):
    submitted = [await world.submit(priority=priority) for priority in (0, 0, 10, -10, 5)]
    order = await waiting(world)
    assert sorted(order) == sorted(job.id for job in submitted)
    assert order[:2] == [submitted[2].id, submitted[4].id]
    assert order[-1] == submitted[3].id
    assert await waiting(world, limit=2) == order[:2]
    assert [(await world.claim_one()).id for _ in order] == order
    assert await waiting(world) == []


async def test_one_account_s_priority_gives_it_a_bounded_head_start(world: Parts):
    """A flood of urgent jobs is served first for a while, and then in turn with the others."""
    modest = await world.submit()
    world.caller = await world.open_account("urgent")
    for _ in range(60):
        await world.submit(priority=10)
    order = await waiting(world)
    assert 0 < order.index(modest.id) < 50


async def test_the_pace_is_what_runs_and_how_long_it_took_lately(world: Parts, clock):
    assert await pace(world) == (0, None)
    for took_s in (2, 4):
        await world.submit()
        claimed = await world.claim_one()
        clock.advance(took_s)
        await world.executor.execute(Attempt(claimed))
    await world.submit()
    await world.claim_one()
    assert await pace(world) == (1, pytest.approx(3))
    clock.advance(3601)
    assert await pace(world) == (1, None)


async def test_another_process_follows_a_job_to_its_end(store_url: str):
    """Two processes as the database sees them: what one draws, the other tells of."""
    async with a_store(store_url) as here, a_store(store_url) as there:
        drawing, serving = parts(here), parts(there)
        drawing.caller = await drawing.open_account()
        serving.store.signals.look_every_s = 0.1  # SQLite's processes do not hear each other
        job = await drawing.submit("[steps=4 step_ms=500]")
        seen = []

        async def follow():
            async for event in serving.events.follow(job, timeout_s=60):
                seen.append(event)

        with anyio.fail_after(60):
            task = asyncio.create_task(follow())

            async def has_begun():
                return bool(seen)

            await until(has_begun)
            # A lease that a machine may stand still for; a beat comes in a third of it.
            async with drawing.working(is_exclusive=False, lease=timedelta(seconds=3)):
                await task
    statuses = [event.status for event in seen if isinstance(event, StatusEvent)]
    assert statuses == ["queued", "running", "succeeded"]
    assert isinstance(seen[-1], DoneEvent)
    assert any(isinstance(event, ProgressEvent) for event in seen)
