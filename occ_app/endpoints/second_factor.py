"""The doors of the second factor: plain HTTP, because proving it renews the session's cookie."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from occ_app.access import cookies, sessions
from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.access.proof import is_fresh
from occ_app.endpoints import second_factor_pages as pages
from occ_app.endpoints.acting import STATUSES, Endpoint
from occ_app.endpoints.destinations import overview, page_of_ours
from occ_app.endpoints.forms import ask, fields, look
from occ_app.errors import Invalid, PortalError, ProofNeeded, SignedOut
from occ_app.i18n import DEFAULT_LANGUAGE, LANGUAGES, language, speaking
from occ_app.i18n import gettext as _
from occ_app.services import factors
from occ_app.services.factors import NewFactor, Standing

Args = ParamSpec("Args")
Answer = TypeVar("Answer")

WRONG = HTTPStatus.UNPROCESSABLE_ENTITY


def door(endpoint: Endpoint) -> Endpoint:
    """The endpoint in the language of its page or form; who is not signed in goes to sign-in."""

    async def opened(request: Request) -> Response:
        form = await fields(request) if request.method == "POST" else {}
        request.state.form = form
        spoken = request.path_params.get("language") or form.get("language") or DEFAULT_LANGUAGE
        if spoken not in LANGUAGES:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        with speaking(spoken):
            try:
                return await endpoint(request)
            except SignedOut:
                return RedirectResponse(f"/{spoken}/sign-in?reason=ended", HTTPStatus.SEE_OTHER)
            except ProofNeeded:
                return RedirectResponse(pages.address(_goal(request)), HTTPStatus.SEE_OTHER)
            except PortalError as error:
                return await _refused(request, error)

    return opened


@door
async def show(request: Request) -> Response:
    """Ask for the second factor; whoever owes one and has none adds it here."""
    actor, standing = await _standing(request)
    if standing.has_any:
        return pages.show(actor, standing, _goal(request))
    if Role.UNPROVEN in actor.roles:
        return pages.add(actor, standing, _goal(request))
    return RedirectResponse(_goal(request) or overview(language()), HTTPStatus.SEE_OTHER)


@door
async def add(request: Request) -> Response:
    """Choose a second factor to add, or another one."""
    actor, standing = await _standing(request)
    if standing.has_any and not is_fresh(actor):
        return RedirectResponse(
            pages.address(pages.address(_goal(request), adding=True)), HTTPStatus.SEE_OTHER
        )
    return pages.add(actor, standing, _goal(request))


@door
async def show_code(request: Request) -> Response:
    """Prove it with a code of the app, or a recovery code."""
    token = await _do(request, factors.show_code, _given(request, "code"))
    problem = _("This code is not right, or was used before. Wait for the next one and try again.")
    return _inside(request, token) if token else await _again(request, problem=problem)


@door
async def ask_passkey(request: Request) -> Response:
    """What the script asks the person's passkeys."""
    return _json(await _do(request, factors.ask_passkey))


@door
async def show_passkey(request: Request) -> Response:
    """Prove it with a passkey."""
    token = await _do(request, factors.show_passkey, _given(request, "credential"))
    alert = _("This passkey was not accepted. Try again, or use another way.")
    return _inside(request, token) if token else await _again(request, alert=alert)


@door
async def begin_app(request: Request) -> Response:
    """Show the secret of a new app."""
    return pages.app(await _do(request, factors.begin_app), _goal(request))


@door
async def add_app(request: Request) -> Response:
    """Add the app by its first code."""
    added = await _do(request, factors.add_app, _given(request, "code"))
    if added:
        return _added(request, added)
    pending = await _do(request, factors.pending_app)
    if pending is None:
        raise Invalid(_("That took longer than 15 minutes. Please begin again."))
    problem = _("This code is not right. Check the time of your phone, wait for the next one and try again.")
    return pages.app(pending, _goal(request), problem=problem, status=WRONG)


@door
async def ask_new_passkey(request: Request) -> Response:
    """What the script asks the browser to make."""
    return _json(await _do(request, factors.ask_new_passkey))


@door
async def add_passkey(request: Request) -> Response:
    """Add the passkey that the browser made."""
    added = await _do(request, factors.add_passkey, _given(request, "credential"), _given(request, "name"))
    if added is None:
        raise Invalid(_("This passkey could not be added. Please try again."))
    return _added(request, added)


@door
async def make_codes(request: Request) -> Response:
    """New recovery codes instead of the old ones."""
    return pages.codes(await _do(request, factors.make_codes), _goal(request))


async def _refused(request: Request, error: PortalError) -> Response:
    """The sentence, to the script in plain text, to people on the page they came from."""
    status = next((code for kind, code in STATUSES.items() if isinstance(error, kind)), WRONG)
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(str(error), status)
    return await _again(request, alert=str(error), status=status)


async def _again(request: Request, *, problem: str = "", alert: str = "", status: int = WRONG) -> Response:
    """The page that fits: somebody who owes a factor they have is not shown how to add one."""
    actor, standing = await _standing(request)
    is_adding = request.url.path.endswith(("/app", "/add", "/new")) and Role.UNPROVEN not in actor.roles
    if is_adding or not standing.has_any:
        return pages.add(actor, standing, _goal(request), alert=alert or problem, status=status)
    return pages.show(actor, standing, _goal(request), problem=problem, alert=alert, status=status)


async def _standing(request: Request) -> tuple[Actor, Standing]:
    return await look(_of_session, _ref(request))


def _of_session(db: Session, ref: str) -> tuple[Actor, Standing]:
    actor = sessions.resume(db, ref)
    return actor, factors.standing(db, actor)


async def _do(
    request: Request,
    service: Callable[Concatenate[Session, Actor, Args], Answer],
    *args: Args.args,
    **kwargs: Args.kwargs,
) -> Answer:
    """Call a service as the person of the session, in one transaction."""

    def done(db: Session) -> Answer:
        return service(db, sessions.resume(db, _ref(request)), *args, **kwargs)

    return await ask(done)


def _inside(request: Request, token: str) -> Response:
    answer = RedirectResponse(_goal(request) or overview(language()), HTTPStatus.SEE_OTHER)
    cookies.put(answer, token)
    return answer


def _added(request: Request, added: NewFactor) -> Response:
    if not added.codes:
        return _inside(request, added.token)
    answer = pages.codes(added.codes, _goal(request))
    cookies.put(answer, added.token)
    return answer


def _json(options: str) -> Response:
    return Response(options, media_type="application/json")


def _ref(request: Request) -> str:
    """The web gate's finding; empty for a visitor."""
    ref: str = request.scope.get("occ.session_ref", "")
    return ref


def _given(request: Request, name: str) -> str:
    value: str = request.state.form.get(name, "")
    return value


def _goal(request: Request) -> str:
    given = request.state.form if request.method == "POST" else request.query_params
    return page_of_ours(given.get("next", ""))


routes = [
    Route("/{language}/second-factor", show),
    Route("/{language}/second-factor/add", add),
    *(
        Route(f"/auth/second-factor/{path}", endpoint, methods=["POST"])
        for path, endpoint in {
            "code": show_code,
            "passkey": show_passkey,
            "passkey/ask": ask_passkey,
            "app": begin_app,
            "app/add": add_app,
            "passkey/new": ask_new_passkey,
            "passkey/add": add_passkey,
            "codes": make_codes,
        }.items()
    ),
]
