"""The doors for a new card: a page, what its script asks for, and the way on. The card itself never comes here."""

import re
from http import HTTPStatus

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from occ_app import charging
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.endpoints import card_pages as pages
from occ_app.endpoints.forms import ask
from occ_app.endpoints.plain_doors import actor_of, given, goal_of, plain_door
from occ_app.errors import Invalid, NotFound
from occ_app.models import PaymentMethod
from occ_app.services import paying

NEEDS = Permission.CARDS_ADD
LONGEST_ID = 255
SHEET = re.compile(r"/[a-z]{2}/pay/([A-Za-z0-9-]{1,64})/?(?:\?.*)?")
"""The page of a payment not sent yet: the card was added for it."""


@plain_door
async def show(request: Request) -> Response:
    """The card company’s fields on a page of ours."""
    return pages.new_card(await actor_of(request, NEEDS), goal_of(request))


@plain_door
async def begin(request: Request) -> Response:
    """What the script needs to hand a card to the card company; nothing of it is kept."""
    actor = await actor_of(request, NEEDS)
    setup = await run_in_threadpool(charging.begin_card, actor)
    told = {"client_secret": setup.client_secret, "setup": setup.id}
    return JSONResponse(told, headers={"cache-control": "no-store"})


@plain_door
async def finish(request: Request) -> Response:
    """Keep the card that the card company took, and go on; a payment that waits for a card gets it."""
    actor, goal = await actor_of(request, NEEDS), goal_of(request)
    try:
        card = await run_in_threadpool(charging.add_card, actor, given(request, "setup")[:LONGEST_ID])
    except Invalid as refused:
        return pages.new_card(actor, goal, alert=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if waiting := SHEET.fullmatch(goal):
        await ask(_choose, actor, waiting[1], card)
    return RedirectResponse(goal or pages.usual_goal(actor), HTTPStatus.SEE_OTHER)


def _choose(db: Session, actor: Actor, number: str, card: int) -> None:
    """One that was sent meanwhile, or is not there, is left as it is: its own page says so."""
    try:
        order = paying.one(db, actor, number)
        day = order.scheduled_for.isoformat() if order.scheduled_for else ""
        paying.choose(db, actor, number, method=PaymentMethod.CARD, card_id=card, day=day)
    except (Invalid, NotFound):
        return


routes = [
    Route("/{language}/cards/new", show),
    Route("/cards/begin", begin, methods=["POST"]),
    Route("/cards/finish", finish, methods=["POST"]),
]
