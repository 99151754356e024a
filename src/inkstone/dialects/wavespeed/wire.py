"""WaveSpeed's JSON: every field of its requests, with its range.

Source: the vendor's pages of Qwen Image 2.0, wavespeed.ai/docs and the package `wavespeed` 2.0.5,
read on 2026-11-20. It does not know what the fields lead to.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from inkstone.dialects.faults import QUERY_WHOLE, WHOLE, QueryMoment, Wire

NAME = "wavespeed"
#: Who owns the models, as their paths say.
OWNER = "wavespeed-ai"
ROOT = "/api/v3"

PROMPT_CHARS_MAX = 800
NUM_INPUTS_MAX = 6
SEED_MAX = 2**31 - 1
SIDE_MIN, SIDE_MAX = 256, 1536
#: What a picture to edit has on each side; others are scaled, or refused where told.
INPUT_SIDE_MIN, INPUT_SIDE_MAX = 384, 3072

#: The vendor names the ratios and not their pixels, which are ours but for the square.
PIXELS: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "16:9": (1280, 720),
    "9:16": (720, 1280),
    "4:3": (1152, 864),
    "3:4": (864, 1152),
    "3:2": (1248, 832),
    "2:3": (832, 1248),
}
DEFAULT_RATIO = "1:1"

Task = Literal["text-to-image", "edit"]
TASKS: tuple[str, ...] = get_args(Task)
Status = Literal["created", "processing", "completed", "failed", "cancelled", "timeout"]

_SIDE = f"Pixels, from {SIDE_MIN} to {SIDE_MAX} unless the server allows more; needs the other one."


class _CommonWire(Wire):
    """What every model takes."""

    prompt: str | None = Field(
        None, max_length=PROMPT_CHARS_MAX, description="In Unicode characters, not all blank."
    )
    size: str | None = Field(
        None,
        max_length=20,
        description=f"`W*H` with each side from {SIDE_MIN} to {SIDE_MAX} unless the server allows "
        f"more, or one of {', '.join(PIXELS)}.",
    )
    width: Annotated[int, WHOLE] | None = Field(None, description=_SIDE)
    height: Annotated[int, WHOLE] | None = Field(None, description=_SIDE)
    seed: Annotated[int, Field(ge=-1, le=SEED_MAX), WHOLE] | None = Field(
        None, description="Default -1, which draws one."
    )
    enable_sync_mode: bool | None = Field(
        None, description="Default false: wait, and answer with the ended prediction."
    )
    enable_base64_output: bool | None = Field(
        None, description="Default false: `outputs` has the pictures themselves, in bare base64."
    )
    webhook_url: str | None = Field(
        None, max_length=4096, description="Told of the end; the same as `webhook` in the query."
    )


class TextToImageWire(_CommonWire):
    """The body of `POST /api/v3/wavespeed-ai/{model}/text-to-image`."""


class EditWire(_CommonWire):
    """The body of `POST /api/v3/wavespeed-ai/{model}/edit`."""

    images: list[str] | None = Field(
        None,
        max_length=NUM_INPUTS_MAX,
        description="1 to 6 pictures: http(s) URLs, data: URIs or bare base64.",
    )


class SubmitQuery(Wire):
    """The query of a submit."""

    webhook: str | None = Field(
        None, max_length=4096, description="An http(s) URL that is told of the end."
    )


class PredictionsBody(Wire):
    """The body of `POST /api/v3/predictions`."""

    page: Annotated[int, Field(ge=1, le=10_000), WHOLE] | None = Field(
        None, description="Which page, from 1."
    )
    page_size: Annotated[int, Field(ge=1, le=100), WHOLE] | None = Field(
        None, description="How many a page has."
    )
    model: str | None = Field(None, max_length=200, description="Only of this model.")
    status: Status | None = Field(
        None, description="Only these; `processing` includes the queued ones."
    )
    created_after: QueryMoment | None = Field(None, description="Not older than this.")
    created_before: QueryMoment | None = Field(None, description="Older than this.")


class PredictionsQuery(PredictionsBody):
    """The query of `GET /api/v3/predictions`."""

    page: Annotated[int, Field(ge=1, le=10_000), QUERY_WHOLE] = Field(
        1, description="Which page, from 1."
    )
    page_size: Annotated[int, Field(ge=1, le=100), QUERY_WHOLE] = Field(
        20, description="How many a page has."
    )


class DeleteBody(Wire):
    """The body of `POST /api/v3/predictions/delete`."""

    ids: list[str] | None = Field(None, max_length=100, description="Of the account's own.")


class PricingBody(Wire):
    """The body of `POST /api/v3/model/pricing`."""

    model_id: str | None = Field(
        None, max_length=200, description=f"Such as `{OWNER}/qwen-image-2.0/text-to-image`."
    )
    inputs: dict[str, Any] | None = Field(
        None, description="What would be asked; a picture costs the same whatever it is."
    )


class TicketBody(Wire):
    """The body of `POST /api/v3/media/uploads`."""

    filename: str | None = Field(None, max_length=255, description="Its name, for the caller.")
    size: Annotated[int, Field(ge=1), WHOLE] | None = Field(
        None, description="In bytes; more are not taken."
    )
    content_type: str | None = Field(
        None, max_length=100, description="What it is; its bytes have the last word."
    )
