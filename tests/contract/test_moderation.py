"""Moderation of jobs on each database: what is refused leaves no trace, what is kept is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import anyio
import pytest
from sqlalchemy import func, select

from contract.judges import BAD, ON_PICTURES, ON_WORDS, Eyes, Words
from contract.world import PRICE, Parts, until
from inkstone.domain.errors import ContentRefused, Unavailable
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.moderation import Finding, Handling
from inkstone.domain.money import Amount
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy
from inkstone.media.png import with_text
from inkstone.media.workshop import Workshop
from inkstone.service import moderate
from inkstone.service.attempt import Attempt
from inkstone.store.tables import idempotency_keys, jobs, ledger_entries
from unit.service.brought import brought, data_uri, opened, png

pytestmark = pytest.mark.anyio
CLEAN, DIRTY = "a cat", f"a {BAD}"
FLAG = {"moderation": Handling.FLAG}


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    """Where pictures are decoded and encoded."""
    shop = Workshop(num_processes=1, memory_bytes=768 * 2**20, timeout_s=60)
    await shop.open()
    yield shop
    await shop.close()


async def counts(desk: Parts) -> tuple[int, ...]:
    """How many jobs, ledger entries and idempotency keys there are."""

    def read(tx: Any) -> tuple[int, ...]:
        tables = (jobs, ledger_entries, idempotency_keys)
        return tuple(
            tx.connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in tables
        )

    return await desk.store.read(read)


async def drawn(desk: Parts, job: Job) -> Job:
    """A job at its end."""
    await desk.executor.execute(Attempt(await desk.claim_one()))
    return await desk.job(job)


async def test_a_refused_prompt_leaves_no_trace(world: Parts, workshop: Workshop) -> None:
    words = Words()
    async with opened(world, workshop, text_judges=[words]) as desk:
        before, had = await counts(desk), await desk.balance()
        key = {"idempotency_key": "one", "fingerprint": "dirty"}
        for _ in range(2):
            with pytest.raises(ContentRefused, match="tusks"):
                await desk.submit(DIRTY, **key)
        bringing = brought(data_uri(png()), prompt=DIRTY)
        with pytest.raises(ContentRefused):
            await desk.submit(**bringing)
        assert await counts(desk) == before
        assert await desk.balance() == had
        assert await desk.blob_keys() == []
        # The key is as good as new, for another prompt too.
        job = await desk.run(CLEAN, idempotency_key="one", fingerprint="clean")
        assert (job.status, job.warnings) == (JobStatus.SUCCEEDED, ())
        assert words.asked == [DIRTY, DIRTY, DIRTY, CLEAN]
        await desk.assert_sound()


async def test_a_flagged_prompt_is_drawn_and_the_job_says_so(
    world: Parts, workshop: Workshop
) -> None:
    async with opened(world, workshop, text_judges=[Words()], policy=FLAG) as desk:
        queued = await desk.submit(DIRTY)
        assert [each.code for each in queued.warnings] == ["content_flagged"]
        job = await drawn(desk, queued)
        (warning,) = job.warnings
        assert (warning.code, job.status) == ("content_flagged", JobStatus.SUCCEEDED)
        assert warning.message == f"The prompt was flagged: {ON_WORDS.category}."
        assert job.charged == Amount(PRICE)


@pytest.mark.parametrize(
    ("server", "account", "key", "outcome"),
    [
        ("refuse", None, None, "refuse"),
        ("refuse", "flag", None, "flag"),
        ("refuse", "flag", "allow", "allow"),
        ("allow", "refuse", None, "refuse"),
        ("allow", "refuse", "flag", "flag"),
        ("flag", None, "refuse", "refuse"),
        ("flag", "allow", None, "allow"),
    ],
)
async def test_a_key_says_more_than_its_account_and_that_more_than_the_server(
    world: Parts,
    workshop: Workshop,
    server: str,
    account: str | None,
    key: str | None,
    outcome: str,
) -> None:
    def said(word: str | None) -> PicturePolicy:
        return PicturePolicy(moderation=Handling(word)) if word else NO_POLICY

    words, eyes = Words(), Eyes(is_strict=True)
    more = {"text_judges": [words], "picture_judges": [eyes]}
    usual = {"moderation": Handling(server)}
    async with opened(world, workshop, policy=usual, **more) as desk:
        owner, _ = await desk.accounts.ensure("shop", grant=Amount(PRICE))
        made = await desk.keys.create(account_id=owner.id, account="shop", name="k")
        await desk.accounts.change(owner.id, policy=lambda _: said(account))
        await desk.keys.change(made.key_id, lambda was: replace(was, policy=said(key)))
        desk.caller = await desk.keys.authenticate(made.key)
        if outcome == "refuse":
            with pytest.raises(ContentRefused):
                await desk.submit(DIRTY)
            job = await desk.run(CLEAN)
            assert (job.status, job.error.code) == (JobStatus.FAILED, "content_refused")
            return
        job = await desk.run(DIRTY)
        assert job.status is JobStatus.SUCCEEDED
        flagged = outcome == "flag"
        codes = [each.code for each in job.warnings]
        assert codes == (["content_flagged"] * 2 if flagged else [])
        assert job.images[0].findings == ((ON_PICTURES,) if flagged else None)
        assert (len(words.asked), len(eyes.shown)) == ((1, 1) if flagged else (0, 0))


async def test_a_policy_that_changes_later_changes_no_job(world: Parts, workshop: Workshop) -> None:
    async with opened(world, workshop, picture_judges=[Eyes(is_strict=True)]) as desk:
        desk.caller = replace(desk.caller, policy=PicturePolicy(moderation=Handling.ALLOW))
        job = await desk.submit(CLEAN)
        desk.caller = replace(desk.caller, policy=NO_POLICY)
        assert (await drawn(desk, job)).status is JobStatus.SUCCEEDED


async def test_while_a_judge_is_away_nothing_is_taken(world: Parts, workshop: Workshop) -> None:
    words = Words(num_away=1)
    async with opened(world, workshop, text_judges=[words]) as desk:
        before = await counts(desk)
        key = {"idempotency_key": "one", "fingerprint": "f"}
        with pytest.raises(Unavailable):
            await desk.submit(CLEAN, **key)
        assert await counts(desk) == before
        assert not (await desk.submitted(CLEAN, **key)).is_replay


async def test_what_nobody_could_look_at_goes_through_where_that_is_allowed(
    world: Parts, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The pauses between the tries are seconds, and this is not about how long they are.
    monkeypatch.setattr(moderate, "_WAITS_S", ())
    judges = {"text_judges": [Words(num_away=1)], "picture_judges": [Eyes(num_away=1)]}
    async with opened(world, workshop, allows_on_failure=True, **judges) as desk:
        job = await desk.run(DIRTY, n=2)
        assert (job.status, job.warnings) == (JobStatus.SUCCEEDED, ())
        assert [image.findings for image in job.images] == [None, ()]
        assert [image.is_flagged for image in job.images] == [None, False]


async def test_pictures_that_nobody_could_look_at_are_not_delivered(
    world: Parts, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As above.
    monkeypatch.setattr(moderate, "_WAITS_S", ())
    async with opened(world, workshop, picture_judges=[Eyes(num_away=9)]) as desk:
        job = await desk.run(CLEAN)
        assert (job.status, job.error.code, job.error.retryable) == (
            JobStatus.FAILED,
            "model_unavailable",
            True,
        )
        assert await desk.entries(job) == {"hold": PRICE, "release": PRICE}
        assert await desk.blob_keys() == []


async def test_a_repeated_request_is_not_looked_at_again(world: Parts, workshop: Workshop) -> None:
    words = Words()
    async with opened(world, workshop, text_judges=[words]) as desk:
        key = {"idempotency_key": "one", "fingerprint": "f"}
        first = await desk.submitted(CLEAN, **key)
        # By now it would be refused, and the judge could not even answer.
        words.bad, words.num_away = "cat", 1
        again = await desk.submitted(CLEAN, **key)
        assert (again.is_replay, again.job.id) == (True, first.job.id)
        assert words.asked == [CLEAN]


async def test_one_refused_picture_of_three_is_neither_delivered_nor_charged(
    world: Parts, workshop: Workshop
) -> None:
    eyes = Eyes(bad=frozenset({1}))
    async with opened(world, workshop, picture_judges=[eyes]) as desk:
        job = await desk.run(CLEAN, n=3)
        assert (job.status, job.charged) == (JobStatus.SUCCEEDED, Amount(2 * PRICE))
        assert len(job.images) == 2
        (warning,) = job.warnings
        assert warning.code == "partial"
        assert "2 of 3 pictures were made" in warning.message
        assert "was refused: whiskers" in warning.message
        bill = {"hold": 3 * PRICE, "capture": 2 * PRICE, "release": PRICE}
        assert await desk.entries(job) == bill
        assert await desk.blob_keys() == [image.blob_key for image in job.images]
        assert eyes.shown == [(64, 64)] * 3
        await desk.assert_sound()


async def test_where_all_are_refused_the_job_fails_for_free(
    world: Parts, workshop: Workshop
) -> None:
    async with opened(world, workshop, picture_judges=[Eyes(is_strict=True)]) as desk:
        job = await desk.run(CLEAN, n=2)
        assert (job.status, job.images, job.charged) == (JobStatus.FAILED, (), Amount(0))
        assert (job.error.code, job.error.retryable) == ("content_refused", False)
        assert job.error.is_callers
        assert "whiskers" in job.error.message
        assert await desk.entries(job) == {"hold": 2 * PRICE, "release": 2 * PRICE}
        assert await desk.blob_keys() == []
        assert (await desk.balance())[1] == 0
        await desk.assert_sound()


async def test_an_input_that_is_refused_is_not_drawn_from(world: Parts, workshop: Workshop) -> None:
    eyes = Eyes(bad=frozenset({1}))
    async with opened(world, workshop, picture_judges=[eyes]) as desk:
        given = brought(data_uri(png()), data_uri(png(20, 20)))
        job = await desk.run(**given)
        assert (job.status, job.error.code) == (JobStatus.FAILED, "content_refused")
        assert "Input picture 2 was refused" in job.error.message
        assert await desk.entries(job) == {"hold": PRICE, "release": PRICE}
        assert len(eyes.shown) == 2


async def test_words_that_an_input_brings_are_looked_at_too(
    world: Parts, workshop: Workshop
) -> None:
    words, scene = Words(), {"texts": [{"string": f"no {BAD}es"}]}
    async with opened(world, workshop, text_judges=[words]) as desk:
        forged = with_text(png(), {"inkstone:scene": json.dumps(scene)})
        job = await desk.run(**brought(data_uri(png()), data_uri(forged)))
        assert (job.status, job.error.code) == (JobStatus.FAILED, "content_refused")
        assert "Input picture 2's own text was refused" in job.error.message
        assert words.asked == ["as at night", f"no {BAD}es"]
        assert await desk.entries(job) == {"hold": PRICE, "release": PRICE}


async def test_findings_are_kept_with_their_pictures(world: Parts, workshop: Workshop) -> None:
    exact = (ON_PICTURES, Finding(category="暴力", source="classifier", score=None))
    eyes = Eyes(bad=frozenset({0}), findings=exact)
    async with opened(world, workshop, picture_judges=[eyes], policy=FLAG) as desk:
        job = await desk.run(CLEAN, n=2)
        assert [image.findings for image in job.images] == [exact, ()]
        assert [image.is_flagged for image in job.images] == [True, False]
        (warning,) = job.warnings
        assert warning.message == "Picture 1 was flagged: whiskers, 暴力."
        assert job.charged == Amount(2 * PRICE)


@pytest.mark.parametrize("is_looked_at", [True, False])
async def test_previews_are_not_shown_where_somebody_looks_at_pictures(
    world: Parts, workshop: Workshop, is_looked_at: bool
) -> None:
    eyes = Eyes(gate=asyncio.Event())
    judges = [eyes] if is_looked_at else []
    previews: list[int] = []
    async with opened(world, workshop, picture_judges=judges) as desk:
        show = desk.board.preview

        def note(job_id: str, image_index: int, *more: Any) -> None:
            previews.append(image_index)
            show(job_id, image_index, *more)

        desk.board.preview = note  # type: ignore[method-assign]
        job = await desk.submit(f"{CLEAN} [steps=4]")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(desk.executor.execute, Attempt(await desk.claim_one()))

            async def has_come_so_far() -> bool:
                return bool(eyes.shown) or (await desk.job(job)).is_terminal

            await until(has_come_so_far)
            assert bool(previews) is not is_looked_at
            assert bool(eyes.shown) is is_looked_at
            eyes.gate.set()
        assert (await desk.job(job)).status is JobStatus.SUCCEEDED
