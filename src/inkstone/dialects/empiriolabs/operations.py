"""What EmpirioLabs' routes say of themselves in OpenAPI.

It does not know what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from inkstone.dialects import openapi
from inkstone.dialects.empiriolabs.wire import (
    CATALOGUE_ID,
    ErrorWire,
    GenerationWire,
    HealthWire,
    ImagesWire,
    JobsQuery,
    JobsWire,
    JobWire,
    SubmittedWire,
    TemplatesWire,
    UsageQuery,
)
from inkstone.dialects.empiriolabs.wire_pages import ModelsWire, ModelWire, UsageWire

_KEY = {401: "No key, or one that is not valid."}
_BUSY = {429: "Too many requests; see `Retry-After`.", 503: "Not now; see `Retry-After`."}
_NO_JOB = {404: "No such job of this account, or its record is no longer kept."}


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


def _create_image() -> Operation:
    operation = _operation(
        "Make pictures",
        SubmittedWire,
        "The job, to be polled; with `sync` the pictures.",
        description="Answers at once with a job to poll. With `sync` it waits for the pictures, "
        "and where they take too long answers 202 with the job after all.",
        errors={
            400: "The body has faults, all of which are named.",
            **_KEY,
            402: "The balance is too low.",
            404: "No such model or template.",
            409: "The idempotency key belongs to another request.",
            413: "The body is too large.",
            **_BUSY,
            500: "A fault of the server.",
            502: "With `sync`: the engine could not make the pictures.",
            504: "With `sync`: the job waited in the queue for too long.",
        },
        body=openapi.body_of(
            GenerationWire,
            required=("model", "prompt"),
            examples={
                "shortest": {"model": CATALOGUE_ID, "prompt": "A lighthouse at dusk"},
                "waiting": {
                    "model": CATALOGUE_ID,
                    "prompt": "A shop sign that says 墨香",
                    "model_variant": "qwen-image-2.0",
                    "aspect_ratio": "1:1",
                    "seed": 7,
                    "sync": True,
                },
            },
        ),
        headers={
            "Idempotency-Key": "1 to 255 printable ASCII characters: the same key and body within "
            "24 hours give the same job."
        },
    )
    operation.answers[200]["model"] = SubmittedWire | ImagesWire
    operation.answers[202] = {
        "model": SubmittedWire,
        "description": "The wait is over before the job is; it goes on and can be polled.",
    }
    return operation


CREATE_IMAGE = _create_image()
LIST_JOBS = _operation(
    "List jobs",
    JobsWire,
    "The account's jobs, newest first.",
    errors={400: "The query has faults.", **_KEY, **_BUSY},
    query=openapi.query_of(JobsQuery),
)
GET_JOB = _operation(
    "Poll a job",
    JobWire,
    "The job as it is now.",
    errors={**_KEY, **_NO_JOB, 410: "Its pictures are deleted.", **_BUSY},
)
CANCEL_JOB = _operation(
    "Cancel a job",
    JobWire,
    "The job as it then is; one that has ended is unchanged.",
    description="Pictures that are finished by then are kept and charged, the rest is free.",
    errors={**_KEY, **_NO_JOB, **_BUSY},
)
LIST_MODELS = _operation(
    "List models",
    ModelsWire,
    "The catalogue, with prices and parameters.",
    errors={**_KEY, **_BUSY},
)
GET_MODEL = _operation(
    "Show a model",
    ModelWire,
    "The model, with prices and parameters.",
    errors={**_KEY, 404: "No such model.", **_BUSY},
)
USAGE = _operation(
    "Show usage and balance",
    UsageWire,
    "What the account's requests came to, newest first, in whichever API they came.",
    errors={400: "The query has faults.", **_KEY, **_BUSY},
    query=openapi.query_of(UsageQuery),
)
TEMPLATES = _operation(
    "List prompt templates",
    TemplatesWire,
    "There are none.",
    errors={**_KEY, **_BUSY},
)
HEALTH = _operation(
    "Say that the service lives", HealthWire, "It does.", errors={}, needs_key=False
)
