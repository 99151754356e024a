"""Accounts: opened once, with a grant where they are new."""

import pytest

from contract.world import PRICE
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.domain.money import Amount

pytestmark = pytest.mark.anyio


async def test_an_account_is_opened_once_and_granted_once(world):
    first, is_new = await world.accounts.ensure("new", grant=Amount(PRICE))
    again, is_new_again = await world.accounts.ensure("new", grant=Amount(PRICE))
    assert (is_new, is_new_again) == (True, False)
    assert again.id == first.id
    assert again.balance_micros == PRICE
    await world.assert_sound()


async def test_an_account_is_found_by_name_and_by_id(world):
    found = await world.accounts.find("local")
    assert await world.accounts.find(found.id) == found
    assert [account.name for account in await world.accounts.listing()] == ["local"]
    for missing in ("nobody", ""):
        with pytest.raises(NotFound):
            await world.accounts.find(missing)
    with pytest.raises(NotFound):
        await world.accounts.balance("acct_none")


@pytest.mark.parametrize("name", ["", "x" * 101, "two\nlines", "nul\0"])
async def test_a_name_is_short_and_prints(world, name):
    with pytest.raises(InvalidRequest):
        await world.accounts.ensure(name)
