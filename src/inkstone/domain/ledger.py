"""Double entry: the kinds of ledger entry and the postings that each writes.

Every entry's postings sum to zero. It does not know SQL, nor why money moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """Why money moved."""

    GRANT = "grant"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    REFUND = "refund"
    ADJUST = "adjust"


#: Where granted money comes from, and where captured money goes.
GRANTS = "grants"
REVENUE = "revenue"


@dataclass(frozen=True, slots=True)
class Posting:
    """One signed leg of an entry."""

    ledger_account: str
    amount_micros: int


def available(account_id: str) -> str:
    """The ledger account of what an account may still spend."""
    return f"{account_id}:available"


def held(account_id: str) -> str:
    """The ledger account of what is reserved for an account's open jobs."""
    return f"{account_id}:held"


def postings(kind: EntryKind, account_id: str, amount_micros: int) -> tuple[Posting, Posting]:
    """The two legs of an entry that moves `amount_micros` of an account.

    Raises:
        ValueError: the amount is negative (only an adjustment may take money away).
    """
    if amount_micros < 0 and kind is not EntryKind.ADJUST:
        raise ValueError(f"a {kind} cannot move {amount_micros} micros")
    source, target = {
        EntryKind.GRANT: (GRANTS, available(account_id)),
        EntryKind.ADJUST: (GRANTS, available(account_id)),
        EntryKind.HOLD: (available(account_id), held(account_id)),
        EntryKind.CAPTURE: (held(account_id), REVENUE),
        EntryKind.RELEASE: (held(account_id), available(account_id)),
        EntryKind.REFUND: (REVENUE, available(account_id)),
    }[kind]
    return Posting(source, -amount_micros), Posting(target, amount_micros)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How a hold ends: part of it captured, the rest released."""

    captured_micros: int
    released_micros: int


def resolve(
    *, held_micros: int, per_image_micros: int, num_images: int, extra_micros: int = 0
) -> Resolution:
    """Split a hold by the pictures that were made; never more than was held is captured.

    What the job costs beside its pictures is captured with the first of them.
    """
    price = per_image_micros * num_images + (extra_micros if num_images else 0)
    captured = min(held_micros, price)
    return Resolution(captured_micros=captured, released_micros=held_micros - captured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account has."""

    account_id: str
    currency: str
    #: Granted and not yet captured.
    balance_micros: int
    #: Reserved for open jobs; part of the balance.
    held_micros: int

    @property
    def available_micros(self) -> int:
        """What a new job may reserve."""
        return self.balance_micros - self.held_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One entry as its account sees it; all of them re-add to its balance."""

    id: str
    kind: EntryKind
    reason: str
    job_id: str | None
    currency: str
    #: By how much the entry changed what the account has, and how much of that is reserved.
    balance_micros: int
    held_micros: int
    created_at: datetime
    #: The capture that a refund gives back.
    refers_to: str | None = None


#: The kinds of entry that change what an account has; holds and releases only set it aside.
MOVING = (EntryKind.GRANT, EntryKind.CAPTURE, EntryKind.REFUND, EntryKind.ADJUST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One entry that changed what an account has, as its owner sees it."""

    entry_id: str
    kind: EntryKind
    #: Positive where money came in.
    amount_micros: int
    currency: str
    created_at: datetime
    #: The job that it was for, if any; then also what that job was of.
    job_id: str | None = None
    dialect: str | None = None
    model: str | None = None
    #: What the job's dialect remembers of it.
    wire: Mapping[str, Any] = field(default_factory=dict)
