"""A job's place in its queue, and how long that may take, as its followers are told."""

import asyncio
import time

import anyio
import pytest

from inkstone.service.attempt import Attempt
from inkstone.service.events import QueueEvent
from unit.service.following import Following, all_of

pytestmark = pytest.mark.anyio


async def test_the_place_is_how_many_are_claimed_before(world):
    others = [await world.submit() for _ in range(3)]
    job = await world.submit()
    following = Following(world, job)
    await following.until("queue 3")
    assert following.seen[1].eta_s is None, "nothing has ended yet, so nobody knows"
    urgent = await world.submit(priority=5)
    assert await all_of(world, urgent, timeout_s=0.05) == ["queued", "queue 0"]
    following.task.cancel()
    assert (await world.claim_one()).id == urgent.id
    assert (await world.claim_one()).id == others[0].id


async def test_an_eta_is_reckoned_from_what_ended_lately(world, clock):
    for _ in range(2):
        await world.submit()
        claimed = await world.claim_one()
        clock.advance(6)
        await world.executor.execute(Attempt(claimed))
    for _ in range(2):
        await world.submit()
    assert len(await world.claim(2)) == 2
    waiting = [await world.submit() for _ in range(3)]
    found = []
    async for event in world.events.follow(waiting[-1], timeout_s=0.05):
        found.append(event)
    assert found[1] == QueueEvent(position=2, eta_s=9.0), "three begin in 3 × 6 s ÷ 2"
    clock.advance(3700)
    with anyio.fail_after(60):
        await asyncio.sleep(1)  # a look is good for a second
        async for event in world.events.follow(waiting[-1], timeout_s=0.05):
            found.append(event)
    assert found[-1] == QueueEvent(position=2, eta_s=None), "an hour later nobody knows"


async def test_many_followers_of_a_queue_cost_one_look(world, monkeypatch):
    submitted = [await world.submit() for _ in range(30)]
    looks = 0
    places = world.events._places
    read = places._read

    async def counted(queue):
        nonlocal looks
        looks += 1
        return await read(queue)

    # To count the looks; what they find is real.
    monkeypatch.setattr(places, "_read", counted)
    began_s = time.monotonic()
    told = await asyncio.gather(*(all_of(world, job, timeout_s=0.2) for job in submitted))
    assert [words[1] for words in told] == [f"queue {index}" for index in range(30)]
    # A look is good for a second.
    assert looks <= 3 + (time.monotonic() - began_s)
