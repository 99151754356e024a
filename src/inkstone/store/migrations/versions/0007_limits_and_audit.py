"""limits of accounts and keys, price plans, rotation, refunds, and a log of what is administered

Revision ID: 0007
Revises: 0006
"""

import time
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

_DAY_US = 86_400_000_000

_LIMITED = (
    ('requests_per_minute', sa.Integer(), None),
    ('jobs_max', sa.Integer(), None),
    ('daily_micros', sa.BigInteger(), None),
    ('total_micros', sa.BigInteger(), None),
    ('num_open', sa.Integer(), '0'),
    ('spent_micros', sa.BigInteger(), '0'),
    ('spent_day', sa.Integer(), '0'),
    ('day_micros', sa.BigInteger(), '0'),
    ('rate_until', sa.BigInteger(), '0'),
)


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], default: str | None) -> None:
    op.add_column(
        table, sa.Column(name, kind, nullable=default is None, server_default=default)
    )


def upgrade() -> None:
    _add('accounts', 'plan', sa.String(length=64), '')
    for name, kind in (('expires_at', sa.BigInteger()), ('previous_sha256', sa.String(length=64))):
        _add('api_keys', name, kind, None)
    _add('api_keys', 'previous_until', sa.BigInteger(), None)
    _add('api_keys', 'scopes', sa.String(length=64), 'submit read')
    _add('api_keys', 'models', sa.Text(), None)
    op.create_index(op.f('ix_api_keys_previous_sha256'), 'api_keys', ['previous_sha256'])
    _add('jobs', 'extra_micros', sa.BigInteger(), '0')
    _add('ledger_entries', 'refers_to', sa.String(length=64), None)
    op.create_index('ix_ledger_entries_newest', 'ledger_entries', ['account_id', 'id'])
    op.drop_index(op.f('ix_ledger_entries_account_id'), table_name='ledger_entries')
    op.create_table(
        'audit_entries',
        sa.Column('id', sa.String(length=64), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.String(length=64), nullable=False),
        sa.Column('action', sa.String(length=64), nullable=False),
        sa.Column('account_id', sa.String(length=64), nullable=True),
        sa.Column('subject', sa.String(length=64), nullable=False),
        sa.Column('details', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries')),
    )
    op.create_index('ix_audit_entries_account', 'audit_entries', ['account_id', 'id'])
    today = int(time.time() * 1e6) // _DAY_US
    for table, owner in (('accounts', 'account_id'), ('api_keys', 'key_id')):
        for column in _LIMITED:
            _add(table, *column)
        _count(table, owner, today)
    # Until now every key could do everything; the owner's own still can.
    op.execute(
        "UPDATE api_keys SET scopes = 'submit read admin' "
        "WHERE account_id IN (SELECT id FROM accounts WHERE name = 'local')"
    )


def _count(table: str, owner: str, today: int) -> None:
    """Count what the jobs so far came to."""
    its = f"FROM jobs WHERE jobs.{owner} = {table}.id"
    paid = "COALESCE(SUM(COALESCE(charged_micros, quoted_micros)), 0)"
    op.execute(
        f"UPDATE {table} SET "
        f"num_open = (SELECT COUNT(*) {its} AND finished_at IS NULL), "
        f"spent_micros = (SELECT {paid} {its}), "
        f"spent_day = {today}, "
        f"day_micros = (SELECT {paid} {its} AND created_at >= {today * _DAY_US})"
    )
