"""Who pays and what authenticates: accounts and API keys.

It does not know how keys are stored or checked.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AccountStatus(StrEnum):
    """Whether an account may submit."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is calling: the key that authenticated, and the account that it spends for."""

    account_id: str
    account_name: str
    key_id: str
