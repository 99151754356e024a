"""An account's statement in SQL: what came in, what was spent, and for which job.

It reads the ledger and changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from inkstone.domain.ledger import MOVING, EntryKind, Movement, available, held
from inkstone.store.tables import jobs, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction


def movements(
    tx: Transaction,
    account_id: str,
    *,
    limit: int,
    kinds: Sequence[EntryKind] = (),
    is_inflow: bool | None = None,
    before_id: str | None = None,
    created_from: datetime | None = None,
    created_to: datetime | None = None,
) -> list[Movement]:
    """The entries that changed what an account has, newest first."""
    query = (
        select(
            ledger_entries,
            postings.c.amount_micros,
            jobs.c.dialect,
            jobs.c.request,
            jobs.c.wire,
        )
        .join(postings, _its_leg(account_id))
        .outerjoin(jobs, jobs.c.id == ledger_entries.c.job_id)
        .where(ledger_entries.c.account_id == account_id)
        .where(ledger_entries.c.kind.in_(set(kinds or MOVING) & set(MOVING)))
    )
    if is_inflow is not None:
        amount = postings.c.amount_micros
        query = query.where(amount > 0 if is_inflow else amount < 0)
    if before_id is not None:
        query = query.where(ledger_entries.c.id < before_id)
    if created_from is not None:
        query = query.where(ledger_entries.c.created_at >= created_from)
    if created_to is not None:
        query = query.where(ledger_entries.c.created_at < created_to)
    rows = tx.connection.execute(query.order_by(ledger_entries.c.id.desc()).limit(limit))
    return [
        Movement(
            entry_id=row.id,
            kind=EntryKind(row.kind),
            amount_micros=row.amount_micros,
            currency=row.currency,
            created_at=row.created_at,
            job_id=row.job_id,
            dialect=row.dialect,
            model=row.request["model"] if row.request else None,
            wire=row.wire or {},
        )
        for row in rows
    ]


def spent_micros(tx: Transaction, account_id: str) -> int:
    """What an account has paid for pictures, refunds taken off."""
    spent = (
        select(func.coalesce(func.sum(postings.c.amount_micros), 0))
        .join(ledger_entries, _its_leg(account_id))
        .where(
            ledger_entries.c.account_id == account_id,
            ledger_entries.c.kind.in_((EntryKind.CAPTURE, EntryKind.REFUND)),
        )
    )
    return -int(tx.connection.execute(spent).scalar_one())


def _its_leg(account_id: str) -> ColumnElement[bool]:
    """An entry's one leg that is the account's; the other is the world's."""
    its_own = postings.c.ledger_account.in_((available(account_id), held(account_id)))
    return and_(postings.c.entry_id == ledger_entries.c.id, its_own)
