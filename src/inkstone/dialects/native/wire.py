"""The native API's JSON.

It does not know how a job becomes it.
"""

from typing import Any

from pydantic import BaseModel, Field

NAME = "native"


class BalanceWire(BaseModel):
    """What an account has."""

    account: str
    currency: str
    balance_micros: int = Field(description="Granted and not yet captured, in millionths.")
    held_micros: int = Field(description="Reserved for jobs under way; part of the balance.")
    available_micros: int = Field(description="What a new job may cost at the most.")


class ImageWire(BaseModel):
    """One picture of a job."""

    index: int
    url: str = Field(description="Signed; good until `expires_at`.")
    expires_at: str
    width: int
    height: int
    seed: int
    media_type: str
    bytes: int
    sha256: str


class JobWire(BaseModel):
    """A job, whatever dialect it came in by."""

    id: str
    object: str = "job"
    status: str
    model: str
    engine: str | None = Field(description="`name/model@revision`, once the job has run.")
    request: dict[str, Any] = Field(
        description="As resolved: width, height, seeds; an edit that names no size has none "
        "until it is made."
    )
    progress: float = Field(description="0 to 1.")
    images: list[ImageWire]
    warnings: list[dict[str, Any]] = Field(description="Each with code, message and words.")
    error: dict[str, Any] | None
    price: dict[str, Any]
    created_at: str
    started_at: str | None
    finished_at: str | None
    deleted_at: str | None = Field(description="When its pictures were deleted, if they were.")


class UploadWire(BaseModel):
    """A picture that was brought, to start requests from."""

    id: str = Field(description="Names it wherever a picture is asked for, as `url` does.")
    url: str = Field(description="Signed; good until `expires_at`.")
    width: int = Field(description="Upright, in pixels.")
    height: int
    media_type: str = Field(description="By its content.")
    bytes: int
    expires_at: str


class ErrorWire(BaseModel):
    """A refusal."""

    error: dict[str, Any] = Field(description="code, message, param, faults, request_id.")
