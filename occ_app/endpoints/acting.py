"""Plain HTTP as the signed-in person: services called in a thread, refusals answered honestly."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from html import escape
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from occ_app import db, i18n
from occ_app.access import gate, sessions
from occ_app.access.actors import Actor
from occ_app.errors import (
    Forbidden,
    Invalid,
    InvalidForm,
    NotFound,
    PortalError,
    ProofNeeded,
    RightMissing,
    SignedOut,
    TooMany,
)
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind
from occ_app.services import activity
from occ_app.services.activity import why_of

Args = ParamSpec("Args")
Answer = TypeVar("Answer")
Endpoint = Callable[[Request], Awaitable[Response]]

STATUSES: dict[type[PortalError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidForm: HTTPStatus.UNPROCESSABLE_ENTITY,
    SignedOut: HTTPStatus.UNAUTHORIZED,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    ProofNeeded: HTTPStatus.FORBIDDEN,
}


async def acting(
    request: Request,
    service: Callable[Concatenate[Session, Actor, Args], Answer],
    *args: Args.args,
    **kwargs: Args.kwargs,
) -> Answer:
    """What a service that only reads answers the signed-in person, in one transaction off the event loop.

    The actor speaks the language of the request; the records answered outlive the transaction.
    """

    def asked(opened: Session, actor: Actor) -> Answer:
        return service(opened, actor, *args, **kwargs)

    return await run_in_threadpool(_answer, request, asked, reads_only=True)


async def doing(
    request: Request,
    service: Callable[Concatenate[Session, Actor, Args], Answer],
    *args: Args.args,
    **kwargs: Args.kwargs,
) -> Answer:
    """As `acting`, for a service that changes something."""

    def asked(opened: Session, actor: Actor) -> Answer:
        return service(opened, actor, *args, **kwargs)

    return await run_in_threadpool(_answer, request, asked, reads_only=False)


def _answer(request: Request, asked: Callable[[Session, Actor], Answer], *, reads_only: bool) -> Answer:
    with i18n.speaking(language_of(request)), db.transaction(reads_only=reads_only) as opened:
        ref = str(request.scope.get("occ.session_ref", ""))
        actor = sessions.resume(opened, ref, company_of(request))
        actor = replace(actor, language=language_of(request, actor))
        with i18n.speaking(actor.language):
            try:
                return asked(opened, actor)
            except RightMissing as missing:
                raise gate.named(opened, actor, missing) from missing


async def noting(request: Request, kind: ActivityKind, subject: str = "", **facts: object) -> None:
    """Tell the trail what the signed-in person was given."""

    def write() -> None:
        with db.transaction() as opened:
            actor = sessions.resume(
                opened, str(request.scope.get("occ.session_ref", "")), company_of(request)
            )
            told = {name: fact for name, fact in facts.items() if fact}
            activity.record(opened, actor, kind, subject, after=told)

    await run_in_threadpool(write)


def company_of(request: Request) -> int | None:
    """The company named with `?company=`, that of the tab a link is in: another tab may have switched since."""
    asked = request.query_params.get("company")
    if asked is None:
        return None
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0


def language_of(request: Request, actor: Actor | None = None) -> str:
    """The language asked for with `?lang=`, or else the person's own."""
    asked = request.query_params.get("lang", "")
    return asked if asked in i18n.LANGUAGES else actor.language if actor else i18n.DEFAULT_LANGUAGE


def answering(endpoint: Endpoint) -> Endpoint:
    """The endpoint, with its refusals turned into answers, wherever it is mounted."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except PortalError as error:
            if isinstance(error, Forbidden | NotFound) and (actor := request.scope.get("occ.actor")):
                await run_in_threadpool(activity.tell, actor, request.url.path, why_of(error))
            return refusal(request, error)

    return answered


def refusal(request: Request, error: Exception) -> Response:
    """The sentence of a PortalError with its status: a small page for browsers, plain text for others."""
    status = next(
        (code for kind, code in STATUSES.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST
    )
    language = language_of(request, request.scope.get("occ.actor"))
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(str(error), status)
    if status is HTTPStatus.UNAUTHORIZED:
        return RedirectResponse(f"/{language}/sign-in", HTTPStatus.SEE_OTHER)
    if isinstance(error, ProofNeeded):
        return RedirectResponse(f"/{language}/second-factor", HTTPStatus.SEE_OTHER)
    with i18n.speaking(language):
        return HTMLResponse(_page(str(error), language), status)


def _page(sentence: str, language: str) -> str:
    back = escape(_("Back to the invoices"))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(sentence)}</title><main><h1>{escape(sentence)}</h1>"
        f'<p><a href="/{language}/invoices">{back}</a></p></main></html>'
    )
