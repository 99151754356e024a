"""The end of a job as the error that a waiting call answers with.

So a dialect's one table of errors serves refusals and failed jobs alike. It knows no vendor.
"""

from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import Job


class WaitTooLong(InkstoneError):
    """The picture was not there in time; the job was stopped, and nothing is charged."""

    code = "generation_timeout"
    # The same request would wait as long: a client that repeats it by itself only doubles it.
    retryable = False


class JobCancelled(InkstoneError):
    """The job was cancelled."""

    code = "job_cancelled"


class JobExpired(WaitTooLong):
    """The job waited in the queue for longer than it might; nothing is charged."""

    code = "job_expired"


_CLASSES: dict[str, type[InkstoneError]] = {
    "job_cancelled": JobCancelled,
    "job_expired": JobExpired,
    "content_refused": errors.ContentRefused,
    "storage_full": errors.StorageFull,
    "model_unavailable": errors.Unavailable,
    "upstream_unavailable": errors.RouteUnavailable,
    "upstream_busy": errors.RouteUnavailable,
    "upstream_unknown": errors.UpstreamUnknown,
    "upstream_result_lost": errors.UpstreamUnknown,
    "internal_error": errors.ServerFault,
    "worker_lost": errors.WorkerLost,
}


def error_of(job: Job) -> InkstoneError:
    """Why a job that has ended made nothing."""
    why = job.error
    if why is None:
        return errors.EngineFailure()
    cls = _CLASSES.get(why.code)
    if cls is not None and issubclass(cls, errors.TryLater):
        return cls(why.message, code=why.code, retry_after_s=60)
    if cls is not None:
        return cls(why.message, code=why.code)
    if why.is_callers:
        fault = Fault(param=why.param or "", message=why.message, kind=why.code)
        return errors.InputRefused(faults=[fault], code=why.code)
    return errors.EngineFailure(why.message, code=why.code)
