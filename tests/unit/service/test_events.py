"""Following jobs: no wake-up is lost, a reader resumes, and a slow one costs nothing."""

import asyncio
import time
from contextlib import aclosing
from datetime import timedelta

import anyio
import pytest

from inkstone.domain.errors import NotFound
from inkstone.domain.job import JobWarning
from inkstone.engines import base
from inkstone.service import events
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.events import (
    Events,
    ProgressEvent,
    StatusEvent,
    WarningEvent,
)
from inkstone.service.progress import PREVIEW_BYTES_MAX, ProgressBoard
from inkstone.store import claims
from unit.service.engines import Gate, output, picture
from unit.service.following import Following, all_of, runs_to, short

pytestmark = pytest.mark.anyio


async def test_a_follower_is_told_everything_in_order(live):
    job = await live.submit("[steps=4 step_ms=60]")
    following = Following(live, job)
    await following.until("queue 0")
    async with live.working():
        words = await following.ended()
    assert words[:3] == ["queued", "queue 0", "running"]
    assert words[3].endswith("/4")
    assert words[-2:] == ["succeeded", "done"]
    assert words.index("preview 0") < words.index("succeeded")
    steps = [event.step for event in following.seen if isinstance(event, ProgressEvent)]
    assert steps == sorted(set(steps))
    assert following.seen[-1].job.images
    assert not live.store.signals._waiting
    assert not live.board._ears
    assert not live.watcher._waiting


async def test_a_job_that_has_ended_is_told_at_once(world):
    job = await world.run()
    world.store.signals.look_every_s = 600.0
    with anyio.fail_after(60):
        assert await all_of(world, job) == ["succeeded", "done"]


async def test_a_follower_wakes_at_a_change_at_once(world):
    job = await world.submit()
    world.store.signals.look_every_s = 600.0
    following = Following(world, job, timeout_s=300)
    await following.until("queued")
    with anyio.fail_after(60):
        await world.executor.execute(Attempt(await world.claim_one()))
        words = await following.ended()
    assert [word for word in words if word in ("queued", "running", "succeeded", "done")] == [
        "queued",
        "running",
        "succeeded",
        "done",
    ]


async def test_a_change_before_the_first_look_is_not_lost(world, monkeypatch):
    """The follower listens before it reads: what comes in between is read or heard."""
    job = await world.submit()
    read = world.store.read
    is_first = True

    async def read_late(*args, **more):
        nonlocal is_first
        found = await read(*args, **more)
        if is_first:
            is_first = False
            await world.canceler.cancel(job.id, account_id=job.account_id)
        return found

    # A stand-in for the moment between a read and the wait that follows it.
    monkeypatch.setattr(world.store, "read", read_late)
    world.store.signals.look_every_s = 600.0
    with anyio.fail_after(60):
        words = await all_of(world, job, timeout_s=300)
    assert words[0] == "queued"
    assert words[-2:] == ["canceled", "done"]


async def test_numbers_grow_and_a_reader_resumes_behind_any(world):
    job = await world.submit()
    first = Following(world, job)
    await first.until("queued")
    await world.executor.execute(Attempt(await world.claim_one()))
    await first.ended()
    seqs = [event.seq for event in first.seen if isinstance(event, StatusEvent)]
    assert seqs == sorted(set(seqs))
    assert first.seen[-1].seq == seqs[-1]
    told = ["queued", "running", "succeeded"]
    for index, seq in enumerate(seqs):
        again = Following(world, job, after=seq)
        assert await again.ended() == [*told[index + 1 :], "done"]
        assert again.seen[-1].seq == seqs[-1]
    assert await all_of(world, job, after=10**9) == ["done"]


async def test_what_was_drawn_at_the_last_moment_is_told_before_the_end(world):
    job = await world.submit()
    following = Following(world, job)
    await following.until("queue 0")
    gate = Gate()
    task = await runs_to(
        world, job, base.Progress(0, 0, 2), gate, base.Preview(0, picture()), output()
    )
    await following.until("0: 0/2")
    gate.opened.set()
    await task
    words = await following.ended()
    assert words[-4:] == ["0: 2/2", "preview 0", "succeeded", "done"]


async def test_progress_comes_five_times_a_second_at_the_most(live):
    job = await live.submit("[steps=100 step_ms=8]")
    began_s = time.monotonic()
    async with live.working():
        words = await all_of(live, job)
    took_s = time.monotonic() - began_s
    steps = [word for word in words if word.endswith("/100")]
    assert 4 <= len(steps) <= 5 * took_s + 2, "with one at either end"
    assert steps[-1] == "0: 100/100"


async def test_a_slow_reader_gets_the_latest_and_nothing_is_kept_for_it(world):
    job = await world.submit()
    reader = world.events.follow(job, timeout_s=20)
    async with aclosing(reader):
        assert short(await anext(reader)) == "queued"
        gate = Gate()
        flood = [
            event
            for step in range(5_000)
            for event in (base.Progress(0, step, 5_000), base.Preview(0, picture()))
        ]
        task = await runs_to(world, job, *flood, gate, output())
        track = world.board.track(job.id)
        assert len(track.previews) == 1
        assert track.step.step == 4_999
        told = [short(await anext(reader)) for _ in range(3)]
        assert told == ["running", "0: 4999/5000", "preview 0"]
        gate.opened.set()
        await task
        assert [short(event) async for event in reader] == ["0: 5000/5000", "succeeded", "done"]


async def test_a_preview_that_is_too_large_is_dropped(world):
    job = await world.submit()
    following = Following(world, job)
    await following.until("queued")
    large = base.Preview(0, picture(data=bytes(PREVIEW_BYTES_MAX + 1)))
    await (await runs_to(world, job, large, output()))
    assert "preview 0" not in await following.ended()


async def test_warnings_are_told_once_each_when_they_are_known(world):
    job = await world.submit()
    following = Following(world, job)
    await following.until("queued")
    gate = Gate()
    warnings = [base.Warning("one", "First."), base.Warning("two", "Second.", ("word",))]
    task = await runs_to(world, job, *warnings, gate, output())
    await following.until("two")
    gate.opened.set()
    await task
    words = await following.ended()
    assert [word for word in words if word in ("one", "two")] == ["one", "two"]
    assert JobWarning(code="two", message="Second.", words=("word",)) in [
        event.warning for event in following.seen if isinstance(event, WarningEvent)
    ]
    assert words.index("two") < words.index("succeeded")
    assert [w for w in await all_of(world, job) if w in ("one", "two")] == ["one", "two"]


async def test_another_process_is_followed_by_the_row(world):
    """Nothing is signalled and no board is shared; there is only the database."""
    job = await world.submit(n=2)
    world.store.signals.look_every_s = 0.05
    elsewhere = Events(store=world.store, board=ProgressBoard(), watcher=world.watcher)
    following = Following(world, job, events=elsewhere)
    await following.until("queued")
    claimed = await world.claim_one()
    lease = timedelta(seconds=10)
    for permille in (250, 750):
        beat = {job.id: (claimed.attempt, permille)}
        await world.store.write(lambda tx, beat=beat: claims.renew(tx, held=beat, lease=lease))
        await following.until("0: 50/100" if permille == 250 else "1: 50/100")
    await world.executor.execute(Attempt(claimed))
    assert (await following.ended())[-2:] == ["succeeded", "done"]


async def test_a_job_that_is_handed_back_is_told_so_and_drawn_anew(world):
    job = await world.submit()
    following = Following(world, job)
    await following.until("queued")
    gate = Gate()
    task = await runs_to(world, job, base.Progress(0, 1, 2), gate, output())
    await following.until("0: 1/2")
    attempt = Attempt(await world.job(job))
    attempt.reason = StopReason.DRAINED
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await world.executor.finish(attempt, None)
    await following.until("queue 0")
    await (await runs_to(world, job, base.Progress(0, 0, 2), output()))
    words = [word for word in await following.ended() if not word.startswith("queue ")]
    assert words[:3] == ["queued", "running", "0: 1/2"]
    assert words[3:5] == ["queued", "running"]
    # Where the end comes at once, its steps need not be told.
    assert [word for word in words[5:] if not word.startswith("0: ")] == ["succeeded", "done"]


async def test_the_time_is_up_without_an_end(world):
    job = await world.submit()
    world.store.signals.look_every_s = 600.0
    with anyio.fail_after(60):
        assert await all_of(world, job, timeout_s=0.05) == ["queued", "queue 0"]


@pytest.mark.slow
async def test_closing_lets_every_follower_go(world):
    job = await world.submit()
    world.store.signals.look_every_s = 600.0
    followings = [Following(world, job, timeout_s=300) for _ in range(5)]
    for following in followings:
        await following.until("queue 0")
    with anyio.fail_after(60):
        world.watcher.close()
        for following in followings:
            await following.task
    assert await all_of(world, job) == []


async def test_a_follower_that_leaves_leaves_nothing_behind(world):
    job = await world.submit()
    following = Following(world, job)
    await following.until("queue 0")
    following.task.cancel()
    await asyncio.gather(following.task, return_exceptions=True)
    await following.source.aclose()
    assert not world.store.signals._waiting
    assert not world.board._ears
    assert not world.watcher._waiting


async def test_a_job_that_is_not_there_cannot_be_followed(world):
    job = await world.submit()
    object.__setattr__(job, "id", "job_none")
    with pytest.raises(NotFound):
        await anext(world.events.follow(job, timeout_s=1))


async def test_a_job_whose_words_are_forgotten_still_has_an_end(world):
    job = await world.run()
    await world.doors.retention.delete_job(job.id, account_id=job.account_id)
    assert await all_of(world, job) == ["done"]


def test_what_is_exported_is_there():
    assert all(hasattr(events, name) for name in events.__all__)
