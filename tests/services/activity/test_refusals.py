from dataclasses import replace

import pytest

from occ_app import db as database
from occ_app.access.actors import Actor, visitor
from occ_app.errors import Forbidden, NotFound
from occ_app.models import ActivityKind
from occ_app.services.activity import refusals, tell, why_of
from occ_app.services.activity.refusals import MOST, MOST_OF_ALL, Bound, note, refused
from occ_app.testing.trail import trail


@pytest.fixture(autouse=True)
def bound(monkeypatch):
    monkeypatch.setattr(refusals, "bound", Bound())


def noted():
    with database.transaction(reads_only=True) as db:
        return [(e.chain, e.subject, e.after["why"]) for e in trail(db)]


def test_a_refusal_is_noted_in_a_transaction_of_its_own(database_url):
    tell(replace(visitor(), address="192.0.2.9"), "/documents/invoices/X.pdf", "not found")
    assert noted() == [(0, "/documents/invoices/X.pdf", "not found")]


def test_a_flood_from_one_source_fills_nothing(database_url):
    flooding, another = (replace(visitor(), address=f"192.0.2.{n}") for n in (1, 2))
    for number in range(MOST + 30):
        tell(flooding, str(number), "forbidden")
    tell(another, "one", "forbidden")
    assert len(noted()) == MOST + 1


def test_many_sources_together_are_bounded_too():
    counted = Bound()
    assert sum(counted.take(f"by {number}") for number in range(MOST_OF_ALL * 3)) == MOST_OF_ALL


def test_after_a_while_it_is_noted_again(monkeypatch):
    counted = Bound()
    while counted.take("x"):
        pass
    monkeypatch.setattr(refusals, "WITHIN_SECONDS", -1.0)
    assert counted.take("x")


def test_what_goes_wrong_with_it_is_for_the_log(database_url):
    def fails(_db):
        raise ValueError

    note(visitor(), fails)
    assert noted() == []


def test_within_a_transaction_that_goes_on(db, make):
    actor = make.actor(make.contact(make.account()))
    refused(db, actor, "INV-9", "not found")
    [entry] = trail(db)
    assert (entry.kind, entry.subject, entry.account_id) == (
        ActivityKind.ACT_REFUSED,
        "INV-9",
        actor.account_id,
    )
    with pytest.raises(Forbidden):
        refused(db, Actor(), "INV-9", "not found")


def test_a_refusal_has_a_name():
    assert (why_of(Forbidden()), why_of(NotFound())) == ("forbidden", "not found")
