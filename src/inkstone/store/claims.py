"""Claims in SQL: who runs which job next, and for how long it stays theirs.

It does not know what running means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Executable,
    Integer,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    update,
)

from inkstone.domain.job import Job
from inkstone.store.account_tables import accounts
from inkstone.store.columns import Timestamp
from inkstone.store.jobs import QUEUED, RUNNING, add_events, micros
from inkstone.store.ledger import VTIME_PER_PRIORITY
from inkstone.store.rows import job_from_row
from inkstone.store.tables import fair_clock, jobs
from inkstone.store.unit_of_work import Transaction


def claim(
    tx: Transaction,
    *,
    queues: Sequence[str],
    limit: int,
    worker_id: str,
    lease: timedelta,
    suspects: bool = False,
    may_fetch: bool = True,
) -> list[Job]:
    """Take the next jobs of some queues, fairest first, each under a lease; at most `limit`.

    They come with their accounts' weights, and with the moment of the claim.

    Suspects are taken only when asked for, and then nothing else. Where nothing more may be
    fetched, jobs that start from pictures elsewhere are left to wait.
    """
    result = tx.run(
        "claim",
        lambda: _claim(tx.now()),
        {
            "queues": list(queues),
            "suspects": suspects,
            "may_fetch": may_fetch,
            "num_claimed_max": limit,
            "claimed_by": worker_id,
            "lease_us": micros(lease),
        },
    )
    rows = sorted(result, key=lambda row: (row.vtime, row.id))
    if rows:
        add_events(tx, [(row.id, RUNNING, row.attempt) for row in rows])
        reached = max(row.vtime + row.priority * VTIME_PER_PRIORITY for row in rows)
        tx.run(
            "advance_clock",
            lambda: (
                update(fair_clock)
                .where(fair_clock.c.vtime < bindparam("reached"))
                .values(vtime=bindparam("reached"))
            ),
            {"reached": reached},
        )
    return [
        replace(job_from_row(row), account_weight=row.account_weight, claimed_at=row.claimed_at)
        for row in rows
    ]


def _claim(now: ColumnElement[int]) -> Executable:
    picked = (
        select(jobs.c.id)
        .where(
            jobs.c.queue.in_(bindparam("queues", expanding=True)),
            jobs.c.status == QUEUED,
            jobs.c.is_suspect == bindparam("suspects"),
            or_(jobs.c.fetches.is_(False), bindparam("may_fetch", type_=Boolean).is_(True)),
            jobs.c.run_at <= now,
            jobs.c.expires_at > now,
        )
        .order_by(jobs.c.vtime, jobs.c.id)
        .limit(bindparam("num_claimed_max", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    return (
        update(jobs)
        .where(jobs.c.id.in_(select(picked.c.id)), jobs.c.status == QUEUED)
        .values(
            status=RUNNING,
            attempt=jobs.c.attempt + 1,
            worker_id=bindparam("claimed_by"),
            lease_until=now + bindparam("lease_us", type_=BigInteger),
            started_at=func.coalesce(jobs.c.started_at, now),
        )
        .returning(
            *jobs.c,
            select(accounts.c.weight)
            .where(accounts.c.id == jobs.c.account_id)
            .scalar_subquery()
            .label("account_weight"),
            cast(now, Timestamp).label("claimed_at"),
        )
    )


def renew(
    tx: Transaction, *, held: Mapping[str, tuple[int, int]], lease: timedelta
) -> tuple[set[str], set[str]]:
    """Beat: lengthen the leases of the jobs held, given as id → (attempt, progress in permille).

    Returns the ids still held, and those of them whose cancel was asked for.
    """
    if not held:
        return set(), set()
    progress = case(
        *((jobs.c.id == job_id, permille) for job_id, (_, permille) in held.items()),
        else_=jobs.c.progress_permille,
    )
    result = tx.connection.execute(
        update(jobs)
        .where(
            jobs.c.status == RUNNING,
            or_(
                *(
                    and_(jobs.c.id == job_id, jobs.c.attempt == attempt)
                    for job_id, (attempt, _) in held.items()
                )
            ),
        )
        .values(lease_until=tx.now() + micros(lease), progress_permille=progress)
        .returning(jobs.c.id, jobs.c.cancel_requested_at)
    )
    rows = result.all()
    return {row.id for row in rows}, {row.id for row in rows if row.cancel_requested_at}
