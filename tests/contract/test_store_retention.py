"""Retention on both databases: what is over its time, what is needed, what is forgotten."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from contract.world import Parts, image_request
from inkstone.domain.errors import NotFound
from inkstone.domain.job import JobStatus, JobWarning
from inkstone.domain.request import InputImage
from inkstone.service.settle import Outcome, settle
from inkstone.store import claims, retention
from inkstone.store.tables import idempotency_keys, job_events, jobs

pytestmark = pytest.mark.anyio
DAY, DAY_S = timedelta(days=1), 24 * 3600


async def take(world: Parts, *, dialect="native", lifetime=DAY, limit=100):
    return await world.store.write(
        lambda tx: retention.take_results(tx, dialect=dialect, lifetime=lifetime, limit=limit)
    )


async def forget(world: Parts, *, lifetime=DAY, limit=100):
    return await world.store.write(lambda tx: retention.forget(tx, lifetime=lifetime, limit=limit))


async def needed(world: Parts, *keys):
    owners = {key.partition("/")[0] for key in keys}
    return await world.store.read(lambda tx: retention.needed(tx, keys, owners))


async def count(world: Parts, table):
    return await world.store.read(
        lambda tx: tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
    )


async def test_results_are_taken_once_when_their_time_is_over(world: Parts, clock):
    job, waiting = await world.run(), await world.submit()
    clock.advance(DAY_S - 0.001)
    assert await take(world) == []
    clock.advance(0.001)
    assert await take(world, dialect="another") == []
    assert await take(world) == [job.id]
    assert await take(world) == []
    assert (await world.job(job)).deleted_at is not None
    assert (await world.job(waiting)).deleted_at is None


async def test_results_are_taken_so_many_at_a_time(world: Parts, clock):
    made = [await world.run() for _ in range(5)]
    clock.advance(DAY_S)
    batches = [await take(world, limit=2) for _ in range(4)]
    assert [len(batch) for batch in batches] == [2, 2, 1, 0]
    assert sorted(job_id for batch in batches for job_id in batch) == sorted(job.id for job in made)


async def test_two_workers_that_take_at_once_leave_nothing_and_fail_at_nothing(world: Parts, clock):
    made = [await world.run() for _ in range(6)]
    clock.advance(DAY_S)
    batches = await asyncio.gather(*(take(world, limit=10) for _ in range(4)))
    assert {job_id for batch in batches for job_id in batch} == {job.id for job in made}
    num = await asyncio.gather(*(forget(world, limit=10) for _ in range(4)))
    assert sum(num) >= 6
    assert await forget(world) == 0


async def test_words_are_forgotten_and_the_bill_is_not(world: Parts, clock):
    asked = replace(
        image_request("a secret"),
        negative_prompt="another",
        inputs=(InputImage(param="image", url="https://u:p@private.example.test/cat.png"),),
    )
    job = await world.submit(request=asked)
    claimed = await world.claim_one()
    said = JobWarning(code="unknown_words", message="never heard of `secret`", words=("secret",))
    outcome = Outcome(status=JobStatus.CANCELED, warnings=(said,))
    await world.store.write(lambda tx: settle(tx, claimed, outcome))
    before = await world.entries(job)
    clock.advance(DAY_S - 1)
    assert await forget(world) == 0
    clock.advance(1)
    assert await forget(world) == 1
    assert await forget(world) == 0
    row = await world.store.read(
        lambda tx: tx.connection.execute(select(jobs).where(jobs.c.id == job.id)).one()
    )
    for word in ("secret", "another", "private"):
        assert word not in str(tuple(row))
    forgotten = await world.job(job)
    assert forgotten.request == asked.without_words()
    assert forgotten.request.seed == asked.seed
    assert await world.entries(job) == before
    assert await count(world, job_events) == 0
    await world.assert_sound()


async def test_a_job_that_has_not_ended_is_not_forgotten(world: Parts, clock):
    await world.submit(wait_max=timedelta(days=99))
    await world.submit(wait_max=timedelta(days=99))
    await world.claim_one()
    clock.advance(60 * DAY_S)
    assert await forget(world) == 0
    assert await take(world) == []


async def test_a_job_s_result_is_taken_with_what_its_caller_wrote(world: Parts, clock):
    job = await world.run("a secret")
    await world.store.write(lambda tx: retention.take_all(tx, [job.id]))
    gone = await world.job(job)
    assert gone.deleted_at is not None
    assert gone.request.prompt == ""
    clock.advance(60 * DAY_S)
    assert await take(world) == []
    assert await forget(world) == 0


async def test_of_two_who_delete_one_job_at_once_one_is_told_that_it_is_gone(world: Parts):
    job = await world.run()
    results = await asyncio.gather(
        *(world.doors.retention.delete_job(job.id, account_id=job.account_id) for _ in range(4)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in results) == ["NoneType"] + ["NotFound"] * 3
    assert all(each is None or isinstance(each, NotFound) for each in results)


async def test_keys_are_dropped_when_their_time_is_over(world: Parts, clock):
    for n in range(3):
        await world.submit(idempotency_key=f"old {n}", fingerprint="f")
    other = await world.open_account("other")
    await world.submit(idempotency_key="old 0", fingerprint="f", caller=other)
    clock.advance(DAY_S)
    young = await world.submit(idempotency_key="young", fingerprint="f")

    async def drop(limit):
        return await world.store.write(
            lambda tx: retention.drop_keys(tx, lifetime=DAY, limit=limit)
        )

    assert [await drop(3), await drop(3), await drop(3)] == [3, 1, 0]
    assert await count(world, idempotency_keys) == 1
    again = await world.submitted(idempotency_key="young", fingerprint="f")
    assert (again.is_replay, again.job.id) == (True, young.id)


async def test_what_is_needed_is_all_of_a_job_under_way_and_the_pictures_of_an_ended_one(
    world: Parts,
):
    ended, deleted = await world.run(n=2), await world.run()
    queued, claimed = await world.submit(), await world.submit()
    await world.store.write(lambda tx: retention.take_all(tx, [deleted.id]))
    await world.claim(1)
    keep = [
        f"{queued.id}/inputs/0",
        f"{claimed.id}/1/0.png",
        f"{claimed.id}/anything",
        *(image.blob_key for image in ended.images),
    ]
    drop = [
        f"{ended.id}/inputs/0",
        f"{ended.id}/2/0.png",
        deleted.images[0].blob_key,
        "job_nobody/1/0.png",
    ]
    assert await needed(world, *keep, *drop) == set(keep)
    assert await needed(world) == set()


async def test_a_job_that_failed_needs_nothing(world: Parts):
    failed = await world.run("[fail_after=0]")
    assert await needed(world, f"{failed.id}/inputs/0", f"{failed.id}/1/0.png") == set()


async def test_a_claim_leaves_what_must_be_fetched_where_nothing_more_may_be(world: Parts):
    """The plain ones come, in their order; the others keep their place."""
    elsewhere = replace(
        image_request(), inputs=(InputImage(param="image", url="https://a.test/cat.png"),)
    )
    fetching = [await world.submit(request=elsewhere) for _ in range(2)]
    plain = [await world.submit() for _ in range(2)]
    assert [job.id for job in await world.claim(9, may_fetch=False)] == [job.id for job in plain]
    assert await world.claim(9, may_fetch=False) == []
    assert [job.id for job in await world.claim(9)] == [job.id for job in fetching]


async def test_a_suspect_that_fetches_waits_as_well(world: Parts):
    elsewhere = replace(
        image_request(), inputs=(InputImage(param="image", url="https://a.test/cat.png"),)
    )
    job = await world.submit(request=elsewhere)
    await world.store.write(
        lambda tx: tx.connection.execute(
            update(jobs).where(jobs.c.id == job.id).values(is_suspect=True)
        ).close()
    )

    async def claim(**more):
        return await world.store.write(
            lambda tx: claims.claim(
                tx, queues=["echo"], limit=1, worker_id="w", lease=DAY, suspects=True, **more
            )
        )

    assert await claim(may_fetch=False) == []
    assert [found.id for found in await claim()] == [job.id]
