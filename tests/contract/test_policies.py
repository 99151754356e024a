"""How pictures are marked and moderated, on each database: kept, merged, and for whom."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text

from contract.world import Parts
from inkstone.domain.accounts import Account, AccountStatus
from inkstone.domain.errors import NotAuthenticated, NotFound
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy
from inkstone.service.accounts import Accounts
from inkstone.service.audit import AuditLog
from inkstone.service.key_terms import KeyTerms, NewKey
from inkstone.service.keys import Keys
from inkstone.store import account_tables, erasure
from inkstone.store.unit_of_work import Store

pytestmark = pytest.mark.anyio

FIELDS = tuple(PicturePolicy.__dataclass_fields__)
SWITCHES = tuple(name for name in FIELDS if name != "moderation")
VALUES: Mapping[str, tuple[Any, ...]] = {
    **dict.fromkeys(SWITCHES, (None, True, False)),
    "moderation": (None, *Handling),
}
FULL = PicturePolicy(**dict.fromkeys(SWITCHES, True), moderation=Handling.REFUSE)
OTHER = PicturePolicy(**dict.fromkeys(SWITCHES, False), moderation=Handling.ALLOW)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Accounts and keys of one store, with one of each."""

    store: Store
    accounts: Accounts
    keys: Keys
    account: Account
    key: NewKey

    async def set_account(self, policy: PicturePolicy) -> Account:
        return await self.accounts.change(self.account.id, policy=lambda _: policy)

    async def set_key(self, policy: PicturePolicy, key_id: str = "") -> None:
        await self.keys.change(key_id or self.key.key_id, lambda was: replace(was, policy=policy))

    async def policy(self, key: str = "") -> PicturePolicy:
        """What a caller with the key comes with."""
        return (await self.keys.authenticate(key or self.key.key)).policy

    async def write(self, table: Any, row_id: str, policy: str | None) -> None:
        """Write a row's policy as text, past everything that checks it."""
        name = table.name
        await self.store.write(
            lambda tx: tx.connection.execute(
                text(f"UPDATE {name} SET policy = :policy WHERE id = :id"),
                {"policy": policy, "id": row_id},
            )
        )


@pytest.fixture
async def desk(store: Store) -> Desk:
    opened, _ = await Accounts(store=store).ensure("shop")
    keys = Keys(store=store)
    key = await keys.create(account_id=opened.id, account="shop", name="k")
    return Desk(store=store, accounts=Accounts(store=store), keys=keys, account=opened, key=key)


@pytest.mark.parametrize("name", FIELDS)
async def test_a_key_counts_before_its_account_and_both_before_the_server(desk: Desk, name: str):
    for of_key, of_account in product(VALUES[name], repeat=2):
        await desk.set_account(PicturePolicy(**{name: of_account}))
        await desk.set_key(PicturePolicy(**{name: of_key}))
        found = await desk.policy()
        expected = of_account if of_key is None else of_key
        assert found == PicturePolicy(**{name: expected}), (of_key, of_account)
        for server in VALUES[name][1:]:
            usual = replace(FULL, **{name: server})
            last = server if expected is None else expected
            assert found.over(usual) == replace(FULL, **{name: last})


async def test_every_field_is_kept_as_it_was_set(desk: Desk):
    for policy in (FULL, OTHER, NO_POLICY, PicturePolicy(prompt=False)):
        assert (await desk.set_account(policy)).policy == policy
        await desk.set_key(policy)
        assert (await desk.accounts.find("shop")).policy == policy
        assert (await desk.keys.get(desk.key.key_id)).policy == policy
        assert [key.policy for key in await desk.keys.listing(desk.account.id)] == [policy]
        assert [each.policy for each in await desk.accounts.listing()] == [policy]
        assert await desk.policy() == policy
        # Not only equal: `"allow"` is not `Handling.ALLOW` to who asks which it is.
        assert type((await desk.policy()).moderation) is type(policy.moderation)


async def test_a_field_that_is_taken_back_is_what_the_next_one_up_says(desk: Desk):
    await desk.set_account(OTHER)
    await desk.set_key(FULL)
    assert await desk.policy() == FULL
    for taken, name in enumerate(FIELDS, start=1):
        back = dict.fromkeys(FIELDS[:taken])
        await desk.set_key(replace(FULL, **back))
        expected = {each: getattr(OTHER, each) for each in FIELDS[:taken]}
        assert await desk.policy() == replace(FULL, **expected), name
    await desk.set_account(NO_POLICY)
    assert await desk.policy() == NO_POLICY


async def test_a_key_is_made_with_a_policy_and_keeps_it_where_it_is_rotated(desk: Desk):
    made = await desk.keys.create(
        account_id=desk.account.id, account="shop", name="l", terms=KeyTerms(policy=OTHER)
    )
    await desk.set_account(FULL)
    rotated = await desk.keys.rotate(made.key_id, overlap=timedelta(hours=1))
    assert await desk.policy(made.key) == await desk.policy(rotated.key) == OTHER
    # Both are one key: what is changed counts for the older one too.
    await desk.set_key(NO_POLICY, made.key_id)
    assert await desk.policy(made.key) == await desk.policy(rotated.key) == FULL
    assert await desk.policy() == FULL


async def test_no_other_change_touches_it(desk: Desk):
    await desk.set_account(FULL)
    await desk.set_key(OTHER)
    await desk.accounts.change(desk.account.id, plan="gold", weight=2)
    await desk.accounts.set_status(desk.account.id, AccountStatus.SUSPENDED)
    changed = await desk.keys.change(desk.key.key_id, lambda was: was, name="other")
    assert changed.policy == OTHER
    assert (await desk.accounts.find("shop")).policy == FULL
    assert (await desk.accounts.find("shop")).plan == "gold"


async def test_it_is_each_one_s_own(desk: Desk):
    other, _ = await desk.accounts.ensure("other")
    beside = await desk.keys.create(account_id=desk.account.id, account="shop", name="l")
    away = await desk.keys.create(account_id=other.id, account="other", name="m")
    await desk.set_key(OTHER)
    assert (await desk.policy(beside.key), await desk.policy(away.key)) == (NO_POLICY, NO_POLICY)
    await desk.set_account(FULL)
    assert (await desk.policy(beside.key), await desk.policy(away.key)) == (FULL, NO_POLICY)


async def test_changes_at_once_lose_none(desk: Desk):
    """Each is made of what is there, not of what somebody read before."""

    def sets(name: str) -> Any:
        return lambda was: replace(was, **{name: True})

    def sets_key(name: str) -> Any:
        return lambda was: replace(was, policy=replace(was.policy, **{name: True}))

    await asyncio.gather(
        *(desk.accounts.change(desk.account.id, policy=sets(name)) for name in SWITCHES),
        *(desk.keys.change(desk.key.key_id, sets_key(name)) for name in SWITCHES),
    )
    expected = replace(FULL, moderation=None)
    assert (await desk.accounts.find("shop")).policy == expected
    assert (await desk.keys.get(desk.key.key_id)).policy == expected


async def test_a_change_that_is_refused_changes_nothing_and_is_not_noted(desk: Desk):
    def refuse(was: Any) -> Any:
        raise NotFound("no")

    await desk.set_account(FULL)
    noted = await AuditLog(store=desk.store).newest(limit=100)
    with pytest.raises(NotFound, match="no"):
        await desk.accounts.change(desk.account.id, plan="gold", policy=refuse)
    with pytest.raises(NotFound, match="no"):
        await desk.keys.change(desk.key.key_id, refuse)
    found = await desk.accounts.find("shop")
    assert (found.policy, found.plan) == (FULL, "")
    assert await AuditLog(store=desk.store).newest(limit=100) == noted


async def test_the_log_says_what_was_changed_to_what(desk: Desk):
    await desk.set_account(PicturePolicy(labels=False, moderation=Handling.FLAG))
    await desk.set_account(NO_POLICY)
    await desk.set_key(PicturePolicy(prompt=False))
    log = await AuditLog(store=desk.store).newest(limit=3)
    assert [(each.action, each.details["policy"]) for each in log] == [
        ("key.change", {"prompt": False}),
        ("account.change", None),
        ("account.change", {"labels": False, "moderation": "flag"}),
    ]


@pytest.mark.parametrize("old", [None, "null", "{}"])
async def test_rows_from_before_there_were_policies_say_nothing(desk: Desk, old: str | None):
    await desk.set_account(FULL)
    await desk.set_key(OTHER)
    await desk.write(account_tables.api_keys, desk.key.key_id, old)
    assert await desk.policy() == FULL
    assert (await desk.keys.get(desk.key.key_id)).policy == NO_POLICY
    await desk.write(account_tables.accounts, desk.account.id, old)
    assert await desk.policy() == NO_POLICY
    assert (await desk.accounts.find("shop")).policy == NO_POLICY


async def test_what_a_later_release_said_is_left_out(desk: Desk):
    later = '{"labels":true,"hologram":"gold"}'
    await desk.write(account_tables.api_keys, desk.key.key_id, later)
    await desk.write(account_tables.accounts, desk.account.id, later)
    assert await desk.policy() == PicturePolicy(labels=True)


async def test_an_erased_account_s_policy_is_nobody_s(desk: Desk):
    await desk.set_account(FULL)
    await desk.set_key(OTHER)
    await desk.accounts.set_status(desk.account.id, AccountStatus.SUSPENDED)
    assert await desk.store.write(lambda tx: erasure.finish(tx, desk.account.id))
    with pytest.raises(NotAuthenticated):
        await desk.policy()
    with pytest.raises(NotFound):
        await desk.set_account(NO_POLICY)
    with pytest.raises(NotFound):
        await desk.set_key(NO_POLICY)
    # Its name is free again, and what is opened by it starts with nothing.
    again, is_new = await desk.accounts.ensure("shop")
    assert is_new
    assert again.policy == NO_POLICY


async def test_a_job_keeps_the_policy_that_it_was_submitted_with(world: Parts):
    account_id = world.caller.account_id
    await world.accounts.change(account_id, policy=lambda _: PicturePolicy(labels=True))
    made = await world.keys.create(
        account_id=account_id,
        account="local",
        name="k",
        terms=KeyTerms(policy=PicturePolicy(moderation=Handling.FLAG)),
    )
    world.caller = await world.keys.authenticate(made.key)
    job = await world.submit()
    expected = PicturePolicy(labels=True, moderation=Handling.FLAG)
    await world.accounts.change(account_id, policy=lambda _: NO_POLICY)
    await world.keys.revoke(made.key_id)
    assert (await world.job(job)).policy == expected
    assert (await world.claim_one()).policy == expected
