from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Forbidden, NotFound
from occ_app.models import (
    Payment,
    PaymentDecision,
    PaymentState,
    Refund,
    RefundState,
    WebhookEvent,
    WebhookState,
)
from occ_app.models.base import now
from occ_app.money import Money
from occ_app.services import paying, refunds, staff_payments
from occ_app.services.staff_payments import Concern, Search, StepKind, Tab, found

LATE = timedelta(minutes=11)


@pytest.fixture
def staff(make):
    return make.actor(make.person("sam@meridian.example", name="Sam Doe", is_staff=True))


@pytest.fixture
def acme(make):
    return make.account("Acme Iberia", number="C-100")


@pytest.fixture
def paid(make, db, acme):
    """A card payment of 150 euros for two invoices, made by Ana."""
    ana = make.contact(acme, email="ana@acme.example", name="Ana Ruiz")
    one, two = make.invoice(acme, 10_000, number="A-1"), make.invoice(acme, 5_000, number="A-2")
    order = make.sent(acme, make.card(acme), (one, 10_000), (two, 5_000), number="PAID000001", made_by=ana.pk)
    return paying.post(db, system(), order.pk, order.amount, "pi_Paid_1")


def sent(make, account, **values):
    return make.sent(account, make.card(account), (make.invoice(account, 1_000), 1_000), **values)


def numbers(db, staff, **asked):
    return [row.number for row in staff_payments.listing(db, staff, Search(**asked)).rows]


def test_the_newest_payments_of_all_companies_are_listed_without_drafts(make, db, staff, acme, paid):
    other = sent(make, make.account("Globex"))
    sent(make, acme, state=PaymentState.DRAFT)
    assert numbers(db, staff) == [other.number, paid.number]
    row = staff_payments.listing(db, staff, Search()).rows[1]
    assert (row.company.name, row.card.words, row.payment.amount_minor) == (
        "Acme Iberia",
        "Visa ···· 4242",
        15_000,
    )


@pytest.mark.parametrize(
    "text", ["PAID000001", "iberia", "C-100", "acme PAID0", "pi_paid_1", "PI_PAID", "\0iberia"]
)
def test_a_payment_is_found_by_its_number_company_and_what_the_card_company_calls_it(
    make, db, staff, paid, text
):
    sent(make, make.account("Globex"))
    assert numbers(db, staff, text=text) == [paid.number]
    assert numbers(db, staff, text="nothing-like-it") == []


def test_a_payment_is_found_by_its_reference(db, staff, paid):
    assert numbers(db, staff, text=paid.reference) == [paid.number]


def test_payments_of_the_erp_are_found_but_do_not_fill_the_list(make, db, staff, acme, monkeypatch):
    transfers = [
        make.payment(make.invoice(acme, 1_000), 1_000, reference="INV 7", erp_number=f"SAP{n}", settled=n > 0)
        for n in range(3)
    ]
    assert numbers(db, staff) == []
    assert numbers(db, staff, text="inv iberia") == [one.number for one in reversed(transfers)]
    assert numbers(db, staff, text="sap0", tab=Tab.IN_PROGRESS) == [transfers[0].number]
    assert numbers(db, staff, text="sap0", tab=Tab.RECEIVED) == []
    assert numbers(db, staff, text="sap0", tab=Tab.FAILED) == []
    monkeypatch.setattr(found, "MOST_BOOKED", 2)
    several = staff_payments.listing(db, staff, Search("sap"))
    assert (len(several.rows), several.has_more_booked) == (2, True)


def test_tabs_narrow_to_where_payments_stand(make, db, staff, acme, paid):
    waiting = sent(make, acme)
    failed = sent(make, acme, state=PaymentState.FAILED)
    assert numbers(db, staff, tab=Tab.IN_PROGRESS) == [waiting.number]
    assert numbers(db, staff, tab=Tab.RECEIVED) == [paid.number]
    assert numbers(db, staff, tab=Tab.FAILED) == [failed.number]
    assert numbers(db, staff, tab=Tab.ATTENTION) == []
    assert staff_payments.concerned(db, staff) == 0


def test_what_is_stuck_at_the_card_company_needs_attention(make, db, staff, acme):
    stuck = sent(make, acme, submitted_at=now() - LATE)
    sent(make, acme, state=PaymentState.SCHEDULED, scheduled_for=now().date(), submitted_at=None)
    assert concerns(db, staff) == {stuck.number: (Concern.STUCK,)}


def test_a_refund_nothing_was_heard_of_needs_attention(db, staff, paid):
    refund = db.get(Refund, refunds.ask(db, staff, paid.number, "10", "too much"))
    assert concerns(db, staff) == {}
    refund.made_at = now() - LATE
    db.flush()
    assert concerns(db, staff) == {paid.number: (Concern.REFUND_WAITS,)}


def test_a_refund_that_failed_needs_attention_until_it_is_tried_again(db, staff, paid):
    refunds.failed(db, system(), refunds.ask(db, staff, paid.number, "10", "too much"), "charge_disputed")
    assert concerns(db, staff) == {paid.number: (Concern.REFUND_FAILED,)}
    refunds.ask(db, staff, paid.number, "10", "once more")
    assert concerns(db, staff) == {}


def test_a_payment_that_a_bank_disputes_needs_attention_until_it_is_decided(db, staff, paid):
    payment = db.exec(select(Payment).filter_by(number=paid.number)).one()
    disputed = Refund(
        account_id=payment.account_id, number="R-D", payment_id=payment.pk, currency="EUR", amount_minor=1,
        is_chargeback=True, made_at=now() - LATE,
    )  # fmt: skip
    db.add(disputed)
    db.flush()
    assert concerns(db, staff) == {paid.number: (Concern.DISPUTED,)}
    for state in (RefundState.FAILED, RefundState.DONE):
        disputed.state = state
        db.flush()
        assert concerns(db, staff) == {}


def test_a_payment_whose_event_was_given_up_needs_attention(db, staff, paid):
    db.add(
        WebhookEvent(
            event_id="evt_1", kind="x", object_id="pi_Paid_1", happened_at=now(), state=WebhookState.FAILED
        )
    )
    db.add(
        WebhookEvent(
            event_id="evt_2", kind="x", object_id="pi_x", happened_at=now(), state=WebhookState.FAILED
        )
    )
    db.flush()
    assert concerns(db, staff) == {paid.number: (Concern.EVENT_FAILED,)}


def concerns(db, staff):
    """Each payment under “needs attention”, with why; counted the same."""
    rows = staff_payments.listing(db, staff, Search(tab=Tab.ATTENTION)).rows
    assert staff_payments.concerned(db, staff) == len(rows)
    return {row.number: row.concerns for row in rows}


def test_older_payments_are_a_page_further(make, db, staff, acme, monkeypatch):
    monkeypatch.setattr(found, "PAGE", 2)
    first, second, third = (sent(make, acme).number for _time in range(3))
    page = staff_payments.listing(db, staff, Search())
    assert [row.number for row in page.rows] == [third, second]
    assert numbers(db, staff, before=page.older) == [first]
    assert staff_payments.listing(db, staff, Search(before=page.older)).older == 0


def test_a_payment_is_told_with_everything_around_it(make, db, staff, paid):
    boss = make.person("elena@acme.example", name="Elena Marín")
    make._store(
        PaymentDecision(
            account_id=paid.account_id, payment_order_id=paid.pk, person_id=boss.pk, is_approved=True
        )
    )
    db.add(
        WebhookEvent(
            event_id="evt_1", kind="payment_intent.succeeded", object_id="pi_Paid_1", happened_at=now()
        )
    )
    refunds.post(db, system(), refunds.ask(db, staff, paid.number, "70", "cancelled"), "re_1")
    told = staff_payments.detail(db, staff, paid.number)
    assert (told.maker, told.card.words, told.provider_id) == (
        "Ana Ruiz (ana@acme.example)",
        "Visa ···· 4242",
        "pi_Paid_1",
    )
    assert [(put.invoice, put.amount.minor) for put in told.puts] == [("A-1", 8_000)]
    assert [(refund.amount.minor, who) for refund, who in told.refunds] == [
        (7_000, "Sam Doe (sam@meridian.example)")
    ]
    assert told.refundable == Money(8_000, "EUR")
    assert {step.kind for step in told.steps} == {
        StepKind.SENT,
        StepKind.SUBMITTED,
        StepKind.APPROVED,
        StepKind.RECEIVED,
        StepKind.EVENT,
        StepKind.REFUND_ASKED,
        StepKind.REFUND_DONE,
    }
    assert [step.at for step in told.steps] == sorted(step.at for step in told.steps)


def test_a_payment_that_did_not_succeed_tells_what_it_was_to_pay_and_why_it_failed(make, db, staff, acme):
    order = sent(make, acme)
    assert [put.amount.minor for put in staff_payments.detail(db, staff, order.number).puts] == [1_000]
    paying.failed(db, system(), order.pk, "card_declined")
    told = staff_payments.detail(db, staff, order.number)
    assert (told.refundable, told.steps[-1].kind, told.steps[-1].said) == (
        None,
        StepKind.ENDED,
        "card_declined",
    )


def test_a_refund_that_failed_is_told_with_why(db, staff, paid):
    refunds.failed(db, system(), refunds.ask(db, staff, paid.number, "10", "x"), "charge_disputed")
    step = staff_payments.detail(db, staff, paid.number).steps[-1]
    assert (step.kind, step.said) == (StepKind.REFUND_FAILED, "charge_disputed")
    assert db.exec(select(Refund)).one().state is RefundState.FAILED


def test_a_payment_of_the_erp_is_told_without_what_the_portal_does_not_know(make, db, staff, acme):
    transfer = make.payment(make.invoice(acme, 1_000, number="A-9"), 1_000)
    told = staff_payments.detail(db, staff, transfer.number)
    assert (told.order, told.maker, told.steps, told.refundable) == (None, "", [], None)
    assert [put.invoice for put in told.puts] == ["A-9"]


def test_drafts_and_what_is_not_there_are_not_told(make, db, staff, acme):
    draft = sent(make, acme, state=PaymentState.DRAFT)
    for number in (draft.number, "NOTHING", "\0", ""):
        with pytest.raises(NotFound):
            staff_payments.detail(db, staff, number)


def test_customers_do_not_see_the_payments_of_all(make, db, acme, paid):
    ana = make.actor(make.contact(acme))
    with pytest.raises(Forbidden):
        staff_payments.listing(db, ana, Search())
    with pytest.raises(Forbidden):
        staff_payments.detail(db, ana, paid.number)
    assert db.exec(select(Payment)).one()
