"""The door for what was shared by a link: a button, then a code, then a session for just that. Plain HTTP."""

from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from occ_app.access import cookies
from occ_app.access.actors import visitor
from occ_app.endpoints.forms import ask, fields
from occ_app.endpoints.front import front_page, other_language
from occ_app.endpoints.sign_in import language_in, visit_of
from occ_app.errors import TooMany
from occ_app.i18n import gettext as _
from occ_app.i18n import language, speaking
from occ_app.services import delegations

LONGEST_TOKEN = 200


async def show(request: Request) -> Response:
    """A button, since mail scanners open every link; the link is not looked at before it is pressed."""
    with speaking(language_in(request.query_params)):
        return _link(request.query_params.get("token", ""))


async def knock(request: Request) -> Response:
    """Have the code mailed, or go in where this browser is in already."""
    form = await fields(request)
    token = form.get("token", "")[:LONGEST_TOKEN]
    with speaking(language_in(form)):
        try:
            address = await ask(delegations.knock, visitor(language()), token, visit_of(request), language())
        except TooMany as error:
            return _link(token, alert=str(error), status=HTTPStatus.TOO_MANY_REQUESTS)
        if address is None:
            return _over()
        return _code(token, address) if address else RedirectResponse(f"/{language()}/invoices", 303)


async def enter(request: Request) -> Response:
    """Begin the session with the code."""
    form = await fields(request)
    token, address = form.get("token", "")[:LONGEST_TOKEN], form.get("address", "")[:254]
    with speaking(language_in(form)):
        try:
            code, visit = form.get("code", ""), visit_of(request)
            entered = await ask(delegations.enter, visitor(language()), token, code, visit)
        except TooMany as error:
            return _code(token, address, alert=str(error), status=HTTPStatus.TOO_MANY_REQUESTS)
        if entered is None:
            problem = _("This code is not right, or no longer good. Check it, or ask for a new one.")
            return _code(token, address, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        inside, number = entered
        only = f"/{quote(number, safe='')}" if number else ""
        answer = RedirectResponse(f"/{language()}/invoices{only}", 303)
        cookies.put(answer, inside.token)
        return answer


def _link(token: str, *, alert: str = "", status: int = 200) -> Response:
    shown = token[:LONGEST_TOKEN]
    switch = f"/auth/shared?token={quote(shown)}&language={other_language()}"
    return _silent(front_page("shared_link.html", status, token=shown, alert=alert, switch=switch))


def _code(token: str, address: str, *, problem: str = "", alert: str = "", status: int = 200) -> Response:
    values = {"token": token, "address": address, "problem": problem, "alert": alert}
    return _silent(front_page("shared_code.html", status, switch="", **values))


def _over() -> Response:
    return front_page("shared_over.html", HTTPStatus.GONE, switch="")


def _silent(answer: Response) -> Response:
    """The address of these pages opens a door: it goes into no Referer, not even our own."""
    answer.headers["referrer-policy"] = "strict-origin"
    return answer


routes = [
    Route("/auth/shared", show),
    Route("/auth/shared", knock, methods=["POST"]),
    Route("/auth/shared/code", enter, methods=["POST"]),
]
