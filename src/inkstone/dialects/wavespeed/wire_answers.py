"""WaveSpeed's JSON: every field of its answers, in the vendor's order.

Source: the vendor's pages of Qwen Image 2.0, wavespeed.ai/docs and the package `wavespeed` 2.0.5,
read on 2026-11-20. It does not know where the values come from.
"""

from typing import Any, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.wavespeed.wire import Status


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order."""


class UrlsWire(_Answer):
    """Where to ask again."""

    get: str


class TimingsWire(_Answer):
    """How long it took."""

    inference: int = Field(description="Milliseconds; 0 until it has ended.")


class PredictionWire(_Answer):
    """A job."""

    id: str
    model: str
    outputs: list[str] = Field(
        description="Signed addresses, good for 7 days, or bare base64; empty until completed."
    )
    urls: UrlsWire
    has_nsfw_contents: list[bool] = Field(description="Empty while nothing looks.")
    status: Status
    code: int | None = Field(None, description="Present where nothing was made, and says why.")
    created_at: str
    error: str = Field(description="Empty where there is none.")
    timings: TimingsWire


class ListedWire(PredictionWire):
    """A job in a list."""

    executionTime: int = Field(description="Milliseconds.")  # noqa: N815 - the vendor's name


class ToldWire(PredictionWire):
    """A job as a webhook tells of it."""

    input: dict[str, Any] = Field(description="What was asked for.")


class PageWire(_Answer):
    """Some jobs, newest first."""

    page: int
    items: list[ListedWire]


class DeletedWire(_Answer):
    """What became of a job."""

    id: str
    status: Literal["deleted"] = "deleted"


class NumDeletedWire(_Answer):
    """How many were deleted."""

    deleted_count: int


class BalanceWire(_Answer):
    """What may be spent."""

    balance: float
    currency: str


class PriceWire(_Answer):
    """What one call costs."""

    model_id: str
    unit_price: float
    currency: str


class SecretWire(_Answer):
    """What webhooks are signed with."""

    secret: str


class PutWire(_Answer):
    """How to bring the bytes."""

    method: Literal["PUT"] = "PUT"
    url: str
    headers: dict[str, str]


class TicketWire(_Answer):
    """A place for one picture."""

    download_url: str = Field(description="Good once the bytes are there.")
    upload: PutWire


class UploadWire(_Answer):
    """A picture that was brought."""

    type: Literal["image"] = "image"
    download_url: str
    url: str = Field(description="The same as download_url.")
    filename: str
    size: int


class StoredWire(_Answer):
    """A picture that came by its ticket."""

    id: str
    size: int


class _EnvelopeWire(_Answer):
    """What is around everything."""

    code: int = 200
    message: str = "success"


class PredictionAnswer(_EnvelopeWire):
    """One job."""

    data: PredictionWire


class PageAnswer(_EnvelopeWire):
    """Some jobs."""

    data: PageWire


class DeletedAnswer(_EnvelopeWire):
    """A job deleted."""

    data: DeletedWire


class NumDeletedAnswer(_EnvelopeWire):
    """Some deleted."""

    data: NumDeletedWire


class BalanceAnswer(_EnvelopeWire):
    """The balance."""

    data: BalanceWire


class PriceAnswer(_EnvelopeWire):
    """A price."""

    data: PriceWire


class SecretAnswer(_EnvelopeWire):
    """A secret."""

    data: SecretWire


class TicketAnswer(_EnvelopeWire):
    """A ticket."""

    data: TicketWire


class UploadAnswer(_EnvelopeWire):
    """An upload."""

    data: UploadWire


class StoredAnswer(_EnvelopeWire):
    """An upload by ticket."""

    data: StoredWire


class CodeWire(_Answer):
    """The vendor's number of what is wrong."""

    code: int


class ErrorWire(_Answer):
    """A refusal."""

    code: int = Field(description="The HTTP status.")
    message: str
    error: str = Field(description="The same as message.")
    data: CodeWire
