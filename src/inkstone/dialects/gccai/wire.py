"""GCCAI's JSON: every field of its requests and answers, with its range.

Source: the vendor's page of Qwen Image 2.0 and docs.apimart.ai, whose pages are the same text, read
on 2026-11-20. It does not know what the fields lead to.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import WHOLE, Wire

NAME = "gccai"

Ratio = Literal["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"]
Tier = Literal["1K", "2K"]
TaskWord = Literal["pending", "processing", "completed", "failed", "cancelled"]

PROMPT_CHARS_MAX = 800
NEGATIVE_PROMPT_CHARS_MAX = 500
#: The vendor does not say; the other vendors of the model take three.
NUM_INPUTS_MAX = 3
DEFAULT_RATIO: Ratio = "1:1"
DEFAULT_TIER: Tier = "1K"

#: The vendor's table: a ratio and a tier make the pixels.
PIXELS: dict[tuple[str, str], tuple[int, int]] = {
    ("1:1", "1K"): (1024, 1024),
    ("4:3", "1K"): (1152, 864),
    ("3:4", "1K"): (864, 1152),
    ("16:9", "1K"): (1280, 720),
    ("9:16", "1K"): (720, 1280),
    ("3:2", "1K"): (1248, 832),
    ("2:3", "1K"): (832, 1248),
    ("1:1", "2K"): (2048, 2048),
    ("4:3", "2K"): (2048, 1536),
    ("3:4", "2K"): (1536, 2048),
    ("16:9", "2K"): (2048, 1152),
    ("9:16", "2K"): (1152, 2048),
    ("3:2", "2K"): (2048, 1360),
    ("2:3", "2K"): (1360, 2048),
}


class GenerationWire(Wire):
    """The body of `POST /v1/images/generations`."""

    model: str | None = Field(
        None, max_length=200, description="`qwen-image-2.0` or `qwen-image-2.0-pro`."
    )
    prompt: str | None = Field(
        None,
        max_length=PROMPT_CHARS_MAX,
        description="What to draw; with pictures attached, what to change. In Unicode characters.",
    )
    size: Ratio | None = Field(None, description="A ratio, not pixels. Default 1:1.")
    resolution: Tier | None = Field(
        None, description="Default 1K; with the ratio it makes the pixels. `1k` and `2k` will do."
    )
    n: Annotated[int, Field(ge=1, le=6), WHOLE] | None = Field(
        None, description="Default 1. Each picture is billed."
    )
    negative_prompt: str | None = Field(
        None, max_length=NEGATIVE_PROMPT_CHARS_MAX, description="What to avoid."
    )
    image_urls: list[str] | None = Field(
        None,
        max_length=NUM_INPUTS_MAX,
        description="Up to 3 pictures to edit, by http(s) URL; none in base64.",
    )


class TaskQuery(Wire):
    """The query of `GET /v1/tasks/{task_id}`."""

    language: str | None = Field(
        None, description="Of messages: `en` (default) or `zh`; any other is taken for `en`."
    )


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order."""


class SubmittedTaskWire(_Answer):
    """A task that was taken."""

    status: Literal["submitted"] = "submitted"
    task_id: str


class SubmittedWire(_Answer):
    """The answer to a submit: one task, however many pictures it makes."""

    code: Literal[200] = 200
    data: list[SubmittedTaskWire]


class ImageWire(_Answer):
    """One picture; the vendor wraps its address in an array."""

    url: list[str]
    expires_at: int = Field(description="When the address stops working, in Unix seconds.")


class ResultWire(_Answer):
    """What a task made."""

    images: list[ImageWire]


class TaskErrorWire(_Answer):
    """Why a task made nothing."""

    code: int
    message: str
    type: str


class TaskWire(_Answer):
    """A task as polled; fields that do not apply are left out."""

    id: str
    status: TaskWord
    progress: Annotated[int, Field(ge=0, le=100)]
    result: ResultWire | None = None
    created: int = Field(description="Unix seconds.")
    completed: int | None = None
    estimated_time: int = Field(description="From start to end, in seconds.")
    actual_time: int | None = None
    cost: float | None = Field(default=None, description="What was charged, in USD.")
    credits_cost: float | None = Field(default=None, description="The same.")
    error: TaskErrorWire | None = None


class PolledWire(_Answer):
    """The answer to a poll."""

    code: Literal[200] = 200
    data: TaskWire


class BalanceWire(_Answer):
    """What an account has and has spent, in USD."""

    success: Literal[True] = True
    remain_balance: float
    used_balance: float
    remain_credits: float = Field(description="The same as remain_balance.")
    used_credits: float = Field(description="The same as used_balance.")
    unlimited_quota: Literal[False] = False


class UploadWire(_Answer):
    """A picture that was brought."""

    url: str = Field(description="For `image_urls`.")
    filename: str
    content_type: str
    bytes: int
    created_at: int = Field(description="Unix seconds.")


class ModelWire(_Answer):
    """One model."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(default=1772496000, description="2026-03-03, when the model came out.")
    owned_by: str = "alibaba"


class ModelsWire(_Answer):
    """The models."""

    object: Literal["list"] = "list"
    data: list[ModelWire]


class ErrorBodyWire(_Answer):
    """What is wrong."""

    code: int = Field(description="The HTTP status.")
    message: str
    type: str


class ErrorWire(_Answer):
    """A refusal."""

    error: ErrorBodyWire


class BalanceErrorWire(ErrorWire):
    """A refusal of a balance, as the vendor's clients look for it."""

    success: Literal[False] = False
    message: str
