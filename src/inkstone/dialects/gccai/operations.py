"""What GCCAI's routes say of themselves in OpenAPI.

It does not know what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from inkstone.dialects import openapi
from inkstone.dialects.gccai.wire import (
    BalanceErrorWire,
    BalanceWire,
    ErrorWire,
    GenerationWire,
    ModelsWire,
    ModelWire,
    PolledWire,
    SubmittedWire,
    TaskQuery,
    UploadWire,
)

_KEY = {401: "No key, or one that is not valid."}
_BUSY = {429: "Too many requests; see `Retry-After`.", 503: "Not now; see `Retry-After`."}
_NO_TASK = {404: "No such task of this account, or its record is no longer kept."}
_GONE = {410: "What it made has been deleted."}
_UPLOAD_BODY: Mapping[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
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
    error: type[BaseModel] = ErrorWire,
    errors: Mapping[int, str],
    **parts: Any,
) -> Operation:
    return Operation(
        summary=summary,
        description=description,
        answers=openapi.answers(answer, about, error=error, errors=errors),
        extra=openapi.operation(**parts),
    )


CREATE_IMAGE = _operation(
    "Make pictures",
    SubmittedWire,
    "The task, to be polled.",
    description="Always answers at once with one task, however many pictures it will make.",
    errors={
        400: "The body has faults, all of which are named; or the idempotency key belongs to "
        "another request.",
        **_KEY,
        402: "The balance is too low.",
        **_GONE,
        413: "The body is too large.",
        **_BUSY,
        500: "A fault of the server.",
    },
    body=openapi.body_of(
        GenerationWire,
        required=("model", "prompt"),
        examples={
            "shortest": {"model": "qwen-image-2.0", "prompt": "A lighthouse at dusk"},
            "large": {
                "model": "qwen-image-2.0-pro",
                "prompt": "A shop sign that says 墨香",
                "size": "16:9",
                "resolution": "2K",
                "n": 2,
            },
        },
    ),
    headers={
        "Idempotency-Key": "1 to 255 printable ASCII characters: the same key and body within "
        "24 hours give the same task."
    },
)
GET_TASK = _operation(
    "Poll a task",
    PolledWire,
    "The task as it is now.",
    errors={**_KEY, **_NO_TASK, **_GONE, **_BUSY},
    query=openapi.query_of(TaskQuery),
)
CANCEL_TASK = _operation(
    "Cancel a task",
    PolledWire,
    "The task as it then is; one that has ended is unchanged.",
    description="Pictures that are finished by then are kept and charged, the rest is free.",
    errors={**_KEY, **_NO_TASK, **_GONE, **_BUSY},
    query=openapi.query_of(TaskQuery),
)
BALANCE = _operation(
    "Show the balance",
    BalanceWire,
    "What the key's account may spend and has spent.",
    error=BalanceErrorWire,
    errors={**_KEY, **_BUSY},
)
UPLOAD = _operation(
    "Bring a picture",
    UploadWire,
    "Its address, to be named in `image_urls`.",
    errors={
        400: "No `file`, or it is no picture that is read here.",
        **_KEY,
        413: "It is too large, or the account has as many uploads as it may.",
        **_BUSY,
    },
    body=_UPLOAD_BODY,
)
LIST_MODELS = _operation("List models", ModelsWire, "The models.", errors={**_KEY, **_BUSY})
GET_MODEL = _operation(
    "Show a model", ModelWire, "The model.", errors={**_KEY, 404: "No such model.", **_BUSY}
)
