from datetime import timedelta

import pytest

from occ_app.access.actors import system
from occ_app.errors import Forbidden
from occ_app.models import PaymentState
from occ_app.models.base import now
from occ_app.services import paying, payments


def test_what_needs_somebody_comes_first(ana, make, db):
    states = (PaymentState.SUBMITTING, PaymentState.ANNOUNCED, PaymentState.NEEDS_ACTION)
    for state in states:
        make.sent(ana.account, ana.card, (make.invoice(ana.account), 100), state=state)
    make.sent(ana.account, ana.card, (make.invoice(ana.account), 100), state=PaymentState.CANCELLED)
    ana.draft(make.invoice(ana.account))
    assert [order.state for order in payments.under_way(db, ana.actor)] == [states[2], states[1], states[0]]


def test_a_failed_payment_is_shown_until_it_is_put_right(ana, make, db):
    invoice = make.invoice(ana.account, 10_000)
    order = ana.send(ana.draft(invoice))
    paying.failed(db, system(), order.pk, "card_declined")
    assert payments.failed(db, ana.actor) == [order]
    ana.pay(invoice)
    assert payments.failed(db, ana.actor) == [], "it was paid otherwise"


def test_a_failed_payment_is_shown_for_a_month_or_until_it_is_let_be(ana, make, db):
    orders = [ana.send(ana.draft(make.invoice(ana.account))) for _each in range(2)]
    for order in orders:
        paying.failed(db, system(), order.pk, "card_declined")
    paying.let_be(db, ana.actor, orders[0].number)
    assert payments.failed(db, ana.actor) == [orders[1]]
    orders[1].ended_at = now() - timedelta(days=31)
    db.flush()
    assert payments.failed(db, ana.actor) == []


def test_it_is_the_companys_own_and_not_for_technical_contacts(ana, make, db):
    make.sent(ana.account, None, (make.invoice(ana.account), 100))
    assert payments.under_way(db, make.actor(make.contact(make.account("Globex")))) == []
    technical = make.actor(make.contact(ana.account, "technical"))
    for asked in (payments.under_way, payments.failed):
        with pytest.raises(Forbidden):
            asked(db, technical)
