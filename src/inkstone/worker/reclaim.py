"""Reclaim: what happens to the jobs of a worker that died.

It does not know how the death was noticed.
"""

import logging
from collections.abc import Collection
from datetime import timedelta

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import UpstreamUnknown, WorkerLost
from inkstone.domain.job import Job, JobError, JobStatus
from inkstone.service.settle import CANCELED, Outcome, settle
from inkstone.store import job_reads, jobs
from inkstone.store.unit_of_work import Store, Transaction

_LOG = logging.getLogger(__name__)

_LOST = Outcome(
    status=JobStatus.FAILED,
    error=JobError(code=WorkerLost.code, message=WorkerLost().message, retryable=True),
)
_UNKNOWN = Outcome(
    status=JobStatus.FAILED,
    error=JobError(code=UpstreamUnknown.code, message=UpstreamUnknown().message),
)
_CANCELED = Outcome(status=JobStatus.CANCELED, error=CANCELED)


async def reclaim(
    *,
    store: Store,
    blobs: BlobStore,
    num_crashes_max: int,
    ignore_leases: bool,
    remote: Collection[str] = (),
) -> int:
    """Put back the running jobs of dead workers; returns how many there were.

    They come back as suspects and run one at a time; those that were only fetched are none, since
    no engine had them. Only a job that its worker had alone with its engine is known to have been
    there at the death, so only that one's crashes are counted; at the limit it fails and its money
    is released. One whose cancel was asked for is not run again.

    No job of a remote queue can have killed its worker. One that went upstream and left nothing to
    go on with is not sent again: nobody knows what became of it, so it ends, free of charge.
    """
    num_reclaimed, ended = await store.write(
        lambda tx: _put_back(
            tx, num_crashes_max=num_crashes_max, ignore_leases=ignore_leases, remote=remote
        )
    )
    for job in ended:
        await blobs.delete_prefix(f"{job.id}/")
    if num_reclaimed:
        _LOG.warning("reclaimed %d jobs of a worker that died", num_reclaimed)
    return num_reclaimed


def _put_back(
    tx: Transaction, *, num_crashes_max: int, ignore_leases: bool, remote: Collection[str]
) -> tuple[int, list[Job]]:
    ends: list[tuple[Job, Outcome]] = []
    num_reclaimed = 0
    for worker_id, orphans in job_reads.orphaned(tx, ignore_leases=ignore_leases).items():
        was_alone = job_reads.num_with_engine(tx, worker_id, other_than=remote) == 1
        canceled = job_reads.canceled_among(tx, [job.id for job in orphans])
        for job in orphans:
            is_suspect = not job.fetches and job.queue not in remote
            num_crashes = job.num_crashes + (was_alone and is_suspect)
            num_reclaimed += 1
            if job.id in canceled:
                ends.append((job, _CANCELED))
            elif job.is_sent and job.checkpoint is None:
                ends.append((job, _UNKNOWN))
            elif num_crashes < num_crashes_max:
                jobs.requeue(tx, job, num_crashes=num_crashes, becomes_suspect=is_suspect)
            else:
                _LOG.error("job %s has taken its worker down too often; it ends here", job.id)
                ends.append((job, _LOST))
    # NOTE: whoever changes several accounts does so in one order, or two of them deadlock.
    ends.sort(key=lambda end: end[0].account_id)
    return num_reclaimed, [job for job, outcome in ends if settle(tx, job, outcome)]


#: A lease that nobody else can take: the only worker of a store holds its jobs until it dies.
FOREVER = timedelta(days=3650)
