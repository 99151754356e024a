"""what pictures are recognised by, how they are marked, and what moderation found

Revision ID: 0008
Revises: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


_RECOGNISED_BY: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ('manifest_id', sa.String(length=80)),
    ('watermark_id', sa.BigInteger()),
    ('phash', sa.BigInteger()),
    *((f'phash_{word}', sa.Integer()) for word in range(4)),
    ('findings', sa.Text()),
    ('is_edit', sa.Boolean()),
)


def upgrade() -> None:
    for table in ('accounts', 'api_keys', 'jobs'):
        op.add_column(table, sa.Column('policy', sa.Text(), nullable=True))
    for name, kind in _RECOGNISED_BY:
        op.add_column('job_images', sa.Column(name, kind, nullable=True))
    op.create_index('ix_job_images_sha256', 'job_images', ['sha256'])
    for index, column in (
        ('manifest', 'manifest_id'),
        ('watermark', 'watermark_id'),
        *((f'phash_{word}', f'phash_{word}') for word in range(4)),
    ):
        where = sa.text(f'{column} IS NOT NULL')
        op.create_index(
            f'ix_job_images_{index}',
            'job_images',
            [column],
            sqlite_where=where,
            postgresql_where=where,
        )
