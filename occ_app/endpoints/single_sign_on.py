"""The doors to and from identity providers: plain HTTP, no JavaScript."""

from datetime import timedelta
from http import HTTPStatus

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from occ_app.access.actors import Actor, visitor
from occ_app.endpoints import sign_in as codes
from occ_app.endpoints import sign_in_pages as pages
from occ_app.endpoints.destinations import page_of_ours
from occ_app.endpoints.forms import ask, fields
from occ_app.endpoints.sso_flow import LIVES, Flow, drop, keep, kept
from occ_app.errors import PortalError, TooMany
from occ_app.i18n import DEFAULT_LANGUAGE, LANGUAGES, language, speaking
from occ_app.i18n import gettext as _
from occ_app.integrations import identity
from occ_app.integrations.identity import Claims, ProviderFault, Start
from occ_app.models.base import now
from occ_app.services.single_sign_on import entering, leaving
from occ_app.services.single_sign_on.addresses import addresses
from occ_app.services.single_sign_on.arrivals import STAFF
from occ_app.services.single_sign_on.entering import Door, Refused

LARGEST_REALM = 2**62

log = structlog.get_logger(__name__)


async def start(request: Request) -> Response:
    """On to the provider of the address's domain; where there is none, a code is sent as ever."""
    form = await fields(request)
    email, goal = form.get("email", "").strip(), page_of_ours(form.get("next", ""))
    with speaking(_language(form.get("language", ""))):
        try:
            door = await ask(entering.door_for, _visitor(), email, codes.visit_of(request).address)
        except PortalError as error:
            return await pages.door(goal, email=email, alert=str(error), status=_status(error))
        if door is None:
            return await codes.send_code(request)
        return await _go(request, door, goal, email)


async def start_staff(request: Request) -> Response:
    """On to the provider of the supplier's own people."""
    form = await fields(request)
    goal = page_of_ours(form.get("next", ""))
    with speaking(_language(form.get("language", ""))):
        try:
            door = await ask(entering.door_back, _visitor(), STAFF, codes.visit_of(request).address)
        except PortalError as error:
            return await pages.door(goal, alert=str(error), status=_status(error))
        if door is None:
            return await pages.door(goal, status=HTTPStatus.NOT_FOUND)
        return await _go(request, door, goal)


async def come_back(request: Request) -> Response:
    """Back from a provider: let in, or told in one sentence why not."""
    realm, answer = _realm(request), dict(request.query_params)
    state = answer.get("state", "")
    flow = kept(request, realm, state)
    with speaking(flow.language if flow else DEFAULT_LANGUAGE):
        response = await _received(request, realm, flow, answer)
    drop(response, state)
    return response


async def notice(request: Request) -> Response:
    """A provider says that somebody has signed out there (OpenID Connect Back-Channel Logout)."""
    form, realm = await fields(request), _realm(request)
    try:
        door = await ask(entering.door_back, visitor(), realm, codes.visit_of(request).address)
        if door is None:
            raise ProviderFault("switched_off", "there is no provider for this realm")
        token = form.get("logout_token", "")
        ending = await run_in_threadpool(identity.read_ending, door.provider, token)
        ended = await ask(leaving.end_there, visitor(), realm, ending)
    except PortalError as error:
        log.warning("notice of an identity provider refused", realm=realm, error=str(error))
        status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, TooMany) else HTTPStatus.BAD_REQUEST
        return JSONResponse({"error": "invalid_request"}, status, {"cache-control": "no-store"})
    log.info("sessions ended by their identity provider", realm=realm, count=ended)
    return Response(headers={"cache-control": "no-store"})


async def signed_out(request: Request) -> Response:
    """Back from signing out at the provider."""
    spoken = _language(request.query_params.get("state", ""))
    return RedirectResponse(f"/{spoken}/sign-in?reason=signed-out", HTTPStatus.SEE_OTHER)


async def _go(request: Request, door: Door, goal: str, email: str = "") -> Response:
    """A page that leads to the provider, and the cookie that proves who went there."""
    with_language = {"email": email, "language": language()}
    back_to = addresses(door.realm).callback
    try:
        begun = await run_in_threadpool(identity.begin, door.provider, back_to, **with_language)
    except ProviderFault as fault:
        await _note(request, door.realm, fault, email)
        return await pages.door(goal, email=email, alert=_sentence(fault), status=HTTPStatus.BAD_GATEWAY)
    response = pages.away(begun.url, goal)
    keep(response, Flow(door.realm, begun.state, begun.nonce, begun.verifier, goal, language()))
    return response


async def _received(request: Request, realm: int, flow: Flow | None, answer: dict[str, str]) -> Response:
    goal, visit, door = flow.goal if flow else "", codes.visit_of(request), None
    try:
        door = await ask(entering.door_back, _visitor(), realm, visit.address)
        claims = await _claims(door, flow, answer)
        entered = await ask(entering.enter, _visitor(), realm, claims, visit)
    except TooMany as error:
        return await pages.door(goal, alert=str(error), status=HTTPStatus.TOO_MANY_REQUESTS)
    except PortalError as fault:
        await _note(request, realm if door else STAFF, fault)
        return await pages.door(goal, alert=_sentence(fault), status=HTTPStatus.FORBIDDEN)
    if isinstance(entered, Refused):
        return await pages.door(goal, alert=entered.sentence, status=HTTPStatus.FORBIDDEN)
    return codes.inside(entered, goal)


async def _claims(door: Door | None, flow: Flow | None, answer: dict[str, str]) -> Claims:
    """What the provider says, asked once for each visit."""
    if door is None or flow is None:
        raise ProviderFault(
            "state", _("This sign-in was begun elsewhere, or is too old. Please begin again.")
        )
    until = now() + timedelta(seconds=LIVES)
    if not await ask(entering.spend, _visitor(), f"state:{flow.state}", until):
        raise ProviderFault("replay", _("This sign-in has been used. Please begin again."))
    begun = Start("", flow.state, flow.nonce, flow.verifier)
    back_to = addresses(door.realm).callback
    return await run_in_threadpool(identity.finish, door.provider, back_to, begun, answer)


async def _note(request: Request, realm: int, fault: PortalError, email: str = "") -> None:
    """Tell the trail of the company; that of nobody where there is no such company."""
    reason = fault.reason if isinstance(fault, ProviderFault) else "set_up"
    visit = codes.visit_of(request)
    await ask(entering.refuse, _visitor(), realm, reason, visit=visit, email=email[:254])


def _sentence(fault: PortalError) -> str:
    return _("Signing in with your company did not work. {reason}", reason=str(fault))


def _visitor() -> Actor:
    return visitor(language())


def _status(error: PortalError) -> HTTPStatus:
    return HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, TooMany) else HTTPStatus.BAD_GATEWAY


def _realm(request: Request) -> int:
    """The realm of the address; one that no database knows the number of is nobody's."""
    realm: int = request.path_params["realm"]
    return min(realm, LARGEST_REALM)


def _language(asked: str) -> str:
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


routes = [
    Route("/auth/sso", start, methods=["POST"]),
    Route("/auth/sso/staff", start_staff, methods=["POST"]),
    Route("/auth/sso/signed-out", signed_out),
    Route("/auth/sso/{realm:int}/callback", come_back),
    Route("/auth/sso/{realm:int}/logout", notice, methods=["POST"]),
]
