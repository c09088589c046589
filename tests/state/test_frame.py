import pytest

from occ_app import pages
from occ_app.models import ContactRole
from occ_app.navigation import discover
from occ_app.state.frame import frame_view


@pytest.fixture(autouse=True)
def _pages():
    discover(pages)


def test_the_frame_of_a_customer(make, db):
    account = make.account("Acme")
    actor = make.actor(make.contact(account, name="Ana Ruiz"))
    make.invoice(account, due_in=-3)
    view = frame_view(db, actor, "/invoices")
    assert (view.company, view.initials, view.forbidden) == ("Acme", "AR", "")
    assert (view.has_inbox, view.unread) == (True, "")
    assert list(view.doors)[:3] == ["/overview", "/invoices", "/payments"]
    assert (view.doors["/invoices"], view.doors["/overview"]) == ([["1"]], [[""]])
    assert "/staff/outbox" not in view.doors


def test_a_page_that_is_not_open_says_whom_to_ask(make, db):
    account = make.account("Acme")
    make.contact(account, ContactRole.FINANCE, is_admin=True, name="Marta Soler")
    actor = make.actor(make.contact(account, ContactRole.EXECUTIVE, name="Elena Marín"))
    view = frame_view(db, actor, "/staff/outbox")
    assert (
        view.forbidden
        == "You do not have the right to open this page. Marta Soler, administrator of Acme, can give it to you."
    )


def test_staff_have_pages_of_their_own(make, db):
    actor = make.actor(make.person(is_staff=True, name="Sam"))
    view = frame_view(db, actor, "/overview")
    assert (list(view.doors), view.initials, view.companies) == (
        ["/staff/outbox", "/staff/companies", "/staff/payments", "/staff/jobs", "/staff/webhooks"],
        "S",
        [],
    )
    assert not view.has_inbox
    assert view.forbidden == "You do not have the right to open this page."


def test_a_person_of_two_companies_can_switch(make, db):
    first, second = make.account("Globex"), make.account("Globex Kuwait")
    person = make.contact(first, name="John Baker")
    make.named(second, person)
    view = frame_view(db, make.actor(person), "/overview")
    assert [(name, current) for _key, name, current in view.companies] == [
        ("Globex", "true"),
        ("Globex Kuwait", ""),
    ]
