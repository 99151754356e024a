"""Jobs that go upstream, in SQL: refused and moved on, sent, answered, drawn from other words.

Each is a step of a transaction that its caller opens, and speaks for one attempt: a late worker
changes nothing. This module knows no upstream.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Update, bindparam, select, tuple_, update

from inkstone.domain.job import Job
from inkstone.store.jobs import QUEUED, RUNNING, leave, micros, queue_topic
from inkstone.store.rows import job_from_row
from inkstone.store.tables import jobs
from inkstone.store.unit_of_work import Transaction


def reroute(
    tx: Transaction,
    job: Job,
    *,
    queue: str,
    tried: Sequence[str],
    wait: timedelta,
    goes_on: bool = False,
) -> bool:
    """Put a running job that its engine refused into a queue; false where it has moved on.

    Unless it goes on where it is, nothing was sent for it, or whoever it was sent to surely did no
    work.
    """
    nothing_sent = {"upstream_sent_at": None, "checkpoint": None, "cost_at_risk_micros": None}
    is_back = leave(
        tx,
        job,
        QUEUED,
        worker_id=None,
        lease_until=None,
        progress_permille=0,
        queue=queue,
        tried=list(tried),
        **({} if goes_on else nothing_sent),
    )
    if is_back and wait:
        tx.run(
            "postpone",
            lambda: (
                update(jobs)
                .where(jobs.c.id == bindparam("its_id"))
                .values(run_at=tx.now() + bindparam("wait_us", type_=BigInteger))
            ),
            {"its_id": job.id, "wait_us": micros(wait)},
        )
    if is_back:
        tx.signal(queue_topic(queue))
    return is_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A queued job, and where it stands in its queue."""

    job: Job
    vtime: int


def waiting(
    tx: Transaction, queue: str, *, after: tuple[int, str] | None, limit: int
) -> list[Waiting]:
    """Jobs that wait in a queue, in its order; behind a place in it, given as (vtime, id)."""
    query = select(jobs).where(jobs.c.queue == queue, jobs.c.status == QUEUED)
    if after is not None:
        query = query.where(tuple_(jobs.c.vtime, jobs.c.id) > tuple_(*after))
    rows = tx.connection.execute(query.order_by(jobs.c.vtime, jobs.c.id).limit(limit))
    return [Waiting(job=job_from_row(row), vtime=row.vtime) for row in rows]


def move(tx: Transaction, job: Job, *, queue: str) -> bool:
    """Put a waiting job into another queue; false where it waits no more."""
    result = tx.run(
        "move",
        lambda: (
            update(jobs)
            .where(
                jobs.c.id == bindparam("its_id"),
                jobs.c.status == QUEUED,
                jobs.c.queue == bindparam("its_queue"),
            )
            .values(queue=bindparam("other"), run_at=tx.now())
        ),
        {"its_id": job.id, "its_queue": job.queue, "other": queue},
    )
    if result.rowcount:
        tx.signal(queue_topic(queue))
    return result.rowcount == 1


def note_sent(
    tx: Transaction, job: Job, *, cost_micros: int, checkpoint: Mapping[str, Any] | None
) -> bool:
    """Note that a running job goes upstream now; false where it has moved on."""
    result = tx.run(
        "note_sent",
        lambda: _of_attempt().values(upstream_sent_at=tx.now()),
        {
            **_attempt(job),
            "cost_at_risk_micros": cost_micros,
            "checkpoint": None if checkpoint is None else dict(checkpoint),
        },
    )
    return result.rowcount == 1


def note_answered(
    tx: Transaction, job: Job, *, upstream_id: str, checkpoint: Mapping[str, Any]
) -> bool:
    """Note what a later attempt can finish a running job with; false where it has moved on."""
    result = tx.run(
        "note_answered",
        _of_attempt,
        {**_attempt(job), "upstream_id": upstream_id, "checkpoint": dict(checkpoint)},
    )
    return result.rowcount == 1


def note_rewritten(tx: Transaction, job: Job, rewrite: str) -> bool:
    """Note what a running job is drawn from; false where it has moved on."""
    result = tx.run("note_rewritten", _of_attempt, {**_attempt(job), "rewrite": rewrite})
    return result.rowcount == 1


def _attempt(job: Job) -> dict[str, Any]:
    return {"its_id": job.id, "its_attempt": job.attempt}


def _of_attempt() -> Update:
    """A change of a job that one attempt still has in hand; the values are bound."""
    return update(jobs).where(
        jobs.c.id == bindparam("its_id"),
        jobs.c.status == RUNNING,
        jobs.c.attempt == bindparam("its_attempt"),
    )
