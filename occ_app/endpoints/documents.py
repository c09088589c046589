"""Files of invoices: the PDF of one, and the list as filtered in CSV or XLSX, all with the session's rights."""

import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from occ_app import db, i18n
from occ_app.access.actors import Actor
from occ_app.documents import invoice_pdf
from occ_app.documents.invoice_columns import COLUMNS, Row
from occ_app.documents.tables import csv_pieces
from occ_app.documents.workbook import write_xlsx
from occ_app.endpoints.acting import acting, answering
from occ_app.endpoints.downloads import Download, download, file_headers
from occ_app.i18n import gettext as _
from occ_app.services import documents, invoice_query, invoices
from occ_app.services.invoices import Filter

PIECE = 256 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Export:
    """Which documents of the list, and for whom."""

    actor: Actor
    wanted: Filter


@answering
async def pdf(request: Request) -> Response:
    """One invoice or credit note on paper; `?inline=1` shows it in the browser."""
    sheet = await acting(request, documents.sheet, request.path_params["number"])
    made = await run_in_threadpool(invoice_pdf.render, sheet.detail, sheet.account, sheet.language)
    is_inline = request.query_params.get("inline") == "1"
    headers = file_headers(f"{sheet.detail.invoice.number}.pdf", inline=is_inline)
    return Response(made, media_type="application/pdf", headers=headers)


@answering
async def csv(request: Request) -> Download:
    """The list, as filtered by its own query, row by row."""
    export = await acting(request, _export, request.query_params)
    with i18n.speaking(export.actor.language):
        return await download(_csv(export), name=_name(export, "csv"), media_type="text/csv; charset=utf-8")


@answering
async def xlsx(request: Request) -> Download:
    """The same as a workbook with real dates and numbers."""
    export = await acting(request, _export, request.query_params)
    with i18n.speaking(export.actor.language):
        return await download(_xlsx(export), name=_name(export, "xlsx"), media_type=XLSX)


def _export(_db: Session, actor: Actor, params: Mapping[str, str]) -> Export:
    """What the list's query asks for, refused here if at all: a file that has begun cannot be."""
    wanted = invoice_query.parse(params)
    invoices.selection(actor, wanted)
    return Export(actor, wanted)


def _csv(export: Export) -> Iterator[bytes]:
    with closing(_rows(export)) as rows:
        yield from csv_pieces(COLUMNS, rows, export.actor.language)


def _xlsx(export: Export) -> Iterator[bytes]:
    """The workbook is written whole to a file without a name, gone as soon as it is closed."""
    with tempfile.TemporaryFile() as file:
        with closing(_rows(export)) as rows:
            write_xlsx(file, COLUMNS, rows, export.actor.language, _("Invoices"))
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _rows(export: Export) -> Generator[Row, None, None]:
    """The documents asked for, read in one transaction, a page in memory at a time."""
    today = export.actor.today()
    with db.transaction(reads_only=True) as opened:
        for invoice, order in invoices.exported(opened, export.actor, export.wanted):
            yield Row(invoice, order, today)


def _name(export: Export, suffix: str) -> str:
    kind = _("invoices")
    return f"{kind}-{export.actor.today():%Y-%m-%d}.{suffix}"


routes = [
    Route("/documents/invoices.csv", csv),
    Route("/documents/invoices.xlsx", xlsx),
    Route("/documents/invoices/{number:path}.pdf", pdf),
]
