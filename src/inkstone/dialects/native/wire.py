"""The native API's JSON: every field of a request for pictures, with its range, and of a job.

It does not know how a job becomes it, nor what a field leads to.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import QUERY_WHOLE, WHOLE, Wire
from inkstone.dialects.native.wire_images import ImageWire
from inkstone.domain.request import SEED_LIMIT

NAME = "native"
DEFAULT_MODEL = "qwen-image-2.0"

PROMPT_CHARS_MAX = 4_000
NEGATIVE_PROMPT_CHARS_MAX = 500
NUM_IMAGES_MAX = 6
NUM_INPUTS_MAX = 10
WAIT_S_MAX = 300
DEADLINE_S_MAX = 86_400
NUM_METADATA_MAX, METADATA_NAME_CHARS_MAX, METADATA_CHARS_MAX = 16, 64, 512

Status = Literal["queued", "running", "succeeded", "failed", "canceled", "expired"]
Limit = Annotated[int, Field(ge=1, le=100), QUERY_WHOLE]


class SubmitWire(Wire):
    """The body of `POST /jobs` and of `POST /estimate`."""

    model: str | None = Field(
        None, max_length=200, description=f"A name of the catalogue. Default {DEFAULT_MODEL}."
    )
    prompt: str | None = Field(
        None,
        max_length=PROMPT_CHARS_MAX,
        description="What to draw; with images, what to change. In Unicode characters.",
    )
    images: list[str] | None = Field(
        None,
        max_length=NUM_INPUTS_MAX,
        description="Pictures to start from: http(s) URLs, data: URIs or ids of uploads. Any of "
        "them makes the request an edit.",
    )
    mask: str | None = Field(
        None,
        description="Where the last image may change: white, or what is transparent. Named as "
        "images are.",
    )
    negative_prompt: str | None = Field(
        None, max_length=NEGATIVE_PROMPT_CHARS_MAX, description="What to avoid."
    )
    size: str | None = Field(
        None,
        max_length=20,
        description="WIDTHxHEIGHT, a ratio such as 16:9, or `auto`: square for a new picture, the "
        "last image's shape for an edit. Default auto.",
    )
    resolution: Literal["1K", "2K"] | None = Field(
        None, description="How large the picture of a ratio is. Default 1K."
    )
    n: Annotated[int, Field(ge=1, le=NUM_IMAGES_MAX), WHOLE] | None = Field(
        None, description="How many pictures. Each is charged. Default 1."
    )
    seed: Annotated[int, Field(ge=0, lt=SEED_LIMIT), WHOLE] | None = Field(
        None, description="Of the first picture; the others count on. Drawn and told if omitted."
    )
    steps: Annotated[int, Field(ge=1, le=100), WHOLE] | None = Field(
        None, description="Denoising steps. Default: what the checkpoint is made for."
    )
    guidance: Annotated[float, Field(ge=0, le=30)] | None = Field(
        None, description="How closely to follow the prompt. Default: the checkpoint's."
    )
    enhance: bool | None = Field(None, description="Let an enhancer rewrite the prompt.")
    watermark: bool | None = Field(None, description="Stamp a visible mark on each picture.")
    invisible_watermark: bool | None = Field(
        None, description="Have the pixels carry each picture's id, unseen."
    )
    output_format: Literal["png", "jpeg", "webp", "avif"] | None = Field(
        None, description="Default png."
    )
    quality: Annotated[int, Field(ge=1, le=100), WHOLE] | None = Field(
        None, description="Where the format loses something. Default 90."
    )
    engine: str | None = Field(
        None,
        max_length=64,
        description="Only this one of the model's `engines` makes it. Default: whichever is right.",
    )
    deadline_s: Annotated[int, Field(ge=1, le=DEADLINE_S_MAX), WHOLE] | None = Field(
        None, description="A job that has not begun after so many seconds expires, free of charge."
    )
    priority: Annotated[int, Field(ge=-10, le=10), WHOLE] | None = Field(
        None, description="Higher goes first among the account's own jobs. Default 0."
    )
    webhook_url: str | None = Field(
        None, max_length=2_048, description="Where the job's end is told."
    )
    metadata: dict[str, Any] | None = Field(
        None, description="Up to 16 strings of yours, returned with the job."
    )


class PriceQuery(Wire):
    """The query of `POST /estimate` and `GET /rate-card`."""

    dialect: str | None = Field(
        None, max_length=64, description="As this dialect charges, such as `openai`."
    )


class WaitQuery(Wire):
    """The query of calls that can be held."""

    wait: Annotated[int, Field(ge=0, le=WAIT_S_MAX), QUERY_WHOLE] = Field(
        0, description="For how many seconds to hold the call until the job ends."
    )


class BalanceWire(BaseModel):
    """What an account has."""

    account: str
    currency: str
    balance_micros: int = Field(description="Granted and not yet captured, in millionths.")
    held_micros: int = Field(description="Reserved for jobs under way; part of the balance.")
    available_micros: int = Field(description="What a new job may cost at the most.")


class WebhookSecretsWire(BaseModel):
    """What an account's webhooks are signed with."""

    secrets: list[str] = Field(description="Newest first; several while one replaces another.")


class EngineWire(BaseModel):
    """Who makes pictures."""

    name: str
    checkpoint: str
    revision: str


class RequestWire(BaseModel):
    """What was asked, as resolved."""

    width: int | None = Field(description="None for an edit without a size until it is made.")
    height: int | None
    steps: int | None = Field(description="None where the checkpoint's own number counts.")
    seeds: list[int]


class TimingsWire(BaseModel):
    """How long a job took, in milliseconds; each is null until it is known."""

    queued_ms: int | None
    engine_ms: int | None
    total_ms: int | None


class PriceWire(BaseModel):
    """What a job costs, in millionths of its currency."""

    quoted_micros: int
    charged_micros: int | None = Field(description="Null until the job ends.")
    currency: str


class JobErrorWire(BaseModel):
    """Why a job made nothing."""

    code: str
    message: str
    retryable: bool = Field(description="Whether the same request may succeed later.")


class WarningWire(BaseModel):
    """Something asked for that was not done."""

    code: str
    message: str
    words: list[str] = Field(description="The words of the prompt that it is about.")


class JobWire(BaseModel):
    """A job, whatever dialect it came in by."""

    id: str
    object: str = "job"
    status: Status
    model: str
    engine: EngineWire | None = Field(description="What made it, once the job has run.")
    prompt: str = Field(description="As it was asked; empty once it is forgotten.")
    request: RequestWire
    asked: dict[str, Any] = Field(
        description="What `POST /jobs` takes to ask for the same again, seed included; what is as "
        "usual is left out, and so are pictures that are gone."
    )
    revised_prompt: str | None = Field(
        description="The prompt that it was drawn from, where an enhancer rewrote it."
    )
    progress: float = Field(description="0 to 1.")
    images: list[ImageWire]
    warnings: list[WarningWire]
    error: JobErrorWire | None
    price: PriceWire
    timings: TimingsWire
    created_at: str
    started_at: str | None
    finished_at: str | None
    deleted_at: str | None = Field(description="When its pictures were deleted, if they were.")
    metadata: dict[str, str]
    dialect: str = Field(description="The one that it came in by.")
    key_id: str = Field(description="The key that asked for it.")
    starred: bool


class DocumentsWire(BaseModel):
    """What an engine knows of a picture."""

    #: JSON documents by name, such as `inkstone:scene`.
    documents: dict[str, Any]


class JobsWire(BaseModel):
    """A page of jobs."""

    object: str = "list"
    data: list[JobWire]
    next_before: str | None = Field(description="What asks for the next page; null at the last.")


class EstimateWire(BaseModel):
    """What a request would cost at the most."""

    amount_micros: int = Field(description="Of all pictures, and of what comes beside them.")
    currency: str
    per_image_micros: int
    list_per_image_micros: int = Field(description="Before the discount, if any.")
    extra_micros: int = Field(description="Beside the pictures: a rewritten prompt, else 0.")
    images: int
    rate_card: str = Field(description="The version of the rate card that it is by.")


class UploadWire(BaseModel):
    """A picture that was brought, to start requests from."""

    id: str = Field(description="Names it wherever a picture is asked for, as `url` does.")
    url: str = Field(description="Signed; good until `expires_at`.")
    width: int = Field(description="Upright, in pixels.")
    height: int
    media_type: str = Field(description="By its content.")
    bytes: int
    expires_at: str


class FaultWire(BaseModel):
    """One thing wrong with one field."""

    param: str
    message: str
    value: Any = Field(description="What was seen, where it is short.")


class ErrorBodyWire(BaseModel):
    """Why a request was refused."""

    code: str
    message: str
    param: str | None
    faults: list[FaultWire]
    request_id: str


class ErrorWire(BaseModel):
    """A refusal."""

    error: ErrorBodyWire
