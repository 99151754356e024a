"""Erasing an account: nothing that it wrote or made is left, its ledger is, and no limit lies."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.world import PRICE, Parts
from inkstone.domain.accounts import AccountStatus, Spending
from inkstone.domain.errors import InvalidRequest, NotAuthenticated, NotFound, TryLater
from inkstone.domain.money import Amount
from inkstone.service.accounts import Accounts
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.corrections import Corrections
from inkstone.service.erase import Eraser
from inkstone.store.tables import metadata, uploads
from unit.service.brought import png, upload

pytestmark = pytest.mark.anyio

SECRET = "an unmistakable walrus"


def eraser(world: Parts, *, wait_s: float = 20.0) -> Eraser:
    return Eraser(store=world.store, blobs=world.blobs, canceler=world.canceler, wait_s=wait_s)


@pytest.fixture
async def shop(world: Parts) -> Parts:
    """The parts, with an account that is not the owner's."""
    world.caller = await world.open_account("the shop")
    return world


async def everything(world: Parts) -> str:
    """All rows of all tables but the audit log, which keeps who did what."""

    def read(tx) -> str:
        tables = [t for name, t in metadata.tables.items() if name != "audit_entries"]
        return "\n".join(str(row) for t in tables for row in tx.connection.execute(select(t)))

    return await world.store.read(read)


async def stop(world: Parts, job) -> None:
    """End a running job as its worker does that is told to stop."""
    attempt = Attempt(job)
    attempt.reason = StopReason.CANCELED
    await world.executor.finish(attempt, None)


async def test_nothing_that_was_written_or_made_is_left(shop: Parts) -> None:
    made = await shop.run(f"{SECRET} in the snow", n=2, idempotency_key="of the walrus")
    queued = await shop.submit(f"{SECRET} asleep")
    assert SECRET in await everything(shop)
    account_id = shop.caller.account_id
    assert await eraser(shop).erase(account_id) == 2
    left = await everything(shop)
    for word in (SECRET, "the shop", "walrus"):
        assert word not in left, word
    assert await shop.blob_keys() == []
    found = await shop.accounts.find(account_id)
    assert found.status is AccountStatus.ERASED
    assert found.spending == Spending(num_open=0, today_micros=2 * PRICE, total_micros=2 * PRICE)
    assert (found.balance_micros, found.held_micros) == (998 * PRICE, 0)
    assert await shop.entries(made) == {"hold": 2 * PRICE, "capture": 2 * PRICE}
    assert await shop.entries(queued) == {"hold": PRICE, "release": PRICE}
    await shop.assert_sound()


async def test_uploads_go_with_their_account(desk: Parts) -> None:
    owner, desk.caller = desk.caller, await desk.open_account("the shop")
    taken = await upload(desk, png())
    erased, desk.caller = desk.caller, owner
    kept = await upload(desk, png())
    await eraser(desk).erase(erased.account_id)
    assert await desk.blob_keys() == [kept.blob_key] != [taken.blob_key]
    ids = await desk.store.read(
        lambda tx: list(tx.connection.execute(select(uploads.c.id)).scalars())
    )
    assert ids == [kept.id]


async def test_its_keys_and_callers_already_inside_are_refused(shop: Parts) -> None:
    made = await shop.keys.create(account_id=shop.caller.account_id, account="", name="till")
    await eraser(shop).erase(shop.caller.account_id)
    with pytest.raises(NotAuthenticated):
        await shop.keys.authenticate(made.key)
    with pytest.raises(NotAuthenticated):
        await shop.submit()
    with pytest.raises(NotFound):
        await shop.accounts.set_status(shop.caller.account_id, AccountStatus.ACTIVE)


async def test_others_keep_what_is_theirs(shop: Parts) -> None:
    erased, shop.caller = shop.caller, await shop.open_account("neighbour")
    mine = await shop.run("a quiet harbour")
    waiting = await shop.submit("another harbour")
    await eraser(shop).erase(erased.account_id)
    assert await shop.job(mine) == mine
    assert (await shop.job(waiting)).status == "queued"
    assert len(await shop.blob_keys()) == 1
    await shop.assert_sound()


async def test_a_job_that_does_not_stop_leaves_a_suspended_account_that_is_erased_again(
    shop: Parts,
) -> None:
    await shop.submit(SECRET)
    running = await shop.claim_one()
    account_id = shop.caller.account_id
    with pytest.raises(TryLater, match="1 jobs of the account have not stopped"):
        await eraser(shop, wait_s=0).erase(account_id)
    assert (await shop.accounts.find(account_id)).status is AccountStatus.SUSPENDED
    with pytest.raises(NotAuthenticated):
        await shop.submit()
    await stop(shop, running)
    assert await eraser(shop, wait_s=0).erase(account_id) == 1
    assert SECRET not in await everything(shop)
    await shop.assert_sound()


async def test_a_worker_that_is_told_stops_in_time(live: Parts) -> None:
    live.caller = await live.open_account("the shop")
    async with live.working():
        job = await live.submit("[steps=500 step_ms=20]")
        assert await eraser(live).erase(live.caller.account_id) == 1
        assert (await live.job(job)).status == "canceled"
    await live.assert_sound()


async def test_erasing_twice_is_erasing_once(shop: Parts) -> None:
    await shop.run()
    account_id = shop.caller.account_id
    assert await eraser(shop).erase(account_id) == 1
    assert await eraser(shop).erase(account_id) == 0
    await shop.assert_sound()


async def test_the_name_is_free_again_for_another(shop: Parts) -> None:
    erased = shop.caller.account_id
    await eraser(shop).erase(erased)
    opened, is_new = await Accounts(store=shop.store).ensure("the shop")
    assert is_new
    assert opened.id != erased


async def test_what_it_was_charged_may_still_be_refunded(shop: Parts) -> None:
    job = await shop.run()
    await eraser(shop).erase(shop.caller.account_id)
    await Corrections(store=shop.store).refund(job.id, reason="goodbye")
    assert (await shop.accounts.find(job.account_id)).spending.total_micros == 0
    await shop.assert_sound()


async def test_the_owner_and_nobody_are_not_erased(world: Parts) -> None:
    await world.run()
    with pytest.raises(InvalidRequest, match="owner"):
        await eraser(world).erase(world.caller.account_id)
    with pytest.raises(NotFound):
        await eraser(world).erase("acct_of_nobody")
    assert (await world.submit()).quoted == Amount(PRICE)


async def test_many_jobs_are_erased_in_steps(shop: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    # As many as need several steps would take a test minutes.
    monkeypatch.setattr("inkstone.service.erase._BATCH", 3)
    for number in range(7):
        await shop.submit(f"{SECRET} {number}", wait_max=timedelta(hours=1))
    assert await eraser(shop).erase(shop.caller.account_id) == 7
    assert SECRET not in await everything(shop)
    await shop.assert_sound()
