import pytest

from occ_app.access.actors import system
from occ_app.errors import NotFound
from occ_app.models import ApprovalRule, ContactRole, PaymentState
from occ_app.services import paying, payments
from occ_app.services.approvals import deciding


def puts(found):
    return [(put.invoice, put.amount.minor, put.source) for put in found.puts]


def test_a_payment_of_the_erp_has_what_it_paid(make, db):
    account = make.account()
    invoice = make.invoice(account, 10_000)
    payment = make.payment(invoice, 4_000)
    found = payments.detail(db, make.actor(make.contact(account)), payment.number)
    assert (found.order, found.payment, puts(found)) == (None, payment, [(invoice.number, 4_000, "")])


def test_a_payment_asked_for_here_tells_its_plan_then_what_it_paid(ana, make, db):
    invoice, note = make.invoice(ana.account, 10_000), make.credit_note(ana.account, -3_000)
    order = ana.send(ana.draft(invoice))
    planned = payments.detail(db, ana.actor, order.number)
    assert puts(planned) == [(invoice.number, 3_000, note.number), (invoice.number, 7_000, "")]
    assert (planned.payment, planned.maker, planned.card) == (None, "Ana Ruiz", ana.card)
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    paid = payments.detail(db, ana.actor, order.number)
    assert set(puts(paid)) == set(puts(planned))
    assert paid.payment.number == order.number


def test_a_draft_is_no_payment_yet_but_the_next_one_of_its_selection(ana, make, db):
    euros, dollars = make.invoice(ana.account), make.invoice(ana.account, currency="USD")
    one, two = paying.begin(db, ana.actor, paying.baskets.Choice(numbers=(euros.number, dollars.number)))
    with pytest.raises(NotFound):
        payments.detail(db, ana.actor, one)
    ana.send(one)
    assert payments.detail(db, ana.actor, one).next_number == two


def test_whoever_may_approve_it_is_named_and_told_so(ana, make, db):
    elena = make.actor(make.contact(ana.account, ContactRole.EXECUTIVE, name="Elena Marín"))
    db.add(ApprovalRule(account_id=ana.account.pk, currency="EUR", above_minor=1_000))
    order = ana.send(ana.draft(make.invoice(ana.account, 10_000)))
    assert order.state is PaymentState.AWAITING_APPROVAL
    assert payments.detail(db, ana.actor, order.number).approvers == ["Elena Marín"]
    found = payments.detail(db, elena, order.number)
    assert (found.may_decide, found.next_number) == (True, "")
    deciding.refuse(db, elena, order.number, "Not this month")
    refused = payments.detail(db, ana.actor, order.number)
    assert [(decision.reason, name) for decision, name in refused.decisions] == [
        ("Not this month", "Elena Marín")
    ]


def test_nobody_elses_payment_is_found(ana, make, db):
    order = ana.send(ana.draft(make.invoice(ana.account)))
    paid = make.payment(make.invoice(ana.account), 100)
    stranger = make.actor(make.contact(make.account("Globex")))
    for number in (order.number, paid.number, "\0", ""):
        with pytest.raises(NotFound):
            payments.detail(db, stranger, number)
