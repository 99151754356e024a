"""What an account's webhooks are signed with: one at first, several while one follows another."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.receivers import told
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.service.audit import AuditLog
from inkstone.store.account_tables import webhook_secrets

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


async def rows(world):
    return await world.store.read(lambda tx: tx.connection.execute(select(webhook_secrets)).all())


async def test_an_account_gets_its_secret_at_first_need_and_keeps_it(world) -> None:
    async with told(world.store) as hooks:
        found = await asyncio.gather(*(hooks.secrets(world.caller.account_id) for _ in range(5)))
        assert len(set(found)) == 1
        (secret,) = found[0]
        assert secret.startswith("whsec_")
        other = await world.open_account("other")
        assert await hooks.secrets(other.account_id) != found[0]
        assert secret not in str(await rows(world))


async def test_a_new_secret_comes_first_and_the_old_one_ends_with_the_overlap(world, clock) -> None:
    account = world.caller.account_id
    async with told(world.store) as hooks:
        (old,) = await hooks.secrets(account)
        new = await hooks.rotate(account, overlap=HOUR)
        assert await hooks.secrets(account) == (new, old)
        clock.advance(3599)
        assert await hooks.secrets(account) == (new, old)
        clock.advance(1)
        assert await hooks.secrets(account) == (new,)


async def test_a_rotation_is_noted_with_who_made_it(world) -> None:
    account = world.caller.account_id
    async with told(world.store) as hooks:
        new = await hooks.rotate(account, overlap=HOUR, by="key_of_somebody")
    noted = (await AuditLog(store=world.store).newest(limit=1, account_id=account))[0]
    assert (noted.actor, noted.action) == ("key_of_somebody", "webhook_secret.rotate")
    assert noted.details == {"overlap_s": 3600}
    assert new not in str(noted)


async def test_a_rotation_without_overlap_ends_the_others_at_once(world) -> None:
    account = world.caller.account_id
    async with told(world.store) as hooks:
        await hooks.secrets(account)
        await hooks.rotate(account, overlap=HOUR)
        last = await hooks.rotate(account, overlap=timedelta())
        assert await hooks.secrets(account) == (last,)
        assert len(await rows(world)) == 1


async def test_an_overlap_is_never_lengthened_by_the_next_rotation(world, clock) -> None:
    account = world.caller.account_id
    async with told(world.store) as hooks:
        (first,) = await hooks.secrets(account)
        await hooks.rotate(account, overlap=HOUR)
        await hooks.rotate(account, overlap=24 * HOUR)
        clock.advance(3600)
        assert first not in await hooks.secrets(account)
        assert len(await hooks.secrets(account)) == 2


async def test_secrets_do_not_pile_up(world, clock) -> None:
    account = world.caller.account_id
    async with told(world.store) as hooks:
        made = []
        for _ in range(8):
            made.append(await hooks.rotate(account, overlap=HOUR))
            clock.advance(1)
        assert await hooks.secrets(account) == tuple(made[:-6:-1])
        assert len(await rows(world)) == 5


@pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(days=31)])
async def test_an_overlap_out_of_bounds_is_refused(world, overlap) -> None:
    async with told(world.store) as hooks:
        with pytest.raises(InvalidRequest, match="0 to 30 days"):
            await hooks.rotate(world.caller.account_id, overlap=overlap)


async def test_an_account_that_is_none_has_no_secret(world) -> None:
    async with told(world.store) as hooks:
        with pytest.raises(NotFound):
            await hooks.secrets("acct_none")
        with pytest.raises(NotFound):
            await hooks.rotate("acct_none", overlap=HOUR)


async def test_secrets_outlive_a_change_of_the_shared_one(world) -> None:
    account = world.caller.account_id
    async with told(world.store, keys=[b"1" * 32]) as hooks:
        found = await hooks.secrets(account)
    async with told(world.store, keys=[b"2" * 32, b"1" * 32]) as hooks:
        assert await hooks.secrets(account) == found
        new = await hooks.rotate(account, overlap=HOUR)
    async with told(world.store, keys=[b"2" * 32]) as hooks:
        assert await hooks.secrets(account) == (new, *found)
    async with told(world.store, keys=[b"3" * 32]) as hooks:
        (made,) = await hooks.secrets(account)
        assert made not in {new, *found}
