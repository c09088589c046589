import pytest
from sqlmodel import select

from occ_app.access import cookies, sessions
from occ_app.endpoints.staff import routes
from occ_app.models import Person, SignInSession

STAFF, MARTA = "staff@meridian.example", "marta@acme.example"
FORM = {"company": "A-1", "reason": "Ticket 4711: wrong amount", "minutes": "30"}


@pytest.fixture
def signed_in(browser_at, stored):
    """A function from an address to a browser signed in as that person."""

    def people(make):
        make.contact(make.account("Acme", number="A-1"), email=MARTA, is_admin=True)
        make.person(STAFF, is_staff=True)

    stored(people)

    def browser(email):
        def begin(make):
            person = make.db.exec(select(Person).where(Person.email == email)).one()
            return sessions.begin(make.db, person, user_agent="", address="")

        opened = browser_at(routes)
        opened.cookies.set(cookies.name(), stored(begin))
        return opened

    return browser


def viewing_id(stored):
    return stored(lambda make: make.db.exec(select(SignInSession)).one()).viewing_id


def test_staff_begin_and_stop_viewing(signed_in, stored):
    browser = signed_in(STAFF)
    begun = browser.post("/staff/view", data=FORM)
    assert (begun.status_code, begun.headers["location"]) == (303, "/en/overview")
    assert viewing_id(stored)
    assert browser.post("/staff/view", data=FORM).status_code == 403
    stopped = browser.post("/staff/stop-viewing", data={"language": "es"})
    assert (stopped.status_code, stopped.headers["location"]) == (303, "/es/staff/companies")
    assert viewing_id(stored) is None


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"reason": "short"}, 422),
        ({"minutes": "1440"}, 422),
        ({"minutes": "1e9"}, 422),
        ({"minutes": "٣٠"}, 422),
        ({"company": "none"}, 404),
    ],
)
def test_what_cannot_be_is_refused(signed_in, stored, change, status):
    assert signed_in(STAFF).post("/staff/view", data=FORM | change).status_code == status
    assert viewing_id(stored) is None


def test_customers_view_nobody(signed_in, stored):
    browser = signed_in(MARTA)
    assert browser.post("/staff/view", data=FORM).status_code == 403
    assert browser.post("/staff/stop-viewing", data={}).status_code == 403
    assert viewing_id(stored) is None
