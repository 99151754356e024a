"""The changes of a job in SQL, read: what happened to it, in order, and how it now is.

It changes nothing, and knows nothing of progress.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Executable, bindparam, func, select

from inkstone.domain.job import Job, JobStatus
from inkstone.store.job_reads import with_images
from inkstone.store.tables import job_events, jobs
from inkstone.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class JobChange:
    """A job became something."""

    #: Grows from each change of a job to its next.
    seq: int
    status: JobStatus
    attempt: int
    at: datetime


def latest(tx: Transaction, job_id: str) -> tuple[Job, int] | None:
    """A job as it is, and the number of its last change; 0 where its changes are forgotten."""
    row = tx.run("latest_event", _latest, {"its_id": job_id}).one_or_none()
    return None if row is None else (with_images(tx, [row])[0], int(row.last_seq or 0))


def _latest() -> Executable:
    # One statement, so that the job and the number belong together.
    last = select(func.max(job_events.c.seq)).where(job_events.c.job_id == bindparam("its_id"))
    return select(jobs, last.scalar_subquery().label("last_seq")).where(
        jobs.c.id == bindparam("its_id")
    )


def between(tx: Transaction, job_id: str, *, after: int, last: int) -> list[JobChange]:
    """The changes of a job behind one, up to another, in order."""
    rows = tx.run(
        "events_between", _between, {"its_id": job_id, "after_seq": after, "last_seq": last}
    )
    return [
        JobChange(seq=row.seq, status=JobStatus(row.status), attempt=row.attempt, at=row.at)
        for row in rows
    ]


def _between() -> Executable:
    return (
        select(job_events)
        .where(
            job_events.c.job_id == bindparam("its_id"),
            job_events.c.seq > bindparam("after_seq", type_=BigInteger),
            job_events.c.seq <= bindparam("last_seq", type_=BigInteger),
        )
        .order_by(job_events.c.seq)
    )
