"""The native API's answers about accounts, keys, corrections and the audit log.

It does not know who may read them.
"""

from typing import Any

from pydantic import BaseModel, Field


class LimitsShownWire(BaseModel):
    """Limits; null is as much as it likes."""

    requests_per_minute: int | None
    jobs_max: int | None
    daily_micros: int | None
    total_micros: int | None


class PolicyShownWire(BaseModel):
    """How pictures are marked and moderated; null is what the account says, or the server."""

    content_credentials: bool | None
    labels: bool | None
    parameters: bool | None
    prompt: bool | None
    visible_label: bool | None
    invisible_watermark: bool | None
    moderation: str | None = Field(description="`refuse`, `flag` or `allow`.")


class SpendingWire(BaseModel):
    """What limits are held against."""

    num_open: int = Field(description="Jobs queued or running.")
    today_micros: int = Field(description="Held for and paid for the jobs of this day in UTC.")
    total_micros: int = Field(description="The same over all days, refunds taken off.")


class AccountWire(BaseModel):
    """Who pays."""

    id: str
    object: str = "account"
    name: str
    status: str = Field(description="`active`, `suspended` or `erased`.")
    plan: str = Field(description="Its price plan; empty is the usual prices.")
    weight: int
    currency: str
    balance_micros: int
    held_micros: int = Field(description="Reserved for jobs under way; part of the balance.")
    available_micros: int
    limits: LimitsShownWire
    policy: PolicyShownWire
    spending: SpendingWire
    created_at: str


class AccountsWire(BaseModel):
    """A page of accounts, by name."""

    object: str = "list"
    data: list[AccountWire]
    next_after: str | None = Field(description="What asks for the next page; null at the last.")


class ErasedWire(BaseModel):
    """An account that is erased."""

    id: str
    status: str = "erased"
    num_jobs: int = Field(description="Jobs of which something was left to delete.")


class RefundWire(BaseModel):
    """Money that was given back."""

    job_id: str
    amount_micros: int
    currency: str


class KeyWire(BaseModel):
    """A key, without what it is kept by."""

    id: str
    object: str = "key"
    account_id: str
    name: str
    prefix: str = Field(description="Its first characters, to recognise it by.")
    scopes: list[str]
    models: list[str] | None = Field(description="The only models it may ask for; null is all.")
    limits: LimitsShownWire
    policy: PolicyShownWire
    spending: SpendingWire
    created_at: str
    last_used_at: str | None
    expires_at: str | None
    previous_until: str | None = Field(
        description="Until when the key before the last rotation is good as well."
    )
    revoked_at: str | None


class NewKeyWire(KeyWire):
    """A key just made: the only time that it is seen whole."""

    key: str


class KeysWire(BaseModel):
    """A page of keys, oldest first."""

    object: str = "list"
    data: list[KeyWire]
    next_after: str | None = Field(description="What asks for the next page; null at the last.")


class AuditEntryWire(BaseModel):
    """One thing that was administered."""

    id: str
    at: str
    actor: str = Field(description="A key's id, `server` or `command line`.")
    action: str = Field(description="Such as `key.create`.")
    account_id: str | None
    subject: str = Field(description="The id of what it was done to.")
    details: dict[str, Any]


class AuditWire(BaseModel):
    """A page of the audit log, newest first."""

    object: str = "list"
    data: list[AuditEntryWire]
    next_before: str | None = Field(description="What asks for the next page; null at the last.")


class StatementWire(BaseModel):
    """What an account had before a period, what moved in it, and what it had after."""

    account_id: str
    account: str
    currency: str
    from_: str | None = Field(serialization_alias="from", description="Null is the beginning.")
    to: str | None
    opening_micros: int
    totals_micros: dict[str, int] = Field(
        description="By kind of movement, signed; with the opening they add up to the closing."
    )
    closing_micros: int
    held_micros: int = Field(description="Reserved for jobs under way now; part of the balance.")
