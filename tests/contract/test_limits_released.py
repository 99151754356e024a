"""What limits count is given back on every way out of a job, to the day that it was of."""

from datetime import timedelta

import pytest

from contract.stores import a_store
from contract.test_limits import DAY_S, counted, limit, spending
from contract.world import PRICE, Clock, Parts, parts
from inkstone.domain.errors import BudgetSpent, EngineFailure, InkstoneError
from inkstone.service.attempt import Attempt, StopReason
from inkstone.worker.reclaim import reclaim

pytestmark = pytest.mark.anyio


async def _succeed(world: Parts, clock: Clock) -> int:
    await world.run(n=2)
    return 2


async def _make_a_part(world: Parts, clock: Clock) -> int:
    job = await world.run("[fail_after=1]", n=2)
    assert len(job.images) == 1
    return 1


async def _fail(world: Parts, clock: Clock) -> int:
    assert (await world.run("[fail_after=0]", n=2)).status == "failed"
    return 0


async def _cancel_in_the_queue(world: Parts, clock: Clock) -> int:
    job = await world.submit(n=2)
    await world.canceler.cancel(job.id, account_id=job.account_id)
    await world.canceler.cancel(job.id, account_id=job.account_id)
    return 0


async def _cancel_while_it_runs(world: Parts, clock: Clock) -> int:
    await world.submit(n=2)
    running = await world.claim_one()
    await world.canceler.cancel(running.id, account_id=running.account_id)
    assert (await spending(world)).num_open == 1, "it runs until its worker has stopped"
    attempt = Attempt(running)
    attempt.reason = StopReason.CANCELED
    await world.executor.finish(attempt, None)
    assert (await world.job(running)).status == "canceled"
    return 0


async def _expire(world: Parts, clock: Clock) -> int:
    await world.submit(n=2, wait_max=timedelta(seconds=5))
    clock.advance(5)
    assert await world.canceler.expire_overdue() == 1
    return 0


async def _reclaimed(world: Parts, *, num_crashes_max: int) -> None:
    assert (
        await reclaim(
            store=world.store,
            blobs=world.blobs,
            num_crashes_max=num_crashes_max,
            ignore_leases=False,
        )
        == 1
    )


async def _be_reclaimed(world: Parts, clock: Clock) -> int:
    job = await world.submit(n=2)
    first = await world.claim_one()
    clock.advance(11)
    await _reclaimed(world, num_crashes_max=3)
    assert await counted(world) == (1, 2, 2), "it is still under way"
    await world.executor.execute(Attempt(await world.claim_one(suspects=True)))
    await world.executor.finish(Attempt(first), EngineFailure("late, and nobody's job any more"))
    assert (await world.job(job)).status == "succeeded"
    return 2


async def _lose_the_worker(world: Parts, clock: Clock) -> int:
    job = await world.submit(n=2)
    await world.claim_one()
    clock.advance(11)
    await _reclaimed(world, num_crashes_max=1)
    ended = await world.job(job)
    assert ended.error is not None
    assert ended.error.code == "worker_lost"
    return 0


async def _be_handed_back(world: Parts, clock: Clock) -> int:
    await world.submit(n=2)
    attempt = Attempt(await world.claim_one())
    attempt.reason = StopReason.DRAINED
    await world.executor.finish(attempt, None)
    assert await counted(world) == (1, 2, 2), "it is still under way"
    await world.executor.execute(Attempt(await world.claim_one()))
    return 2


async def _be_refused_by_money(world: Parts, clock: Clock) -> int:
    with pytest.raises(InkstoneError, match="available"):
        await world.submit(n=100_000)
    return 0


WAYS_OUT = (
    _succeed,
    _make_a_part,
    _fail,
    _cancel_in_the_queue,
    _cancel_while_it_runs,
    _expire,
    _be_reclaimed,
    _lose_the_worker,
    _be_handed_back,
    _be_refused_by_money,
)


@pytest.mark.parametrize("way", WAYS_OUT, ids=lambda way: way.__name__.strip("_"))
async def test_every_way_out_gives_back_what_was_not_made(world: Parts, clock: Clock, way) -> None:
    await limit(world, jobs_max=1, daily_micros=4 * PRICE)
    await limit(world, "key", jobs_max=1, total_micros=4 * PRICE)
    num_made = await way(world, clock)
    assert await counted(world) == (0, num_made, num_made)
    await world.assert_sound()
    await world.submit(n=4 - num_made)
    with pytest.raises(InkstoneError):
        await world.submit()
    assert await counted(world) == (1, 4, 4)
    await world.assert_sound()


async def test_a_new_day_has_a_new_budget_and_the_whole_budget_goes_on(
    world: Parts, clock: Clock
) -> None:
    await limit(world, daily_micros=2 * PRICE, total_micros=5 * PRICE)
    for day, (taken, refusal) in enumerate([(2, "today"), (2, "today"), (1, "0 USD is left of")]):
        for _ in range(taken):
            await world.submit()
        with pytest.raises(BudgetSpent) as refused:
            await world.submit()
        assert refusal in refused.value.message, f"day {day}"
        await world.assert_sound()
        clock.advance(DAY_S)
        assert (await spending(world)).today_micros == 0
    clock.advance(-4 * DAY_S)


async def test_a_day_ends_at_midnight_utc_and_says_how_long_that_is(
    world: Parts, clock: Clock
) -> None:
    await limit(world, daily_micros=PRICE)
    await world.submit()
    for seconds, told in (
        (0, "in 24 h 0 min (UTC)"),
        (3600, "in 23 h 0 min (UTC)"),
        (DAY_S - 3600 - 61, "in 0 h 2 min (UTC)"),
        (60.999_999, "in 0 h 1 min (UTC)"),
    ):
        clock.advance(seconds)
        with pytest.raises(BudgetSpent) as refused:
            await world.submit()
        assert refused.value.message.endswith(f"a new day begins {told}.")
    clock.advance(0.000_001)
    await world.submit()
    await world.assert_sound()


async def test_a_job_gives_back_to_its_own_day_only(world: Parts, clock: Clock) -> None:
    await limit(world, daily_micros=3 * PRICE)
    first = await world.submit(n=3)
    clock.advance(DAY_S)
    second = await world.submit(n=2)
    await world.canceler.cancel(first.id, account_id=first.account_id)
    assert await counted(world) == (1, 2, 2), "today is what it was"
    with pytest.raises(BudgetSpent):
        await world.submit(n=2)
    clock.advance(DAY_S)
    await world.canceler.cancel(second.id, account_id=second.account_id)
    assert await counted(world) == (0, 0, 0)
    await world.submit(n=3)
    assert await counted(world) == (1, 3, 3)
    await world.assert_sound()


class Ticking(Clock):
    """A clock that goes on by a microsecond whenever it is looked at."""

    def __init__(self, micros: int) -> None:
        self._micros = micros

    @property
    def micros(self) -> int:  # type: ignore[override]
        self._micros += 1
        return self._micros


async def test_a_job_taken_at_midnight_is_of_one_day(world: Parts, clock: Clock) -> None:
    """However the submit's statements lie around midnight, all of them mean the same day."""
    start = clock.micros
    url = world.store.url.render_as_string(hide_password=False)
    for before in range(12):
        ticking = Ticking(start + (before + 1) * DAY_S * 1_000_000 - before)
        async with a_store(url, now=ticking) as store:
            there = parts(store)
            job = await there.submit(caller=world.caller, fingerprint=f"f{before}")
            await world.assert_sound()
            if before % 2:
                await there.canceler.cancel(job.id, account_id=job.account_id)
                await world.assert_sound()
