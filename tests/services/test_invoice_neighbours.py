"""Around one document: its neighbours in a list, the rest of its order, what changed since the one before."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from occ_app.access.actors import Actor
from occ_app.errors import Forbidden, NotFound
from occ_app.models import ContactRole, InvoiceLine, InvoiceType
from occ_app.services import invoices
from occ_app.services.invoices import SORTS, Filter, Group


@pytest.fixture
def acme(make):
    account = make.account()
    return account, make.actor(make.contact(account))


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
@pytest.mark.parametrize("group", [Group.ALL, Group.PAST_DUE])
def test_stepping_through_meets_the_list_in_its_order(make, db, acme, sort, group):
    account, actor = acme
    for day in range(12):
        make.invoice(account, 1_000 * (day % 3 + 1), due_in=day // 2 - 3, po_number=f"{day}")
    wanted = Filter(group=group, sort=sort)
    listed = [invoice.number for invoice, _order in invoices.listing(db, actor, wanted).items]
    assert len(listed) > 3
    around = [invoices.neighbours(db, actor, number, wanted) for number in listed]
    assert around == list(zip(["", *listed[:-1]], [*listed[1:], ""], strict=True))


def test_a_document_outside_its_list_stands_where_it_would_be(make, db, acme):
    account, actor = acme
    first, here, last = (make.invoice(account, due_in=days) for days in (-3, -2, -1))
    make.payment(here, here.total_minor)
    wanted = Filter(group=Group.PAST_DUE, sort="due")
    assert invoices.neighbours(db, actor, here.number, wanted) == (first.number, last.number)


def test_neighbours_are_never_foreign(make, db):
    account, globex = make.account(), make.account("Globex")
    own, other = make.order(account), make.order(account)
    tomas = make.actor(make.contact(account, ContactRole.TECHNICAL, order=own))
    here = make.invoice(account, order=own, due_in=2)
    hidden = make.invoice(account, order=other, due_in=1)
    foreign = make.invoice(globex, due_in=3)
    assert invoices.neighbours(db, tomas, here.number, Filter()) == ("", "")
    for number in (hidden.number, foreign.number, "none"):
        with pytest.raises(NotFound):
            invoices.neighbours(db, tomas, number, Filter())


def test_the_rest_of_the_order_latest_first(make, db, acme):
    account, actor = acme
    order = make.order(account)
    documents = [make.invoice(account, due_in=day, order=order) for day in range(7)]
    make.invoice(account, order=make.order(account))
    found = invoices.siblings(db, actor, order.number, documents[5].number)
    assert [invoice.number for invoice in found.latest] == [
        documents[index].number for index in (6, 4, 3, 2, 1)
    ]
    assert found.count == 7


def test_a_technical_contact_sees_nothing_of_other_orders(make, db):
    account = make.account()
    own, other = make.order(account), make.order(account)
    tomas = make.actor(make.contact(account, ContactRole.TECHNICAL, order=own))
    make.invoice(account, order=other)
    found = invoices.siblings(db, tomas, other.number, "")
    assert (found.latest, found.count) == ([], 0)


def lines_of(db, invoice):
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.pk).order_by(InvoiceLine.position)
    return list(db.exec(query))


def test_lines_are_added_removed_and_changed(make, db, acme):
    account, actor = acme
    order = make.order(account)
    old = make.invoice(
        account, 5_000, due_in=-40, order=order, lines=("Platform", "Storage May", "Identity", "Support")
    )
    new = make.invoice(
        account, 7_000, due_in=-10, order=order, lines=("Storage June", "Platform", "Support", "Care")
    )
    storage_before, storage_after = lines_of(db, old)[1], lines_of(db, new)[0]
    storage_before.part_number = storage_after.part_number = "STO-1"
    lines_of(db, new)[1].quantity = Decimal(4)
    lines_of(db, new)[2].unit_price = lines_of(db, old)[3].unit_price  # Support stays as it was
    found = invoices.changes(db, actor, new)
    assert (found.previous.number, found.difference.minor) == (old.number, 2_000)
    said = [(change.description, bool(change.before), bool(change.after)) for change in found.lines]
    assert said == [
        ("Storage June", True, True),
        ("Platform", True, True),
        ("Care", False, True),
        ("Identity", True, False),
    ]
    assert sum(change.net_minor for change in found.lines) == 2_000


def test_equal_lines_are_paired_one_by_one(make, db, acme):
    account, actor = acme
    order = make.order(account)
    make.invoice(account, due_in=-40, order=order, lines=("Seat", "Seat", "Seat"))
    new = make.invoice(account, due_in=-10, order=order, lines=("Seat", "Seat"))
    (gone,) = invoices.changes(db, actor, new).lines
    assert (gone.after, gone.before.position) == (None, 3)


def test_it_is_compared_with_its_own_kind_only(make, db, acme):
    account, actor = acme
    order = make.order(account)
    here = make.invoice(account, due_in=-10, order=order)
    make.invoice(account, due_in=-40, order=order, type=InvoiceType.SUPPORT)
    make.invoice(account, due_in=-40, order=order, currency="USD")
    make.invoice(account, due_in=-40, order=make.order(account))
    make.invoice(account, due_in=20, order=order)
    note = make.credit_note(account, order=order, issued_on=here.issued_on - timedelta(days=5))
    assert invoices.changes(db, actor, here) is None
    assert invoices.changes(db, actor, note) is None
    assert invoices.changes(db, actor, make.invoice(account)) is None
    same_day = make.invoice(account, due_in=-10, order=order)
    assert invoices.changes(db, actor, same_day).previous.number == here.number


def test_a_powerless_actor_compares_nothing(make, db, acme):
    invoice = make.invoice(acme[0])
    powerless = replace(Actor(), account_id=acme[0].pk)
    for service, asked in (
        (invoices.neighbours, (invoice.number, Filter())),
        (invoices.siblings, ("", "")),
        (invoices.changes, (invoice,)),
    ):
        with pytest.raises(Forbidden):
            service(db, powerless, *asked)
