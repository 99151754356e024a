"""Money that is moved by hand under an idempotency key: once, on every store."""

import asyncio
from datetime import timedelta

import pytest

from contract.world import Parts
from inkstone.domain.errors import IdempotencyMismatch, InvalidRequest
from inkstone.domain.ledger import EntryKind
from inkstone.domain.money import Amount
from inkstone.service import intents
from inkstone.service.corrections import Corrections
from inkstone.service.ids import time_of
from inkstone.store.unit_of_work import Transaction

pytestmark = pytest.mark.anyio


async def test_twenty_equal_grants_at_once_with_one_key_are_one(world: Parts):
    account, _ = await world.accounts.ensure("shop")

    async def grant() -> bool:
        try:
            await world.accounts.grant(account.id, Amount(5), reason="x", idempotency_key="k")
        except intents.DoneBefore:
            return False
        return True

    assert sum(await asyncio.gather(*(grant() for _ in range(20)))) == 1
    assert (await world.accounts.balance(account.id)).balance_micros == 5
    await world.assert_sound()


async def test_a_key_is_of_one_account_and_of_one_movement(world: Parts):
    corrections = Corrections(store=world.store)
    for name in ("shop", "other"):
        account, _ = await world.accounts.ensure(name)
        await world.accounts.grant(account.id, Amount(5), reason="x", idempotency_key="k")
        with pytest.raises(IdempotencyMismatch):
            await world.accounts.grant(account.id, Amount(6), reason="x", idempotency_key="k")
        with pytest.raises(IdempotencyMismatch):
            await corrections.adjust(account.id, Amount(5), reason="x", idempotency_key="k")
        await corrections.adjust(account.id, Amount(-2), reason="x", idempotency_key="m")
        with pytest.raises(intents.DoneBefore):
            await corrections.adjust(account.id, Amount(-2), reason="x", idempotency_key="m")
        assert (await world.accounts.balance(account.id)).balance_micros == 3
    await world.assert_sound()


async def test_a_refused_adjustment_uses_no_key_up(world: Parts):
    corrections = Corrections(store=world.store)
    account, _ = await world.accounts.ensure("shop")
    for _ in range(2):
        with pytest.raises(InvalidRequest, match="available"):
            await corrections.adjust(account.id, Amount(-2), reason="x", idempotency_key="m")
    await world.accounts.grant(account.id, Amount(5), reason="x")
    await corrections.adjust(account.id, Amount(-2), reason="x", idempotency_key="m")
    assert (await world.accounts.balance(account.id)).balance_micros == 3


async def test_a_key_is_forgotten_after_a_day(world: Parts, monkeypatch: pytest.MonkeyPatch):
    account, _ = await world.accounts.ensure("shop")
    await world.accounts.grant(account.id, Amount(5), reason="x", idempotency_key="k")
    # Ids carry this process's time, which is not the test's to tell.
    monkeypatch.setattr(intents, "KEPT", timedelta(seconds=-1))
    await world.accounts.grant(account.id, Amount(6), reason="y", idempotency_key="k")
    assert (await world.accounts.balance(account.id)).balance_micros == 11


async def test_its_entry_s_id_tells_the_time_as_any_other(world: Parts):
    account, _ = await world.accounts.ensure("shop")

    def ids(tx: Transaction) -> list[str]:
        return [
            intents.entry_id(tx, account.id, key, kind=EntryKind.GRANT, amount_micros=1, reason="x")
            for key in (None, "a", "b", "a")
        ]

    plain, a, b, again = await world.store.read(ids)
    times = [time_of(each) for each in (plain, a, b, again)]
    assert None not in times
    assert times == sorted(times)  # type: ignore[type-var]
    assert len({each[-16:] for each in (plain, a, b, again)}) == 3
    assert a[-16:] == again[-16:]
