"""The key that links of the page sign in with: derived, kept by its hash, replaced once revoked."""

from datetime import UTC, datetime, timedelta

import pytest

from inkstone.domain.accounts import Scope
from inkstone.domain.errors import InvalidRequest, NotAuthenticated
from inkstone.net.signing import UrlSigner
from inkstone.service import key_terms, page_key
from inkstone.service.key_terms import KeyTerms
from inkstone.service.page_key import NoPageKey

pytestmark = pytest.mark.anyio

SIGNER = UrlSigner([b"s" * 32])


async def owner(world):
    return await world.accounts.find(world.caller.account_id)


async def named_page(world):
    return [key for key in await world.keys.listing() if key.name == page_key.NAME]


async def test_it_is_made_once_and_is_the_same_ever_after(world):
    account = await owner(world)
    first = await page_key.page_key(world.keys, SIGNER, account)
    assert await page_key.page_key(world.keys, SIGNER, account) == first
    (key,) = await named_page(world)
    assert key.account_id == account.id
    assert key.scopes == frozenset(Scope)
    caller = await world.keys.authenticate_digest(first)
    assert caller.key_id == key.id


async def test_other_secrets_and_other_accounts_have_others(world):
    account = await owner(world)
    other = await world.accounts.find((await world.open_account("other")).account_id)
    found = {
        await page_key.page_key(world.keys, signer, each)
        for signer in (SIGNER, UrlSigner([b"t" * 32]))
        for each in (account, other)
    }
    assert len(found) == 4


async def test_a_revoked_one_stays_so_and_the_next_takes_its_place(world):
    account = await owner(world)
    found = []
    for _ in range(3):
        found.append(await page_key.page_key(world.keys, SIGNER, account))
        (key,) = [each for each in await named_page(world) if each.revoked_at is None]
        await world.keys.revoke(key.id)
    assert len(set(found)) == 3
    for sha256 in found:
        with pytest.raises(NotAuthenticated):
            await world.keys.authenticate_digest(sha256)


async def test_one_that_was_given_an_end_or_rotated_is_replaced(world):
    account = await owner(world)
    first = await page_key.page_key(world.keys, SIGNER, account)
    (key,) = await named_page(world)
    past = KeyTerms(scopes=frozenset(Scope), expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    await world.keys.change(key.id, past)
    second = await page_key.page_key(world.keys, SIGNER, account)
    assert second != first
    (key,) = [each for each in await named_page(world) if each.id != key.id]
    await world.keys.rotate(key.id, overlap=timedelta())
    assert await page_key.page_key(world.keys, SIGNER, account) not in {first, second}


async def test_there_is_an_end_to_it(world, monkeypatch):
    # Fifty would take a while.
    monkeypatch.setattr(page_key, "GENERATIONS_MAX", 2)
    account = await owner(world)
    for _ in range(2):
        await page_key.page_key(world.keys, SIGNER, account)
        for key in await named_page(world):
            if key.revoked_at is None:
                await world.keys.revoke(key.id)
    with pytest.raises(NoPageKey):
        await page_key.page_key(world.keys, SIGNER, account)


async def test_an_account_with_as_many_keys_as_it_may_have_is_told_that(world, monkeypatch):
    # A thousand would take a while.
    monkeypatch.setattr(key_terms, "KEYS_MAX", 1)
    with pytest.raises(InvalidRequest) as refused:
        await page_key.page_key(world.keys, SIGNER, await owner(world))
    assert refused.value.code == "too_many_keys"
    assert not await named_page(world)


async def test_its_value_is_hard_to_guess_and_known_by_its_prefix(world):
    await page_key.page_key(world.keys, SIGNER, await owner(world))
    (key,) = await named_page(world)
    assert key.prefix.startswith(key_terms.KEY_PREFIX)
    assert len(page_key._derived(SIGNER, "acct_x", 0)) == len(key_terms.KEY_PREFIX) + 32
