"""Ours to AIML API's words: pictures and errors.

One table says what each error becomes. It does not know how a request was asked.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects.aimlapi.tracing import INFERENCE_ID, asked_path, call_id, inference_id
from inkstone.dialects.aimlapi.wire import ErrorWire, ImagesWire, ImageWire, MetaWire, UsageWire
from inkstone.dialects.answers import answer, timestamp
from inkstone.dialects.endings import JobCancelled, WaitTooLong
from inkstone.dialects.headers import error_headers
from inkstone.dialects.refusals import MethodNotAllowed, nearest
from inkstone.domain import errors
from inkstone.domain.job import Job
from inkstone.domain.money import Amount

#: How many of the vendor's credits a millionth of a dollar is.
CREDITS_PER_MICRO = 2

#: What each class of error becomes: the status, and the vendor's words before ours. A class that is
#: not named here is what its nearest ancestor is.
ERRORS: Mapping[type[errors.InkstoneError], tuple[int, str]] = {
    errors.InkstoneError: (500, "Internal server error"),
    errors.InvalidRequest: (400, "Body validation error"),
    errors.UnknownModel: (404, ""),
    errors.PayloadTooLarge: (413, ""),
    errors.IdempotencyMismatch: (400, "idempotency_mismatch"),
    # The vendor has no 405.
    MethodNotAllowed: (404, ""),
    errors.NotFound: (404, ""),
    errors.Gone: (410, ""),
    BlobMissing: (410, ""),
    errors.NotAuthenticated: (401, ""),
    # Nor a 402.
    errors.PermissionDenied: (403, ""),
    errors.InsufficientFunds: (403, ""),
    errors.TryLater: (503, "Service unavailable"),
    errors.RateLimited: (429, "Too Many Requests"),
    errors.PriceUnknown: (400, ""),
    errors.ContentRefused: (400, ""),
    errors.ServerFault: (500, "Internal server error"),
    errors.EngineFailure: (502, "Bad Gateway"),
    errors.WorkerLost: (502, "Bad Gateway"),
    WaitTooLong: (504, "Generation timeout"),
    # A 400 and no 409: clients would send a 409 again.
    JobCancelled: (400, ""),
}


def encode_images(job: Job, images: Sequence[ImageWire]) -> ImagesWire:
    """The answer to a request for pictures."""
    ended, charged = job.finished_at or job.created_at, _charged(job)
    return ImagesWire(
        created=int(ended.timestamp() * 1000),
        data=list(images),
        meta=MetaWire(usage=UsageWire(credits_used=credits_of(charged), usd_spent=usd(charged))),
    )


def usage_headers(job: Job) -> dict[str, str]:
    """What a picture cost and what it goes by in the bills, as headers."""
    charged = _charged(job)
    return {
        INFERENCE_ID: inference_id(job.id),
        "x-aimlapi-credits-used": str(credits_of(charged)),
        "x-aimlapi-usd-spent": f"{charged.units():.9f}",
    }


def credits_of(amount: Amount) -> int:
    """An amount in the vendor's credits, exactly."""
    return amount.micros * CREDITS_PER_MICRO


def usd(amount: Amount) -> float:
    """An amount as this vendor's JSON shows it."""
    return float(amount.units())


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal: the vendor's status and body of an error."""
    status, words = nearest(ERRORS, error)
    wire = ErrorWire(
        requestId=call_id(),
        statusCode=status,
        timestamp=timestamp(datetime.now(UTC)),
        path=asked_path(),
        message=f"{words}\n{error.message}" if words else error.message,
    )
    return answer(wire, status=status, headers=error_headers(error))


def _charged(job: Job) -> Amount:
    return job.charged or Amount(0, job.quoted.currency)
