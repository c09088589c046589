from datetime import UTC, datetime

import pytest
from sqlmodel import select

from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, NotFound
from occ_app.models import ActivityKind, Contact, ContactState
from occ_app.services import activity, lists
from occ_app.services.activity import chain
from occ_app.services.companies import COMPANIES, company
from occ_app.services.lists import parse

STAFF = Actor(roles=frozenset({Role.STAFF}))


def listed(db, **params):
    return COMPANIES.source.listing(db, STAFF, parse(COMPANIES.usual, COMPANIES.fields, params)).items


def test_companies_are_told_with_people_past_due_and_last_sign_in(db, make, monkeypatch):
    monkeypatch.setattr(chain, "now", lambda: datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
    acme, globex = make.account("Acme", time_zone="Europe/Madrid"), make.account("Globex")
    ana, gone = make.contact(acme), make.contact(acme)
    db.exec(select(Contact).filter_by(person_id=gone.pk)).one().state = ContactState.REMOVED
    make.invoice(acme, 100_00, due_in=-3)
    make.invoice(acme, 5_00, due_in=-3, currency="USD")
    make.invoice(acme, 999_00, due_in=3)
    paid = make.invoice(acme, 7_00, due_in=-9)
    make.payment(paid, 7_00)
    make.credit_note(acme, -50_00)
    activity.record(db, make.actor(ana), ActivityKind.SIGNED_IN)
    activity.record(db, make.actor(ana), ActivityKind.SIGNED_OUT)
    first, second = listed(db)
    assert (first.account.name, first.people, first.owed) == ("Acme", 1, "€100.00 · $5.00")
    assert first.seen == "2 Nov 2026, 09:00"
    assert (second.account.pk, second.people, second.owed, second.seen) == (globex.pk, 0, "—", "—")


def test_they_are_found_by_name_and_number_and_walked_by_key(db, make):
    for number in range(60):
        make.account(f"Company {number:02}")
    assert [c.account.name for c in listed(db, q="company 07")] == ["Company 07"]
    number = listed(db)[3].account.number
    assert [c.account.number for c in listed(db, q=number)][:1] == [number]
    page = COMPANIES.source.listing(db, STAFF, COMPANIES.usual)
    rest = COMPANIES.source.listing(db, STAFF, COMPANIES.usual, after=page.next)
    assert (len(page.items), len(rest.items)) == (50, 10)
    assert len(list(lists.records(db, STAFF, COMPANIES, {}))) == 60


def test_one_is_opened_by_its_number(db, make):
    acme = make.account("Acme")
    assert company(db, STAFF, acme.number).account == acme
    for number in ("", "none", "a\0b"):
        with pytest.raises(NotFound):
            company(db, STAFF, number)


def test_no_customer_sees_other_companies(db, make):
    acme = make.account()
    for actor in (make.actor(make.contact(acme, is_admin=True)), Actor(roles=frozenset({Role.VIEWER}))):
        with pytest.raises(Forbidden):
            COMPANIES.source.listing(db, actor, COMPANIES.usual)
        with pytest.raises(Forbidden):
            COMPANIES.source.tallies(db, actor, COMPANIES.usual)
        with pytest.raises(Forbidden):
            company(db, actor, acme.number)
