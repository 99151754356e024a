"""AIML API's JSON for its catalogue and its bills.

Source: docs.aimlapi.com, read on 2026-11-20. It does not know where the figures come from.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import QUERY_WHOLE, QueryMoment, Wire

Direction = Literal["TOPUP", "CHARGE"]
MovementType = Literal[
    "PAYMENT", "BONUS", "REFUND", "ADJUSTMENT", "MODEL_USAGE", "CREDITS_EXPIRED", "INIT"
]


class ModelsQuery(Wire):
    """The query of `GET /v1/models`: each a list with commas, or given several times."""

    id: str | None = Field(None, description="A model's id, or another name of it.")
    type: str | None = Field(None, description="The type of its endpoint.")
    tags: str | None = Field(None, description="A tag that it carries.")
    modalities: str | None = Field(None, description="What it takes or makes.")
    input_modalities: str | None = Field(None, description="What it takes.")
    output_modalities: str | None = Field(None, description="What it makes.")
    capabilities: str | None = Field(None, description="What it can do.")
    include: str | None = Field(
        None, description="`pricing`, `modalities`, `capabilities` or `all`; others are ignored."
    )
    details: str | None = Field(None, description="`true` is the same as `include=all`.")


class TransactionsQuery(Wire):
    """The query of `GET /v2/billing/transactions`."""

    # `from` is a word of Python's, hence the alias.
    from_: QueryMoment | None = Field(None, alias="from", description="Not older than this.")
    to: QueryMoment | None = Field(None, description="Older than this, and later than `from`.")
    direction: Direction | None = Field(None, description="Money in, or money out.")
    type: MovementType | None = Field(None, description="Only this kind.")
    limit: Annotated[int, Field(ge=1, le=100), QUERY_WHOLE] = Field(
        50, description="At most this many."
    )
    cursor: str | None = Field(
        None, max_length=200, description="The `next_cursor` of a page, exactly as it was given."
    )


class _Answer(BaseModel):
    """An answer, or a part of one; fields in the vendor's order."""


class ModelInfoWire(_Answer):
    """What a model is."""

    name: str
    developer: str
    description: str
    releasedAt: str  # noqa: N815
    url: str
    docsUrl: str  # noqa: N815
    docsJson: str  # noqa: N815


class ModalitiesWire(_Answer):
    """What a model takes and makes."""

    input: list[str]
    output: list[str]


class PriceUnitWire(_Answer):
    """One price."""

    name: str = "image"
    price: float
    per: int = 1


class PricingWire(_Answer):
    """What a model costs."""

    kind: Literal["fixed"] = "fixed"
    currency: str = "USD"
    units: list[PriceUnitWire]


class ModelWire(_Answer):
    """One model; the sections that were not asked for are left out."""

    id: str
    aliases: list[str]
    type: str = "openai/image-generations"
    info: ModelInfoWire
    tags: list[str]
    modalities: ModalitiesWire | None = None
    capabilities: list[str] | None = None
    pricing: PricingWire | None = None


class ModelsWire(_Answer):
    """The catalogue."""

    object: Literal["list"] = "list"
    data: list[ModelWire]


class OneModelWire(_Answer):
    """One model by its id."""

    object: Literal["model"] = "model"
    data: ModelWire


class BillingWire(_Answer):
    """What an account may spend."""

    current_balance: float
    currency: str


class AutoTopUpWire(_Answer):
    """Automatic payments, of which there are none."""

    is_enabled: Literal[False] = False
    threshold: float = 0
    amount: float = 0
    currency: str


class BillingDetailWire(_Answer):
    """Whose account it is, and what it may spend."""

    user_id: int = Field(description="A number made of the account's id.")
    email: str = Field(description="The account's name: no addresses are kept.")
    current_balance: float
    currency: str
    autotopup_settings: AutoTopUpWire


class LegacyBalanceWire(_Answer):
    """What an account may spend, in credits."""

    balance: int
    lowBalance: bool  # noqa: N815
    lowBalanceThreshold: int  # noqa: N815
    lastUpdated: str  # noqa: N815
    autoDebitStatus: Literal["disabled"] = "disabled"  # noqa: N815
    status: str
    statusExplanation: str  # noqa: N815


class MovedAmountWire(_Answer):
    """How much moved; never negative."""

    usd: float
    credits: int


class MovementWire(_Answer):
    """Money that moved."""

    created_at: str
    direction: Direction
    type: MovementType
    amount: MovedAmountWire
    model: str | None
    reference_id: str | None = Field(description="The x-inference-id of the picture it was for.")


class PaginationWire(_Answer):
    """Where the next page begins."""

    next_cursor: str | None
    has_more: bool


class TransactionsWire(_Answer):
    """Money that moved, newest first."""

    data: list[MovementWire]
    pagination: PaginationWire
