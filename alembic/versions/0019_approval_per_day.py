"""Rules of approval that count what somebody pays in a day together."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('approval_rule', sa.Column('is_per_day', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('approval_rule', 'is_per_day')
