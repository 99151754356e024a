"""A finished picture on the wire: where it is, what it is, and what is known of it.

It does not know how either is made.
"""

from typing import Any

from pydantic import BaseModel, Field


class FindingWire(BaseModel):
    """One thing that moderation objects to."""

    category: str
    source: str = Field(description="Who looked: `endpoint` or `classifier`.")
    score: float | None = Field(description="How sure, 0 to 1.")


class ImageWire(BaseModel):
    """One picture of a job."""

    index: int
    url: str = Field(description="Signed; good until `expires_at`.")
    thumbnail_url: str = Field(
        description="A small WebP of it, at most 384 pixels a side; as long as `url`."
    )
    expires_at: str
    width: int
    height: int
    seed: int
    media_type: str
    bytes: int
    sha256: str
    details: dict[str, Any] = Field(
        description="How its engine drew it, such as steps, guidance and the guarantee that held."
    )
    manifest_id: str | None = Field(
        description="The name of its C2PA manifest; null where it is not signed."
    )
    watermark_id: str | None = Field(
        description="The number that its pixels carry, in 12 hexadecimal digits; null for none."
    )
    flagged: bool | None = Field(
        description="Whether moderation objects to it; null where nobody looked."
    )
    findings: list[FindingWire] = Field(description="What moderation objects to.")
