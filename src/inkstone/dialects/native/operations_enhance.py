"""What the native API's route that rewrites prompts says of itself in OpenAPI.

It does not know what it does.
"""

from typing import Any

from inkstone.dialects import openapi
from inkstone.dialects.native.operations import describe
from inkstone.dialects.native.wire_enhance import RewriteWire, RewrittenWire

_EXAMPLES: dict[str, dict[str, Any]] = {
    "a new picture": {"prompt": "A lighthouse at dusk"},
    "an edit": {"prompt": "make it night", "images": ["upload_01kb2n8zq5v3r7x9y1c4d6e8fg"]},
}

ENHANCE = describe(
    "Rewrite a prompt",
    RewrittenWire,
    "The prompt in other words.",
    description="What a job with `enhance` would be drawn from, without drawing it. It counts as "
    "a call for work and costs nothing.",
    errors={
        400: "The body has faults, or the words are refused.",
        409: "No prompt enhancer is set here, or none for edits; waiting does not help.",
        413: "The body is too large.",
        429: "Too many calls; see `Retry-After`.",
        500: "The enhancer made nothing of it that can be used.",
    },
    body=openapi.body_of(RewriteWire, required=("prompt",), examples=_EXAMPLES),
)
