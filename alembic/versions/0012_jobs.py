"""Work that is done again and again: when it is due, who runs it, how it went."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        'job',
        sa.Column('id', BIG, nullable=False),
        sa.Column('name', sa.String(60), nullable=False),
        sa.Column('title', sa.String(120), nullable=False),
        sa.Column('every_seconds', sa.Integer(), nullable=False),
        sa.Column('is_shared', sa.Boolean(), nullable=False),
        instant('next_run_at', nullable=False),
        sa.Column('holder', sa.String(32), nullable=False),
        instant('lease_until'),
        instant('started_at'),
        instant('finished_at'),
        instant('ok_at'),
        sa.Column('runs', sa.Integer(), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('last_error', sa.String(500), nullable=False),
        sa.Column('last_result', sa.String(300), nullable=False),
        instant('result_at'),
        sa.Column('last_ms', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
        sa.UniqueConstraint('name', name=op.f('uq_job_name')),
    )


def downgrade() -> None:
    op.drop_table('job')
