"""Turns are bounded in number and in pace, and waiting for one ends at the deadline."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from inkstone.net.failures import UrlTimeout
from inkstone.net.limits import FetchLimits
from inkstone.net.turns import NUM_HOSTS_MAX, Turns

pytestmark = pytest.mark.anyio


def soon(seconds=60.0):
    """More time than anything takes here, where the test says no other."""
    return asyncio.get_running_loop().time() + seconds


async def taken(turns, host, stack, seconds=60.0):
    """Take a turn and keep it until the stack ends."""
    await stack.enter_async_context(turns.take(host, soon(seconds)))


async def test_one_host_has_so_many_turns_and_all_together_have_so_many():
    turns = Turns(FetchLimits(num_at_once=3, num_at_once_per_host=2))
    async with AsyncExitStack() as stack:
        await taken(turns, "a.test", stack)
        await taken(turns, "a.test", stack)
        with pytest.raises(UrlTimeout, match=r"a\.test had to wait too long"):
            await taken(turns, "a.test", stack, 0.05)
        await taken(turns, "b.test", stack)
        with pytest.raises(UrlTimeout):
            await taken(turns, "c.test", stack, 0.05)
    # All were given back, also by those who waited in vain.
    async with AsyncExitStack() as stack:
        for host in ("a.test", "a.test", "b.test"):
            await taken(turns, host, stack)


async def test_a_turn_that_is_given_back_goes_to_who_waits():
    turns = Turns(FetchLimits(num_at_once=1))
    async with turns.take("a.test", soon()):
        waiter = asyncio.create_task(turns.take("b.test", soon()).__aenter__())
        await asyncio.sleep(0.01)
        assert not waiter.done()
    await waiter


async def test_a_waiter_that_is_cancelled_takes_nothing_with_it():
    turns = Turns(FetchLimits(num_at_once=2, num_at_once_per_host=2))
    async with turns.take("a.test", soon()):
        async with turns.take("b.test", soon()):
            # It has the host's second place and waits for one of all.
            waiter = asyncio.create_task(turns.take("a.test", soon()).__aenter__())
            await asyncio.sleep(0.01)
            waiter.cancel()
            await asyncio.wait([waiter])
        async with turns.take("a.test", soon()):
            pass


async def test_too_many_waiters_are_turned_away_at_once():
    turns = Turns(FetchLimits(num_at_once=1, num_waiting_max=2))
    async with turns.take("a.test", soon()):
        waiters = [asyncio.create_task(turns.take("b", soon()).__aenter__()) for _ in range(2)]
        await asyncio.sleep(0.01)
        with pytest.raises(UrlTimeout, match="Too many fetches wait"):
            await turns.take("c.test", soon()).__aenter__()
        for waiter in waiters:
            waiter.cancel()
        found = await asyncio.gather(*waiters, return_exceptions=True)
        assert {type(error) for error in found} == {asyncio.CancelledError}


async def test_one_host_is_asked_so_often_in_a_minute():
    turns = Turns(FetchLimits(per_host_per_minute=1200))
    loop = asyncio.get_running_loop()
    begun_at = loop.time()
    for _ in range(1200 + 3):
        async with turns.take("a.test", soon()):
            pass
    # Twenty come back in a second.
    assert loop.time() - begun_at > 3 / 20 - 0.01


async def test_who_asks_too_often_is_told_at_once_where_waiting_is_in_vain():
    turns = Turns(FetchLimits(per_host_per_minute=1))
    async with turns.take("a.test", soon()):
        pass
    with pytest.raises(UrlTimeout, match="too often"):
        await turns.take("a.test", soon(9)).__aenter__()
    async with turns.take("b.test", soon()):
        pass


async def test_the_pace_of_so_many_hosts_is_remembered_and_not_more():
    turns = Turns(FetchLimits())
    for index in range(NUM_HOSTS_MAX + 50):
        async with turns.take(f"h{index}.test", soon()):
            pass
    assert len(turns._buckets) == NUM_HOSTS_MAX
    assert not turns._hosts


def test_a_limit_of_nothing_is_a_mistake():
    for name in ("size_bytes_max", "total_s", "num_at_once"):
        with pytest.raises(ValueError, match=name):
            FetchLimits(**{name: 0})
    FetchLimits(num_redirects_max=0)
