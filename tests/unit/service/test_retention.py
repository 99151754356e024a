"""Retention: everything goes when its time is over, nothing before, and nobody's bytes stay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from contract.doors import LIFETIMES
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.domain.request import ImageRequest
from inkstone.service.ids import new_id, time_of
from inkstone.service.references import input_key
from inkstone.service.retention import Retention
from inkstone.store import uploads as store_uploads
from inkstone.store.tables import jobs
from unit.service.brought import brought, data_uri, made, png, upload

pytestmark = pytest.mark.anyio
DAY_S = 24 * 3600


def retention(world, *, later=timedelta(), **lifetimes):
    """What deletes, so much later by its own clock than it is."""
    return Retention(
        store=world.store,
        blobs=world.blobs,
        lifetimes=replace(LIFETIMES, **lifetimes),
        now=lambda: datetime.now(UTC) + later,
    )


async def result(world, dialect="native", **more):
    """A job with one picture, as another dialect's where told."""
    job = await world.run(**more)
    if dialect != "native":
        await world.store.write(
            lambda tx: tx.connection.execute(
                update(jobs).where(jobs.c.id == job.id).values(dialect=dialect)
            ).close()
        )
    return job


async def has_pictures(world, job):
    return bool(await world.blob_keys(f"{job.id}/"))


async def test_results_go_when_their_dialect_s_time_is_over(world, clock):
    day, week = await result(world), await result(world, "empiriolabs")
    clock.advance(DAY_S - 1)
    assert await retention(world).delete_overdue() == 0
    clock.advance(1)
    assert await retention(world).delete_overdue() == 1
    assert [await has_pictures(world, job) for job in (day, week)] == [False, True]
    gone = await world.job(day)
    assert (gone.status, gone.deleted_at - gone.finished_at) == ("succeeded", timedelta(days=1))
    assert gone.request.prompt == "a cat"
    assert len(gone.images) == 1  # the record of what was made and charged stays
    clock.advance(6 * DAY_S)
    assert await retention(world).delete_overdue() == 1
    assert not await has_pictures(world, week)
    assert (await world.job(week)).deleted_at is not None
    assert await world.balance() == (998, 0)
    await world.assert_sound()


async def test_what_has_not_ended_is_never_over_its_time(world, clock):
    waiting = await world.submit(wait_max=timedelta(days=99))
    running = await world.submit(wait_max=timedelta(days=99))
    claimed = await world.claim_one()
    await world.blobs.put(f"{claimed.id}/1/0.png", b"a picture under way")
    clock.advance(60 * DAY_S)
    assert await retention(world).delete_overdue() == 0
    assert [(await world.job(job)).deleted_at for job in (waiting, running)] == [None, None]
    assert await world.blob_keys() == [f"{claimed.id}/1/0.png"]


async def test_words_are_forgotten_after_the_results(world, clock):
    job = await result(world, prompt="a secret [fail_after=1]", n=2)
    assert job.warnings
    clock.advance(30 * DAY_S - 1)
    await retention(world).delete_overdue()
    assert (await world.job(job)).request.prompt.startswith("a secret")
    clock.advance(1)
    assert await retention(world).delete_overdue() == 1
    forgotten = await world.job(job)
    assert forgotten.request == replace(job.request, prompt="", negative_prompt="")
    assert isinstance(forgotten.request, ImageRequest)
    assert (forgotten.warnings, await world.history(job)) == ((), [])
    assert (forgotten.charged, forgotten.quoted) == (job.charged, job.quoted)
    assert await retention(world).delete_overdue() == 0


async def test_what_a_failed_job_was_told_is_forgotten_too(world, clock):
    job = await result(world, prompt="a secret [fail_after=0]")
    clock.advance(31 * DAY_S)
    assert await retention(world).delete_overdue() == 2  # its results, which are none, and it
    assert (await world.job(job)).request.prompt == ""


async def test_uploads_go_with_their_time_and_leave_nothing(desk, clock):
    old = await upload(desk, png())
    clock.advance(DAY_S // 2)
    young = await upload(desk, png(8, 8))
    clock.advance(DAY_S // 2)
    assert await retention(desk).delete_overdue() == 1
    assert await desk.blob_keys() == [young.blob_key]
    known = await desk.store.read(lambda tx: store_uploads.known(tx, [old.id, young.id]))
    assert known == {young.id}


async def test_keys_are_forgotten_and_may_be_used_anew(world, clock):
    first = await world.submit(idempotency_key="k", fingerprint="f")
    clock.advance(DAY_S)
    assert await retention(world).delete_overdue() == 1
    again = await world.submitted(idempotency_key="k", fingerprint="g")
    assert not again.is_replay
    assert again.job.id != first.id


async def test_more_than_a_batch_goes_in_one_round(world, clock, monkeypatch):
    # The real batch has two hundred; making so many jobs here would prove no more.
    monkeypatch.setattr("inkstone.service.retention._BATCH", 2)
    made_jobs = [await world.run(idempotency_key=f"k{i}") for i in range(5)]
    clock.advance(31 * DAY_S)
    assert await retention(world).delete_overdue() == 15
    assert await world.blob_keys() == []
    assert {(await world.job(job)).request.prompt for job in made_jobs} == {""}


async def test_a_job_is_deleted_at_its_owner_s_word(desk):
    job = await made(desk, data_uri(png()), prompt="a secret", negative_prompt="another")
    before = await desk.entries(job)
    await desk.doors.retention.delete_job(job.id, account_id=job.account_id)
    gone = await desk.job(job)
    assert await desk.blob_keys() == []
    assert gone.deleted_at is not None
    assert (gone.request.prompt, gone.request.negative_prompt) == ("", "")
    assert gone.request.pictures == ()
    assert (gone.status, gone.charged) == ("succeeded", job.charged)
    assert await desk.entries(job) == before
    assert await desk.balance() == (999, 0)
    await desk.assert_sound()


async def test_a_job_is_deleted_once_and_only_by_its_owner(world):
    job = await world.run()
    other = await world.open_account("other")
    service = world.doors.retention
    with pytest.raises(NotFound) as others:
        await service.delete_job(job.id, account_id=other.account_id)
    with pytest.raises(NotFound) as missing:
        await service.delete_job("job_nobody", account_id=other.account_id)
    said = others.value.message.replace(job.id, "job_nobody")
    assert (said, others.value.code) == (missing.value.message, missing.value.code)
    assert await has_pictures(world, job)
    await service.delete_job(job.id, account_id=job.account_id)
    with pytest.raises(NotFound):
        await service.delete_job(job.id, account_id=job.account_id)


@pytest.mark.parametrize("is_claimed", [False, True])
async def test_a_job_under_way_must_be_canceled_first(desk, is_claimed):
    job = await desk.submit(**brought(data_uri(png())))
    if is_claimed:
        await desk.claim_one()
    with pytest.raises(InvalidRequest, match="cancel it") as caught:
        await desk.doors.retention.delete_job(job.id, account_id=job.account_id)
    assert caught.value.code == "job_under_way"
    assert await desk.blob_keys() == [input_key(job.id, 0)]
    if not is_claimed:
        await desk.canceler.cancel(job.id, account_id=job.account_id)
        await desk.doors.retention.delete_job(job.id, account_id=job.account_id)
        assert await desk.blob_keys() == []


async def test_orphans_are_swept_up_and_never_what_is_needed(desk):
    kept, deleted = await desk.run(), await desk.run()
    waiting = await desk.submit(**brought(data_uri(png())))
    running = await desk.submit()
    brought_one = await upload(desk, png())
    claimed = await desk.claim(2)
    assert {job.id for job in claimed} == {waiting.id, running.id}
    orphans = [
        f"{new_id('job')}/1/0.png",  # of a submit whose process died
        f"{new_id('upload')}/picture",
        f"{kept.id}/2/0.png",  # of a late worker's attempt
        f"{deleted.id}/1/0.png",
    ]
    strangers = ["notes.txt", "backup/job_1/0.png", "job_short/1/0.png"]
    under_way = [f"{running.id}/1/0.png"]
    await desk.doors.retention.delete_job(deleted.id, account_id=deleted.account_id)
    for key in (*orphans, *strangers, *under_way):
        await desk.blobs.put(key, b"bytes")
    needed = [
        kept.images[0].blob_key,
        input_key(waiting.id, 0),
        brought_one.blob_key,
        *under_way,
        *strangers,
    ]
    assert await retention(desk).sweep() == 0  # all of it is young
    assert await retention(desk, later=timedelta(days=400)).sweep() == len(orphans)
    assert await desk.blob_keys() == sorted(needed)
    assert await retention(desk, later=timedelta(days=400)).sweep() == 0


async def test_a_young_blob_is_left_to_the_owner_that_may_be_on_its_way(world):
    key = f"{new_id('job')}/inputs/0"
    picture = f"{new_id('job')}/1/0.png"
    for each in (key, picture):
        await world.blobs.put(each, b"bytes")
    hour = timedelta(hours=1)
    assert await retention(world, later=hour - timedelta(minutes=1)).sweep() == 0
    assert await retention(world, later=hour + timedelta(minutes=1)).sweep() == 1
    assert await world.blob_keys() == [key]  # what jobs start from has a lifetime of its own


async def test_what_a_job_started_from_goes_after_its_own_lifetime(desk):
    job = await made(desk, data_uri(png()), data_uri(png()))
    inputs = [input_key(job.id, 0), input_key(job.id, 1)]
    day = timedelta(days=1)
    assert await retention(desk, later=day - timedelta(minutes=1)).sweep() == 0
    assert set(inputs) < set(await desk.blob_keys())
    assert await retention(desk, later=day + timedelta(minutes=1)).sweep() == 2
    assert await desk.blob_keys() == [job.images[0].blob_key]
    short = retention(desk, later=timedelta(minutes=1), inputs=timedelta())
    other = await made(desk, data_uri(png()))
    assert await short.sweep() == 1
    assert await desk.blob_keys(f"{other.id}/") == [other.images[0].blob_key]


async def test_a_crash_between_the_store_and_the_bytes_is_swept_up(world, clock):
    job = await world.run()
    broken = retention(world)
    broken._blobs = None  # the process dies before any bytes go
    clock.advance(DAY_S)
    with pytest.raises(AttributeError):
        await broken.delete_overdue()
    assert (await world.job(job)).deleted_at is not None
    assert await world.blob_keys() == [job.images[0].blob_key]
    assert await retention(world, later=timedelta(hours=2)).sweep() == 1
    assert await world.blob_keys() == []


async def test_many_blobs_are_looked_over_in_parts(world, monkeypatch):
    # The real part has five hundred.
    monkeypatch.setattr("inkstone.service.retention._NUM_KEYS", 3)
    job = await world.run(n=4)
    orphans = [f"{new_id('job')}/1/0.png" for _ in range(7)]
    for key in orphans:
        await world.blobs.put(key, b"bytes")
    assert await retention(world, later=timedelta(hours=2)).sweep() == 7
    assert await world.blob_keys() == [image.blob_key for image in job.images]


def test_an_id_tells_when_it_was_made():
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    made_at = time_of(new_id("job"))
    assert before <= made_at <= datetime.now(UTC)
    for other in ("job_", "job_short", "notes.txt", "Job_" + "0" * 26, "job_" + "i" * 26, ""):
        assert time_of(other) is None
    assert time_of("job_" + "z" * 26) is None  # later than any year has
    assert time_of("job_" + "0" * 26) == datetime(1970, 1, 1, tzinfo=UTC)
