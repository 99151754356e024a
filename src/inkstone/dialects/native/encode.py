"""From jobs, balances and errors to the native API's JSON.

It does not know who asks.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from inkstone.dialects import refusals
from inkstone.dialects.headers import error_headers
from inkstone.dialects.native.wire import BalanceWire, ImageWire, JobWire
from inkstone.domain import errors
from inkstone.domain.job import Job, JobImage
from inkstone.domain.ledger import Balance
from inkstone.domain.request import Size

#: Class → status; the nearest class counts.
STATUSES: Mapping[type[errors.InkstoneError], int] = {
    errors.InkstoneError: 500,
    errors.InvalidRequest: 400,
    errors.UnknownModel: 404,
    errors.PayloadTooLarge: 413,
    refusals.MethodNotAllowed: 405,
    errors.IdempotencyMismatch: 422,
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.NotAuthenticated: 401,
    errors.InsufficientFunds: 402,
    errors.TryLater: 503,
    errors.RateLimited: 429,
    errors.PriceUnknown: 400,
    errors.ContentRefused: 400,
    errors.ServerFault: 500,
}


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal, with all its faults."""
    faults = error.faults if isinstance(error, errors.InvalidRequest) else ()
    body = {
        "code": error.code,
        "message": error.message,
        "param": faults[0].param if faults else None,
        "faults": [{"param": fault.param, "message": fault.message} for fault in faults],
    }
    status = next(STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)
    return JSONResponse({"error": body}, status_code=status, headers=error_headers(error))


def encode_balance(balance: Balance, *, account: str) -> BalanceWire:
    """What an account has."""
    return BalanceWire(
        account=account,
        currency=balance.currency,
        balance_micros=balance.balance_micros,
        held_micros=balance.held_micros,
        available_micros=balance.available_micros,
    )


def encode_job(
    job: Job, *, progress: float, url_of: Callable[[JobImage, datetime], str], lifetime: timedelta
) -> JobWire:
    """A job as it is.

    Args:
        job: what to show.
        progress: 0 to 1.
        url_of: makes the address of a picture that is good until a moment.
        lifetime: how long after its end a picture's address is good.
    """
    expires_at = (job.finished_at or job.created_at) + lifetime
    return JobWire(
        id=job.id,
        status=job.status.value,
        model=job.request.model,
        engine=job.engine,
        request=_request(job),
        progress=progress,
        images=[
            ImageWire(
                index=image.image_index,
                url=url_of(image, expires_at),
                expires_at=expires_at.isoformat(),
                width=image.width_px,
                height=image.height_px,
                seed=image.seed,
                media_type=image.media_type,
                bytes=image.size_bytes,
                sha256=image.sha256,
            )
            for image in (() if job.deleted_at else job.images)
        ],
        warnings=[warning.to_json() for warning in job.warnings],
        error=_error(job),
        price={
            "quoted_micros": job.quoted.micros,
            "charged_micros": job.charged.micros if job.charged else None,
            "currency": job.quoted.currency,
        },
        created_at=job.created_at.isoformat(),
        started_at=_moment(job.started_at),
        finished_at=_moment(job.finished_at),
        deleted_at=_moment(job.deleted_at),
    )


def _request(job: Job) -> dict[str, Any]:
    size = job.request.size
    if size is None and job.images:
        size = Size(job.images[0].width_px, job.images[0].height_px)
    return {
        "width": size.width_px if size else None,
        "height": size.height_px if size else None,
        "seeds": list(job.request.seeds()),
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _error(job: Job) -> dict[str, Any] | None:
    if job.error is None:
        return None
    return {
        "code": job.error.code,
        "message": job.error.message,
        "retryable": job.error.retryable,
    }
