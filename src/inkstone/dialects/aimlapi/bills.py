"""AIML API's bills: balances and the statement, in the vendor's words.

It does not know where the figures come from.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from inkstone.dialects.aimlapi.encode import credits_of, usd
from inkstone.dialects.aimlapi.tracing import inference_id
from inkstone.dialects.aimlapi.wire import NAME
from inkstone.dialects.aimlapi.wire_pages import (
    AutoTopUpWire,
    BillingDetailWire,
    BillingWire,
    LegacyBalanceWire,
    MovedAmountWire,
    MovementType,
    MovementWire,
)
from inkstone.dialects.answers import timestamp
from inkstone.domain.accounts import Caller
from inkstone.domain.ledger import Balance, EntryKind, Movement
from inkstone.domain.money import Amount

#: Below this many credits a balance is called low, as in the vendor's sample.
LOW_CREDITS = 10_000

#: What the vendor calls each kind of entry; its other words are of things that never happen here.
TYPES: Mapping[EntryKind, MovementType] = {
    EntryKind.GRANT: "PAYMENT",
    EntryKind.CAPTURE: "MODEL_USAGE",
    EntryKind.REFUND: "REFUND",
    EntryKind.ADJUST: "ADJUSTMENT",
}


def kinds_of(word: MovementType | None) -> tuple[EntryKind, ...]:
    """The kinds of entry that a filter means."""
    return tuple(kind for kind, known in TYPES.items() if word in (None, known))


def encode_billing(balance: Balance) -> BillingWire:
    """What an account may spend."""
    return BillingWire(current_balance=usd(_available(balance)), currency=balance.currency)


def encode_detail(caller: Caller, balance: Balance) -> BillingDetailWire:
    """Whose account it is, and what it may spend."""
    digest = hashlib.sha256(caller.account_id.encode()).digest()
    return BillingDetailWire(
        # The vendor's users are numbers, and its clients read one.
        user_id=int.from_bytes(digest[:4]) >> 1,
        email=caller.account_name,
        current_balance=usd(_available(balance)),
        currency=balance.currency,
        autotopup_settings=AutoTopUpWire(currency=balance.currency),
    )


def encode_legacy(balance: Balance, *, now: datetime) -> LegacyBalanceWire:
    """What an account may spend, in credits."""
    left = credits_of(_available(balance))
    is_low = left < LOW_CREDITS
    return LegacyBalanceWire(
        balance=left,
        lowBalance=is_low,
        lowBalanceThreshold=LOW_CREDITS,
        lastUpdated=timestamp(now),
        status="low" if is_low else "current",
        statusExplanation=f"{left:,} credits may be spent.",
    )


def encode_movement(movement: Movement) -> MovementWire:
    """Money that moved."""
    amount = Amount(abs(movement.amount_micros), movement.currency)
    is_usage = movement.kind is EntryKind.CAPTURE
    its_own = movement.wire.get("model") if movement.dialect == NAME else None
    return MovementWire(
        created_at=timestamp(movement.created_at),
        direction="TOPUP" if movement.amount_micros > 0 else "CHARGE",
        type=TYPES[movement.kind],
        amount=MovedAmountWire(usd=usd(amount), credits=credits_of(amount)),
        model=(its_own or movement.model) if is_usage else None,
        reference_id=inference_id(movement.job_id) if movement.job_id else None,
    )


def _available(balance: Balance) -> Amount:
    return Amount(balance.available_micros, balance.currency)
