"""The doors for what a bank asks of a payment by card (3-D Secure): a page, its secret, and the way back."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from occ_app import charging
from occ_app.access.permissions import Permission
from occ_app.endpoints import card_pages as pages
from occ_app.endpoints.forms import look
from occ_app.endpoints.plain_doors import actor_of, plain_door
from occ_app.i18n import language
from occ_app.services import paying

NEEDS = Permission.PAYMENTS_MAKE


@plain_door
async def show(request: Request) -> Response:
    """Where the bank asks; a payment that waits for no answer has its own page."""
    actor = await actor_of(request, NEEDS)
    order = await look(paying.answerable, actor, request.path_params["number"])
    if not order.asks_payer:
        return _to_payment(order.number)
    return pages.confirm(actor, order)


@plain_door
async def secret(request: Request) -> Response:
    """What the script shows the card company; empty where no answer is waited for."""
    actor = await actor_of(request, NEEDS)
    told = await run_in_threadpool(charging.secret, actor, request.path_params["number"])
    return JSONResponse({"client_secret": told}, headers={"cache-control": "no-store"})


@plain_door
async def confirmed(request: Request) -> Response:
    """Ask the card company how it ended, and show the payment. Nothing the browser says of it is believed."""
    actor = await actor_of(request, NEEDS)
    order = await look(paying.answerable, actor, request.path_params["number"])
    await run_in_threadpool(charging.look, order.pk)
    return _to_payment(order.number)


def _to_payment(number: str) -> Response:
    return RedirectResponse(f"/{language()}/payments/{number}", HTTPStatus.SEE_OTHER)


routes = [
    Route("/{language}/payments/{number}/confirm", show),
    Route("/payments/{number}/secret", secret, methods=["POST"]),
    Route("/payments/{number}/confirmed", confirmed, methods=["POST"]),
]
