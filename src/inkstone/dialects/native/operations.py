"""What the native API's routes say of themselves in OpenAPI.

It does not know what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from inkstone.dialects import openapi
from inkstone.dialects.native.wire import (
    BalanceWire,
    DocumentsWire,
    ErrorWire,
    EstimateWire,
    JobsWire,
    JobWire,
    PriceQuery,
    SubmitWire,
    UploadWire,
    WaitQuery,
    WebhookSecretsWire,
)
from inkstone.dialects.native.wire_pages import (
    LedgerQuery,
    LedgerWire,
    ModelsWire,
    ModelWire,
    RateCardWire,
    UsageQuery,
    UsageWire,
)
from inkstone.dialects.native.wire_search import JobsQuery, StarWire

_KEY = {401: "No key, or one that is not valid."}
_BUSY = {503: "Not now; see `Retry-After`."}
_NONE = {404: "There is no such thing, or it is another account's."}
_QUERY = {400: "The query has faults."}
_EVENT_STREAM = {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
_PICTURE = {"type": "string", "format": "binary"}
_UPLOAD_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _PICTURE}}
        },
        "image/*": {"schema": _PICTURE},
    },
}
_SUBMIT_BODY = openapi.body_of(
    SubmitWire,
    required=("prompt",),
    examples={
        "shortest": {"prompt": "A lighthouse at dusk"},
        "edit": {"prompt": "make it night", "images": ["upload_01kb2n8zq5v3r7x9y1c4d6e8fg"]},
        "careful": {
            "model": "qwen-image-2.0-pro",
            "prompt": "A shop sign that says 墨香",
            "size": "16:9",
            "resolution": "2K",
            "n": 2,
            "seed": 7,
            "output_format": "webp",
            "deadline_s": 120,
            "metadata": {"order": "1234"},
        },
    },
)
_WAIT_HEADER = {"Prefer": "`wait=N`: hold the call for N seconds, at most 300."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route's description."""

    summary: str
    description: str = ""
    status: int = 200
    answers: dict[int | str, dict[str, Any]]
    extra: dict[str, Any]


def _operation(
    summary: str,
    answer: type[BaseModel] | None,
    about: str,
    *,
    description: str = "",
    status: int = 200,
    errors: Mapping[int, str] | None = None,
    **parts: Any,
) -> Operation:
    refusals = {**(errors or {}), **_KEY, **_BUSY}
    return Operation(
        summary=summary,
        description=description,
        status=204 if answer is None else status,
        answers=openapi.answers(answer, about, error=ErrorWire, errors=refusals, status=status),
        extra=openapi.operation(**parts),
    )


#: The same for routes that are described elsewhere.
describe = _operation


def _submit() -> Operation:
    operation = _operation(
        "Submit a job",
        JobWire,
        "The job; it is queued, or still under way at the end of the wait.",
        description="Answers at once, or holds the call for as long as `wait` or `Prefer: wait` "
        "says; `Location` names the job.",
        status=202,
        errors={
            400: "The body has faults, all of which are named.",
            402: "The balance is too low.",
            404: "No such model.",
            413: "The body is too large.",
            422: "The idempotency key belongs to another request.",
        },
        body=_SUBMIT_BODY,
        query=openapi.query_of(WaitQuery),
        headers={
            "Idempotency-Key": "The same key and body give the same job, for 24 hours.",
            **_WAIT_HEADER,
        },
    )
    operation.answers[200] = {"model": JobWire, "description": "The job at its end."}
    return operation


def _events() -> Operation:
    operation = _operation(
        "Follow a job",
        JobWire,
        "Events until the job's end: status, queue, progress, preview, warning, done.",
        description="Opens with the job as it is. `id` numbers the changes of state; a client "
        "that sends the last it saw as `Last-Event-ID` is told what came after.",
        errors=_NONE,
        headers={"Last-Event-ID": "The `id` of the last event that was seen."},
    )
    operation.answers[200] = {"description": operation.answers[200]["description"], **_EVENT_STREAM}
    return operation


SUBMIT = _submit()
LIST_JOBS = _operation(
    "List jobs",
    JobsWire,
    "The account's jobs, newest first, whatever dialect they came in by.",
    errors=_QUERY,
    query=openapi.query_of(JobsQuery),
)
GET_JOB = _operation(
    "Show a job",
    JobWire,
    "The job as it is, whatever dialect it came in by.",
    errors={**_QUERY, **_NONE},
    query=openapi.query_of(WaitQuery),
    headers=_WAIT_HEADER,
)
STAR_JOB = _operation(
    "Give a job a star",
    JobWire,
    "The job, with its star or without.",
    description="Stars are the account's own marks, to find a job again; they change nothing else.",
    errors={400: "The body has faults, all of which are named.", **_NONE},
    body=openapi.body_of(StarWire, required=("starred",), examples={"star": {"starred": True}}),
)
CANCEL_JOB = _operation(
    "Cancel a job",
    JobWire,
    "The job as it then is; one that has ended is unchanged.",
    description="Pictures that are finished by then are kept and charged, the rest is free.",
    errors=_NONE,
)
EVENTS = _events()
PICTURE_DOCUMENTS = _operation(
    "Show what is known of a picture",
    DocumentsWire,
    "The documents that its engine gave with it, such as the scene that it shows.",
    description="Kept for as long as the picture; an engine that gives none leaves them empty.",
    errors=_NONE,
)
DELETE_JOB = _operation(
    "Delete a job",
    None,
    "It is deleted.",
    description="What it made, what it started from and what its caller wrote; its bill stays.",
    errors={400: "It has not ended; cancel it first.", **_NONE},
)
ESTIMATE = _operation(
    "Price a request",
    EstimateWire,
    "What the same body would cost the caller as a job.",
    description="Checked as a submit is; nothing is made or held. With `dialect`, as that charges.",
    errors={400: "The body has faults, all of which are named.", 404: "No such model."},
    body=_SUBMIT_BODY,
    query=openapi.query_of(PriceQuery),
)
BALANCE = _operation("Show the balance", BalanceWire, "What the key's account has.")
WEBHOOK_SECRETS = _operation(
    "Show the webhook secrets",
    WebhookSecretsWire,
    "What the account's webhooks are signed with; made at the first call.",
)
RATE_CARD = _operation(
    "Show the prices",
    RateCardWire,
    "The rate card in effect: the base prices, and the rules that concern the caller.",
    errors={400: "The rate card names no price in this dialect."},
    query=openapi.query_of(PriceQuery),
)
USAGE = _operation(
    "Show usage",
    UsageWire,
    "What the account's jobs came to, in whichever API they came.",
    errors=_QUERY,
    query=openapi.query_of(UsageQuery),
)
LEDGER = _operation(
    "Show the ledger",
    LedgerWire,
    "The account's ledger entries, newest first; all of them add up to its balance.",
    errors=_QUERY,
    query=openapi.query_of(LedgerQuery),
)
LIST_MODELS = _operation("List models", ModelsWire, "The catalogue.")
GET_MODEL = _operation(
    "Show a model", ModelWire, "The model, by its name or an alias.", errors={404: "No such model."}
)
CREATE_UPLOAD = _operation(
    "Bring a picture",
    UploadWire,
    "It is kept, to start requests from.",
    status=201,
    errors={
        400: "It is no picture that is read here.",
        413: "It is too large, or the account has as many uploads as it may.",
    },
    body=_UPLOAD_BODY,
)
GET_UPLOAD = _operation("Show an upload", UploadWire, "The upload.", errors=_NONE)
DELETE_UPLOAD = _operation("Remove an upload", None, "It is gone.", errors=_NONE)
