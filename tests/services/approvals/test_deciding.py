from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import func, select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound, ProofNeeded
from occ_app.models import (
    ApprovalRule,
    AutopayRule,
    CompanyRole,
    Contact,
    ContactRole,
    ContactState,
    InboxEntry,
    InboxKind,
    Invoice,
    InvoiceStatus,
    PaymentDecision,
    PaymentLimit,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
)
from occ_app.models.base import now
from occ_app.services import ledger, paying
from occ_app.services.approvals import deciding
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY, Make


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ({"method": "card"}, PaymentState.SUBMITTING),
        ({"method": "bank_transfer"}, PaymentState.ANNOUNCED),
        ({"method": "card", "days": 3}, PaymentState.SCHEDULED),
    ],
)
def test_an_approved_payment_goes_on(acme, db, how, state):
    acme.rule()
    order = acme.pay(**how)
    assert order.state is PaymentState.AWAITING_APPROVAL
    assert deciding.may_decide(db, acme.actor(acme.elena), order)
    deciding.approve(db, acme.actor(acme.elena), order.number)
    assert order.state is state
    assert [(deed.subject, deed.who) for deed in acme.deeds("payment.approved")] == [
        (order.number, acme.elena.email)
    ]
    told = db.exec(select(InboxEntry).filter_by(kind=InboxKind.PAYMENT_APPROVED)).one()
    assert told.person_id == acme.ana.pk
    assert acme.mails()[-1] == acme.ana.email


def test_two_approvals_come_from_two_people(acme, db):
    acme.rule(approvals=2)
    order, elena = acme.pay(), acme.actor(acme.elena)
    deciding.approve(db, elena, order.number)
    assert order.state is PaymentState.AWAITING_APPROVAL
    with pytest.raises(Forbidden, match="does not wait for you"):
        deciding.approve(db, elena, order.number)
    deciding.approve(db, acme.actor(acme.max), order.number)
    assert order.state is PaymentState.SUBMITTING
    assert len(acme.deeds("payment.approved")) == 2


def test_nobody_approves_or_refuses_their_own_not_even_by_another_role(acme, make, db):
    acme.rule()
    order = acme.pay(by=acme.marta)
    make.right(acme.account, acme.marta, CompanyRole.EXECUTIVE)
    marta = acme.actor(acme.marta)
    assert not deciding.may_decide(db, marta, order)
    for act in (
        lambda: deciding.approve(db, marta, order.number),
        lambda: deciding.refuse(db, marta, order.number, "Mine"),
    ):
        with pytest.raises(Forbidden, match="of their own"):
            act()
    assert order.state is PaymentState.AWAITING_APPROVAL


def test_only_those_the_rule_names_decide(acme, make, db):
    acme.rule(person_id=acme.max.pk)
    order = acme.pay()
    zoe = make.contact(acme.account, name="Zoe")
    for person in (acme.elena, acme.marta, zoe):
        with pytest.raises(Forbidden, match="does not wait for you"):
            deciding.approve(db, acme.actor(person), order.number)
    tomas = make.contact(acme.account, ContactRole.TECHNICAL)
    with pytest.raises(Forbidden):
        deciding.approve(db, acme.actor(tomas), order.number)
    deciding.approve(db, acme.actor(acme.max), order.number)
    assert order.state is PaymentState.SUBMITTING


def test_finance_decides_where_the_rule_names_finance(acme, make, db):
    acme.rule(role=CompanyRole.FINANCE)
    order = acme.pay()
    with pytest.raises(Forbidden, match="does not wait for you"):
        deciding.approve(db, acme.actor(acme.elena), order.number)
    deciding.approve(db, acme.actor(acme.marta), order.number)
    assert order.state is PaymentState.SUBMITTING


def test_a_refused_payment_lets_go_of_its_invoices_and_credits(acme, make, db):
    acme.rule()
    note = make.credit_note(acme.account, -3_000)
    order = acme.pay(10_000)
    assert order.amount_minor == 7_000
    with pytest.raises(Invalid, match="say why"):
        deciding.refuse(db, acme.actor(acme.elena), order.number, " \n ")
    deciding.refuse(db, acme.actor(acme.elena), order.number, "Wrong\ninvoice")
    assert (order.state, order.ended_at is not None) == (PaymentState.REFUSED, True)
    decision = db.exec(select(PaymentDecision)).one()
    assert (decision.reason, decision.is_approved) == ("Wrong invoice", False)
    invoice = db.exec(select(Invoice).where(Invoice.total_minor == 10_000)).one()
    assert (invoice.status(TODAY), note.due_minor) == (InvoiceStatus.OPEN, -3_000)
    ana = acme.actor(acme.ana)
    again = paying.begin(db, ana, Choice(numbers=(invoice.number,)))[0]
    assert paying.sheet(db, ana, again).to_pay.minor == 7_000
    assert acme.mails()[-1] == acme.ana.email
    assert ledger.check(db, system()) == []


def test_one_refusal_ends_what_needed_two_approvals(acme, db):
    acme.rule(approvals=2)
    order = acme.pay()
    deciding.approve(db, acme.actor(acme.elena), order.number)
    deciding.refuse(db, acme.actor(acme.max), order.number, "No")
    assert order.state is PaymentState.REFUSED


def test_what_was_taken_back_or_decided_waits_no_more(acme, db):
    acme.rule()
    order, elena = acme.pay(), acme.actor(acme.elena)
    paying.cancel(db, acme.actor(acme.ana), order.number)
    for act in (
        lambda: deciding.approve(db, elena, order.number),
        lambda: deciding.refuse(db, elena, order.number, "No"),
    ):
        with pytest.raises(Invalid, match="no longer waits"):
            act()
    assert order.state is PaymentState.CANCELLED
    assert not deciding.may_decide(db, elena, order)


def test_a_payment_that_waits_keeps_its_rule_though_that_was_ended(acme, db):
    rule = acme.rule()
    order = acme.pay()
    rule.ended_at = now()
    db.flush()
    assert order.state is PaymentState.AWAITING_APPROVAL
    deciding.approve(db, acme.actor(acme.elena), order.number)
    assert order.state is PaymentState.SUBMITTING


def test_a_payment_of_another_company_is_not_found(acme, make, db):
    acme.rule()
    order = acme.pay()
    eve = make.actor(make.contact(make.account("Globex"), ContactRole.EXECUTIVE, is_admin=True))
    for number in (order.number, "P-NOTHING", "\0"):
        with pytest.raises(NotFound):
            deciding.approve(db, eve, number)
        with pytest.raises(NotFound):
            deciding.refuse(db, eve, number, "No")
    assert not deciding.may_decide(db, eve, order)


def test_whoever_has_a_second_factor_shows_it_before_approving(acme, db):
    acme.rule()
    order = acme.pay()
    elena = replace(acme.actor(acme.elena), owes_proof=True)
    for proved_at in (None, now() - timedelta(minutes=11)):
        with pytest.raises(ProofNeeded):
            deciding.approve(db, replace(elena, proved_at=proved_at), order.number)
    assert db.exec(select(PaymentDecision)).all() == []
    deciding.approve(db, replace(elena, proved_at=now()), order.number)
    assert order.state is PaymentState.SUBMITTING


def waiting(needed):
    """A payment that needs so many approvals in a database of its own; its number, and two executives' sessions."""
    with database.transaction() as db:
        make = Make(db)
        account = make.account("Acme")
        bosses = [make.contact(account, ContactRole.EXECUTIVE) for _boss in range(2)]
        db.add(ApprovalRule(account_id=account.pk, currency="EUR", above_minor=0, approvals=needed))
        invoice, card = make.invoice(account, 10_000), make.card(account)
        ana = make.actor(make.contact(account))
        number = paying.begin(db, ana, Choice(numbers=(invoice.number,)))[0]
        paying.choose(db, ana, number, method=PaymentMethod.CARD, card_id=card.pk)
        paying.send(db, ana, number, 10_000)
        return number, [make.actor(boss).session_ref for boss in bosses]


@pytest.mark.parametrize(("needed", "answers"), [(1, [False, True]), (2, [True, True])])
def test_two_who_approve_at_the_same_instant_are_counted_right_and_release_it_once(
    database_url, needed, answers
):
    number, refs = waiting(needed)

    def approve(ref):
        try:
            with database.transaction() as db:
                deciding.approve(db, sessions.resume(db, ref), number)
                return True
        except Invalid:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, refs)) == answers
    with database.transaction(reads_only=True) as db:
        order = db.exec(select(PaymentOrder).where(PaymentOrder.number == number)).one()
        assert order.state is PaymentState.SUBMITTING
        assert db.exec(select(func.count()).select_from(PaymentDecision)).one() == needed
        told = select(func.count()).where(InboxEntry.kind == InboxKind.PAYMENT_APPROVED)
        assert db.exec(told).one() == 1


def test_whoever_sends_a_colleagues_draft_cannot_approve_it(acme, db):
    acme.rule(role=CompanyRole.FINANCE)
    ana, marta = acme.actor(acme.ana), acme.actor(acme.marta)
    invoice = acme.make.invoice(acme.account, 10_000)
    (number,) = paying.begin(db, ana, Choice(numbers=(invoice.number,)))
    paying.choose(db, marta, number, method=PaymentMethod.CARD, card_id=acme.card)
    order = paying.send(db, marta, number, 10_000)
    assert order.made_by == acme.marta.pk
    with pytest.raises(Forbidden, match="of their own"):
        deciding.approve(db, marta, number)
    assert deciding.may_decide(db, ana, order)


def test_whoever_set_up_autopay_does_not_approve_what_it_pays(acme, db):
    acme.rule(role=CompanyRole.FINANCE)
    order = acme.pay()
    autopay = AutopayRule(
        account_id=acme.account.pk, currency="EUR", card_id=acme.card, made_by=acme.marta.pk
    )
    db.add(autopay)
    db.flush()
    order.made_by, order.autopay_rule_id = None, autopay.pk
    db.flush()
    with pytest.raises(Forbidden, match="does not wait for you"):
        deciding.approve(db, acme.actor(acme.marta), order.number)
    deciding.approve(db, acme.actor(acme.ana), order.number)
    assert order.state is PaymentState.SUBMITTING


def test_no_approval_goes_beyond_a_limit_that_was_set_meanwhile(acme, db):
    acme.rule()
    order = acme.pay(10_000)
    db.add(PaymentLimit(account_id=acme.account.pk, currency="EUR", per_payment_minor=5_000))
    db.flush()
    with pytest.raises(Invalid, match="limit for one payment"):
        deciding.approve(db, acme.actor(acme.elena), order.number)


def test_somebody_who_has_left_is_not_told_what_became_of_their_payment(acme, db):
    acme.rule()
    order = acme.pay()
    contact = db.exec(select(Contact).filter_by(person_id=acme.ana.pk)).one()
    contact.state = ContactState.SUSPENDED
    db.flush()
    deciding.refuse(db, acme.actor(acme.elena), order.number, "Not this month")
    assert acme.mails()[-1] != acme.ana.email
