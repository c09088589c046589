import pytest

from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.models import ContactRole
from occ_app.services import access_requests
from occ_app.state.access_requests import AccessRequestsState, requests_view
from occ_app.state.files import files_view


def ask(make, person, page="/payments"):
    access_requests.ask(
        make.db, make.actor(person), page, "Payments", Permission.PAYMENTS_READ, note="to pay"
    )


@pytest.fixture
def marta(stored):
    def write(make):
        acme = make.account("Acme")
        admin = make.contact(acme, is_admin=True, name="Marta Soler")
        ask(make, make.contact(acme, ContactRole.TECHNICAL, name="Tomás Vidal"))
        ask(make, make.contact(acme, ContactRole.TECHNICAL, name="Eva Gil"))
        return admin

    return stored(write)


@pytest.fixture
def page(marta, reference, on_page, run):
    opened = on_page(AccessRequestsState, reference(marta), "/en/access-requests")
    run(opened.load())
    return opened


def test_what_is_asked_in_words(make, db):
    acme = make.account("Acme")
    marta = make.actor(make.contact(acme, is_admin=True))
    assert requests_view(db, marta).sentence == "Nobody is waiting for an answer."
    tomas = make.contact(acme, ContactRole.TECHNICAL, name="Tomás Vidal")
    ask(make, tomas)
    view = requests_view(db, marta)
    assert view.sentence == "1 person is waiting for an answer."
    [row] = view.waiting
    assert row[1:3] == ["Tomás Vidal", tomas.email]
    assert row[3].startswith("“Payments”: it comes with the role ")
    assert row[5:] == ["to pay", ""]
    [entry] = files_view(db, marta).entries
    assert entry[0] == "Request for access"
    assert entry[1] == "Tomás Vidal asks for access to “Payments” · to pay"
    assert entry[4] == "/en/access-requests"


def test_one_is_approved_and_one_refused(page, run):
    run(page.approve(page.waiting[0][0]))
    page.choose(page.waiting[0][0])
    run(page.refuse({"reason": " "}))
    assert (page.error != "", page.refused) == (True, 0)
    run(page.refuse({"reason": "Ask Ana"}))
    assert (page.waiting, page.refused) == ([], 1)
    assert [(row[5], row[6]) for row in page.past] == [("Ask Ana", "Refused"), ("", "Approved")]


def test_answering_twice_says_so_and_shows_what_is_true(page, run):
    first = page.waiting[0][0]
    run(page.approve(first))
    with pytest.raises(Invalid):
        run(page.approve(first))
    assert len(page.waiting) == 1


@pytest.mark.parametrize("rubbish", ["", "-1", "x", "9" * 40, "٣"])
def test_rubbish_answers_nothing(page, run, rubbish):
    with pytest.raises(NotFound):
        run(page.approve(rubbish))
    page.choose(rubbish)
    run(page.refuse({"reason": "no"}))
    assert page.refused == 0
    assert page.error
