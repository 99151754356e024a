"""What DashScope's routes say of themselves in OpenAPI.

It does not know what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from inkstone.dialects import openapi
from inkstone.dialects.dashscope.wire import (
    NUM_PARTS_MAX,
    AvoidWire,
    DoneWire,
    ErrorWire,
    GenerationWire,
    ParametersWire,
    PartWire,
    PromptWire,
    TasksQuery,
    TasksWire,
    TaskWire,
    TicketAnswerWire,
    TicketQuery,
)
from inkstone.dialects.faults import Wire

_KEY = {401: "No key, or one that is not valid."}
_BUSY = {429: "Too many requests; see `Retry-After`.", 503: "Not now; see `Retry-After`."}
_HEADERS = {
    "X-DashScope-Async": "`enable`: answer with a task to poll.",
    "X-DashScope-OssResourceResolve": "Taken and not needed: `oss://` addresses always work.",
    "Idempotency-Key": "1 to 255 printable ASCII characters: the same key and body within 24 "
    "hours give the same pictures.",
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


def _schema(model: type[Wire], **more: Any) -> dict[str, Any]:
    body = openapi.body_of(model, required=(), examples={})
    schema: dict[str, Any] = body["content"]["application/json"]["schema"]
    return {**schema, **more}


def _body(example: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a call for pictures, in both forms of `input`."""
    message = {
        "type": "object",
        "required": ["role", "content"],
        "properties": {
            "role": {"const": "user"},
            "content": {"type": "array", "maxItems": NUM_PARTS_MAX, "items": _schema(PartWire)},
        },
    }
    avoid = _schema(AvoidWire)["properties"]
    messages = {"type": "array", "minItems": 1, "maxItems": 1, "items": message}
    newer = {
        "type": "object",
        "required": ["messages"],
        "properties": {"messages": messages, **avoid},
    }
    older = _schema(PromptWire, required=["prompt"])
    older["properties"] = {**older["properties"], **avoid}
    schema = {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string", "description": "See the catalogue."},
            "input": {"anyOf": [newer, older]},
            "parameters": _schema(ParametersWire),
        },
    }
    content = {"schema": schema, "examples": {"shortest": {"value": dict(example)}}}
    return {"required": True, "content": {"application/json": content}}


def _generation(summary: str, example: Mapping[str, Any]) -> Operation:
    operation = _operation(
        summary,
        GenerationWire,
        "The pictures; with `X-DashScope-Async: enable` a task.",
        description="Waits for the pictures. With `X-DashScope-Async: enable` it answers at once "
        "with a task to poll.",
        errors={
            400: "The body has faults, all of which are named; a picture to edit cannot be had; "
            "or the balance is too low (`Arrearage`).",
            **_KEY,
            403: "Tasks of these models are switched off.",
            404: "No such model.",
            413: "The body is too large.",
            **_BUSY,
            500: "A fault of the server, or of its engine.",
            504: "The pictures were not there in time; nothing is charged.",
        },
        body=_body(example),
        headers=_HEADERS,
    )
    operation.answers[200]["model"] = GenerationWire | TaskWire
    return operation


_MESSAGE = {"role": "user", "content": [{"text": "A lighthouse at dusk"}]}
GENERATE = _generation(
    "Make or edit pictures", {"model": "qwen-image-2.0", "input": {"messages": [_MESSAGE]}}
)
SYNTHESIZE = _generation(
    "Make pictures from a prompt",
    {
        "model": "qwen-image-2.0",
        "input": {"prompt": "A lighthouse at dusk"},
        "parameters": {"size": "1024*1024", "n": 1},
    },
)
LIST_TASKS = _operation(
    "List tasks",
    TasksWire,
    "A page of the account's tasks of the last 24 hours, newest first.",
    errors={400: "The query has faults.", **_KEY, **_BUSY},
    query=openapi.query_of(TasksQuery),
)
GET_TASK = _operation(
    "Poll a task",
    TaskWire,
    "The task as it is; `UNKNOWN` where there is none, or no longer.",
    errors={**_KEY, **_BUSY},
)
CANCEL_TASK = _operation(
    "Cancel a task",
    DoneWire,
    "It is cancelled, and nothing is charged.",
    errors={400: "It is not PENDING.", **_KEY, **_BUSY},
)
GET_TICKET = _operation(
    "Get a ticket for uploads",
    TicketAnswerWire,
    "What allows to bring files for five minutes.",
    errors={400: "The query has faults.", **_KEY, 404: "No such model.", **_BUSY},
    query=openapi.query_of(TicketQuery),
)


def _upload() -> Operation:
    text = {"type": "string"}
    fields = {
        "policy": text,
        "Signature": text,
        "key": {"type": "string", "description": "The ticket's upload_dir, a slash, a name."},
        "file": {"type": "string", "format": "binary"},
    }
    form = {"type": "object", "required": list(fields), "properties": fields}
    operation = _operation(
        "Bring a file with a ticket",
        DoneWire,
        "It is kept for 24 hours as oss:// and its key.",
        description="Needs no key: the ticket's `upload_host` is its whole address.",
        errors={
            400: "It is no picture that is read here.",
            401: "No ticket, or one whose time is over.",
            413: "It is too large, or the account has as many uploads as it may.",
            **_BUSY,
        },
        needs_key=False,
        body={"required": True, "content": {"multipart/form-data": {"schema": form}}},
        query=[
            {"name": name, "in": "query", "required": True, "schema": text}
            for name in ("policy", "signature")
        ],
    )
    operation.answers[200] = {"description": "It is kept for 24 hours as oss:// and its key."}
    return operation


UPLOAD = _upload()
