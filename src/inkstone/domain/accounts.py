"""Who pays and what authenticates: accounts, API keys, what a key may do, and limits of both.

It does not know how keys are stored or checked.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy

#: The account of the machine's owner: made at first start, without limits. Its keys of the scope
#: `admin` administer the whole server.
LOCAL = "local"
#: What every account is kept in.
CURRENCY = "USD"


class AccountStatus(StrEnum):
    """Whether an account may submit."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    #: What it wrote and made is gone for good; its ledger stays.
    ERASED = "erased"


class Scope(StrEnum):
    """What a key may be used for."""

    #: Ask for pictures, bring uploads, stop and delete one's own jobs.
    SUBMIT = "submit"
    #: See jobs, pictures, money and usage.
    READ = "read"
    #: Make, limit and revoke keys of one's account; for the account `local`, of everybody's.
    ADMIN = "admin"


#: What a key may do where nobody says otherwise.
USUAL_SCOPES = frozenset({Scope.SUBMIT, Scope.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an account, or one key, may ask for; `None` is as much as it likes."""

    #: Calls that ask for work: so many at once, and then so many a minute. Reading and cancelling
    #: are not counted.
    requests_per_minute: int | None = None
    #: Jobs queued or running at once.
    jobs_max: int | None = None
    #: Money, in micros: held and captured for the jobs submitted on one day, in UTC.
    daily_micros: int | None = None
    #: The same over all days, refunds taken off.
    total_micros: int | None = None

    def to_json(self) -> dict[str, int]:
        """The limits that are set, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, found: Mapping[str, Any] | None) -> "Limits":
        """What `to_json` made."""
        return cls(**(found or {}))


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What the limits of an account or a key are held against."""

    #: Jobs queued or running.
    num_open: int = 0
    #: Micros of the jobs submitted today, in UTC: what is held for them, and what they cost.
    today_micros: int = 0
    #: The same over all days, refunds taken off.
    total_micros: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who pays."""

    id: str
    name: str
    status: AccountStatus
    currency: str
    balance_micros: int
    held_micros: int
    created_at: datetime
    #: The price plan of the rate card that it buys by; empty is the usual prices.
    plan: str = ""
    #: Its share beside other accounts whose jobs wait: twice the weight, twice the pictures.
    weight: int = 1
    limits: Limits = NO_LIMITS
    policy: PicturePolicy = NO_POLICY
    spending: Spending = Spending()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What authenticates a caller; the key itself is nowhere kept."""

    id: str
    account_id: str
    name: str
    #: The first characters of the key, to recognise it by.
    prefix: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    expires_at: datetime | None = None
    #: Until when the key before the last rotation is good as well.
    previous_until: datetime | None = None
    scopes: frozenset[Scope] = USUAL_SCOPES
    #: The public models that it may ask for; `None` is all.
    models: tuple[str, ...] | None = None
    limits: Limits = NO_LIMITS
    policy: PicturePolicy = NO_POLICY
    spending: Spending = Spending()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is calling: the key that authenticated, and the account that it spends for."""

    account_id: str
    account_name: str
    key_id: str
    #: The account's price plan.
    plan: str = ""
    scopes: frozenset[Scope] = USUAL_SCOPES
    #: The public models that the key may ask for; `None` is all.
    models: tuple[str, ...] | None = None
    limits: Limits = NO_LIMITS
    account_limits: Limits = NO_LIMITS
    #: How its pictures are marked and moderated, where key or account say otherwise than the
    #: server.
    policy: PicturePolicy = NO_POLICY

    @property
    def is_operator(self) -> bool:
        """Whether the caller administers the whole server."""
        return Scope.ADMIN in self.scopes and self.account_name == LOCAL
