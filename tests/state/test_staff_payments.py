from datetime import UTC, datetime

import pytest

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, NotFound
from occ_app.models import PaymentState
from occ_app.models.base import now
from occ_app.services import paying, refunds, staff_payments
from occ_app.services.staff_payments import found
from occ_app.state.staff_payments import TABS, StaffPaymentsState, opened_view, staff_payments_view

STAFF = Actor(roles=frozenset({Role.STAFF}), language="en")


@pytest.fixture
def acme(make):
    return make.account("Acme", number="C-100")


def sent(make, account, **values):
    return make.sent(
        account, make.card(account), (make.invoice(account, 1_000, number="A-1"), 1_000), **values
    )


def test_payments_in_words(make, db, acme):
    order = sent(make, acme, number="P000000001", submitted_at=now() - found.PATIENCE)
    view = staff_payments_view(db, STAFF)
    [row] = view.rows
    assert row[:4] == ["P000000001", "Acme · C-100", "€10.00", "Visa ···· 4242"]
    assert row[5:8] == ["Being charged", "payment_submitted", "/icons.svg#clock"]
    assert "more than 10 minutes" in row[8]
    assert view.sentence == "1 payment needs attention."
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    view = staff_payments_view(db, STAFF)
    assert (view.rows[0][5], view.rows[0][8], view.sentence) == (
        "Received",
        "",
        "No payment needs attention.",
    )


def test_the_list_is_what_its_address_asks_for(make, db, acme, monkeypatch):
    monkeypatch.setattr(found, "PAGE", 1)
    failed = sent(make, acme, state=PaymentState.FAILED)
    make.sent(acme, None, number="P000000009")
    view = staff_payments_view(db, STAFF, {"tab": "failed", "q": "acme"})
    assert [row[0] for row in view.rows] == [failed.number]
    assert [tab[0] for tab in view.tabs if tab[2] == "page"] == ["Not paid"]
    assert view.tabs[0][1] == "/en/staff/payments?q=acme"
    every = staff_payments_view(db, STAFF, {"tab": "made up"})
    assert [row[0] for row in every.rows] == ["P000000009"]
    older = every.older.partition("before=")[2]
    assert [row[0] for row in staff_payments_view(db, STAFF, {"before": older}).rows] == [failed.number]


def test_a_search_that_finds_more_of_the_erp_says_so(make, db, acme, monkeypatch):
    monkeypatch.setattr(found, "MOST_BOOKED", 1)
    for _time in range(2):
        make.payment(make.invoice(acme, 1_000), 1_000)
    view = staff_payments_view(db, STAFF, {"q": "acme"})
    assert len(view.rows) == 1
    assert view.more != ""


def test_an_opened_payment_tells_what_can_be_given_back(make, db, acme):
    order = sent(make, acme)
    assert opened_view(db, STAFF, order.number).most == ""
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    view = opened_view(db, STAFF, order.number)
    assert (view.most, view.provider_id, view.puts) == ("€10.00", "pi_1", [["A-1", "€10.00", ""]])
    refunds.post(db, system(), refunds.ask(db, STAFF, order.number, "10", "cancelled"), "re_1")
    view = opened_view(db, STAFF, order.number)
    assert (view.most, view.puts, len(view.refunds)) == ("", [], 1)
    with pytest.raises(NotFound):
        opened_view(db, STAFF, "NOTHING")


def test_every_tab_has_its_word():
    assert set(TABS) == set(staff_payments.Tab)


def test_customers_do_not_see_it(make, db, acme):
    with pytest.raises(Forbidden):
        staff_payments_view(db, make.actor(make.contact(acme)))


def test_staff_search_and_open(stored, reference, on_page, run):
    staff = stored(lambda make: make.person(is_staff=True))
    number = stored(lambda make: sent(make, make.account("Acme"))).number
    page = on_page(StaffPaymentsState, reference(staff), "/es/staff/payments?q=acme")
    run(page.load())
    assert ([row[0] for row in page.rows], page.opened) == ([number], "")
    run(page.look(number))
    assert page.opened == number
    run(page.load())
    assert (page.opened, page.facts[0][1].partition(" ")[0]) == (number, "Acme")
    told = run(page.find("pi_1&x"))
    assert "/es/staff/payments?q=pi_1%26x" in str(told)


def test_what_is_opened_closes_when_the_list_no_longer_has_it(stored, reference, on_page, run):
    staff = stored(lambda make: make.person(is_staff=True))
    number = stored(lambda make: sent(make, make.account("Acme"))).number
    page = on_page(StaffPaymentsState, reference(staff), "/es/staff/payments?q=globex")
    run(page.look(number))
    run(page.load())
    assert (page.opened, page.facts) == ("", [])


def test_whenever_something_happened_is_told_in_the_time_of_the_company(make, db):
    acme = make.account("Acme", time_zone="Asia/Tokyo")
    at = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    order = make.sent(acme, make.card(acme), (make.invoice(acme, 100), 100), sent_at=at)
    (row,) = staff_payments_view(db, STAFF).rows
    opened = opened_view(db, STAFF, order.number)
    assert "18:30" in row[4]
    assert "18:30" in opened.steps[0][1]
