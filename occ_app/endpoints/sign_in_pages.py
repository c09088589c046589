"""The sign-in pages as HTML: one for the address, one for the code, one for the link."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from occ_app import branding
from occ_app.access.actors import visitor
from occ_app.access.permissions import Role
from occ_app.endpoints.destinations import in_language
from occ_app.endpoints.forms import look
from occ_app.i18n import LANGUAGES, language, lazy
from occ_app.i18n import gettext as _
from occ_app.services import demo_sign_in
from occ_app.services.demo_sign_in import PersonToTry
from occ_app.settings import get_settings
from occ_app.templates import render

MANY = 12
"""More people to try than this get a list that scrolls by itself."""

NOTICES = {
    "signed-out": lazy("You have signed out."),
    "ended": lazy("Your session has ended. Please sign in again."),
}
ROLES = {
    Role.ADMIN: lazy("Administrator"),
    Role.FINANCE: lazy("Finance"),
    Role.TECHNICAL: lazy("Technical / sales"),
    Role.EXECUTIVE: lazy("Executive"),
    Role.STAFF: lazy("The supplier’s staff"),
}


@dataclass(frozen=True)
class Choice:
    """One person of the demo as the page shows them."""

    email: str
    name: str
    initials: str
    description: str


def notice(reason: str) -> str:
    """The sentence for a `?reason=` of the address; empty for any other."""
    return _(NOTICES[reason]) if reason in NOTICES else ""


async def door(
    goal: str, *, email: str = "", problem: str = "", alert: str = "", notice: str = "", status: int = 200
) -> Response:
    """Who are you? `problem` is the field's, `alert` the page's, `notice` no fault of anybody."""
    people = []
    if get_settings().allows_demo_sign_in:
        people = await look(demo_sign_in.people_to_try, visitor(language()))
    return page(
        "sign_in.html",
        status,
        goal=goal,
        email=email,
        problem=problem,
        alert=alert,
        notice=notice,
        companies=_by_company(people),
        many=len(people) > MANY,
        switch=_switch("/{language}/sign-in", goal),
    )


def code(email: str, goal: str, *, problem: str = "", alert: str = "", status: int = 200) -> Response:
    """What is the code? The page does not know whether one was sent."""
    settings = get_settings()
    in_outbox = settings.allows_demo_sign_in and not settings.smtp_url
    return page(
        "sign_in_code.html",
        status,
        goal=goal,
        email=email,
        problem=problem,
        alert=alert,
        in_outbox=in_outbox,
        back=f"/{language()}/sign-in" + (f"?{urlencode({'next': goal})}" if goal else ""),
        switch="",
    )


def link(token: str, goal: str) -> Response:
    """Really you? The token is not looked at before the button is pressed."""
    switch = _switch("/auth/link", goal, token=token)
    answer = page("sign_in_link.html", goal=goal, token=token, switch=switch)
    # The address of this page opens the portal: it goes into no Referer, not even our own.
    answer.headers["referrer-policy"] = "strict-origin"
    return answer


def page(template: str, status: int = 200, **values: object) -> Response:
    """A page before the door; never kept by a browser or proxy."""
    settings = get_settings()
    html = render(
        template,
        language=language(),
        other=other_language(),
        languages=LANGUAGES,
        brand=settings.brand_name,
        brand_style=branding.style(),
        logo=settings.brand_logo,
        support=settings.support_email,
        **values,
    )
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def _switch(path: str, goal: str, **query: str) -> str:
    """The address of this page in the other language."""
    other = other_language()
    if path.startswith("/auth"):
        query["language"] = other
    if goal:
        query["next"] = in_language(goal, other)
    return path.format(language=other) + (f"?{urlencode(query)}" if query else "")


def other_language() -> str:
    """The language that is not spoken here."""
    return next(code for code in LANGUAGES if code != language())


def _by_company(people: list[PersonToTry]) -> list[tuple[str, list[Choice]]]:
    first = groupby(people, key=lambda person: person.companies[0] if person.companies else "")
    return [(company or get_settings().brand_name, [_choice(p) for p in group]) for company, group in first]


def _choice(person: PersonToTry) -> Choice:
    words = [_(word) for role, word in ROLES.items() if role in person.roles]
    if len(person.companies) > 1:
        words.append(_("also at {companies}", companies=", ".join(person.companies[1:])))
    return Choice(person.email, person.name, _initials(person.name), " · ".join(words))


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else ""
