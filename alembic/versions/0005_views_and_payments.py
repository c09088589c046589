"""Saved views, chosen columns, and indexes for the lists of payments and of purchase orders."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INDEXES = {
    'ix_invoice_po': ('invoice', ['account_id', 'po_number', 'id']),
    'ix_payment_amount': ('payment', ['account_id', 'amount_minor', 'id']),
    'ix_payment_account_number': ('payment', ['account_id', 'number', 'id']),
}
STATISTICS = {
    'ix_invoice_po': ('invoice', '1200000 100000 200 1'),
    'ix_payment_amount': ('payment', '1200000 100000 2 1'),
    'ix_payment_account_number': ('payment', '1200000 100000 1 1'),
}
"""What SQLite's planner is told of them, as in 0002."""


def upgrade() -> None:
    _personal('saved_view', ('list_name', 'name'), sa.Column('name', sa.String(60), nullable=False),
              sa.Column('query', sa.Text(), nullable=False),
              sa.Column('created_at', sa.DateTime(timezone=True), nullable=False))  # fmt: skip
    _personal('column_choice', ('list_name',), sa.Column('columns', sa.String(400), nullable=False))
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    if op.get_bind().dialect.name == 'sqlite':
        for name, (table, rows) in STATISTICS.items():
            op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{name}', '{rows}')")


def _personal(table: str, named: tuple[str, ...], *columns: sa.Column) -> None:
    """A table of what one person keeps for one list of one company."""
    unique = ['account_id', 'person_id', *named]
    op.create_table(
        table,
        sa.Column('id', BIG, nullable=False),
        sa.Column('account_id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('list_name', sa.String(32), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f(f'fk_{table}_account_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f(f'fk_{table}_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        sa.UniqueConstraint(*unique, name=op.f('_'.join(['uq', table, *unique]))),
    )
    for column in ('account_id', 'person_id'):
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])


def downgrade() -> None:
    for name, (table, _columns) in INDEXES.items():
        op.drop_index(name, table)
    op.drop_table('column_choice')
    op.drop_table('saved_view')
