"""Indexes that the Activity page is read by, what checks of the trail found, and addresses that mail came back from."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

INDEXES = {
    'ix_activity_entry_account_at': ['account_id', 'at', 'id'],
    'ix_activity_entry_account_kind': ['account_id', 'kind', 'at', 'id'],
    'ix_activity_entry_account_person': ['account_id', 'person_id', 'at', 'id'],
    'ix_activity_entry_account_who': ['account_id', 'who', 'at', 'id'],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, 'activity_entry', columns)
    op.create_table(
        'activity_check',
        sa.Column('id', BIG, nullable=False),
        sa.Column('chain', sa.BigInteger(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seq', sa.BigInteger(), nullable=False),
        sa.Column('problem', sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_check')),
        sa.UniqueConstraint('chain', name=op.f('uq_activity_check_chain')),
    )
    op.create_table(
        'mail_suppression',
        sa.Column('id', BIG, nullable=False),
        sa.Column('email', sa.String(254), nullable=False),
        sa.Column('reason', sa.String(500), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_suppression')),
        sa.UniqueConstraint('email', name=op.f('uq_mail_suppression_email')),
    )


def downgrade() -> None:
    op.drop_table('mail_suppression')
    op.drop_table('activity_check')
    for name in INDEXES:
        op.drop_index(name, 'activity_entry')
