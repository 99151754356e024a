"""The deliverer: woken by signals, on time for what is due later, busy within its places."""

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from contract.receivers import PlainForm, receiving, to, told
from contract.world import until
from inkstone.domain.errors import Unavailable
from inkstone.store import webhook_claims
from inkstone.worker import webhooks
from inkstone.worker.webhooks import Deliverer

pytestmark = pytest.mark.anyio
SOON = timedelta(milliseconds=30)


@asynccontextmanager
async def delivering(store, hooks, *, is_exclusive=True):
    """A deliverer at work for the length of the block."""
    deliverer = Deliverer(store=store, webhooks=hooks, is_exclusive=is_exclusive)
    task = asyncio.create_task(deliverer.run())
    try:
        yield deliverer
    finally:
        deliverer.drain()
        await asyncio.wait_for(task, 60)


async def delivered(live, hooks, num=1):
    async def is_done():
        found = await hooks.log.deliveries(live.caller.account_id, limit=100)
        return sum(each.status == "delivered" for each in found) == num

    await until(is_done)


async def test_an_end_is_told_as_soon_as_it_comes(live, monkeypatch):
    monkeypatch.setattr(webhooks, "_LOOK_EVERY_S", 60)  # so that only the signal can wake it
    async with (
        receiving() as receiver,
        told(live.store) as hooks,
        delivering(live.store, hooks),
    ):
        for num in range(1, 4):
            await live.run(webhook=to(receiver.url()))
            await delivered(live, hooks, num)


async def test_what_failed_is_tried_when_it_is_due(live):
    async with (
        receiving(500, 503) as receiver,
        told(live.store, first_wait=SOON) as hooks,
        delivering(live.store, hooks),
    ):
        await live.run(webhook=to(receiver.url()))
        await delivered(live, hooks)
        assert len(receiver.got) == 3
        assert len({got.body for got in receiver.got}) == 1


async def test_what_the_dead_left_in_hand_is_told_at_the_start_of_the_only_worker(live):
    async with receiving() as receiver, told(live.store) as hooks:
        await live.run(webhook=to(receiver.url()))
        assert await hooks.claim()
        async with delivering(live.store, hooks):
            await delivered(live, hooks)


async def test_among_many_workers_it_waits_for_the_lease(live):
    lease = timedelta(milliseconds=300)
    async with receiving() as receiver, told(live.store, lease=lease) as hooks:
        await live.run(webhook=to(receiver.url()))
        claimed_at_s = time.monotonic()
        assert await hooks.claim()
        async with delivering(live.store, hooks, is_exclusive=False):
            await delivered(live, hooks)
        assert time.monotonic() - claimed_at_s >= lease.total_seconds()


async def test_no_more_are_under_way_than_there_are_places_and_none_waits_for_ever(live):
    places = {"num_at_once": 3, "num_at_once_per_host": 3}
    async with receiving() as receiver, told(live.store, **places) as hooks:
        receiver.gate.clear()
        for _ in range(8):
            await live.run(webhook=to(receiver.url()))
        async with delivering(live.store, hooks):
            await until(lambda: _is(receiver.num_open == 3))
            await asyncio.sleep(0.05)
            assert len(receiver.got) == 3
            receiver.gate.set()
            await delivered(live, hooks, 8)
        assert receiver.num_open_max == 3


async def test_a_host_that_hangs_keeps_no_other_waiting(live):
    places = {"num_at_once": 4, "num_at_once_per_host": 2}
    async with (
        receiving() as slow,
        receiving() as fast,
        told(live.store, **places) as hooks,
    ):
        slow.gate.clear()
        for _ in range(5):
            await live.run(webhook=to(slow.url()))
        await live.run(webhook=to(fast.url()))
        async with delivering(live.store, hooks):
            await delivered(live, hooks)
            await until(lambda: _is(len(slow.got) == 2))
            assert len(fast.got) == 1
            slow.gate.set()


async def test_an_idle_deliverer_asks_little(live, monkeypatch):
    asked = []
    real = webhook_claims.next_due_s
    monkeypatch.setattr(  # to count the queries
        webhook_claims, "next_due_s", lambda tx, **more: asked.append(1) or real(tx, **more)
    )
    async with told(live.store) as hooks, delivering(live.store, hooks):
        await live.run()
        await asyncio.sleep(0.3)
    assert len(asked) <= 2


async def test_a_drain_hands_back_what_a_receiver_holds(live, monkeypatch):
    monkeypatch.setattr(webhooks, "_DRAIN_S", 0.05)
    async with receiving() as receiver, told(live.store) as hooks:
        receiver.gate.clear()
        await live.run(webhook=to(receiver.url()))
        async with delivering(live.store, hooks):
            await until(lambda: _is(receiver.num_open == 1))
        (found,) = await hooks.log.deliveries(live.caller.account_id, limit=1)
        assert (found.status, found.num_tries) == ("pending", 0)
        assert await hooks.next_due_s() == 0


class Broken(PlainForm):
    """A form that fails for the first job."""

    def body(self, job, *, base_url):
        if "broken" in job.request.prompt:
            raise RuntimeError("no words")
        return super().body(job, base_url=base_url)


async def test_a_message_that_cannot_be_written_ends_and_stops_nobody(live, caplog):
    caplog.set_level(logging.CRITICAL)
    async with (
        receiving() as receiver,
        told(live.store, form=Broken()) as hooks,
        delivering(live.store, hooks),
    ):
        await live.run("broken", webhook=to(receiver.url()))
        await live.run("whole", webhook=to(receiver.url()))
        await delivered(live, hooks)
        found = await hooks.log.deliveries(live.caller.account_id, limit=5)
        assert {(d.status, d.last_error) for d in found} == {
            ("delivered", None),
            ("failed", "The server could not write the message."),
        }


async def test_a_store_that_is_away_for_a_moment_is_waited_for(live, monkeypatch):
    monkeypatch.setattr(webhooks, "_PATIENCE_S", 0.02)
    async with receiving() as receiver, told(live.store) as hooks:
        real, failures = hooks.next_due_s, [Unavailable(), RuntimeError("no")]

        async def flaky(**more):
            if failures:
                raise failures.pop()
            return await real(**more)

        monkeypatch.setattr(hooks, "next_due_s", flaky)  # a store cannot be told to fail
        async with delivering(live.store, hooks):
            await live.run(webhook=to(receiver.url()))
            await delivered(live, hooks)


async def _is(value):
    return value
