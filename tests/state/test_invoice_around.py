from decimal import Decimal

import pytest
from sqlmodel import select

from occ_app.models import InvoiceLine
from occ_app.services import invoices
from occ_app.state.invoice_around import around


@pytest.fixture
def acme(make):
    account = make.account()
    return account, make.actor(make.contact(account))


def seen(db, actor, invoice, **query):
    return around(db, actor, invoices.detail(db, actor, invoice.number), query)


def test_the_neighbours_keep_the_list_somebody_came_from(make, db, acme):
    account, actor = acme
    first, here, last = (make.invoice(account, due_in=days, number=f"A-{days}") for days in (-3, -2, -1))
    make.invoice(account, due_in=5)
    found = seen(db, actor, here, status="past_due", sort="-due")
    assert found.previous == [["Previous: A--1", f"/en/invoices/{last.number}?status=past_due&sort=-due"]]
    assert found.following == [["Next: A--3", f"/en/invoices/{first.number}?status=past_due&sort=-due"]]
    assert [crumb[:2] for crumb in found.crumbs] == [
        ["Invoices", "/en/invoices"],
        ["Past due", "/en/invoices?status=past_due&sort=-due"],
        ["A--2", "/en/invoices/A--2?status=past_due&sort=-due"],
    ]


def test_at_either_end_of_the_list_there_is_no_step_further(make, db, acme):
    invoice = make.invoice(acme[0])
    found = seen(db, acme[1], invoice)
    assert (found.previous, found.following, len(found.crumbs)) == ([], [], 2)


@pytest.mark.parametrize(
    "query", [{"sort": "price"}, {"issued_from": "31/10/2026"}, {"q": "x" * 999}, {"order": "\0"}]
)
def test_rubbish_in_the_address_is_as_no_list_at_all(make, db, acme, query):
    here, other = make.invoice(acme[0], due_in=1), make.invoice(acme[0], due_in=2)
    found = seen(db, acme[1], here, **query)
    assert found.following == [[f"Next: {other.number}", f"/en/invoices/{other.number}"]]
    assert len(found.crumbs) == 2


def test_the_order_its_contract_and_its_other_documents(make, db, acme):
    account, actor = acme
    order = make.order(account, number="ORD-7", contract_number="CT 1")
    here, *_others = [make.invoice(account, due_in=day, order=order) for day in range(8)]
    found = seen(db, actor, here)
    assert found.links == [
        ["Order", "All 8 documents of ORD-7", "/en/invoices?order=ORD-7"],
        ["Contract", "All documents of CT 1", "/en/invoices?contract=CT+1"],
    ]
    assert len(found.siblings) == 5
    assert here.number not in [sibling[0] for sibling in found.siblings]


def test_without_an_order_nothing_is_related(make, db, acme):
    found = seen(db, acme[1], make.invoice(acme[0]))
    assert (found.links, found.siblings, found.compared) == ([], [], [])


def test_what_changed_is_said_in_figures(make, db, acme):
    account, actor = acme
    order = make.order(account)
    old = make.invoice(account, 10_000, due_in=-40, order=order, lines=("Platform", "Identity"))
    new = make.invoice(account, 12_000, due_in=-10, order=order, lines=("Platform", "Storage"))
    line = db.exec(
        select(InvoiceLine).where(InvoiceLine.invoice_id == new.pk, InvoiceLine.position == 1)
    ).one()
    line.quantity = Decimal("1.5")
    found = seen(db, actor, new)
    assert found.compared[0][0] == "€20.00 more than the invoice before, tax included."
    assert found.compared[0][2] == f"/en/invoices/{old.number}"
    assert [change[1:] for change in found.changes] == [
        ["Platform", "Quantity 1 → 1.5 · Unit price 100 → 120", "+€20.00"],
        ["Storage", "Added", "€0.00"],
        ["Identity", "No longer billed", "€0.00"],
    ]


def test_the_same_again_is_said_too(make, db, acme):
    account, actor = acme
    order = make.order(account)
    for days in (-40, -10):
        invoice = make.invoice(account, due_in=days, order=order)
    found = seen(db, actor, invoice)
    assert found.compared[0][0] == "The same lines, quantities and prices as on the invoice before."
    assert found.changes == []


def test_less_is_said_as_less(make, db, acme):
    account, actor = acme
    order = make.order(account)
    make.invoice(account, 3_000, due_in=-40, order=order)
    found = seen(db, actor, make.invoice(account, 1_000, due_in=-10, order=order))
    assert found.compared[0][0] == "€20.00 less than the invoice before, tax included."
    assert found.changes[0][3] == "−€20.00"
