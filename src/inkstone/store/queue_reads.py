"""The queues in SQL, read: who waits in which order, and how fast it goes.

It changes nothing, and makes no promise of it.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Integer,
    bindparam,
    func,
    select,
    type_coerce,
)

from inkstone.domain.job import JobStatus
from inkstone.store.jobs import QUEUED, RUNNING, micros
from inkstone.store.tables import jobs
from inkstone.store.unit_of_work import Transaction

#: How many of the jobs that ended last say how long one takes, and how old they may be.
_NUM_RECENT = 20
_RECENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a queue has gone lately."""

    num_running: int
    #: From claim to end, on average, in seconds; `None` where nothing has ended lately.
    took_s: float | None


def waiting(tx: Transaction, queue: str, *, limit: int) -> list[str]:
    """The jobs that wait in a queue, in the order in which they are claimed."""
    rows = tx.run("waiting", _waiting, {"its_queue": queue, "num_max": limit})
    return list(rows.scalars())


def _waiting() -> Executable:
    return (
        select(jobs.c.id)
        .where(jobs.c.queue == bindparam("its_queue"), jobs.c.status == QUEUED)
        .order_by(jobs.c.vtime, jobs.c.id)
        .limit(bindparam("num_max", type_=Integer))
    )


def num_waiting(tx: Transaction, queue: str, *, num_max: int) -> int:
    """How many jobs wait in a queue; more than `num_max` are not counted."""
    found = tx.run("num_waiting", _num_waiting, {"its_queue": queue, "num_max": num_max})
    return int(found.scalar_one())


def _num_waiting() -> Executable:
    some = (
        select(jobs.c.id)
        .where(jobs.c.queue == bindparam("its_queue"), jobs.c.status == QUEUED)
        .limit(bindparam("num_max", type_=Integer))
        .subquery()
    )
    return select(func.count()).select_from(some)


def pace(tx: Transaction, queue: str) -> Pace:
    """How fast a queue goes, by what runs and by what has ended lately."""
    num_running = tx.run("num_running_in", _num_running, {"its_queue": queue}).scalar_one()
    took = [
        float(took_us) / 1e6
        for took_us in tx.run(
            "recent_in", lambda: _recent(tx.now()), {"its_queue": queue}
        ).scalars()
    ]
    return Pace(num_running=int(num_running), took_s=sum(took) / len(took) if took else None)


def _num_running() -> Executable:
    return (
        select(func.count())
        .select_from(jobs)
        .where(jobs.c.queue == bindparam("its_queue"), jobs.c.status == RUNNING)
    )


def _recent(now: ColumnElement[int]) -> Executable:
    began, ended = (type_coerce(at, BigInteger) for at in (jobs.c.started_at, jobs.c.finished_at))
    return (
        select(ended - began)
        .where(
            jobs.c.queue == bindparam("its_queue"),
            jobs.c.status == JobStatus.SUCCEEDED,
            # As the index of what is remembered has it.
            jobs.c.forgotten_at.is_(None),
            jobs.c.finished_at.is_not(None),
            jobs.c.finished_at > now - micros(_RECENT),
        )
        .order_by(jobs.c.finished_at.desc())
        .limit(_NUM_RECENT)
    )
