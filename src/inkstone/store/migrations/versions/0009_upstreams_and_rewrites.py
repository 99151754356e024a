"""what jobs went upstream, what they cost there, and what prompts were rewritten to

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (
        ('tried', sa.Text()),
        ('upstream_sent_at', sa.BigInteger()),
        ('upstream_id', sa.String(length=200)),
        ('checkpoint', sa.Text()),
        ('cost_micros', sa.BigInteger()),
        ('cost_at_risk_micros', sa.BigInteger()),
        ('rewrite', sa.Text()),
    ):
        op.add_column('jobs', sa.Column(name, kind, nullable=True))
    op.create_table(
        'prompt_rewrites',
        sa.Column('account_id', sa.String(length=64), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('prompt', sa.Text(), nullable=False),
        sa.Column('wh_ratio', sa.String(length=16), nullable=True),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id']),
        sa.PrimaryKeyConstraint('account_id', 'key'),
    )
    op.create_index('ix_prompt_rewrites_created_at', 'prompt_rewrites', ['created_at'])
