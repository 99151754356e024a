"""Reclaim: what happens to the jobs of a worker that died.

It does not know how the death was noticed.
"""

import logging
from datetime import timedelta

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import WorkerLost
from inkstone.domain.job import Job, JobError, JobStatus
from inkstone.service.settle import Outcome, settle
from inkstone.store import job_reads, jobs
from inkstone.store.unit_of_work import Store, Transaction

_LOG = logging.getLogger(__name__)


async def reclaim(
    *, store: Store, blobs: BlobStore, num_crashes_max: int, ignore_leases: bool
) -> int:
    """Put back the running jobs of dead workers; returns how many there were.

    They come back as suspects and run one at a time. Only a job that its worker had alone in hand
    is known to have been there at the death, so only that one's crashes are counted; at the limit
    it fails and its money is released.
    """
    num_reclaimed, given_up = await store.write(
        lambda tx: _put_back(tx, num_crashes_max=num_crashes_max, ignore_leases=ignore_leases)
    )
    for job in given_up:
        _LOG.error("job %s has taken its worker down too often and was given up", job.id)
        await blobs.delete_prefix(f"{job.id}/")
    if num_reclaimed:
        _LOG.warning("reclaimed %d jobs of a worker that died", num_reclaimed)
    return num_reclaimed


def _put_back(
    tx: Transaction, *, num_crashes_max: int, ignore_leases: bool
) -> tuple[int, list[Job]]:
    given_up: list[Job] = []
    num_reclaimed = 0
    for worker_id, orphans in job_reads.orphaned(tx, ignore_leases=ignore_leases).items():
        was_alone = job_reads.num_running(tx, worker_id) == 1
        for job in orphans:
            num_crashes = job.num_crashes + was_alone
            num_reclaimed += 1
            if num_crashes < num_crashes_max:
                jobs.requeue(tx, job, suspect=True, num_crashes=num_crashes)
                continue
            lost = WorkerLost()
            error = JobError(code=lost.code, message=lost.message, retryable=True)
            if settle(tx, job, Outcome(status=JobStatus.FAILED, error=error)):
                given_up.append(job)
    return num_reclaimed, given_up


#: A lease that nobody else can take: the only worker of a store holds its jobs until it dies.
FOREVER = timedelta(days=3650)
