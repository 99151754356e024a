"""Ours to DashScope's words: pictures, tasks and errors.

One table says what each error becomes. It does not know how a request was asked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects import answers, request_id
from inkstone.dialects.dashscope.content import EMPTY_INPUT
from inkstone.dialects.dashscope.decode import EMPTY_MODEL
from inkstone.dialects.dashscope.tickets import TicketRefused
from inkstone.dialects.dashscope.wire import (
    CHINA,
    ChoiceWire,
    ErrorWire,
    GenerationWire,
    ImagePartWire,
    ListedTaskWire,
    MessageWire,
    MetricsWire,
    OutputWire,
    ResultWire,
    TaskOutputWire,
    TaskStatus,
    TaskWire,
    UsageWire,
)
from inkstone.dialects.endings import JobCancelled, WaitTooLong, error_of
from inkstone.dialects.headers import error_headers
from inkstone.dialects.refusals import MethodNotAllowed, nearest
from inkstone.domain import errors
from inkstone.domain.errors import InkstoneError
from inkstone.domain.job import Job, JobStatus
from inkstone.service.ids import new_id


class AsyncRefused(errors.UnsupportedRequest):
    """These models answer no asynchronous calls here; leave out `X-DashScope-Async`."""

    code = "async_refused"


class NotPending(errors.UnsupportedRequest):
    """Only a task that is PENDING can be cancelled, and there is none of that id."""

    code = "task_not_pending"


_INVALID, _INTERNAL, _UNAVAILABLE = "InvalidParameter", "InternalError", "ServiceUnavailable"

#: What each class of error becomes: the status and the vendor's code. A class that is not named
#: here is what its nearest ancestor is.
ERRORS: Mapping[type[InkstoneError], tuple[int, str]] = {
    InkstoneError: (500, _INTERNAL),
    errors.InvalidRequest: (400, _INVALID),
    errors.UnknownModel: (404, "ModelNotFound"),
    errors.PayloadTooLarge: (413, "BadRequest.TooLarge"),
    errors.UnsupportedRequest: (400, "UnsupportedOperation"),
    errors.IdempotencyMismatch: (400, _INVALID),
    AsyncRefused: (403, "AccessDenied"),
    MethodNotAllowed: (405, "MethodNotAllowed"),
    errors.NotFound: (404, "NotFound"),
    errors.Gone: (410, "NotFound"),
    BlobMissing: (410, "NotFound"),
    errors.NotAuthenticated: (401, "InvalidApiKey"),
    TicketRefused: (401, "AccessDenied"),
    errors.PermissionDenied: (403, "AccessDenied"),
    errors.InsufficientFunds: (400, "Arrearage"),
    errors.TryLater: (503, _UNAVAILABLE),
    errors.RateLimited: (429, "Throttling.RateQuota"),
    errors.PriceUnknown: (400, _INVALID),
    errors.ContentRefused: (400, "DataInspectionFailed"),
    errors.ServerFault: (500, _INTERNAL),
    JobCancelled: (400, "UnsupportedOperation"),
    WaitTooLong: (504, "GatewayTimeout"),
}
#: Where the vendor has a code for one kind of bad request.
_CODES: Mapping[str, str] = {
    EMPTY_MODEL: "BadRequest.EmptyModel",
    EMPTY_INPUT: "BadRequest.EmptyInput",
}
#: The kinds of faults of an address behind which there is no picture for us.
_URL_KINDS = frozenset(
    {"url_refused", "url_unreachable", "url_timeout", "url_expired", "bad_signature", "not_found"}
)
#: Statuses that the vendor's newer client answers with the same request again.
_REPEATED = frozenset({500, 503, 504})

_WORDS: Mapping[JobStatus, TaskStatus] = {
    JobStatus.QUEUED: "PENDING",
    JobStatus.RUNNING: "RUNNING",
    JobStatus.SUCCEEDED: "SUCCEEDED",
    JobStatus.FAILED: "FAILED",
    JobStatus.CANCELED: "CANCELED",
    JobStatus.EXPIRED: "FAILED",
}


def answer(
    wire: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer of JSON, whose request id is in a header too."""
    named = {"x-request-id": getattr(wire, "request_id", "")}
    return answers.answer(
        wire, status=status, headers={**(headers or {}), **named}, skips_none=True
    )


def this_request() -> str:
    """The id of the request being answered."""
    return request_id.current() or new_id("req")


def timestamp(moment: datetime) -> str:
    """A moment as this vendor writes it, such as `2026-11-20 17:15:02.114`, in UTC+8."""
    written = moment.astimezone(CHINA).isoformat(sep=" ", timespec="milliseconds")
    return written.partition("+")[0]


def word_of(status: JobStatus) -> TaskStatus:
    """The vendor's word for a state."""
    return _WORDS[status]


def statuses_of(word: TaskStatus) -> tuple[JobStatus, ...]:
    """The states that the vendor's word means; none for a task that is not there."""
    return tuple(status for status in JobStatus if _WORDS[status] == word)


def encode_generation(job: Job, urls: Sequence[str]) -> GenerationWire:
    """The answer to a call that waited."""
    image = job.images[0]
    is_prompt_form = bool(job.wire["is_prompt_form"])
    return GenerationWire(
        request_id=this_request(),
        output=OutputWire(
            choices=_choices([ImagePartWire(image=url) for url in urls]),
            results=_results(job, urls) if is_prompt_form else None,
        ),
        usage=UsageWire(width=image.width_px, height=image.height_px, image_count=len(urls)),
    )


def encode_submitted(job: Job) -> TaskWire:
    """The answer to an asynchronous submit."""
    output = TaskOutputWire(task_id=job.id, task_status=word_of(job.status))
    return TaskWire(request_id=this_request(), output=output)


def encode_unknown(task_id: str) -> TaskWire:
    """The answer about a task that is not there, or no longer."""
    output = TaskOutputWire(task_id=task_id[:100], task_status="UNKNOWN")
    return TaskWire(request_id=this_request(), output=output)


def encode_task(job: Job, urls: Sequence[str]) -> TaskWire:
    """A task as polled; with both forms of its pictures, so that every client finds its own."""
    code, message = _why(job)
    num, num_made = job.request.num_images, len(urls)
    output = TaskOutputWire(
        task_id=job.id,
        task_status=word_of(job.status),
        submit_time=timestamp(job.created_at),
        scheduled_time=timestamp(job.started_at) if job.started_at else None,
        end_time=timestamp(job.finished_at) if job.finished_at else None,
        code=code,
        message=message,
        results=_results(job, urls) if urls else None,
        choices=_choices([ImagePartWire(type="image", image=url) for url in urls])
        if urls
        else None,
        task_metrics=MetricsWire(TOTAL=num, SUCCEEDED=num_made, FAILED=num - num_made)
        if job.is_terminal
        else None,
    )
    usage = UsageWire(image_count=num_made) if urls else None
    return TaskWire(request_id=this_request(), output=output, usage=usage)


def encode_listed(job: Job) -> ListedTaskWire:
    """A task in a list."""
    code, message = _why(job)
    return ListedTaskWire(
        task_id=job.id,
        status=word_of(job.status),
        task_status=word_of(job.status),
        model_name=str(job.wire["model"]),
        submit_time=timestamp(job.created_at),
        scheduled_time=timestamp(job.started_at) if job.started_at else None,
        end_time=timestamp(job.finished_at) if job.finished_at else None,
        code=code,
        message=message,
    )


def encode_error(error: InkstoneError) -> Response:
    """A refusal: the vendor's status and body of an error."""
    status, code, message = _told(error)
    headers = error_headers(error)
    if status in _REPEATED and not error.retryable:
        headers["x-should-retry"] = "false"
    wire = ErrorWire(code=code, message=message, request_id=this_request())
    return answer(wire, status=status, headers=headers)


def _told(error: InkstoneError) -> tuple[int, str, str]:
    status, code = nearest(ERRORS, error)
    message = error.message
    if isinstance(error, errors.IdempotencyMismatch):
        message = f"{error.code}: {message}"
    elif isinstance(error, errors.InvalidRequest):
        kinds = {each.kind for each in error.faults}
        if kinds and kinds <= _URL_KINDS:
            code = "InvalidURL"
        code = _CODES.get(error.code, code)
    return status, code, message


def _why(job: Job) -> tuple[str | None, str | None]:
    """The vendor's code and our words for a job that came to nothing."""
    if word_of(job.status) != "FAILED":
        return None, None
    _, code, message = _told(error_of(job))
    return code, message


def _choices(parts: list[ImagePartWire]) -> list[ChoiceWire]:
    return [ChoiceWire(message=MessageWire(content=parts))]


def _results(job: Job, urls: Sequence[str]) -> list[ResultWire]:
    """One entry for each picture asked for: its address, or why there is none."""
    told = {"orig_prompt": job.request.prompt or None, "actual_prompt": job.rewrite or None}
    made = {
        image.image_index: ResultWire(**told, url=url)
        for image, url in zip(job.images, urls, strict=True)
    }
    partial = next((w.message for w in job.warnings if w.code == "partial"), None)
    if job.status is JobStatus.CANCELED:
        partial = "The task was cancelled before this picture was made."
    lost = ResultWire(code=_INTERNAL, message=partial or "This picture was not made.")
    return [made.get(index, lost) for index in range(job.request.num_images)]
