"""The door for the card company: its events are checked, kept and answered at once; the worker reads them again."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from occ_app.access.actors import system
from occ_app.endpoints.forms import ask
from occ_app.integrations.payments import LARGEST, Forged, Malformed, parse
from occ_app.services import webhooks
from occ_app.settings import get_settings


async def stripe(request: Request) -> Response:
    """200 for whatever is kept, 400 for what is not the card company’s, 413 for what is too large, 404 where it is off."""
    if not get_settings().takes_cards:
        return PlainTextResponse("Not found", 404)
    body = await _body(request)
    if body is None:
        return await _refused(request, "oversized", 413)
    secrets = get_settings().stripe_webhook_secrets
    try:
        event = parse(body, request.headers.get("stripe-signature", ""), secrets)
    except Forged:
        return await _refused(request, "forged", 400)
    except Malformed:
        return await _refused(request, "malformed", 400)
    is_new = await ask(
        webhooks.take,
        system(),
        event.id,
        kind=event.kind,
        object_id=event.about,
        happened_at=event.created_at,
    )
    if not is_new:
        return await _refused(request, "repeated", 200)
    return PlainTextResponse("ok")


async def _body(request: Request) -> bytes | None:
    """What was sent; None for more than any event is, of which no more is read."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return body


async def _refused(request: Request, reason: str, status: int) -> Response:
    address = request.client.host if request.client else ""
    await ask(webhooks.refuse, system(), reason, address)
    return PlainTextResponse(reason, status)


routes = [Route("/webhooks/stripe", stripe, methods=["POST"])]
"""The only address that takes calls of the card company."""
