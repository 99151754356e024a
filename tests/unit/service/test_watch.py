"""Watching: woken at once, let go in time, and never left behind."""

import asyncio

import anyio
import pytest

from contract.world import until
from inkstone.domain.errors import NotFound
from inkstone.service.attempt import Attempt

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def never_looks(world):
    """Nobody looks unasked, so that what does not come at once does not come in time."""
    world.store.signals.look_every_s = 600.0


async def watching(world, job, timeout_s=300):
    """A task that waits for a job and has begun to."""
    task = asyncio.create_task(world.watcher.wait(job, timeout_s=timeout_s))

    async def has_begun():
        return bool(world.watcher._waiting)

    await until(has_begun)
    return task


async def test_a_waiter_wakes_at_the_end_of_its_job_at_once(world):
    job = await world.submit()
    task = await watching(world, job)
    attempt = Attempt(await world.claim_one())
    with anyio.fail_after(60):
        await world.executor.execute(attempt)
        assert (await task).status == "succeeded"
    assert not world.store.signals._waiting


async def test_a_job_that_has_ended_needs_no_waiting(world):
    job = await world.run()
    with anyio.fail_after(60):
        assert await world.watcher.wait(job, timeout_s=300) == job


async def test_the_wait_ends_with_its_time(world):
    job = await world.submit()
    with anyio.fail_after(60):
        assert (await world.watcher.wait(job, timeout_s=0.05)).status == "queued"
        assert (await world.watcher.wait(job, timeout_s=0)).status == "queued"


async def test_closing_lets_every_waiter_go_at_once(world):
    job = await world.submit()
    tasks = [await watching(world, job) for _ in range(5)]
    with anyio.fail_after(60):
        world.watcher.close()
        assert {found.status for found in await asyncio.gather(*tasks)} == {"queued"}
    with anyio.fail_after(60):
        await world.watcher.wait(job, timeout_s=300)


async def test_a_waiter_survives_the_end_of_the_store(world):
    job = await world.submit()
    task = await watching(world, job)
    with anyio.fail_after(60):
        world.watcher.close()
        await world.store.close()
        assert (await task).status == "queued"


async def test_a_waiter_that_is_cancelled_leaves_nothing_behind(world):
    job = await world.submit()
    task = await watching(world, job)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not world.store.signals._waiting
    assert not world.watcher._waiting


async def test_a_job_that_is_not_there_cannot_be_watched(world):
    job = await world.submit()
    object.__setattr__(job, "id", "job_none")
    with pytest.raises(NotFound):
        await world.watcher.wait(job, timeout_s=1)
