"""What is reclaimed on both databases: who was only fetched cannot have killed its worker."""

from dataclasses import replace

import pytest

from contract.world import Parts, image_request
from inkstone.domain.request import InputImage
from inkstone.store import jobs
from inkstone.worker.reclaim import reclaim

pytestmark = pytest.mark.anyio


def starts_elsewhere():
    url = "https://pictures.example.test/cat.png"
    return replace(image_request(), inputs=(InputImage(param="image", url=url),))


async def reclaimed(world: Parts):
    return await reclaim(
        store=world.store, blobs=world.blobs, num_crashes_max=3, ignore_leases=False
    )


async def test_a_job_that_was_only_fetched_is_no_suspect_and_hides_none(world: Parts, clock):
    fetched = await world.submit(request=starts_elsewhere())
    made = await world.submit()
    assert [job.fetches for job in await world.claim(2)] == [True, False]
    clock.advance(11)
    assert await reclaimed(world) == 2
    assert [(await world.job(job)).num_crashes for job in (fetched, made)] == [0, 1]
    assert [job.id for job in await world.claim(9)] == [fetched.id]
    assert [job.id for job in await world.claim(9, suspects=True)] == [made.id]


@pytest.mark.slow
async def test_a_job_is_a_suspect_once_an_engine_may_have_had_it(world: Parts, clock):
    await world.submit(request=starts_elsewhere())
    job = await world.claim_one()
    assert await world.store.write(lambda tx: jobs.note_fetched(tx, job))
    clock.advance(11)
    assert await reclaimed(world) == 1
    assert await world.claim(9) == []
    again = await world.claim_one(suspects=True)
    assert (again.num_crashes, again.fetches) == (1, False), "what it starts from is here"
    assert not await world.store.write(lambda tx: jobs.note_fetched(tx, job)), "it moved on"
