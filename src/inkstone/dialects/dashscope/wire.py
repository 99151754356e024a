"""DashScope's JSON: every field of its requests and answers, with its range.

Source: the vendor's pages of qwen-image and its Python client 2.0.2, read on 2026-11-20. It does
not know what the fields lead to.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from inkstone.dialects.faults import QUERY_WHOLE, WHOLE, Wire

NAME = "dashscope"

PROMPT_CHARS_MAX = 800
NEGATIVE_PROMPT_CHARS_MAX = 500
NUM_INPUTS_MAX = 3
#: One text and the pictures.
NUM_PARTS_MAX = 1 + NUM_INPUTS_MAX
AREA_PX_MIN, AREA_PX_MAX = 512**2, 2048**2
#: The vendor bounds the area alone; these are the sides that it leaves with ratios to 1:4.
SIDE_PX_MIN, SIDE_PX_MAX = 256, 4096
RATIO_MAX = 4
DEFAULT_SIZE = (2048, 2048)
SEED_MAX = 2**31 - 1

#: The clock of all times that this vendor writes.
CHINA = timezone(timedelta(hours=8))

TaskStatus = Literal["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"]


def _moment(value: Any) -> Any:
    """A moment of the vendor's: `20261120093000` or `2026-11-20 09:30:00`, in its own zone."""
    if not isinstance(value, str):
        return value
    digits = re.sub(r"[- :T]", "", value.partition(".")[0])
    if not re.fullmatch(r"[0-9]{14}", digits, re.ASCII):
        return value
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=CHINA).astimezone(UTC)
    except (ValueError, OverflowError):
        return value


Moment = Annotated[datetime, BeforeValidator(_moment)]


class BodyWire(Wire):
    """The top of a body; what is in it is checked part by part."""

    model: str | None = Field(None, max_length=200, description="See the catalogue.")


class PartWire(Wire):
    """A part of a message: a text, or a picture to edit."""

    text: str | None = Field(
        None, max_length=PROMPT_CHARS_MAX, description="What to draw, or what to change."
    )
    image: str | None = Field(
        None, description="A picture to edit: an http(s) or oss:// URL, or a data: URI."
    )


class PromptWire(Wire):
    """The `input` of the older form."""

    prompt: str | None = Field(
        None, max_length=PROMPT_CHARS_MAX, description="What to draw, or what to change."
    )
    images: list[str] | None = Field(
        None, max_length=NUM_INPUTS_MAX, description="Pictures to edit, named as in a message."
    )


class AvoidWire(Wire):
    """The field of `input` that both forms have."""

    negative_prompt: str | None = Field(
        None, max_length=NEGATIVE_PROMPT_CHARS_MAX, description="The same as in `parameters`."
    )


class ParametersWire(Wire):
    """The `parameters` of a body."""

    size: str | None = Field(
        None,
        max_length=20,
        description="Pixels as W*H, 512*512 to 2048*2048 in area; default 2048*2048, of an edit "
        "its last picture's.",
    )
    n: Annotated[int, Field(ge=1, le=6), WHOLE] | None = Field(
        None, description="How many pictures, default 1. Each is billed."
    )
    negative_prompt: str | None = Field(
        None, max_length=NEGATIVE_PROMPT_CHARS_MAX, description="What to avoid."
    )
    prompt_extend: bool | None = Field(
        None, description="Default true: a prompt enhancer, where one is set up, may rewrite."
    )
    watermark: bool | None = Field(None, description="Default false: stamp a visible mark.")
    seed: Annotated[int, Field(ge=0, le=SEED_MAX), WHOLE] | None = Field(
        None, description="Drawn where omitted; picture i has seed + i."
    )


class TasksQuery(Wire):
    """The query of `GET /api/v1/tasks`; other parameters are ignored."""

    page_no: Annotated[int, Field(ge=1, le=1000), QUERY_WHOLE] = Field(1, description="From 1.")
    page_size: Annotated[int, Field(ge=1, le=100), QUERY_WHOLE] = Field(
        10, description="Tasks a page."
    )
    start_time: Moment | None = Field(
        None, description="Not submitted before this, such as 20261120093000 (UTC+8)."
    )
    end_time: Moment | None = Field(None, description="Submitted before this.")
    model_name: str | None = Field(None, max_length=200, description="Only this model.")
    status: TaskStatus | None = Field(None, description="Only tasks in this state.")


class TicketQuery(Wire):
    """The query of `GET /api/v1/uploads`."""

    action: Literal["getPolicy"] | None = Field(None, description="What to do.")
    model: str | None = Field(None, max_length=200, description="What the file is for.")


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order, absent ones left out."""


class ImagePartWire(_Answer):
    """A picture by address."""

    type: Literal["image"] | None = None
    image: str = Field(description="Signed, and good for 24 hours.")


class MessageWire(_Answer):
    """What the model answers with."""

    role: Literal["assistant"] = "assistant"
    content: list[ImagePartWire]


class ChoiceWire(_Answer):
    """All pictures of one request."""

    finish_reason: Literal["stop"] = "stop"
    message: MessageWire


class ResultWire(_Answer):
    """One picture that was asked for: where it is, or why it is not."""

    orig_prompt: str | None = None
    actual_prompt: str | None = None
    url: str | None = None
    code: str | None = None
    message: str | None = None


class MetricsWire(_Answer):
    """How many pictures were asked for, and what became of them."""

    TOTAL: int
    SUCCEEDED: int
    FAILED: int


class OutputWire(_Answer):
    """The pictures of a call that waited."""

    choices: list[ChoiceWire]
    results: list[ResultWire] | None = Field(
        default=None, description="With the older form of `input`."
    )


class UsageWire(_Answer):
    """What is billed, and its size."""

    width: int | None = None
    height: int | None = None
    image_count: int


class GenerationWire(_Answer):
    """The answer to a call that waited."""

    request_id: str
    output: OutputWire
    usage: UsageWire


class TaskOutputWire(_Answer):
    """A task as it is."""

    task_id: str
    task_status: TaskStatus
    submit_time: str | None = Field(default=None, description="YYYY-MM-DD HH:MM:SS.mmm, UTC+8.")
    scheduled_time: str | None = Field(default=None, description="When it began.")
    end_time: str | None = None
    code: str | None = Field(default=None, description="Why it made nothing.")
    message: str | None = None
    results: list[ResultWire] | None = None
    choices: list[ChoiceWire] | None = None
    task_metrics: MetricsWire | None = None


class TaskWire(_Answer):
    """The answer about a task."""

    request_id: str
    output: TaskOutputWire
    usage: UsageWire | None = None


class ListedTaskWire(_Answer):
    """A task in a list."""

    task_id: str
    status: TaskStatus
    task_status: TaskStatus = Field(description="The same as status.")
    model_name: str
    submit_time: str
    scheduled_time: str | None = None
    end_time: str | None = None
    code: str | None = None
    message: str | None = None


class TasksWire(_Answer):
    """A page of tasks, newest first."""

    request_id: str
    data: list[ListedTaskWire]
    tasks: list[ListedTaskWire] = Field(description="The same as data, for the newer clients.")
    page_no: int
    page_size: int
    total: int
    total_page: int


class DoneWire(_Answer):
    """The answer to what needs no other."""

    request_id: str


class TicketWire(_Answer):
    """What allows to bring files for a while."""

    policy: str
    signature: str
    upload_dir: str
    upload_host: str
    expire_in_seconds: int
    max_file_size_mb: int
    capacity_limit_mb: int
    oss_access_key_id: str
    x_oss_object_acl: Literal["private"] = "private"
    x_oss_forbid_overwrite: Literal["true"] = "true"


class TicketAnswerWire(_Answer):
    """The answer to a request for a ticket."""

    request_id: str
    data: TicketWire


class ErrorWire(_Answer):
    """A refusal."""

    code: str
    message: str
    request_id: str
