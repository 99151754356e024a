"""Looking through an account's jobs, and stars, on each database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contract.world import Parts, image_request, parts
from inkstone.domain.errors import NotFound
from inkstone.domain.job import JobStatus
from inkstone.service.query import JobSearch
from inkstone.service.stars import Stars
from inkstone.store import job_search

pytestmark = pytest.mark.anyio
HALF = "\ud83d"


async def found(world: Parts, *words: str, limit: int = 100, **more: Any) -> list[str]:
    """The prompts of the jobs that are found, in the order of the alphabet."""
    wanted = JobSearch(account_id=world.caller.account_id, words=words, **more)
    jobs, _ = await world.queries.search(wanted, limit=limit)
    assert [job.id for job in jobs] == sorted((job.id for job in jobs), reverse=True)
    return sorted(job.request.prompt for job in jobs)


async def test_a_word_is_found_wherever_it_stands_and_nowhere_else(world: Parts):
    prompts = ["a Red cat", 'say "red,\\dog"', "墨香 shop", "50% off_", "line\nbreak!", "a"]
    for prompt in prompts:
        await world.submit(prompt)
    assert await found(world) == sorted(prompts)
    assert await found(world, "RED") == sorted(prompts[:2])
    assert await found(world, '"red,\\dog"') == [prompts[1]]
    assert await found(world, "墨") == [prompts[2]]
    assert await found(world, "50%") == [prompts[3]]
    assert await found(world, "f_") == [prompts[3]]
    assert await found(world, "k!") == [prompts[4]]
    assert await found(world, "nbreak") == [], "a line break is no letter"
    assert await found(world, "5%f") == []
    assert await found(world, "qwen-image-2.0") == [], "only the prompt is looked at"
    assert await found(world, "a", "cat", "red") == [prompts[0]]
    assert await found(world, "\0") == []


async def test_words_beside_half_a_character_are_found(world: Parts):
    await world.submit(f"墨香 {HALF} shop")
    assert len(await found(world, "墨香", "shop")) == 1
    assert await found(world, "香墨") == []


async def test_a_forgotten_prompt_is_not_found(world: Parts):
    job = await world.run("a secret")
    assert await found(world, "secret") == ["a secret"]
    await world.doors.retention.delete_job(job.id, account_id=job.account_id)
    assert await found(world, "secret") == []
    assert await found(world) == [""]


async def test_each_condition_leaves_out_what_does_not_meet_it(world: Parts):
    one = await world.run("one")
    two = await world.submit("two", dialect="native", request=replace(
        image_request("two"), model="another-model"))  # fmt: skip
    assert await found(world, statuses=(JobStatus.QUEUED,)) == ["two"]
    assert await found(world, model="another-model") == ["two"]
    assert await found(world, model="another\0-model") == []
    assert await found(world, dialect="native") == ["one", "two"]
    assert await found(world, dialect="openai") == []
    assert await found(world, key_id=one.key_id) == ["one", "two"]
    assert await found(world, key_id="key_x\0") == []
    assert one.key_id == two.key_id
    mine, world.caller = world.caller, await world.open_account("other")
    assert await found(world) == []
    assert world.caller.account_id != mine.account_id


async def test_jobs_of_a_span_are_found_by_when_they_were_submitted(migrated: Any):
    """By the database's own clock, since ids carry real time."""
    world = parts(migrated)
    await migrated.open()
    world.caller = await world.open_account()
    one, two = await world.submit("one"), await world.submit("two")
    assert one.created_at < two.created_at
    assert await found(world, created_from=two.created_at) == ["two"]
    assert await found(world, created_to=two.created_at) == ["one"]
    assert await found(world, created_from=one.created_at, created_to=two.created_at) == ["one"]
    ends = datetime(1970, 1, 1, tzinfo=UTC), datetime(9990, 1, 1, tzinfo=UTC)
    assert await found(world, created_from=ends[0], created_to=ends[1]) == ["one", "two"]
    assert await found(world, created_from=ends[1]) == await found(world, created_to=ends[0]) == []
    assert await found(world, created_to=one.created_at + timedelta(days=-9)) == []


async def test_a_long_list_is_looked_through_in_parts(world: Parts):
    for index in range(7):
        await world.submit(f"cat {index}" if index in {0, 5} else f"dog {index}")
    wanted = JobSearch(account_id=world.caller.account_id, words=("cat",))
    pages, before = [], None
    for _ in range(10):
        page, before = await world.store.read(
            lambda tx, before=before: job_search.search(
                tx, wanted, before_id=before, first_id="job_", last_id="job_z", limit=1,
                num_looked_max=3,
            )
        )  # fmt: skip
        pages.append([job.request.prompt for job in page])
        if before is None:
            break
    assert sorted(each for page in pages for each in page) == ["cat 0", "cat 5"]
    assert before is None
    assert len(pages) > 2, "a part may have none"
    plain = JobSearch(account_id=world.caller.account_id)
    all_, before = await world.queries.search(plain, limit=7)
    assert (len(all_), before) == (7, None)
    most, before = await world.queries.search(plain, limit=5)
    assert before == most[-1].id
    rest, before = await world.queries.search(plain, limit=5, before_id=before)
    assert (len(rest), before) == (2, None)


async def test_a_star_stays_through_all_that_becomes_of_a_job(world: Parts):
    stars, own = Stars(store=world.store), {"account_id": world.caller.account_id}
    job = await world.submit("one")
    await world.submit("two")
    before = await world.history(job)
    starred = await stars.put(job.id, **own, is_starred=True)
    assert starred == replace(job, is_starred=True)
    assert await world.history(job) == before, "it is no change of state"
    assert await found(world, is_starred=True) == ["one"]
    assert await found(world, is_starred=False) == ["two"]
    claimed = await world.claim_one()
    assert (claimed.id, claimed.is_starred) == (job.id, True)
    await stars.put(job.id, **own, is_starred=False)
    again = await stars.put(job.id, **own, is_starred=True)
    assert (again.status, again.attempt) == (JobStatus.RUNNING, 1)
    assert await stars.put(job.id, **own, is_starred=True) == again
    assert await found(world, "one", is_starred=True) == ["one"]
    assert (await stars.put(job.id, **own, is_starred=False)).is_starred is False
    assert await found(world, is_starred=True) == []


async def test_only_a_job_s_own_account_gives_it_a_star(world: Parts):
    stars, job = Stars(store=world.store), await world.submit("one")
    for job_id, account in ((job.id, "acct_other"), ("job_none", job.account_id), ("a\0", "b")):
        with pytest.raises(NotFound):
            await stars.put(job_id, account_id=account, is_starred=True)
    assert (await world.job(job)).is_starred is False
