"""Ours to OpenAI's words: pictures, models and errors.

One table says what each error becomes. It does not know how a request was asked.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects.answers import answer, epoch_s
from inkstone.dialects.endings import JobCancelled, JobExpired, WaitTooLong
from inkstone.dialects.headers import error_headers
from inkstone.dialects.openai.wire import (
    CompletedWire,
    ErrorBodyWire,
    ErrorWire,
    ImagesWire,
    ImageWire,
    ModelsWire,
    ModelWire,
    PartialWire,
    UsageWire,
)
from inkstone.dialects.refusals import MethodNotAllowed, nearest
from inkstone.domain import errors
from inkstone.domain.catalogue import Catalogue, PublicModel
from inkstone.domain.job import Job, JobImage
from inkstone.domain.request import ImageRequest

_INVALID, _SERVER = "invalid_request_error", "server_error"

#: What each class of error becomes: status, `type` and `code`; without a code the error's own. A
#: class that is not named here is what its nearest ancestor is. There is no 409, which the
#: vendor's clients send again.
ERRORS: Mapping[type[errors.InkstoneError], tuple[int, str, str | None]] = {
    errors.InkstoneError: (500, _SERVER, None),
    errors.InvalidRequest: (400, _INVALID, None),
    errors.UnknownModel: (404, _INVALID, "model_not_found"),
    errors.PayloadTooLarge: (413, _INVALID, None),
    errors.IdempotencyMismatch: (400, _INVALID, "idempotency_mismatch"),
    MethodNotAllowed: (405, _INVALID, None),
    errors.NotFound: (404, _INVALID, None),
    errors.Gone: (410, _INVALID, None),
    BlobMissing: (410, _INVALID, "result_deleted"),
    errors.NotAuthenticated: (401, _INVALID, None),
    errors.MissingKey: (401, _INVALID, "invalid_api_key"),
    errors.PermissionDenied: (403, _INVALID, None),
    errors.InsufficientFunds: (429, "insufficient_quota", "insufficient_quota"),
    errors.TryLater: (503, _SERVER, None),
    errors.RateLimited: (429, "rate_limit_error", "rate_limit_exceeded"),
    errors.PriceUnknown: (400, _INVALID, None),
    errors.ContentRefused: (400, _INVALID, "content_policy_violation"),
    errors.ServerFault: (500, _SERVER, None),
    errors.EngineFailure: (502, _SERVER, None),
    errors.WorkerLost: (502, _SERVER, None),
    JobCancelled: (400, _INVALID, None),
    WaitTooLong: (504, _SERVER, None),
    JobExpired: (504, _SERVER, None),
}
#: What would come to the same again, though its status looks as if it might not.
_FINAL = (errors.InsufficientFunds, errors.WorkerLost, errors.UpstreamUnknown, WaitTooLong)
_FINAL_CODES = frozenset({"engine_timeout"})
#: Kinds of faults in a body that are told by name; any other is a value that is wrong.
_KINDS: Mapping[str, str] = {
    "missing": "missing_required_parameter",
    "invalid_body": "invalid_body",
    "invalid_text": "invalid_text",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$", re.ASCII)
#: When the family came out, for names without a date.
_CREATED_ON = "2026-03-03"
#: Said outright: the model would copy its default for every answer.
_NOTHING_USED = UsageWire()


def encode_images(job: Job, pictures: Sequence[str]) -> ImagesWire:
    """The answer to a request for pictures.

    Args:
        job: which has ended.
        pictures: each in base64, or its address, as the request asked for.
    """
    name = str(job.wire["response_format"])
    return ImagesWire(
        created=epoch_s(job.finished_at or job.created_at),
        background=_background(job.request),
        output_format=job.request.output_format,
        quality=str(job.wire["quality"]),
        size=_size(job.images[0]),
        data=[
            ImageWire(**{name: picture}, revised_prompt=job.rewrite or None, seed=image.seed)
            for picture, image in zip(pictures, job.images, strict=True)
        ],
        usage=_NOTHING_USED,
    )


def encode_partial(
    job: Job, b64_json: str, *, index: int, media_type: str, at: datetime
) -> PartialWire:
    """A preview in a stream."""
    return PartialWire(
        type=f"{event_name(job.request)}.partial_image",
        b64_json=b64_json,
        background=_background(job.request),
        created_at=epoch_s(at),
        output_format=media_type.removeprefix("image/"),
        partial_image_index=index,
        quality=str(job.wire["quality"]),
        size=str(job.request.size or "auto"),
    )


def encode_completed(job: Job, b64_json: str) -> CompletedWire:
    """The picture at the end of a stream."""
    return CompletedWire(
        type=f"{event_name(job.request)}.completed",
        b64_json=b64_json,
        background=_background(job.request),
        created_at=epoch_s(job.finished_at or job.created_at),
        output_format=job.request.output_format,
        quality=str(job.wire["quality"]),
        size=_size(job.images[0]),
        usage=_NOTHING_USED,
    )


def _background(request: ImageRequest) -> Literal["opaque", "transparent"]:
    return "transparent" if request.is_transparent else "opaque"


def event_name(request: ImageRequest) -> str:
    """What the events of a stream begin with."""
    return "image_edit" if request.is_edit else "image_generation"


def encode_models(catalogue: Catalogue) -> ModelsWire:
    """All models."""
    return ModelsWire(data=[encode_model(model, name=model.name) for model in catalogue.models])


def encode_model(model: PublicModel, *, name: str) -> ModelWire:
    """One model, by the name that its caller knows it by."""
    dated = _DATE.search(model.resolves_to)
    day = datetime.fromisoformat(dated[0] if dated else _CREATED_ON)
    return ModelWire(id=name, created=epoch_s(day.replace(tzinfo=UTC)))


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal: the vendor's status and body of an error."""
    status = nearest(ERRORS, error)[0]
    headers = error_headers(error)
    if isinstance(error, _FINAL) or error.code in _FINAL_CODES:
        headers["x-should-retry"] = "false"
    return answer(error_of(error), status=status, headers=headers)


def error_of(error: errors.InkstoneError) -> ErrorWire:
    """The body of a refusal, which a stream can also end with."""
    _, kind, code = nearest(ERRORS, error)
    is_mismatch = isinstance(error, errors.IdempotencyMismatch)
    faults = error.faults if isinstance(error, errors.InvalidRequest) else ()
    return ErrorWire(
        error=ErrorBodyWire(
            message=f"{error.code}: {error.message}" if is_mismatch else error.message,
            type=kind,
            param=(faults[0].param or None) if faults else None,
            code=code or _code(error, faults),
        )
    )


def _code(error: errors.InkstoneError, faults: Sequence[errors.Fault]) -> str:
    if error.code != errors.InvalidRequest.code:
        return error.code
    return _KINDS.get(faults[0].kind, "invalid_value") if faults else "invalid_value"


def _size(image: JobImage) -> str:
    return f"{image.width_px}x{image.height_px}"
