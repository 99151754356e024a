"""What the acceptance run finds in the database and on the disk once everything has ended.

It reads and judges nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from inkstone.blobs import registry
from inkstone.blobs.base import BlobStore
from inkstone.service.retention import Lifetimes, Retention
from inkstone.store.tables import metadata
from inkstone.store.unit_of_work import Store, Transaction

#: A row of a table, its columns as attributes.
Row = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All that is written of jobs and money, and which blobs there are."""

    jobs: Sequence[Row]
    job_images: Sequence[Row]
    job_events: Sequence[Row]
    ledger_entries: Sequence[Row]
    postings: Sequence[Row]
    accounts: Sequence[Row]
    uploads: Sequence[Row]
    webhook_deliveries: Sequence[Row]
    #: By key, the digest of what lies there.
    blobs: dict[str, str]
    #: Blobs that nobody owned, which the sweep has removed.
    num_swept: int


def _rows(tx: Transaction, table: str) -> Sequence[Row]:
    return tx.connection.execute(metadata.tables[table].select()).all()


async def read(store: Store, blobs_dir: Path) -> Books:
    """Sweep up what the dead have left, then read everything; nobody else may be at work."""
    tables = [
        "jobs",
        "job_images",
        "job_events",
        "ledger_entries",
        "postings",
        "accounts",
        "uploads",
        "webhook_deliveries",
    ]
    rows = await store.read(lambda tx: {table: _rows(tx, table) for table in tables})
    # What a job that has ended started from is no orphan, though its time is over here.
    inputs = tuple(f"{job.id}/inputs/" for job in rows["jobs"])
    blobs = registry.create("filesystem", location=str(blobs_dir))
    await blobs.open(exclusive=True)
    try:
        keys = blobs.keys()
        orphans = {key async for key in keys if not key.startswith(inputs)}
        await _sweep(store, blobs)
        keys = blobs.keys()
        found = {key: hashlib.sha256(await blobs.get(key)).hexdigest() async for key in keys}
    finally:
        await blobs.close()
    return Books(**rows, blobs=found, num_swept=len(orphans - found.keys()))


async def _sweep(store: Store, blobs: BlobStore) -> None:
    """What housekeeping does once an hour to what is old, done to everything."""
    now, never = timedelta(0), timedelta.max
    lifetimes = Lifetimes(results={}, records=never, inputs=now, keys=never, orphans=now)
    await Retention(store=store, blobs=blobs, lifetimes=lifetimes).sweep()


async def is_empty(store: Store) -> bool:
    """Whether there is no job yet."""
    jobs = metadata.tables["jobs"]
    return (
        await store.read(lambda tx: tx.connection.execute(jobs.select().limit(1)).first()) is None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What has not ended."""

    num_jobs: int
    num_deliveries: int


async def still_open(store: Store) -> Open:
    """How much has not ended yet.

    Raises:
        Unavailable: the database does not answer.
    """
    jobs, deliveries = metadata.tables["jobs"], metadata.tables["webhook_deliveries"]

    def count(tx: Transaction) -> Open:
        waiting = jobs.select().where(jobs.c.status.in_(["queued", "running"]))
        pending = deliveries.select().where(deliveries.c.status == "pending")
        return Open(
            num_jobs=len(tx.connection.execute(waiting).all()),
            num_deliveries=len(tx.connection.execute(pending).all()),
        )

    return await store.read(count)
