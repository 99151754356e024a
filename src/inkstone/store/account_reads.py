"""What an account spent, in SQL, read: its ledger entries, and its jobs added up.

It changes nothing, and knows no price.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    case,
    func,
    select,
    type_coerce,
)

from inkstone.domain.job import JobStatus
from inkstone.domain.ledger import EntryKind, LedgerEntry, available, held
from inkstone.domain.usage import UsageGroup, UsageRow
from inkstone.store.rows import model_of
from inkstone.store.tables import job_images, jobs, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction

_ENDED = [status for status in JobStatus if status.is_terminal]
_DAY_US = 86_400_000_000


def entries(
    tx: Transaction, account_id: str, *, limit: int, before_id: str | None = None
) -> list[LedgerEntry]:
    """The ledger entries of an account, newest first."""
    chosen = select(ledger_entries).where(ledger_entries.c.account_id == account_id)
    if before_id is not None:
        chosen = chosen.where(ledger_entries.c.id < before_id)
    page = chosen.order_by(ledger_entries.c.id.desc()).limit(limit).subquery()
    free = _sum_of(available(account_id))
    reserved = _sum_of(held(account_id))
    rows = tx.connection.execute(
        select(page, (free + reserved).label("balance_micros"), reserved.label("held_micros"))
        .join(postings, postings.c.entry_id == page.c.id)
        .group_by(*page.c)
        .order_by(page.c.id.desc())
    )
    return [
        LedgerEntry(
            id=row.id,
            kind=EntryKind(row.kind),
            reason=row.reason,
            job_id=row.job_id,
            currency=row.currency,
            balance_micros=int(row.balance_micros),
            held_micros=int(row.held_micros),
            created_at=row.created_at,
        )
        for row in rows
    ]


def _sum_of(ledger_account: str) -> ColumnElement[Any]:
    is_its = postings.c.ledger_account == ledger_account
    return func.sum(case((is_its, postings.c.amount_micros), else_=0))


def usage(
    tx: Transaction,
    account_id: str,
    *,
    group: UsageGroup,
    ended_from: datetime,
    ended_to: datetime,
) -> list[UsageRow]:
    """The ended jobs of an account, added up by a group, in the order of its names."""
    images = (
        select(func.count())
        .where(job_images.c.job_id == jobs.c.id)
        .correlate(jobs)
        .scalar_subquery()
    )
    its_jobs = (
        select(
            _group_of(tx, group).label("its_group"),
            images.label("num_images"),
            jobs.c.charged_micros,
        )
        .where(
            jobs.c.account_id == account_id,
            jobs.c.status.in_(_ENDED),
            jobs.c.finished_at >= ended_from,
            jobs.c.finished_at < ended_to,
        )
        .subquery()
    )
    rows = tx.connection.execute(
        select(
            its_jobs.c.its_group,
            func.count(),
            func.sum(its_jobs.c.num_images),
            func.sum(its_jobs.c.charged_micros),
        )
        .group_by(its_jobs.c.its_group)
        .order_by(its_jobs.c.its_group)
    )
    return _rows(group, rows.all())


def _rows(group: UsageGroup, rows: Sequence[Any]) -> list[UsageRow]:
    return [
        UsageRow(
            group=day_of(name) if group is UsageGroup.DAY else str(name),
            num_jobs=int(num_jobs),
            num_images=int(num_images),
            charged_micros=int(charged or 0),
        )
        for name, num_jobs, num_images, charged in rows
    ]


def day_of(days: int) -> str:
    """A day as it is written, from how many have passed since 1970."""
    first = datetime(1970, 1, 1, tzinfo=UTC)
    day: date = (first + timedelta(days=int(days))).date()
    return day.isoformat()


def _group_of(tx: Transaction, group: UsageGroup) -> ColumnElement[Any]:
    match group:
        case UsageGroup.DAY:
            return type_coerce(jobs.c.finished_at, BigInteger) // _DAY_US
        case UsageGroup.MODEL:
            return model_of(tx.connection.dialect.name)
        case UsageGroup.KEY:
            return jobs.c.key_id
