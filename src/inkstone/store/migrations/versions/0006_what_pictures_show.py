"""what pictures show

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'picture_documents',
        sa.Column('job_id', sa.String(length=64), nullable=False),
        sa.Column('image_index', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.String(length=64), nullable=False),
        sa.Column('pixels_sha256', sa.String(length=64), nullable=False),
        sa.Column('documents', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ['job_id'], ['jobs.id'], name=op.f('fk_picture_documents_job_id'),
            initially='DEFERRED', deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ['account_id'], ['accounts.id'], name=op.f('fk_picture_documents_account_id')
        ),
        sa.PrimaryKeyConstraint('job_id', 'image_index', name=op.f('pk_picture_documents')),
    )
    op.create_index(
        'ix_picture_documents_pixels', 'picture_documents', ['account_id', 'pixels_sha256']
    )
