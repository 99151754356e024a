"""Ours to WaveSpeed's words: predictions, pages and errors.

One table says what each error becomes. It does not know how a request was asked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects.answers import answer, timestamp
from inkstone.dialects.endings import JobCancelled, JobExpired, WaitTooLong, error_of
from inkstone.dialects.headers import error_headers
from inkstone.dialects.refusals import MethodNotAllowed, nearest
from inkstone.dialects.wavespeed.decode import MISSING, Base64ByWebhook
from inkstone.dialects.wavespeed.wire import ROOT, Status
from inkstone.dialects.wavespeed.wire_answers import (
    CodeWire,
    ErrorWire,
    ListedWire,
    PredictionAnswer,
    PredictionWire,
    TimingsWire,
    ToldWire,
    UrlsWire,
)
from inkstone.domain import errors
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.request import ImageRequest

#: The vendor's numbers of what is wrong with a task.
MODERATION, PARAMETER_MISSING, PARAMETER_INVALID, MEDIA = 1200, 1400, 1401, 1402
NOT_EXECUTED, FAILED, INTERNAL, UNAVAILABLE, TIMED_OUT = 1403, 1405, 5000, 5003, 5004

#: What each class of error becomes: the status, and the vendor's number, which a job that came to
#: nothing has too. Where the vendor has none, the status stands in. A class that is not named here
#: is what its nearest ancestor is.
ERRORS: Mapping[type[errors.InkstoneError], tuple[int, int]] = {
    errors.InkstoneError: (500, INTERNAL),
    errors.InvalidRequest: (400, PARAMETER_INVALID),
    errors.UnknownModel: (404, 404),
    errors.PayloadTooLarge: (413, 413),
    errors.InputRefused: (400, MEDIA),
    errors.UnsupportedRequest: (400, NOT_EXECUTED),
    errors.IdempotencyMismatch: (409, 409),
    MethodNotAllowed: (405, 405),
    errors.NotFound: (404, 404),
    BlobMissing: (404, 404),
    errors.NotAuthenticated: (401, 401),
    errors.PermissionDenied: (403, 403),
    errors.InsufficientFunds: (402, 402),
    errors.TryLater: (503, UNAVAILABLE),
    errors.RateLimited: (429, 429),
    errors.PriceUnknown: (400, PARAMETER_INVALID),
    errors.ContentRefused: (400, MODERATION),
    errors.ServerFault: (500, INTERNAL),
    errors.EngineFailure: (500, NOT_EXECUTED),
    errors.UpstreamUnknown: (500, FAILED),
    errors.WorkerLost: (500, FAILED),
    JobCancelled: (400, FAILED),
    JobExpired: (504, TIMED_OUT),
    WaitTooLong: (504, TIMED_OUT),
}

_WORDS: Mapping[JobStatus, Status] = {
    JobStatus.QUEUED: "created",
    JobStatus.RUNNING: "processing",
    JobStatus.SUCCEEDED: "completed",
    JobStatus.FAILED: "failed",
    JobStatus.CANCELED: "cancelled",
    JobStatus.EXPIRED: "timeout",
}
#: The codes of faults in a picture to edit; other faults of a caller's are the instruction's.
_MEDIA_CODES = ("input_", "url_", "blob_", "not_found", "result_deleted", "upload_")
#: What the vendor's client knows the end of a wait by, beside the number.
_WAIT_IS_OVER = "Sync mode timed out; the prediction goes on, and can be polled at {url}"


def statuses_of(word: Status) -> tuple[JobStatus, ...]:
    """The states that a filter by the vendor's word means; nothing ended is `processing`."""
    if word == "processing":
        return (JobStatus.QUEUED, JobStatus.RUNNING)
    return tuple(status for status, its_word in _WORDS.items() if its_word == word)


def result_url(base_url: str, job: Job) -> str:
    """Where a job is polled."""
    return f"{base_url}{ROOT}/predictions/{job.id}/result"


def encode_job(job: Job, outputs: Sequence[str], *, base_url: str) -> PredictionWire:
    """A job as polled.

    Args:
        job: as it is now.
        outputs: its pictures, by address or in base64.
        base_url: what the vendor's paths follow, as the caller reaches us.
    """
    code, why = _why(job)
    return PredictionWire(
        id=job.id,
        model=str(job.wire["model"]),
        outputs=list(outputs),
        urls=UrlsWire(get=result_url(base_url, job)),
        has_nsfw_contents=_flags(job),
        status=_WORDS[job.status],
        code=code,
        created_at=timestamp(job.created_at),
        error=why,
        timings=TimingsWire(inference=_took_ms(job)),
    )


def encode_listed(job: Job, outputs: Sequence[str], *, base_url: str) -> ListedWire:
    """A job in a list."""
    wire = encode_job(job, outputs, base_url=base_url)
    return ListedWire(**dict(wire), executionTime=wire.timings.inference)


def encode_told(job: Job, outputs: Sequence[str], *, base_url: str) -> ToldWire:
    """A job as a webhook tells of it."""
    return ToldWire(**dict(encode_job(job, outputs, base_url=base_url)), input=_input(job.request))


def encode_overdue(job: Job, *, base_url: str) -> PredictionWire:
    """A job that a call has waited for in vain."""
    wire = encode_job(job, (), base_url=base_url)
    error = _WAIT_IS_OVER.format(url=wire.urls.get)
    return wire.model_copy(update={"status": "processing", "code": TIMED_OUT, "error": error})


def answer_job(wire: PredictionWire, headers: Mapping[str, str]) -> Response:
    """One job in its envelope: 200 however it ended, as the vendor's clients want it."""
    return answer(PredictionAnswer(data=wire), headers=headers, skips_none=True)


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal: the vendor's status and body of an error."""
    status, code = nearest(ERRORS, error)
    faults = error.faults if isinstance(error, errors.InvalidRequest) else ()
    if faults and faults[0].kind == MISSING and code == PARAMETER_INVALID:
        code = PARAMETER_MISSING
    elif code == PARAMETER_INVALID and faults and all(map(_is_of_media, faults)):
        code = MEDIA
    headers = error_headers(error)
    if isinstance(error, Base64ByWebhook):
        # The one refusal whose body the vendor shows, and it has nothing around it.
        return JSONResponse({"error": error.message}, status_code=status, headers=headers)
    message = error.message
    if isinstance(error, errors.IdempotencyMismatch):
        # `code` is a number here, so the word that names the fault is in the message.
        message = f"{error.code}: {message}"
    wire = ErrorWire(code=status, message=message, error=message, data=CodeWire(code=code))
    return answer(wire, status=status, headers=headers)


def _is_of_media(fault: errors.Fault) -> bool:
    """Whether a fault is that a picture cannot be had, as its address shows."""
    return fault.param.startswith("images[") and fault.kind.startswith(("url_", "input_"))


def _flags(job: Job) -> list[bool]:
    """Whether each picture was objected to; empty where nobody looked at all of them."""
    flags = [image.is_flagged for image in job.images]
    return [bool(flag) for flag in flags] if None not in flags else []


def _why(job: Job) -> tuple[int | None, str]:
    """The vendor's number and words of why a job made nothing."""
    if not job.is_terminal or job.status is JobStatus.SUCCEEDED:
        return None, ""
    error = error_of(job)
    _, code = nearest(ERRORS, error)
    if code == MEDIA and not error.code.startswith(_MEDIA_CODES):
        code = NOT_EXECUTED
    # With these words in it the vendor's client would ask for another picture.
    return code, error.message.replace("HTTP ", "status ")


def _took_ms(job: Job) -> int:
    if job.started_at is None or job.finished_at is None:
        return 0
    return max(0, round((job.finished_at - job.started_at).total_seconds() * 1000))


def _input(request: ImageRequest) -> dict[str, Any]:
    """What was asked for, in the vendor's words; pictures that came as bytes are not repeated."""
    found: dict[str, Any] = {"prompt": request.prompt, "seed": request.seed}
    if request.size is not None:
        found["size"] = f"{request.size.width_px}*{request.size.height_px}"
    urls = [picture.url for picture in request.inputs]
    if urls and all(urls):
        found["images"] = urls
    return found
