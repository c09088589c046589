"""Counts and totals kept by triggers, a search index, and an index for every order of the list.

A later migration that makes SQLite copy the table `invoice` (batch mode) loses its triggers: it must run
`_keep_tally_sqlite` and `_search_sqlite` of this file again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import ProgrammingError

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

REPLACED = {
    'ix_invoice_account_id': ['account_id'],
    'ix_invoice_order_id': ['order_id'],
    'ix_invoice_phase': ['account_id', 'phase', 'falls_on', 'id'],
    'ix_invoice_type': ['account_id', 'type', 'urgency', 'id'],
}
INDEXES = {
    'ix_invoice_status': ['account_id', 'phase', 'document', 'urgency', 'id'],
    'ix_invoice_phase': ['account_id', 'phase', 'document', 'falls_on', 'id'],
    'ix_invoice_type': ['account_id', 'type', 'id'],
    'ix_invoice_order': ['account_id', 'order_id', 'urgency', 'id'],
    'ix_invoice_issued_urgency': ['account_id', 'issued_on', 'urgency', 'id'],
}
UNPAID = {
    'ix_invoice_unpaid_number': ['account_id', 'number', 'id'],
    'ix_invoice_unpaid_type': ['account_id', 'type', 'id'],
    'ix_invoice_unpaid_issued': ['account_id', 'issued_on', 'id'],
    'ix_invoice_unpaid_total': ['account_id', 'total_minor', 'id'],
    'ix_invoice_unpaid_due': ['account_id', 'due_minor', 'id'],
}
IS_UNPAID = sa.text("phase <> 'closed'")

KEY = "account_id, type, phase, issued_on, document, currency, falls_on"
FIGURES = ("documents", "total_minor", "due_minor")
GRAINS = """(
    SELECT 0 AS closed, 0 AS any_type, 0 AS any_issued, 0 AS any_falls UNION ALL SELECT 0, 1, 0, 0
    UNION ALL SELECT 1, 0, 0, 1 UNION ALL SELECT 1, 1, 0, 1
    UNION ALL SELECT 1, 0, 1, 0 UNION ALL SELECT 1, 1, 1, 0
)"""
"""Where a document counts: under its type and under any; while something is due under both its days,
once it is closed under each of them, the other one being any."""

CHANGES = {"insert": ("NEW", None), "delete": (None, "OLD"), "update": ("NEW", "OLD")}
"""Which of a row's versions each verb adds to the tally, and which it takes away."""

OWNER = ", ".join(
    f"19968 + {{row}}.account_id {part}" for part in ("% 20000", "/ 20000 % 20000", "/ 400000000 % 20000")
)
SEARCHED = f"char({OWNER}, 10) || {{row}}.search_text"
"""What SQLite searches: three characters that stand for the company, so one trigram, then the text.
`services.search` says the same in Python."""


STATISTICS = {
    'invoice': {
        'ix_invoice_urgency': '1200000 100000 70 1',
        'ix_invoice_status': '1200000 100000 40000 30000 50 1',
        'ix_invoice_phase': '1200000 100000 40000 30000 50 1',
        'ix_invoice_issued': '1200000 100000 140 1',
        'ix_invoice_issued_urgency': '1200000 100000 140 20 1',
        'ix_invoice_falls': '1200000 100000 140 1',
        'ix_invoice_total': '1200000 100000 2 1',
        'ix_invoice_due': '1200000 100000 20000 1',
        'ix_invoice_type': '1200000 100000 12500 1',
        'ix_invoice_account_number': '1200000 100000 1 1',
        'ix_invoice_order': '1200000 100000 200 2 1',
        'ix_invoice_unpaid_number': '48000 4000 1 1',
        'ix_invoice_unpaid_type': '48000 4000 500 1',
        'ix_invoice_unpaid_issued': '48000 4000 40 1',
        'ix_invoice_unpaid_total': '48000 4000 2 1',
        'ix_invoice_unpaid_due': '48000 4000 2 1',
    },
    'customer_order': {'ix_customer_order_account_id': '6000 500'},
    'payment': {'ix_payment_account_id': '1200000 100000', 'ix_payment_received': '1200000 100000 140 1'},
    'allocation': {'ix_allocation_account_id': '1200000 100000'},
    'invoice_line': {'ix_invoice_line_account_id': '2400000 200000', 'ix_invoice_line_invoice': '2400000 2 1'},
}
"""What SQLite's planner is told of a large company (rows, then rows for each further column of an index):
without, it takes a company for ten rows. An ANALYZE replaces it."""

BATCH = 500
"""Documents that go into SQLite's search index together."""


def upgrade() -> None:
    _order_numbers_by_byte()
    for name in REPLACED:
        op.drop_index(name, table_name='invoice')
    for name, columns in INDEXES.items():
        op.create_index(name, 'invoice', columns)
    for name, columns in UNPAID.items():
        op.create_index(name, 'invoice', columns, sqlite_where=IS_UNPAID, postgresql_where=IS_UNPAID)
    _create_tally()
    if _is_sqlite():
        _keep_tally_sqlite()
        _search_sqlite()
        _tell_planner_sqlite()
    else:
        _keep_tally_postgresql()
        _search_postgresql()


def downgrade() -> None:
    for verb in CHANGES:
        op.execute(f"DROP TRIGGER invoice_tally_{verb}" + ("" if _is_sqlite() else " ON invoice"))
        op.execute(f"DROP TRIGGER invoice_search_{verb}" if _is_sqlite() else f"DROP FUNCTION invoice_tally_{verb}()")
    if _is_sqlite():
        op.execute("DROP TABLE invoice_unsearched")
        op.execute("DROP TABLE invoice_search")
    else:
        op.drop_index('ix_invoice_search', table_name='invoice')
    op.drop_table('invoice_tally')
    if not _is_sqlite():
        op.execute("DROP FUNCTION invoice_tally_guard()")
    for name in (*UNPAID, *INDEXES):
        op.drop_index(name, table_name='invoice')
    for name, columns in REPLACED.items():
        op.create_index(name, 'invoice', columns)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _order_numbers_by_byte() -> None:
    """As SQLite does: a language's collation compares slower, and in another order."""
    if not _is_sqlite():
        op.execute('ALTER TABLE invoice ALTER COLUMN number TYPE VARCHAR(64) COLLATE "C"')


# The tally


def _create_tally() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('invoice_tally',
    sa.Column('account_id', big, nullable=False),
    sa.Column('type', sa.String(length=32), nullable=False),
    sa.Column('phase', sa.String(length=32), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('falls_on', sa.Date(), nullable=False),
    sa.Column('document', sa.String(length=32), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('documents', big, nullable=False),
    sa.Column('total_minor', big, nullable=False),
    sa.Column('due_minor', big, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_invoice_tally_account_id')),
    sa.PrimaryKeyConstraint(*KEY.split(", "), name=op.f('pk_invoice_tally')),
    sqlite_with_rowid=False,
    )
    op.execute(_add(_summed(_shares("invoice", 1, source="invoice CROSS JOIN "))))


def _shares(row: str, sign: int, *, source: str = "") -> str:
    """What a version of a document adds to the tally, or takes from it: a row a grain."""
    any_day = "'0001-01-01'" if _is_sqlite() else "DATE '0001-01-01'"
    return f"""
        SELECT {row}.account_id, CASE any_type WHEN 1 THEN '' ELSE {row}.type END AS type, {row}.phase,
            CASE any_issued WHEN 1 THEN {any_day} ELSE {row}.issued_on END AS issued_on,
            {row}.document, {row}.currency,
            CASE any_falls WHEN 1 THEN {any_day} ELSE {row}.falls_on END AS falls_on, {sign} AS documents,
            {sign} * {row}.total_minor AS total_minor, {sign} * {row}.due_minor AS due_minor
        FROM {source}{GRAINS} AS grain
        WHERE closed = CASE {row}.phase WHEN 'closed' THEN 1 ELSE 0 END"""


def _summed(shares: str) -> str:
    """Many shares as one a key, in one order, so that two writers cannot wait for each other."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in FIGURES)
    changed = " OR ".join(f"sum({name}) <> 0" for name in FIGURES)
    return f"SELECT {KEY}, {sums} FROM ({shares}) AS shares GROUP BY {KEY} HAVING {changed} ORDER BY {KEY}"


def _add(shares: str) -> str:
    added = ", ".join(f"{name} = invoice_tally.{name} + excluded.{name}" for name in FIGURES)
    return (
        f"INSERT INTO invoice_tally ({KEY}, {', '.join(FIGURES)}) {shares} "
        f"ON CONFLICT ({KEY}) DO UPDATE SET {added}"
    )


def _keep_tally_sqlite() -> None:
    for verb, versions in CHANGES.items():
        shares = [_shares(row, sign) for row, sign in zip(versions, (1, -1)) if row]
        statements = "; ".join(_add(share) for share in reversed(shares))
        op.execute(f"CREATE TRIGGER invoice_tally_{verb} AFTER {verb} ON invoice {_if_counted(verb)} BEGIN {statements}; END")
    op.execute(
        "CREATE TRIGGER invoice_tally_empty AFTER UPDATE ON invoice_tally WHEN NEW.documents = 0 BEGIN "
        f"DELETE FROM invoice_tally WHERE ({KEY}) = ({_of('NEW')}); END"
    )
    for verb in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER invoice_tally_negative_{verb.lower()} AFTER {verb} ON invoice_tally "
            "WHEN NEW.documents < 0 BEGIN SELECT RAISE(ABORT, 'invoice_tally counts less than nothing'); END"
        )


def _if_counted(verb: str) -> str:
    """An update that changes nothing the tally knows is none of its business."""
    columns = (*KEY.split(", "), *FIGURES[1:])
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"WHEN ({old}) IS NOT ({new})" if verb == "update" else ""


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in KEY.split(", "))


def _keep_tally_postgresql() -> None:
    """Once a statement: a bulk insert changes each sum once."""
    for verb, versions in CHANGES.items():
        shares = [
            _shares(f"{row}_row", sign, source=f"{row}_rows AS {row}_row CROSS JOIN ")
            for row, sign in zip(versions, (1, -1))
            if row
        ]
        op.execute(
            f"CREATE FUNCTION invoice_tally_{verb}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {_add(_summed(' UNION ALL '.join(shares)))}; RETURN NULL; END $$"
        )
        tables = " ".join(f"{row} TABLE AS {row}_rows" for row in versions if row)
        op.execute(
            f"CREATE TRIGGER invoice_tally_{verb} AFTER {verb} ON invoice REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION invoice_tally_{verb}()"
        )
    op.execute(
        "CREATE FUNCTION invoice_tally_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.documents < 0 THEN RAISE EXCEPTION 'invoice_tally counts less than nothing'; END IF; "
        f"DELETE FROM invoice_tally WHERE ({KEY}) = ({_of('NEW')}); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER invoice_tally_empty AFTER INSERT OR UPDATE ON invoice_tally FOR EACH ROW "
        "WHEN (NEW.documents <= 0) EXECUTE FUNCTION invoice_tally_guard()"
    )


# The search index


def _search_sqlite() -> None:
    """An index of three letters in a row, wherever they stand.

    FTS5 writes a whole segment for every statement that has triggers, so documents wait in
    `invoice_unsearched`, which a search reads too, and go into the index `BATCH` at a time.
    """
    op.execute(
        "CREATE VIRTUAL TABLE invoice_search USING fts5"
        "(text, tokenize='trigram', content='', columnsize=0)"
    )
    op.execute("CREATE TABLE invoice_unsearched (position INTEGER PRIMARY KEY, invoice_id INTEGER NOT NULL UNIQUE)")
    op.execute(f"INSERT INTO invoice_search (rowid, text) SELECT id, {SEARCHED.format(row='invoice')} FROM invoice")
    op.execute(
        f"CREATE TRIGGER invoice_unsearched_full AFTER INSERT ON invoice_unsearched WHEN NEW.position >= {BATCH} BEGIN "
        f"INSERT INTO invoice_search (rowid, text) SELECT invoice.id, {SEARCHED.format(row='invoice')} "
        "FROM invoice_unsearched CROSS JOIN invoice ON invoice.id = invoice_unsearched.invoice_id; "
        "DELETE FROM invoice_unsearched; END"
    )
    add = "INSERT INTO invoice_unsearched (invoice_id) VALUES (NEW.id)"
    remove = (
        "INSERT INTO invoice_search (invoice_search, rowid, text) "
        f"SELECT 'delete', OLD.id, {SEARCHED.format(row='OLD')} "
        "WHERE NOT EXISTS (SELECT 1 FROM invoice_unsearched WHERE invoice_id = OLD.id); "
        "DELETE FROM invoice_unsearched WHERE invoice_id = OLD.id"
    )
    op.execute(f"CREATE TRIGGER invoice_search_insert AFTER INSERT ON invoice BEGIN {add}; END")
    op.execute(f"CREATE TRIGGER invoice_search_delete AFTER DELETE ON invoice BEGIN {remove}; END")
    op.execute(
        "CREATE TRIGGER invoice_search_update AFTER UPDATE OF id, account_id, search_text ON invoice "
        "WHEN (OLD.id, OLD.account_id, OLD.search_text) IS NOT (NEW.id, NEW.account_id, NEW.search_text) "
        f"BEGIN {remove}; {add}; END"
    )


def _tell_planner_sqlite() -> None:
    op.execute("ANALYZE account")  # which makes the table of statistics
    for table, indexes in STATISTICS.items():
        op.execute(f"DELETE FROM sqlite_stat1 WHERE tbl = '{table}'")
        for name, rows in indexes.items():
            op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{name}', '{rows}')")


def _search_postgresql() -> None:
    try:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except ProgrammingError as error:
        raise RuntimeError(
            "Search needs PostgreSQL's own extension pg_trgm, and this database user may not create it. "
            'Ask an administrator of the server to run CREATE EXTENSION pg_trgm; in this database, then migrate again.'
        ) from error
    op.create_index(
        'ix_invoice_search', 'invoice', ['search_text'],
        postgresql_using='gin', postgresql_ops={'search_text': 'gin_trgm_ops'},
    )
