"""SQL for what engines know of pictures: kept with a job's pictures, found by their pixels.

It does not know what the documents say.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from inkstone.domain.job import Job, JobImage
from inkstone.store.tables import picture_documents
from inkstone.store.unit_of_work import Transaction


def add(tx: Transaction, job: Job, images: Sequence[JobImage]) -> None:
    """Keep what is known of a job's pictures."""
    rows = [
        {
            "job_id": job.id,
            "image_index": image.image_index,
            "account_id": job.account_id,
            "pixels_sha256": image.pixels_sha256,
            "documents": dict(image.documents),
        }
        for image in images
        if image.documents and image.pixels_sha256
    ]
    if rows:
        tx.run("add_picture_documents", lambda: insert(picture_documents), rows)


def find(tx: Transaction, *, account_id: str, pixels_sha256: str) -> dict[str, Any]:
    """What is known of the newest picture of an account with these pixels; empty for nothing."""
    found = (
        select(picture_documents.c.documents)
        .where(
            picture_documents.c.account_id == account_id,
            picture_documents.c.pixels_sha256 == pixels_sha256,
        )
        .order_by(picture_documents.c.job_id.desc())
        .limit(1)
    )
    return dict(tx.connection.execute(found).scalar_one_or_none() or {})


def of_picture(tx: Transaction, *, job_id: str, image_index: int) -> dict[str, Any]:
    """What is known of one picture of a job; empty for nothing."""
    found = select(picture_documents.c.documents).where(
        picture_documents.c.job_id == job_id, picture_documents.c.image_index == image_index
    )
    return dict(tx.connection.execute(found).scalar_one_or_none() or {})


def drop(tx: Transaction, job_ids: Sequence[str]) -> None:
    """Forget what is known of some jobs' pictures."""
    if job_ids:
        tx.connection.execute(
            delete(picture_documents).where(picture_documents.c.job_id.in_(job_ids))
        )
