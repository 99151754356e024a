"""AIML API's JSON for pictures: every field of its requests and answers, with its range.

Source: the vendor's page of Qwen Image 2.0 and docs.aimlapi.com, read on 2026-11-20.
It does not know what the fields lead to.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from inkstone.dialects.faults import WHOLE, Wire

NAME = "aimlapi"
STANDARD, PRO = "alibaba/qwen-image-2-0", "alibaba/qwen-image-2-0-pro"

#: What the vendor calls each model, by the name that it goes by in the catalogue; its other names.
MODELS: dict[str, tuple[str, ...]] = {
    STANDARD: ("qwen-image-2-0",),
    PRO: ("qwen-image-2-0-pro",),
}

PROMPT_CHARS_MAX = 2_000
NEGATIVE_PROMPT_CHARS_MAX = 500
NUM_INPUTS_MAX = 3
SIDE_MIN, SIDE_MAX, SIDE_STEP = 512, 1440, 32
SEED_MAX = 2**31 - 1

#: The vendor names the presets and not their pixels: these are the ones that other services of the
#: same words quote, and 1024×768 is what the vendor shows for a sibling model.
PIXELS: dict[str, tuple[int, int]] = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
DEFAULT_PRESET = "landscape_4_3"

_SIDE_SCHEMA = {
    "type": "integer",
    "minimum": SIDE_MIN,
    "maximum": SIDE_MAX,
    "multipleOf": SIDE_STEP,
}
_SIZE_SCHEMA = {
    "oneOf": [
        {"type": "string", "enum": list(PIXELS)},
        {
            "type": "object",
            "properties": {"width": _SIDE_SCHEMA, "height": _SIDE_SCHEMA},
            "required": ["width", "height"],
        },
    ]
}


class GenerationWire(Wire):
    """The body of `POST /v1/images/generations`."""

    model: str | None = Field(None, max_length=200, description=f"`{STANDARD}` or `{PRO}`.")
    prompt: str | None = Field(
        None,
        max_length=PROMPT_CHARS_MAX,
        description="What to draw; with pictures attached, what to change. In Unicode characters.",
    )
    image_urls: list[str] | None = Field(
        None,
        max_length=NUM_INPUTS_MAX,
        description="1 to 3 pictures to edit: http(s) URLs, data: URIs or base64.",
    )
    image_size: Annotated[Any, WithJsonSchema(_SIZE_SCHEMA)] = Field(
        None, description=f"A preset, or width and height in pixels. Default {DEFAULT_PRESET}."
    )
    size: str | None = Field(
        None,
        max_length=20,
        description="Pixels as WxH where image_size is absent, within the same range; `auto` is "
        "no size.",
    )
    enhance_prompt: bool | None = Field(
        None, description="Default true: a prompt enhancer, where one is set up, may rewrite."
    )
    negative_prompt: str | None = Field(
        None, max_length=NEGATIVE_PROMPT_CHARS_MAX, description="What to avoid."
    )
    seed: Annotated[int, Field(ge=0, le=SEED_MAX), WHOLE] | None = Field(
        None, description="Drawn where omitted."
    )
    watermark: bool | None = Field(
        None, description="Default false: the pixels carry the picture's id, unseen."
    )
    response_format: Literal["url", "b64_json"] | None = Field(None, description="Default url.")
    n: Annotated[int, WHOLE] | None = Field(None, description="1: a request makes one picture.")
    num_images: Annotated[int, WHOLE] | None = Field(None, description="The same as n.")


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order."""


class ImageWire(_Answer):
    """A picture, by address or in full."""

    url: str | None = Field(default=None, description="Signed, and good for 7 days.")
    b64_json: str | None = None


class UsageWire(_Answer):
    """What a picture was charged with."""

    credits_used: int
    usd_spent: float


class MetaWire(_Answer):
    """What stands beside the pictures."""

    usage: UsageWire


class ImagesWire(_Answer):
    """The answer to a request for pictures."""

    created: int = Field(description="Unix milliseconds.")
    data: list[ImageWire]
    meta: MetaWire


class ErrorWire(_Answer):
    """A refusal; flat, as the vendor's are."""

    requestId: str = Field(description="As in the header x-request-id.")  # noqa: N815
    statusCode: int  # noqa: N815
    timestamp: str
    path: str
    message: str
