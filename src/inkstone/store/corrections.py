"""Corrections of the ledger in SQL: money given back for a picture, and adjustments by hand.

Nothing that was entered is changed; each correction is an entry of its own. It does not know who
may correct, nor why.
"""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from inkstone.domain.job import Job
from inkstone.domain.ledger import EntryKind
from inkstone.store.account_tables import accounts, api_keys
from inkstone.store.ledger import NewEntry, enter
from inkstone.store.tables import ledger_entries, postings
from inkstone.store.unit_of_work import Transaction


class RefundedBefore(Exception):
    """A job is refunded once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What a job was charged."""

    entry_id: str
    amount_micros: int


def adjust(
    tx: Transaction, *, entry_id: str, account_id: str, amount_micros: int, reason: str
) -> bool:
    """Add or take away money by hand; false where less than that is available."""
    free = accounts.c.balance_micros - accounts.c.held_micros + amount_micros
    currency = tx.connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id, (free >= 0) | (amount_micros >= 0))
        .values(balance_micros=accounts.c.balance_micros + amount_micros)
        .returning(accounts.c.currency)
    ).scalar_one_or_none()
    if currency is None:
        return False
    new = NewEntry(id=entry_id, kind=EntryKind.ADJUST, amount_micros=amount_micros, reason=reason)
    enter(tx, [new], account_id=account_id, currency=currency)
    return True


def capture_of(tx: Transaction, job_id: str) -> Capture | None:
    """What a job was charged; `None` where it was not."""
    row = tx.connection.execute(
        select(ledger_entries.c.id, postings.c.amount_micros)
        .join(postings, postings.c.entry_id == ledger_entries.c.id)
        .where(
            ledger_entries.c.job_id == job_id,
            ledger_entries.c.kind == EntryKind.CAPTURE,
            postings.c.amount_micros > 0,
        )
    ).one_or_none()
    return None if row is None else Capture(entry_id=row.id, amount_micros=row.amount_micros)


def refund(
    tx: Transaction, *, entry_id: str, job: Job, capture: Capture, amount_micros: int, reason: str
) -> None:
    """Give back money that a job was charged, and count it as not spent.

    Raises:
        RefundedBefore: it was refunded before.
    """
    new = NewEntry(
        id=entry_id,
        kind=EntryKind.REFUND,
        amount_micros=amount_micros,
        reason=reason,
        refers_to=capture.entry_id,
    )
    try:
        enter(tx, [new], account_id=job.account_id, currency=job.quoted.currency, job_id=job.id)
    except IntegrityError as error:
        raise RefundedBefore from error
    tx.connection.execute(
        update(accounts)
        .where(accounts.c.id == job.account_id)
        .values(
            balance_micros=accounts.c.balance_micros + amount_micros,
            spent_micros=accounts.c.spent_micros - amount_micros,
        )
    )
    tx.connection.execute(
        update(api_keys)
        .where(api_keys.c.id == job.key_id)
        .values(spent_micros=api_keys.c.spent_micros - amount_micros)
    )
