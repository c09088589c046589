"""Files by which payers show that a transfer was sent."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'payment_proof',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('payment_order_id', BIG, nullable=False),
        sa.Column('file_id', BIG, nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payment_proof_account_id')),
        sa.ForeignKeyConstraint(
            ['payment_order_id'], ['payment_order.id'], name=op.f('fk_payment_proof_payment_order_id')
        ),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_payment_proof_file_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_proof')),
        sa.UniqueConstraint('file_id', name=op.f('uq_payment_proof_file_id')),
    )
    for column in ('account_id', 'payment_order_id'):
        op.create_index(op.f(f'ix_payment_proof_{column}'), 'payment_proof', [column])


def downgrade() -> None:
    op.drop_table('payment_proof')
