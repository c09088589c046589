import pytest
from sqlmodel import select

from occ_app import pages
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import AccessRequest, ContactRole
from occ_app.navigation import discover
from occ_app.state.access_request import AccessRequestState, asked
from occ_app.state.frame import FrameState, frame_view


@pytest.fixture(autouse=True)
def _pages():
    discover(pages)


@pytest.fixture
def tomas(stored):
    def write(make):
        acme = make.account("Acme")
        make.contact(acme, is_admin=True, name="Marta Soler")
        return make.contact(acme, ContactRole.TECHNICAL, name="Tomás Vidal")

    return stored(write)


def test_a_closed_page_can_be_asked_for_once(make, db):
    acme = make.account("Acme")
    make.contact(acme, is_admin=True, name="Marta Soler")
    actor = make.actor(make.contact(acme, ContactRole.TECHNICAL))
    view = frame_view(db, actor, "/payments")
    assert (view.can_ask, view.asked) == ("true", "")
    assert "Marta Soler" in view.forbidden
    can_ask, sentence = asked(db, actor, "/payments", "to pay")
    assert can_ask == ""
    assert sentence.startswith("You asked for it on ")
    view = frame_view(db, actor, "/payments")
    assert (view.can_ask, view.asked) == ("", sentence)


def test_only_pages_there_are_and_that_a_role_opens(make, db):
    acme = make.account("Acme")
    make.contact(acme, is_admin=True)
    actor = make.actor(make.contact(acme, ContactRole.TECHNICAL))
    for route in ("", "/nothing", "/signed-out", "/../payments"):
        with pytest.raises(NotFound):
            asked(db, actor, route, "")
    for route in ("/staff/outbox", "/invoices"):
        with pytest.raises(Invalid):
            asked(db, actor, route, "")
    with pytest.raises(Forbidden):
        asked(db, make.actor(make.person(is_staff=True)), "/payments", "")


def test_the_button_asks_for_the_page_it_stands_on(tomas, reference, on_page, run, stored):
    button = on_page(AccessRequestState, reference(tomas), "/en/payments")
    for _time in range(2):
        run(button.ask({"note": "to pay"}))
    frame = run(button.get_state(FrameState))
    assert (frame.can_ask, frame.asked[:9]) == ("", "You asked")
    found = stored(lambda make: [(one.page, one.note) for one in make.db.exec(select(AccessRequest))])
    assert found == [("/payments", "to pay")]
