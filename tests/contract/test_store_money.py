"""Money on both databases: guarded reserves, planted corruption, idempotency keys."""

import asyncio
from datetime import timedelta

import pytest
from contract.world import PRICE, Parts
from sqlalchemy import delete, insert, update

from inkstone.domain.accounts import AccountStatus
from inkstone.domain.errors import (
    IdempotencyMismatch,
    InsufficientFunds,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
)
from inkstone.domain.job import JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.service.settle import Outcome, settle
from inkstone.store import ledger
from inkstone.store.tables import accounts, jobs, ledger_entries, postings

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
                tx, account_id=account.id, amount_micros=a, num_images=1
            )
        )
        found.append(vtime is not None)
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
                account_id=running.account_id,
                job_id=running.id,
                currency="USD",
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
    entry = ledger_entries.select().with_only_columns(ledger_entries.c.id).where(entry_of(job, kind))
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
            seen.append(ledger.discrepancies(tx))
            raise Undo

        with pytest.raises(Undo):
            await world.store.write(corrupt)
        assert seen[0], f"nobody noticed {name}"
    await world.assert_sound()


async def test_a_key_brings_back_its_job_and_holds_once(world: Parts):
    first = await world.submitted(idempotency_key="k", fingerprint="f")
    again = await world.submitted(idempotency_key="k", fingerprint="f")
    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.job.id == first.job.id
    assert await world.balance() == (1000, 1)


async def test_a_key_with_another_request_is_refused(world: Parts):
    await world.submit(idempotency_key="k", fingerprint="f")
    with pytest.raises(IdempotencyMismatch):
        await world.submit(idempotency_key="k", fingerprint="g")
    assert await world.balance() == (1000, 1)


async def test_a_key_is_each_accounts_own(world: Parts):
    other = await world.open_account("other")
    first = await world.submitted(idempotency_key="k", fingerprint="f")
    second = await world.submitted(idempotency_key="k", fingerprint="g", caller=other)
    assert not second.is_replay
    assert first.job.id != second.job.id


async def test_a_key_is_forgotten_after_its_lifetime(world: Parts, clock):
    first = await world.submit(idempotency_key="k", fingerprint="f")
    clock.advance(24 * 3600 - 1)
    assert (await world.submitted(idempotency_key="k", fingerprint="f")).is_replay
    clock.advance(2)
    second = await world.submitted(idempotency_key="k", fingerprint="g")
    assert not second.is_replay
    assert second.job.id != first.id
    assert (await world.submitted(idempotency_key="k", fingerprint="g")).is_replay


@pytest.mark.parametrize(
    ("status", "runs_again"), [("failed", True), ("expired", True), ("canceled", False)]
)
async def test_a_key_whose_job_came_to_nothing_runs_again(world: Parts, status, runs_again):
    first = await world.submit(idempotency_key="k", fingerprint="f")
    outcome = Outcome(status=JobStatus(status))
    known = first if status == "expired" else await world.claim_one()
    await world.store.write(lambda tx: settle(tx, known, outcome))
    again = await world.submitted(idempotency_key="k", fingerprint="f")
    assert again.is_replay is not runs_again
    assert (again.job.id != first.id) is runs_again


@pytest.mark.parametrize("images", [1000, 1])
async def test_twenty_equal_requests_at_once_with_one_key_are_one_job(world: Parts, images):
    """Also where the money is enough for that one job only."""
    world.caller = await world.open_account(f"of {images}", images=images)
    for key in ("k", "l")[: min(2, images)]:
        results = await asyncio.gather(
            *(world.submitted(idempotency_key=key, fingerprint="f") for _ in range(20))
        )
        assert len({result.job.id for result in results}) == 1
        assert sum(not result.is_replay for result in results) == 1
    assert await world.balance() == (images, min(2, images))
    await world.assert_sound()


async def test_twenty_different_requests_at_once_with_one_key_leave_one_job(world: Parts):
    results = await asyncio.gather(
        *(world.submitted(idempotency_key="k", fingerprint=f"f{i}") for i in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, IdempotencyMismatch) for result in results) == 19
    assert await world.balance() == (1000, 1)


async def test_a_stale_key_is_rebound_once_by_twenty_at_once(world: Parts, clock):
    await world.submit(idempotency_key="k", fingerprint="f")
    clock.advance(25 * 3600)
    results = await asyncio.gather(
        *(world.submitted(idempotency_key="k", fingerprint="f") for _ in range(20))
    )
    assert len({result.job.id for result in results}) == 1
    assert await world.balance() == (1000, 2)


async def test_an_abandoned_job_is_taken_up_once_within_the_grace(world: Parts, clock):
    first = await world.submit(fingerprint="f")
    await world.submitter.abandon(first.id)
    clock.advance(29)
    results = await asyncio.gather(*(world.submitted(fingerprint="f") for _ in range(5)))
    assert sum(result.job.id == first.id for result in results) == 1
    assert len({result.job.id for result in results}) == 5
    await world.submitter.abandon(first.id)
    clock.advance(31)
    assert not (await world.submitted(fingerprint="f")).is_replay


async def test_a_request_that_waits_too_long_runs_out_of_time(world: Parts, clock):
    job = await world.submit(wait_max=timedelta(seconds=5))
    assert (job.expires_at - job.created_at).total_seconds() == 5
    clock.advance(5)
    await world.canceler.expire_overdue()
    ended = await world.job(job)
    assert (ended.status, ended.error.code) == ("expired", "job_expired")
    assert await world.entries(job) == {"hold": PRICE, "release": PRICE}
