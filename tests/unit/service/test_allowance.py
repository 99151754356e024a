"""What a caller may ask for, and what it is told where money or a limit says no."""

from dataclasses import replace

import pytest

from contract.world import PRICE, Clock, Parts
from inkstone.domain.accounts import AccountStatus, Caller, Limits
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import (
    BudgetSpent,
    InkstoneError,
    InsufficientFunds,
    NotAuthenticated,
    PermissionDenied,
    RateLimited,
)
from inkstone.domain.money import Amount
from inkstone.service.allowance import check_model, refusal
from inkstone.service.attempt import Attempt
from inkstone.service.key_terms import KeyTerms
from inkstone.store.ledger import Refused
from unit.dialects.running import catalogue

pytestmark = pytest.mark.anyio

NEWEST = "qwen-image-2.0-pro"
DATED = "qwen-image-2.0-pro-2026-06-22"


def caller(*models: str) -> Caller:
    """Somebody whose key is for these models."""
    return Caller(account_id="acct_a", account_name="a", key_id="key_a", models=models)


def may(models: tuple[str, ...] | None, asked: str, known: Catalogue) -> bool:
    """Whether a key for these models may ask for one."""
    try:
        check_model(replace(caller(), models=models), asked, known)
    except PermissionDenied:
        return False
    return True


def test_a_key_may_ask_for_the_models_it_names_and_what_they_mean() -> None:
    known = catalogue()
    meant = known.find(NEWEST).resolves_to
    assert may(None, NEWEST, known)
    assert may((NEWEST,), NEWEST, known)
    assert may((NEWEST,), meant, known), "an undated name is for its newest"
    assert may((meant,), meant, known)
    assert not may((meant,), "qwen-image-2.0", known)
    assert not may((), NEWEST, known)


def test_a_model_that_is_listed_no_more_opens_nothing_and_hides_nothing() -> None:
    known = catalogue()
    assert may(("gone-since", NEWEST), NEWEST, known)
    assert not may(("gone-since",), NEWEST, known)


def test_the_refusal_names_what_the_key_is_for() -> None:
    with pytest.raises(PermissionDenied, match="may use a, b") as refused:
        check_model(caller("a", "b"), NEWEST, catalogue())
    assert refused.value.code == "model_not_allowed"
    with pytest.raises(PermissionDenied, match="may use none"):
        check_model(caller(), NEWEST, catalogue())


async def why(world: Parts, *, by: Refused = Refused.ACCOUNT, micros: int = PRICE) -> InkstoneError:
    """What is said where a reservation was refused."""
    return await world.store.read(
        lambda tx: refusal(tx, world.caller, Amount(micros), by=by, queue="echo")
    )


async def limit(world: Parts, **limits: int) -> None:
    await world.accounts.change(world.caller.account_id, limits=Limits(**limits))


async def test_a_suspended_account_is_told_so_before_anything_else(world: Parts) -> None:
    await limit(world, jobs_max=1, total_micros=PRICE)
    await world.submit()
    await world.accounts.set_status(world.caller.account_id, AccountStatus.SUSPENDED)
    found = await why(world, micros=10**12)
    assert isinstance(found, NotAuthenticated)
    assert found.code == "account_suspended"


async def test_money_comes_before_limits(world: Parts) -> None:
    await limit(world, jobs_max=1, total_micros=PRICE)
    await world.submit()
    found = await why(world, micros=1000 * PRICE)
    assert type(found) is InsufficientFunds
    assert found.message == (
        "The request costs 30 USD and 29.97 USD is available (0.03 USD is held for jobs under way)."
    )


async def test_of_several_limits_the_one_that_lasts_longest_is_told(
    world: Parts, clock: Clock
) -> None:
    await limit(world, jobs_max=1, daily_micros=PRICE, total_micros=PRICE)
    await world.submit()
    clock.advance(3600)
    found = await why(world)
    assert isinstance(found, BudgetSpent)
    assert found.message == (
        "The request costs 0.03 USD; 0 USD is left of this account's budget of 0.03 USD."
    )
    await limit(world, jobs_max=1, daily_micros=PRICE + 1)
    found = await why(world)
    assert isinstance(found, BudgetSpent)
    assert found.message == (
        "The request costs 0.03 USD; 0.000001 USD is left of this account's budget of 0.030001 USD "
        "today; a new day begins in 23 h 0 min (UTC)."
    )
    assert (found.code, found.retryable) == ("budget_exceeded", False)
    await limit(world, jobs_max=1)
    found = await why(world)
    assert isinstance(found, RateLimited)
    assert (found.code, found.retryable) == ("concurrency_limit_exceeded", True)
    assert "limit of jobs under way is 1" in found.message


async def test_a_budget_lowered_below_what_is_spent_leaves_nothing_and_not_less(
    world: Parts,
) -> None:
    await world.submit(n=3)
    await limit(world, total_micros=PRICE)
    found = await why(world)
    assert "0 USD is left of this account's budget of 0.03 USD." in found.message


async def test_how_long_to_wait_for_a_job_to_end_is_how_long_one_takes(
    world: Parts, clock: Clock
) -> None:
    await limit(world, jobs_max=1)
    await world.submit()
    found = await why(world)
    assert isinstance(found, RateLimited)
    assert found.retry_after_s == 5, "nothing has ended yet, so nobody knows"
    for seconds in (6, 9):
        claimed = await world.claim_one()
        clock.advance(seconds)
        await world.executor.execute(Attempt(claimed))
        await world.submit()
    found = await why(world)
    assert isinstance(found, RateLimited)
    assert found.retry_after_s == 8, "7.5 s on average"


async def test_a_limit_that_has_passed_since_is_not_made_up(world: Parts) -> None:
    """The reservation and the reason are two statements; another process may come between."""
    for by, whose in ((Refused.ACCOUNT, "account"), (Refused.KEY, "key")):
        for limits in ({}, {"jobs_max": 1, "daily_micros": PRICE, "total_micros": PRICE}):
            await limit(world, **limits)
            await world.keys.change(world.caller.key_id, KeyTerms(limits=Limits(**limits)))
            found = await why(world, by=by)
            assert isinstance(found, RateLimited)
            assert found.message == f"This {whose} was at a limit a moment ago; try again."
            assert found.retry_after_s == 1


async def test_the_keys_own_limits_are_told_as_the_keys(world: Parts) -> None:
    terms = KeyTerms(limits=Limits(jobs_max=1, daily_micros=PRICE))
    await world.keys.change(world.caller.key_id, terms)
    await world.submit()
    found = await why(world, by=Refused.KEY)
    assert isinstance(found, BudgetSpent)
    assert "this key's budget" in found.message
