"""What an account spent, on each database: entries that re-add, and jobs added up by a group."""

from datetime import UTC, datetime, timedelta

import pytest

from contract.world import PRICE, Parts, image_request
from inkstone.domain.ledger import EntryKind
from inkstone.domain.money import Amount
from inkstone.domain.usage import UsageGroup

pytestmark = pytest.mark.anyio
LONG_AGO, LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


async def entries(world: Parts, **more):
    fields = {"account_id": world.caller.account_id, "limit": 100}
    return await world.queries.entries(**(fields | more))


async def usage(world: Parts, group: str, **more):
    fields = {"ended_from": LONG_AGO, "ended_to": LATE, **more}
    rows = await world.queries.usage(
        account_id=world.caller.account_id, group=UsageGroup(group), **fields
    )
    return [(row.group, row.num_jobs, row.num_images, row.charged_micros) for row in rows]


async def test_all_entries_readd_to_the_balance(world: Parts):
    await world.run(n=2)
    await world.run("[fail_after=1]", n=3)
    await world.run("[fail_after=0]")
    waiting = await world.submit(n=4)
    await world.accounts.grant(world.caller.account_id, Amount(5), reason="a gift")
    found = await entries(world)
    balance = await world.accounts.balance(world.caller.account_id)
    assert sum(entry.balance_micros for entry in found) == balance.balance_micros
    assert sum(entry.held_micros for entry in found) == balance.held_micros == 4 * PRICE
    assert [entry.id for entry in found] == sorted((e.id for e in found), reverse=True)
    hold = next(entry for entry in found if entry.job_id == waiting.id)
    assert (hold.kind, hold.balance_micros, hold.held_micros) == (EntryKind.HOLD, 0, 4 * PRICE)
    captures = [entry.balance_micros for entry in found if entry.kind is EntryKind.CAPTURE]
    assert sorted(captures) == [-2 * PRICE, -PRICE]
    assert [e.balance_micros for e in found if e.kind is EntryKind.RELEASE] == [0, 0]
    assert {entry.reason for entry in found} >= {"a gift", "opening grant", "submitted"}


async def test_entries_come_in_pages_and_to_their_account_alone(world: Parts):
    for _ in range(3):
        await world.run()
    whole = await entries(world)
    paged, before = [], None
    while page := await entries(world, limit=2, before_id=before):
        assert len(page) <= 2
        paged += page
        before = page[-1].id
    assert paged == whole
    mine, world.caller = world.caller, await world.open_account("other")
    assert [entry.kind for entry in await entries(world)] == [EntryKind.GRANT]
    assert mine.account_id != world.caller.account_id


async def test_usage_is_added_up_by_day(world: Parts, clock):
    await world.run(n=2)
    await world.run()
    clock.advance(86_400)
    await world.run("[fail_after=1]", n=3)
    await world.run("[fail_after=0]")
    await world.submit()
    assert await usage(world, "day") == [
        ("2026-01-01", 2, 3, 3 * PRICE),
        ("2026-01-02", 2, 1, PRICE),
    ]
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert await usage(world, "day", ended_to=noon) == [("2026-01-01", 2, 3, 3 * PRICE)]
    assert await usage(world, "day", ended_from=noon) == [("2026-01-02", 2, 1, PRICE)]
    assert await usage(world, "day", ended_from=noon + timedelta(days=9)) == []


async def test_usage_is_added_up_by_model_and_by_key(world: Parts):
    """Names with quotes in the prompt do not confuse what reads them."""
    pro = image_request('"model":"x"')
    object.__setattr__(pro, "model", "qwen-image-2.0-pro")
    await world.run(request=pro)
    await world.run('a "quote"')
    assert await usage(world, "model") == [
        ("qwen-image-2.0", 1, 1, PRICE),
        ("qwen-image-2.0-pro", 1, 1, PRICE),
    ]
    key = world.caller.key_id
    world.caller = await world.open_account()
    await world.run(n=2)
    assert sorted(await usage(world, "key")) == sorted(
        [(key, 2, 2, 2 * PRICE), (world.caller.key_id, 1, 2, 2 * PRICE)]
    )


async def test_jobs_are_found_by_their_model(world: Parts):
    job = await world.submit()
    for name, found in (("qwen-image-2.0", [job.id]), ("qwen-image", []), ("%", []), ("\0", [])):
        listed = await world.queries.newest(
            account_id=world.caller.account_id, limit=10, model=name
        )
        assert [each.id for each in listed] == found, name
