"""pictures to start from, and when what is kept is deleted

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

_KEPT = "deleted_at IS NULL AND finished_at IS NOT NULL"
_REMEMBERED = "forgotten_at IS NULL AND finished_at IS NOT NULL"


def upgrade() -> None:
    op.create_table('uploads',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.String(length=64), nullable=False),
    sa.Column('blob_key', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=32), nullable=False),
    sa.Column('width_px', sa.Integer(), nullable=False),
    sa.Column('height_px', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_uploads_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads'))
    )
    op.create_index(op.f('ix_uploads_expires_at'), 'uploads', ['expires_at'], unique=False)
    op.create_index('ix_uploads_account', 'uploads', ['account_id', 'expires_at'], unique=False)
    op.create_index(op.f('ix_idempotency_keys_created_at'), 'idempotency_keys', ['created_at'], unique=False)
    op.add_column('jobs', sa.Column('fetches', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('jobs', sa.Column('deleted_at', sa.BigInteger(), nullable=True))
    op.add_column('jobs', sa.Column('forgotten_at', sa.BigInteger(), nullable=True))
    op.create_index('ix_jobs_kept', 'jobs', ['dialect', 'finished_at'], unique=False, sqlite_where=sa.text(_KEPT), postgresql_where=sa.text(_KEPT))
    op.create_index('ix_jobs_remembered', 'jobs', ['finished_at'], unique=False, sqlite_where=sa.text(_REMEMBERED), postgresql_where=sa.text(_REMEMBERED))
