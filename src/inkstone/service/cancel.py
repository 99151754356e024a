"""Cancel: a queued job ends at once, a running one is told to stop; expire: waiting has a limit.

It does not know how an engine stops.
"""

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job, JobError, JobStatus
from inkstone.service.settle import Outcome, settle
from inkstone.store import job_reads, jobs
from inkstone.store.unit_of_work import Store, Transaction

#: Ended in one transaction at the most, so that it stays short.
_EXPIRE_MAX = 100

_CANCELED = JobError(code="job_cancelled", message="The job was cancelled before it began.")
_EXPIRED = JobError(
    code="job_expired",
    message="The job waited in the queue for as long as it may; nothing was made or charged.",
    retryable=True,
)


class Canceler:
    """Ends jobs before their time."""

    def __init__(self, *, store: Store, blobs: BlobStore) -> None:
        self._store = store
        self._blobs = blobs

    async def cancel(self, job_id: str, *, account_id: str) -> Job:
        """Cancel a job and return it as it then is; one that has ended is returned unchanged.

        Raises:
            NotFound: the account has no such job.
        """
        job, is_ours = await self._store.write(
            lambda tx: self._cancel(tx, job_id, account_id=account_id)
        )
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
        outcome = Outcome(status=JobStatus.EXPIRED, error=_EXPIRED)
        return [job for job in overdue if settle(tx, job, outcome)], len(overdue) == _EXPIRE_MAX

    async def _sweep(self, job: Job) -> None:
        if job.attempt or job.request.inputs:
            await self._blobs.delete_prefix(f"{job.id}/")
