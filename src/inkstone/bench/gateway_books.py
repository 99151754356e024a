"""What Inkstone must be able to show after the gateway benchmark: a job for every good answer.

It counts rows and blobs once the server has stopped; what was asked for it does not know.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inkstone.bench.gateway_processes import python
from inkstone.blobs import registry
from inkstone.store.tables import metadata
from inkstone.store.unit_of_work import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """How much of each there is."""

    num_jobs: int
    num_succeeded: int
    num_holds: int
    num_captures: int
    num_pictures: int
    #: Pictures whose bytes are there.
    num_kept: int
    #: What the ledger's own check found.
    discrepancies: tuple[str, ...]


async def read(data_dir: Path) -> Books:
    """Count what a stopped server has written, and re-add its ledger.

    Raises:
        Unavailable: the ledger cannot be checked.
    """
    checked = await python(
        "-m", "inkstone", "accounts", "check", f"--data-dir={data_dir}", "--json"
    )
    store = Store(data_dir / "inkstone.db", num_connections=2)
    try:
        statuses, kinds, keys = await store.read(_count)
    finally:
        await store.close()
    kept = await _blobs(data_dir / "blobs")
    return Books(
        num_jobs=statuses.total(),
        num_succeeded=statuses["succeeded"],
        num_holds=kinds["hold"],
        num_captures=kinds["capture"],
        num_pictures=len(keys),
        num_kept=len(keys & kept),
        discrepancies=tuple(json.loads(checked)["discrepancies"]),
    )


def faults(books: Books, *, num_good: int, num_asked_of_upstream: int | None) -> Iterator[str]:
    """What does not agree with the good answers that clients had.

    Args:
        books: what the server has written.
        num_good: good answers.
        num_asked_of_upstream: how often the upstream was asked; None where there is none.
    """
    counts = {
        "jobs": books.num_jobs,
        "succeeded jobs": books.num_succeeded,
        "holds": books.num_holds,
        "captures": books.num_captures,
        "pictures": books.num_pictures,
        "pictures with their bytes": books.num_kept,
    }
    if num_asked_of_upstream is not None:
        counts["requests to the upstream"] = num_asked_of_upstream
    for what, num in counts.items():
        if num != num_good:
            yield f"{num_good} good answers, and {num} {what}"
    yield from books.discrepancies


def _count(tx: Transaction) -> tuple[Counter[str], Counter[str], set[str]]:
    jobs, entries = metadata.tables["jobs"], metadata.tables["ledger_entries"]
    images = metadata.tables["job_images"]
    run = tx.connection.execute
    statuses = Counter(row.status for row in run(jobs.select().with_only_columns(jobs.c.status)))
    of_jobs = (
        entries.select().with_only_columns(entries.c.kind).where(entries.c.job_id.is_not(None))
    )
    kinds = Counter(row.kind for row in run(of_jobs))
    keys = {row.blob_key for row in run(images.select().with_only_columns(images.c.blob_key))}
    return statuses, kinds, keys


async def _blobs(folder: Path) -> set[str]:
    blobs = registry.create("filesystem", location=str(folder))
    await blobs.open()
    keys = blobs.keys()
    try:
        return {key async for key in keys}
    finally:
        await blobs.close()
