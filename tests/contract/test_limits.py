"""Limits on both databases: exact under crowds, and kept whatever else changes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from contract.stores import a_store
from contract.world import PRICE, Clock, Parts, parts
from inkstone.domain.accounts import LOCAL, NO_LIMITS, Limits, Spending
from inkstone.domain.errors import BudgetSpent, InkstoneError, RateLimited
from inkstone.service.accounts import Accounts
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.key_terms import KeyTerms

pytestmark = pytest.mark.anyio

DAY_S = 86_400
#: By limit: ten jobs' worth of it, and what one job too many is refused with.
TEN = {
    "jobs_max": (10, RateLimited),
    "daily_micros": (10 * PRICE + PRICE - 1, BudgetSpent),
    "total_micros": (10 * PRICE, BudgetSpent),
}


@pytest.fixture
async def fleet(world: Parts, clock: Clock) -> AsyncIterator[list[Parts]]:
    """The parts of several processes on one database; SQLite has one."""
    async with AsyncExitStack() as stack:
        made = [world]
        for _ in range(0 if world.store.is_sqlite else 3):
            url = world.store.url.render_as_string(hide_password=False)
            store = await stack.enter_async_context(a_store(url, now=clock))
            made.append(parts(store))
        yield made


async def limit(world: Parts, whose: str = "account", **limits) -> None:
    """Give the world's account, or its key, these limits and no others."""
    if whose == "account":
        await world.accounts.change(world.caller.account_id, limits=Limits(**limits))
    else:
        await world.keys.change(world.caller.key_id, KeyTerms(limits=Limits(**limits)))


async def spending(world: Parts, whose: str = "account") -> Spending:
    """What is counted of the account, or of the key."""
    if whose == "account":
        return (await world.accounts.find(world.caller.account_id)).spending
    return (await world.keys.get(world.caller.key_id)).spending


async def counted(world: Parts) -> tuple[int, int, int]:
    """Jobs under way, pictures of today, pictures in all; account and key agree."""
    of_account, of_key = await spending(world), await spending(world, "key")
    assert of_account == of_key
    found = of_account
    return found.num_open, found.today_micros // PRICE, found.total_micros // PRICE


async def crowd(fleet: list[Parts], *, num: int) -> Counter:
    """Many submits at once, over all processes: how many were taken, and what refused the rest."""
    caller = fleet[0].caller
    results = await asyncio.gather(
        *(fleet[i % len(fleet)].submit(caller=caller, fingerprint=f"f{i}") for i in range(num)),
        return_exceptions=True,
    )
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, InkstoneError), result
    return Counter(type(r) if isinstance(r, Exception) else "taken" for r in results)


@pytest.mark.parametrize("whose", ["account", "key"])
@pytest.mark.parametrize("name", TEN)
@pytest.mark.parametrize("num", [30, pytest.param(200, marks=pytest.mark.slow)])
async def test_of_many_at_once_on_a_limit_for_ten_exactly_ten_are_taken(
    fleet: list[Parts], whose: str, name: str, num: int
) -> None:
    world = fleet[0]
    value, refusal = TEN[name]
    await limit(world, whose, **{name: value})
    assert await crowd(fleet, num=num) == {"taken": 10, refusal: num - 10}
    assert await counted(world) == (10, 10, 10)
    await world.assert_sound()
    for job in await world.claim(4):
        await world.canceler.cancel(job.id, account_id=job.account_id)
        attempt = Attempt(job)
        attempt.reason = StopReason.CANCELED
        await world.executor.finish(attempt, None)
    assert await crowd(fleet, num=12) == {"taken": 4, refusal: 8}
    assert await counted(world) == (10, 10, 10)
    await world.assert_sound()


async def test_a_limit_on_both_lets_through_what_both_let_through(world: Parts) -> None:
    other = await world.keys.create(account_id=world.caller.account_id, account="local", name="b")
    second = await world.keys.authenticate(other.key)
    await limit(world, jobs_max=3)
    await limit(world, "key", jobs_max=2)
    await world.submit()
    await world.submit()
    with pytest.raises(RateLimited, match="This key's limit of jobs under way is 2"):
        await world.submit()
    await world.submit(caller=second)
    with pytest.raises(RateLimited, match="This account's limit of jobs under way is 3"):
        await world.submit(caller=second)
    assert (await spending(world)).num_open == 3
    assert (await spending(world, "key")).num_open == 2
    await world.assert_sound()


async def test_a_request_for_several_pictures_takes_its_whole_price_of_a_budget(
    world: Parts,
) -> None:
    await limit(world, daily_micros=5 * PRICE)
    await world.submit(n=3)
    with pytest.raises(BudgetSpent, match=r"0.06 USD is left of .* today"):
        await world.submit(n=3)
    await world.submit(n=2)
    with pytest.raises(BudgetSpent):
        await world.submit()
    assert await counted(world) == (2, 5, 5)


@pytest.mark.parametrize("whose", ["account", "key"])
async def test_a_limit_may_change_while_jobs_are_under_way(world: Parts, whose: str) -> None:
    jobs = [await world.submit() for _ in range(3)]
    for value in (1, 3):
        await limit(world, whose, jobs_max=value)
        with pytest.raises(RateLimited):
            await world.submit()
    await limit(world, whose, jobs_max=4)
    jobs.append(await world.submit())
    await limit(world, whose, jobs_max=2)
    for job in jobs[:2]:
        await world.canceler.cancel(job.id, account_id=job.account_id)
        with pytest.raises(RateLimited):
            await world.submit()
    await world.canceler.cancel(jobs[2].id, account_id=jobs[2].account_id)
    await world.submit()
    await limit(world, whose, daily_micros=PRICE)
    with pytest.raises(BudgetSpent, match=r"0 USD is left of .* today"):
        await world.submit()
    await limit(world, whose)
    await world.submit()
    assert await counted(world) == (3, 3, 3)
    await world.assert_sound()


async def test_a_rotated_key_keeps_its_limits_and_what_it_has_spent(world: Parts) -> None:
    await limit(world, "key", jobs_max=2, total_micros=3 * PRICE)
    await world.run()
    await world.submit()
    made = await world.keys.rotate(world.caller.key_id, overlap=timedelta(hours=1))
    rotated = await world.keys.authenticate(made.key)
    assert rotated == world.caller
    await world.submit(caller=rotated)
    for caller in (rotated, world.caller):
        with pytest.raises(BudgetSpent):
            await world.submit(caller=caller)
    assert await counted(world) == (2, 3, 3)
    await world.assert_sound()


async def test_a_restart_keeps_all_counts(world: Parts, clock: Clock) -> None:
    await limit(world, jobs_max=2, daily_micros=3 * PRICE)
    await world.run()
    job = await world.submit()
    async with a_store(world.store.url.render_as_string(hide_password=False), now=clock) as store:
        again = parts(store)
        again.caller = world.caller
        assert await counted(again) == (1, 2, 2)
        await again.submit(fingerprint="a")
        with pytest.raises(BudgetSpent):
            await again.submit(fingerprint="b")
        await again.canceler.cancel(job.id, account_id=job.account_id)
        await again.submit(fingerprint="c")
        with pytest.raises(BudgetSpent):
            await again.submit(fingerprint="d")
        await again.assert_sound()


async def test_a_replay_counts_nothing_and_is_not_refused(world: Parts) -> None:
    await limit(world, jobs_max=1, total_micros=PRICE)
    first = await world.submitted(idempotency_key="k", fingerprint="same")
    again = await world.submitted(idempotency_key="k", fingerprint="same")
    assert (again.job.id, again.is_replay) == (first.job.id, True)
    assert await counted(world) == (1, 1, 1)


async def test_a_new_account_has_the_usual_limits_unless_somebody_says_otherwise(
    world: Parts,
) -> None:
    usual, own = Limits(requests_per_minute=30, jobs_max=5), Limits(jobs_max=7)
    made = Accounts(store=world.store, usual_limits=usual)
    found = {
        name: (await made.ensure(name, limits=limits))[0].limits
        for name, limits in (
            ("usual", None),
            ("own", own),
            ("free", NO_LIMITS),
            (LOCAL, None),
        )
    }
    assert found == {"usual": usual, "own": own, "free": NO_LIMITS, LOCAL: NO_LIMITS}
    async with asyncio.timeout(60):
        assert (await made.ensure("own"))[0].limits == own, "it was there before"
