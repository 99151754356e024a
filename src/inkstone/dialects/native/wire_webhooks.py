"""The native API's JSON about webhooks: deliveries with their tries, pings, a new secret.

It does not know what a message says to its receiver.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import WHOLE, Wire
from inkstone.dialects.native.wire import Limit

URL_CHARS_MAX = 4_096
OVERLAP_S_DEFAULT, OVERLAP_S_MAX = 86_400, 30 * 86_400

DeliveryStatus = Literal["pending", "delivered", "failed"]


class DeliveriesQuery(Wire):
    """The query of `GET /webhooks/deliveries`."""

    status: DeliveryStatus | None = Field(None, description="Only those that stand so.")
    job: str | None = Field(None, max_length=64, description="Only of the job with this id.")
    before: str | None = Field(
        None, max_length=64, description="Older ones only: the `next_before` of a page."
    )
    limit: Limit = Field(20, description="At most this many.")


class PingWire(Wire):
    """The body of `POST /webhooks/ping`."""

    url: str | None = Field(
        None, max_length=URL_CHARS_MAX, description="Where to: an http(s) URL, as `webhook_url` is."
    )


class RotateWire(Wire):
    """The body of `POST /webhooks/secrets/rotate`; none at all is the default."""

    overlap_s: Annotated[int, Field(ge=0, le=OVERLAP_S_MAX), WHOLE] = Field(
        OVERLAP_S_DEFAULT,
        description="How long messages are signed with the secrets before it as well, in seconds.",
    )


class TryWire(BaseModel):
    """One post of a delivery."""

    index: int = Field(description="From 0.")
    at: str
    status: int | None = Field(description="How the receiver answered; null where it did not.")
    error: str | None = Field(description="Why it was not taken; null where it was.")
    took_ms: int


class DeliveryWire(BaseModel):
    """The telling of one job's end."""

    id: str = Field(description="The `webhook-id` of each of its tries.")
    job_id: str
    url: str | None = Field(description="Null once it was forgotten with its job.")
    status: str = Field(description="`pending`, `delivered` or `failed`.")
    num_tries: int
    last_status: int | None = Field(description="Of the last try; null where nobody answered.")
    last_error: str | None
    next_at: str | None = Field(description="When it is tried next; null where it is not.")
    created_at: str
    delivered_at: str | None


class DeliveryInFullWire(DeliveryWire):
    """A delivery and every try of it."""

    tries: list[TryWire] = Field(description="First try first.")


class DeliveriesWire(BaseModel):
    """A page of deliveries, newest first."""

    object: str = "list"
    data: list[DeliveryWire]
    next_before: str | None = Field(description="What asks for the next page; null at the last.")


class PingResultWire(BaseModel):
    """What came of a ping."""

    id: str = Field(description="The `webhook-id` that it was sent under.")
    url: str
    delivered: bool = Field(description="Whether the receiver answered with a 2xx.")
    status: int | None = Field(description="How the receiver answered; null where it did not.")
    error: str | None = Field(description="Why it was not taken; null where it was.")
    took_ms: int


class RotatedWire(BaseModel):
    """A new secret."""

    secret: str = Field(description="`whsec_` and base64; messages are signed with it from now on.")
    overlap_s: int = Field(description="For so long those before it sign as well.")
