"""Executing an attempt: every way out settles the job, hands it back, or finds it gone."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import update

from contract.world import PRICE, image_request, parts
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.errors import ContentRefused, EngineFailure, StorageFull, Unavailable
from inkstone.domain.money import Amount
from inkstone.engines import base
from inkstone.media import png
from inkstone.service.attempt import Attempt
from inkstone.store.account_tables import accounts
from unit.service.engines import Scripted, for_ever, output, run_in_time

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


async def test_all_pictures_made_are_kept_and_charged(world):
    job = await world.run(n=3)
    assert job.status == "succeeded"
    assert job.charged == job.quoted == Amount(3 * PRICE)
    assert [image.seed for image in job.images] == [7, 8, 9]
    assert await world.blob_keys() == [f"{job.id}/1/{i}.png" for i in range(3)]
    assert job.engine == "echo/echo@1"
    assert await world.entries(job) == {"hold": 3 * PRICE, "capture": 3 * PRICE}
    assert job.progress == 1.0
    assert world.board._tracks == {}


async def test_a_partial_success_is_charged_for_what_was_made(world):
    job = await world.run("[fail_after=2]", n=3)
    assert (job.status, job.charged, len(job.images)) == ("succeeded", Amount(2 * PRICE), 2)
    assert await world.entries(job) == {"hold": 3 * PRICE, "capture": 2 * PRICE, "release": PRICE}
    (warning,) = job.warnings
    assert warning.code == "partial"
    assert "2 of 3" in warning.message
    assert "told to fail" in warning.message


async def test_no_picture_is_a_failure_and_free(world):
    job = await world.run("[fail_after=0]", n=2)
    assert (job.status, job.error.code, job.charged) == ("failed", "engine_failure", Amount(0))
    assert await world.entries(job) == {"hold": 2 * PRICE, "release": 2 * PRICE}
    assert await world.blob_keys() == []


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ((), "engine_failure"),
        ((EngineFailure("no", code="no_memory"),), "no_memory"),
        ((PROGRESS, ContentRefused()), "content_refused"),
        ((PROGRESS, asyncio.CancelledError()), "engine_failure"),
        ((PROGRESS, output(1)), "engine_failure"),
        ((PROGRESS, output(-1)), "engine_failure"),
    ],
)
async def test_each_way_an_engine_may_fail_releases_the_hold(world, script, code):
    world = scripted(world, *script)
    with anyio.fail_after(60):
        job = await world.run()
    assert (job.status, job.error.code, job.charged) == ("failed", code, Amount(0))
    assert world.engine.num_closed == 1
    await world.assert_sound()


async def test_a_picture_that_an_engine_makes_twice_counts_once(world):
    world = scripted(world, output(0), output(0))
    job = await world.run(n=2)
    assert (job.status, len(job.images), job.charged) == ("succeeded", 1, Amount(PRICE))


async def test_warnings_and_the_engine_s_own_time_are_kept(world):
    said = base.Warning("unknown_words", "never heard of it", ("blorp",))
    world = scripted(world, PROGRESS, said, output(), base.Consumed(1.5))
    job = await world.run()
    assert [(w.code, w.words) for w in job.warnings] == [("unknown_words", ("blorp",))]
    assert b'inkstone_engine_seconds_sum{queue="echo"} 1.5' in world.metrics.render({}, None)


async def test_an_engine_that_takes_too_long_is_closed_and_its_job_fails(world):
    world = scripted(world, PROGRESS, for_ever, run_timeout_s=0.05)
    with anyio.fail_after(60):
        job = await world.run()
    assert (job.status, job.error.code) == ("failed", "engine_timeout")
    assert world.engine.num_closed == 1


async def test_a_timeout_keeps_the_pictures_that_were_made(world):
    world = scripted(world, PROGRESS, output(), for_ever, run_timeout_s=0.1)
    with anyio.fail_after(60):
        job = await run_in_time(world, n=2)
    assert (job.status, job.charged) == ("succeeded", Amount(PRICE))
    assert "did not finish" in job.warnings[0].message


async def test_a_full_disk_fails_the_job_free_of_charge(world):
    world = parts(world.store, blobs=MemoryBlobs(size_bytes_max=10_000))
    world.caller = await world.open_account()
    await world.submit()
    world.blobs._size_bytes_max = 10
    attempt = Attempt(await world.claim_one())
    await world.executor.execute(attempt)
    job = await world.job(attempt.job)
    assert (job.status, job.error.code, job.error.retryable) == ("failed", StorageFull.code, True)
    assert await world.balance() == (1000, 0)


async def test_the_picture_says_how_it_was_made_and_twice_the_same(world):
    one, two = await world.run("a fox"), await world.run("a fox")
    first, second = [await world.blobs.get(job.images[0].blob_key) for job in (one, two)]
    assert first == second
    assert json.loads(png.texts(first)["inkstone:parameters"]) == {
        "engine": "echo/echo@1",
        "model": "qwen-image-2.0",
        "seed": 7,
        "width": 64,
        "height": 64,
        "prompt": "a fox",
        "negative_prompt": "",
    }


async def test_a_picture_need_not_tell_its_prompt(world):
    world = scripted(world, PROGRESS, output(), policy={"prompt": False})
    job = await world.run("a secret")
    said = png.texts(await world.blobs.get(job.images[0].blob_key))
    assert "prompt" not in json.loads(said["inkstone:parameters"])
    assert "secret" not in str(said)


async def test_an_echo_picture_does_not_tell_its_prompt_either(world):
    world = parts(world.store, policy={"prompt": False})
    world.caller = await world.open_account()
    job = await world.run(request=image_request("a secret"))
    data = await world.blobs.get(job.images[0].blob_key)
    assert "secret" not in str(png.texts(data))


async def test_the_engine_is_told_whose_job_it_is_and_by_when_it_must_begin(world):
    await world.store.write(
        lambda tx: tx.connection.execute(update(accounts).values(weight=3)).close()
    )
    world = scripted(world, PROGRESS, output())
    job = await world.run(priority=2, wait_max=timedelta(seconds=90))
    (run,) = world.engine.runs
    assert (run.account_id, run.account_weight, run.priority) == (job.account_id, 3, 2)
    assert run.deadline_at == job.expires_at == job.created_at + timedelta(seconds=90)


class LosesAnswers:
    """A store that commits, and then says that it did not answer, as at a lost connection."""

    def __init__(self, store, *, num_lost):
        self.store, self.num_lost = store, num_lost

    async def write(self, work):
        result = await self.store.write(work)
        self.num_lost -= 1
        if self.num_lost >= 0:
            raise Unavailable
        return result


@pytest.mark.parametrize("prompt", ["a cat", "[fail_after=0]"])
async def test_a_settle_whose_answer_was_lost_keeps_its_pictures(world, prompt):
    await world.submit(prompt)
    attempt = Attempt(await world.claim_one())
    world.executor._store = LosesAnswers(world.store, num_lost=1)
    with anyio.fail_after(60):
        await world.executor.execute(attempt)
    job = await world.job(attempt.job)
    assert await world.blob_keys() == [image.blob_key for image in job.images]
    assert len(job.images) == (prompt == "a cat")
    assert b'_finished_total{queue="echo"' in world.metrics.render({}, None)


async def test_a_picture_of_one_of_several_models_names_that_model(world):
    pro = base.Identity(engine="echo", model="pro", revision="2")
    world = scripted(world, PROGRESS, replace(output(), made_by=pro))
    job = await world.run()
    assert job.engine == "echo/pro@2"
    kept = png.texts(await world.blobs.get(job.images[0].blob_key))
    assert json.loads(kept["inkstone:parameters"])["engine"] == "echo/pro@2"
