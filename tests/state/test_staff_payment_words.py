from datetime import timedelta

import pytest

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.i18n import speaking
from occ_app.integrations.payments.shapes import RefundSeen, RefundStatus
from occ_app.models import PaymentOrigin, PaymentState, RefundState
from occ_app.models.base import now
from occ_app.services import paying, refunds, staff_payments
from occ_app.services.staff_payments import Concern, StepKind
from occ_app.state import staff_payment_words as said

STAFF = Actor(roles=frozenset({Role.STAFF}), language="en")


@pytest.fixture
def order(make):
    acme = make.account("Acme", number="C-100")
    ana = make.person("ana@acme.example", name="Ana Ruiz")
    return make.sent(acme, make.card(acme), (make.invoice(acme, 1_000, number="A-1"), 1_000), made_by=ana.pk)


def facts(db, number):
    return {label: value for label, value, _href in said.facts(staff_payments.detail(db, STAFF, number))}


def test_everything_that_can_be_has_its_word():
    assert set(said.STATES) == set(said.SENTENCES) == set(PaymentState) - {PaymentState.DRAFT}
    assert set(said.CONCERNS) == set(Concern)
    assert set(said.REFUNDS) == set(said.CHARGEBACKS) == set(RefundState)
    assert set(said.STEPS) == set(StepKind)


def test_what_is_known_of_a_card_payment(db, order):
    known = facts(db, order.number)
    assert known["Paid by"] == "Ana Ruiz (ana@acme.example)"
    assert (known["Amount"], known["Method"]) == ("€10.00", "Visa ···· 4242")
    assert (known["Reference"], known["Company"]) == (order.reference, "Acme · C-100")
    assert "Received on" not in known
    paying.failed(db, system(), order.pk, "card_declined")
    assert facts(db, order.number)["Reason"].startswith("The card was declined.")
    assert facts(db, order.number)["Reason"].endswith("(card_declined)")


def test_who_paid_is_told_where_nobody_of_the_company_did(db, order):
    order.origin = PaymentOrigin.AUTOPAY
    assert facts(db, order.number)["Paid by"] == "Autopay"
    order.origin = PaymentOrigin.DELEGATE
    assert "shared with" in facts(db, order.number)["Paid by"]


def test_what_was_given_back_shows(db, order):
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    assert said.standing(order, None) == ("Received", "circle-check", "closed")
    for text, word in (("4", "Partly given back"), ("6", "Given back")):
        refunds.post(db, system(), refunds.ask(db, STAFF, order.number, text, "wrong"), f"re_{text}")
        found = staff_payments.detail(db, STAFF, order.number)
        assert said.standing(found.order, found.payment)[0] == word
    assert facts(db, order.number)["Given back"] == "€10.00"
    assert facts(db, order.number)["Status"] == "Given back"
    amount, word, colour, _icon, known = said.refund(*found.refunds[0])
    assert (amount, word, colour) == ("€4.00", "Given back", "closed")
    assert known.endswith("· at the card company · wrong")


def test_steps_say_what_when_who_and_why(db, order):
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    refund = refunds.ask(db, STAFF, order.number, "4", "wrong price")
    found = staff_payments.detail(db, STAFF, order.number)
    what, when, icon, why = said.step(found.steps[-1], "Europe/Madrid")
    assert (what, icon, why) == ("Decided to give money back: €4.00", "/icons.svg#undo-2", "wrong price")
    assert when
    refunds.failed(db, system(), refund, "charge_disputed")
    step = staff_payments.detail(db, STAFF, order.number).steps[-1]
    assert said.step(step, "UTC")[0::3] == ["Could not be given back: €4.00", "charge_disputed"]


def test_what_a_bank_wants_back_is_told_as_that(db, order):
    paying.post(db, system(), order.pk, order.amount, "pi_1")
    seen = RefundSeen("dp_1", "pi_1", order.amount, RefundStatus.PENDING, "", now(), is_chargeback=True)
    disputed = refunds.known(db, system(), "pi_1", seen)
    for end, word, step in (
        (None, "Disputed", "The payer’s bank disputes it: €10.00"),
        (lambda: refunds.failed(db, system(), disputed.id, "canceled"), "Dispute over, nothing taken back", "Dispute over, nothing taken back: €10.00"),
        (lambda: refunds.post(db, system(), disputed.id, "dp_1"), "Taken back by the bank", "Taken back by the bank: €10.00"),
    ):  # fmt: skip
        if end:
            end()
        found = staff_payments.detail(db, STAFF, order.number)
        row = said.refund(*found.refunds[0])
        assert (row[1], row[4]) == (word, f"{disputed.number} · dp_1")
        assert said.step(found.steps[-1], "UTC")[0::3] == [step, ""]


def test_money_that_only_the_erp_knows(make, db):
    acme = make.account()
    on_its_way = make.payment(make.invoice(acme, 1_000), 1_000, settled=False, erp_number="SAP7")
    with speaking("es"):
        assert said.amount(None, on_its_way).startswith("10,00")
    assert said.standing(None, on_its_way)[0] == "On its way"
    on_its_way.settled_on = on_its_way.received_on + timedelta(days=1)
    assert said.standing(None, on_its_way)[0] == "Received"
    known = facts(db, on_its_way.number)
    assert (known["Number in the ERP"], known["Method"], known["Status"]) == (
        "SAP7",
        "Bank transfer",
        "Received",
    )
    assert "Paid by" not in known
