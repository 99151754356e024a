"""An account's statement on both databases: what moved, in which order, and what it adds up to."""

from datetime import UTC, datetime, timedelta

import pytest

from contract.world import PRICE, Parts
from inkstone.domain.errors import NotFound
from inkstone.domain.ledger import EntryKind
from inkstone.domain.money import Amount
from inkstone.store import corrections

pytestmark = pytest.mark.anyio


async def kinds(world: Parts, **query):
    found = await world.accounts.movements(world.caller.account_id, limit=100, **query)
    return [movement.kind for movement in found]


async def test_only_what_changed_the_balance_is_there_newest_first(world: Parts):
    done = await world.run(n=2)
    failed = await world.run("[fail_after=0]")
    queued = await world.submit()
    found = await world.accounts.movements(world.caller.account_id, limit=100)
    assert [movement.kind for movement in found] == [EntryKind.CAPTURE, EntryKind.GRANT]
    capture, grant = found
    assert (capture.job_id, capture.amount_micros) == (done.id, -2 * PRICE)
    assert (capture.dialect, capture.model) == (done.dialect, done.request.model)
    assert capture.wire == done.wire
    assert (grant.job_id, grant.amount_micros, grant.model) == (None, 1000 * PRICE, None)
    assert {failed.id, queued.id}.isdisjoint(movement.job_id for movement in found)


async def test_it_adds_up_to_the_balance(world: Parts):
    account_id = world.caller.account_id
    await world.accounts.grant(account_id, Amount(7), reason="more")
    await world.store.write(
        lambda tx: corrections.adjust(
            tx, entry_id="entry_zzz", account_id=account_id, amount_micros=-3, reason="less"
        )
    )
    await world.run(n=3)
    found = await world.accounts.movements(account_id, limit=100)
    balance = await world.accounts.balance(account_id)
    assert sum(movement.amount_micros for movement in found) == balance.balance_micros
    assert await world.accounts.spent(account_id) == Amount(3 * PRICE)
    await world.assert_sound()


async def test_filters_narrow_it(world: Parts):
    await world.run()
    assert await kinds(world, is_inflow=True) == [EntryKind.GRANT]
    assert await kinds(world, is_inflow=False) == [EntryKind.CAPTURE]
    assert await kinds(world, kinds=[EntryKind.GRANT]) == [EntryKind.GRANT]
    assert await kinds(world, kinds=[EntryKind.HOLD]) == []
    assert await kinds(world, kinds=[EntryKind.GRANT], is_inflow=False) == []
    found = await world.accounts.movements(world.caller.account_id, limit=1)
    assert await kinds(world, before_id=found[0].entry_id) == [EntryKind.GRANT]
    at = found[0].created_at
    assert EntryKind.CAPTURE in await kinds(world, created_from=at)
    assert EntryKind.CAPTURE not in await kinds(world, created_to=at)
    later = datetime.now(UTC) + timedelta(days=1000)
    assert await kinds(world, created_from=later) == []


async def test_it_is_one_accounts_alone(world: Parts):
    await world.run()
    account, _ = await world.accounts.ensure("other", grant=Amount(5))
    (grant,) = await world.accounts.movements(account.id, limit=100)
    assert grant.amount_micros == 5
    assert await world.accounts.spent(account.id) == Amount(0)
    with pytest.raises(NotFound):
        await world.accounts.spent("acct_none")
    assert await world.accounts.movements("acct_none", limit=1) == []


@pytest.mark.parametrize("size", [1, 2, 5])
async def test_pages_give_every_entry_once(world: Parts, size: int):
    account_id = world.caller.account_id
    for micros in range(1, 5):
        await world.accounts.grant(account_id, Amount(micros), reason="more")
    everything = await world.accounts.movements(account_id, limit=100)
    seen, before = [], None
    while page := await world.accounts.movements(account_id, limit=size, before_id=before):
        seen += page
        before = page[-1].entry_id
    assert seen == everything
    assert len(seen) == 5
