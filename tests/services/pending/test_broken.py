from datetime import timedelta

from occ_app.access.actors import system
from occ_app.models import PaymentMethod, PaymentState
from occ_app.services import autopay, paying, pending
from occ_app.services.documents import Choice
from occ_app.services.pending import Kind
from occ_app.testing.factories import TODAY

FORM = {"currency": "EUR", "days_before": "0", "notice_days": "3"}


def listed(acme):
    return [
        (one.kind, one.key, one.amount.minor if one.amount else None)
        for one in pending.broken(acme.make.db, acme.ana)
    ]


def test_a_failed_payment_stands_there_until_it_is_paid_otherwise_or_let_be(acme, db):
    one, two, three = (acme.make.invoice(acme.account, minor) for minor in (1_000, 2_000, 4_000))
    first, second = acme.failed(one, two), acme.failed(three)
    assert listed(acme) == [(Kind.FAILED, second.number, 4_000), (Kind.FAILED, first.number, 3_000)]
    acme.make.payment(one, 1_000)
    assert listed(acme)[1] == (Kind.FAILED, first.number, 2_000)
    acme.make.sent(acme.account, None, (two, 2_000))
    paying.let_be(db, acme.ana, second.number)
    assert listed(acme) == []


def test_an_invoice_whose_payment_failed_twice_stands_there_once(acme):
    invoice = acme.make.invoice(acme.account, 1_000)
    acme.failed(invoice)
    again = acme.failed(invoice)
    assert listed(acme) == [(Kind.FAILED, again.number, 1_000)]


def test_a_planned_payment_whose_card_expires_before_its_day_is_told_ahead(acme, db):
    invoice, day = acme.make.invoice(acme.account, 1_000), TODAY + timedelta(days=3)
    (number,) = paying.begin(db, acme.ana, Choice(numbers=(invoice.number,)))
    paying.choose(db, acme.ana, number, method=PaymentMethod.CARD, card_id=acme.card.pk, day=day.isoformat())
    order = paying.send(db, acme.ana, number, 1_000)
    assert (order.state, listed(acme)) == (PaymentState.SCHEDULED, [])
    acme.card.exp_year = 2020
    assert listed(acme) == [(Kind.PLANNED, number, 1_000)]


def test_autopay_is_told_ahead_where_its_card_will_not_do(acme, db):
    acme.make.invoice(acme.account, due_in=1)
    rule = autopay.start(db, acme.ana, FORM | {"card": str(acme.card.pk)})
    autopay.announce(db, system(), rule.pk)
    assert listed(acme) == []
    acme.card.exp_year = 2020
    (one,) = pending.broken(db, acme.ana)
    assert (one.kind, one.key, one.day) == (Kind.AUTOPAY, str(rule.pk), TODAY + timedelta(days=3))


def test_other_companies_have_lists_of_their_own(acme, db):
    acme.failed(acme.make.invoice(acme.account, 1_000))
    eve = acme.make.actor(acme.make.contact(acme.make.account("Globex")))
    assert pending.broken(db, eve) == []
