"""Idempotency in SQL: which job a key, or a proven retry, belongs to.

It does not know when a request counts as a retry.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Row,
    bindparam,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from inkstone.domain.job import JobStatus
from inkstone.store.jobs import micros
from inkstone.store.tables import idempotency_keys, jobs
from inkstone.store.unit_of_work import Transaction

#: Ends after which an upstream may have been paid: only another key has it asked again.
_BOUGHT = frozenset({"upstream_unknown", "upstream_result_lost"})


class KeyTaken(Exception):
    """Another request bound the same key first; its job is the one to answer with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A key that is in use."""

    job_id: str
    fingerprint: str
    #: Whether it is older than its lifetime.
    is_stale: bool
    #: Whether its job came to nothing or is stopped because nobody waited: the key may run again.
    is_spent: bool


def find(tx: Transaction, *, account_id: str, key: str, lifetime: timedelta) -> KeyRow | None:
    """The job that a key belongs to."""
    row = tx.run(
        "find_key",
        lambda: _find(tx.now()),
        {"its_account": account_id, "its_key": key, "lifetime_us": micros(lifetime)},
    ).one_or_none()
    if row is None:
        return None
    return KeyRow(
        job_id=row.job_id,
        fingerprint=row.fingerprint,
        is_stale=bool(row.is_stale),
        is_spent=_has_failed(row) or (row.client_gone_at is not None and row.cancel_is_certain),
    )


def _has_failed(row: Row[Any]) -> bool:
    """Whether a job came to nothing, and surely so upstream as well."""
    is_bought = row.error is not None and row.error["code"] in _BOUGHT
    return row.status in {JobStatus.FAILED, JobStatus.EXPIRED} and not is_bought


def _find(now: ColumnElement[int]) -> Executable:
    oldest = now - bindparam("lifetime_us", type_=BigInteger)
    return (
        select(
            idempotency_keys.c.job_id,
            idempotency_keys.c.fingerprint,
            (idempotency_keys.c.created_at < oldest).label("is_stale"),
            jobs.c.status,
            jobs.c.error,
            jobs.c.client_gone_at,
            or_(jobs.c.status == JobStatus.CANCELED, jobs.c.cancel_requested_at.is_not(None)).label(
                "cancel_is_certain"
            ),
        )
        .join(jobs, jobs.c.id == idempotency_keys.c.job_id)
        .where(
            idempotency_keys.c.account_id == bindparam("its_account"),
            idempotency_keys.c.key == bindparam("its_key"),
        )
    )


def put(tx: Transaction, *, account_id: str, key: str, fingerprint: str, job_id: str) -> None:
    """Bind a new key to a job.

    Raises:
        KeyTaken: another transaction has bound it meanwhile.
    """
    try:
        tx.run(
            "put_key",
            lambda: insert(idempotency_keys).values(created_at=tx.now()),
            {
                "account_id": account_id,
                "key": key,
                "fingerprint": fingerprint,
                "job_id": job_id,
            },
        )
    except IntegrityError as error:
        raise KeyTaken from error


def rebind(
    tx: Transaction, *, account_id: str, key: str, fingerprint: str, job_id: str, was: str
) -> bool:
    """Bind a key to another job; false where somebody else did so first."""
    result = tx.connection.execute(
        update(idempotency_keys)
        .where(
            idempotency_keys.c.account_id == account_id,
            idempotency_keys.c.key == key,
            idempotency_keys.c.job_id == was,
        )
        .values(fingerprint=fingerprint, job_id=job_id, created_at=tx.now())
    )
    return result.rowcount == 1


def _promising() -> tuple[ColumnElement[bool], ...]:
    """What is true of a job that has made its pictures, or still may."""
    lost = (JobStatus.FAILED, JobStatus.EXPIRED, JobStatus.CANCELED)
    is_asked_to_stop = (jobs.c.status == JobStatus.RUNNING) & jobs.c.cancel_requested_at.is_not(
        None
    )
    return jobs.c.status.not_in(lost), not_(is_asked_to_stop)


def newest_equal(
    tx: Transaction, *, key_id: str, fingerprint: str, within: timedelta
) -> str | None:
    """The newest job of an equal request by the same key, unless it came to nothing."""
    result = tx.connection.execute(
        select(jobs.c.id)
        .where(
            jobs.c.key_id == key_id,
            jobs.c.fingerprint == fingerprint,
            jobs.c.created_at >= tx.now() - micros(within),
            *_promising(),
        )
        .order_by(jobs.c.id.desc())
        .limit(1)
    )
    job_id: str | None = result.scalar_one_or_none()
    return job_id


def mark_abandoned(tx: Transaction, job_id: str) -> None:
    """Note that the client of a job hung up before its answer."""
    tx.connection.execute(update(jobs).where(jobs.c.id == job_id).values(client_gone_at=tx.now()))


def reattach(tx: Transaction, job_id: str) -> bool:
    """Note that somebody waits for a job again; false where it is too late for that."""
    result = tx.connection.execute(
        update(jobs)
        .where(
            jobs.c.id == job_id,
            jobs.c.client_gone_at.is_not(None),
            jobs.c.finished_at.is_(None),
            jobs.c.cancel_requested_at.is_(None),
        )
        .values(client_gone_at=None)
    )
    return result.rowcount == 1


def take_abandoned(
    tx: Transaction, *, key_id: str, fingerprint: str, grace: timedelta
) -> str | None:
    """Attach to the newest equal job whose client hung up within the grace; each only once."""
    candidate = (
        select(jobs.c.id)
        .where(
            jobs.c.key_id == key_id,
            jobs.c.fingerprint == fingerprint,
            jobs.c.client_gone_at >= tx.now() - micros(grace),
            *_promising(),
        )
        .order_by(jobs.c.id.desc())
        .limit(1)
        # Of several retries at once each takes another; a job that its worker is at is waited for.
        .with_for_update()
        .scalar_subquery()
    )
    result = tx.connection.execute(
        update(jobs)
        .where(jobs.c.id == candidate, jobs.c.client_gone_at.is_not(None))
        .values(client_gone_at=None)
        .returning(jobs.c.id)
    )
    job_id: str | None = result.scalar_one_or_none()
    return job_id


def has_abandoned(tx: Transaction, *, key_id: str, fingerprint: str, grace: timedelta) -> bool:
    """Whether there is such a job to attach to, without writing anything."""
    result = tx.run(
        "has_abandoned",
        lambda: _abandoned(tx.now()),
        {"its_key": key_id, "its_fingerprint": fingerprint, "grace_us": micros(grace)},
    )
    return result.first() is not None


def _abandoned(now: ColumnElement[int]) -> Executable:
    return (
        select(jobs.c.id)
        .where(
            jobs.c.key_id == bindparam("its_key"),
            jobs.c.fingerprint == bindparam("its_fingerprint"),
            jobs.c.client_gone_at >= now - bindparam("grace_us", type_=BigInteger),
        )
        .limit(1)
    )
