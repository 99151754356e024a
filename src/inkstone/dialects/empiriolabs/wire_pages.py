"""EmpirioLabs' JSON for its catalogue and its usage page.

Source: docs.empiriolabs.ai, read on 2026-11-20. It does not know where the figures come from.
"""

from typing import Any, Literal

from pydantic import BaseModel, Field

#: When the model came out, which OpenAI's clients expect to see: 2026-03-03.
_CREATED = 1772496000


class PricingRowWire(BaseModel):
    """One price."""

    charge: str
    spec: str = "per image"
    rate_usd: float
    list_rate_usd: float


class ParameterWire(BaseModel):
    """One parameter of a model; fields that do not apply are left out."""

    name: str
    type: str
    default: Any = None
    min: int | None = None
    max: int | None = None
    max_length: int | None = None
    max_items: int | None = None
    values: list[str] | None = None
    required: bool | None = None
    description: str


class ModelWire(BaseModel):
    """One model."""

    id: str
    object: Literal["model"] = "model"
    created: int = _CREATED
    owned_by: str = "alibaba"
    name: str = "Qwen Image 2.0"
    category: Literal["image"] = "image"
    input_modalities: list[str]
    output_modalities: list[str] = Field(default_factory=lambda: ["image"])
    capabilities: list[str]
    endpoints: list[str] = Field(default_factory=lambda: ["/v1/images/generations"])
    status: Literal["online"] = "online"
    pricing_rows: list[PricingRowWire]
    supported_parameters: list[ParameterWire]


class ModelsWire(BaseModel):
    """The catalogue."""

    object: Literal["list"] = "list"
    data: list[ModelWire]


class CostWire(BaseModel):
    """What was captured in the end."""

    amount: float
    currency: str


class UsageErrorWire(BaseModel):
    """Why a request came to nothing."""

    code: str
    message: str


class UsageEventWire(BaseModel):
    """One request that has ended."""

    id: str
    object: Literal["usage_event"] = "usage_event"
    created_at: str
    source: str
    model: str
    endpoint: str
    tokens: int | None
    cost: CostWire
    status: Literal["success", "error"]
    status_code: int
    error: UsageErrorWire | None
    output_urls: list[str]
    metadata: dict[str, str | int]


class BalanceWire(BaseModel):
    """What the account has."""

    amount: float = Field(description="Granted and not yet spent.")
    available: float = Field(description="What a new request may cost.")
    held: float = Field(description="Reserved for jobs under way.")
    currency: str


class UsageWire(BaseModel):
    """Events, newest first, and the balance."""

    object: Literal["list"] = "list"
    balance: BalanceWire
    data: list[UsageEventWire]
    next_cursor: str | None
