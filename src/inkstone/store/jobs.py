"""Jobs in SQL: insert, claim, renew, requeue and every other change of state.

Each function is one step of a transaction that its caller opens. Every change of state names the
state it leaves and, from `running`, the attempt that it speaks for; a late worker changes nothing.
This module knows no price and no engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Integer,
    String,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from inkstone.domain.job import Job, JobImage, JobStatus, can_become
from inkstone.store.ledger import VTIME_PER_PRIORITY, start_time
from inkstone.store.rows import job_from_row
from inkstone.store.tables import fair_clock, job_events, job_images, jobs
from inkstone.store.unit_of_work import Transaction

QUEUED, RUNNING = JobStatus.QUEUED, JobStatus.RUNNING


def queue_topic(queue: str) -> str:
    """The signal that a queue has work."""
    return f"queue:{queue}"


def cancel_topic(queue: str) -> str:
    """The signal that a running job of a queue was asked to stop."""
    return f"cancel:{queue}"


def job_topic(job_id: str) -> str:
    """The signal that a job changed."""
    return f"job:{job_id}"


def end_topic(job_id: str) -> str:
    """The signal that a job ended."""
    return f"end:{job_id}"


def micros(span: timedelta) -> int:
    """A span in microseconds, as the database counts."""
    return span // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What a job's row is made of at submit."""

    id: str
    account_id: str
    key_id: str
    dialect: str
    queue: str
    priority: int
    wait_max: timedelta
    request: Mapping[str, Any]
    wire: Mapping[str, Any]
    fingerprint: str
    currency: str
    per_image_micros: int
    quoted_micros: int
    rate_card: str


def insert_job(tx: Transaction, new: NewJob) -> Job:
    """Enqueue a job and wake the workers of its queue."""
    values = {field: getattr(new, field) for field in new.__slots__ if field != "wait_max"}
    values |= {
        "status": QUEUED,
        "attempt": 0,
        "num_crashes": 0,
        "is_suspect": False,
        "progress_permille": 0,
        "head_start": new.priority * VTIME_PER_PRIORITY,
        "its_account": new.account_id,
        "request": dict(new.request),
        "wire": dict(new.wire),
        "wait_max_us": micros(new.wait_max),
    }
    row = tx.run("insert_job", lambda: _insert(tx.now()), values).one()
    add_events(tx, [(new.id, QUEUED, 0)])
    tx.signal(queue_topic(new.queue))
    return job_from_row(row)


def _insert(now: ColumnElement[int]) -> Executable:
    start = start_time(bindparam("its_account", type_=String))
    return (
        insert(jobs)
        .values(
            run_at=now,
            created_at=now,
            expires_at=now + bindparam("wait_max_us", type_=BigInteger),
            vtime=start - bindparam("head_start", type_=BigInteger),
        )
        .returning(*jobs.c)
    )


def add_events(tx: Transaction, events: Sequence[tuple[str, JobStatus, int]]) -> None:
    """Record changes of state, in order, and wake those who watch the jobs."""
    if events:
        tx.run(
            "add_events",
            lambda: insert(job_events).values(at=tx.now()),
            [{"job_id": j, "status": s, "attempt": a} for j, s, a in events],
        )
    for job_id, status, attempt in events:
        if attempt:
            tx.signal(job_topic(job_id))
        if status.is_terminal:
            tx.signal(end_topic(job_id))


def claim(
    tx: Transaction,
    *,
    queues: Sequence[str],
    limit: int,
    worker_id: str,
    lease: timedelta,
    suspects: bool = False,
) -> list[Job]:
    """Take the next jobs of some queues, fairest first, each under a lease; at most `limit`.

    Suspects are taken only when asked for, and then nothing else.
    """
    result = tx.run(
        "claim",
        lambda: _claim(tx.now()),
        {
            "queues": list(queues),
            "suspects": suspects,
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
    return [job_from_row(row) for row in rows]


def _claim(now: ColumnElement[int]) -> Executable:
    picked = (
        select(jobs.c.id)
        .where(
            jobs.c.queue.in_(bindparam("queues", expanding=True)),
            jobs.c.status == QUEUED,
            jobs.c.is_suspect == bindparam("suspects"),
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
        .returning(*jobs.c)
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


def leave(tx: Transaction, job: Job, target: JobStatus, **values: Any) -> bool:
    """Move a job out of the state and attempt it is known in; false where it has moved on.

    The money of an ended job is resolved by the caller, in the same transaction.
    """
    assert can_become(job.status, target), f"{job.status} cannot become {target}"
    if target.is_terminal:
        values |= {"worker_id": None, "lease_until": None}

    def build() -> Executable:
        ended = {"finished_at": tx.now()} if target.is_terminal else {}
        return (
            update(jobs)
            .where(
                jobs.c.id == bindparam("its_id"),
                jobs.c.status == bindparam("its_status"),
                jobs.c.attempt == bindparam("its_attempt"),
            )
            .values(**ended)
        )

    result = tx.run(
        ("leave", target.is_terminal),
        build,
        {
            "its_id": job.id,
            "its_status": job.status,
            "its_attempt": job.attempt,
            "status": target,
            **values,
        },
    )
    if result.rowcount != 1:
        return False
    add_events(tx, [(job.id, target, job.attempt)])
    return True


def requeue(tx: Transaction, job: Job, *, suspect: bool, num_crashes: int) -> bool:
    """Put a running job back; false where it has moved on."""
    is_back = leave(
        tx,
        job,
        QUEUED,
        worker_id=None,
        lease_until=None,
        is_suspect=suspect,
        num_crashes=num_crashes,
        progress_permille=0,
    )
    if is_back:
        tx.signal(queue_topic(job.queue))
    return is_back


def request_cancel(tx: Transaction, job: Job) -> None:
    """Flag a running job for its worker to stop, and wake that worker."""
    tx.connection.execute(
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.status == RUNNING)
        .values(cancel_requested_at=func.coalesce(jobs.c.cancel_requested_at, tx.now()))
    )
    tx.signal(cancel_topic(job.queue))


def add_images(tx: Transaction, job_id: str, images: Sequence[JobImage]) -> None:
    """Record the finished pictures of a job."""
    if images:
        tx.run(
            "add_images",
            lambda: insert(job_images),
            [
                {
                    "job_id": job_id,
                    "image_index": image.image_index,
                    "blob_key": image.blob_key,
                    "sha256": image.sha256,
                    "size_bytes": image.size_bytes,
                    "media_type": image.media_type,
                    "width_px": image.width_px,
                    "height_px": image.height_px,
                    "seed": image.seed,
                }
                for image in images
            ],
        )
