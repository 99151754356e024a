"""which jobs their accounts gave a star

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('jobs', sa.Column('starred_at', sa.BigInteger(), nullable=True))
    where = sa.text('starred_at IS NOT NULL')
    op.create_index(
        'ix_jobs_starred',
        'jobs',
        ['account_id', 'id'],
        sqlite_where=where,
        postgresql_where=where,
    )
