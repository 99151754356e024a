"""The ledger's self-check in SQL: everything is added up anew and held against what is kept.

It changes nothing and knows no remedy.
"""

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from inkstone.domain import ledger as rules
from inkstone.domain.ledger import EntryKind
from inkstone.store.tables import accounts, jobs, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction


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
    is_open = jobs.c.status.in_(("queued", "running"))
    open_holds = tx.connection.execute(
        select(jobs.c.account_id, func.sum(jobs.c.quoted_micros))
        .where(is_open)
        .group_by(jobs.c.account_id)
    )
    wanted = {account: int(total) for account, total in open_holds}
    for account in {a.removesuffix(":held") for a in sums if a.endswith(":held")} | set(wanted):
        if sums.get(rules.held(account), 0) != wanted.get(account, 0):
            found.append(f"account {account} holds money for jobs that are not open")
    return found + _uneven_jobs(tx)


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
    is_open = jobs.c.status.in_(("queued", "running"))
    resolved = func.coalesce(captured, 0) + func.coalesce(released, 0)
    uneven = tx.connection.execute(
        select(jobs.c.id, jobs.c.status)
        .outerjoin(entered, entered.c.job_id == jobs.c.id)
        .where(
            or_(
                func.coalesce(entered.c.held, -1) != jobs.c.quoted_micros,
                and_(is_open, or_(captured.is_not(None), released.is_not(None))),
                and_(~is_open, captured.is_(None), released.is_(None)),
                and_(~is_open, resolved != jobs.c.quoted_micros),
                and_(
                    ~is_open, func.coalesce(captured, 0) != func.coalesce(jobs.c.charged_micros, -1)
                ),
            )
        )
        .order_by(jobs.c.id)
        .limit(100)
    )
    return [f"job {job} is {status}, and its entries say otherwise" for job, status in uneven]
