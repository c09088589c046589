"""What the notice of an automatic payment said: never more is charged."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('autopay_charge', sa.Column('amount_minor', BIG, nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('autopay_charge', 'amount_minor')
