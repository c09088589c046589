"""The sign-in pages as HTML: one for the address, one for the code, one for the link."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode, urlsplit

from starlette.responses import Response

from occ_app.access.actors import visitor
from occ_app.access.permissions import Role
from occ_app.endpoints.destinations import in_language
from occ_app.endpoints.forms import look
from occ_app.endpoints.front import front_page, other_language
from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy
from occ_app.services import demo_sign_in
from occ_app.services.demo_sign_in import PersonToTry
from occ_app.settings import get_settings

MANY = 12
"""More people to try than this get a list that scrolls by itself."""

NOTICES = {
    "signed-out": lazy("You have signed out."),
    "ended": lazy("Your session has ended. Please sign in again."),
    "company": lazy(
        "Your company wants you to enter with its own sign-in. Press “Sign in with your company”."
    ),
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
    return front_page(
        "sign_in.html",
        status,
        goal=goal,
        email=email,
        problem=problem,
        alert=alert,
        notice=notice,
        has_staff_door=get_settings().has_staff_oidc,
        companies=_by_company(people),
        many=len(people) > MANY,
        switch=_switch("/{language}/sign-in", goal),
    )


def code(
    email: str, goal: str, *, problem: str = "", alert: str = "", is_again: bool = False, status: int = 200
) -> Response:
    """What is the code? The page does not know whether one was sent, or another (`is_again`)."""
    settings = get_settings()
    in_outbox = settings.allows_demo_sign_in and not settings.smtp_url
    return front_page(
        "sign_in_code.html",
        status,
        goal=goal,
        email=email,
        problem=problem,
        alert=alert,
        is_again=is_again,
        in_outbox=in_outbox,
        back=f"/{language()}/sign-in" + (f"?{urlencode({'next': goal})}" if goal else ""),
        switch="",
    )


def link(token: str, goal: str, *, asks_code: bool = False, problem: str = "", status: int = 200) -> Response:
    """Really you? The token is not looked at before the button is pressed."""
    switch = _switch("/auth/link", goal, token=token)
    said = {"goal": goal, "token": token, "asks_code": asks_code, "problem": problem, "switch": switch}
    answer = front_page("sign_in_link.html", status, **said)
    # The address of this page opens the portal: it goes into no Referer, not even our own.
    answer.headers["referrer-policy"] = "strict-origin"
    return answer


def invitation(token: str) -> Response:
    """Will you come in? The token is not looked at before the button is pressed."""
    switch = _switch("/auth/invitation", "", token=token)
    answer = front_page("invitation.html", 200, token=token, switch=switch, goal="")
    answer.headers["referrer-policy"] = "strict-origin"
    return answer


def away(url: str, goal: str, *, is_out: bool = False) -> Response:
    """On to the identity provider. A page, since a form of ours may lead to no other site, not even by redirect."""
    answer = front_page(
        "sign_in_away.html", 200, url=url, goal=goal, host=urlsplit(url).netloc, is_out=is_out, switch=""
    )
    answer.headers["referrer-policy"] = "no-referrer"
    return answer


def _switch(path: str, goal: str, **query: str) -> str:
    """The address of this page in the other language."""
    other = other_language()
    if path.startswith("/auth"):
        query["language"] = other
    if goal:
        query["next"] = in_language(goal, other)
    return path.format(language=other) + (f"?{urlencode(query)}" if query else "")


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
