"""Every movement of money in SQL, a page at a time, and what an account's movements come to.

It reads the ledger and changes nothing; it does not know how the rows are written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, Select, and_, case, func, select

from inkstone.domain.ledger import GRANTS, MOVING, REVENUE, EntryKind
from inkstone.store.account_tables import accounts
from inkstone.store.tables import jobs, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One movement, with what its job was of; all of an account's add up to its balance."""

    entry_id: str
    at: datetime
    kind: EntryKind
    account_id: str
    #: The account's name, as it is now.
    account: str
    #: The job that the money moved for; that and what follows is `None` where there was none.
    job_id: str | None = None
    key_id: str | None = None
    dialect: str | None = None
    model: str | None = None
    tier: str | None = None
    #: The size asked for, such as `1024x768`; empty where none was.
    size: str = ""
    images_asked: int | None = None
    images_made: int | None = None
    per_image_micros: int | None = None
    extra_micros: int | None = None
    #: Positive where money came in.
    amount_micros: int
    currency: str
    #: The version of the rate card that the job's price is from.
    rate_card: str | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The movements among some entries that follow each other."""

    rows: list[ExportRow]
    #: The last entry that was looked at, to go on from; `None` where there was none.
    last_id: str | None


def page(
    tx: Transaction,
    account_id: str | None,
    *,
    after_id: str,
    num_entries: int,
    begin: datetime | None = None,
    end: datetime | None = None,
) -> Page:
    """The movements among the next entries of an account, or of all, in the order of their ids.

    So many entries are looked at and no more, whatever their kind and time: a page costs the same
    wherever it lies.
    """
    last_id = tx.connection.execute(
        last_of(account_id, after_id=after_id, num_entries=num_entries)
    ).scalar_one()
    if last_id is None:
        return Page(rows=[], last_id=None)
    found = tx.connection.execute(
        movements(account_id, after_id=after_id, last_id=last_id, begin=begin, end=end)
    )
    return Page(rows=[_row(row) for row in found], last_id=last_id)


def last_of(account_id: str | None, *, after_id: str, num_entries: int) -> Executable:
    """The query for the last of so many entries."""
    query = select(ledger_entries.c.id).where(ledger_entries.c.id > after_id)
    if account_id is not None:
        query = query.where(ledger_entries.c.account_id == account_id)
    ids = query.order_by(ledger_entries.c.id).limit(num_entries).subquery()
    return select(func.max(ids.c.id))


def movements(
    account_id: str | None,
    *,
    after_id: str,
    last_id: str,
    begin: datetime | None = None,
    end: datetime | None = None,
) -> Select[Any]:
    """The query for the movements among the entries between two."""
    query = (
        select(
            ledger_entries,
            postings.c.amount_micros,
            accounts.c.name.label("account"),
            jobs.c.key_id,
            jobs.c.dialect,
            jobs.c.request,
            jobs.c.usage,
            jobs.c.per_image_micros,
            jobs.c.extra_micros,
            jobs.c.rate_card,
        )
        .join(postings, _its_leg())
        .join(accounts, accounts.c.id == ledger_entries.c.account_id)
        .outerjoin(jobs, jobs.c.id == ledger_entries.c.job_id)
        .where(
            ledger_entries.c.id > after_id,
            ledger_entries.c.id <= last_id,
            # The same again: only a range that is written down is a range to PostgreSQL.
            postings.c.entry_id > after_id,
            postings.c.entry_id <= last_id,
            ledger_entries.c.kind.in_(MOVING),
            *_within(begin, end),
        )
    )
    if account_id is not None:
        query = query.where(ledger_entries.c.account_id == account_id)
    return query.order_by(ledger_entries.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What the movements of an account came to."""

    opening_micros: int
    totals_micros: Mapping[EntryKind, int]


def sums(tx: Transaction, account_id: str, *, begin: datetime | None, end: datetime | None) -> Sums:
    """What an account's movements came to before a period, and in it by kind."""
    rows = tx.connection.execute(sums_by_kind(account_id, begin=begin, end=end)).all()
    found = {(EntryKind(row.kind), bool(row.is_before)): int(row.total) for row in rows}
    return Sums(
        opening_micros=sum(total for (_, is_before), total in found.items() if is_before),
        totals_micros={kind: found.get((kind, False), 0) for kind in MOVING},
    )


def sums_by_kind(account_id: str, *, begin: datetime | None, end: datetime | None) -> Select[Any]:
    """The query for an account's movements up to the end of a period, added up by kind."""
    is_before: Any = 0 if begin is None else case((ledger_entries.c.created_at < begin, 1), else_=0)
    moved = (
        select(
            ledger_entries.c.kind,
            func.coalesce(is_before, 0).label("is_before"),
            postings.c.amount_micros,
        )
        .join(postings, _its_leg())
        .where(
            ledger_entries.c.account_id == account_id,
            ledger_entries.c.kind.in_(MOVING),
            *_within(None, end),
        )
        .subquery()
    )
    return select(
        moved.c.kind, moved.c.is_before, func.sum(moved.c.amount_micros).label("total")
    ).group_by(moved.c.kind, moved.c.is_before)


def _within(begin: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    at = ledger_entries.c.created_at
    bounds = []
    if begin is not None:
        bounds.append(at >= begin)
    if end is not None:
        bounds.append(at < end)
    return bounds


def _its_leg() -> ColumnElement[bool]:
    """A movement's one leg that is its account's: the other is the world's."""
    is_the_worlds = postings.c.ledger_account.in_((GRANTS, REVENUE))
    return and_(postings.c.entry_id == ledger_entries.c.id, ~is_the_worlds)


def _row(row: Row[Any]) -> ExportRow:
    # A job's request outlives what its caller wrote in it, so these are always there.
    request, usage = row.request or {}, row.usage or {}
    size = request.get("size")
    return ExportRow(
        entry_id=row.id,
        at=row.created_at,
        kind=EntryKind(row.kind),
        account_id=row.account_id,
        account=row.account,
        job_id=row.job_id,
        key_id=row.key_id,
        dialect=row.dialect,
        model=request.get("model"),
        tier=request.get("tier"),
        size=f"{size['width_px']}x{size['height_px']}" if size else "",
        images_asked=request.get("num_images"),
        images_made=usage.get("num_images"),
        per_image_micros=row.per_image_micros,
        extra_micros=row.extra_micros,
        amount_micros=row.amount_micros,
        currency=row.currency,
        rate_card=row.rate_card,
        reason=row.reason,
    )
