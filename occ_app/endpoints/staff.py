"""Plain HTTP doors of the supplier's staff: to look at a company, and to stop. Only HTTP may change a session."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from occ_app.access import sessions
from occ_app.access.actors import Actor
from occ_app.endpoints.acting import answering
from occ_app.endpoints.destinations import overview
from occ_app.endpoints.forms import ask, fields
from occ_app.i18n import LANGUAGES, speaking
from occ_app.services import viewing


@answering
async def view(request: Request) -> Response:
    """See a company as its people do, from its overview on."""
    form = await fields(request)
    minutes = form.get("minutes", "")
    length = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else 0
    actor = await _acting(request, viewing.start, form.get("company", ""), form.get("reason", ""), length)
    return RedirectResponse(overview(_spoken(form, actor)), 303)


@answering
async def stop_viewing(request: Request) -> Response:
    """Back to the staff area."""
    form = await fields(request)
    actor = await _acting(request, viewing.stop)
    return RedirectResponse(f"/{_spoken(form, actor)}/staff/companies", 303)


def _spoken(form: dict[str, str], actor: Actor) -> str:
    """The language of the page the form was on."""
    said = form.get("language", "")
    return said if said in LANGUAGES else actor.language


async def _acting(request: Request, service: Any, *given: object) -> Actor:
    """Call a service as the signed-in person, who is returned."""

    def acted(db: Session) -> Actor:
        actor = sessions.resume(db, request.scope.get("occ.session_ref", ""))
        with speaking(actor.language):
            service(db, actor, *given)
        return actor

    return await ask(acted)


routes = [
    Route("/staff/view", view, methods=["POST"]),
    Route("/staff/stop-viewing", stop_viewing, methods=["POST"]),
]
