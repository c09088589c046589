from datetime import timedelta

import pytest

from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, NotFound
from occ_app.models import WebhookEvent, WebhookState
from occ_app.models.base import now
from occ_app.services import webhooks
from occ_app.state import webhooks as page_of
from occ_app.state.flash import FlashState
from occ_app.state.webhooks import STATES, WebhooksState, webhooks_view

STAFF = Actor(roles=frozenset({Role.STAFF}), language="en")


def heard(make, event_id="evt_1", **values):
    usual = {"kind": "payment_intent.succeeded", "object_id": "pi_1", "happened_at": now()}
    return make._store(WebhookEvent(event_id=event_id, **(usual | values)))


def given_up(make, event_id="evt_1"):
    return heard(make, event_id, state=WebhookState.FAILED, tries=20, error="names {another} payment")


def test_events_in_words(make, db):
    assert webhooks_view(db, STAFF).sentence == "Nothing was heard of the card company yet."
    event = given_up(make)
    view = webhooks_view(db, STAFF)
    [row] = view.events
    assert row[:3] == ["payment_intent.succeeded", "evt_1", "pi_1"]
    assert row[4:6] == ["Given up", "past_due"]
    assert row[7:] == ["Tried 20 times: names {another} payment", str(event.pk), "/en/staff/payments?q=pi_1"]
    assert view.sentence.startswith("Last heard of the card company on ")
    assert view.sentence.endswith(" 1 event was given up.")
    heard(make, "evt_2", object_id="")
    assert webhooks_view(db, STAFF).events[0][8:] == ["", ""]


def test_events_are_listed_by_state_and_page(make, db, monkeypatch):
    monkeypatch.setattr(page_of, "PAGE", 1)
    given_up(make), heard(make, "evt_2")
    view = webhooks_view(db, STAFF)
    assert [row[1] for row in view.events] == ["evt_2"]
    before = view.older.partition("before=")[2]
    assert [row[1] for row in webhooks_view(db, STAFF, {"before": before}).events] == ["evt_1"]
    failed = webhooks_view(db, STAFF, {"state": "failed"})
    assert [row[1] for row in failed.events] == ["evt_1"]
    assert [tab[0] for tab in failed.tabs if tab[2] == "page"] == ["Given up"]
    assert len(webhooks_view(db, STAFF, {"state": "made up", "before": "x"}).events) == 1


def test_refused_calls_are_told_by_reason(db):
    for address in ("192.0.2.1", ""):
        webhooks.refuse(db, system(), "forged", address)
    webhooks.refuse(db, system(), "new reason", "192.0.2.3")
    forged, other = webhooks_view(db, STAFF).refused
    assert forged[:2] == ["Not signed by the card company", "2 calls"]
    assert "192.0.2.1 (" in forged[2]
    assert other[:2] == ["new reason", "1 call"]


def test_every_state_has_its_word():
    assert set(STATES) == set(WebhookState)


def test_customers_do_not_see_it(make, db):
    with pytest.raises(Forbidden):
        webhooks_view(db, make.actor(make.contact(make.account())))


def test_staff_have_an_event_tried_again(stored, reference, on_page, run):
    staff = stored(lambda make: make.person(is_staff=True))
    event = stored(lambda make: given_up(make))
    page = on_page(WebhooksState, reference(staff), "/en/staff/webhooks")
    run(page.load())
    told = run(page.try_again(str(event.pk)))
    assert told.handler.fn.__qualname__ == FlashState.tell.fn.__qualname__
    assert page.events[0][4] == "Waiting"
    with pytest.raises(NotFound):
        run(page.try_again("../1"))
    assert stored(lambda make: webhooks.claim(make.db, system()).next_try_at) > now() + timedelta(minutes=1)
