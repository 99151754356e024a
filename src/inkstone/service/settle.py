"""Settle: end a job and its hold in one transaction, whoever ended it and why.

Every way out of a job comes through here; that is why a hold cannot stay open.
It does not know how the pictures came about, and does no I/O but SQL.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from inkstone.domain.errors import ContentRefused, InkstoneError, InvalidRequest
from inkstone.domain.job import Job, JobError, JobImage, JobStatus, JobWarning
from inkstone.domain.ledger import resolve
from inkstone.domain.usage import Usage
from inkstone.service.ids import new_id
from inkstone.service.route import Move
from inkstone.store import job_reads, jobs, ledger, picture_documents, upstream_jobs, webhooks
from inkstone.store.unit_of_work import Transaction

#: Why a job that was asked to stop came to its end.
CANCELED = JobError(code="job_cancelled", message="The job was cancelled.")
#: Why a job that nobody had begun with came to its end, in the queue or in an engine.
EXPIRED = JobError(
    code="job_expired",
    message="The job waited for as long as it may; nothing was made or charged.",
    retryable=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a job ended."""

    status: JobStatus
    images: Sequence[JobImage] = ()
    warnings: Sequence[JobWarning] = ()
    error: JobError | None = None
    engine: str | None = None
    engine_ms: int = 0
    #: What it is called upstream, what upstreams charge for it, and what one may have charged that
    #: never told; `None` for what is written down already.
    upstream_id: str | None = None
    cost_micros: int | None = None
    cost_at_risk_micros: int | None = None
    #: The prompt that its pictures were drawn from, where that is not its caller's.
    rewrite: str = ""


def error_of(failure: InkstoneError) -> JobError:
    """Why a job made nothing, from what went wrong; the field that is blamed first is named."""
    faults = failure.faults if isinstance(failure, InvalidRequest) else ()
    return JobError(
        code=failure.code,
        message=failure.message,
        retryable=failure.retryable,
        is_callers=isinstance(failure, InvalidRequest | ContentRefused),
        param=faults[0].param or None if faults else None,
    )


def settle(tx: Transaction, job: Job, outcome: Outcome) -> bool:
    """End a job as it is known: state, pictures, usage, capture and release.

    False where the job has moved on since (another attempt, a cancel): then nothing was changed.
    """
    rewrite = outcome.rewrite or job.rewrite
    resolution = resolve(
        held_micros=job.quoted.micros,
        per_image_micros=job.per_image.micros,
        num_images=len(outcome.images),
        # The fee is for a prompt that was rewritten.
        extra_micros=job.extra.micros if rewrite else 0,
    )
    usage = Usage(
        num_images=len(outcome.images),
        area_px=sum(image.width_px * image.height_px for image in outcome.images),
        engine_ms=outcome.engine_ms,
    )
    error = outcome.error
    progress = {"progress_permille": 1000} if outcome.status is JobStatus.SUCCEEDED else {}
    is_ours = jobs.leave(
        tx,
        job,
        outcome.status,
        **progress,
        charged_micros=resolution.captured_micros,
        usage=asdict(usage),
        warnings=[warning.to_json() for warning in outcome.warnings] or None,
        error=None if error is None else asdict(error),
        engine=outcome.engine,
        upstream_id=outcome.upstream_id or job.upstream_id,
        cost_micros=job.cost_micros if outcome.cost_micros is None else outcome.cost_micros,
        cost_at_risk_micros=job.cost_at_risk_micros
        if outcome.cost_at_risk_micros is None
        else outcome.cost_at_risk_micros or None,
        rewrite=rewrite or None,
        checkpoint=None,
        is_suspect=False,
    )
    if not is_ours:
        return False
    jobs.add_images(tx, job.id, outcome.images)
    picture_documents.add(tx, job, outcome.images)
    ledger.resolve_hold(
        tx,
        entry_ids=(new_id("entry"), new_id("entry")),
        job=job,
        resolution=resolution,
        reason=outcome.status,
    )
    if job.webhook is not None:
        webhooks.insert_delivery(tx, job, delivery_id=new_id("delivery"))
    return True


def is_undelivered(tx: Transaction, job: Job, status: JobStatus) -> bool:
    """Whether nobody will get what a job made that cannot be asked for later: then it is free.

    So it is too where the cancel came when the last picture was made already: the caller was told
    that nothing is charged.
    """
    # A cancel and a settle take turns.
    is_gone, is_canceled = job_reads.is_left(tx, job.id)
    return is_gone and (status is JobStatus.CANCELED or is_canceled)


def has_settled(tx: Transaction, job: Job, outcome: Outcome) -> bool:
    """Whether an earlier try did commit, although its answer was lost."""
    found = job_reads.get(tx, job.id)
    return (
        found is not None
        and (found.attempt, found.status) == (job.attempt, outcome.status)
        and found.images == tuple(outcome.images)
    )


def hand_back(tx: Transaction, job: Job) -> bool:
    """Hand a job back uncounted; one whose cancel was asked for ends instead."""
    job_reads.get(tx, job.id, lock=True)
    if job_reads.canceled_among(tx, [job.id]):
        return settle(tx, job, Outcome(status=JobStatus.CANCELED, error=CANCELED))
    return jobs.requeue(tx, job, num_crashes=job.num_crashes)


def move_on(tx: Transaction, job: Job, move: Move) -> bool:
    """Put a job that its engine refused where it goes next; one that was cancelled ends instead."""
    job_reads.get(tx, job.id, lock=True)
    if job_reads.canceled_among(tx, [job.id]):
        return settle(tx, job, Outcome(status=JobStatus.CANCELED, error=CANCELED))
    tried = (*job.tried, job.queue)
    return upstream_jobs.reroute(
        tx, job, queue=move.queue, tried=tried, wait=move.wait, goes_on=move.goes_on
    )
