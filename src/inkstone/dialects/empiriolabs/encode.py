"""Ours to EmpirioLabs' words: jobs, results and errors.

One table says what each error becomes. It does not know how a request was asked.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel
from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects.answers import epoch_s, timestamp
from inkstone.dialects.empiriolabs.wire import (
    Base64ImageWire,
    ErrorBodyWire,
    ErrorWire,
    FaultWire,
    ImagesWire,
    ImageUsageWire,
    ImageWire,
    JobErrorWire,
    JobWire,
    ResultWire,
    SubmittedWire,
    UrlImageWire,
)
from inkstone.dialects.endings import JobCancelled, WaitTooLong
from inkstone.dialects.headers import error_headers
from inkstone.dialects.refusals import MethodNotAllowed, nearest
from inkstone.domain import errors
from inkstone.domain.job import Job, JobImage, JobStatus

_INVALID, _SERVER = "invalid_request_error", "server_error"

#: What each class of error becomes: the status and the `type`. A class that is not named here is
#: what its nearest ancestor is.
ERRORS: Mapping[type[errors.InkstoneError], tuple[int, str]] = {
    errors.InkstoneError: (500, _SERVER),
    errors.InvalidRequest: (400, _INVALID),
    errors.UnknownModel: (404, _INVALID),
    errors.PayloadTooLarge: (413, _INVALID),
    errors.UnsupportedRequest: (400, _INVALID),
    errors.IdempotencyMismatch: (409, _INVALID),
    MethodNotAllowed: (405, _INVALID),
    errors.NotFound: (404, _INVALID),
    errors.Gone: (410, _INVALID),
    BlobMissing: (410, _INVALID),
    errors.NotAuthenticated: (401, "authentication_error"),
    errors.MissingKey: (401, "authentication_error"),
    errors.PermissionDenied: (403, "permission_error"),
    errors.InsufficientFunds: (402, "insufficient_quota"),
    errors.TryLater: (503, _SERVER),
    errors.RateLimited: (429, "rate_limit_error"),
    errors.StorageFull: (503, _SERVER),
    errors.Unavailable: (503, _SERVER),
    errors.PriceUnknown: (400, _INVALID),
    errors.ContentRefused: (400, _INVALID),
    errors.ServerFault: (500, _SERVER),
    errors.EngineFailure: (502, _SERVER),
    errors.WorkerLost: (502, _SERVER),
    JobCancelled: (400, "cancelled"),
    WaitTooLong: (504, _SERVER),
}

#: The same for a job that came to nothing, by the code that it ended with: the status that a
#: waiting call gets, and the vendor's code and `type`. Other codes are the request's own faults,
#: a 400 under their own name, or the engine's failures, which this vendor calls `upstream_error`.
JOB_ERRORS: Mapping[str, tuple[int, str, str]] = {
    # A 400 and no 409: the vendor's clients would send a 409 again.
    "job_cancelled": (400, "job_cancelled", "cancelled"),
    "job_expired": (504, "job_expired", _SERVER),
    "content_refused": (400, "content_refused", _INVALID),
    "storage_full": (503, "storage_full", _SERVER),
    **dict.fromkeys(
        ("model_unavailable", "upstream_unavailable", "upstream_busy"),
        (503, "model_unavailable", _SERVER),
    ),
    "internal_error": (500, "internal_error", _SERVER),
}
_UPSTREAM = (502, "upstream_error", _SERVER)

#: Makes an answer of pictures that are encoded already.
WithImages = Callable[[Sequence[ImageWire]], BaseModel]
JobWord = Literal["queued", "processing", "completed", "failed", "cancelled"]
_WORDS: Mapping[JobStatus, JobWord] = {
    JobStatus.QUEUED: "queued",
    JobStatus.RUNNING: "processing",
    JobStatus.SUCCEEDED: "completed",
    JobStatus.FAILED: "failed",
    JobStatus.CANCELED: "failed",
    JobStatus.EXPIRED: "failed",
}


def word_of(status: JobStatus, *, shows_cancelled: bool) -> JobWord:
    """The vendor's word for a state.

    Clients that poll until `completed` or `failed`, as the vendor's own sample does, would never
    stop at another word; so a cancelled job is `failed` unless the operator wants the word.
    """
    if status is JobStatus.CANCELED and shows_cancelled:
        return "cancelled"
    return _WORDS[status]


def statuses_of(word: str, *, shows_cancelled: bool) -> tuple[JobStatus, ...]:
    """The states that a filter by the vendor's word means; nothing ended is `processing`."""
    if word == "processing":
        return (JobStatus.QUEUED, JobStatus.RUNNING)
    if word == "cancelled":
        return (JobStatus.CANCELED,)
    return tuple(s for s in JobStatus if word_of(s, shows_cancelled=shows_cancelled) == word)


def encode_submitted(job: Job, *, shows_cancelled: bool) -> SubmittedWire:
    """The answer to an asynchronous submit."""
    return SubmittedWire(
        job_id=job.id,
        id=job.id,
        status=word_of(job.status, shows_cancelled=shows_cancelled),
        poll_url=f"/v1/jobs/{job.id}",
        model=str(job.wire["model"]),
        created_at=timestamp(job.created_at),
    )


def encode_job(
    job: Job, images: Sequence[ImageWire], *, progress: float, shows_cancelled: bool
) -> JobWire:
    """A job as polled.

    Args:
        job: as it is now.
        images: its pictures; also of a cancelled job, whose finished ones are charged and kept.
        progress: from 0 to 1.
        shows_cancelled: see `word_of`.
    """
    ended = job.finished_at
    result = None
    if images and ended is not None:
        result = ResultWire(
            created=epoch_s(ended),
            model=str(job.wire["model"]),
            data=list(images),
            usage=ImageUsageWire(billable_units=len(images)),
        )
    return JobWire(
        job_id=job.id,
        status=word_of(job.status, shows_cancelled=shows_cancelled),
        progress=1.0 if job.status is JobStatus.SUCCEEDED else round(progress, 3),
        created_at=timestamp(job.created_at),
        completed_at=None if ended is None else timestamp(ended),
        result=result,
        error=encode_error_of(job)[1] if _is_lost(job) else None,
    )


def encode_images(job: Job, images: Sequence[ImageWire]) -> ImagesWire:
    """The answer to a synchronous submit."""
    ended = job.finished_at or job.created_at
    return ImagesWire(created=epoch_s(ended), data=list(images))


def encode_url(image: JobImage, url: str) -> UrlImageWire:
    """A picture by address."""
    return UrlImageWire(url=url, content_type=image.media_type, seed=image.seed)


def encode_bytes(image: JobImage, data: bytes) -> Base64ImageWire:
    """A picture in full; slow for a large one, so not for the event loop."""
    return Base64ImageWire(
        b64_json=base64.b64encode(data).decode("ascii"),
        content_type=image.media_type,
        seed=image.seed,
    )


def encode_error_of(job: Job) -> tuple[int, JobErrorWire]:
    """Why a job came to nothing, and the status that a waiting call gets for it."""
    code = job.error.code if job.error else "internal_error"
    message = job.error.message if job.error else "The job ended without a picture."
    is_callers = job.error is not None and job.error.is_callers
    unnamed = (400, code, _INVALID) if is_callers else _UPSTREAM
    status, code, kind = JOB_ERRORS.get(code, unnamed)
    return status, JobErrorWire(code=code, type=kind, message=message)


def encode_failure(job: Job) -> Response:
    """The answer to a synchronous submit whose job came to nothing."""
    status, found = encode_error_of(job)
    message = found.message
    if job.images:
        message += f" What was made before ({len(job.images)}) is at /v1/jobs/{job.id}."
    body = ErrorBodyWire(message=message, type=found.type, param=None, code=found.code)
    return _refusal(status, body)


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal: the vendor's status and body of an error."""
    row = nearest(ERRORS, error)
    is_engine = isinstance(error, errors.EngineFailure | errors.WorkerLost)
    faults = error.faults if isinstance(error, errors.InvalidRequest) else ()
    body = ErrorBodyWire(
        message=error.message,
        type=row[1],
        param=(faults[0].param or None) if faults else None,
        code=_UPSTREAM[1] if is_engine else error.code,
    )
    if len(faults) > 1:
        body.faults = [FaultWire(param=f.param, message=f.message) for f in faults]
    return _refusal(row[0], body, headers=error_headers(error))


def _refusal(
    status: int, body: ErrorBodyWire, *, headers: Mapping[str, str] | None = None
) -> Response:
    # `param` is null where there is none; `faults` is there only where there are several.
    hidden = {"error": {"faults"}} if body.faults is None else None
    return Response(
        ErrorWire(error=body).model_dump_json(exclude=hidden),
        status_code=status,
        headers=dict(headers or {}),
        media_type="application/json",
    )


def _is_lost(job: Job) -> bool:
    return job.is_terminal and job.status is not JobStatus.SUCCEEDED
