"""What the upstream soak reads while the server works, and what the kept pictures show.

It judges nothing.
"""

import io
from pathlib import Path

from PIL import Image

from inkstone.bench.acceptance_books import Books
from inkstone.bench.upstream_faults import index_of
from inkstone.blobs import registry
from inkstone.store.tables import metadata
from inkstone.store.unit_of_work import Transaction


def num_ended(tx: Transaction) -> int:
    """How many jobs have ended."""
    jobs = metadata.tables["jobs"]
    ended = jobs.select().with_only_columns(jobs.c.id).where(jobs.c.finished_at.is_not(None))
    return len(tx.connection.execute(ended).all())


def upstream_now(tx: Transaction) -> set[str]:
    """The jobs that are upstream and have left nothing to go on with."""
    jobs = metadata.tables["jobs"]
    running = jobs.select().where(jobs.c.status == "running", jobs.c.upstream_sent_at.is_not(None))
    return {job.id for job in tx.connection.execute(running) if job.checkpoint is None}


def succeeded(tx: Transaction) -> set[int]:
    """The wishes that were granted."""
    jobs = metadata.tables["jobs"]
    good = jobs.select().where(jobs.c.status == "succeeded")
    return {index_of(j.request["prompt"]) for j in tx.connection.execute(good)}


async def colours(books: Books, folder: Path) -> dict[tuple[str, int], int]:
    """By picture, the number that its colour is."""
    blobs = registry.create("filesystem", location=str(folder))
    await blobs.open()
    found: dict[tuple[str, int], int] = {}
    try:
        for image in books.job_images:
            with Image.open(io.BytesIO(await blobs.get(image.blob_key))) as picture:
                pixel = picture.convert("RGB").getpixel((0, 0))
            assert isinstance(pixel, tuple), "it has three channels"
            found[image.job_id, image.image_index] = int.from_bytes(map(int, pixel))
    finally:
        await blobs.close()
    return found
