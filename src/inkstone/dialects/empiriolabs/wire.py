"""EmpirioLabs' JSON: every field of its requests and answers, with its range.

Source: the vendor's page of Qwen Image 2.0 and docs.empiriolabs.ai, read on 2026-11-20.
It does not know what the fields lead to.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import QUERY_WHOLE, WHOLE, QueryMoment, Wire

NAME = "empiriolabs"
#: The vendor's name of the whole family; the variant stands beside it.
CATALOGUE_ID = "qwen-image-2-0"
#: The vendor's default, which is a pro variant.
DEFAULT_VARIANT = "qwen-image-2.0-pro-2026-04-22"

Variant = Literal[
    "qwen-image-2.0-pro-2026-06-22",
    "qwen-image-2.0-pro-2026-04-22",
    "qwen-image-2.0-pro-2026-03-03",
    "qwen-image-2.0-pro",
    "qwen-image-2.0-2026-03-03",
    "qwen-image-2.0",
]
AspectRatio = Literal["16:9", "9:16", "1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5"]

PROMPT_CHARS_MAX = 800
NEGATIVE_PROMPT_CHARS_MAX = 500
NUM_INPUTS_MAX = 3
CUSTOM_SIDE_MIN, CUSTOM_SIDE_MAX = 512, 2048
SEED_MAX = 2**31 - 1

#: The vendor names the ratios and not their pixels: these are the ones that other resellers of the
#: model quote, the last four being exact ratios in multiples of 32 within the same area.
PIXELS: dict[str, tuple[int, int]] = {
    "16:9": (2688, 1536),
    "9:16": (1536, 2688),
    "1:1": (2048, 2048),
    "4:3": (2368, 1728),
    "3:4": (1728, 2368),
    "3:2": (2496, 1664),
    "2:3": (1664, 2496),
    "5:4": (2240, 1792),
    "4:5": (1792, 2240),
}
DEFAULT_RATIO: AspectRatio = "16:9"


Side = Annotated[int, Field(ge=CUSTOM_SIDE_MIN, le=CUSTOM_SIDE_MAX), WHOLE]
NumImages = Annotated[int, Field(ge=1, le=6), WHOLE]
Seed = Annotated[int, Field(ge=0, le=SEED_MAX), WHOLE]


class GenerationWire(Wire):
    """The body of `POST /v1/images/generations`."""

    model: str | None = Field(
        None, max_length=200, description=f"`{CATALOGUE_ID}`, or a variant's own name."
    )
    prompt: str | None = Field(
        None,
        max_length=PROMPT_CHARS_MAX,
        description="What to draw; with images attached, what to change. In Unicode characters.",
    )
    model_variant: Variant | None = Field(
        None,
        description=f"Default {DEFAULT_VARIANT}, a pro variant. Undated names mean the newest.",
    )
    aspect_ratio: AspectRatio | None = Field(None, description="Default 16:9.")
    use_custom_size: bool | None = Field(
        None, description="Take custom_width and custom_height rather than a ratio."
    )
    custom_width: Side | None = Field(None, description="Pixels; see use_custom_size.")
    custom_height: Side | None = Field(None, description="Pixels; see use_custom_size.")
    size: str | None = Field(
        None,
        max_length=20,
        description="Pixels as WxH; over aspect_ratio, under a custom size. `auto` is no size.",
    )
    image: list[str] | None = Field(
        None,
        max_length=NUM_INPUTS_MAX,
        description="Up to 3 pictures to edit: http(s) URLs or data: URIs; one may stand alone.",
    )
    num_images: NumImages | None = Field(None, description="Default 1. Each picture is billed.")
    n: NumImages | None = Field(None, description="The same as num_images, which wins.")
    negative_prompt: str | None = Field(
        None, max_length=NEGATIVE_PROMPT_CHARS_MAX, description="What to avoid."
    )
    prompt_extend: bool | None = Field(
        None, description="Default true: a prompt enhancer, where one is set up, may rewrite."
    )
    watermark: bool | None = Field(None, description="Default false: stamp a visible mark.")
    seed: Seed | None = Field(None, description="Drawn and reported where omitted.")
    response_format: Literal["url", "b64_json"] | None = Field(None, description="Default url.")
    sync: bool | None = Field(None, description="Default false: wait and answer with the pictures.")
    template: str | None = Field(None, max_length=200, description="A template's name.")


class JobsQuery(Wire):
    """The query of `GET /v1/jobs`."""

    status: Literal["queued", "processing", "completed", "failed", "cancelled"] | None = Field(
        None, description="Only jobs in this state; `processing` includes the queued ones."
    )
    limit: Annotated[int, Field(ge=1, le=100), QUERY_WHOLE] = Field(
        25, description="At most this many."
    )


class UsageQuery(Wire):
    """The query of `GET /v1/account/usage`."""

    limit: Annotated[int, Field(ge=1, le=200), QUERY_WHOLE] = Field(
        100, description="At most this many events."
    )
    before: str | None = Field(
        None, max_length=100, description="Older events only: the `next_cursor` of a page."
    )
    # `from` is a word of Python's, hence the alias.
    from_: QueryMoment | None = Field(None, alias="from", description="Not older than this.")
    to: QueryMoment | None = Field(None, description="Older than this.")
    model: str | None = Field(None, max_length=200, description="Only this model or variant.")
    status: Literal["success", "error"] | None = Field(None, description="Only these.")
    source: str | None = Field(None, max_length=50, description="Only this source, such as `api`.")


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order."""


class SubmittedWire(_Answer):
    """The answer to an asynchronous submit."""

    job_id: str
    id: str = Field(description="The same as job_id.")
    status: str
    poll_url: str = Field(description="Relative to the host.")
    model: str
    created_at: str


class UrlImageWire(_Answer):
    """A picture by address."""

    url: str = Field(description="Signed, and good for 7 days.")
    content_type: str
    seed: int


class Base64ImageWire(_Answer):
    """A picture in full."""

    b64_json: str
    content_type: str
    seed: int


ImageWire = UrlImageWire | Base64ImageWire


class ImagesWire(_Answer):
    """The answer to a synchronous submit: OpenAI's image object."""

    created: int
    data: list[ImageWire]


class ImageUsageWire(_Answer):
    """What a job is billed for."""

    billable_units: int
    billing_unit: Literal["image"] = "image"


class ResultWire(_Answer):
    """What a job made."""

    created: int
    model: str
    data: list[ImageWire]
    usage: ImageUsageWire


class JobErrorWire(_Answer):
    """Why a job made nothing, or stopped."""

    code: str
    type: str
    message: str


class JobWire(_Answer):
    """A job as polled."""

    job_id: str
    status: Literal["queued", "processing", "completed", "failed", "cancelled"]
    progress: Annotated[float, Field(ge=0, le=1)]
    created_at: str
    completed_at: str | None
    result: ResultWire | None
    error: JobErrorWire | None


class JobsWire(_Answer):
    """Jobs, newest first."""

    object: Literal["list"] = "list"
    data: list[JobWire]


class FaultWire(_Answer):
    """One thing wrong with one field."""

    param: str
    message: str


class ErrorBodyWire(_Answer):
    """What is wrong."""

    message: str
    type: str
    param: str | None
    code: str
    faults: list[FaultWire] | None = Field(
        default=None, description="Present where there are several."
    )


class ErrorWire(_Answer):
    """A refusal."""

    error: ErrorBodyWire


class HealthWire(_Answer):
    """The state of the service."""

    status: Literal["ok"] = "ok"


class TemplatesWire(_Answer):
    """The prompt templates; this server has none."""

    object: Literal["list"] = "list"
    data: list[dict[str, Any]]
