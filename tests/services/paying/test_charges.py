from datetime import timedelta

import pytest

from occ_app.access.actors import system
from occ_app.errors import NotFound
from occ_app.models import WITHDRAWN, ContactRole, Delegation, PaymentOrigin, PaymentState
from occ_app.models.base import now
from occ_app.services import cards, paying
from occ_app.services.paying import charges
from occ_app.testing.factories import TODAY


@pytest.fixture
def order(ana, make, db):
    cards.note_holder(db, ana.actor, cards.holder(db, ana.actor), "cus_1")
    return make.sent(ana.account, ana.card, (make.invoice(ana.account, 10_000), 10_000))


def test_the_card_company_is_told_whose_card_it_is(order, ana, db):
    charge = paying.charge_of(db, system(), order.pk)
    assert (charge.customer, charge.card, charge.amount) == ("cus_1", ana.card.provider_id, order.amount)
    assert not charge.is_off_session


def test_autopay_and_planned_payments_are_made_while_nobody_is_there(order, db):
    order.scheduled_for = TODAY
    assert paying.charge_of(db, system(), order.pk).is_off_session
    order.scheduled_for, order.origin = None, PaymentOrigin.AUTOPAY
    assert paying.charge_of(db, system(), order.pk).is_off_session


def test_the_sweep_takes_up_a_payment_once_a_minute_and_leaves_the_newest_alone(order, db):
    assert paying.unsettled(db, system()) == []
    order.submitted_at = now() - charges.PATIENCE
    db.flush()
    assert paying.unsettled(db, system()) == [order.pk]
    assert paying.unsettled(db, system()) == []
    db.refresh(order)
    order.looked_at -= charges.PATIENCE
    db.flush()
    assert paying.unsettled(db, system()) == [order.pk]


@pytest.mark.parametrize(
    "state",
    [
        s
        for s in PaymentState
        if s not in ("submitting", "needs_action", "processing", "scheduled", "succeeded")
    ],
)
def test_only_what_is_at_the_card_company_is_asked_about(order, db, state):
    order.state, order.submitted_at = state, now() - timedelta(hours=1)
    db.flush()
    assert paying.unsettled(db, system()) == []


def test_a_payment_is_found_by_what_the_card_company_calls_it(order, db):
    order.provider_id = "pi_1"
    db.flush()
    assert paying.by_provider_id(db, system(), "pi_1") == order.pk
    assert paying.by_provider_id(db, system(), "pi_2") is None


def test_transfers_past_their_day_are_overdue(ana, make, db):
    order = make.sent(ana.account, None, (make.invoice(ana.account, 10_000), 10_000))
    assert paying.overdue(db, system()) == []
    order.expires_at = now()
    db.flush()
    assert paying.overdue(db, system()) == [order.pk]


def test_a_bank_is_answered_by_whose_card_it_is(order, ana, make, db):
    assert paying.answerable(db, ana.actor, order.number).pk == order.pk
    eve = make.actor(make.contact(make.account("Globex")))
    with pytest.raises(NotFound):
        paying.answerable(db, eve, order.number)
    payer = make.person("payer@bank.example")
    handed = Delegation(
        account_id=order.account_id, person_id=payer.pk, name="Payer", token_hash="h", made_by=payer.pk,
        ends_on=TODAY, ends_at=now() + timedelta(days=1), note="",
    )  # fmt: skip
    db.add(handed)
    db.flush()
    order.delegation_id = handed.pk
    with pytest.raises(NotFound):
        paying.answerable(db, ana.actor, order.number)


def test_a_bank_is_answered_by_whoever_pays_and_by_nobody_else(order, ana, make, db):
    order.state = PaymentState.NEEDS_ACTION
    elena = make.actor(make.contact(ana.account, ContactRole.EXECUTIVE))
    assert (paying.may_answer(ana.actor, order), paying.may_answer(elena, order)) == (True, False)
    order.delegation_id = 7
    assert not paying.may_answer(ana.actor, order)
    order.delegation_id, order.failure = None, WITHDRAWN
    assert not paying.may_answer(ana.actor, order)


def test_one_that_waits_for_days_for_its_bank_is_looked_at_less_often(order, db):
    order.state, order.approvals_needed, order.submitted_at = (
        PaymentState.NEEDS_ACTION,
        1,
        now() - timedelta(hours=1),
    )
    order.looked_at = now() - charges.PATIENCE
    db.flush()
    assert paying.unsettled(db, system()) == []
    order.failure = WITHDRAWN
    db.flush()
    assert paying.unsettled(db, system()) == [order.pk]
    order.failure, order.looked_at = "", now() - charges.PATIENCE_WITH_BANKS
    db.flush()
    assert paying.unsettled(db, system()) == [order.pk]
