"""From accounts, keys and the audit log to the native API's JSON.

It does not know who asks.
"""

from dataclasses import asdict
from datetime import datetime

from inkstone.dialects.answers import timestamp
from inkstone.dialects.native.wire_administered import (
    AccountWire,
    AuditEntryWire,
    KeyWire,
    LimitsShownWire,
    NewKeyWire,
    PolicyShownWire,
    SpendingWire,
    StatementWire,
)
from inkstone.domain.accounts import Account, ApiKey, Scope
from inkstone.service.audit import AuditEntry
from inkstone.service.usage_export import Statement


def encode_account(account: Account) -> AccountWire:
    """An account as it stands."""
    return AccountWire(
        id=account.id,
        name=account.name,
        status=account.status.value,
        plan=account.plan,
        weight=account.weight,
        currency=account.currency,
        balance_micros=account.balance_micros,
        held_micros=account.held_micros,
        available_micros=account.balance_micros - account.held_micros,
        limits=LimitsShownWire(**asdict(account.limits)),
        policy=PolicyShownWire(**asdict(account.policy)),
        spending=SpendingWire(**asdict(account.spending)),
        created_at=timestamp(account.created_at),
    )


def encode_key(key: ApiKey) -> KeyWire:
    """A key as it stands; what it is kept by is nobody's to see."""
    return KeyWire(
        id=key.id,
        account_id=key.account_id,
        name=key.name,
        prefix=key.prefix,
        scopes=[scope.value for scope in Scope if scope in key.scopes],
        models=None if key.models is None else list(key.models),
        limits=LimitsShownWire(**asdict(key.limits)),
        policy=PolicyShownWire(**asdict(key.policy)),
        spending=SpendingWire(**asdict(key.spending)),
        created_at=timestamp(key.created_at),
        last_used_at=_moment(key.last_used_at),
        expires_at=_moment(key.expires_at),
        previous_until=_moment(key.previous_until),
        revoked_at=_moment(key.revoked_at),
    )


def encode_new_key(key: ApiKey, secret: str) -> NewKeyWire:
    """A key just made, whole."""
    return NewKeyWire(**encode_key(key).model_dump(), key=secret)


def encode_audit_entry(entry: AuditEntry) -> AuditEntryWire:
    """One thing that was administered."""
    return AuditEntryWire(
        id=entry.id,
        at=timestamp(entry.at),
        actor=entry.actor,
        action=entry.action,
        account_id=entry.account_id,
        subject=entry.subject,
        details=dict(entry.details),
    )


def encode_statement(statement: Statement) -> StatementWire:
    """What an account had, what moved, and what it had after."""
    return StatementWire(
        account_id=statement.account_id,
        account=statement.account,
        currency=statement.currency,
        from_=_moment(statement.begin),
        to=_moment(statement.end),
        opening_micros=statement.opening_micros,
        totals_micros={kind.value: total for kind, total in statement.totals_micros.items()},
        closing_micros=statement.closing_micros,
        held_micros=statement.held_micros,
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else timestamp(at)
