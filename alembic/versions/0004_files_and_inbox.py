"""Files made in the background, and the inbox that tells of them."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'export',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('key', sa.String(32), nullable=False),
        sa.Column('created_by', BIG, nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('query', sa.Text(), nullable=False),
        sa.Column('language', sa.String(5), nullable=False),
        sa.Column('state', sa.String(32), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('size', BIG, nullable=False),
        sa.Column('reach', sa.String(64), nullable=False),
        sa.Column('error', sa.String(500), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('done >= 0 AND total >= 0', name=op.f('ck_export_done')),
        sa.CheckConstraint(
            "(state = 'ready') = (expires_at IS NOT NULL)", name=op.f('ck_export_expires')
        ),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_export_account_id')),
        sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_export_created_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export')),
        sa.UniqueConstraint('key', name=op.f('uq_export_key')),
    )
    for column in ('account_id', 'created_by', 'due_at'):
        op.create_index(op.f(f'ix_export_{column}'), 'export', [column])
    op.create_table(
        'inbox_entry',
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('kind', sa.String(32), nullable=False),
        sa.Column('facts', sa.JSON(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_inbox_entry_account_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inbox_entry_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_entry')),
    )
    for column in ('account_id', 'person_id'):
        op.create_index(op.f(f'ix_inbox_entry_{column}'), 'inbox_entry', [column])


def downgrade() -> None:
    op.drop_table('inbox_entry')
    op.drop_table('export')
