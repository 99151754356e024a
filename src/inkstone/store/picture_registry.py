"""The registry in SQL: which picture of ours another one is, by what it is recognised by.

It does not know how a picture is read, nor who asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from inkstone.domain.job import JobImage
from inkstone.store.rows import image_from_row
from inkstone.store.tables import job_images, jobs
from inkstone.store.unit_of_work import Transaction

#: Of pictures that share a word of their looks, so many are compared at the most.
NUM_ALIKE_MAX = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A picture that was made here."""

    job_id: str
    account_id: str
    image: JobImage
    model: str
    engine: str
    created_at: datetime
    #: Whether its job's results were deleted.
    is_deleted: bool


def by_sha256(tx: Transaction, sha256: str) -> list[Registered]:
    """The pictures whose file is this one."""
    return _found(tx, job_images.c.sha256 == sha256, limit=4)


def by_manifest(tx: Transaction, manifest_ids: Sequence[str]) -> list[Registered]:
    """The pictures whose C2PA manifest has one of these names."""
    is_it = job_images.c.manifest_id.in_(manifest_ids)
    return _found(tx, is_it, limit=4) if manifest_ids else []


def by_watermark(tx: Transaction, watermark_id: int) -> list[Registered]:
    """The pictures whose pixels carry this number; two are possible, and hardly ever there."""
    return _found(tx, job_images.c.watermark_id == watermark_id, limit=4)


def alike(tx: Transaction, phash: int, *, distance_max: int, limit: int) -> list[Registered]:
    """The pictures that look most like one, nearest first.

    One that differs in up to 3 bits has a whole word of 16 bits in common, by which it is found,
    unless very many have; of those that differ more, some are.
    """
    near = set()
    for index in range(4):
        shares = job_images.c[f"phash_{index}"] == (phash >> 16 * index) % 2**16
        rows = tx.connection.execute(
            select(job_images.c.job_id, job_images.c.image_index, job_images.c.phash)
            .where(shares)
            .limit(NUM_ALIKE_MAX)
        )
        near |= {
            (((row.phash % 2**64) ^ phash).bit_count(), row.job_id, row.image_index) for row in rows
        }
    ranked = sorted(near)
    return [
        found
        for distance, job_id, image_index in ranked[:limit]
        if distance <= distance_max
        for found in _found(
            tx,
            (job_images.c.job_id == job_id) & (job_images.c.image_index == image_index),
            limit=1,
        )
    ]


def forget_looks(tx: Transaction, job_ids: Sequence[str]) -> None:
    """Forget what the pictures of some jobs look like."""
    nothing: dict[str, Any] = {"phash": None, **{f"phash_{word}": None for word in range(4)}}
    if job_ids:
        tx.connection.execute(
            update(job_images).where(job_images.c.job_id.in_(job_ids)).values(nothing)
        )


def _found(tx: Transaction, is_it: ColumnElement[bool], *, limit: int) -> list[Registered]:
    query = (
        select(
            job_images,
            jobs.c.account_id,
            jobs.c.request,
            jobs.c.engine,
            jobs.c.finished_at,
            jobs.c.deleted_at,
        )
        .join(jobs, jobs.c.id == job_images.c.job_id)
        .where(is_it)
        .order_by(job_images.c.job_id)
        .limit(limit)
    )
    return [
        Registered(
            job_id=row.job_id,
            account_id=row.account_id,
            image=image_from_row(row),
            model=row.request["model"],
            engine=row.engine or "",
            # A request that was forgotten has no inputs any more, but no size of its own either.
            created_at=row.finished_at,
            is_deleted=row.deleted_at is not None,
        )
        for row in tx.connection.execute(query)
    ]
