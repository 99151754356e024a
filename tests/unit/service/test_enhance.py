"""Enhance: the same words for the same seed, in time, seen by moderation; else the caller's own."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from contract.judges import BAD, Words
from inkstone.domain.errors import ContentRefused, EngineFailure, Unavailable
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy
from inkstone.domain.request import InputImage
from inkstone.engines.base import Picture
from inkstone.service import rewrites as asking
from inkstone.service.enhance import Enhanced
from unit.media import ordinary
from unit.service.rewriters import RULE, SIZE, Rewriting, a_job, enhancer, picture

pytestmark = pytest.mark.anyio
FLAG = PicturePolicy(moderation=Handling.FLAG)


async def test_a_prompt_is_rewritten_where_that_is_asked_for(world, workshop):
    rewriter = Rewriting()
    mine = enhancer(world, workshop, rewriter)
    job = await a_job(world)
    found = await mine.enhance(job, pictures=(), size=SIZE)
    assert (found.rewrite, found.warnings, found.size) == ("better a cat 1", (), SIZE)
    # An engine that rewrites too is told not to.
    assert found.request == replace(
        job.request, prompt="better a cat 1", prompt_extend=False, size=SIZE
    )
    assert (rewriter.asked, rewriter.seeds, rewriter.pictures) == (["a cat"], [7], [[]])


@pytest.mark.parametrize("said", [None, False])
async def test_nobody_is_asked_where_that_is_not_asked_for(world, workshop, said):
    rewriter = Rewriting()
    mine = enhancer(world, workshop, rewriter)
    job = await a_job(world, prompt_extend=said)
    assert not mine.wants(job.request)
    found = await mine.enhance(job, pictures=(), size=SIZE)
    assert found == Enhanced(request=job.request, size=SIZE)
    assert rewriter.asked == []


async def test_without_an_enhancer_every_prompt_stays(world, workshop):
    mine = enhancer(world, workshop, None)
    job = await a_job(world)
    assert (mine.is_set, mine.name, mine.wants(job.request)) == (False, "", False)
    assert (await mine.enhance(job, pictures=(), size=SIZE)).request == job.request
    with pytest.raises(Unavailable, match="INKSTONE_ENHANCER_URL"):
        await mine.rewrite("a cat", account_id=job.account_id, policy=NO_POLICY, seed=1)


async def test_what_it_does_not_handle_stays(world, workshop):
    mine = enhancer(world, workshop, Rewriting(kinds=frozenset({False})))
    job = await a_job(world, inputs=(InputImage(param="image[0]", blob_key="a/b"),))
    assert not mine.wants(job.request)
    assert mine.wants(replace(job.request, inputs=()))
    found = await mine.enhance(job, pictures=[picture()], size=SIZE)
    assert found == Enhanced(request=job.request, size=SIZE)


async def test_the_same_seed_keeps_its_words(world, workshop):
    rewriter = Rewriting()
    mine = enhancer(world, workshop, rewriter)
    job = await a_job(world)
    first = await mine.enhance(job, pictures=(), size=SIZE)
    assert await mine.enhance(job, pictures=(), size=SIZE) == first
    # After a restart as well, and whatever it costs an enhancer that is away by then.
    later = enhancer(world, workshop, Rewriting(fails=Unavailable("away")))
    assert await later.enhance(job, pictures=(), size=SIZE) == first
    assert len(rewriter.asked) == 1


async def test_whatever_else_differs_is_another_question(world, workshop):
    rewriter = Rewriting()
    mine = enhancer(world, workshop, rewriter)
    job = await a_job(world)
    other = await world.open_account("other")
    for each in (
        job,
        replace(job, request=replace(job.request, seed=8)),
        replace(job, request=replace(job.request, prompt="a dog")),
        replace(job, account_id=other.account_id),
    ):
        await mine.enhance(each, pictures=(), size=SIZE)
    await mine.enhance(job, pictures=[picture()], size=SIZE)
    await mine.enhance(job, pictures=[picture(30, 40)], size=SIZE)
    for changed in (Rewriting(name="other"), Rewriting(revision="2")):
        found = await enhancer(world, workshop, changed).enhance(job, pictures=(), size=SIZE)
        assert found.rewrite == "better a cat 1"
        assert len(changed.asked) == 1
    assert len(rewriter.asked) == 6


async def test_two_at_once_draw_from_the_same_words(world, workshop):
    gate = asyncio.Event()
    rewriter = Rewriting(gate=gate)
    mine = enhancer(world, workshop, rewriter)
    job = await a_job(world)
    both = [asyncio.create_task(mine.enhance(job, pictures=(), size=SIZE)) for _ in range(2)]
    while len(rewriter.asked) < 2:
        await asyncio.sleep(0)
    gate.set()
    first, second = await asyncio.gather(*both)
    assert first == second
    assert first.rewrite in {"better a cat 1", "better a cat 2"}


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (Unavailable("it hung up on us at 10.0.0.7"), "enhancer_unavailable"),
        (EngineFailure("it said a secret"), "enhancer_failed"),
    ],
)
async def test_a_failure_leaves_the_prompt_and_a_warning(world, workshop, failure, code):
    mine = enhancer(world, workshop, Rewriting(fails=failure))
    job = await a_job(world)
    found = await mine.enhance(job, pictures=(), size=SIZE)
    assert (found.request, found.size, found.rewrite) == (job.request, SIZE, "")
    (warning,) = found.warnings
    assert warning.code == code
    assert failure.message not in warning.message


async def test_who_is_away_is_left_alone_for_a_while(world, workshop, monkeypatch):
    rewriter = Rewriting(fails=Unavailable("away"))
    mine = enhancer(world, workshop, rewriter)
    job = await a_job(world)
    for _ in range(3):
        found = await mine.enhance(job, pictures=(), size=SIZE)
        assert [each.code for each in found.warnings] == ["enhancer_unavailable"]
    assert len(rewriter.asked) == 1
    # Real time would make the test wait a quarter of a minute.
    monkeypatch.setattr(asking, "_AWAY_S", 0.0)
    again = enhancer(world, workshop, rewriter)
    await again.enhance(job, pictures=(), size=SIZE)
    rewriter.fails = None
    assert (await again.enhance(job, pictures=(), size=SIZE)).rewrite == "better a cat 3"


async def test_what_fails_for_one_prompt_is_asked_about_the_next(world, workshop):
    rewriter = Rewriting(fails=EngineFailure("nonsense"))
    mine = enhancer(world, workshop, rewriter)
    job = await a_job(world)
    await mine.enhance(job, pictures=(), size=SIZE)
    await mine.enhance(job, pictures=(), size=SIZE)
    assert len(rewriter.asked) == 2


async def test_nobody_waits_longer_than_the_time_allows(world, workshop):
    rewriter = Rewriting(gate=asyncio.Event())
    mine = enhancer(world, workshop, rewriter, timeout_s=0.05)
    found = await mine.enhance(await a_job(world), pictures=(), size=SIZE)
    assert [each.code for each in found.warnings] == ["enhancer_unavailable"]


async def test_a_job_with_little_time_gives_half_of_it(world, workshop):
    rewriter = Rewriting(gate=asyncio.Event())
    mine = enhancer(world, workshop, rewriter, timeout_s=3600)
    job = await a_job(world)
    soon = replace(job, expires_at=job.claimed_at + timedelta(seconds=0.1))
    found = await mine.enhance(soon, pictures=(), size=SIZE)
    assert [each.code for each in found.warnings] == ["enhancer_unavailable"]


async def test_the_wait_for_a_turn_counts(world, workshop):
    rewriter = Rewriting(gate=asyncio.Event())
    mine = enhancer(world, workshop, rewriter, timeout_s=0.1, num_at_once=2)
    job = await a_job(world)
    jobs = [replace(job, request=replace(job.request, seed=seed)) for seed in range(6)]
    found = await asyncio.gather(*(mine.enhance(each, pictures=(), size=SIZE) for each in jobs))
    assert all(not each.rewrite for each in found)
    assert rewriter.num_at_once_max == 2


async def test_an_enhancer_sees_what_an_edit_starts_from(world, workshop):
    rewriter = Rewriting()
    mine = enhancer(world, workshop, rewriter)
    large = bytes(ordinary.encoded(ordinary.gradient(1600, 1000), "PNG"))
    clear = bytes(ordinary.encoded(Image.new("RGBA", (20, 10), (255, 0, 0, 0)), "PNG"))
    pictures = [
        Picture(data=large, width_px=1600, height_px=1000),
        Picture(data=clear, width_px=20, height_px=10),
    ]
    await mine.enhance(await a_job(world), pictures=pictures, size=SIZE)
    sizes = []
    for jpeg in rewriter.pictures[0]:
        with Image.open(io.BytesIO(jpeg)) as opened:
            assert (opened.format, opened.mode) == ("JPEG", "RGB")
            sizes.append(opened.size)
    assert sizes == [(1295, 809), (20, 10)]
    assert 1295 * 809 <= 1024 * 1024


async def test_a_prompt_that_comes_back_as_it_was_is_not_rewritten(world, workshop):
    mine = enhancer(world, workshop, Rewriting(says="a cat", ratio="16:9"))
    job = await a_job(world, is_size_default=True, size_rule=RULE)
    found = await mine.enhance(job, pictures=(), size=SIZE)
    assert found == Enhanced(request=job.request, size=SIZE)


async def test_rewritten_words_are_moderated_and_kept_only_if_they_pass(world, workshop):
    words, rewriter = Words(), Rewriting(says=f"a cat with a {BAD}")
    mine = enhancer(world, workshop, rewriter, judges=[words])
    job = await a_job(world)
    for _ in range(2):
        with pytest.raises(ContentRefused, match="The rewritten prompt was refused: tusks"):
            await mine.enhance(job, pictures=(), size=SIZE)
    assert len(rewriter.asked) == 2  # what was refused was not kept
    found = await mine.enhance(replace(job, policy=FLAG), pictures=(), size=SIZE)
    assert [each.code for each in found.warnings] == ["content_flagged"]
    assert found.rewrite == rewriter.says
    # What passed under one policy is looked at again under another.
    with pytest.raises(ContentRefused):
        await mine.enhance(job, pictures=(), size=SIZE)
    assert len(rewriter.asked) == 3


async def test_words_that_nobody_can_look_at_wait(world, workshop):
    mine = enhancer(world, workshop, Rewriting(), judges=[Words(num_away=1)])
    with pytest.raises(Unavailable):
        await mine.enhance(await a_job(world), pictures=(), size=SIZE)


async def test_a_rewrite_is_asked_for_by_itself(world, workshop):
    rewriter = Rewriting(ratio="16:9")
    mine = enhancer(world, workshop, rewriter, judges=[Words()])
    account_id = world.caller.account_id
    asked = {"account_id": account_id, "policy": NO_POLICY, "seed": 7}
    found = await mine.rewrite("a cat", **asked)
    assert (found.rewrite.prompt, found.rewrite.ratio) == ("better a cat 1", "16:9")
    assert (found.is_cached, found.warnings) == (False, ())
    assert (await mine.rewrite("a cat", **asked)).is_cached
    # A job with the same seed is drawn from the same words.
    job = await a_job(world)
    assert (await mine.enhance(job, pictures=(), size=SIZE)).rewrite == "better a cat 1"
    with pytest.raises(ContentRefused, match="The prompt was refused"):
        await mine.rewrite(f"a {BAD}", **asked)
    flagged = await mine.rewrite(f"a {BAD}", **asked | {"policy": FLAG})
    assert [each.code for each in flagged.warnings] == ["content_flagged"]
    assert len(rewriter.asked) == 2


async def test_whoever_asks_for_a_rewrite_alone_hears_of_failures(world, workshop):
    asked = {"account_id": world.caller.account_id, "policy": NO_POLICY, "seed": 7}
    for failure, code in (
        (Unavailable("at 10.0.0.7", retry_after_s=9), "enhancer_unavailable"),
        (EngineFailure("a secret"), "enhancer_failed"),
    ):
        mine = enhancer(world, workshop, Rewriting(fails=failure))
        with pytest.raises(type(failure)) as caught:
            await mine.rewrite("a cat", **asked)
        assert caught.value.code == code
        assert failure.message not in caught.value.message


async def test_a_database_that_is_away_leaves_the_prompt(world, workshop):
    class Away:
        """No database."""

        async def read(self, *_, **__):
            raise Unavailable("the database is away")

    mine = enhancer(replace(world, store=Away()), workshop, Rewriting())
    found = await mine.enhance(await a_job(world), pictures=(), size=SIZE)
    assert [each.code for each in found.warnings] == ["enhancer_unavailable"]


async def test_words_that_cannot_be_kept_are_used(world, workshop):
    class Full:
        """A database that nothing can be written to."""

        read = world.store.read

        async def write(self, *_, **__):
            raise Unavailable("no room")

    mine = enhancer(replace(world, store=Full()), workshop, Rewriting())
    found = await mine.enhance(await a_job(world), pictures=(), size=SIZE)
    assert (found.rewrite, found.warnings) == ("better a cat 1", ())
