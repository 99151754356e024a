"""Known callers: read once a second, and never believed after a change."""

import asyncio
from datetime import timedelta

import pytest

from inkstone.domain.accounts import Limits
from inkstone.domain.errors import NotAuthenticated
from inkstone.service.accounts import Accounts
from inkstone.service.key_terms import USUAL_TERMS, digest
from inkstone.service.keys import Keys
from inkstone.service.known_callers import KnownCallers

pytestmark = pytest.mark.anyio


class Counted:
    """A store that counts what is read of it, and may hold a reader's answer back."""

    def __init__(self, store):
        self._store = store
        self.num_reads = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def read(self, work, *, snapshot=True):
        self.num_reads += 1
        found = await self._store.read(work, snapshot=snapshot)
        await self.may_answer.wait()
        return found


@pytest.fixture
def store(world):
    return world.store


@pytest.fixture
async def made(world):
    return await world.keys.create(account_id=world.caller.account_id, account="local", name="till")


@pytest.fixture
def keys(store):
    return Keys(store=store, remember_s=60)


async def test_a_caller_is_read_once_a_second(store, made):
    now_s = 100.0
    counted = Counted(store)
    callers = KnownCallers(store=counted, remember_s=1, clock_s=lambda: now_s)
    first = await callers.find(digest(made.key))
    now_s = 100.99
    assert await callers.find(digest(made.key)) is first
    assert counted.num_reads == 1
    now_s = 101.0
    assert await callers.find(digest(made.key)) == first
    assert counted.num_reads == 2


async def test_a_key_that_is_not_good_is_read_each_time(store):
    counted = Counted(store)
    callers = KnownCallers(store=counted, remember_s=60)
    for _ in range(2):
        with pytest.raises(NotAuthenticated):
            await callers.find(digest("sk-nobody"))
    assert counted.num_reads == 2


async def test_nobody_is_remembered_unless_that_is_asked(store, made):
    counted = Counted(store)
    keys = Keys(store=counted)
    for _ in range(2):
        await keys.authenticate(made.key)
    assert counted.num_reads == 2


async def test_a_revoked_key_is_refused_at_once(keys, made):
    await keys.authenticate(made.key)
    await keys.revoke(made.key_id)
    with pytest.raises(NotAuthenticated):
        await keys.authenticate(made.key)


async def test_a_rotated_key_is_refused_at_once_where_it_has_no_overlap(keys, made):
    await keys.authenticate(made.key)
    new = await keys.rotate(made.key_id, overlap=timedelta())
    with pytest.raises(NotAuthenticated):
        await keys.authenticate(made.key)
    assert (await keys.authenticate(new.key)).key_id == made.key_id


async def test_changed_terms_count_at_once(keys, made):
    await keys.authenticate(made.key)
    await keys.change(made.key_id, lambda was: USUAL_TERMS, name="desk")
    terms = type(USUAL_TERMS)(limits=Limits(requests_per_minute=7))
    await keys.change(made.key_id, terms)
    assert (await keys.authenticate(made.key)).limits.requests_per_minute == 7


async def test_what_was_read_before_a_change_is_not_remembered_after_it(store, made):
    counted = Counted(store)
    keys = Keys(store=counted, remember_s=60)
    counted.may_answer.clear()
    slow = asyncio.create_task(keys.authenticate(made.key))
    while not counted.num_reads:
        await asyncio.sleep(0)
    await store.ping()  # the reader has its row by now, and has not said so
    await keys.revoke(made.key_id)
    counted.may_answer.set()
    await slow
    with pytest.raises(NotAuthenticated):
        await keys.authenticate(made.key)


async def test_a_changed_account_counts_at_once(store, keys, made):
    await keys.authenticate(made.key)
    with keys.changing_callers():
        await Accounts(store=store).change(made.account_id, plan="gold")
    assert (await keys.authenticate(made.key)).plan == "gold"


async def test_only_so_many_are_remembered(world, store, keys, monkeypatch):
    # A constant: four thousand keys take a while to make.
    monkeypatch.setattr("inkstone.service.known_callers._NUM_MAX", 2)
    counted = Counted(store)
    callers = KnownCallers(store=counted, remember_s=60)
    made = [
        await keys.create(account_id=world.caller.account_id, account="local", name=f"till {i}")
        for i in range(3)
    ]
    for each in made:
        await callers.find(digest(each.key))
    await callers.find(digest(made[2].key))
    assert counted.num_reads == 3
    await callers.find(digest(made[0].key))
    assert counted.num_reads == 4
