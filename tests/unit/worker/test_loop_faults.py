"""The worker when things go wrong: faults of an engine, of the store, of ours."""

import anyio
import pytest

from contract.world import parts, until
from inkstone.domain.errors import Unavailable
from inkstone.engines import base
from unit.service.engines import Scripted, output

pytestmark = pytest.mark.anyio
PROGRESS = base.Progress(0, 0, 1)


def around(live, engine):
    """The same store with another engine."""
    made = parts(live.store, engine=engine, blobs=live.blobs)
    made.caller = live.caller
    return made


async def crash(world, num_jobs, *, worker="dead"):
    """Jobs that a worker had in hand when it died."""
    for _ in range(num_jobs):
        await world.submit()
    return await world.claim(num_jobs, worker=worker)


@pytest.mark.parametrize("fault", [RuntimeError("a bug"), ValueError("half \ud83d text\0")])
async def test_a_fault_of_ours_ends_the_job_and_gives_the_money_back(live, fault):
    world = around(live, Scripted(PROGRESS, fault))
    async with world.working():
        ended = await world.ended(await world.submit())
        assert (ended.status, ended.error.code) == ("failed", "internal_error")
        assert "bug" not in ended.error.message
        again = await world.ended(await world.submit())
    assert again.status == "failed"
    assert await world.balance() == (1000, 0)
    await world.assert_sound()


async def test_a_result_that_cannot_be_written_still_ends_the_job(live):
    strange = base.Warning(None, None, (object(),))
    world = around(live, Scripted(PROGRESS, strange, output()))
    async with world.working() as worker:
        ended = await world.ended(await world.submit())
        assert (ended.status, ended.error.code) == ("failed", "internal_error")

        async def is_empty():
            return worker.num_in_hand == 0

        await until(is_empty)
    assert await world.balance() == (1000, 0)
    assert await world.blob_keys() == []


class Failing:
    """A store that fails at its first writes, as told."""

    def __init__(self, store, *faults):
        self._store, self.faults = store, list(faults)

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def write(self, work):
        if self.faults:
            raise self.faults.pop(0)
        return await self._store.write(work)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Unavailable(), RuntimeError("a bug")])
async def test_the_worker_goes_on_after_the_store_has_failed(live, fault):
    job = await live.submit()
    async with live.working(store=Failing(live.store, fault)):
        assert (await live.ended(job)).status == "succeeded"


async def test_what_a_dead_worker_left_is_reclaimed_although_the_store_failed_at_first(live):
    (job,) = await crash(live, 1)
    async with live.working(store=Failing(live.store, Unavailable())):
        ended = await live.ended(job)
    assert (ended.status, ended.attempt) == ("succeeded", 2)


async def test_a_failed_claim_of_a_suspect_does_not_stop_the_worker(live):
    (job,) = await crash(live, 1)
    store = Failing(live.store)
    worker = live.worker(store=store)
    await worker._reclaim(ignore_leases=True)
    store.faults.append(Unavailable())
    with pytest.raises(Unavailable):
        await worker._claim()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(worker.run)
        assert (await live.ended(job)).status == "succeeded"
        worker.drain()
