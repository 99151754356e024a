"""What OpenAI's routes say of themselves in OpenAPI.

It does not know what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from inkstone.dialects import openapi
from inkstone.dialects.openai.wire import (
    EditWire,
    ErrorWire,
    GenerationWire,
    ImagesWire,
    ModelsWire,
    ModelWire,
)

_KEY = {401: "No key, or one that is not valid."}
_BUSY = {
    429: "Too many requests, or the balance is too low (`insufficient_quota`).",
    503: "Not now; see `Retry-After`.",
}
_MADE = "The pictures; with `stream` server-sent events that end with the one picture."
_REFUSED = {
    400: "The body has faults, all of which are named, or asks for what the engine cannot do.",
    **_KEY,
    404: "No such model.",
    410: "The request is known by its key, and what it made has been deleted.",
    413: "The body or a picture in it is too large.",
    **_BUSY,
    500: "A fault of the server.",
    502: "The engine could not make the pictures.",
    504: "It took too long; it was stopped, and nothing is charged.",
}
_IDEMPOTENCY = {
    "Idempotency-Key": "1 to 255 printable ASCII characters: the same key and body within 24 hours "
    "give the same pictures."
}
_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "shortest": {"model": "qwen-image-2.0", "prompt": "A lighthouse at dusk"},
    "every part": {
        "model": "qwen-image-2.0-pro",
        "prompt": "A shop sign that says 墨香",
        "n": 2,
        "size": "1536x1024",
        "output_format": "webp",
        "output_compression": 80,
        "response_format": "url",
        "seed": 7,
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


def _edit_body() -> dict[str, Any]:
    """The two forms of an edit: JSON, and a form with files."""
    example = {
        "model": "qwen-image-2.0",
        "prompt": "make it night",
        "images": [{"image_url": "https://example.com/day.png"}],
    }
    body = openapi.body_of(EditWire, required=("prompt", "images"), examples={"shortest": example})
    fields = openapi.body_of(GenerationWire, required=(), examples={})
    schema = fields["content"]["application/json"]["schema"]
    file = {"type": "string", "format": "binary"}
    schema["properties"] |= {
        "image": {**file, "description": "A picture to edit."},
        "image[]": {"type": "array", "items": file, "description": "Several, in order."},
        "url": {"type": "string", "description": "Ours: an address in place of a file."},
        "url[]": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ours: several, in order.",
        },
        "mask": {
            **file,
            "description": "As large as the first picture; what is transparent in it may change.",
        },
    }
    schema["required"] = ["prompt"]
    body["content"]["multipart/form-data"] = {"schema": schema}
    return body


GENERATE = _operation(
    "Make pictures from words",
    ImagesWire,
    _MADE,
    description="Waits for the pictures.",
    errors=_REFUSED,
    body=openapi.body_of(GenerationWire, required=("prompt",), examples=_EXAMPLES),
    headers=_IDEMPOTENCY,
)
EDIT = _operation(
    "Make pictures from pictures",
    ImagesWire,
    _MADE,
    description="Waits for the pictures. In a form, numbers and booleans are text.",
    errors=_REFUSED,
    body=_edit_body(),
    headers=_IDEMPOTENCY,
)
LIST_MODELS = _operation("List models", ModelsWire, "The models.", errors={**_KEY, 503: _BUSY[503]})
GET_MODEL = _operation(
    "Show a model", ModelWire, "It.", errors={**_KEY, 404: "No such model.", 503: _BUSY[503]}
)
for _made in (GENERATE, EDIT):
    _made.answers[200]["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
