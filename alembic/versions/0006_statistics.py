"""What SQLite's planner is told of the indexes of 0005.

Without, it takes a company for ten rows in them, and sorts a million documents by way of one for each page.
"""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

STATISTICS = {
    'ix_invoice_po': ('invoice', '1200000 100000 7 1'),
    'ix_payment_amount': ('payment', '1200000 100000 2 1'),
    'ix_payment_account_number': ('payment', '1200000 100000 1 1'),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _forget()
        for name, (table, rows) in STATISTICS.items():
            op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{name}', '{rows}')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _forget()


def _forget() -> None:
    for name in STATISTICS:
        op.execute(f"DELETE FROM sqlite_stat1 WHERE idx = '{name}'")
