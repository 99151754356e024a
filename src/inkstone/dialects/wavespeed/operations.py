"""What WaveSpeed's routes say of themselves in OpenAPI.

It does not know what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from inkstone.dialects import openapi
from inkstone.dialects.faults import Wire
from inkstone.dialects.wavespeed.wire import (
    OWNER,
    DeleteBody,
    EditWire,
    PredictionsBody,
    PredictionsQuery,
    PricingBody,
    SubmitQuery,
    TextToImageWire,
    TicketBody,
)
from inkstone.dialects.wavespeed.wire_answers import (
    BalanceAnswer,
    DeletedAnswer,
    ErrorWire,
    NumDeletedAnswer,
    PageAnswer,
    PredictionAnswer,
    PriceAnswer,
    SecretAnswer,
    StoredAnswer,
    TicketAnswer,
    UploadAnswer,
)

_FAULTS = {400: "The request has faults, all of which are named."}
_KEY = {401: "No key, or one that is not valid."}
_BUSY = {429: "Too many requests; see `Retry-After`.", 503: "Not now; see `Retry-After`."}
_NO_PREDICTION = {404: "No such prediction of this account, or it has been deleted."}
_NO_MODEL = {404: "No such model; the message names those that there are."}
_TOO_LARGE = {413: "The body is too large."}
_PICTURE = {"type": "string", "format": "binary"}
_FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _PICTURE}}
        }
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route's description."""

    summary: str
    description: str = ""
    answers: dict[int | str, dict[str, Any]]
    extra: dict[str, Any]


def _operation(
    summary: str,
    answer: type[BaseModel],
    about: str,
    *,
    description: str = "",
    errors: Mapping[int, str],
    **parts: Any,
) -> Operation:
    return Operation(
        summary=summary,
        description=description,
        answers=openapi.answers(answer, about, error=ErrorWire, errors=errors),
        extra=openapi.operation(**parts),
    )


def _submit(summary: str, model: type[Wire], example: Mapping[str, Any]) -> Operation:
    required = ("images", "prompt") if model is EditWire else ("prompt",)
    return _operation(
        summary,
        PredictionAnswer,
        "The prediction, to be polled; in sync mode as it ended, or with `data.code` 5004 where "
        "the wait was over before.",
        description=f"The owner is `{OWNER}`; the models are `qwen-image-2.0` and "
        "`qwen-image-2.0-pro`. A prediction that failed is a 200 with `data.status` `failed`.",
        errors={
            **_FAULTS,
            **_KEY,
            402: "The balance is too low.",
            **_NO_MODEL,
            409: "The idempotency key belongs to another request.",
            **_TOO_LARGE,
            **_BUSY,
            500: "A fault of the server.",
        },
        body=openapi.body_of(model, required=required, examples={"shortest": example}),
        query=openapi.query_of(SubmitQuery),
        headers={
            "Idempotency-Key": "1 to 255 printable ASCII characters: the same key and body within "
            "24 hours give the same prediction."
        },
    )


def _body(model: type[Wire], example: Mapping[str, Any]) -> dict[str, Any]:
    return openapi.body_of(model, required=tuple(example), examples={"shortest": example})


TEXT_TO_IMAGE = _submit(
    "Make a picture from text", TextToImageWire, {"prompt": "A lighthouse at dusk"}
)
EDIT = _submit(
    "Change pictures",
    EditWire,
    {"prompt": "Make the sky pink", "images": ["https://example.com/lighthouse.png"]},
)
NO_MODEL = Operation(
    summary="Refuse any other model",
    description="There is nothing at this path; the message names the models that there are.",
    answers={
        status: {"model": ErrorWire, "description": about}
        for status, about in {**_KEY, **_NO_MODEL, **_BUSY}.items()
    },
    extra=openapi.operation(),
)
RESULT = _operation(
    "Poll a prediction",
    PredictionAnswer,
    "The prediction as it is now.",
    errors={**_KEY, **_NO_PREDICTION, **_BUSY},
)
LIST_BY_BODY = _operation(
    "List predictions",
    PageAnswer,
    "A page, newest first, of the last 7 days.",
    errors={**_FAULTS, **_KEY, **_TOO_LARGE, **_BUSY},
    body=_body(PredictionsBody, {"page": 1, "page_size": 20}),
)
LIST_BY_QUERY = _operation(
    "List predictions",
    PageAnswer,
    "A page, newest first, of the last 7 days.",
    errors={**_FAULTS, **_KEY, **_BUSY},
    query=openapi.query_of(PredictionsQuery),
)
DELETE = _operation(
    "Delete a prediction",
    DeletedAnswer,
    "It is gone, with its pictures; one under way was cancelled first.",
    errors={
        400: "It is under way and could not be stopped yet.",
        **_KEY,
        **_NO_PREDICTION,
        **_BUSY,
    },
)
DELETE_MANY = _operation(
    "Delete predictions",
    NumDeletedAnswer,
    "How many there were; unknown ids are skipped.",
    errors={**_FAULTS, **_KEY, **_TOO_LARGE, **_BUSY},
    body=_body(DeleteBody, {"ids": ["job_" + "0" * 26]}),
)
BALANCE = _operation(
    "Show the balance", BalanceAnswer, "What may be spent.", errors={**_KEY, **_BUSY}
)
PRICING = _operation(
    "Show the price of a call",
    PriceAnswer,
    "What one picture costs.",
    errors={**_FAULTS, **_KEY, **_NO_MODEL, **_TOO_LARGE, **_BUSY},
    body=_body(PricingBody, {"model_id": f"{OWNER}/qwen-image-2.0/text-to-image"}),
)
WEBHOOK_SECRET = _operation(
    "Show what webhooks are signed with",
    SecretAnswer,
    "The account's newest secret; one is made where there is none.",
    errors={**_KEY, **_BUSY},
)
TICKET = _operation(
    "Get a place for a picture",
    TicketAnswer,
    "Where to PUT the bytes, and where they will be.",
    errors={**_FAULTS, **_KEY, 413: "The picture would be too large.", **_BUSY},
    body=_body(TicketBody, {"filename": "kite.png", "size": 12_345}),
)
PUT = Operation(
    summary="Bring a picture by its ticket",
    description="The address of the ticket carries its permission; no key is needed. Within 15 "
    "minutes, and once.",
    answers=openapi.answers(
        StoredAnswer,
        "It is there.",
        error=ErrorWire,
        errors={
            400: "It is no picture that is read here, or one came before.",
            401: "No ticket for this, or its time is over.",
            413: "It is larger than the ticket says, or the account has as much as it may.",
            **_BUSY,
        },
    ),
    extra=openapi.operation(
        body={"required": True, "content": {"image/*": {"schema": _PICTURE}}},
        needs_key=False,
        query=[
            {
                "name": "token",
                "in": "query",
                "required": False,
                "description": "The ticket.",
                "schema": {"type": "string"},
            }
        ],
    ),
)
FORM = _operation(
    "Bring a picture",
    UploadAnswer,
    "It is there.",
    errors={
        400: "It is no picture that is read here, or there is no part `file`.",
        **_KEY,
        413: "It is too large, or the account has as much as it may.",
        **_BUSY,
    },
    body=_FORM,
)
