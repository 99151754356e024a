"""Cancel: a queued job ends at once, a running one is told to stop; expire: waiting has a limit.

It does not know how an engine stops.
"""

from collections.abc import Collection
from datetime import timedelta

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job, JobError, JobStatus
from inkstone.service.settle import EXPIRED, Outcome, settle
from inkstone.store import idempotency, job_reads, jobs
from inkstone.store.unit_of_work import Store, Transaction

#: Ended in one transaction at the most, so that it stays short.
_EXPIRE_MAX = 100

#: The same for jobs that nobody waits for.
_CANCEL_MAX = 100

_CANCELED = JobError(code="job_cancelled", message="The job was cancelled before it began.")
_ABANDONED = JobError(
    code="job_cancelled",
    message="The job was cancelled: its client hung up and did not come back.",
)


class Canceler:
    """Ends jobs before their time."""

    def __init__(self, *, store: Store, blobs: BlobStore) -> None:
        self._store = store
        self._blobs = blobs

    async def cancel(self, job_id: str, *, account_id: str, is_undelivered: bool = False) -> Job:
        """Cancel a job and return it as it then is; one that has ended is returned unchanged.

        Args:
            job_id: which.
            account_id: whose it must be.
            is_undelivered: whether nobody will get what it made, so that it is free.

        Raises:
            NotFound: the account has no such job.
        """

        def take(tx: Transaction) -> tuple[Job, bool]:
            found = self._cancel(tx, job_id, account_id=account_id)
            if is_undelivered and found[0].status is not JobStatus.SUCCEEDED:
                idempotency.mark_abandoned(tx, job_id)
            return found

        job, is_ours = await self._store.write(take)
        if is_ours:
            await self._sweep(job)
        return job

    def _cancel(self, tx: Transaction, job_id: str, *, account_id: str) -> tuple[Job, bool]:
        """The job as it then is, and whether it was this call that ended it."""
        job = job_reads.get(tx, job_id, account_id=account_id, lock=True)
        if job is None:
            raise NotFound(f"There is no job {job_id[:80]!r}.", code="job_not_found")
        is_ours = job.status is JobStatus.QUEUED and settle(
            tx, job, Outcome(status=JobStatus.CANCELED, error=_CANCELED)
        )
        if not is_ours and not job.is_terminal:
            # It runs, so its worker must end it.
            jobs.request_cancel(tx, job)
        return job_reads.get(tx, job_id) or job, is_ours

    async def cancel_abandoned(self, *, dialects: Collection[str], grace: timedelta) -> int:
        """Cancel what nobody can ask for any more; returns how many jobs.

        Args:
            dialects: those whose jobs are answered on the connection that asked, or never.
            grace: how long after its client hung up a job waits for a retry.
        """
        num_canceled = 0
        while True:
            num, ended = await self._store.write(
                lambda tx: self._cancel_abandoned(tx, dialects=dialects, grace=grace)
            )
            for job in ended:
                await self._sweep(job)
            num_canceled += num
            if num < _CANCEL_MAX:
                return num_canceled

    def _cancel_abandoned(
        self, tx: Transaction, *, dialects: Collection[str], grace: timedelta
    ) -> tuple[int, list[Job]]:
        """How many were cancelled, and those of them that ended with it."""
        found = job_reads.abandoned(tx, dialects=dialects, grace=grace, limit=_CANCEL_MAX)
        outcome = Outcome(status=JobStatus.CANCELED, error=_ABANDONED)
        ended = []
        # NOTE: whoever changes several accounts does so in one order, or two of them deadlock.
        for job in sorted(found, key=lambda each: each.account_id):
            if job.status is not JobStatus.QUEUED:
                jobs.request_cancel(tx, job)
            elif settle(tx, job, outcome):
                ended.append(job)
        return len(found), ended

    async def expire_overdue(self) -> int:
        """End the queued jobs that have waited too long; returns how many."""
        num_expired = 0
        while True:
            ended, is_more = await self._store.write(self._expire)
            for job in ended:
                await self._sweep(job)
            num_expired += len(ended)
            if not is_more:
                return num_expired

    def _expire(self, tx: Transaction) -> tuple[list[Job], bool]:
        # NOTE: whoever changes several accounts does so in one order, or two of them deadlock.
        overdue = sorted(job_reads.overdue(tx, limit=_EXPIRE_MAX), key=lambda job: job.account_id)
        outcome = Outcome(status=JobStatus.EXPIRED, error=EXPIRED)
        return [job for job in overdue if settle(tx, job, outcome)], len(overdue) == _EXPIRE_MAX

    async def _sweep(self, job: Job) -> None:
        if job.attempt or job.request.inputs:
            await self._blobs.delete_prefix(f"{job.id}/")
