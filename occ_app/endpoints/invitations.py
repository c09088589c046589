"""The door for who was invited: plain HTTP, since it sets the cookie of who enters."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from occ_app.access.actors import visitor
from occ_app.endpoints import sign_in_pages as pages
from occ_app.endpoints.forms import ask, fields
from occ_app.endpoints.sign_in import inside, language_in, visit_of
from occ_app.errors import TooMany
from occ_app.i18n import gettext as _
from occ_app.i18n import speaking
from occ_app.services.people import acceptance


async def show(request: Request) -> Response:
    """A button, since mail scanners open every link: only a person presses it."""
    query = request.query_params
    with speaking(language_in(query)):
        return pages.invitation(query.get("token", "")[:200])


async def accept(request: Request) -> Response:
    """Take the place that was offered, and enter."""
    form = await fields(request)
    language = language_in(form)
    with speaking(language):
        try:
            accepted = await ask(
                acceptance.accept, visitor(language), form.get("token", "")[:200], visit_of(request)
            )
        except TooMany as error:
            return await pages.door("", alert=str(error), status=HTTPStatus.TOO_MANY_REQUESTS)
        if accepted is None:
            alert = _("This invitation was used or cancelled, or is older than 7 days. Ask for a new one.")
            return await pages.door("", alert=alert, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if accepted.entered is None:
            notice = _(
                "You have a place at {company} now. Sign in as your company asks you to.",
                company=accepted.company,
            )
            return await pages.door("", notice=notice)
        return inside(accepted.entered, "")


routes = [
    Route("/auth/invitation", show),
    Route("/auth/invitation", accept, methods=["POST"]),
]
