"""Jobs in SQL: insert, claim, renew, requeue and every other change of state.

Each function is one step of a transaction that its caller opens. Every change of state names the
state it leaves and, from `running`, the attempt that it speaks for; a late worker changes nothing.
This module knows no price and no engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    bindparam,
    func,
    insert,
    update,
)

from inkstone.domain.job import Job, JobImage, JobStatus, can_become
from inkstone.store.ledger import VTIME_PER_PRIORITY
from inkstone.store.rows import job_from_row
from inkstone.store.tables import job_events, job_images, jobs
from inkstone.store.unit_of_work import Transaction

#: How many of the 64 bits are set in looks that tell one picture from another.
LOOKS_BITS = range(16, 49)
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
    #: The virtual time at which it may start, before its priority's head start.
    vtime: int
    wait_max: timedelta
    request: Mapping[str, Any]
    wire: Mapping[str, Any]
    fingerprint: str
    fetches: bool
    currency: str
    per_image_micros: int
    extra_micros: int = 0
    quoted_micros: int
    rate_card: str
    #: When its money was reserved, in microseconds since 1970; now, where it was not.
    at_us: int | None = None
    #: Where the end is told.
    webhook: Mapping[str, Any] | None = None
    #: How its pictures are marked and moderated, where that is not as the server says.
    policy: Mapping[str, Any] | None = None
    #: What is known of it at once.
    warnings: Sequence[Mapping[str, Any]] | None = None


def insert_job(tx: Transaction, new: NewJob) -> Job:
    """Enqueue a job and wake the workers of its queue."""
    values = {field: getattr(new, field) for field in new.__slots__ if field != "wait_max"}
    values |= {
        "status": QUEUED,
        "attempt": 0,
        "num_crashes": 0,
        "is_suspect": False,
        "progress_permille": 0,
        "vtime": new.vtime - new.priority * VTIME_PER_PRIORITY,
        "request": dict(new.request),
        "wire": dict(new.wire),
        "wait_max_us": micros(new.wait_max),
    }
    row = tx.run("insert_job", lambda: _insert(tx.now()), values).one()
    add_events(tx, [(new.id, QUEUED, 0)])
    tx.signal(queue_topic(new.queue))
    return job_from_row(row)


def _insert(now: ColumnElement[int]) -> Executable:
    at = func.coalesce(bindparam("at_us", type_=BigInteger), now)
    expires_at = at + bindparam("wait_max_us", type_=BigInteger)
    return insert(jobs).values(run_at=at, created_at=at, expires_at=expires_at).returning(*jobs.c)


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


def requeue(tx: Transaction, job: Job, *, num_crashes: int, becomes_suspect: bool = False) -> bool:
    """Put a running job back; false where it has moved on. A suspect stays one."""
    values: dict[str, Any] = {"is_suspect": True} if becomes_suspect else {}
    is_back = leave(
        tx,
        job,
        QUEUED,
        worker_id=None,
        lease_until=None,
        num_crashes=num_crashes,
        progress_permille=0,
        **values,
    )
    if is_back:
        tx.signal(queue_topic(job.queue))
    return is_back


def note_fetched(tx: Transaction, job: Job) -> bool:
    """Note that what a running job starts from is here; false where the job has moved on."""
    result = tx.connection.execute(
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.status == RUNNING, jobs.c.attempt == job.attempt)
        .values(fetches=False)
    )
    return result.rowcount == 1


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
                    "details": dict(image.details) or None,
                    **_recognised_by(image),
                    "is_edit": image.is_edit,
                    "findings": None
                    if image.findings is None
                    else [asdict(found) for found in image.findings],
                }
                for image in images
            ],
        )


def _recognised_by(image: JobImage) -> dict[str, Any]:
    """What a copy of a picture is recognised by, as the columns of its row."""
    phash = image.phash
    words: list[int | None] = [None] * 4
    # The looks of flat pictures are like all others: nobody looks them up.
    if phash is not None and phash.bit_count() in LOOKS_BITS:
        words = [(phash >> 16 * word) % 2**16 for word in range(4)]
    return {
        "manifest_id": image.manifest_id or None,
        "watermark_id": image.watermark_id,
        # Both databases keep signed numbers.
        "phash": phash if phash is None or phash < 2**63 else phash - 2**64,
        **{f"phash_{word}": value for word, value in enumerate(words)},
    }
