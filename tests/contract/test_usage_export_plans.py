"""How both databases find a page of the usage export among twenty thousand entries: by its ids."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from contract.world import Parts
from inkstone.domain.ledger import EntryKind, postings
from inkstone.service.usage_export import PAGE
from inkstone.store import tables, usage_export

pytestmark = pytest.mark.anyio

NUM_JOBS = 6_666


def _entry_id(index: int) -> str:
    return f"entry_{index:026d}"


def _fill(world: Parts, accounts: list[str]):
    """Twenty thousand entries: of each job a hold, a capture and a release."""

    def fill(tx) -> None:
        (one,) = tx.connection.execute(select(tables.jobs)).mappings()
        entries = [
            {
                "id": _entry_id(3 * job + place),
                "account_id": accounts[job % len(accounts)],
                "job_id": f"job_{job:026d}",
                "kind": kind,
                "reason": "filled",
                "currency": "USD",
                "created_at": one["created_at"] + timedelta(seconds=job),
                "refers_to": None,
            }
            for job in range(NUM_JOBS)
            for place, kind in enumerate((EntryKind.HOLD, EntryKind.CAPTURE, EntryKind.RELEASE))
        ]
        jobs = [
            {**one, "id": f"job_{job:026d}", "account_id": accounts[job % len(accounts)]}
            for job in range(NUM_JOBS)
        ]
        tx.connection.execute(insert(tables.jobs), jobs)
        tx.connection.execute(insert(tables.ledger_entries), entries)
        legs = [
            {
                "entry_id": entry["id"],
                "leg_index": index,
                "ledger_account": leg.ledger_account,
                "amount_micros": leg.amount_micros,
            }
            for entry in entries
            for index, leg in enumerate(postings(entry["kind"], entry["account_id"], 10))
        ]
        tx.connection.execute(insert(tables.postings), legs)
        tx.connection.execute(text("ANALYZE"))

    return world.store.write(fill)


async def _plan(world: Parts, query) -> list[str]:
    is_sqlite = world.store.is_sqlite
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()
    said = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"

    def read(tx) -> list[str]:
        # The text is the driver's own: percent signs and colons are nobody's parameters.
        return [row[-1] for row in tx.connection.exec_driver_sql(f"{explain} {said}")]

    return await world.store.read(read)


async def test_no_page_reads_a_table_whole(world: Parts):
    await world.run()
    accounts = [world.caller.account_id]
    accounts += [(await world.accounts.ensure(f"a{n}"))[0].id for n in range(9)]
    await _fill(world, accounts)
    middle = _entry_id(10_000)
    for account_id in (None, accounts[3]):
        last = usage_export.last_of(account_id, after_id=middle, num_entries=PAGE)
        last_id = await world.store.read(lambda tx, q=last: tx.connection.execute(q).scalar_one())
        page = usage_export.movements(
            account_id,
            after_id=middle,
            last_id=last_id,
            begin=datetime(2026, 1, 1, tzinfo=UTC),
            end=datetime(2027, 1, 1, tzinfo=UTC),
        )
        for query in (last, page):
            plan = "\n".join(await _plan(world, query))
            whole = re.findall(r"SCAN (?!anon).*|Seq Scan on (?!accounts).*", plan)
            assert not whole, plan
    plan = await _plan(world, usage_export.sums_by_kind(accounts[3], begin=None, end=None))
    assert any("ix_ledger_entries_newest" in line for line in plan), plan
