"""Webhooks on both databases: noted with the job's end, tried until taken, the same each time."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from contract.receivers import BASE_URL, PlainForm, all_of, only, receiving, to, told
from contract.world import LEASE, Parts
from inkstone.domain.job import JobStatus
from inkstone.domain.webhook import DeliveryStatus
from inkstone.service.settle import Outcome, settle
from inkstone.store.webhooks import DUE_TOPIC

pytestmark = pytest.mark.anyio
HOUR = 3600
PENDING, DELIVERED = DeliveryStatus.PENDING, DeliveryStatus.DELIVERED


async def test_a_job_remembers_where_its_end_is_told(world: Parts):
    target = to("https://example.test/hook?a=1")
    job = await world.submit(webhook=target)
    assert (job.webhook, (await world.job(job)).webhook) == (target, target)
    assert (await world.job(await world.submit())).webhook is None


async def test_the_end_is_told_once_with_its_links_and_a_signature(world: Parts):
    async with receiving() as receiver, told(world.store) as hooks:
        job = await world.run(webhook=to(receiver.url("/here?x=1")))
        assert await hooks.deliver_due() == 1
        assert await hooks.deliver_due() == 0
        (got,) = receiver.got
        assert got.path == "/here?x=1"
        assert json.loads(got.body) == {
            "id": job.id, "status": "succeeded", "base": BASE_URL, "written": 1
        }  # fmt: skip
        assert got.headers["content-type"] == "application/json"
        found = await only(world, hooks)
        assert got.headers["webhook-id"] == found.id
        assert (found.job_id, found.status, found.num_tries) == (job.id, DELIVERED, 1)
        assert (found.last_status, found.last_error, found.next_at) == (204, None, None)
        assert found.delivered_at is not None


@pytest.mark.parametrize("how", ["failed", "canceled", "expired", "canceled while running"])
async def test_it_is_told_however_the_job_ends(world: Parts, clock, how):
    async with receiving() as receiver, told(world.store) as hooks:
        job = await world.submit("fail: on purpose", webhook=to(receiver.url()))
        if how == "canceled":
            await world.canceler.cancel(job.id, account_id=world.caller.account_id)
        elif how == "expired":
            clock.advance(2 * HOUR)
            await world.canceler.expire_overdue()
        else:
            claimed = await world.claim_one()
            status = JobStatus.FAILED if how == "failed" else JobStatus.CANCELED
            assert await world.store.write(lambda tx: settle(tx, claimed, Outcome(status=status)))
        assert await hooks.deliver_due() == 1
        assert json.loads(receiver.got[0].body)["status"] == how.split()[0]


async def test_a_job_without_a_target_and_an_end_that_came_too_late_tell_nothing(world: Parts):
    async with receiving() as receiver, told(world.store) as hooks:
        await world.run()
        assert await all_of(world, hooks) == []
        await world.submit(webhook=to(receiver.url()))
        claimed = await world.claim_one()
        outcome = Outcome(status=JobStatus.FAILED)
        assert await world.store.write(lambda tx: settle(tx, claimed, outcome))
        assert not await world.store.write(lambda tx: settle(tx, claimed, outcome))
        assert len(await all_of(world, hooks)) == 1


async def test_the_deliverers_are_woken_with_the_commit(world: Parts):
    with world.store.signals.subscribe(DUE_TOPIC) as ear:
        await world.run()
        assert not await ear.wait(0)
        await world.run(webhook=to("https://example.test/"))
        assert await ear.wait(60)


async def test_each_try_sends_the_same_under_the_same_id_with_a_fresh_time(world: Parts, clock):
    form = PlainForm()
    times = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 1, tzinfo=UTC)])
    async with (
        receiving(500) as receiver,
        told(world.store, form=form, now=lambda: next(times)) as hooks,
    ):
        await world.run(webhook=to(receiver.url()))
        assert await hooks.deliver_due() == 1
        failed = await only(world, hooks)
        assert (failed.status, failed.num_tries, failed.last_status) == (PENDING, 1, 500)
        assert failed.last_error == "The receiver answered with status 500."
        assert 4 <= await hooks.next_due_s() <= 6
        assert await hooks.deliver_due() == 0
        clock.advance(6.1)
        assert await hooks.next_due_s() == 0
        assert await hooks.deliver_due() == 1
        first, second = receiver.got
        assert form.num_bodies == 1
        assert first.body == second.body
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert int(second.headers["webhook-timestamp"]) == 60 + int(
            first.headers["webhook-timestamp"]
        )
        assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
        _, log = await hooks.log.find(failed.id, account_id=world.caller.account_id)
        assert [(t.try_index, t.status) for t in log] == [(0, 500), (1, 204)]
        assert await hooks.next_due_s() is None


async def test_it_ends_after_the_form_s_last_try(world: Parts, clock):
    async with receiving(500, 302, 404) as receiver, told(world.store) as hooks:
        await world.run(webhook=to(receiver.url()))
        for _ in range(5):
            await hooks.deliver_due()
            clock.advance(24 * HOUR)
        assert len(receiver.got) == PlainForm.num_tries_max
        found = await only(world, hooks)
        assert (found.status, found.num_tries, found.next_at) == ("failed", 3, None)


async def test_a_receiver_that_is_gone_is_not_asked_again(world: Parts, clock):
    async with receiving(410) as receiver, told(world.store) as hooks:
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        clock.advance(24 * HOUR)
        assert await hooks.deliver_due() == 0
        assert (await only(world, hooks)).status == "failed"


async def test_nobody_there_and_nobody_answering_in_time_are_tried_again(world: Parts):
    async with receiving() as receiver, told(world.store, total_s=0.3) as hooks:
        receiver.gate.clear()
        await world.run(webhook=to(receiver.url()))
        await world.run(webhook=to("http://127.0.0.1:1/"))
        assert await hooks.deliver_due() == 2
        found = await all_of(world, hooks)
        assert {(d.status, d.last_status) for d in found} == {(PENDING, None)}
        assert all(d.last_error for d in found)


async def test_an_address_that_became_private_is_not_posted_to(world: Parts):
    async with receiving() as receiver, told(world.store, allow=()) as hooks:
        await world.run(webhook=to(receiver.url()))
        assert await hooks.deliver_due() == 1
        assert receiver.got == []
        assert "not on the public internet" in str((await only(world, hooks)).last_error)


async def test_two_deliverers_take_each_delivery_once(world: Parts):
    async with (
        receiving() as receiver,
        told(world.store) as one,
        told(world.store) as other,
    ):
        for _ in range(6):
            await world.run(webhook=to(receiver.url()))
        assert sum(await asyncio.gather(one.deliver_due(), other.deliver_due())) == 6
        assert len({got.headers["webhook-id"] for got in receiver.got}) == len(receiver.got) == 6


async def test_one_host_has_only_some_of_the_places(world: Parts):
    async with told(world.store, num_at_once=5, num_at_once_per_host=2) as hooks:
        for number in range(9):
            host = "slow" if number < 6 else f"fast{number}"
            await world.run(webhook=to(f"https://{host}.test/"))
        first = await hooks.claim()
        assert sorted(c.host for c in first) == [
            "fast6.test", "fast7.test", "fast8.test", "slow.test", "slow.test"
        ]  # fmt: skip
        slow = [c for c in first if c.host == "slow.test"]
        assert await hooks.next_due_s(in_hand=slow) > 0
        assert await hooks.next_due_s(in_hand=slow[:1]) == 0
        assert len(await hooks.claim(in_hand=slow[:1])) == 1


async def test_a_delivery_in_the_hand_of_the_dead_is_due_when_its_lease_lapses(world: Parts, clock):
    async with receiving() as receiver, told(world.store, lease=LEASE) as hooks:
        await world.run(webhook=to(receiver.url()))
        (dead,) = await hooks.claim()
        assert await hooks.deliver_due() == 0
        clock.advance(10)
        assert await hooks.deliver_due() == 1
        # The late one has its try logged, and changes nothing that has been decided since.
        receiver.answers.append(500)
        await hooks.deliver(dead)
        found = await only(world, hooks)
        assert (found.status, found.num_tries) == (DELIVERED, 1 + (len(receiver.got) - 1))


async def test_the_only_worker_takes_back_what_was_in_hand_at_its_start(world: Parts):
    async with receiving() as receiver, told(world.store) as hooks:
        await world.run(webhook=to(receiver.url()))
        await hooks.claim()
        assert await hooks.reclaim() == 1
        assert await hooks.deliver_due() == 1
        assert await hooks.reclaim() == 0


async def test_what_is_handed_back_is_due_and_untried(world: Parts):
    async with receiving() as receiver, told(world.store) as hooks:
        await world.run(webhook=to(receiver.url()))
        (claimed,) = await hooks.claim()
        await hooks.hand_back(claimed)
        assert await hooks.deliver_due() == 1
        assert (await only(world, hooks)).num_tries == 1
