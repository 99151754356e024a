"""Money under attack, on both databases: everything at once, and nothing is lost or made twice."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from contract.test_limits import fleet as fleet  # noqa: PLC0414 - a fixture
from contract.world import PRICE, Parts
from inkstone.domain.accounts import Limits
from inkstone.domain.errors import InkstoneError, TryLater, RateLimited
from inkstone.domain.money import Amount
from inkstone.service.attempt import Attempt
from inkstone.service.corrections import Corrections
from inkstone.service.intents import DoneBefore
from inkstone.service.key_terms import KeyTerms

pytestmark = pytest.mark.anyio


async def quietly(call: Any) -> str:
    try:
        await call
    except DoneBefore:
        return "before"
    except InkstoneError as error:
        return type(error).__name__ + ":" + str(error.code)
    return "done"


async def test_everything_at_once_waits_for_nothing_but_its_turn(fleet: list[Parts]) -> None:
    world = fleet[0]
    its_id = world.caller.account_id
    keys = [await world.keys.create(account_id=its_id, account="local", name=f"k{i}") for i in range(3)]
    callers = [await world.keys.authenticate(key.key) for key in keys]
    done = [await world.run() for _ in range(8)]

    async def submits(i: int) -> Counter:
        own = fleet[i % len(fleet)]
        seen: Counter = Counter()
        for j in range(10):
            seen["submit " + await quietly(own.submit(caller=callers[(i + j) % 3], fingerprint=f"s{i}-{j}"))] += 1
        return seen

    async def works(i: int) -> Counter:
        own = fleet[i % len(fleet)]
        seen: Counter = Counter()
        for _ in range(12):
            for job in await own.claim(3, worker=f"w{i}"):
                seen["execute " + await quietly(own.executor.execute(Attempt(job)))] += 1
            await asyncio.sleep(0.002)
        return seen

    async def administers(i: int) -> Counter:
        own = fleet[i % len(fleet)]
        corrections = Corrections(store=own.store)
        seen: Counter = Counter()
        for j in range(6):
            key_id = callers[(i + j) % 3].key_id
            for name, call in (
                ("grant", own.accounts.grant(its_id, Amount(PRICE), reason="g", idempotency_key=f"{j}")),
                ("adjust", corrections.adjust(its_id, Amount(-PRICE), reason="a")),
                ("change", own.accounts.change(its_id, limits=Limits(jobs_max=1000 + j))),
                ("key", own.keys.change(key_id, KeyTerms(limits=Limits(jobs_max=1000)))),
                ("rotate", own.keys.rotate(key_id, overlap=timedelta(days=1))),
                ("refund", corrections.refund(done[j].id, reason="r")),
                ("newkey", own.keys.create(account_id=its_id, account="local", name="n")),
            ):
                seen[f"{name} " + await quietly(call)] += 1
        return seen

    found = await asyncio.gather(
        *(submits(i) for i in range(8)), *(works(i) for i in range(4)), *(administers(i) for i in range(4)),
        return_exceptions=True,
    )
    total: Counter = Counter()
    for each in found:
        assert isinstance(each, Counter), each
        total += each
    print(total)
    await world.assert_sound()
    assert not [name for name in total if "Unavailable" in name or "store_un" in name], total
