"""The doors to the portal: plain HTTP, because only that can set an HttpOnly cookie; no JavaScript."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from occ_app.access import cookies, sessions
from occ_app.access.actors import visitor
from occ_app.endpoints import sign_in_pages as pages
from occ_app.endpoints.destinations import overview, page_of_ours
from occ_app.endpoints.farewell import farewell
from occ_app.endpoints.forms import ask, fields, look
from occ_app.errors import Forbidden, Invalid, SignedOut, TooMany
from occ_app.i18n import DEFAULT_LANGUAGE, LANGUAGES, speaking
from occ_app.i18n import gettext as _
from occ_app.services import activity, demo_sign_in, sign_in
from occ_app.services.sign_in import Entered, Visit
from occ_app.settings import Settings, get_settings


async def door(request: Request) -> Response:
    """The sign-in page; whoever is signed in already goes in."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise HTTPException(404)
    actor_language = await look(_language_of, _session_ref(request))
    if actor_language:
        return RedirectResponse(_goal(request.query_params) or overview(actor_language), 303)
    with speaking(language):
        notice = pages.notice(request.query_params.get("reason", ""))
        email = request.query_params.get("email", "")[:254]
        return await pages.door(_goal(request.query_params), email=email, notice=notice)


async def ended(request: Request) -> Response:
    """Where a page goes when its session ends under it (`portal.js` loads it anew): to the door, told why."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise HTTPException(404)
    return RedirectResponse(f"/{language}/sign-in?reason=ended", 303)


async def send_code(request: Request) -> Response:
    """Ask for a code and link; the answer is the same whether the address is known or not."""
    form = await fields(request)
    email, language, goal = form.get("email", "").strip(), language_in(form), _goal(form)
    is_again, browser = "again" in form, cookies.browser_in(request.cookies) or cookies.new_browser()
    who = visitor(language), email, visit_of(request).address, language
    with speaking(language):
        try:
            await ask(sign_in.request_code, *who, goal=goal, browser=browser)
        except Invalid as error:
            return await pages.door(
                goal, email=email, problem=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
        except TooMany as error:
            said: dict[str, Any] = {"alert": str(error), "status": HTTPStatus.TOO_MANY_REQUESTS}
            answer = (
                pages.code(email, goal, **said) if is_again else await pages.door(goal, email=email, **said)
            )
            answer.background = _refused(request, email, "too many tries")
            return answer
        answer = pages.code(email, goal, is_again=is_again)
        answer.background = _refused(request, email, "unknown address")
        cookies.put_browser(answer, browser)
        return answer


async def verify(request: Request) -> Response:
    """Enter with a code."""
    form = await fields(request)
    email, language, goal = form.get("email", "").strip(), language_in(form), _goal(form)
    with speaking(language):
        try:
            entered = await ask(
                sign_in.redeem, visitor(language), email, form.get("code", ""), visit_of(request)
            )
        except Invalid as error:
            return await pages.door(
                goal, email=email, problem=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
        except TooMany as error:
            answer = pages.code(email, goal, alert=str(error), status=HTTPStatus.TOO_MANY_REQUESTS)
            answer.background = _refused(request, email, "too many tries")
            return answer
        if entered is None:
            problem = _("This code is not right, or no longer good. Check it, or ask for a new one.")
            answer = pages.code(email, goal, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            answer.background = _refused(request, email, "wrong code")
            return answer
        return inside(entered, goal)


async def show_link(request: Request) -> Response:
    """A button, since mail scanners open every link: only a person presses it.

    A browser that asked for nothing is asked for the code as well.
    """
    query = request.query_params
    with speaking(language_in(query)):
        is_known = bool(cookies.browser_in(request.cookies))
        return pages.link(query.get("token", "")[:200], _goal(query), asks_code=not is_known)


async def follow_link(request: Request) -> Response:
    """Enter with the link of a mail."""
    form = await fields(request)
    language, goal = language_in(form), _goal(form)
    token, code = form.get("token", "")[:200], form.get("code", "")
    with speaking(language):
        try:
            entered = await ask(sign_in.redeem_link, visitor(language), token, visit_of(request), code)
        except Invalid as error:
            said: dict[str, Any] = {"problem": str(error), "status": HTTPStatus.UNPROCESSABLE_ENTITY}
            return pages.link(token, goal, asks_code=True, **said)
        except TooMany as error:
            return await pages.door(goal, alert=str(error), status=HTTPStatus.TOO_MANY_REQUESTS)
        if entered is None:
            alert = _("This link has been used, or is older than 10 minutes. Ask for a new one.")
            if code:
                alert = _("Either the code is not right, or the link is no longer good. Ask for new ones.")
            return await pages.door(goal, alert=alert, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return inside(entered, goal)


async def demo(request: Request) -> Response:
    """Enter a demo as one of its people; in production this door is not built."""
    form = await fields(request)
    language, goal = language_in(form), _goal(form)
    with speaking(language):
        try:
            entered = await ask(
                demo_sign_in.demo_sign_in, visitor(language), form.get("email", ""), visit_of(request)
            )
        except (Forbidden, Invalid) as error:
            return await pages.door(goal, alert=str(error), status=HTTPStatus.FORBIDDEN)
        return inside(entered, goal)


async def sign_out(request: Request) -> Response:
    """End the session here and in every tab."""
    ref = _session_ref(request)
    language = await ask(_leave, ref) or DEFAULT_LANGUAGE
    elsewhere = await farewell(ref, language)
    with speaking(language):
        here = RedirectResponse(f"/{language}/sign-in?reason=signed-out", 303)
        answer = pages.away(elsewhere, "", is_out=True) if elsewhere else here
    cookies.clear(answer)
    return answer


def _leave(db: Session, ref: str) -> str:
    """End a live session; the language of its person, empty if it has ended before."""
    try:
        actor = sessions.resume(db, ref)
    except SignedOut:
        return ""
    sign_in.sign_out(db, actor)
    return actor.language


def _refused(request: Request, email: str, why: str) -> BackgroundTask:
    """Notes it when the answer is gone: how long that takes tells nobody whether the address is known."""
    visit = visit_of(request)
    actor = replace(visitor(), address=visit.address, user_agent=visit.user_agent)
    return BackgroundTask(activity.note, actor, lambda db: sign_in.note_refusal(db, actor, email, why))


def inside(entered: Entered, goal: str) -> Response:
    """Let somebody in: their cookie, and the page they wanted."""
    answer = RedirectResponse(goal or overview(entered.language), 303)
    cookies.put(answer, entered.token)
    return answer


def visit_of(request: Request) -> Visit:
    """The browser at the door."""
    client = request.client.host if request.client else ""
    return Visit(
        address=request.scope.get("occ.address", client),
        user_agent=request.headers.get("user-agent", ""),
        session_ref=_session_ref(request),
        browser=cookies.browser_in(request.cookies),
    )


def _session_ref(request: Request) -> str:
    """The web gate's finding; empty for a visitor."""
    ref: str = request.scope.get("occ.session_ref", "")
    return ref


def _language_of(db: Session, ref: str) -> str:
    """The language of a live session's person; empty if there is none."""
    try:
        return sessions.resume(db, ref).language if ref else ""
    except SignedOut:
        return ""


def language_in(given: Mapping[str, str]) -> str:
    """The language a form or an address names."""
    language = given.get("language", "")
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def _goal(given: Mapping[str, str]) -> str:
    return page_of_ours(given.get("next", ""))


def routes_for(settings: Settings) -> list[Route]:
    """Every door there is under these settings."""
    built = [
        Route("/{language}/sign-in", door),
        Route("/{language}/signed-out", ended),
        Route("/auth/code", send_code, methods=["POST"]),
        Route("/auth/verify", verify, methods=["POST"]),
        Route("/auth/link", show_link),
        Route("/auth/link", follow_link, methods=["POST"]),
        Route("/auth/sign-out", sign_out, methods=["POST"]),
    ]
    if settings.allows_demo_sign_in:
        built.append(Route("/auth/demo", demo, methods=["POST"]))
    return built


routes = routes_for(get_settings())
