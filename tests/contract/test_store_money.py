"""Money on both databases: guarded reserves, planted corruption, idempotency keys."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from contract.world import PRICE, Parts
from inkstone.domain.accounts import AccountStatus
from inkstone.domain.errors import (
    InsufficientFunds,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
)
from inkstone.domain.job import JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.service.settle import Outcome, settle
from inkstone.store import ledger, ledger_check
from inkstone.store.account_tables import accounts
from inkstone.store.tables import jobs, ledger_entries, postings

pytestmark = pytest.mark.anyio


def image(index=0):
    return JobImage(
        image_index=index,
        blob_key=f"b/{index}",
        sha256="0" * 64,
        size_bytes=1,
        media_type="image/png",
        width_px=8,
        height_px=8,
        seed=index,
    )


@pytest.mark.slow
async def test_two_hundred_at_once_on_money_for_ten_get_exactly_ten(world: Parts):
    world.caller = await world.open_account("poor", images=10)
    results = await asyncio.gather(*(world.submit() for _ in range(200)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 190
    assert all(isinstance(result, InsufficientFunds) for result in refused)
    assert await world.balance() == (10, 10)
    await world.assert_sound()


async def test_the_last_micro_may_be_spent_and_not_one_more(world: Parts):
    account, _ = await world.accounts.ensure("exact", grant=Amount(PRICE))
    found = []
    for amount in (PRICE + 1, PRICE, 1, 0):
        vtime = await world.store.write(
            lambda tx, a=amount: ledger.reserve(
                tx, account_id=account.id, key_id="", amount_micros=a, num_images=1
            )
        )
        found.append(not isinstance(vtime, ledger.Refused))
    assert found == [False, True, False, True]


async def test_a_suspended_account_may_not_submit_until_it_may_again(world: Parts):
    account_id = world.caller.account_id
    await world.accounts.set_status(account_id, AccountStatus.SUSPENDED)
    with pytest.raises(NotAuthenticated, match="suspended"):
        await world.submit()
    assert await world.balance() == (1000, 0)
    await world.accounts.set_status(account_id, AccountStatus.ACTIVE)
    assert (await world.submit()).status == "queued"


async def test_grants_add_up_and_nobody_grants_nothing(world: Parts):
    account_id = world.caller.account_id
    given = await asyncio.gather(
        *(world.accounts.grant(account_id, Amount(PRICE), reason="test") for _ in range(10))
    )
    assert max(balance.balance_micros for balance in given) == 1010 * PRICE
    for micros in (0, -1):
        with pytest.raises(InvalidRequest):
            await world.accounts.grant(account_id, Amount(micros), reason="test")
    with pytest.raises(NotFound):
        await world.accounts.grant("acct_nobody", Amount(1), reason="test")
    await world.assert_sound()


async def test_a_hold_cannot_be_resolved_twice(world: Parts):
    await world.submit()
    running = await world.claim_one()
    done = Outcome(status=JobStatus.SUCCEEDED, images=[image()])
    assert await world.store.write(lambda tx: settle(tx, running, done))
    await world.submit()  # so that there is something held that could be taken
    with pytest.raises(Exception, match=r"(?i)unique"):
        await world.store.write(
            lambda tx: ledger.resolve_hold(
                tx,
                entry_ids=("entry_a", "entry_b"),
                job=running,
                resolution=ledger.Resolution(captured_micros=PRICE, released_micros=0),
                reason="twice",
            )
        )
    assert await world.balance() == (999, 1)
    await world.assert_sound()


async def test_a_settle_that_fails_half_way_leaves_the_job_running(world: Parts):
    job = await world.submit(n=2)
    running = await world.claim_one()
    twice = Outcome(status=JobStatus.SUCCEEDED, images=[image(), image()])
    with pytest.raises(Exception, match=r"(?i)unique"):
        await world.store.write(lambda tx: settle(tx, running, twice))
    assert (await world.job(job)).status == "running"
    assert await world.balance() == (1000, 2)
    await world.assert_sound()


def entry_of(job, kind):
    return (ledger_entries.c.job_id == job.id) & (ledger_entries.c.kind == kind)


def leg(job, kind, index):
    entry = (
        ledger_entries.select().with_only_columns(ledger_entries.c.id).where(entry_of(job, kind))
    )
    return (postings.c.entry_id == entry.scalar_subquery()) & (postings.c.leg_index == index)


CORRUPTIONS = {
    "a leg that changed": lambda ended, running, queued: [
        update(postings).where(leg(ended, "capture", 1)).values(amount_micros=1)
    ],
    "a leg that went missing": lambda ended, running, queued: [
        delete(postings).where(leg(ended, "capture", 0))
    ],
    "both legs of an entry": lambda ended, running, queued: [
        update(postings).where(leg(ended, "capture", 0)).values(amount_micros=-1),
        update(postings).where(leg(ended, "capture", 1)).values(amount_micros=1),
    ],
    "a balance": lambda ended, running, queued: [
        update(accounts)
        .where(accounts.c.id == ended.account_id)
        .values(balance_micros=accounts.c.balance_micros + 1)
    ],
    "what is held": lambda ended, running, queued: [
        update(accounts)
        .where(accounts.c.id == ended.account_id)
        .values(held_micros=accounts.c.held_micros - 1)
    ],
    "a job that ended on the side": lambda ended, running, queued: [
        update(jobs).where(jobs.c.id == queued.id).values(status="canceled", charged_micros=0)
    ],
    "a job that came back": lambda ended, running, queued: [
        update(jobs).where(jobs.c.id == ended.id).values(status="queued")
    ],
    "two jobs that changed places": lambda ended, running, queued: [
        update(jobs).where(jobs.c.id == ended.id).values(status="queued"),
        update(jobs).where(jobs.c.id == queued.id).values(status="failed", charged_micros=0),
    ],
    "what a job says it was charged": lambda ended, running, queued: [
        update(jobs).where(jobs.c.id == ended.id).values(charged_micros=1)
    ],
    "a quote": lambda ended, running, queued: [
        update(jobs).where(jobs.c.id == ended.id).values(quoted_micros=PRICE)
    ],
    "a hold that went missing": lambda ended, running, queued: [
        delete(postings).where(leg(queued, "hold", 0)),
        delete(postings).where(leg(queued, "hold", 1)),
    ],
    "a release for a job under way": lambda ended, running, queued: [
        insert(ledger_entries).values(
            id="entry_x",
            account_id=running.account_id,
            job_id=running.id,
            kind="release",
            reason="x",
            currency="USD",
            created_at=running.created_at,
        ),
        insert(postings).values(
            entry_id="entry_x", leg_index=0, ledger_account="grants", amount_micros=0
        ),
        insert(postings).values(
            entry_id="entry_x", leg_index=1, ledger_account="grants", amount_micros=0
        ),
    ],
}


async def test_the_self_check_finds_every_planted_corruption(world: Parts):
    class Undo(Exception):
        pass

    ended = await world.submit(n=3)
    claimed = await world.claim_one()
    outcome = Outcome(status=JobStatus.SUCCEEDED, images=[image(0), image(1)])
    await world.store.write(lambda tx: settle(tx, claimed, outcome))
    await world.submit()
    running = await world.claim_one()
    queued = await world.submit()
    await world.assert_sound()
    for name, plant in CORRUPTIONS.items():
        seen: list[list[str]] = []

        def corrupt(tx, plant=plant, seen=seen):
            for statement in plant(ended, running, queued):
                assert tx.connection.execute(statement).rowcount == 1
            seen.append(ledger_check.discrepancies(tx))
            raise Undo

        with pytest.raises(Undo):
            await world.store.write(corrupt)
        assert seen[0], f"nobody noticed {name}"
    await world.assert_sound()


async def test_a_request_that_waits_too_long_runs_out_of_time(world: Parts, clock):
    job = await world.submit(wait_max=timedelta(seconds=5))
    assert (job.expires_at - job.created_at).total_seconds() == 5
    clock.advance(5)
    await world.canceler.expire_overdue()
    ended = await world.job(job)
    assert (ended.status, ended.error.code) == ("expired", "job_expired")
    assert await world.entries(job) == {"hold": PRICE, "release": PRICE}
