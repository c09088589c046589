"""Lists that are mailed, once or regularly, and the files that messages take along."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('outbox_mail', sa.Column('bundle', sa.String(32), nullable=False, server_default=''))
    op.create_table(
        'outbox_attachment',
        sa.Column('id', BIG, nullable=False),
        sa.Column('bundle', sa.String(32), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('media_type', sa.String(100), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_attachment')),
    )
    op.create_index(op.f('ix_outbox_attachment_bundle'), 'outbox_attachment', ['bundle'])
    op.create_table(
        'mailing_schedule',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('created_by', BIG, nullable=False),
        sa.Column('frequency', sa.String(32), nullable=False),
        sa.Column('day', sa.Integer(), nullable=False),
        sa.Column('query', sa.Text(), nullable=False),
        sa.Column('recipients', sa.Text(), nullable=False),
        sa.Column('formats', sa.String(40), nullable=False),
        sa.Column('note', sa.String(1000), nullable=False),
        sa.Column('language', sa.String(5), nullable=False),
        sa.Column('next_run_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('last_run_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_why', sa.String(300), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(frequency = 'once' AND day = 0) OR (frequency = 'weekly' AND day BETWEEN 1 AND 7)"
            " OR (frequency = 'monthly' AND day BETWEEN 1 AND 31)",
            name=op.f('ck_mailing_schedule_day'),
        ),
        sa.CheckConstraint(
            '(ended_at IS NULL) = (next_run_at IS NOT NULL)', name=op.f('ck_mailing_schedule_ended')
        ),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_mailing_schedule_account_id')),
        sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_mailing_schedule_created_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing_schedule')),
    )
    for column in ('account_id', 'created_by', 'next_run_at'):
        op.create_index(op.f(f'ix_mailing_schedule_{column}'), 'mailing_schedule', [column])


def downgrade() -> None:
    op.drop_table('mailing_schedule')
    op.drop_table('outbox_attachment')
    op.drop_column('outbox_mail', 'bundle')
