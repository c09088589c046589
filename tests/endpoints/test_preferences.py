import pytest

from occ_app.access import cookies, sessions
from occ_app.endpoints.preferences import routes
from occ_app.models import Person, SignInSession
from tests.endpoints.test_destinations import HOSTILE


@pytest.fixture
def browser(browser_at, stored):
    """Ana's browser, signed in."""

    def sign_in(make):
        ana = make.contact(make.account("Acme"), email="ana@acme.example")
        return sessions.begin(make.db, ana, user_agent="test", address="192.0.2.1")

    opened = browser_at(routes)
    opened.cookies.set(cookies.name(), stored(sign_in))
    return opened


@pytest.fixture
def ana(stored):
    return lambda: stored(lambda make: make.db.get(Person, 1))


def test_a_language_is_kept_and_the_same_page_shown_in_it(browser, ana):
    answer = browser.post("/preferences/language", data={"language": "es", "next": "/en/invoices?q=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/invoices?q=1")
    assert ana().language == "es"


@pytest.mark.parametrize("goal", HOSTILE)
def test_no_choice_leads_out_of_the_portal(browser, goal):
    answer = browser.post("/preferences/language", data={"language": "es", "next": goal})
    assert answer.headers["location"] == "/es/overview"
    answer = browser.post("/preferences/color-mode", data={"mode": "dark", "next": goal})
    assert answer.headers["location"] == "/es/overview"


def test_a_colour_mode_is_kept(browser, ana):
    answer = browser.post("/preferences/color-mode", data={"mode": "dark"})
    assert (answer.status_code, answer.text) == (204, "")
    assert ana().color_mode == "dark"
    answer = browser.post("/preferences/color-mode", data={"mode": "system", "next": "/en/invoices"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/invoices")
    assert ana().color_mode == "system"


@pytest.mark.parametrize(
    ("path", "form"), [("language", {"language": "fr"}), ("color-mode", {"mode": "pink"})]
)
def test_an_unknown_choice_is_refused_and_changes_nothing(browser, ana, path, form):
    before = ana().model_dump()
    assert browser.post(f"/preferences/{path}", data=form).status_code == 422
    assert browser.post(f"/preferences/{path}").status_code == 422
    assert ana().model_dump() == before


def test_a_foreign_company_is_not_found(browser, stored):
    foreign = stored(lambda make: make.account("Globex").pk)
    for account in (foreign, 0, -1, "", "x", "1 OR 1=1", 10**30, "²"):
        assert browser.post("/preferences/company", data={"account": account}).status_code == 404
    assert stored(lambda make: make.db.get(SignInSession, 1)).account_id != foreign


def test_another_company_of_the_same_person_opens_its_overview(browser, stored):
    def second(make):
        globex = make.account("Globex")
        make.named(globex, make.db.get(Person, 1))
        return globex.pk

    company = stored(second)
    answer = browser.post("/preferences/company", data={"account": company})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/overview")
    assert stored(lambda make: make.db.get(SignInSession, 1)).account_id == company


def test_a_visitor_is_sent_to_sign_in(browser):
    browser.cookies.clear()
    form = {"mode": "dark"}
    assert browser.post("/preferences/color-mode", data=form).status_code == 401
    answer = browser.post("/preferences/color-mode", data=form, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/sign-in")


def test_nothing_changes_on_get(browser):
    for path in ("language", "color-mode", "company"):
        assert browser.get(f"/preferences/{path}").status_code == 405
