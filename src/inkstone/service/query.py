"""Reads: jobs, money, the queues; only ever the asking account's own.

It does not know how a vendor shows them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.ledger import LedgerEntry
from inkstone.domain.usage import UsageGroup, UsageRow
from inkstone.service.ids import ID_END_BITS, id_at
from inkstone.store import account_reads, job_reads, job_search, key_activity, picture_documents
from inkstone.store.job_search import JobSearch
from inkstone.store.key_activity import KeyJobs, LoggedJob, ModelUsage
from inkstone.store.unit_of_work import Store, Transaction

__all__ = ["JobSearch", "KeyJobs", "LoggedJob", "ModelUsage", "Queries"]

#: How far the clock that an id was made by may be from the database's.
_CLOCKS_APART = timedelta(hours=1)
#: No id is older.
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
#: No id is newer: what one is made of holds no later moment.
_LAST = datetime(9991, 1, 1, tzinfo=UTC)


class Queries:
    """Reads from one store."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def job(
        self,
        job_id: str,
        *,
        account_id: str,
        dialect: str | None = None,
        lifetime: timedelta | None = None,
    ) -> Job:
        """One job of an account; of one dialect, where that is asked, and not older than allowed.

        Raises:
            NotFound: there is none, or its record's lifetime after its end is over.
        """
        job = await self._store.read(
            lambda tx: job_reads.get(tx, job_id, account_id=account_id), snapshot=False
        )
        is_over = (
            job is not None
            and lifetime is not None
            and job.finished_at is not None
            and job.finished_at + lifetime < datetime.now(UTC)
        )
        if job is None or is_over or (dialect is not None and job.dialect != dialect):
            raise NotFound(f"There is no job {job_id[:80]!r}.", code="job_not_found")
        return job

    async def documents(self, job: Job, image_index: int) -> dict[str, Any]:
        """What the engine knows of one of a job's pictures; empty where it told nothing.

        Raises:
            NotFound: the job has no such picture, or it has been deleted.
        """
        if job.deleted_at or all(image.image_index != image_index for image in job.images):
            raise NotFound(f"The job has no picture {image_index}.", code="image_not_found")
        return await self._store.read(
            lambda tx: picture_documents.of_picture(tx, job_id=job.id, image_index=image_index)
        )

    async def newest(
        self,
        *,
        account_id: str,
        limit: int,
        statuses: Sequence[JobStatus] = (),
        dialect: str | None = None,
        model: str | None = None,
        before_id: str | None = None,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
    ) -> list[Job]:
        """Jobs of an account, newest first."""
        return await self._store.read(
            lambda tx: job_reads.newest(
                tx,
                account_id=account_id,
                limit=limit,
                statuses=statuses,
                dialect=dialect,
                model=model,
                before_id=before_id,
                created_from=created_from,
                created_to=created_to,
            )
        )

    async def search(
        self, wanted: JobSearch, *, limit: int, before_id: str | None = None
    ) -> tuple[list[Job], str | None]:
        """Wanted jobs, newest first, and before which id to go on looking; `None` at the end.

        There may be fewer than the limit, even none, long before the end.
        """
        first_id, last_id = _ids_between(wanted.created_from or _FIRST, wanted.created_to or _LAST)
        return await self._store.read(
            lambda tx: job_search.search(
                tx,
                wanted,
                before_id=before_id,
                first_id=first_id,
                last_id=last_id,
                limit=limit,
            )
        )

    async def entries(
        self, *, account_id: str, limit: int, before_id: str | None = None
    ) -> list[LedgerEntry]:
        """The ledger entries of an account, newest first; all of them re-add to its balance."""
        return await self._store.read(
            lambda tx: account_reads.entries(tx, account_id, limit=limit, before_id=before_id),
            snapshot=False,
        )

    async def usage(
        self, *, account_id: str, group: UsageGroup, ended_from: datetime, ended_to: datetime
    ) -> list[UsageRow]:
        """What the jobs of an account that ended in a span came to, added up by a group."""
        return await self._store.read(
            lambda tx: account_reads.usage(
                tx, account_id, group=group, ended_from=ended_from, ended_to=ended_to
            ),
            snapshot=False,
        )

    async def key_usage(self, which: KeyJobs) -> list[ModelUsage]:
        """What the jobs of some keys that made something came to, by model."""
        first_id, last_id = _ids_between(which.begin, which.end)
        return await self._store.read(
            lambda tx: key_activity.usage(tx, which, first_id=first_id, last_id=last_id),
            snapshot=False,
        )

    async def key_log(
        self, which: KeyJobs, *, limit: int, offset: int
    ) -> tuple[list[LoggedJob], int]:
        """Some of the ended jobs of some keys, newest first, and how many there are."""
        first_id, last_id = _ids_between(which.begin, which.end)

        def read(tx: Transaction) -> tuple[list[LoggedJob], int]:
            found = key_activity.page(
                tx, which, first_id=first_id, last_id=last_id, limit=limit, offset=offset
            )
            return found, key_activity.count(tx, which, first_id=first_id, last_id=last_id)

        return await self._store.read(read)

    async def queue_depths(self) -> dict[str, tuple[int, float]]:
        """How many jobs wait in each queue, and for how many seconds the oldest has."""
        return await self._store.read(job_reads.queue_depths)


def _ids_between(begin: datetime, end: datetime) -> tuple[str, str]:
    """The ids between which jobs of a span lie, since ids carry their time: an index has those."""
    first = max(begin - _CLOCKS_APART, _FIRST)
    last = max(end + _CLOCKS_APART, _FIRST)
    return id_at("job", first, end=0), id_at("job", last, end=(1 << ID_END_BITS) - 1)
