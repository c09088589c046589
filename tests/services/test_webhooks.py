from datetime import timedelta

from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import WebhookEvent, WebhookRefusal, WebhookState
from occ_app.models.base import now
from occ_app.services import webhooks


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
