"""The door for the mail service to say that a message came back. Off unless its token is set."""

import hmac
import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from occ_app.access.actors import system
from occ_app.endpoints.forms import LARGEST, ask
from occ_app.errors import NotFound
from occ_app.services import bounces
from occ_app.settings import get_settings


async def bounced(request: Request) -> Response:
    """`{"message_id": "<outbox-…@…>", "reason": "550 No such user"}`, with the token as bearer."""
    token = get_settings().mail_webhook_token.get_secret_value()
    if not token:
        return PlainTextResponse("Not found", 404)
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        return PlainTextResponse("The token is not right.", 401)
    said = await _said(request)
    try:
        await ask(bounces.bounce, system(), *said)
    except NotFound as error:
        return PlainTextResponse(str(error), 404)
    return Response(status_code=204)


async def _said(request: Request) -> tuple[str, str]:
    """Message-ID and reason; 413 or 422 for what is no such message."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise HTTPException(413)
    try:
        said = json.loads(body)
        message_id, reason = said["message_id"], said.get("reason", "")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise HTTPException(422, "Send {message_id, reason}.") from error
    if not (isinstance(message_id, str) and isinstance(reason, str)):
        raise HTTPException(422, "Send {message_id, reason} as texts.")
    return message_id, reason


routes = [Route("/webhooks/mail-bounces", bounced, methods=["POST"])]
