"""Outcomes: how a job ends, from what its attempt made, what went wrong, and what it cost upstream.

It settles nothing, and does not know how the pictures came about.
"""

import logging

from inkstone.domain.errors import (
    ContentRefused,
    EngineFailure,
    InkstoneError,
    InvalidRequest,
    RouteUnavailable,
    ServerFault,
    UpstreamUnknown,
)
from inkstone.domain.job import JobError, JobStatus, JobWarning
from inkstone.engines.base import Identity
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.settle import CANCELED, EXPIRED, Outcome, error_of

_LOG = logging.getLogger(__name__)


def outcome_of(attempt: Attempt, failure: InkstoneError | None, usual: Identity) -> Outcome:
    """How the attempt's job ends.

    Args:
        attempt: with what it made.
        failure: what went wrong, if anything.
        usual: who made the pictures that name nobody.
    """
    if attempt.reason is StopReason.EXPIRED:
        return Outcome(status=JobStatus.EXPIRED, error=EXPIRED, cost_at_risk_micros=0)
    job, warnings, failure = attempt.job, list(attempt.warnings), failure or attempt.refusal
    if attempt.reason is StopReason.DRAINED:
        failure = failure or UpstreamUnknown()  # what was not sent went back to the queue instead
    images = sorted(attempt.images, key=lambda image: image.image_index)
    error: JobError | None = None
    if attempt.reason is StopReason.CANCELED:
        status, error = JobStatus.CANCELED, CANCELED
    elif images:
        status = JobStatus.SUCCEEDED
        if len(images) < job.request.num_images:
            warnings.append(_partial(len(images), job.request.num_images, failure))
    else:
        status = JobStatus.FAILED
        failure = failure or EngineFailure("The engine made no picture.")
        error = error_of(failure)
    if failure is not None:
        level = logging.ERROR if isinstance(failure, ServerFault) else logging.INFO
        _LOG.log(level, "job %s: %s: %s", job.id, failure.code, failure.message)
    is_sent = attempt.sent_micros is not None or job.is_sent
    return Outcome(
        status=status,
        images=images,
        warnings=warnings,
        error=error,
        engine=str(attempt.made_by or usual),
        engine_ms=round(attempt.engine_s * 1000),
        upstream_id=attempt.upstream_id,
        cost_micros=attempt.cost_micros if is_sent else None,
        cost_at_risk_micros=_at_risk_micros(attempt, failure),
        rewrite=attempt.rewrite,
    )


def _partial(num_made: int, num_asked: int, failure: InkstoneError | None) -> JobWarning:
    why = failure.message if failure else "The engine stopped early."
    return JobWarning(
        code="partial",
        message=f"{num_made} of {num_asked} pictures were made, and only those are charged. {why}",
    )


def _at_risk_micros(attempt: Attempt, failure: InkstoneError | None) -> int:
    """What an upstream may have charged that never told."""
    if attempt.is_bought or isinstance(failure, RouteUnavailable | ContentRefused | InvalidRequest):
        return 0
    return attempt.sent_micros or attempt.job.cost_at_risk_micros or 0
