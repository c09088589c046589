from datetime import timedelta
from importlib import import_module

import pytest

from occ_app.errors import Forbidden
from occ_app.models import ApprovalRule, ContactRole, Document, InvoiceType, PaymentMethod, PaymentState
from occ_app.services import paying, pending
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY


def summed(acme):
    found = pending.waiting(acme.make.db, acme.ana)
    return [(one.number, one.invoices, one.amount.minor, one.is_renewal) for one in found.orders]


def test_orders_wait_for_what_nothing_pays_yet(acme, db):
    make, order = acme.make, acme.make.order(acme.account, number="PD-1", contract_number="CT-1")
    make.invoice(acme.account, 5_000, due_in=-3, order=order)
    submitted = make.invoice(acme.account, 3_000, order=order)
    make.sent(acme.account, acme.card, (submitted, 1_000))
    make.payment(make.invoice(acme.account, 700, order=order), 700)
    make.invoice(acme.account, -100, order=order, document=Document.CREDIT_NOTE)
    make.invoice(acme.account, 900)
    make.invoice(make.account("Globex"), 800, order=make.order(make.account("Umbra")))
    assert summed(acme) == [("PD-1", 2, 7_000, False)]


def test_what_is_planned_or_waits_for_approval_does_not_wait_twice(acme, db):
    order = acme.make.order(acme.account, number="PD-1")
    invoice = acme.make.invoice(acme.account, 5_000, order=order)
    db.add(ApprovalRule(account_id=acme.account.pk, currency="EUR", above_minor=1, role="executive"))
    acme.make.contact(acme.account, "executive")
    (number,) = paying.begin(db, acme.ana, Choice(numbers=(invoice.number,)))
    day = (TODAY + timedelta(days=3)).isoformat()
    paying.choose(db, acme.ana, number, method=PaymentMethod.CARD, card_id=acme.card.pk, day=day)
    paying.send(db, acme.ana, number, 5_000)
    found = pending.waiting(db, acme.ana)
    assert (found.orders, [one.state for one in found.payments]) == ([], [PaymentState.AWAITING_APPROVAL])


def test_support_for_a_time_to_come_is_a_renewal_and_currencies_stand_apart(acme):
    order = acme.make.order(acme.account, number="PD-1")
    late = acme.make.order(acme.account, number="PD-2")
    acme.make.invoice(acme.account, 5_000, due_in=0, order=order, type=InvoiceType.SUPPORT)
    acme.make.invoice(acme.account, 4_000, order=order, type=InvoiceType.SUPPORT, currency="USD", due_in=9)
    acme.make.invoice(acme.account, 300, order=late, type=InvoiceType.SUPPORT, due_in=-1)
    assert summed(acme) == [("PD-2", 1, 300, False), ("PD-1", 1, 5_000, True), ("PD-1", 1, 4_000, True)]


def test_of_many_the_oldest_due_are_shown_and_all_are_counted(acme, monkeypatch):
    monkeypatch.setattr(import_module("occ_app.services.pending.waiting"), "MOST", 2)
    for day in (3, 1, 2):
        acme.make.invoice(acme.account, due_in=day, order=acme.make.order(acme.account, number=f"PD-{day}"))
    found = pending.waiting(acme.make.db, acme.ana)
    assert ([one.number for one in found.orders], found.count) == (["PD-1", "PD-2"], 3)


def test_who_does_not_pay_is_shown_nothing(acme, db):
    tomas = acme.make.actor(acme.make.contact(acme.account, ContactRole.TECHNICAL))
    for look in (pending.waiting, pending.broken, pending.sums):
        with pytest.raises(Forbidden):
            look(db, tomas)
