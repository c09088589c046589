import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, NotFound
from occ_app.models import (
    BasketItem,
    ContactRole,
    Delegation,
    OutboxAttachment,
    OutboxMail,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
    Refund,
    RefundState,
    SavedCard,
    ShortReason,
)
from occ_app.models.base import now
from occ_app.services import ledger, paying, payment_papers
from occ_app.services.documents import Choice
from occ_app.testing.factories import TODAY


@pytest.fixture
def acme(make):
    return make.account("Acme", language="es")


@pytest.fixture
def ana(make, acme):
    return make.actor(make.contact(acme, name="Ana"))


@pytest.fixture
def sent(db, make, acme, ana):
    """A function that sends a payment for invoices, by transfer or card."""

    def send(*invoices, card=False, actor=ana) -> PaymentOrder:
        number = paying.begin(db, actor, Choice(numbers=tuple(invoice.number for invoice in invoices)))[0]
        method, card_id = PaymentMethod.BANK_TRANSFER, None
        if card:
            saved = SavedCard(
                account_id=acme.pk, provider_id="pm_1", brand="visa", last4="4242", exp_month=12, exp_year=2039,
                added_by=actor.person_id,
            )  # fmt: skip
            db.add(saved)
            db.flush()
            method, card_id = PaymentMethod.CARD, saved.pk
        paying.choose(db, actor, number, method=method, card_id=card_id)
        return paying.send(db, actor, number, paying.sheet(db, actor, number).to_pay.minor)

    return send


def post(db, order):
    return paying.post(db, system(), order.pk, order.amount, f"pi_{order.number}")


def test_a_receipt_tells_money_and_credits_of_each_invoice(db, make, acme, ana, sent):
    one, two = make.invoice(acme, 10_000, due_in=-3), make.invoice(acme, 5_000)
    make.credit_note(acme, -3_000, number="NC-1")
    order = post(db, sent(one, two, card=True))
    found = payment_papers.receipt(db, ana, order.number)
    assert [(line.invoice, line.amount_minor, line.credits) for line in found.lines] == [
        (one, 7_000, (("NC-1", 3_000),)),
        (two, 5_000, ()),
    ]
    assert (found.payment.number, found.account, found.card) == (order.number, acme, "Visa ···· 4242")


def test_what_another_payment_does_later_is_not_on_the_receipt(db, make, acme, ana, sent):
    invoice = make.invoice(acme, 10_000)
    make.credit_note(acme, -3_000)
    order = post(db, sent(invoice, card=True))
    make.credit(make.credit_note(acme, -1_000), make.invoice(acme, 9_000), 500)
    assert len(payment_papers.receipt(db, ana, order.number).lines) == 1


def test_refunds_that_are_done_are_on_it(db, make, acme, ana, sent):
    order = post(db, sent(make.invoice(acme, 10_000), card=True))
    for number, state in (("R1", RefundState.DONE), ("R2", RefundState.NEW)):
        db.add(
            Refund(
                account_id=acme.pk,
                number=number,
                payment_id=order.payment_id,
                currency="EUR",
                amount_minor=100,
                state=state,
            )
        )
    db.flush()
    assert [refund.number for refund in payment_papers.receipt(db, ana, order.number).refunds] == ["R1"]


def test_payments_only_the_erp_knows_have_a_receipt_too(db, make, acme, ana):
    payment = make.payment(make.invoice(acme, 10_000), 4_000, number="ERP-1")
    found = payment_papers.receipt(db, ana, "ERP-1")
    assert (found.payment, found.lines[0].amount_minor) == (payment, 4_000)


def test_without_the_money_there_is_no_receipt(db, make, acme, ana, sent):
    order = sent(make.invoice(acme, 10_000))
    make.payment(make.invoice(acme, 10_000), 4_000, number="ERP-1", settled=False)
    for number in (order.number, "ERP-1"):
        with pytest.raises(NotFound, match="has not been received yet"):
            payment_papers.receipt(db, ana, number)


def test_a_remittance_is_there_as_soon_as_it_is_sent_and_stays(db, make, acme, ana, sent):
    bought = make.order(acme, po_number="PO-7")
    one, two = make.invoice(acme, 10_000, order=bought), make.invoice(acme, 5_000, due_in=20)
    make.credit_note(acme, -3_000, number="NC-1")
    number = paying.begin(db, ana, Choice(numbers=(one.number, two.number)))[0]
    paying.choose(db, ana, number, method=PaymentMethod.BANK_TRANSFER)
    with pytest.raises(NotFound):
        payment_papers.remittance(db, ana, number)
    item = db.exec(select(BasketItem).where(BasketItem.invoice_id == two.pk)).one()
    item.amount_minor, item.reason, item.note = 4_000, ShortReason.PRICE, "Two units"
    paying.send(db, ana, number, 11_000)
    told = [
        (line.invoice, line.amount_minor, line.credits, line.po_number, line.reason, line.note)
        for line in payment_papers.remittance(db, ana, number).lines
    ]
    assert told == [
        (one, 7_000, (("NC-1", 3_000),), "PO-7", "", ""),
        (two, 4_000, (), "", "Price differs", "Two units"),
    ]
    paying.cancel(db, ana, number)
    assert payment_papers.remittance(db, ana, number).order.state is PaymentState.CANCELLED


def test_who_may_not_see_the_payment_gets_no_paper(db, make, acme, sent):
    order = post(db, sent(make.invoice(acme, 10_000), card=True))
    eve = make.actor(make.contact(make.account("Globex")))
    buyer = make.actor(make.contact(acme, ContactRole.TECHNICAL))
    for paper in (payment_papers.receipt, payment_papers.remittance):
        for number in (order.number, "NONE", "", "\0"):
            with pytest.raises(NotFound):
                paper(db, eve, number)
        for actor in (buyer, Actor()):
            with pytest.raises(Forbidden):
                paper(db, actor, order.number)


def test_a_delegate_has_the_papers_of_their_own_payments_alone(db, make, acme, ana, sent):
    mine, theirs = (post(db, sent(make.invoice(acme, 10_000))) for _ in range(2))
    handed = Delegation(
        account_id=acme.pk,
        person_id=make.person("pay.er@customer.example").pk,
        token_hash="hash",
        made_by=ana.person_id,
        ends_on=TODAY,
        ends_at=now() + timedelta(days=1),
    )
    db.add(handed)
    db.flush()
    mine.delegation_id = handed.pk
    db.flush()
    delegate = Actor(roles=frozenset({Role.DELEGATE}), account_id=acme.pk, delegation_id=handed.pk)
    for paper in (payment_papers.receipt, payment_papers.remittance):
        assert len(paper(db, delegate, mine.number).lines) == 1
        with pytest.raises(NotFound):
            paper(db, delegate, theirs.number)


def test_overseers_see_the_papers_of_what_others_paid(db, make, acme, sent):
    order = post(db, sent(make.invoice(acme, 10_000), card=True))
    elena = make.actor(make.contact(acme, ContactRole.EXECUTIVE))
    assert payment_papers.receipt(db, elena, order.number).payment.number == order.number
    assert payment_papers.remittance(db, elena, order.number).order is order


def test_the_receipt_goes_along_with_its_mail_in_the_readers_language(db, make, acme, sent):
    order = post(db, sent(make.invoice(acme, 10_000), card=True))
    mail = db.exec(select(OutboxMail).where(OutboxMail.kind == "payment_receipt")).one()
    file = db.exec(select(OutboxAttachment).where(OutboxAttachment.bundle == mail.bundle)).one()
    assert order.number in file.name
    assert PdfReader(io.BytesIO(file.content)).trailer["/Root"]["/Lang"] == "es"


def test_money_is_posted_where_its_receipt_cannot_be_printed(db, make, acme, sent, monkeypatch):
    def jammed(*_given):
        raise RuntimeError("no paper")

    monkeypatch.setattr(payment_papers.receipt_pdf, "render", jammed)
    order = post(db, sent(make.invoice(acme, 10_000), card=True))
    assert order.state is PaymentState.SUCCEEDED
    assert db.exec(select(OutboxMail.bundle).where(OutboxMail.kind == "payment_receipt")).one() == ""
    assert ledger.check(db, system()) == []
