"""Files people download: how long one takes, and the memory it needs beyond what the process has."""

import tempfile
from collections.abc import Iterator

from sqlalchemy import Engine, select
from sqlmodel import col

from occ_app import db
from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.bench.drafts import Row
from occ_app.bench.timing import in_new_process, peak_mb, seconds, timed
from occ_app.documents import invoice_pdf
from occ_app.documents.tables import csv_pieces
from occ_app.documents.workbook import write_xlsx
from occ_app.models import Invoice
from occ_app.services import documents, invoices
from occ_app.services.invoices import INVOICES, Filter
from occ_app.services.invoices import Row as Exported

LANGUAGE = "en"
EXPORTED, MANY = 20_000, 100_000


def measured(engine: Engine, account_id: int) -> Iterator[Row]:
    """A PDF, and exports of as many rows as the company has, up to `MANY`."""
    actor = Actor(roles=frozenset({Role.FINANCE}), account_id=account_id)
    with engine.connect() as connection:
        number = connection.scalar(
            select(col(Invoice.number)).where(col(Invoice.account_id) == account_id).limit(1)
        )
    yield in_new_process(_one_pdf, actor, str(number))
    yield in_new_process(_export, "CSV", actor, EXPORTED)
    yield in_new_process(_export, "XLSX", actor, EXPORTED)
    yield in_new_process(_export, "XLSX", actor, MANY)


def _one_pdf(actor: Actor, number: str) -> Row:
    _pdf(actor, number)
    memory = peak_mb(lambda: _pdf(actor, number))
    return {
        "what": "one PDF, warm",
        "median_ms": timed(lambda: _pdf(actor, number)).median_ms,
        "peak_mb": memory,
    }


def _export(kind: str, actor: Actor, most: int) -> Row:
    """One export, timed and watched at once: it is long enough for both."""
    write = _csv if kind == "CSV" else _xlsx
    write(actor, 50)
    took: list[float] = []
    memory = peak_mb(lambda: took.append(seconds(lambda: write(actor, most))))
    return {"what": f"{kind}, {most:,} rows", "median_ms": round(took[0] * 1000), "peak_mb": memory}


def _pdf(actor: Actor, number: str) -> bytes:
    with db.transaction(reads_only=True) as session:
        sheet = documents.sheet(session, actor, number)
    return invoice_pdf.render(sheet.detail, sheet.account, sheet.language)


def _csv(actor: Actor, most: int) -> None:
    with tempfile.TemporaryFile() as file:
        for piece in csv_pieces(INVOICES.filed, _rows(actor, most), LANGUAGE):
            file.write(piece)


def _xlsx(actor: Actor, most: int) -> None:
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, INVOICES.filed, _rows(actor, most), LANGUAGE, "Invoices")


def _rows(actor: Actor, most: int) -> Iterator[Exported]:
    with db.transaction(reads_only=True) as session:
        for at, (invoice, order) in enumerate(invoices.exported(session, actor, Filter())):
            if at == most:
                return
            yield Exported(invoice, order, actor.today())
