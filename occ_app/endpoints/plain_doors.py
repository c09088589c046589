"""What plain pages inside the portal share: who asks, in which company and language, and refusals as pages."""

from dataclasses import replace
from functools import wraps
from http import HTTPStatus

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.endpoints.acting import STATUSES, Endpoint
from occ_app.endpoints.destinations import overview, page_of_ours
from occ_app.endpoints.forms import fields, look
from occ_app.endpoints.front import front_page
from occ_app.errors import Forbidden, NotFound, PortalError, RightMissing, SignedOut
from occ_app.i18n import DEFAULT_LANGUAGE, LANGUAGES, language, speaking
from occ_app.services import activity
from occ_app.services.activity import why_of

UNFORESEEN = HTTPStatus.BAD_GATEWAY
"""Of a refusal that is nobody’s fault here: the card company does not answer."""


def plain_door(endpoint: Endpoint) -> Endpoint:
    """The endpoint in the language of its page or form; refusals are a page to people, plain text to scripts."""

    @wraps(endpoint)
    async def opened(request: Request) -> Response:
        request.state.form = await fields(request) if request.method == "POST" else {}
        spoken = request.path_params.get("language") or request.state.form.get("language", DEFAULT_LANGUAGE)
        if spoken not in LANGUAGES:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        with speaking(spoken):
            try:
                return await endpoint(request)
            except SignedOut as error:
                return _to_sign_in(request, error)
            except PortalError as error:
                return await _refused(request, error)

    return opened


async def actor_of(request: Request, needs: Permission) -> Actor:
    """Who asks, in the company that the page or form names, in the language spoken here; Forbidden without the right."""
    ref = str(request.scope.get("occ.session_ref", ""))
    actor = await look(_resumed, ref, company_in(given(request, "company")), needs)
    return replace(actor, language=language())


def given(request: Request, name: str) -> str:
    """A field of the form, or of the address."""
    source = request.state.form if request.method == "POST" else request.query_params
    value: str = source.get(name, "")
    return value


def goal_of(request: Request) -> str:
    """The page to go to afterwards; empty where none of ours is named."""
    return page_of_ours(given(request, "next"))


def company_in(asked: str) -> int | None:
    """The company that a tab is in: another tab may have switched since."""
    if not asked:
        return None
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0


def is_for_people(request: Request) -> bool:
    """Whether a page is expected, and not an answer to a script."""
    return "text/html" in request.headers.get("accept", "")


def _resumed(db: Session, ref: str, company: int | None, needs: Permission) -> Actor:
    actor = sessions.resume(db, ref, company)
    try:
        gate.require(actor, needs)
    except RightMissing as missing:
        raise gate.named(db, actor, missing) from missing
    return actor


def _to_sign_in(request: Request, error: SignedOut) -> Response:
    if is_for_people(request):
        return RedirectResponse(f"/{language()}/sign-in?reason=ended", HTTPStatus.SEE_OTHER)
    return PlainTextResponse(str(error), HTTPStatus.UNAUTHORIZED)


async def _refused(request: Request, error: PortalError) -> Response:
    if isinstance(error, Forbidden | NotFound) and (actor := request.scope.get("occ.actor")):
        await run_in_threadpool(activity.tell, actor, request.url.path, why_of(error))
    status = next((code for kind, code in STATUSES.items() if isinstance(error, kind)), UNFORESEEN)
    if not is_for_people(request):
        return PlainTextResponse(str(error), status)
    back = goal_of(request) or overview(language())
    return front_page("plain_refusal.html", status, sentence=str(error), back=back, switch="")
