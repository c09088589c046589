"""Papers of a payment, with the session's rights: its receipt as PDF, its remittance advice as PDF and CSV."""

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from occ_app import i18n
from occ_app.access.actors import Actor
from occ_app.documents import receipt_pdf, remittance_pdf
from occ_app.documents.remittance_pdf import Remittance
from occ_app.endpoints.acting import acting, answering, noting
from occ_app.endpoints.downloads import file_headers
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind
from occ_app.services import payment_papers

Answer = TypeVar("Answer")
PDF, CSV = "application/pdf", "text/csv; charset=utf-8"


@answering
async def receipt(request: Request) -> Response:
    """What was received and what it paid; `?inline=1` shows it in the browser."""
    number = request.path_params["number"]
    found, language = await acting(request, _for_reader, payment_papers.receipt, number)
    made = await run_in_threadpool(receipt_pdf.render, found, language)
    return await _file(request, made, payment_papers.receipt_name(number, language), PDF)


@answering
async def remittance(request: Request) -> Response:
    """What a payment is for, to be sent along; `?inline=1` shows it in the browser."""
    return await _remittance(request, remittance_pdf.render, "pdf", PDF)


@answering
async def remittance_table(request: Request) -> Response:
    """The same for machines, a row an invoice."""
    return await _remittance(request, remittance_pdf.table, "csv", CSV)


async def _remittance(
    request: Request, render: Callable[[Remittance, str], bytes], ending: str, media_type: str
) -> Response:
    number = request.path_params["number"]
    found, language = await acting(request, _for_reader, payment_papers.remittance, number)
    made = await run_in_threadpool(render, found, language)
    with i18n.speaking(language):
        name = f"{_('remittance')}-{number}.{ending}"
    return await _file(request, made, name, media_type)


def _for_reader(
    opened: Session, actor: Actor, service: Callable[[Session, Actor, str], Answer], number: str
) -> tuple[Answer, str]:
    """What the service answers, and the language to print it in."""
    return service(opened, actor, number), actor.language


async def _file(request: Request, made: bytes, name: str, media_type: str) -> Response:
    await noting(request, ActivityKind.DOCUMENT_DOWNLOADED, name)
    headers = file_headers(name, inline=request.query_params.get("inline") == "1")
    return Response(made, media_type=media_type, headers=headers)


routes = [
    Route("/documents/receipts/{number:path}.pdf", receipt),
    Route("/documents/remittances/{number:path}.pdf", remittance),
    Route("/documents/remittances/{number:path}.csv", remittance_table),
]
