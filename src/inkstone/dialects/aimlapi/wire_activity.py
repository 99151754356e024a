"""AIML API's JSON for what was spent with a key, in all and request by request.

Source: docs.aimlapi.com, read on 2026-11-20. It does not know where the figures come from.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import QUERY_WHOLE, QueryMoment, Wire

#: How a request ended.
Outcome = Literal["succeeded", "failed"]

#: Ours: further down a list a shorter window is faster to read.
OFFSET_MAX = 100_000


class UsageQuery(Wire):
    """The query of `GET /v2/usage` and `GET /v2/usage/detail`."""

    period: str | None = Field(
        None,
        description="A positive integer and `h` or `d`, such as `24h` or `7d`: up to now. "
        "Either this, or both `start` and `end`; at most 92 days.",
    )
    start: QueryMoment | None = Field(None, description="Not older than this.")
    end: QueryMoment | None = Field(None, description="Older than this.")
    key_prefix: str | None = Field(
        None,
        max_length=256,
        description="The first characters of a key, as its list shows them; without it, the key "
        "that is sent. Another key than that needs the scope `admin`.",
    )


class LogsQuery(UsageQuery):
    """The query of `GET /v2/logs`."""

    model: list[str] | None = Field(
        None, max_length=50, description="Only these models; repeat it for several, no commas."
    )
    status: list[Outcome] | None = Field(
        None, max_length=50, description="Only what ended so; repeat it for both, no commas."
    )
    limit: Annotated[int, Field(ge=1, le=100), QUERY_WHOLE] = Field(
        50, description="At most this many."
    )
    offset: Annotated[int, Field(ge=0, le=OFFSET_MAX), QUERY_WHOLE] = Field(
        0, description="How many to skip."
    )


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order."""


class KeyUsageWire(_Answer):
    """What was spent with a key."""

    api_key_prefix: str | None = Field(description="The `key_prefix` that was sent, if any.")
    start: str
    end: str
    spend: float
    currency: str
    requests: int = Field(description="Those that were charged.")


class ModelUsageWire(_Answer):
    """What was spent on one model."""

    model: str
    spend: float
    requests: int


class KeyUsageDetailWire(KeyUsageWire):
    """What was spent with a key, in all and by model, the most first."""

    models: list[ModelUsageWire]


class CostWire(_Answer):
    """What a request cost; nothing where it failed."""

    usd: float
    credits: int


class TokensWire(_Answer):
    """Tokens, of which pictures have none."""

    input: Literal[0] = 0
    output: Literal[0] = 0
    total: Literal[0] = 0


class LogRowWire(_Answer):
    """One request."""

    created: str
    status: Outcome
    origin: Literal["api"] = "api"
    model: str
    cost: CostWire
    tokens: TokensWire
    request_id: str | None = Field(description="The x-request-id of the call.")
    inference_id: str = Field(description="The x-inference-id, and `reference_id` in the bills.")
    client_request_id: str | None = Field(
        description="The X-Client-Request-Id that was sent, if any."
    )


class LogPagesWire(_Answer):
    """Where a page stands among all."""

    limit: int
    offset: int
    total: int
    has_more: bool


class LogsWire(_Answer):
    """Requests, newest first."""

    data: list[LogRowWire]
    pagination: LogPagesWire
