"""Ours to GCCAI's words: tasks, results and errors.

One table says what each error becomes. It does not know how a request was asked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects.answers import answer, epoch_s
from inkstone.dialects.endings import JobCancelled, WaitTooLong, error_of
from inkstone.dialects.gccai.messages import told
from inkstone.dialects.gccai.wire import (
    BalanceErrorWire,
    BalanceWire,
    ErrorBodyWire,
    ErrorWire,
    ImageWire,
    PolledWire,
    ResultWire,
    SubmittedTaskWire,
    SubmittedWire,
    TaskErrorWire,
    TaskWire,
    TaskWord,
    UploadWire,
)
from inkstone.dialects.headers import error_headers
from inkstone.dialects.refusals import MethodNotAllowed, nearest
from inkstone.domain import errors
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.ledger import Balance
from inkstone.domain.money import Amount
from inkstone.domain.upload import Upload

_INVALID, _SERVER = "invalid_request_error", "server_error"

#: What each class of error becomes: the status, which is also its `code`, and the `type`. A class
#: that is not named here is what its nearest ancestor is.
ERRORS: Mapping[type[errors.InkstoneError], tuple[int, str]] = {
    errors.InkstoneError: (500, _SERVER),
    errors.InvalidRequest: (400, _INVALID),
    errors.PayloadTooLarge: (413, _INVALID),
    MethodNotAllowed: (405, _INVALID),
    errors.NotFound: (404, "not_found_error"),
    errors.Gone: (410, "not_found_error"),
    BlobMissing: (410, "not_found_error"),
    errors.NotAuthenticated: (401, "authentication_error"),
    errors.PermissionDenied: (403, "permission_error"),
    errors.InsufficientFunds: (402, "payment_required"),
    errors.TryLater: (503, _SERVER),
    errors.RateLimited: (429, "rate_limit_error"),
    errors.PriceUnknown: (400, _INVALID),
    errors.ContentRefused: (400, _INVALID),
    errors.ServerFault: (500, _SERVER),
    errors.EngineFailure: (502, _SERVER),
    errors.WorkerLost: (502, _SERVER),
    WaitTooLong: (504, _SERVER),
    JobCancelled: (400, _INVALID),
}

#: The states of a task; `submitted` is only ever the answer to a submit.
_WORDS: Mapping[JobStatus, TaskWord] = {
    JobStatus.QUEUED: "pending",
    JobStatus.RUNNING: "processing",
    JobStatus.SUCCEEDED: "completed",
    JobStatus.FAILED: "failed",
    JobStatus.CANCELED: "cancelled",
    JobStatus.EXPIRED: "failed",
}
#: What a task is said to take as long as nothing is known of it.
_GUESS_S = 30
#: From this share of the work on, the time that it took says something of the rest.
_TELLING = 0.1


def encode_submitted(job: Job) -> SubmittedWire:
    """The answer to a submit."""
    return SubmittedWire(data=[SubmittedTaskWire(task_id=job.id)])


def encode_task(
    job: Job,
    urls: Sequence[str],
    *,
    progress: float,
    url_lifetime: timedelta,
    language: str | None,
    now: datetime,
) -> PolledWire:
    """A task as polled.

    Args:
        job: as it is now.
        urls: of its pictures; also of a cancelled one, whose finished ones are charged and kept.
        progress: from 0 to 1.
        url_lifetime: how long after the end the URLs are good.
        language: of messages, as the caller named it.
        now: the moment.
    """
    is_done = job.status is JobStatus.SUCCEEDED
    ended = job.finished_at
    task = TaskWire(
        id=job.id,
        status=_WORDS[job.status],
        progress=100 if is_done else min(99, int(progress * 100)),
        created=epoch_s(job.created_at),
        estimated_time=_estimated_s(job, progress, now),
    )
    shown: dict[str, object] = {}
    if ended is not None and (is_done or urls):
        images = [ImageWire(url=[url], expires_at=epoch_s(ended + url_lifetime)) for url in urls]
        charged = usd(job.charged or Amount(0))
        shown = {
            "result": ResultWire(images=images),
            "completed": epoch_s(ended),
            "actual_time": _seconds(ended - (job.started_at or job.created_at)),
            "cost": charged,
            "credits_cost": charged,
        }
    if job.status in {JobStatus.FAILED, JobStatus.EXPIRED}:
        shown["error"] = _why(job, language)
    return PolledWire(data=task.model_copy(update=shown))


def _estimated_s(job: Job, progress: float, now: datetime) -> int:
    """How long the work takes from its start to its end, as far as that shows."""
    if job.started_at is None:
        return _GUESS_S
    if job.finished_at is not None:
        return _seconds(job.finished_at - job.started_at)
    if progress < _TELLING:
        return _GUESS_S
    return _seconds((now - job.started_at) / progress)


def _seconds(length: timedelta) -> int:
    return max(1, round(length.total_seconds()))


def _why(job: Job, language: str | None) -> TaskErrorWire:
    error = error_of(job)
    status, kind = nearest(ERRORS, error)
    message = told(error.message, code=error.code, language=language)
    return TaskErrorWire(code=status, message=message, type=kind)


def encode_balance(balance: Balance, *, spent: Amount) -> BalanceWire:
    """What an account may spend and has spent."""
    remains = usd(Amount(balance.available_micros, balance.currency))
    return BalanceWire(
        remain_balance=remains,
        used_balance=usd(spent),
        remain_credits=remains,
        used_credits=usd(spent),
    )


def encode_upload(upload: Upload, *, url: str, filename: str) -> UploadWire:
    """A picture that was brought."""
    return UploadWire(
        url=url,
        filename=filename,
        content_type=upload.media_type,
        bytes=upload.size_bytes,
        created_at=epoch_s(upload.created_at),
    )


def usd(amount: Amount) -> float:
    """An amount as this vendor's JSON shows it."""
    return float(amount.units())


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal: the vendor's status and body of an error."""
    body = _error_body(error)
    return answer(ErrorWire(error=body), status=body.code, headers=error_headers(error))


def encode_balance_error(error: errors.InkstoneError) -> Response:
    """The same where a balance was asked for, which clients of this vendor read in another way."""
    body = _error_body(error)
    wire = BalanceErrorWire(error=body, message=body.message)
    return answer(wire, status=body.code, headers=error_headers(error))


def _error_body(error: errors.InkstoneError) -> ErrorBodyWire:
    status, kind = nearest(ERRORS, error)
    message = error.message
    if isinstance(error, errors.IdempotencyMismatch):
        # `code` is a number here, so the word that names the fault is in the message.
        message = f"{message} ({error.code})"
    return ErrorBodyWire(code=status, message=message, type=kind)
