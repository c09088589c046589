"""Files of invoices, with the session's rights: one as PDF or e-invoice, the list as CSV, XLSX, ZIP or one PDF."""

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
from occ_app.documents import einvoice, facturx, invoice_pdf
from occ_app.documents.archive import Packed, plain_name, zip_pieces
from occ_app.documents.tables import csv_pieces
from occ_app.documents.workbook import write_xlsx
from occ_app.endpoints.acting import acting, answering, noting
from occ_app.endpoints.downloads import Download, download, file_headers
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind
from occ_app.services import documents
from occ_app.services.documents import Choice, Sheet
from occ_app.services.invoices import INVOICES, Row

PIECE = 256 * 1024
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Export:
    """Which documents, for whom; `numbers` are told where each is a file or a chapter of its own."""

    actor: Actor
    wanted: Choice
    numbers: tuple[str, ...] = ()


@answering
async def pdf(request: Request) -> Response:
    """One invoice or credit note on paper; `?inline=1` shows it in the browser, `?facturx=1` adds its XML."""
    sheet = await acting(request, documents.sheet, request.path_params["number"])
    is_hybrid = request.query_params.get("facturx") == "1"
    render = facturx.render if is_hybrid else invoice_pdf.render
    made = await run_in_threadpool(render, sheet.detail, sheet.account, sheet.language)
    name = f"{sheet.detail.invoice.number}{'-factur-x' if is_hybrid else ''}.pdf"
    headers = file_headers(name, inline=request.query_params.get("inline") == "1")
    await _one(request, sheet, "Factur-X" if is_hybrid else "PDF")
    return Response(made, media_type=PDF, headers=headers)


@answering
async def xml(request: Request) -> Response:
    """One invoice or credit note for machines: UBL 2.1, as EN 16931 says."""
    sheet = await acting(request, documents.sheet, request.path_params["number"])
    with i18n.speaking(sheet.language):
        made = einvoice.ubl(einvoice.bill(sheet.detail, sheet.account))
    headers = file_headers(f"{sheet.detail.invoice.number}.xml")
    await _one(request, sheet, "XML")
    return Response(made, media_type="application/xml", headers=headers)


@answering
async def csv(request: Request) -> Download:
    """The list, as filtered by its own query or chosen by `numbers`, row by row."""
    export = await acting(request, _rows_export, request.query_params)
    with i18n.speaking(export.actor.language):
        return await _many(request, export, "csv", _csv(export), "text/csv; charset=utf-8")


@answering
async def xlsx(request: Request) -> Download:
    """The same as a workbook with real dates and numbers."""
    export = await acting(request, _rows_export, request.query_params)
    with i18n.speaking(export.actor.language):
        return await _many(request, export, "xlsx", _xlsx(export), XLSX)


@answering
async def zip_of_pdfs(request: Request) -> Download:
    """The PDF of each document; every file is sent as soon as it is made."""
    export = await acting(request, _sheets_export, request.query_params)
    with i18n.speaking(export.actor.language):
        return await _many(request, export, "zip", _zip(export), "application/zip")


@answering
async def pdf_of_many(request: Request) -> Download:
    """All documents in one PDF, with a bookmark for each."""
    export = await acting(request, _sheets_export, request.query_params)
    with i18n.speaking(export.actor.language):
        return await _many(request, export, "pdf", _one_pdf(export), PDF)


async def _one(request: Request, sheet: Sheet, form: str) -> None:
    await noting(request, ActivityKind.DOCUMENT_DOWNLOADED, sheet.detail.invoice.number, format=form)


async def _many(
    request: Request, export: Export, ending: str, made: Iterator[bytes], media_type: str
) -> Download:
    """The file of many documents, once its first piece is there noted as given."""
    name = _name(export, ending)
    answer = await download(made, name=name, media_type=media_type)
    count = len(export.numbers) or None
    wanted = documents.query_of(export.wanted)
    await noting(request, ActivityKind.LIST_DOWNLOADED, name, filter=wanted, documents=count)
    return answer


def _rows_export(opened: Session, actor: Actor, params: Mapping[str, str]) -> Export:
    """What the list's query asks for, refused here if at all: a file that has begun cannot be."""
    wanted = documents.chosen(opened, actor, documents.choice(params))
    return Export(actor, wanted)


def _sheets_export(opened: Session, actor: Actor, params: Mapping[str, str]) -> Export:
    wanted = documents.chosen(opened, actor, documents.choice(params))
    return Export(actor, wanted, tuple(documents.numbers(opened, actor, wanted)))


def _csv(export: Export) -> Iterator[bytes]:
    with closing(_rows(export)) as rows:
        yield from csv_pieces(INVOICES.filed, rows, export.actor.language)


def _xlsx(export: Export) -> Iterator[bytes]:
    """The workbook is written whole to a file without a name, gone as soon as it is closed."""
    with tempfile.TemporaryFile() as file:
        with closing(_rows(export)) as rows:
            write_xlsx(file, INVOICES.filed, rows, export.actor.language, _("Invoices"))
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _zip(export: Export) -> Iterator[bytes]:
    return zip_pieces(_packed(sheet) for sheet in _sheets(export))


def _packed(sheet: Sheet) -> Packed:
    invoice = sheet.detail.invoice
    made = invoice_pdf.render(sheet.detail, sheet.account, sheet.language)
    return Packed(plain_name(f"{invoice.number}.pdf"), invoice.issued_on, made)


def _one_pdf(export: Export) -> Iterator[bytes]:
    sheets = list(_sheets(export))
    details = [sheet.detail for sheet in sheets]
    with i18n.speaking(export.actor.language):
        title = f"{_('Invoices')} · {export.actor.account_name}"
    made = invoice_pdf.render_many(details, sheets[0].account, export.actor.language, title)
    for start in range(0, len(made), PIECE):
        yield made[start : start + PIECE]


def _rows(export: Export) -> Generator[Row, None, None]:
    """The documents asked for, read in one transaction, a page in memory at a time."""
    with db.transaction(reads_only=True) as opened:
        yield from documents.rows(opened, export.actor, export.wanted)


def _sheets(export: Export) -> Iterator[Sheet]:
    """The documents one by one, each read in a transaction of its own: none is held while a PDF is made."""
    for number in export.numbers:
        with db.transaction(reads_only=True) as opened:
            sheet = documents.sheet(opened, export.actor, number)
        yield sheet


def _name(export: Export, suffix: str) -> str:
    kind = _("invoices")
    return f"{kind}-{export.actor.today():%Y-%m-%d}.{suffix}"


routes = [
    Route("/documents/invoices.csv", csv),
    Route("/documents/invoices.xlsx", xlsx),
    Route("/documents/invoices.zip", zip_of_pdfs),
    Route("/documents/invoices.pdf", pdf_of_many),
    Route("/documents/invoices/{number:path}.pdf", pdf),
    Route("/documents/invoices/{number:path}.xml", xml),
]
