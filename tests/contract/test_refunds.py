"""Refunds and adjustments on both databases: once, never more than there was; it all re-adds."""

import asyncio

import pytest
from sqlalchemy import delete, select, update

from contract.test_limits import counted, limit
from contract.test_limits import fleet as fleet  # noqa: PLC0414 - a fixture
from contract.world import PRICE, Clock, Parts
from inkstone.domain.accounts import AccountStatus
from inkstone.domain.errors import BudgetSpent, InsufficientFunds, InvalidRequest, NotFound
from inkstone.domain.money import Amount
from inkstone.service.corrections import Corrections
from inkstone.store import ledger_check
from inkstone.store.tables import ledger_entries, postings

pytestmark = pytest.mark.anyio

DAY_S = 86_400


@pytest.fixture
def corrections(world: Parts) -> Corrections:
    return Corrections(store=world.store)


async def test_a_refund_gives_back_the_charge_and_lowers_what_was_spent(
    world: Parts, corrections: Corrections
) -> None:
    job = await world.run(n=3)
    assert await counted(world) == (0, 3, 3)
    assert await corrections.refund(job.id, reason="blurred") == Amount(3 * PRICE)
    assert await world.balance() == (1000, 0)
    assert await counted(world) == (0, 3, 0), "of the day it stays"
    assert await world.accounts.spent(world.caller.account_id) == Amount(0)
    assert (await world.job(job)).charged == Amount(3 * PRICE), "the job is what it was"
    entries = await world.store.read(
        lambda tx: {
            row.kind: (row.id, row.refers_to)
            for row in tx.connection.execute(
                select(ledger_entries).where(ledger_entries.c.job_id == job.id)
            )
        }
    )
    assert set(entries) == {"hold", "capture", "refund"}
    assert entries["refund"][1] == entries["capture"][0]
    await world.assert_sound()


async def test_a_part_may_be_given_back_and_then_no_more(
    world: Parts, corrections: Corrections
) -> None:
    job = await world.run(n=3)
    given = await corrections.refund(job.id, amount=Amount(PRICE), reason="one was blurred")
    assert given == Amount(PRICE)
    for amount in (None, Amount(1), Amount(2 * PRICE)):
        with pytest.raises(InvalidRequest) as refused:
            await corrections.refund(job.id, amount=amount, reason="again")
        assert refused.value.code == "refunded_before"
    assert await counted(world) == (0, 3, 2)
    assert await world.balance() == (998, 0)
    await world.assert_sound()


@pytest.mark.parametrize("num", [10, pytest.param(100, marks=pytest.mark.slow)])
async def test_of_many_refunds_at_once_one_is_made(fleet: list[Parts], num: int) -> None:
    world = fleet[0]
    job = await world.run(n=2)
    made = [Corrections(store=each.store) for each in fleet]
    results = await asyncio.gather(
        *(made[i % len(made)].refund(job.id, reason=f"number {i}") for i in range(num)),
        return_exceptions=True,
    )
    refused = [result for result in results if result != Amount(2 * PRICE)]
    assert len(refused) == num - 1
    assert {getattr(each, "code", each) for each in refused} == {"refunded_before"}
    assert await counted(world) == (0, 2, 0)
    await world.assert_sound()


async def test_refunds_submits_and_ends_at_once_add_up(
    fleet: list[Parts], corrections: Corrections
) -> None:
    world = fleet[0]
    jobs = [await world.run() for _ in range(6)]
    waiting = [await world.submit() for _ in range(6)]
    await asyncio.gather(
        *(corrections.refund(job.id, reason="all at once") for job in jobs),
        *(world.canceler.cancel(job.id, account_id=job.account_id) for job in waiting),
        *(each.submit(caller=world.caller, fingerprint=f"f{i}") for i, each in enumerate(fleet)),
    )
    assert await counted(world) == (len(fleet), 6 + len(fleet), len(fleet))
    await world.assert_sound()


async def test_what_was_not_charged_is_not_refunded(world: Parts, corrections: Corrections) -> None:
    failed = await world.run("[fail_after=0]", n=2)
    canceled = await world.submit()
    await world.canceler.cancel(canceled.id, account_id=canceled.account_id)
    running = await world.submit()
    await world.claim_one()
    queued = await world.submit()
    for job in (failed, canceled, running, queued):
        with pytest.raises(InvalidRequest) as refused:
            await corrections.refund(job.id, reason="why not")
        assert refused.value.code == "nothing_to_refund"
    with pytest.raises(NotFound):
        await corrections.refund("job_of_nobody", reason="why not")
    await world.assert_sound()


async def test_a_partial_result_is_refunded_up_to_its_charge(
    world: Parts, corrections: Corrections
) -> None:
    job = await world.run("[fail_after=1]", n=4)
    for micros in (PRICE + 1, 0, -1):
        with pytest.raises(InvalidRequest, match="at most that"):
            await corrections.refund(job.id, amount=Amount(micros), reason="too much")
    assert await corrections.refund(job.id, reason="all of it") == Amount(PRICE)
    assert await counted(world) == (0, 1, 0)
    await world.assert_sound()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
async def test_money_does_not_move_without_a_reason(
    world: Parts, corrections: Corrections, reason: str
) -> None:
    job = await world.run()
    with pytest.raises(InvalidRequest, match="reason"):
        await corrections.refund(job.id, reason=reason)
    with pytest.raises(InvalidRequest, match="reason"):
        await corrections.adjust(job.account_id, Amount(1), reason=reason)
    assert await counted(world) == (0, 1, 1)


async def test_a_refund_makes_room_in_the_whole_budget_and_not_in_the_days(
    world: Parts, corrections: Corrections, clock: Clock
) -> None:
    await limit(world, total_micros=2 * PRICE)
    await limit(world, "key", daily_micros=2 * PRICE)
    job = await world.run(n=2)
    with pytest.raises(BudgetSpent, match="of this account"):
        await world.submit()
    await corrections.refund(job.id, reason="blurred")
    with pytest.raises(BudgetSpent, match=r"of this key.*today"):
        await world.submit()
    clock.advance(DAY_S)
    await world.submit(n=2)
    assert await counted(world) == (1, 2, 2)
    await world.assert_sound()


async def test_a_refund_on_another_day_and_of_a_suspended_account_and_a_revoked_key(
    world: Parts, corrections: Corrections, clock: Clock
) -> None:
    job = await world.run(n=2)
    clock.advance(DAY_S)
    await world.keys.revoke(world.caller.key_id)
    await world.accounts.set_status(job.account_id, AccountStatus.SUSPENDED)
    await corrections.refund(job.id, reason="goodbye")
    assert await counted(world) == (0, 0, 0)
    await world.assert_sound()


async def test_an_adjustment_takes_no_more_than_is_free(
    world: Parts, corrections: Corrections
) -> None:
    await world.submit(n=10)
    account_id = world.caller.account_id
    await corrections.adjust(account_id, Amount(5 * PRICE), reason="a mistake of ours")
    for micros in (0, -995 * PRICE - 1):
        with pytest.raises(InvalidRequest):
            await corrections.adjust(account_id, Amount(micros), reason="too much")
    await corrections.adjust(account_id, Amount(-995 * PRICE), reason="all that is free")
    assert await world.balance() == (10, 10)
    with pytest.raises(InsufficientFunds):
        await world.submit()
    assert await counted(world) == (1, 10, 10), "an adjustment is nothing spent"
    await world.assert_sound()


async def test_the_self_check_finds_a_refund_that_was_tampered_with(
    world: Parts, corrections: Corrections
) -> None:
    class Undo(Exception):
        pass

    job = await world.run(n=2)
    await corrections.refund(job.id, amount=Amount(PRICE), reason="blurred")
    await world.assert_sound()
    its_id = (
        select(ledger_entries.c.id)
        .where(ledger_entries.c.job_id == job.id, ledger_entries.c.kind == "refund")
        .scalar_subquery()
    )
    is_its = postings.c.entry_id == its_id
    tamperings = (
        (delete(postings).where(is_its),),
        (update(postings).where(is_its).values(amount_micros=0),),
        (update(postings).where(is_its).values(amount_micros=postings.c.amount_micros * 2),),
        (update(ledger_entries).where(ledger_entries.c.id == its_id).values(kind="adjust"),),
    )
    for statements in tamperings:
        seen: list[str] = []

        def tamper(tx, statements=statements, seen=seen) -> None:
            for statement in statements:
                assert tx.connection.execute(statement).rowcount >= 1
            seen += ledger_check.discrepancies(tx)
            raise Undo

        with pytest.raises(Undo):
            await world.store.write(tamper)
        assert any(" counts " in each for each in seen), seen
    await world.assert_sound()
