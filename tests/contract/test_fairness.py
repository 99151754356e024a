"""Fair queueing as tenants feel it: on both databases, with one slot and many who want it."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from time import monotonic

import pytest
from sqlalchemy import select

from contract.world import Clock, Parts, parts
from inkstone.dialects.native import wire as native_wire
from inkstone.dialects.openai import wire as openai_wire
from inkstone.domain.job import Job
from inkstone.engines.echo import EchoEngine
from inkstone.service.attempt import Attempt
from inkstone.service.queue_place import QueuePlace, QueuePlaces
from inkstone.store.ledger import (
    VTIME_PER_IMAGE,
    VTIME_PER_JOB_MAX,
    VTIME_PER_PRIORITY,
)
from inkstone.store.tables import job_events

pytestmark = pytest.mark.anyio

#: How many pictures the highest priority goes ahead of the usual one.
HEAD_START = 10 * VTIME_PER_PRIORITY // VTIME_PER_IMAGE


async def crowd(world: Parts, caller, num: int, **more) -> list[Job]:
    """Many jobs of one account, in the order in which they queue."""
    made = [world.submit(caller=caller, **more) for _ in range(num)]
    return sorted(await asyncio.gather(*made), key=lambda job: job.id)


async def next_ones(world: Parts, num: int) -> list[Job]:
    """The jobs that begin next, one after the other."""
    return [await world.claim_one() for _ in range(num)]


async def num_before(world: Parts, job: Job, *, at_most: int) -> int:
    """How many others begin before a job does."""
    for number in range(at_most + 1):
        if (await world.claim_one()).id == job.id:
            return number
    raise AssertionError(f"{at_most} jobs began before it")


def pictures(jobs: Sequence[Job]) -> Counter:
    """How many pictures each account has got."""
    found: Counter = Counter()
    for job in jobs:
        found[job.account_id] += job.request.num_images
    return found


@pytest.mark.parametrize("num", [50, pytest.param(1000, marks=pytest.mark.slow)])
async def test_a_long_queue_of_one_delays_another_by_one_job(world: Parts, num: int) -> None:
    other = await world.open_account("other")
    await crowd(world, world.caller, num)
    for num_begun in (0, 1, 7, num // 3):
        await next_ones(world, num_begun)
        job = await world.submit(caller=other)
        assert await num_before(world, job, at_most=1) <= 1


@pytest.mark.parametrize("num", [20, pytest.param(1000, marks=pytest.mark.slow)])
async def test_so_it_is_with_a_worker_that_has_one_slot(
    world: Parts, store, tmp_path, num: int
) -> None:
    small = parts(store, engine=EchoEngine(num_runs_max=1))
    small.caller, other = world.caller, await world.open_account("other")
    await crowd(small, small.caller, num, prompt="[steps=1 step_ms=5]")
    async with small.working():
        singles = []
        for number in range(3):
            job = await small.submit(caller=other, fingerprint=f"single {number}")
            singles.append(await small.ended(job))
        queue = await small.queries.queue_depths()
        for waiting in await small.queries.newest(account_id=small.caller.account_id, limit=num):
            await small.canceler.cancel(waiting.id, account_id=waiting.account_id)
    assert queue, "there were more waiting all the time"
    events = await small.store.read(
        lambda tx: [
            (row.job_id, row.status)
            for row in tx.connection.execute(select(job_events).order_by(job_events.c.seq))
        ]
    )
    for job in singles:
        assert job.status == "succeeded"
        since = events[events.index((job.id, "queued")) : events.index((job.id, "running"))]
        # What ran when it came had begun before; after that one more may have been claimed.
        assert [status for _, status in since].count("running") <= 1, since
    await small.assert_sound()


@pytest.mark.parametrize("weight", [3, *(pytest.param(w, marks=pytest.mark.slow) for w in (2, 10))])
async def test_weights_share_as_they_say(world: Parts, weight: int) -> None:
    heavy = await world.open_account("heavy")
    await world.accounts.change(heavy.account_id, weight=weight)
    num = 20 * (weight + 1)
    await crowd(world, world.caller, num)
    await crowd(world, heavy, num)
    shares = pictures(await next_ones(world, num))
    wanted = num * weight / (weight + 1)
    assert abs(shares[heavy.account_id] - wanted) <= 0.1 * num / (weight + 1) + 1, shares


async def test_a_new_weight_counts_from_the_next_job(world: Parts) -> None:
    other = await world.open_account("other")
    await crowd(world, world.caller, 60)
    await crowd(world, other, 20)
    await world.accounts.change(other.account_id, weight=3)
    assert pictures(await next_ones(world, 20))[other.account_id] in {9, 10, 11}
    await next_ones(world, 18)
    await crowd(world, other, 20)
    assert pictures(await next_ones(world, 20))[other.account_id] in {14, 15, 16}


async def test_many_tenants_take_turns(world: Parts) -> None:
    callers = [world.caller, *[await world.open_account(f"t{i}") for i in range(6)]]
    for number, caller in enumerate(callers):
        await crowd(world, caller, 4 + 3 * number)
    for _ in range(4):
        turn = [job.account_id for job in await next_ones(world, len(callers))]
        assert set(turn) == {caller.account_id for caller in callers}


async def test_six_pictures_count_six(world: Parts) -> None:
    other = await world.open_account("other")
    await crowd(world, world.caller, 8, n=6)
    await crowd(world, other, 40)
    served = []
    for job in await next_ones(world, 40):
        served.append(job)
        shares = pictures(served)
        assert abs(shares[world.caller.account_id] - shares[other.account_id]) <= 6, shares


async def test_a_newcomer_has_no_claim_on_the_past(world: Parts) -> None:
    await crowd(world, world.caller, 90)
    await next_ones(world, 60)
    other = await world.open_account("other")
    await crowd(world, other, 30)
    served = [job.account_id for job in await next_ones(world, 20)]
    assert all(set(pair) == {world.caller.account_id, other.account_id} for pair in _pairs(served))


def _pairs(served: list[str]) -> list[tuple[str, str]]:
    """One after the other, from the second on: who goes first of two that are even is open."""
    return [pair for index, pair in enumerate(pairwise(served[1:])) if index % 2 == 0]


async def test_the_lowest_priority_runs_however_many_urgent_jobs_keep_coming(world: Parts) -> None:
    other = await world.open_account("urgent")
    low = await world.submit(priority=-10)
    began = 0
    while True:
        await world.submit(caller=other, priority=10)
        await world.submit(caller=other, priority=10)
        began += 1
        if (await world.claim_one()).id == low.id:
            break
        assert began <= 2 * HEAD_START + 2
    assert began >= HEAD_START, "and yet it is the lowest"


async def test_urgency_is_a_head_start_and_no_larger_share(world: Parts) -> None:
    """Who calls everything urgent is ahead once, and then gets as much as the other."""
    other = await world.open_account("urgent")
    await crowd(world, world.caller, 110)
    await crowd(world, other, 110, priority=10)
    first = pictures(await next_ones(world, HEAD_START))
    assert first[other.account_id] >= HEAD_START - 1
    then = pictures(await next_ones(world, 60))
    assert abs(then[other.account_id] - 30) <= 2, then


async def test_no_job_is_larger_than_fair_queueing_takes_the_largest_to_be() -> None:
    for module in (native_wire, openai_wire):
        assert module.NUM_IMAGES_MAX * VTIME_PER_IMAGE <= VTIME_PER_JOB_MAX


async def test_whoever_cancels_a_long_queue_need_not_wait_for_it(world: Parts) -> None:
    """One that runs on may not keep the others' virtual time alive either."""
    other = await world.open_account("other")
    mine = await crowd(world, world.caller, 60)
    await crowd(world, other, 60)
    running = await next_ones(world, 2)
    for job in mine:
        if job.id not in {each.id for each in running}:
            await world.canceler.cancel(job.id, account_id=job.account_id)
    again = await world.submit()
    bound = 2 * VTIME_PER_JOB_MAX // VTIME_PER_IMAGE
    assert await num_before(world, again, at_most=bound) <= bound


@pytest.mark.parametrize("seed", [0, *(pytest.param(s, marks=pytest.mark.slow) for s in (1, 2, 3))])
async def test_nobody_gains_by_cancelling(world: Parts, seed: int) -> None:
    """However one tenant submits and cancels, it never gets ahead of one that only waits."""
    dice = random.Random(seed)
    cunning = await world.open_account("cunning")
    await crowd(world, world.caller, 150)
    mine: list[Job] = []
    served: list[Job] = []
    while len(served) < 120:
        for _ in range(dice.choice([0, 0, 1, 3, 12])):
            mine.append(await world.submit(caller=cunning, n=dice.choice([1, 1, 6])))
        waiting = {job.id for job in mine} - {job.id for job in served}
        mine = [job for job in mine if job.id in waiting]
        num_cancelled = dice.choice([0, 0, 0, len(mine) // 2, len(mine)])
        gone = mine[:num_cancelled] if dice.random() < 0.5 else mine[len(mine) - num_cancelled :]
        for job in gone:
            await world.canceler.cancel(job.id, account_id=job.account_id)
            mine.remove(job)
        served += await next_ones(world, dice.randint(1, 4))
        shares = pictures(served)
        ahead = shares[cunning.account_id] - shares[world.caller.account_id]
        assert ahead <= 2 * 6, shares
    await world.assert_sound()


async def place_of(world: Parts, job: Job) -> QueuePlace:
    """Where a job stands in this very moment: whoever looks is new, so that no look is old."""
    found = await QueuePlaces(store=world.store).of(job, since_s=monotonic())
    assert found is not None
    return found


async def test_the_position_of_a_lone_waiter_never_grows(world: Parts) -> None:
    dice = random.Random(5)
    await crowd(world, world.caller, 5)
    lone = await world.submit(caller=await world.open_account("lone"))
    others = [world.caller, *[await world.open_account(f"t{i}") for i in range(4)]]
    positions = [(await place_of(world, lone)).position]
    while positions[-1]:
        for _ in range(3):
            await world.submit(caller=dice.choice(others), n=dice.choice([1, 6]))
            positions.append((await place_of(world, lone)).position)
        await world.claim_one()
        positions.append((await place_of(world, lone)).position)
    assert (await world.claim_one()).id == lone.id
    assert positions == sorted(positions, reverse=True)


async def test_an_eta_is_within_a_factor_of_two_on_a_steady_queue(
    world: Parts, clock: Clock
) -> None:
    """Two slots, six seconds a job, one ending every three seconds."""
    mine = [await world.submit() for _ in range(24)]
    watched = mine[16]
    running = [await world.claim_one()]
    told: list[tuple[float, float]] = []
    began_s = clock.micros / 1e6
    while running[-1].id != watched.id:
        clock.advance(2)
        place = await place_of(world, watched)
        if place.position and place.eta_s is not None:
            told.append((clock.micros / 1e6, place.eta_s))
        clock.advance(1)
        if len(running) == 2:
            await world.executor.execute(Attempt(running.pop(0)))
        running.append(await world.claim_one())
    came_s = clock.micros / 1e6
    assert came_s - began_s == 16 * 3
    assert len(told) >= 10
    for at_s, eta_s in told:
        assert 0.5 <= (came_s - at_s) / eta_s <= 2, (came_s - at_s, eta_s)
