"""Deliveries on both databases: repeated when asked, listed, and forgotten with their job."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.receivers import all_of, only, receiving, to, told
from contract.world import Parts
from inkstone.domain.errors import Gone, InvalidRequest, NotFound
from inkstone.domain.webhook import DeliveryStatus
from inkstone.store import retention
from inkstone.store.tables import jobs, webhook_deliveries, webhook_tries

pytestmark = pytest.mark.anyio
HOUR = 3600
PENDING = DeliveryStatus.PENDING


async def rows(world: Parts, table):
    return await world.store.read(lambda tx: tx.connection.execute(select(table)).all())


async def test_a_delivery_is_repeated_when_asked_with_the_same_body_and_id(world: Parts, clock):
    account = world.caller.account_id
    async with receiving() as receiver, told(world.store) as hooks:
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        made = await only(world, hooks)
        again = await hooks.log.redeliver(made.id, account_id=account)
        assert (again.status, again.num_tries) == (PENDING, 1)
        assert await hooks.deliver_due() == 1
        first, second = receiver.got
        assert (first.body, first.headers["webhook-id"]) == (
            second.body,
            second.headers["webhook-id"],
        )
        other = await world.open_account("other")
        for account_id, delivery_id in ((other.account_id, made.id), (account, "delivery_\0")):
            with pytest.raises(NotFound):
                await hooks.log.redeliver(delivery_id, account_id=account_id)
            with pytest.raises(NotFound):
                await hooks.log.find(delivery_id, account_id=account_id)


async def test_one_that_has_failed_for_good_has_one_more_try_when_asked(world: Parts, clock):
    async with receiving(410, 500) as receiver, told(world.store) as hooks:
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        made = await only(world, hooks)
        for wanted in ("pending", "delivered"):
            await hooks.log.redeliver(made.id, account_id=world.caller.account_id)
            await hooks.deliver_due()
            assert (await only(world, hooks)).status == wanted
        assert len(receiver.got) == 3


async def test_a_delivery_cannot_be_repeated_for_ever(world: Parts):
    async with told(world.store) as hooks:
        await world.run(webhook=to("https://example.test/"))
        made = await only(world, hooks)
        await world.store.write(
            lambda tx: tx.connection.execute(webhook_deliveries.update().values(num_tries=100))
        )
        with pytest.raises(InvalidRequest, match="100 times"):
            await hooks.log.redeliver(made.id, account_id=world.caller.account_id)


async def test_deliveries_are_listed_newest_first_and_only_the_account_s(world: Parts):
    async with told(world.store) as hooks:
        made = []
        for _ in range(3):
            made.append((await world.run(webhook=to("https://example.test/"))).id)
        listed = await all_of(world, hooks)
        assert {d.job_id for d in listed} == set(made)
        assert [d.id for d in listed] == sorted((d.id for d in listed), reverse=True)
        rest = await hooks.log.deliveries(world.caller.account_id, limit=5, before_id=listed[0].id)
        assert rest == listed[1:]
        other = await world.open_account("other")
        assert await hooks.log.deliveries(other.account_id, limit=5) == []


@pytest.mark.parametrize("is_delivered", [True, False])
async def test_where_and_what_was_told_is_forgotten_with_the_job(world: Parts, clock, is_delivered):
    async with receiving(*([] if is_delivered else [500])) as receiver, told(world.store) as hooks:
        job = await world.run(webhook=to(receiver.url("/secret")))
        await hooks.deliver_due()
        made = await only(world, hooks)
        clock.advance(2 * 24 * HOUR)
        lifetime = timedelta(days=1)
        await world.store.write(lambda tx: retention.forget(tx, lifetime=lifetime, limit=9))
        (row,) = await rows(world, webhook_deliveries)
        assert (row.url, row.host, row.base_url, row.body, row.next_at) == ("", "", "", None, None)
        assert await rows(world, webhook_tries) == []
        assert (await rows(world, jobs))[0].webhook is None
        assert (await only(world, hooks)).status == ("delivered" if is_delivered else "failed")
        assert await hooks.deliver_due() == 0
        with pytest.raises(Gone):
            await hooks.log.redeliver(made.id, account_id=world.caller.account_id)
        assert (await world.job(job)).webhook is None


async def test_one_that_is_forgotten_in_hand_says_nothing_more(world: Parts):
    async with receiving() as receiver, told(world.store) as hooks:
        job = await world.run(webhook=to(receiver.url()))
        (claimed,) = await hooks.claim()
        await world.store.write(lambda tx: retention.take_all(tx, [job.id]))
        await hooks.deliver(claimed)
        assert receiver.got == []
        assert await rows(world, webhook_tries) == []


async def test_a_dialect_that_tells_nothing_ends_the_delivery(world: Parts):
    async with told(world.store) as hooks:
        hooks._form_of = {}.get
        await world.run(webhook=to("https://example.test/"))
        assert await hooks.deliver_due() == 1
        assert (await only(world, hooks)).status == "failed"
