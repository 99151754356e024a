"""What the native API's route that verifies pictures says of itself in OpenAPI.

It does not know what it does.
"""

from typing import Any

from inkstone.dialects import openapi
from inkstone.dialects.native.operations import Operation, describe
from inkstone.dialects.native.wire_verify import VerificationWire, VerifyWire

_PICTURE = {"type": "string", "format": "binary"}
_EXAMPLES = {
    "by its address": {"image": "https://example.com/picture.jpg"},
    "an upload": {"image": "upload_01kb2n8zq5v3r7x9y1c4d6e8fg"},
}


def _body() -> dict[str, Any]:
    body = openapi.body_of(VerifyWire, required=("image",), examples=_EXAMPLES)
    form = {"type": "object", "required": ["file"], "properties": {"file": _PICTURE}}
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": form},
            "image/*": {"schema": _PICTURE},
            **body["content"],
        },
    }


def _verify() -> Operation:
    operation = describe(
        "Verify a picture",
        VerificationWire,
        "What is known of it.",
        description="What any picture says of itself, whether its credentials hold, and which "
        "picture made here it is. Free of charge, and without a key unless the operator asks for "
        "one; naming a picture by URL or upload takes a key with the scope `read`. Who made a "
        "picture, and by which job, is told to its owner alone.",
        errors={
            400: "It is no picture that is read here, or it is not named as it must be.",
            413: "It is too large.",
            429: "The account, or the address, has had as many verified as it may; see "
            "`Retry-After`.",
        },
        body=_body(),
    )
    # A key may be sent, and need not.
    operation.extra["security"].insert(0, {})
    return operation


VERIFY = _verify()
