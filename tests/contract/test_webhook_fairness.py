"""Deliveries on both databases: no account waits for the receivers of another."""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack

import pytest

from contract.receivers import Receiver, receiving, to, told
from contract.world import Parts, until
from inkstone.domain.webhook import DeliveryStatus
from inkstone.service import webhooks
from inkstone.service.webhooks import Webhooks
from inkstone.store import webhook_claims
from inkstone.store.webhook_claims import Claimed
from inkstone.worker.webhooks import Deliverer

pytestmark = pytest.mark.anyio
SHARED = "https://hooks.test/"


async def ends(world: Parts, caller, *urls: str) -> None:
    """A job of an account for each URL that is told of its end."""
    for url in urls:
        await world.run(caller=caller, webhook=to(url))


def of(claimed: list[Claimed], caller) -> int:
    """How many of them are an account's."""
    return sum(each.delivery.account_id == caller.account_id for each in claimed)


async def test_an_account_takes_no_more_of_a_host_than_its_part(world: Parts):
    greedy, modest = world.caller, await world.open_account("modest")
    async with told(world.store) as hooks:
        await ends(world, greedy, *[SHARED] * 9)
        await ends(world, modest, SHARED)
        first = await hooks.claim()
        assert (of(first, greedy), of(first, modest)) == (4, 1)
        # What is left is of the account that has its part in hand.
        assert await hooks.next_due_s(in_hand=first) > 0
        assert await hooks.claim(in_hand=first) == []
        # Whatever else the greedy account ends, the other finds room at once.
        await ends(world, modest, SHARED)
        assert await hooks.next_due_s(in_hand=first) == 0
        assert of(await hooks.claim(in_hand=first), modest) == 1


async def test_a_host_s_places_are_shared_out_to_who_has_fewest(world: Parts):
    greedy, modest = world.caller, await world.open_account("modest")
    async with told(world.store, num_at_once_per_host=4) as hooks:
        await ends(world, greedy, *[SHARED] * 6)
        await ends(world, modest, *[SHARED] * 6)
        first = await hooks.claim()
        assert (of(first, greedy), of(first, modest)) == (2, 2)
        # The host is full; a place that falls free goes to who has fewest in hand.
        for caller in (greedy, modest):
            is_its = [each.delivery.account_id == caller.account_id for each in first]
            left = [each for index, each in enumerate(first) if index != is_its.index(True)]
            assert of(await hooks.claim(in_hand=left), caller) == 1


async def test_all_places_are_shared_out_over_many_hosts_as_well(world: Parts):
    greedy, modest = world.caller, await world.open_account("modest")
    async with told(world.store, num_at_once=6) as hooks:
        await ends(world, greedy, *(f"https://h{n}.test/" for n in range(8)))
        await ends(world, modest, "https://own.test/")
        first = await hooks.claim()
        assert (of(first, greedy), of(first, modest)) == (5, 1)
        await ends(world, modest, "https://own.test/")
        # The places are full; the next that falls free is not the greedy account's.
        assert of(await hooks.claim(in_hand=first[1:]), modest) == 1


async def test_a_long_backlog_does_not_hide_what_came_later(world: Parts, monkeypatch):
    monkeypatch.setattr(webhook_claims, "_CANDIDATES_MAX", 4)  # so that few are a long backlog
    greedy, modest = world.caller, await world.open_account("modest")
    async with told(world.store) as hooks:
        await ends(world, greedy, *(f"https://h{n}.test/" for n in range(9)))
        await ends(world, modest, "https://own.test/")
        first = await hooks.claim()
        assert (of(first, greedy), of(first, modest)) == (3, 1)


async def test_a_long_backlog_is_looked_through_only_now_and_then(world: Parts, monkeypatch):
    monkeypatch.setattr(webhook_claims, "_CANDIDATES_MAX", 4)  # so that few are a long backlog
    wide, real = [], webhook_claims._due_by_account
    monkeypatch.setattr(  # to count the long looks
        webhook_claims, "_due_by_account", lambda tx: wide.append(1) or real(tx)
    )
    monkeypatch.setattr(webhooks, "_WIDE_PAUSE", 1e9)  # so that no second one is in time
    async with told(world.store, num_at_once=1) as hooks:
        await ends(world, world.caller, *(f"https://h{n}.test/" for n in range(9)))
        taken = [await hooks.claim() for _ in range(3)]
        assert [len(each) for each in taken] == [1, 1, 1]
        assert len(wide) == 1
        assert hooks._wide_at_s <= time.monotonic() + webhooks._WIDE_PAUSE_S_MAX


async def test_what_is_longest_due_comes_first_within_an_account(world: Parts, clock):
    async with told(world.store, num_at_once=2) as hooks:
        for number in range(4):
            await ends(world, world.caller, f"https://h{number}.test/")
            clock.advance(1)
        first = await hooks.claim()
        assert sorted(each.host for each in first) == ["h0.test", "h1.test"]


async def test_several_processes_share_out_alike(world: Parts):
    greedy, modest = world.caller, await world.open_account("modest")
    async with AsyncExitStack() as stack:
        one, two, three = [await stack.enter_async_context(told(world.store)) for _ in range(3)]
        await ends(world, greedy, *[SHARED] * 14)
        hands = {hooks: await hooks.claim() for hooks in (one, two, three)}
        assert [len(hand) for hand in hands.values()] == [4, 4, 4]
        everything = [each for hand in hands.values() for each in hand]
        for hooks, hand in hands.items():
            # Each has room for the other account, beside what hangs.
            await ends(world, modest, SHARED)
            assert await hooks.next_due_s(in_hand=hand) == 0
            everything += await hooks.claim(in_hand=hand)
        assert (of(everything, greedy), of(everything, modest)) == (12, 3)
        assert max(Counter(each.delivery.id for each in everything).values()) == 1


async def test_claims_at_the_same_moment_never_take_one_twice(world: Parts):
    async with AsyncExitStack() as stack:
        several = [await stack.enter_async_context(told(world.store)) for _ in range(4)]
        await ends(world, world.caller, *(f"https://h{n % 5}.test/" for n in range(20)))
        hands = await asyncio.gather(*(hooks.claim() for hooks in several))
        ids = [each.delivery.id for hand in hands for each in hand]
        assert len(ids) == len(set(ids)) > 0


async def _delivered(hooks: Webhooks, caller) -> int:
    found = await hooks.log.deliveries(caller.account_id, limit=100)
    return sum(each.status is DeliveryStatus.DELIVERED for each in found)


@pytest.mark.parametrize("num_processes", [1, 2])
async def test_a_receiver_that_hangs_delays_only_its_own_account(world: Parts, num_processes):
    greedy, modest = world.caller, await world.open_account("modest")
    async with AsyncExitStack() as stack:
        receiver: Receiver = await stack.enter_async_context(receiving())
        receiver.gate.clear()
        receiver.held = "/slow"
        await ends(world, greedy, *[receiver.url("/slow")] * 12)
        tasks, deliverers = [], []
        for _ in range(num_processes):
            hooks = await stack.enter_async_context(told(world.store, total_s=60.0))
            deliverer = Deliverer(store=world.store, webhooks=hooks, is_exclusive=False)
            deliverers.append(deliverer)
            tasks.append(asyncio.create_task(deliverer.run()))

        async def is_full():
            return receiver.num_open == 4 * num_processes

        await until(is_full)
        await ends(world, modest, *[receiver.url("/fast")] * 6)

        async def is_told():
            return await _delivered(hooks, modest) == 6

        await until(is_told)
        assert await _delivered(hooks, greedy) == 0
        assert receiver.num_open == 4 * num_processes
        receiver.gate.set()

        async def is_all_told():
            return await _delivered(hooks, greedy) == 12

        await until(is_all_told)
        for deliverer in deliverers:
            deliverer.drain()
        await asyncio.wait_for(asyncio.gather(*tasks), 10)
        assert len({got.headers["webhook-id"] for got in receiver.got}) == 18
