"""Jobs in SQL, read: one, newest first, and what the worker must look after.

It changes nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Row,
    and_,
    bindparam,
    func,
    select,
    type_coerce,
)

from inkstone.domain.job import Job, JobImage, JobStatus
from inkstone.store.jobs import micros
from inkstone.store.rows import image_from_row, job_from_row, model_of
from inkstone.store.tables import job_images, jobs
from inkstone.store.unit_of_work import Transaction

QUEUED, RUNNING = JobStatus.QUEUED, JobStatus.RUNNING


def get(
    tx: Transaction, job_id: str, *, account_id: str | None = None, lock: bool = False
) -> Job | None:
    """A job with its pictures; only the account's own where one is named.

    Where told, it stays locked for the transaction, so that its state cannot change in between.
    """
    if "\0" in job_id:
        return None  # no id has one, and PostgreSQL refuses even to ask
    row = tx.run(("get", lock), lambda: _get(lock=lock), {"its_id": job_id}).one_or_none()
    if row is None or account_id not in {None, row.account_id}:
        return None
    return with_images(tx, [row])[0]


def _get(*, lock: bool) -> Executable:
    query = select(jobs).where(jobs.c.id == bindparam("its_id"))
    return query.with_for_update() if lock else query


def is_left(tx: Transaction, job_id: str) -> tuple[bool, bool]:
    """Whether a job's client hung up and left it, and whether its cancel was asked for; locked."""
    row = tx.run("is_left", _left, {"its_id": job_id}).one_or_none()
    if row is None or row.client_gone_at is None:
        return False, False
    return row.finished_at is None, row.cancel_requested_at is not None


def _left() -> Executable:
    columns = jobs.c.client_gone_at, jobs.c.finished_at, jobs.c.cancel_requested_at
    return select(*columns).where(jobs.c.id == bindparam("its_id")).with_for_update()


def newest(
    tx: Transaction,
    *,
    account_id: str,
    limit: int,
    statuses: Sequence[JobStatus] = (),
    dialect: str | None = None,
    model: str | None = None,
    before_id: str | None = None,
    created_from: datetime | None = None,
    created_to: datetime | None = None,
) -> list[Job]:
    """Jobs of an account, newest first, with their pictures."""
    query = select(jobs).where(jobs.c.account_id == account_id)
    if statuses:
        query = query.where(jobs.c.status.in_(statuses))
    if dialect is not None:
        query = query.where(jobs.c.dialect == dialect)
    if model is not None:
        query = query.where(model_of(tx.connection.dialect.name) == model.partition("\0")[0])
    if before_id is not None:
        query = query.where(jobs.c.id < before_id.partition("\0")[0])
    if created_from is not None:
        query = query.where(jobs.c.created_at >= created_from)
    if created_to is not None:
        query = query.where(jobs.c.created_at < created_to)
    rows = (tx.connection.execute(query.order_by(jobs.c.id.desc()).limit(limit))).all()
    return with_images(tx, rows)


def queue_depths(tx: Transaction) -> dict[str, tuple[int, float]]:
    """How many jobs wait in each queue, and for how many seconds the oldest has."""
    rows = tx.connection.execute(
        select(
            jobs.c.queue,
            func.count(),
            tx.now() - type_coerce(func.min(jobs.c.created_at), BigInteger),
        )
        .where(jobs.c.status == QUEUED)
        .group_by(jobs.c.queue)
    )
    return {queue: (int(count), max(0.0, int(age) / 1e6)) for queue, count, age in rows}


def _images() -> Executable:
    return (
        select(job_images)
        .where(job_images.c.job_id.in_(bindparam("ids", expanding=True)))
        .order_by(job_images.c.job_id, job_images.c.image_index)
    )


def with_images(tx: Transaction, rows: Sequence[Row[Any]]) -> list[Job]:
    """Jobs from their rows, with their pictures."""
    ids = [row.id for row in rows if row.status in {"succeeded", "canceled"}]
    images: dict[str, list[JobImage]] = {}
    if ids:
        for row in tx.run("images", _images, {"ids": ids}):
            images.setdefault(row.job_id, []).append(image_from_row(row))
    return [job_from_row(row, images.get(row.id, ())) for row in rows]


def num_suspects(tx: Transaction, queues: Sequence[str]) -> int:
    """How many suspect jobs wait in some queues."""
    result = tx.connection.execute(
        select(func.count()).where(
            jobs.c.queue.in_(queues), jobs.c.status == QUEUED, jobs.c.is_suspect.is_(True)
        )
    )
    return int(result.scalar_one())


def num_with_engine(tx: Transaction, worker_id: str, *, other_than: Collection[str] = ()) -> int:
    """How many jobs a worker holds that an engine of its own may have had, lapsed leases included.

    Those of some queues do not count: their engines are elsewhere.
    """
    result = tx.connection.execute(
        select(func.count()).where(
            jobs.c.status == RUNNING,
            jobs.c.worker_id == worker_id,
            jobs.c.fetches.is_(False),
            jobs.c.queue.not_in(other_than),
        )
    )
    return int(result.scalar_one())


def overdue(tx: Transaction, limit: int = 100) -> list[Job]:
    """Queued jobs that have waited too long; locked, so that nobody else ends them meanwhile."""
    rows = tx.connection.execute(
        select(jobs)
        .where(jobs.c.status == QUEUED, jobs.c.expires_at <= tx.now())
        .order_by(jobs.c.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [job_from_row(row) for row in rows]


def abandoned(
    tx: Transaction, *, dialects: Collection[str], grace: timedelta, limit: int
) -> list[Job]:
    """Jobs of some dialects whose clients hung up longer ago than the grace; locked.

    One that was asked to stop already is none of them.
    """
    rows = tx.connection.execute(
        select(jobs)
        .where(
            jobs.c.finished_at.is_(None),
            jobs.c.client_gone_at < tx.now() - micros(grace),
            jobs.c.cancel_requested_at.is_(None),
            jobs.c.dialect.in_(dialects),
        )
        .order_by(jobs.c.client_gone_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [job_from_row(row) for row in rows]


def canceled_among(tx: Transaction, job_ids: Sequence[str]) -> set[str]:
    """Which of some running jobs were asked to stop."""
    if not job_ids:
        return set()
    result = tx.connection.execute(
        select(jobs.c.id).where(jobs.c.id.in_(job_ids), jobs.c.cancel_requested_at.is_not(None))
    )
    return set(result.scalars())


def orphaned(tx: Transaction, *, ignore_leases: bool) -> dict[str, list[Job]]:
    """Running jobs whose worker is gone, by worker: lapsed leases, or all where told.

    They stay locked for the transaction, so that a late beat cannot pass in between.
    """
    condition: ColumnElement[bool] = jobs.c.status == RUNNING
    if not ignore_leases:
        condition = and_(condition, jobs.c.lease_until <= tx.now())
    found: dict[str, list[Job]] = {}
    for row in tx.connection.execute(
        select(jobs)
        .where(condition)
        .order_by(jobs.c.vtime)
        .limit(10_000)
        .with_for_update(skip_locked=True)
    ):
        found.setdefault(row.worker_id or "", []).append(job_from_row(row))
    return found


def num_running(tx: Transaction) -> dict[str, int]:
    """How many jobs run in each queue, whoever runs them."""
    rows = tx.connection.execute(
        select(jobs.c.queue, func.count()).where(jobs.c.status == RUNNING).group_by(jobs.c.queue)
    )
    return {queue: int(count) for queue, count in rows}
