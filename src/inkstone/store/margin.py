"""What ended jobs brought in and what they cost upstream, in SQL, added up by a group.

It reads the jobs and the ledger and changes nothing; it does not know who may see a cost.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, func, select, type_coerce

from inkstone.domain.job import JobStatus
from inkstone.domain.ledger import REVENUE, EntryKind
from inkstone.store.account_reads import day_of
from inkstone.store.account_tables import accounts
from inkstone.store.rows import model_of
from inkstone.store.tables import job_images, jobs, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction

_ENDED = [status for status in JobStatus if status.is_terminal]
_DAY_US = 86_400_000_000


class MarginGroup(StrEnum):
    """What the margin is added up by."""

    MODEL = "model"
    ENGINE = "engine"
    ACCOUNT = "account"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What some jobs brought in, what they cost the operator, and what is left."""

    #: The model, the engine, the account's name or the day in UTC; an empty engine is of jobs that
    #: no engine had.
    group: str
    currency: str
    num_jobs: int = 0
    #: How many of them went upstream; all others cost nothing.
    num_upstream: int = 0
    num_images: int = 0
    charged_micros: int = 0
    #: What was given back of it, whenever that was.
    refunded_micros: int = 0
    #: What upstreams charge for the jobs.
    cost_micros: int = 0
    #: What upstreams may have charged that never told.
    cost_at_risk_micros: int = 0

    @property
    def margin_micros(self) -> int:
        """What is left, were nothing of what is at risk charged."""
        return self.charged_micros - self.refunded_micros - self.cost_micros

    def __add__(self, other: "Margin") -> "Margin":
        """Both together, under the name of the first."""
        return Margin(
            group=self.group,
            currency=self.currency,
            num_jobs=self.num_jobs + other.num_jobs,
            num_upstream=self.num_upstream + other.num_upstream,
            num_images=self.num_images + other.num_images,
            charged_micros=self.charged_micros + other.charged_micros,
            refunded_micros=self.refunded_micros + other.refunded_micros,
            cost_micros=self.cost_micros + other.cost_micros,
            cost_at_risk_micros=self.cost_at_risk_micros + other.cost_at_risk_micros,
        )


def margins(
    tx: Transaction, *, by: MarginGroup, begin: datetime | None, end: datetime | None
) -> list[Margin]:
    """The jobs of all accounts that ended in a period, added up, in the order of the groups."""
    found: dict[tuple[str, str], Margin] = {}
    for row in tx.connection.execute(added_up(tx, by=by, begin=begin, end=end)):
        each = _margin(by, row)
        key = (each.group, each.currency)
        found[key] = found[key] + each if key in found else each
    return [found[key] for key in sorted(found)]


def added_up(
    tx: Transaction, *, by: MarginGroup, begin: datetime | None, end: datetime | None
) -> Select[Any]:
    """The query; its groups may be finer than those asked for."""
    its_images = (
        select(func.count())
        .where(job_images.c.job_id == jobs.c.id)
        .correlate(jobs)
        .scalar_subquery()
    )
    ended = (
        select(
            _group_of(tx, by).label("its_group"),
            jobs.c.currency,
            case((jobs.c.upstream_sent_at.is_not(None), 1), else_=0).label("num_upstream"),
            its_images.label("num_images"),
            *(
                func.coalesce(column, 0).label(name)
                for name, column in (
                    ("charged_micros", jobs.c.charged_micros),
                    ("refunded_micros", _refunded()),
                    ("cost_micros", jobs.c.cost_micros),
                    ("cost_at_risk_micros", jobs.c.cost_at_risk_micros),
                )
            ),
        )
        .join(accounts, accounts.c.id == jobs.c.account_id)
        .where(
            jobs.c.status.in_(_ENDED),
            *(() if begin is None else (jobs.c.finished_at >= begin,)),
            *(() if end is None else (jobs.c.finished_at < end,)),
        )
        .subquery()
    )
    sums = [
        func.sum(ended.c[name]).label(name)
        for name in ended.c.keys()  # noqa: SIM118 - a collection of columns, not of names
        if name not in {"its_group", "currency"}
    ]
    return select(
        ended.c.its_group, ended.c.currency, func.count().label("num_jobs"), *sums
    ).group_by(ended.c.its_group, ended.c.currency)


def _refunded() -> ColumnElement[Any]:
    """What was given back of a job's charge: the leg that leaves the revenue, turned round."""
    return (
        select(-func.sum(postings.c.amount_micros))
        .select_from(ledger_entries)
        .join(
            postings,
            and_(postings.c.entry_id == ledger_entries.c.id, postings.c.ledger_account == REVENUE),
        )
        .where(ledger_entries.c.job_id == jobs.c.id, ledger_entries.c.kind == EntryKind.REFUND)
        .correlate(jobs)
        .scalar_subquery()
    )


def _group_of(tx: Transaction, by: MarginGroup) -> ColumnElement[Any]:
    match by:
        case MarginGroup.MODEL:
            return model_of(tx.connection.dialect.name)
        case MarginGroup.ENGINE:
            # Identities are few; their first part is taken from what is read.
            return func.coalesce(jobs.c.engine, "")
        case MarginGroup.ACCOUNT:
            return accounts.c.name
        case MarginGroup.DAY:
            return type_coerce(jobs.c.finished_at, BigInteger) // _DAY_US


def _margin(by: MarginGroup, row: Any) -> Margin:
    group = day_of(row.its_group) if by is MarginGroup.DAY else str(row.its_group or "")
    return Margin(
        group=group.partition("/")[0] if by is MarginGroup.ENGINE else group,
        currency=row.currency,
        num_jobs=int(row.num_jobs),
        num_upstream=int(row.num_upstream),
        num_images=int(row.num_images),
        charged_micros=int(row.charged_micros),
        refunded_micros=int(row.refunded_micros),
        cost_micros=int(row.cost_micros),
        cost_at_risk_micros=int(row.cost_at_risk_micros),
    )
