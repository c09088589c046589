from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ActivityKind, WebhookEvent, WebhookRefusal, WebhookState
from occ_app.models.base import now
from occ_app.services import webhooks
from occ_app.testing.trail import trail


def take(db, event_id="evt_1"):
    return webhooks.take(
        db, system(), event_id, kind="payment_intent.succeeded", object_id="pi_1", happened_at=now()
    )


def test_an_event_is_kept_once(db):
    assert [take(db), take(db)] == [True, False]
    assert db.exec(select(WebhookEvent)).one().state is WebhookState.WAITING


def test_an_event_is_one_workers_until_it_is_settled_or_its_time_is_up(db):
    take(db)
    event = webhooks.claim(db, system())
    assert webhooks.claim(db, system()) is None
    event.next_try_at = now()
    db.flush()
    assert webhooks.claim(db, system()).tries == 2
    webhooks.settle(db, system(), event)
    db.refresh(event)
    assert event.state is WebhookState.DONE


def test_what_went_wrong_is_tried_again_later_and_at_last_left_to_staff(db):
    take(db)
    event = webhooks.claim(db, system())
    webhooks.settle(db, system(), event, "no answer")
    db.refresh(event)
    assert (event.state, event.error) == (WebhookState.WAITING, "no answer")
    assert event.next_try_at > now() + timedelta(seconds=5)
    event.tries = webhooks.MOST_TRIES
    db.flush()
    webhooks.settle(db, system(), event, "no answer")
    db.refresh(event)
    assert event.state is WebhookState.FAILED


def test_refused_calls_are_noted_up_to_a_bound(db, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_REFUSALS", 2)
    for _call in range(4):
        webhooks.refuse(db, system(), "forged", "203.0.113.7")
    assert [one.reason for one in db.exec(select(WebhookRefusal))] == ["forged"] * 2


def test_old_events_and_refusals_are_forgotten(db):
    take(db, "evt_old"), take(db, "evt_open")
    webhooks.refuse(db, system(), "forged", "")
    old = db.exec(select(WebhookEvent).where(WebhookEvent.event_id == "evt_old")).one()
    old.state, old.received_at = WebhookState.DONE, now() - webhooks.KEEP - timedelta(days=1)
    db.exec(select(WebhookRefusal)).one().at = now() - webhooks.KEEP_REFUSALS - timedelta(days=1)
    db.flush()
    webhooks.sweep(db, system())
    assert [one.event_id for one in db.exec(select(WebhookEvent))] == ["evt_open"]
    assert db.exec(select(WebhookRefusal)).all() == []


@pytest.fixture
def staff(make):
    return make.actor(make.person(is_staff=True))


def given_up(db, event_id="evt_1"):
    take(db, event_id)
    event = db.exec(select(WebhookEvent).where(WebhookEvent.event_id == event_id)).one()
    event.state, event.tries, event.error = WebhookState.FAILED, webhooks.MOST_TRIES, "no answer"
    db.flush()
    return event


def test_staff_see_the_newest_events_and_when_the_last_one_came(db, staff):
    assert webhooks.heard(db, staff) == (None, 0)
    take(db, "evt_1")
    failed = given_up(db, "evt_2")
    assert [event.event_id for event in webhooks.recent(db, staff)] == ["evt_2", "evt_1"]
    assert [event.event_id for event in webhooks.recent(db, staff, before=failed.pk)] == ["evt_1"]
    assert webhooks.recent(db, staff, state=WebhookState.FAILED) == [failed]
    assert webhooks.heard(db, staff) == (failed.received_at, 1)


def test_staff_have_an_event_tried_again_that_was_given_up(db, staff):
    event = given_up(db)
    assert webhooks.claim(db, system()) is None
    webhooks.retry(db, staff, event.pk)
    assert webhooks.claim(db, system()).tries == 1
    with pytest.raises(Invalid, match="not given up"):
        webhooks.retry(db, staff, event.pk)
    with pytest.raises(NotFound):
        webhooks.retry(db, staff, 10**9)
    [entry] = trail(db, kind=ActivityKind.WEBHOOK_RETRIED)
    assert (entry.subject, entry.account_id) == ("evt_1", None)


def test_refused_calls_of_the_last_day_are_counted_by_reason(db, staff):
    for address in ("192.0.2.1", "192.0.2.2"):
        webhooks.refuse(db, system(), "forged", address)
    webhooks.refuse(db, system(), "malformed", "192.0.2.3")
    old = db.exec(select(WebhookRefusal).where(WebhookRefusal.reason == "malformed")).one()
    assert [(told.reason, told.count) for told in webhooks.refusals(db, staff)] == [
        ("forged", 2),
        ("malformed", 1),
    ]
    old.at = now() - timedelta(hours=25)
    db.flush()
    [told] = webhooks.refusals(db, staff)
    assert [address for address, _at in told.latest] == ["192.0.2.2", "192.0.2.1"]


def test_customers_see_and_try_nothing_of_it(make, db):
    customer = make.actor(make.contact(make.account()))
    for act in (webhooks.recent, webhooks.heard, webhooks.refusals):
        with pytest.raises(Forbidden):
            act(db, customer)
    with pytest.raises(Forbidden):
        webhooks.retry(db, customer, 1)
