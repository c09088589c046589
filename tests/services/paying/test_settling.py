from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import (
    WITHDRAWN,
    ActivityKind,
    Contact,
    ContactRole,
    ContactState,
    InboxEntry,
    InboxKind,
    InvoiceStatus,
    MailRecipient,
    MailTopic,
    OutboxMail,
    Payment,
    PaymentState,
)
from occ_app.models.base import now
from occ_app.services import ledger, paying
from occ_app.services.paying import telling
from occ_app.testing.factories import TODAY
from occ_app.testing.trail import trail
from tests.services.paying.conftest import eur


@pytest.fixture
def sent(ana, make):
    """A payment of 100 euros at the card company, and its invoice."""
    invoice = make.invoice(ana.account, 10_000, due_in=-2)
    return ana.send(ana.draft(invoice)), invoice


def test_money_is_posted_once_whoever_tells_of_it_and_however_often(sent, db):
    order, invoice = sent
    for _again in range(3):
        paying.post(db, system(), order.pk, eur(10_000), "pi_1")
    payment = db.exec(select(Payment)).one()
    assert (payment.number, payment.provider_id, payment.amount_minor) == (order.number, "pi_1", 10_000)
    assert (invoice.due_minor, invoice.paid_minor, invoice.pending_minor) == (0, 10_000, 0)
    assert ledger.check(db, system()) == []


def test_money_that_comes_for_a_payment_given_up_is_posted_all_the_same(sent, make, db):
    order, invoice = sent
    paying.failed(db, system(), order.pk, "card_declined")
    assert invoice.status(TODAY) is InvoiceStatus.PAST_DUE
    make.payment(invoice, 10_000)
    paying.post(db, system(), order.pk, eur(10_000), "pi_1")
    payment = db.get(Payment, order.payment_id)
    assert (order.state, payment.unapplied_minor) == (PaymentState.SUCCEEDED, 10_000)
    assert ledger.check(db, system()) == []


def test_a_late_failure_takes_nothing_back(sent, db):
    order, invoice = sent
    paying.post(db, system(), order.pk, eur(10_000), "pi_1")
    paying.failed(db, system(), order.pk, "card_declined")
    paying.awaiting_action(db, system(), order.pk)
    assert (order.state, invoice.due_minor) == (PaymentState.SUCCEEDED, 0)


def test_money_of_another_currency_is_never_posted(sent, db):
    order, _invoice = sent
    with pytest.raises(ValueError, match="was asked for in EUR"):
        paying.post(db, system(), order.pk, paying.settling.Money(10_000, "USD"), "pi_1")


def test_the_first_id_at_the_card_company_is_the_one_that_counts(sent, db):
    order, _invoice = sent
    assert paying.note_intent(db, system(), order.pk, "pi_1") == "pi_1"
    assert paying.note_intent(db, system(), order.pk, "pi_2") == "pi_1"
    paying.failed(db, system(), order.pk, "interrupted")
    assert paying.note_intent(db, system(), order.pk, "pi_3") == ""


def test_a_transfer_that_does_not_come_frees_its_invoices(ana, make, db):
    invoice = make.invoice(ana.account, 10_000, due_in=-2)
    order = make.sent(ana.account, None, (invoice, 10_000), made_by=ana.actor.person_id)
    paying.expire(db, system(), order.pk)
    assert order.state is PaymentState.ANNOUNCED
    order.expires_at = now() - timedelta(seconds=1)
    db.flush()
    paying.expire(db, system(), order.pk)
    assert (order.state, invoice.status(TODAY)) == (PaymentState.EXPIRED, InvoiceStatus.PAST_DUE)


def test_the_payer_is_told_by_mail_and_in_the_inbox_and_the_trail_has_it(sent, ana, db):
    order, _invoice = sent
    paying.post(db, system(), order.pk, eur(10_000), "pi_1")
    mail = db.exec(select(OutboxMail)).one()
    assert (mail.to, order.number in mail.text) == (ana.actor.email, True)
    assert db.exec(select(InboxEntry)).one().kind is InboxKind.PAYMENT_RECEIVED
    kinds = [entry.kind for entry in trail(db, subject=order.number)]
    assert kinds == [ActivityKind.PAYMENT_SENT, ActivityKind.PAYMENT_RECEIVED]


def test_where_nobody_asked_for_it_the_finance_contacts_are_told(ana, make, db):
    order = make.sent(ana.account, ana.card, (make.invoice(ana.account, 10_000), 10_000))
    paying.failed(db, system(), order.pk, "expired_card")
    assert [mail.to for mail in db.exec(select(OutboxMail))] == [ana.actor.email]


def test_whoever_left_the_company_is_told_nothing_any_more(sent, ana, make, db):
    order, _invoice = sent
    boss = make.contact(ana.account, email="boss@acme.example")
    left = db.exec(select(Contact).filter_by(person_id=ana.actor.person_id)).one()
    left.state = ContactState.SUSPENDED
    paying.failed(db, system(), order.pk, "expired_card")
    assert [mail.to for mail in db.exec(select(OutboxMail))] == [boss.email]


def test_whom_the_company_names_for_receipts_gets_them_too(sent, ana, db):
    order, _invoice = sent
    db.add(MailRecipient(account_id=ana.account.pk, topic=MailTopic.RECEIPTS, email="books@acme.example"))
    paying.post(db, system(), order.pk, eur(10_000), "pi_1")
    assert {mail.to for mail in db.exec(select(OutboxMail))} == {"books@acme.example", ana.actor.email}
    assert db.exec(select(InboxEntry)).one().person_id == ana.actor.person_id


def test_where_there_is_no_finance_contact_administrators_are_told(make, db):
    acme = make.account("Acme")
    marta = make.contact(acme, ContactRole.TECHNICAL, is_admin=True, name="Marta Soler")
    order = make.sent(acme, make.card(acme), (make.invoice(acme, 10_000), 10_000), made_by=None)
    paying.failed(db, system(), order.pk, "card_declined")
    assert [mail.to for mail in db.exec(select(OutboxMail))] == [marta.email]


def test_whoever_made_a_payment_that_was_approved_is_called_once_when_its_bank_asks(sent, ana, db):
    order, _invoice = sent
    order.approvals_needed = 1
    for _again in range(2):
        paying.awaiting_action(db, system(), order.pk)
    mail, entry = db.exec(select(OutboxMail)).one(), db.exec(select(InboxEntry)).one()
    assert (mail.to, mail.kind, order.number in mail.text) == (ana.actor.email, telling.CONFIRM, True)
    assert (entry.kind, entry.person_id) == (InboxKind.PAYMENT_TO_CONFIRM, ana.actor.person_id)
    assert entry.expires_at == order.answer_by > now() + timedelta(days=2)


def test_whoever_pays_and_is_there_when_the_bank_asks_is_not_called(sent, db):
    order, _invoice = sent
    paying.awaiting_action(db, system(), order.pk)
    assert (order.state, db.exec(select(OutboxMail)).all()) == (PaymentState.NEEDS_ACTION, [])


def test_what_was_taken_back_ends_so_and_nobody_hears_of_a_failure(sent, db):
    order, invoice = sent
    order.state, order.failure = PaymentState.NEEDS_ACTION, WITHDRAWN
    paying.failed(db, system(), order.pk, "authentication_abandoned")
    assert (order.state, order.failure, invoice.pending_minor) == (PaymentState.CANCELLED, "", 0)
    assert db.exec(select(OutboxMail)).all() == []


def test_money_that_was_charged_before_it_could_be_taken_back_is_posted(sent, db):
    order, _invoice = sent
    order.state, order.failure = PaymentState.NEEDS_ACTION, WITHDRAWN
    paying.post(db, system(), order.pk, eur(10_000), "pi_1")
    assert (order.state, order.failure) == (PaymentState.SUCCEEDED, "")
