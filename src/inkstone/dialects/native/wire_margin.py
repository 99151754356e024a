"""The native API's margin report in JSON.

It does not know who may read it.
"""

from typing import Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import QueryMoment, Wire


class MarginQuery(Wire):
    """The query of `GET /admin/margin`."""

    # `from` is a word of Python's, hence the alias.
    from_: QueryMoment | None = Field(
        None, alias="from", description="Jobs that ended then or later. Default the first."
    )
    to: QueryMoment | None = Field(None, description="Jobs that ended before. Default now.")
    by: Literal["model", "engine", "account", "day"] = Field(
        "model", description="What to add up by."
    )


class MarginTotalWire(BaseModel):
    """What some jobs brought in, and what they cost; all money in micros."""

    jobs: int
    jobs_upstream: int = Field(description="Those that went upstream; all others cost nothing.")
    images: int
    charged_micros: int
    refunded_micros: int = Field(description="What was given back of it, whenever that was.")
    cost_micros: int = Field(description="What upstreams charge.")
    cost_at_risk_micros: int = Field(
        description="What upstreams may have charged that never told; not part of the margin."
    )
    margin_micros: int = Field(description="Charged, less what was refunded and the cost.")
    currency: str


class MarginRowWire(MarginTotalWire):
    """What the jobs of one group came to in one currency."""

    group: str = Field(
        description="The model, the engine, the account's name or the day in UTC; empty where no "
        "engine had the jobs."
    )


class MarginWire(BaseModel):
    """What jobs brought in, what they cost upstream, and what is left."""

    from_: str | None = Field(serialization_alias="from", description="Null is the beginning.")
    to: str
    by: str
    data: list[MarginRowWire]
    totals: list[MarginTotalWire] = Field(description="All groups together, for each currency.")
