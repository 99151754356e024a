"""The tables of accounts and API keys, and of what was done to them, as SQLAlchemy Core sees them.

This module runs no statement; all other tables are in `tables`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from inkstone.store.columns import NAMES, Json, Timestamp

metadata = MetaData(naming_convention=NAMES)


def _limited() -> tuple[Column[Any], ...]:
    """What an account and a key are limited by, and what that is held against."""
    return (
        Column("requests_per_minute", Integer),
        Column("jobs_max", Integer),
        Column("daily_micros", BigInteger),
        Column("total_micros", BigInteger),
        # Jobs queued or running.
        Column("num_open", Integer, nullable=False, server_default="0"),
        # Held and captured for all jobs, refunds taken off.
        Column("spent_micros", BigInteger, nullable=False, server_default="0"),
        # The same for the jobs that were submitted on one day, counted in days since 1970.
        Column("spent_day", Integer, nullable=False, server_default="0"),
        Column("day_micros", BigInteger, nullable=False, server_default="0"),
        # Up to when the calls that were let in have used the rate up.
        Column("rate_until", BigInteger, nullable=False, server_default="0"),
    )


accounts = Table(
    "accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("status", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("balance_micros", BigInteger, nullable=False),
    Column("held_micros", BigInteger, nullable=False),
    # Where the account stands in virtual time, for fair queueing.
    Column("vtime", BigInteger, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    # The price plan of the rate card.
    Column("plan", String(64), nullable=False, server_default=""),
    # How its pictures are marked and moderated, where that is not as the server says.
    Column("policy", Json),
    *_limited(),
    CheckConstraint("held_micros >= 0", name="held_is_not_negative"),
    CheckConstraint("weight > 0", name="weight_is_positive"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("prefix", String(32), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("last_used_at", Timestamp),
    Column("revoked_at", Timestamp),
    Column("expires_at", Timestamp),
    # The hash before the last rotation, and until when it is good as well.
    Column("previous_sha256", String(64), index=True),
    Column("previous_until", Timestamp),
    Column("scopes", String(64), nullable=False, server_default="submit read"),
    Column("models", Json),
    Column("policy", Json),
    *_limited(),
)

#: What was administered, by whom; never changed, but that erasing an account takes its names out.
audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", Timestamp, nullable=False),
    # The key that asked for it, or the command line.
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    # The account that it concerns, and the thing that it was done to.
    Column("account_id", String(64)),
    Column("subject", String(64), nullable=False),
    Column("details", Json, nullable=False),
    Index("ix_audit_entries_account", "account_id", "id"),
)

#: What an account's webhooks are signed with, encrypted.
webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("ciphertext", Text, nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp),
)
