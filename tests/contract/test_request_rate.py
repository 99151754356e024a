"""Calls a minute: all at once, then one at a time; told exactly, and by each dialect its way."""

import asyncio
import math
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from contract.stores import a_store
from contract.submits import SUBMITS, Asking, Submit
from contract.test_dialect import SHAPES, _calls
from contract.test_limits import fleet as fleet  # noqa: PLC0414 - a fixture
from contract.world import Clock, Parts, parts
from inkstone.domain.accounts import LOCAL, NO_LIMITS, Caller, Limits, Scope
from inkstone.domain.errors import PermissionDenied, RateLimited
from inkstone.domain.money import Amount
from inkstone.service.key_terms import KeyTerms
from inkstone.store import request_rate
from inkstone.store.account_tables import accounts, api_keys
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio


async def key_of(world: Parts, *, account: int | None = None, key: int | None = None) -> str:
    """A key of a new account with so many calls a minute for each of the two."""
    limits = Limits(requests_per_minute=account)
    opened, _ = await world.accounts.ensure(f"of {account} and {key}", limits=limits)
    terms = KeyTerms(limits=Limits(requests_per_minute=key))
    made = await world.keys.create(
        account_id=opened.id, account=opened.name, name="test", terms=terms
    )
    return made.key


async def call(world: Parts, key: str) -> int:
    """Call once: 0 where that is let in, else in how many seconds to try again."""
    caller = await world.keys.authenticate(key)
    try:
        await world.keys.admit(caller, Scope.SUBMIT, is_counted=True)
    except RateLimited as refused:
        return refused.retry_after_s
    return 0


@pytest.mark.parametrize("whose", ["account", "key"])
@pytest.mark.parametrize("per_minute", [1, 2, 7, 60, 61])
async def test_so_many_pass_at_once_and_each_other_is_told_when(
    world: Parts, clock: Clock, whose: str, per_minute: int
) -> None:
    key = await key_of(world, **{whose: per_minute})
    assert [await call(world, key) for _ in range(per_minute)] == [0] * per_minute
    share_s = 60 / per_minute
    assert {await call(world, key) for _ in range(3)} == {math.ceil(share_s)}
    # Refusals cost nothing, and what was told is neither too short nor a second too long.
    clock.advance(math.ceil(share_s) - 1)
    assert await call(world, key) == 1
    clock.advance(1)
    assert await call(world, key) == 0
    clock.advance(10_000)
    passed = [await call(world, key) for _ in range(per_minute + 1)]
    assert passed.count(0) == per_minute, "a long pause fills it, and no more than that"


async def test_the_wait_is_exact_to_the_microsecond(world: Parts, clock: Clock) -> None:
    account_id = world.caller.account_id

    async def take() -> float:
        return await world.store.write(
            lambda tx: request_rate.take_for_account(tx, account_id, per_minute=7)
        )

    assert [await take() for _ in range(7)] == [0.0] * 7
    for _ in range(9):
        wait_s = await take()
        assert wait_s > 0
        clock.advance(wait_s - 0.000_001)
        assert await take() == 0.000_001
        clock.advance(0.000_001)
        assert await take() == 0.0


async def test_whoever_keeps_calling_gets_the_rate_and_no_more(world: Parts, clock: Clock) -> None:
    key = await key_of(world, account=30)
    num_passed = 0
    for _ in range(10 * 12):
        num_passed += [await call(world, key) for _ in range(4)].count(0)
        clock.advance(5)
    assert num_passed in range(30 + 30 * 10 - 3, 30 + 30 * 10 + 1)


async def test_whoever_waits_as_told_is_never_refused_twice(world: Parts, clock: Clock) -> None:
    """Also where the account's rate and the key's rate disagree on how long that is."""
    for account, key in ((7, 3), (3, 7), (13, 59), (59, 13), (1, 1)):
        its_key = await key_of(world, account=account, key=key)
        num_refused = 0
        for _ in range(40):
            if wait_s := await call(world, its_key):
                num_refused += 1
                clock.advance(wait_s)
                assert await call(world, its_key) == 0, (account, key)
        assert num_refused >= 10


async def test_what_the_key_refuses_is_not_counted_for_its_account(world: Parts) -> None:
    slow = await key_of(world, account=5, key=1)
    caller = await world.keys.authenticate(slow)
    made = await world.keys.create(account_id=caller.account_id, account="", name="quick")
    assert await call(world, slow) == 0
    for _ in range(10):
        assert await call(world, slow) == 60
    assert [await call(world, made.key) for _ in range(5)] == [0, 0, 0, 0, 12]


@pytest.mark.parametrize("whose", ["account", "key"])
@pytest.mark.parametrize("num", [30, pytest.param(200, marks=pytest.mark.slow)])
async def test_of_many_calls_at_once_exactly_the_rate_passes(
    fleet: list[Parts], whose: str, num: int
) -> None:
    key = await key_of(fleet[0], **{whose: 10})
    answers = await asyncio.gather(*(call(fleet[i % len(fleet)], key) for i in range(num)))
    assert sorted(answers) == [0] * 10 + [6] * (num - 10)


async def test_a_restart_keeps_the_count(world: Parts, clock: Clock) -> None:
    key = await key_of(world, account=2, key=3)
    assert [await call(world, key) for _ in range(2)] == [0, 0]
    async with a_store(world.store.url.render_as_string(hide_password=False), now=clock) as store:
        again = parts(store)
        assert await call(again, key) == 30
        clock.advance(30)
        assert [await call(again, key), await call(again, key)] == [0, 30]


async def test_another_rate_counts_from_the_next_call(world: Parts, clock: Clock) -> None:
    key = await key_of(world, account=60)
    its_id = (await world.keys.authenticate(key)).account_id
    for _ in range(60):
        assert await call(world, key) == 0

    async def change(per_minute: int | None) -> None:
        limits = Limits(requests_per_minute=per_minute)
        await world.accounts.change(its_id, limits=limits)

    await change(None)
    assert await call(world, key) == 0
    await change(120)
    assert await call(world, key) == 1
    await change(1)
    assert await call(world, key) == 60
    clock.advance(60)
    assert [await call(world, key), await call(world, key)] == [0, 60]


async def test_reading_is_not_counted_and_needs_its_scope(world: Parts) -> None:
    key = await key_of(world, account=1, key=1)
    caller = await world.keys.authenticate(key)
    for _ in range(5):
        await world.keys.admit(caller, Scope.READ, is_counted=False)
    assert await call(world, key) == 0
    with pytest.raises(PermissionDenied, match="scope admin"):
        await world.keys.admit(caller, Scope.ADMIN, is_counted=False)


async def test_the_owners_account_has_no_rate_and_writes_nothing(world: Parts) -> None:
    account = await world.accounts.find(LOCAL)
    assert account.limits == NO_LIMITS
    for _ in range(200):
        await world.keys.admit(world.caller, Scope.SUBMIT, is_counted=True)
    assert await counts(world.store, world.caller) == (0, 0)


async def counts(store, caller: Caller) -> tuple[int, ...]:
    """How far the rates of an account and a key are used up."""

    def read(tx) -> tuple[int, ...]:
        return tuple(
            int(tx.connection.execute(select(t.c.rate_until).where(t.c.id == i)).scalar_one())
            for t, i in ((accounts, caller.account_id), (api_keys, caller.key_id))
        )

    return await store.read(read)


# What follows is the same over HTTP, in every dialect.

#: One plain call of each dialect.
ONE_EACH = tuple({each.dialect: each for each in SUBMITS[::-1] if not each.is_edit}.values())
#: Calls that are neither reading nor undoing, and yet ask for no work.
ALSO_FREE = {
    "native": {"/estimate"},
    "wavespeed": {"/api/v3/predictions", "/api/v3/model/pricing"},
}


async def asking(platform: Platform, submit: Submit, *, per_minute: int | None) -> Asking:
    """A new account that may send so many calls a minute."""
    services = platform.services
    limits = Limits(requests_per_minute=per_minute)
    opened, _ = await services.accounts.ensure("new", grant=Amount.parse("9"), limits=limits)
    return Asking(
        submit=submit,
        services=services,
        signer=platform.signer,
        app=platform.app,
        client=platform.client,
        account_id=opened.id,
        headers=await platform.new_headers("new"),
    )


@pytest.mark.parametrize("submit", ONE_EACH, ids=lambda submit: submit.dialect)
async def test_each_dialect_refuses_its_way_and_only_what_asks_for_work(
    tmp_path: Path, submit: Submit
) -> None:
    async with run(tmp_path, dialect=submit.dialect) as platform:
        sender = await asking(platform, submit, per_minute=2)
        answers = [await sender.send() for _ in range(4)]
        assert [answer.is_success for answer in answers] == [True, True, False, False]
        for refused in answers[2:]:
            assert refused.status_code == 429
            assert refused.headers["retry-after"] in {"29", "30"}
            assert SHAPES[submit.dialect](refused.json())
            assert "2 calls a minute" in refused.text
        assert len(await sender.jobs()) == 2
        key = sender.headers["Authorization"].removeprefix("Bearer ")
        caller = await platform.services.keys.authenticate(key)
        before = await counts(platform.store, caller)
        free = ALSO_FREE.get(submit.dialect, set())
        for method, path in _calls(platform):
            answer = await platform.client.request(method, path, headers=dict(sender.headers))
            is_free = method in {"GET", "HEAD", "DELETE"} or path in free
            is_free |= path.endswith(("/cancel", "/delete"))
            if is_free:
                assert answer.status_code != 429, f"{method} {path}"
        assert await counts(platform.store, caller) == before, "nothing that was refused counts"
        assert await platform.services.accounts.check_ledger() == []


async def test_a_key_in_its_overlap_counts_with_the_new_one(world: Parts) -> None:
    old = await key_of(world, key=2)
    key_id = (await world.keys.authenticate(old)).key_id
    new = (await world.keys.rotate(key_id, overlap=timedelta(hours=1))).key
    assert [await call(world, key) for key in (old, new, old, new)] == [0, 0, 30, 30]
