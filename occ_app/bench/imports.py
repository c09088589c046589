"""Documents a second: `occ import`, a bulk insert, and the same insert without any trigger (the floor)."""

import csv
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from occ_app.access.actors import system
from occ_app.bench import data
from occ_app.bench.drafts import Drafts, Row
from occ_app.bench.timing import seconds
from occ_app.db import transaction
from occ_app.models import Account, Invoice, InvoiceLine, Order
from occ_app.services import imports

DOCUMENTS = 20_000
HEADINGS = ("number", "account", "currency", "issued_on", "due_on", "total", "description")


def measured(engine: Engine) -> Row:
    """One row of `bench.json`. The database it is given is left full, and without its triggers."""
    drafts = Drafts(data.today(), dict.fromkeys(data.TABLES, 0))
    account, _ = drafts.account(DOCUMENTS)
    first = list(drafts.billing(account, DOCUMENTS))
    drafts.last |= dict.fromkeys(data.TABLES, 50 * DOCUMENTS)  # out of the way of what is imported between
    second = list(drafts.billing(account, DOCUMENTS))
    with engine.begin() as connection:
        data.store(connection, Account, [account])
        kept = seconds(lambda: _insert(connection, first))
    with engine.begin() as connection:
        data.go_on_counting(connection)
    imported = _imported(account["number"])
    with engine.begin() as connection:
        _drop_triggers(connection)
        bare = seconds(lambda: _insert(connection, second))
    rates = {"rows_per_s": imported, "insert_rows_per_s": kept, "floor_rows_per_s": bare}
    return {"database": engine.dialect.name} | {name: round(DOCUMENTS / took) for name, took in rates.items()}


def _insert(connection: Connection, drafts: list[dict[Any, list[Row]]]) -> None:
    """The documents with their orders and lines: what an import of invoices writes."""
    for model in (Order, Invoice, InvoiceLine):
        rows = [row for draft in drafts for row in draft.get(model, ())]
        for at in range(0, len(rows), data.CHUNK):
            data.store(connection, model, rows[at : at + data.CHUNK])


def _imported(account: str) -> float:
    """Seconds that a file with as many documents takes, a line each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "invoices.csv"
        day = data.today().isoformat()
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            writer.writerows(
                (f"I-{at}", account, "EUR", day, day, f"{at % 900 + 1}.00", "Cloud platform, north")
                for at in range(DOCUMENTS)
            )
        return seconds(lambda: _import(path))


def _import(path: Path) -> None:
    with transaction() as session:
        report = imports.run(session, system(), path, "invoices")
    assert report.created == DOCUMENTS, report


def _drop_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE invoice DISABLE TRIGGER USER"))
        return
    triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'invoice'")
    for name in connection.execute(triggers).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))
