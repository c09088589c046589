import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from occ_app.access import sessions
from occ_app.endpoints.acting import acting, answering
from occ_app.errors import Forbidden, Invalid, NotFound, TooMany
from occ_app.services import frame


@answering
async def who(request):
    return PlainTextResponse((await acting(request, frame.around)).actor.language)


def refusing(error):
    @answering
    async def refuse(_request):
        raise error

    return Route("/", refuse)


def test_without_a_session_nobody_acts(browser_at):
    browser = browser_at([Route("/", who)])
    assert browser.get("/", headers={"accept": "text/plain"}).status_code == 401
    answer = browser.get("/", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/sign-in")


@pytest.mark.parametrize(("asked", "spoken"), [("", "es"), ("?lang=en", "en"), ("?lang=xx", "es")])
def test_a_file_speaks_the_language_asked_for_or_the_persons(browser_at, stored, asked, spoken):
    def signed_in(make):
        person = make.contact(make.account(), language="es")
        return sessions.begin(make.db, person, user_agent="", address="")

    browser = browser_at([Route("/", who)], cookies={"occ_session": stored(signed_in)})
    assert browser.get(f"/{asked}").text == spoken


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFound("No."), 404), (Forbidden("No."), 403), (Invalid("No."), 422), (TooMany("No."), 429)],
)
def test_a_refusal_is_its_sentence_with_its_status(browser_at, error, status):
    answer = browser_at([refusing(error)]).get("/", headers={"accept": "text/plain"})
    assert (answer.status_code, answer.text) == (status, "No.")


def test_a_sentence_is_escaped_on_its_page(browser_at):
    answer = browser_at([refusing(NotFound("<script>"))]).get("/", headers={"accept": "text/html"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
