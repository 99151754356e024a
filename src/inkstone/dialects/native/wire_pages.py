"""The native API's pages in JSON: models, prices, usage, the ledger.

It does not know how a picture is asked for or answered with.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import QUERY_WHOLE, QueryMoment, Wire
from inkstone.dialects.native.wire import EngineWire


class UsageQuery(Wire):
    """The query of `GET /usage`."""

    # `from` is a word of Python's, hence the alias.
    from_: QueryMoment | None = Field(
        None, alias="from", description="Jobs that ended then or later. Default 30 days ago."
    )
    to: QueryMoment | None = Field(None, description="Jobs that ended before. Default now.")
    group: Literal["day", "model", "key"] = Field("day", description="What to add up by.")


class LedgerQuery(Wire):
    """The query of `GET /ledger`."""

    before: str | None = Field(
        None, max_length=64, description="Older entries only: the `next_before` of a page."
    )
    limit: Annotated[int, Field(ge=1, le=100), QUERY_WHOLE] = Field(
        50, description="At most this many."
    )


class RateWire(BaseModel):
    """The price of one picture."""

    dialect: str
    tier: str
    price_micros: int
    list_price_micros: int = Field(description="Before the discount, if any.")


class RuleWire(BaseModel):
    """A price for what meets every condition; null is no condition."""

    account: str | None
    plan: str | None
    dialect: str | None
    model: str | None = Field(description="The dated name.")
    tier: str | None
    edit: bool | None = Field(description="Whether the request starts from pictures.")
    area_px_over: int | None = Field(description="The size of each picture is larger.")
    area_px_up_to: int | None = Field(description="It is at most as large.")
    num_images_from: int | None = Field(description="One request asks for as many or more.")
    price_micros: int | None = Field(description="Null where there is a discount.")
    list_price_micros: int | None
    discount_percent: str | None = Field(description="Off the base price.")


class EnhanceWire(BaseModel):
    """What a job costs beside its pictures where its prompt was rewritten."""

    dialect: str
    price_micros: int


class RateCardWire(BaseModel):
    """The prices in effect, as far as they concern the caller."""

    name: str
    effective_on: str = Field(description="From midnight UTC of this day.")
    currency: str
    rates: list[RateWire] = Field(description="The base prices.")
    rules: list[RuleWire] = Field(
        description="Tried in order before the base prices; the first that matches counts."
    )
    enhance: list[EnhanceWire]
    next_effective_on: str | None = Field(description="When other prices begin, if announced.")


class UsageTotalWire(BaseModel):
    """What some jobs came to."""

    jobs: int
    images: int
    charged_micros: int


class UsageRowWire(UsageTotalWire):
    """What the jobs of one group came to."""

    group: str = Field(description="The day in UTC, the model, or the key's id.")


class UsageWire(BaseModel):
    """What an account's jobs came to, added up."""

    from_: str = Field(serialization_alias="from")
    to: str
    group: str
    currency: str
    data: list[UsageRowWire]
    total: UsageTotalWire


class EntryWire(BaseModel):
    """A ledger entry; both of its amounts, over all entries, add up to the balance."""

    id: str
    kind: str
    reason: str
    job_id: str | None
    currency: str
    balance_micros: int = Field(description="By how much the balance changed.")
    held_micros: int = Field(description="By how much what is held of it changed.")
    created_at: str


class LedgerWire(BaseModel):
    """A page of ledger entries, newest first."""

    object: str = "list"
    data: list[EntryWire]
    next_before: str | None = Field(description="What asks for the next page; null at the last.")


class LimitsWire(BaseModel):
    """How much of everything a request may ask for here."""

    prompt_chars_max: int
    negative_prompt_chars_max: int
    num_images_max: int
    num_inputs_max: int
    side_px_min: int
    side_px_max: int
    area_px_max: int
    ratio_max: int = Field(description="How many times the shorter side the longer may be.")
    wait_s_max: int


class ModelWire(BaseModel):
    """A model name, what it costs, and what can be asked of it here."""

    id: str
    object: str = "model"
    name: str
    tier: str
    resolves_to: str = Field(description="The dated name that an undated one means today.")
    aliases: list[str]
    summary: str
    engine: EngineWire = Field(description="What makes its pictures on this server.")
    engines: list[str] = Field(
        description="Which engines make them, by name: the first is asked first."
    )
    checkpoint: str = Field(description="The open weights that serve it on a GPU.")
    licence: str = Field(description="Of those weights.")
    per_image_micros: int | None = Field(description="Null where the rate card has no price.")
    currency: str
    capabilities: dict[str, bool]
    limits: LimitsWire
    sizes: dict[str, dict[str, str]] = Field(description="Ratio, then resolution, in pixels.")
    parameters: dict[str, Any] = Field(
        description="JSON schema of a submit's body, without what this engine cannot do."
    )


class ModelsWire(BaseModel):
    """The catalogue."""

    object: str = "list"
    data: list[ModelWire]
