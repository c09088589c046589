from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from occ_app.access import actors
from occ_app.access.actors import Actor, system, visitor
from occ_app.access.permissions import Permission, Role


def test_an_actor_without_roles_may_do_nothing():
    assert not any(Actor().may(permission) for permission in Permission)


def test_roles_decide():
    actor = Actor(roles=frozenset({Role.FINANCE}))
    assert actor.may(Permission.INVOICES_READ)
    assert not actor.may(Permission.OUTBOX_READ)


def test_an_actor_does_not_change():
    with pytest.raises(FrozenInstanceError):
        Actor().roles = frozenset({Role.SYSTEM})


def test_today_is_the_date_at_the_company(monkeypatch):
    monkeypatch.setattr(actors, "now", lambda: datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert str(Actor(time_zone="Asia/Tokyo").today()) == "2027-01-01"
    assert str(Actor(time_zone="America/New_York").today()) == "2026-12-31"


def test_neither_the_program_nor_a_visitor_is_a_person():
    assert system().person_id is visitor("es").person_id is None
    assert visitor("es").language == "es"
    assert not visitor().may(Permission.PORTAL_USE)
    assert not system().may(Permission.INVOICES_READ)
