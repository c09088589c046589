from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import BasketItem, Delegation, PaymentOrder, PaymentState, ShortReason
from occ_app.models.base import now
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.services.invoices import Filter
from occ_app.services.paying import baskets
from occ_app.services.paying.editing import Entry
from occ_app.testing.factories import TODAY


def amounts(ana, number):
    return {
        item.invoice.number: item.item.amount_minor
        for item in paying.sheet(ana.make.db, ana.actor, number).items
    }


def test_a_selection_of_two_currencies_becomes_two_drafts(ana, make, db):
    euros, dollars = make.invoice(ana.account, 10_000), make.invoice(ana.account, 7_000, currency="USD")
    numbers = paying.begin(db, ana.actor, Choice(numbers=(euros.number, dollars.number)))
    assert [paying.sheet(db, ana.actor, number).order.currency for number in numbers] == ["EUR", "USD"]
    assert [order.number for order in paying.sheet(db, ana.actor, numbers[0]).siblings] == numbers


def test_what_cannot_be_paid_is_left_out_of_a_draft(ana, make, db):
    due, late = make.invoice(ana.account, 10_000), make.invoice(ana.account, 5_000, due_in=-9)
    make.payment(make.invoice(ana.account, 1_000), 1_000)
    make.payment(make.invoice(ana.account, 2_000), 2_000, settled=False)
    make.credit_note(ana.account)
    (number,) = paying.begin(db, ana.actor, Choice(Filter()))
    assert list(amounts(ana, number)) == [late.number, due.number]
    (overdue,) = baskets.begin_past_due(db, ana.actor)
    assert list(amounts(ana, overdue)) == [late.number]


def test_an_amount_goes_to_the_oldest_first(ana, make, db):
    old, mid, new = (make.invoice(ana.account, 10_000, due_in=days) for days in (-20, -5, 3))
    (number,) = paying.begin_amount(db, ana.actor, "EUR", "150")
    assert amounts(ana, number) == {old.number: 10_000, mid.number: 5_000}
    assert {item.reason for item in db.exec(select(BasketItem))} == {None, ShortReason.INSTALMENT}
    with pytest.raises(Invalid, match=r"At most €300\.00"):
        paying.begin_amount(db, ana.actor, "EUR", "300.01")
    with pytest.raises(Invalid, match="Nothing is due in this currency"):
        paying.begin_amount(db, ana.actor, "USD", "1")
    assert (new.due_minor, paying.currencies(db, ana.actor)) == (10_000, ["EUR"])


def test_what_failed_is_tried_again_with_what_is_still_due(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    order = ana.send(ana.draft(invoice))
    paying.failed(db, system(), order.pk, "card_declined")
    make.payment(invoice, 4_000)
    (again,) = baskets.again(db, ana.actor, order.number)
    assert (again != order.number, amounts(ana, again)) == (True, {invoice.number: 6_000})


def test_who_may_not_pay_starts_nothing(make, db):
    account = make.account("Globex")
    make.invoice(account)
    for role in ("technical", "executive"):
        with pytest.raises(Forbidden):
            paying.begin(db, make.actor(make.contact(account, role)), Choice(Filter()))


def test_more_than_a_person_can_look_through_is_refused(ana, make, db, monkeypatch):
    monkeypatch.setattr(baskets, "MOST_INVOICES", 2)
    for _each in range(3):
        make.invoice(ana.account)
    with pytest.raises(Invalid, match="At most 2 invoices"):
        paying.begin(db, ana.actor, Choice(Filter()))


def test_drafts_nobody_sent_are_forgotten(ana, make, db):
    ana.draft(make.invoice(ana.account))
    kept = ana.draft(make.invoice(ana.account))
    old = db.exec(select(PaymentOrder).order_by(PaymentOrder.id)).first()
    old.made_at = now() - timedelta(days=31)
    db.flush()
    assert baskets.forget(db, system(), now() - timedelta(days=30)) == 1
    assert [order.number for order in db.exec(select(PaymentOrder))] == [kept]


def test_a_delegates_draft_is_theirs_alone(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    number = ana.draft(invoice)
    order = db.exec(select(PaymentOrder)).one()
    made = {"account_id": ana.account.pk, "person_id": ana.actor.person_id, "made_by": ana.actor.person_id}
    delegation = Delegation(**made, token_hash="x", ends_on=TODAY, ends_at=now() + timedelta(days=1))
    db.add(delegation)
    db.flush()
    order.delegation_id = delegation.pk
    db.flush()
    for act in (paying.sheet, paying.one, paying.check):
        with pytest.raises(NotFound):
            act(db, ana.actor, number)
    order.state = PaymentState.CANCELLED
    assert paying.one(db, ana.actor, number) is order


def test_why_less_was_paid_is_not_asked_again(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    number = ana.draft(invoice)
    paying.change(db, ana.actor, number, {invoice.number: Entry("60")})
    paying.explain(db, ana.actor, number, invoice.number, reason="price", note="agreed 60")
    order = ana.send(number)
    paying.failed(db, system(), order.pk, "card_declined")
    (again,) = baskets.again(db, ana.actor, order.number)
    assert ana.send(again).amount_minor == 6_000
