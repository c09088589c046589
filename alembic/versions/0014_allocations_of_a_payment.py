"""Which payment of the portal put a credit, or money, to an invoice: for receipts and for the ERP."""

from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

INDEX = 'ix_allocation_payment_order_id'


def upgrade() -> None:
    number = 'INTEGER' if op.get_bind().dialect.name == 'sqlite' else 'BIGINT'
    op.execute(
        f'ALTER TABLE allocation ADD COLUMN payment_order_id {number} '
        'CONSTRAINT fk_allocation_payment_order_id REFERENCES payment_order (id)'
    )
    op.create_index(INDEX, 'allocation', ['payment_order_id'])


def downgrade() -> None:
    op.drop_index(INDEX, 'allocation')
    op.drop_column('allocation', 'payment_order_id')
