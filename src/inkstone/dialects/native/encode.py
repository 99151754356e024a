"""From jobs, quotes, balances and errors to the native API's JSON.

It does not know who asks.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects import refusals, request_id
from inkstone.dialects.answers import answer, timestamp
from inkstone.dialects.endings import JobCancelled, WaitTooLong
from inkstone.dialects.headers import error_headers
from inkstone.dialects.native.asked import asked_of
from inkstone.dialects.native.decode import WARNINGS
from inkstone.dialects.native.wire import (
    NAME,
    BalanceWire,
    EngineWire,
    ErrorBodyWire,
    ErrorWire,
    EstimateWire,
    FaultWire,
    JobErrorWire,
    JobWire,
    PriceWire,
    RequestWire,
    TimingsWire,
    WarningWire,
)
from inkstone.dialects.native.wire_images import FindingWire, ImageWire
from inkstone.domain import errors
from inkstone.domain.job import Job, JobImage, JobWarning
from inkstone.domain.ledger import Balance
from inkstone.domain.rate_card import Quote
from inkstone.domain.request import Size
from inkstone.engines.base import Identity
from inkstone.net.own_urls import THUMBNAIL_QUERY


class NoEnhancer(errors.UnsupportedRequest):
    """No prompt enhancer is set here; INKSTONE_ENHANCER_URL and _MODEL name one."""

    code = "no_enhancer"


#: Class → status; the nearest class counts.
STATUSES: Mapping[type[errors.InkstoneError], int] = {
    errors.InkstoneError: 500,
    errors.InvalidRequest: 400,
    errors.UnknownModel: 404,
    errors.PayloadTooLarge: 413,
    refusals.MethodNotAllowed: 405,
    errors.IdempotencyMismatch: 422,
    NoEnhancer: 409,
    errors.NotFound: 404,
    errors.Gone: 410,
    BlobMissing: 410,
    errors.NotAuthenticated: 401,
    errors.PermissionDenied: 403,
    errors.InsufficientFunds: 402,
    errors.TryLater: 503,
    errors.RateLimited: 429,
    errors.PriceUnknown: 400,
    errors.ContentRefused: 400,
    errors.ServerFault: 500,
    JobCancelled: 400,
    WaitTooLong: 504,
}


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal, with all its faults."""
    status = refusals.nearest(STATUSES, error)
    return answer(error_wire(error), status=status, headers=error_headers(error))


def error_wire(error: errors.InkstoneError) -> ErrorWire:
    """An error as a refusal's body, and as a stream's last event, has it."""
    faults = error.faults if isinstance(error, errors.InvalidRequest) else ()
    return ErrorWire(
        error=ErrorBodyWire(
            code=error.code,
            message=error.message,
            param=(faults[0].param or None) if faults else None,
            faults=[
                FaultWire(param=fault.param, message=fault.message, value=fault.value)
                for fault in faults
            ],
            request_id=request_id.current(),
        )
    )


def encode_balance(balance: Balance, *, account: str) -> BalanceWire:
    """What an account has."""
    return BalanceWire(
        account=account,
        currency=balance.currency,
        balance_micros=balance.balance_micros,
        held_micros=balance.held_micros,
        available_micros=balance.available_micros,
    )


def encode_quote(quote: Quote) -> EstimateWire:
    """What a request would cost."""
    return EstimateWire(
        amount_micros=quote.total.micros,
        currency=quote.total.currency,
        per_image_micros=quote.per_image.micros,
        list_per_image_micros=quote.list_per_image.micros,
        extra_micros=quote.extra.micros,
        images=quote.num_images,
        rate_card=quote.rate_card,
    )


def encode_job(
    job: Job, *, progress: float, url_of: Callable[[str, datetime], str], lifetime: timedelta
) -> JobWire:
    """A job as it is.

    Args:
        job: what to show.
        progress: 0 to 1.
        url_of: makes the address of a picture, by its blob's key, that is good until a moment.
        lifetime: how long after its end a picture's address is good.
    """
    expires_at = (job.finished_at or job.created_at) + lifetime
    images = () if job.deleted_at else job.images
    return JobWire(
        id=job.id,
        status=job.status.value,
        model=job.request.model,
        engine=_engine(job.engine),
        prompt=job.request.prompt,
        request=_request(job),
        asked=asked_of(job, url_of=lambda blob_key: url_of(blob_key, expires_at)),
        revised_prompt=job.rewrite or None,
        progress=progress,
        images=[_image(image, url_of(image.blob_key, expires_at), expires_at) for image in images],
        warnings=[encode_warning(warning) for warning in warnings_of(job)],
        error=_error(job),
        price=PriceWire(
            quoted_micros=job.quoted.micros,
            charged_micros=job.charged.micros if job.charged else None,
            currency=job.quoted.currency,
        ),
        timings=_timings(job),
        created_at=timestamp(job.created_at),
        started_at=_moment(job.started_at),
        finished_at=_moment(job.finished_at),
        deleted_at=_moment(job.deleted_at),
        metadata=job.wire.get("metadata", {}) if job.dialect == NAME else {},
        dialect=job.dialect,
        key_id=job.key_id,
        starred=job.is_starred,
    )


def warnings_of(job: Job) -> list[JobWarning]:
    """What was known at submit to be undoable, then what the engine said; each code once."""
    codes = known_warnings(job)
    known = [JobWarning(code=code, message=WARNINGS[code]) for code in codes]
    return [*known, *(warning for warning in job.warnings if warning.code not in codes)]


def known_warnings(job: Job) -> list[str]:
    """The codes of what was known at submit; other dialects keep their own."""
    codes = job.wire.get("warnings", ()) if job.dialect == NAME else ()
    return [code for code in codes if code in WARNINGS]


def encode_warning(warning: JobWarning) -> WarningWire:
    """A warning."""
    return WarningWire(code=warning.code, message=warning.message, words=list(warning.words))


def encode_engine(identity: Identity) -> EngineWire:
    """Who makes pictures here."""
    return EngineWire(name=identity.engine, checkpoint=identity.model, revision=identity.revision)


def _engine(identity: str | None) -> EngineWire | None:
    """From `name/checkpoint@revision`."""
    if identity is None:
        return None
    name, _, rest = identity.partition("/")
    checkpoint, _, revision = rest.rpartition("@")
    return EngineWire(name=name, checkpoint=checkpoint, revision=revision)


def _image(image: JobImage, url: str, expires_at: datetime) -> ImageWire:
    return ImageWire(
        index=image.image_index,
        url=url,
        thumbnail_url=f"{url}&{THUMBNAIL_QUERY}",
        expires_at=timestamp(expires_at),
        width=image.width_px,
        height=image.height_px,
        seed=image.seed,
        media_type=image.media_type,
        bytes=image.size_bytes,
        sha256=image.sha256,
        details=dict(image.details),
        manifest_id=image.manifest_id or None,
        watermark_id=None if image.watermark_id is None else f"{image.watermark_id:012x}",
        flagged=image.is_flagged,
        findings=[
            FindingWire(category=each.category, source=each.source, score=each.score)
            for each in image.findings or ()
        ],
    )


def _request(job: Job) -> RequestWire:
    size = job.request.size
    # Where nobody named one, what the pictures got is known by them.
    if job.images and (size is None or job.request.is_size_default):
        size = Size(job.images[0].width_px, job.images[0].height_px)
    return RequestWire(
        width=size.width_px if size else None,
        height=size.height_px if size else None,
        steps=job.request.steps,
        seeds=list(job.request.seeds()),
    )


def _timings(job: Job) -> TimingsWire:
    return TimingsWire(
        queued_ms=_ms(job.created_at, job.started_at or job.finished_at),
        engine_ms=job.usage.engine_ms if job.usage else None,
        total_ms=_ms(job.created_at, job.finished_at),
    )


def _ms(begin: datetime, end: datetime | None) -> int | None:
    return None if end is None else max(0, round((end - begin).total_seconds() * 1000))


def _moment(at: datetime | None) -> str | None:
    return None if at is None else timestamp(at)


def _error(job: Job) -> JobErrorWire | None:
    if job.error is None:
        return None
    return JobErrorWire(
        code=job.error.code, message=job.error.message, retryable=job.error.retryable
    )
