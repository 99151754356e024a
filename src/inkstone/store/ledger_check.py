"""The ledger's self-check in SQL: everything is added up anew and held against what is kept.

That includes what limits are held against: jobs under way, and money spent in all and on a day.
It changes nothing and knows no remedy.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    and_,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from inkstone.domain import ledger as rules
from inkstone.domain.ledger import EntryKind
from inkstone.store.account_tables import accounts, api_keys
from inkstone.store.spending import DAY_US
from inkstone.store.tables import jobs, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction

#: Whether a job is under way.
_IS_OPEN = jobs.c.status.in_(("queued", "running"))


def discrepancies(tx: Transaction) -> list[str]:
    """Re-add the whole ledger and say what does not agree; an empty list is a clean bill."""
    found = []
    uneven = tx.connection.execute(
        select(postings.c.entry_id, func.sum(postings.c.amount_micros))
        .group_by(postings.c.entry_id)
        .having(func.sum(postings.c.amount_micros) != 0)
    )
    found += [f"entry {entry} is off by {total}" for entry, total in uneven]
    sums = {
        account: int(total)
        for account, total in tx.connection.execute(
            select(postings.c.ledger_account, func.sum(postings.c.amount_micros)).group_by(
                postings.c.ledger_account
            )
        )
    }
    for row in tx.connection.execute(select(accounts)):
        available = sums.get(rules.available(row.id), 0)
        held = sums.get(rules.held(row.id), 0)
        if (available + held, held) != (row.balance_micros, row.held_micros):
            found.append(
                f"account {row.id} says {row.balance_micros} with {row.held_micros} held, "
                f"its postings say {available + held} with {held} held"
            )
    open_holds = tx.connection.execute(
        select(jobs.c.account_id, func.sum(jobs.c.quoted_micros))
        .where(_IS_OPEN)
        .group_by(jobs.c.account_id)
    )
    wanted = {account: int(total) for account, total in open_holds}
    for account in {a.removesuffix(":held") for a in sums if a.endswith(":held")} | set(wanted):
        if sums.get(rules.held(account), 0) != wanted.get(account, 0):
            found.append(f"account {account} holds money for jobs that are not open")
    for table, owner in ((accounts, jobs.c.account_id), (api_keys, jobs.c.key_id)):
        found += _miscounted(tx, table, owner)
    return found + _uneven_jobs(tx)


def _miscounted(tx: Transaction, table: Table, owner: ColumnElement[str]) -> list[str]:
    """The accounts, or keys, whose counts differ from what their jobs and refunds come to."""
    paid = func.coalesce(jobs.c.charged_micros, jobs.c.quoted_micros)
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    day = type_coerce(jobs.c.created_at, BigInteger) // DAY_US
    is_its_day = day == table.c.spent_day
    for its_id, *numbers in tx.connection.execute(
        select(
            table.c.id,
            func.sum(case((_IS_OPEN, 1), else_=0)),
            func.sum(paid),
            func.sum(case((is_its_day, paid), else_=0)),
        )
        .join(jobs, owner == table.c.id)
        .group_by(table.c.id)
    ):
        counted[its_id] = [int(number) for number in numbers]
    for its_id, refunded in _refunds(tx, owner):
        counted[its_id][1] -= int(refunded)
    found = []
    rows = select(table.c.id, table.c.num_open, table.c.spent_micros, table.c.day_micros)
    for its_id, *kept in tx.connection.execute(rows.order_by(table.c.id)):
        if kept != counted[its_id]:
            found.append(
                f"{its_id} counts {_told(kept)}; its jobs and refunds come to "
                f"{_told(counted[its_id])}"
            )
    return found


def _told(numbers: list[int]) -> str:
    num_open, spent_micros, day_micros = numbers
    return f"{num_open} jobs under way, {spent_micros} spent and {day_micros} on its day"


def _refunds(tx: Transaction, owner: ColumnElement[str]) -> list[Any]:
    return list(
        tx.connection.execute(
            select(owner, func.sum(postings.c.amount_micros))
            .select_from(ledger_entries)
            .join(jobs, jobs.c.id == ledger_entries.c.job_id)
            .join(postings, postings.c.entry_id == ledger_entries.c.id)
            .where(ledger_entries.c.kind == EntryKind.REFUND, postings.c.leg_index == 1)
            .group_by(owner)
        )
    )


def _uneven_jobs(tx: Transaction) -> list[str]:
    """The jobs whose hold, capture and release do not fit what their rows say."""

    def moved(kind: EntryKind) -> ColumnElement[int]:
        return func.sum(case((ledger_entries.c.kind == kind, postings.c.amount_micros)))

    entered = (
        select(
            ledger_entries.c.job_id,
            moved(EntryKind.HOLD).label("held"),
            moved(EntryKind.CAPTURE).label("captured"),
            moved(EntryKind.RELEASE).label("released"),
        )
        .join(postings, postings.c.entry_id == ledger_entries.c.id)
        .where(postings.c.leg_index == 1, ledger_entries.c.job_id.is_not(None))
        .group_by(ledger_entries.c.job_id)
        .subquery()
    )
    captured, released = entered.c.captured, entered.c.released
    resolved = func.coalesce(captured, 0) + func.coalesce(released, 0)
    uneven = tx.connection.execute(
        select(jobs.c.id, jobs.c.status)
        .outerjoin(entered, entered.c.job_id == jobs.c.id)
        .where(
            or_(
                func.coalesce(entered.c.held, -1) != jobs.c.quoted_micros,
                and_(_IS_OPEN, or_(captured.is_not(None), released.is_not(None))),
                and_(~_IS_OPEN, captured.is_(None), released.is_(None)),
                and_(~_IS_OPEN, resolved != jobs.c.quoted_micros),
                and_(
                    ~_IS_OPEN,
                    func.coalesce(captured, 0) != func.coalesce(jobs.c.charged_micros, -1),
                ),
            )
        )
        .order_by(jobs.c.id)
        .limit(100)
    )
    return [f"job {job} is {status}, and its entries say otherwise" for job, status in uneven]
