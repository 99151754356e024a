"""From 0006 to 0007: what limits are held against is counted from the jobs that are there."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from contract.conftest import KINDS
from inkstone.domain.accounts import LOCAL, NO_LIMITS, Scope, Spending
from inkstone.store import accounts, api_keys, ledger_check, schema, upgrade
from inkstone.store.unit_of_work import Store

pytestmark = pytest.mark.anyio

PRICE = 30_000
DAY_US = 86_400_000_000
#: By status: what two such jobs of two pictures each were charged, if they have ended.
CHARGED = {
    "queued": None,
    "running": None,
    "succeeded": 2 * PRICE,
    "failed": 0,
    "canceled": PRICE,
    "expired": 0,
}
OPEN = ("queued", "running")


@pytest.fixture(params=KINDS)
async def old(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A database of each kind as 0006 left it."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'ink.db'}"
    store = Store(url if is_sqlite else request.getfixturevalue("fresh_postgres_url"))

    def make(tx: Any) -> None:
        settings = upgrade.config()
        settings.attributes["connection"] = tx.connection
        command.upgrade(settings, "0006")

    try:
        await store.write(make)
        yield store
    finally:
        await store.close()


class Filler:
    """Fills the tables of 0006 as its services did, in its own words."""

    def __init__(self, connection: Connection, now_us: int) -> None:
        self._connection = connection
        self._now_us = now_us
        self._held: dict[str, int] = {}
        self._charged: dict[str, int] = {}

    def account(self, name: str, *keys: str) -> None:
        """An account with a grant, and keys; the last of them is revoked."""
        self._insert(
            "accounts",
            id=f"acct_{name}",
            name=name,
            status="active",
            currency="USD",
            balance_micros=0,
            held_micros=0,
            vtime=0,
            weight=1,
            created_at=self._now_us,
        )
        self._enter(f"grant_{name}", name, "grant", "grants", "available", 1_000_000)
        for key in keys:
            self._insert(
                "api_keys",
                id=f"key_{key}",
                account_id=f"acct_{name}",
                name=key,
                sha256=key,
                prefix=key,
                created_at=self._now_us,
                revoked_at=self._now_us if key == keys[-1] else None,
            )

    def job(self, name: str, key: str, status: str, *, days_ago: int) -> None:
        """A job of two pictures, with its ledger entries."""
        created_us = self._now_us - days_ago * DAY_US
        its_id = f"job_{key}_{status}_{days_ago}"
        charged = CHARGED[status]
        self._insert(
            "jobs",
            id=its_id,
            account_id=f"acct_{name}",
            key_id=f"key_{key}",
            dialect="native",
            status=status,
            attempt=int(status != "queued"),
            num_crashes=0,
            is_suspect=False,
            queue="echo",
            priority=0,
            vtime=0,
            run_at=created_us,
            expires_at=created_us + DAY_US,
            progress_permille=0,
            request="{}",
            wire="{}",
            fingerprint=its_id,
            currency="USD",
            per_image_micros=PRICE,
            quoted_micros=2 * PRICE,
            charged_micros=charged,
            rate_card="test",
            created_at=created_us,
            finished_at=None if status in OPEN else created_us + 1,
        )
        self._enter(f"{its_id}_hold", name, "hold", "available", "held", 2 * PRICE, its_id)
        if charged is None:
            self._held[name] = self._held.get(name, 0) + 2 * PRICE
            return
        self._charged[name] = self._charged.get(name, 0) + charged
        if charged:
            self._enter(f"{its_id}_take", name, "capture", "held", "revenue", charged, its_id)
        if rest := 2 * PRICE - charged:
            self._enter(f"{its_id}_back", name, "release", "held", "available", rest, its_id)

    def add_up(self, name: str) -> None:
        """Write an account's balance as its jobs left it."""
        self._connection.execute(
            text("UPDATE accounts SET balance_micros = :b, held_micros = :h WHERE name = :n"),
            {
                "b": 1_000_000 - self._charged.get(name, 0),
                "h": self._held.get(name, 0),
                "n": name,
            },
        )

    def _enter(
        self,
        its_id: str,
        name: str,
        kind: str,
        source: str,
        target: str,
        micros: int,
        job_id: str | None = None,
    ) -> None:
        self._insert(
            "ledger_entries",
            id=its_id,
            account_id=f"acct_{name}",
            job_id=job_id,
            kind=kind,
            reason="test",
            currency="USD",
            created_at=self._now_us,
        )
        for index, (whose, amount) in enumerate(((source, -micros), (target, micros))):
            is_own = whose in {"available", "held"}
            self._insert(
                "postings",
                entry_id=its_id,
                leg_index=index,
                ledger_account=f"acct_{name}:{whose}" if is_own else whose,
                amount_micros=amount,
            )

    def _insert(self, table: str, **values: Any) -> None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self._connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def _fill(connection: Connection, now_us: int) -> None:
    filler = Filler(connection, now_us)
    filler.account(LOCAL, "own", "spare")
    filler.account("shop", "till", "web", "gone")
    filler.account("idle", "unused")
    for name, key in ((LOCAL, "own"), ("shop", "till"), ("shop", "gone")):
        for status in CHARGED:
            for days_ago in (0, 3):
                filler.job(name, key, status, days_ago=days_ago)
    filler.job("shop", "web", "succeeded", days_ago=3)
    # What was submitted inside the process had no key.
    filler.job(LOCAL, "none", "succeeded", days_ago=0)
    for name in (LOCAL, "shop", "idle"):
        filler.add_up(name)


#: What a key has spent that has two jobs of each status, one of them today.
_OF_A_DAY = sum(2 * PRICE if charged is None else charged for charged in CHARGED.values())
ALL = Spending(num_open=4, today_micros=_OF_A_DAY, total_micros=2 * _OF_A_DAY)
KEYS = {
    "own": ALL,
    "till": ALL,
    "gone": ALL,
    "web": Spending(total_micros=2 * PRICE),
    "spare": Spending(),
    "unused": Spending(),
}
ACCOUNTS = {
    LOCAL: Spending(
        num_open=4,
        today_micros=_OF_A_DAY + 2 * PRICE,
        total_micros=2 * _OF_A_DAY + 2 * PRICE,
    ),
    "shop": Spending(
        num_open=8, today_micros=2 * _OF_A_DAY, total_micros=4 * _OF_A_DAY + 2 * PRICE
    ),
    "idle": Spending(),
}


async def test_the_counts_are_what_the_jobs_come_to(old: Store) -> None:
    now_us = int(time.time() * 1e6)
    if DAY_US - now_us % DAY_US < 30_000_000:
        # So close to midnight, today would be over before it is read.
        pytest.skip("a day ends")
    await old.write(lambda tx: _fill(tx.connection, now_us))
    await schema.migrate(old)
    found = await old.read(lambda tx: {each.name: each for each in accounts.all_accounts(tx)})
    assert {name: each.spending for name, each in found.items()} == ACCOUNTS
    assert {each.limits for each in found.values()} == {NO_LIMITS}
    assert {each.plan for each in found.values()} == {""}
    keys = await old.read(lambda tx: {key.name: key for key in api_keys.keys_of(tx)})
    assert {name: key.spending for name, key in keys.items()} == KEYS
    assert {key.limits for key in keys.values()} == {NO_LIMITS}
    assert await old.read(ledger_check.discrepancies) == []


async def test_the_owners_keys_may_do_everything_and_others_what_they_did(old: Store) -> None:
    await old.write(lambda tx: _fill(tx.connection, int(time.time() * 1e6)))
    await schema.migrate(old)
    keys = await old.read(lambda tx: {key.name: key for key in api_keys.keys_of(tx)})
    for name, key in keys.items():
        is_owners = name in {"own", "spare"}
        assert key.scopes == (frozenset(Scope) if is_owners else {Scope.SUBMIT, Scope.READ}), name
        assert (key.models, key.expires_at, key.previous_until) == (None, None, None)
    found = await old.read(lambda tx: api_keys.find_caller(tx, "till"))
    assert found is not None
    assert (found.is_expired, found.caller.account_name) == (False, "shop")
    assert await old.read(lambda tx: api_keys.find_caller(tx, "gone")) is None


async def test_an_upgrade_of_an_empty_database_counts_nothing(old: Store) -> None:
    await schema.migrate(old)
    assert await old.read(ledger_check.discrepancies) == []
