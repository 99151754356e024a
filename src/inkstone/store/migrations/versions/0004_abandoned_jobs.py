"""jobs that nobody waits for

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_ABANDONED = "client_gone_at IS NOT NULL AND finished_at IS NULL"


def upgrade() -> None:
    op.create_index('ix_jobs_abandoned', 'jobs', ['client_gone_at'], unique=False, sqlite_where=sa.text(_ABANDONED), postgresql_where=sa.text(_ABANDONED))
