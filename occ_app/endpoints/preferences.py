"""Plain HTTP doors for what a person chooses: language, colour mode, company."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from occ_app.access import sessions
from occ_app.access.actors import Actor
from occ_app.endpoints.acting import answering
from occ_app.endpoints.destinations import in_language, overview, page_of_ours
from occ_app.endpoints.forms import ask, fields
from occ_app.i18n import speaking
from occ_app.services import preferences


@answering
async def language(request: Request) -> Response:
    """Speak another language from now on; the same page in it."""
    form = await fields(request)
    chosen = form.get("language", "")
    await _choose(request, preferences.choose_language, chosen)
    return RedirectResponse(in_language(form.get("next", ""), chosen), 303)


@answering
async def color_mode(request: Request) -> Response:
    """Light, dark or as the system says; a script that asks gets no page."""
    form = await fields(request)
    actor = await _choose(request, preferences.choose_color_mode, form.get("mode", ""))
    if "next" not in form:
        return Response(status_code=204)
    return RedirectResponse(page_of_ours(form["next"]) or overview(actor.language), 303)


@answering
async def company(request: Request) -> Response:
    """Another company of the same person; its overview."""
    account = (await fields(request)).get("account", "")
    is_key = account.isascii() and account.isdigit() and len(account) < 19
    actor = await _choose(request, preferences.choose_company, int(account) if is_key else 0)
    return RedirectResponse(overview(actor.language), 303)


async def _choose(request: Request, service: Any, choice: object) -> Actor:
    """Call a service as the signed-in person, who is returned."""

    def chosen(db: Session) -> Actor:
        actor = sessions.resume(db, request.scope.get("occ.session_ref", ""))
        with speaking(actor.language):
            service(db, actor, choice)
        return actor

    return await ask(chosen)


routes = [
    Route("/preferences/language", language, methods=["POST"]),
    Route("/preferences/color-mode", color_mode, methods=["POST"]),
    Route("/preferences/company", company, methods=["POST"]),
]
