"""Money and keys under attack, on both databases: everything at once, and nothing made twice."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta

import pytest

from contract.test_limits import fleet as fleet  # noqa: PLC0414 - a fixture
from contract.world import PRICE, Clock, Parts
from inkstone.domain.accounts import AccountStatus, Limits, Scope
from inkstone.domain.errors import InkstoneError, InvalidRequest, NotAuthenticated, RateLimited
from inkstone.domain.money import BALANCE_MAX_MICROS, Amount
from inkstone.service.attempt import Attempt
from inkstone.service.corrections import Corrections
from inkstone.service.erase import Eraser
from inkstone.service.intents import DoneBefore
from inkstone.service.key_terms import KeyTerms
from inkstone.store import accounts, erasure, uploads

pytestmark = pytest.mark.anyio

#: What a request may be told here; a database that gave up a deadlock is not among it.
FAIR = {"done", "refunded_before", "done_before", "account_suspended"}


async def how(call: Awaitable[object]) -> str:
    """What came of a call, in a word."""
    try:
        await call
    except DoneBefore:
        return "done_before"
    except InkstoneError as error:
        return error.code
    return "done"


async def test_everything_at_once_on_one_account_leaves_no_one_waiting_for_another(
    fleet: list[Parts],
) -> None:
    world = fleet[0]
    its_id = world.caller.account_id
    keys = [
        await world.keys.create(account_id=its_id, account="local", name=f"key {i}")
        for i in range(3)
    ]
    callers = [await world.keys.authenticate(key.key) for key in keys]
    paid = [await world.run() for _ in range(4)]

    async def submits(own: Parts, lane: int) -> list[str]:
        return [
            await how(own.submit(caller=callers[(lane + i) % 3], fingerprint=f"{lane} {i}"))
            for i in range(8)
        ]

    async def works(own: Parts, lane: int) -> list[str]:
        said = []
        for _ in range(8):
            for job in await own.claim(3, worker=f"w{lane}"):
                said.append(await how(own.executor.execute(Attempt(job))))
        return said

    async def administers(own: Parts, lane: int) -> list[str]:
        corrections, said = Corrections(store=own.store), []
        for i, job in enumerate(paid):
            key_id = callers[(lane + i) % 3].key_id
            limits = Limits(jobs_max=1000 + i)
            money = Amount(PRICE)
            for call in (
                own.accounts.grant(its_id, money, reason="gift", idempotency_key=f"gift {i}"),
                corrections.adjust(its_id, Amount(-PRICE), reason="slip"),
                own.accounts.change(its_id, limits=limits),
                own.keys.change(key_id, KeyTerms(limits=limits)),
                own.keys.rotate(key_id, overlap=timedelta(days=1)),
                corrections.refund(job.id, reason="blurred"),
            ):
                said.append(await how(call))
        return said

    lanes = [
        does(fleet[lane % len(fleet)], lane)
        for lane in range(4)
        for does in (submits, works, administers)
    ]
    said = Counter(word for lane in await asyncio.gather(*lanes) for word in lane)
    assert set(said) <= FAIR, said
    assert said["refunded_before"] == said["done_before"] == 3 * len(paid)
    await world.assert_sound()


async def test_batches_that_end_jobs_of_many_keys_and_accounts_never_deadlock(
    fleet: list[Parts], clock: Clock
) -> None:
    world = fleet[0]
    callers = [await world.open_account(f"account {i}", images=100) for i in range(3)]
    for caller in tuple(callers):
        made = await world.keys.create(
            account_id=caller.account_id, account=caller.account_name, name="second"
        )
        callers.append(await world.keys.authenticate(made.key))
    for i in range(60):
        await world.submit(caller=callers[i * 5 % 6], fingerprint=f"old {i}")
    clock.advance(3601)
    calls = [own.canceler.expire_overdue() for own in fleet for _ in range(2)]
    calls += [
        fleet[i % len(fleet)].submit(caller=callers[i % 6], fingerprint=f"new {i}")
        for i in range(30)
    ]
    assert set(await asyncio.gather(*map(how, calls))) == {"done"}
    for caller in callers[:3]:
        assert (await world.accounts.find(caller.account_id)).spending.num_open == 10
    await world.assert_sound()


async def test_an_account_that_is_erased_while_it_submits_keeps_nothing(fleet: list[Parts]) -> None:
    world = fleet[0]
    caller = await world.open_account("shop", images=100)
    await world.submit("secret", caller=caller, fingerprint="first")

    async def submits(own: Parts, lane: int) -> set[str]:
        return {
            await how(own.submit(f"secret {i}", caller=caller, fingerprint=f"{lane} {i}"))
            for i in range(12)
        }

    def erases(own: Parts) -> Awaitable[int]:
        return Eraser(store=own.store, blobs=own.blobs, canceler=own.canceler).erase(
            caller.account_id
        )

    found = await asyncio.gather(
        *(submits(own, lane) for lane, own in enumerate(fleet * 2)), erases(fleet[-1])
    )
    assert set().union(*found[:-1]) <= FAIR
    assert await how(world.submit(caller=caller)) == "account_suspended"
    jobs = await world.queries.newest(account_id=caller.account_id, limit=100)
    assert jobs
    assert {(job.deleted_at is None, job.request.prompt) for job in jobs} == {(False, "")}
    assert (await world.accounts.find(caller.account_id)).status is AccountStatus.ERASED
    await world.assert_sound()


async def test_what_came_while_an_account_was_erased_is_erased_too(world: Parts) -> None:
    caller = await world.open_account("shop", images=10)
    await world.submit(caller=caller, fingerprint="late")
    assert not await world.store.write(lambda tx: erasure.finish(tx, caller.account_id))
    eraser = Eraser(store=world.store, blobs=world.blobs, canceler=world.canceler)
    assert await eraser.erase(caller.account_id) == 1
    assert await eraser.erase(caller.account_id) == 0, "again it finds nothing"


async def test_no_key_of_an_erased_account_is_good_whenever_it_was_made(world: Parts) -> None:
    caller = await world.open_account("shop", images=10)
    await Eraser(store=world.store, blobs=world.blobs, canceler=world.canceler).erase(
        caller.account_id
    )
    late = await world.keys.create(account_id=caller.account_id, account="shop", name="late")
    with pytest.raises(NotAuthenticated):
        await world.keys.authenticate(late.key)


@pytest.mark.parametrize("status", [AccountStatus.SUSPENDED, AccountStatus.ERASED])
async def test_an_account_that_may_not_submit_brings_no_uploads(
    world: Parts, status: AccountStatus
) -> None:
    its_id = (await world.open_account("shop")).account_id
    assert await world.store.read(lambda tx: uploads.may_bring(tx, its_id))
    await world.store.write(lambda tx: accounts.set_status(tx, its_id, status))
    assert not await world.store.read(lambda tx: uploads.may_bring(tx, its_id))


async def test_a_key_that_was_rotated_away_is_not_adopted_again(world: Parts, clock: Clock) -> None:
    chosen = {"account_id": world.caller.account_id, "account": "local", "name": "environment"}
    made = await world.keys.adopt("a key of my own making", **chosen)
    assert made is not None
    await world.keys.rotate(made.key_id, overlap=timedelta(hours=1))
    assert await world.keys.adopt("a key of my own making", **chosen) is None, "it is good yet"
    clock.advance(3601)
    with pytest.raises(InvalidRequest, match="replaced"):
        await world.keys.adopt("a key of my own making", **chosen)


async def test_two_who_change_different_terms_at_once_both_have_their_way(
    fleet: list[Parts],
) -> None:
    key_id = fleet[0].caller.key_id

    def with_limits(terms: KeyTerms) -> KeyTerms:
        return replace(terms, limits=Limits(total_micros=5))

    def with_scopes(terms: KeyTerms) -> KeyTerms:
        return replace(terms, scopes=frozenset({Scope.READ}))

    await asyncio.gather(
        fleet[0].keys.change(key_id, with_limits), fleet[-1].keys.change(key_id, with_scopes)
    )
    found = await fleet[0].keys.get(key_id)
    assert (found.limits.total_micros, found.scopes) == (5, {Scope.READ})


async def test_two_who_change_different_limits_of_an_account_both_have_their_way(
    fleet: list[Parts],
) -> None:
    its_id = fleet[0].caller.account_id
    await asyncio.gather(
        fleet[0].accounts.change(its_id, limits=lambda was: replace(was, jobs_max=7)),
        fleet[-1].accounts.change(its_id, limits=lambda was: replace(was, requests_per_minute=9)),
    )
    found = (await fleet[0].accounts.find(its_id)).limits
    assert (found.requests_per_minute, found.jobs_max) == (9, 7)


async def test_an_account_never_has_more_than_64_bits_hold(world: Parts) -> None:
    its_id = world.caller.account_id
    corrections = Corrections(store=world.store)
    has = (await world.accounts.balance(its_id)).balance_micros
    await corrections.adjust(its_id, Amount(BALANCE_MAX_MICROS - has), reason="as much as may be")
    for call in (
        world.accounts.grant(its_id, Amount(1), reason="one more"),
        corrections.adjust(its_id, Amount(1), reason="one more"),
    ):
        assert await how(call) == "balance_too_large"
    await world.assert_sound()


async def test_a_clock_that_is_set_back_locks_nobody_out(world: Parts, clock: Clock) -> None:
    await world.accounts.change(world.caller.account_id, limits=Limits(requests_per_minute=2))
    found = await world.accounts.find(world.caller.account_id)
    caller = replace(world.caller, account_limits=found.limits)

    async def calls() -> str:
        return await how(world.keys.admit(caller, Scope.SUBMIT, is_counted=True))

    assert [await calls() for _ in range(3)] == ["done", "done", RateLimited.code]
    clock.advance(-86_400)
    assert [await calls() for _ in range(3)] == ["done", "done", RateLimited.code]
