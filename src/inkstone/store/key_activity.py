"""What was asked for with an account's keys, in SQL, read: ended jobs, one by one and added up.

It changes nothing, and knows no vendor's word for a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from inkstone.domain.job import JobStatus
from inkstone.domain.ledger import EntryKind
from inkstone.domain.money import Amount
from inkstone.store.rows import model_of
from inkstone.store.tables import jobs, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction

_ENDED = [status for status in JobStatus if status.is_terminal]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyJobs:
    """Which ended jobs are meant: of some keys, submitted in a span."""

    account_id: str
    key_ids: Sequence[str]
    #: Not older than this.
    begin: datetime
    #: Older than this.
    end: datetime
    #: Only of these models; `None` is any.
    models: Sequence[str] | None = None
    #: Only those that made something, or only those that made nothing; `None` is both.
    has_made: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedJob:
    """An ended job as a log shows it."""

    id: str
    dialect: str
    model: str
    #: Whether it made something, which is what is charged.
    has_made: bool
    wire: Mapping[str, Any]
    #: What was captured, a refund taken off.
    charged: Amount
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """What the jobs of one model came to that made something."""

    model: str
    num_jobs: int
    #: What was captured, refunds taken off.
    charged_micros: int


def usage(tx: Transaction, which: KeyJobs, *, first_id: str, last_id: str) -> list[ModelUsage]:
    """The jobs that made something, added up by model, in the order of the models' names.

    Args:
        tx: where to read.
        which: the jobs that are meant.
        first_id: none of them has a smaller id.
        last_id: nor a greater one.
    """
    query = usage_query(tx.connection.dialect.name, which, first_id=first_id, last_id=last_id)
    return [
        ModelUsage(
            model=row.model,
            num_jobs=int(row.num_jobs),
            charged_micros=int(row.charged or 0) - int(row.refunded or 0),
        )
        for row in tx.connection.execute(query)
    ]


def usage_query(database: str, which: KeyJobs, *, first_id: str, last_id: str) -> Select[Any]:
    """The query for sums by model."""
    its_jobs = (
        select(
            model_of(database).label("model"),
            jobs.c.charged_micros,
            _refunded().label("refunded_micros"),
        )
        .where(*_meant(database, which, first_id, last_id), _has_made())
        .subquery("its_jobs")
    )
    return (
        select(
            its_jobs.c.model,
            func.count().label("num_jobs"),
            func.sum(its_jobs.c.charged_micros).label("charged"),
            func.sum(its_jobs.c.refunded_micros).label("refunded"),
        )
        .group_by(its_jobs.c.model)
        .order_by(its_jobs.c.model)
    )


def page(
    tx: Transaction, which: KeyJobs, *, first_id: str, last_id: str, limit: int, offset: int
) -> list[LoggedJob]:
    """Some of the jobs, newest first."""
    query = page_query(
        tx.connection.dialect.name,
        which,
        first_id=first_id,
        last_id=last_id,
        limit=limit,
        offset=offset,
    )
    return [
        LoggedJob(
            id=row.id,
            dialect=row.dialect,
            model=row.model,
            has_made=bool(row.has_made),
            wire=row.wire,
            charged=Amount(int(row.charged_micros or 0) - int(row.refunded or 0), row.currency),
            created_at=row.created_at,
        )
        for row in tx.connection.execute(query)
    ]


def page_query(
    database: str, which: KeyJobs, *, first_id: str, last_id: str, limit: int, offset: int
) -> Select[Any]:
    """The query for a page; what only its own rows need is not looked at for the others."""
    ids = (
        select(jobs.c.id)
        .where(*_meant(database, which, first_id, last_id))
        .order_by(jobs.c.id.desc())
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    return (
        select(
            jobs.c.id,
            jobs.c.dialect,
            model_of(database).label("model"),
            _has_made().label("has_made"),
            jobs.c.wire,
            jobs.c.charged_micros,
            _refunded().label("refunded"),
            jobs.c.currency,
            jobs.c.created_at,
        )
        .join(ids, ids.c.id == jobs.c.id)
        .order_by(jobs.c.id.desc())
    )


def count(tx: Transaction, which: KeyJobs, *, first_id: str, last_id: str) -> int:
    """How many jobs there are."""
    query = count_query(tx.connection.dialect.name, which, first_id=first_id, last_id=last_id)
    return int(tx.connection.execute(query).scalar_one())


def count_query(database: str, which: KeyJobs, *, first_id: str, last_id: str) -> Select[Any]:
    """The query for how many jobs there are."""
    return select(func.count()).select_from(jobs).where(*_meant(database, which, first_id, last_id))


def _meant(database: str, which: KeyJobs, first_id: str, last_id: str) -> list[ColumnElement[bool]]:
    conditions = [
        jobs.c.account_id == which.account_id,
        jobs.c.id >= first_id,
        jobs.c.id <= last_id,
        jobs.c.key_id.in_(which.key_ids),
        jobs.c.created_at >= which.begin,
        jobs.c.created_at < which.end,
        jobs.c.status.in_(_ENDED),
    ]
    if which.models is not None:
        # A name with a zero is nobody's, and PostgreSQL refuses even to ask.
        known = [model for model in which.models if "\0" not in model]
        conditions.append(model_of(database).in_(known))
    if which.has_made is not None:
        conditions.append(_has_made() if which.has_made else ~_has_made())
    return conditions


def _has_made() -> ColumnElement[bool]:
    """Whether an ended job made something: one that was stopped has what it had made till then."""
    was_stopped = jobs.c.status == JobStatus.CANCELED
    has_cost = func.coalesce(jobs.c.charged_micros, 0) > 0
    return or_(jobs.c.status == JobStatus.SUCCEEDED, and_(was_stopped, has_cost))


def _refunded() -> ColumnElement[Any]:
    """What was given back of a job's charge; both legs of a refund say so, one of them positive."""
    return (
        select(func.sum(postings.c.amount_micros))
        .join(ledger_entries, ledger_entries.c.id == postings.c.entry_id)
        .where(
            ledger_entries.c.job_id == jobs.c.id,
            ledger_entries.c.kind == EntryKind.REFUND,
            postings.c.amount_micros > 0,
        )
        .correlate(jobs)
        .scalar_subquery()
    )
