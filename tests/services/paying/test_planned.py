from datetime import UTC, date, datetime, timedelta

import pytest

from occ_app.access.actors import system
from occ_app.errors import Invalid, NotFound
from occ_app.models import ApprovalRule, PaymentMethod, PaymentState
from occ_app.services import paying
from occ_app.services.paying import planned
from occ_app.testing.factories import TODAY


@pytest.fixture
def order(ana, make):
    """A payment of 100 € planned for in three days."""
    number = ana.draft(make.invoice(ana.account, 10_000))
    day = (TODAY + timedelta(days=3)).isoformat()
    paying.choose(make.db, ana.actor, number, method=PaymentMethod.CARD, card_id=ana.card.pk, day=day)
    return ana.send(number)


def test_a_planned_payment_is_let_go_on_its_day_once(order, db):
    assert planned.due(db, system()) == []
    assert planned.release_due(db, system(), order.pk) is PaymentState.SCHEDULED
    order.scheduled_for = TODAY
    db.flush()
    assert planned.due(db, system()) == [order.pk]
    assert planned.release_due(db, system(), order.pk) is PaymentState.SUBMITTING
    assert planned.due(db, system()) == []
    assert planned.release_due(db, system(), order.pk) is PaymentState.SUBMITTING


def test_one_whose_card_has_expired_meanwhile_fails_at_once(order, ana, db):
    order.scheduled_for, ana.card.exp_year = TODAY, 2020
    db.flush()
    assert planned.release_due(db, system(), order.pk) is PaymentState.FAILED
    assert order.failure == "expired_card"


def test_what_waits_for_approval_is_not_let_go(ana, make, db):
    make.contact(ana.account, "executive")
    db.add(ApprovalRule(account_id=ana.account.pk, currency="EUR", above_minor=1, role="executive"))
    db.flush()
    waiting = ana.send(ana.draft(make.invoice(ana.account, 10_000)))
    assert planned.release_due(db, system(), waiting.pk) is PaymentState.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("zone", "is_due"), [("Pacific/Kiritimati", True), ("UTC", False), ("America/Lima", False)]
)
def test_the_day_is_the_companys(order, ana, db, monkeypatch, zone, is_due):
    ana.account.time_zone, order.scheduled_for = zone, date(2026, 3, 1)
    db.flush()
    for clock in ("occ_app.models.accounts.now", "occ_app.services.paying.planned.now"):
        monkeypatch.setattr(clock, lambda: datetime(2026, 2, 28, 12, tzinfo=UTC))
    assert planned.due(db, system()) == ([order.pk] if is_due else [])


def test_its_card_is_changed_to_one_that_is_good_on_the_day(order, ana, make, db):
    new, old = make.card(ana.account), make.card(ana.account, exp_year=2020)
    planned.change_card(db, ana.actor, order.number, new.pk)
    assert order.card_id == new.pk
    with pytest.raises(Invalid, match="expires before that day"):
        planned.change_card(db, ana.actor, order.number, old.pk)
    theirs = make.card(make.account("Globex"))
    with pytest.raises(NotFound):
        planned.change_card(db, ana.actor, order.number, theirs.pk)
    paying.cancel(db, ana.actor, order.number)
    with pytest.raises(Invalid, match="no longer waits"):
        planned.change_card(db, ana.actor, order.number, new.pk)
