"""What is kept too long, in SQL: results, what callers wrote, idempotency keys.

It deletes no bytes; it knows whose time is over, and notes what was deleted.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, update

from inkstone.domain.job import JobStatus
from inkstone.domain.request import ImageRequest
from inkstone.store import picture_documents, rewrites, webhooks
from inkstone.store.jobs import micros
from inkstone.store.tables import idempotency_keys, job_events, job_images, jobs
from inkstone.store.unit_of_work import Transaction

_ENDED = [status for status in JobStatus if status.is_terminal]


def take_results(tx: Transaction, *, dialect: str, lifetime: timedelta, limit: int) -> list[str]:
    """Mark some jobs of a dialect, whose results' time is over, as deleted; returns their ids."""
    found = select(jobs.c.id).where(
        jobs.c.dialect == dialect,
        jobs.c.finished_at <= tx.now() - micros(lifetime),
        jobs.c.deleted_at.is_(None),
        jobs.c.finished_at.is_not(None),
    )
    ids = list(tx.connection.execute(found.limit(limit)).scalars())
    _mark_deleted(tx, ids)
    return ids


def take_all(tx: Transaction, ids: Sequence[str]) -> None:
    """Mark the results of some jobs as deleted, and forget what their callers wrote."""
    _mark_deleted(tx, ids)
    rewrites.drop_of_jobs(tx, ids)
    _forget(tx, ids)


def _mark_deleted(tx: Transaction, ids: Sequence[str]) -> None:
    picture_documents.drop(tx, ids)
    tx.connection.execute(
        update(jobs)
        .where(jobs.c.id.in_(ids), jobs.c.deleted_at.is_(None))
        .values(deleted_at=tx.now())
    )


def forget(tx: Transaction, *, lifetime: timedelta, limit: int) -> int:
    """Forget what the callers of some old jobs wrote; what they cost stays in the ledger."""
    found = select(jobs.c.id).where(
        jobs.c.finished_at <= tx.now() - micros(lifetime),
        jobs.c.forgotten_at.is_(None),
        jobs.c.finished_at.is_not(None),
    )
    ids = list(tx.connection.execute(found.limit(limit)).scalars())
    _forget(tx, ids)
    return len(ids)


def _forget(tx: Transaction, ids: Sequence[str]) -> None:
    rows = tx.connection.execute(
        select(jobs.c.id, jobs.c.request, jobs.c.wire).where(jobs.c.id.in_(ids))
    )
    for job_id, request, wire in rows.all():
        tx.connection.execute(
            update(jobs)
            .where(jobs.c.id == job_id)
            .values(
                request=_scrubbed(request),
                # Of what a dialect remembers, this alone is in its caller's words.
                wire={name: value for name, value in wire.items() if name != "metadata"},
                warnings=None,
                rewrite=None,
                webhook=None,
                forgotten_at=tx.now(),
            )
        )
    if ids:
        picture_documents.drop(tx, ids)
        tx.connection.execute(delete(job_events).where(job_events.c.job_id.in_(ids)))
        webhooks.forget(tx, ids)


def _scrubbed(request: dict[str, Any]) -> dict[str, Any]:
    return ImageRequest.from_json(request).without_words().to_json()


def drop_keys(tx: Transaction, *, lifetime: timedelta, limit: int) -> int:
    """Forget some idempotency keys whose time is over."""
    old = select(idempotency_keys.c.account_id, idempotency_keys.c.key).where(
        idempotency_keys.c.created_at <= tx.now() - micros(lifetime)
    )
    rows = tx.connection.execute(old.limit(limit)).all()
    if rows:
        same = [
            and_(idempotency_keys.c.account_id == account, idempotency_keys.c.key == key)
            for account, key in rows
        ]
        tx.connection.execute(delete(idempotency_keys).where(or_(*same)))
    return len(rows)


def needed(tx: Transaction, keys: Collection[str], owners: Collection[str]) -> set[str]:
    """Which of some blobs of jobs somebody may still ask for.

    A job under way needs all that is its own; one that has ended needs its pictures, until they
    are deleted.
    """
    under_way = set(
        tx.connection.execute(
            select(jobs.c.id).where(jobs.c.id.in_(owners), jobs.c.status.not_in(_ENDED))
        ).scalars()
    )
    kept = tx.connection.execute(
        select(job_images.c.blob_key).where(
            job_images.c.job_id.in_(owners),
            exists().where(jobs.c.id == job_images.c.job_id, jobs.c.deleted_at.is_(None)),
        )
    ).scalars()
    return {key for key in keys if key.partition("/")[0] in under_way} | set(kept)
