from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.errors import Forbidden
from occ_app.models import InboxEntry, InboxKind
from occ_app.models.base import now
from occ_app.services import inbox


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def ana(make, acme):
    return make.contact(acme)


@pytest.fixture
def tell(db, acme):
    """A function that tells somebody of Acme something."""

    def put(person, error="", **values):
        usual = {"account_id": acme.pk, "kind": InboxKind.FILE_FAILED, "facts": {"error": error}}
        inbox.put(db, system(), person_id=person.pk, **(usual | values))

    return put


def told(db, actor):
    return [entry.facts["error"] for entry in inbox.listing(db, actor)]


def test_the_newest_comes_first_and_is_new_until_it_is_looked_at(make, db, ana, tell):
    actor = make.actor(ana)
    tell(ana, "one")
    tell(ana, "two")
    assert told(db, actor) == ["two", "one"]
    assert inbox.unread(db, actor) == 2
    inbox.mark_read(db, actor)
    tell(ana, "three")
    assert [entry.is_new for entry in inbox.listing(db, actor)] == [True, False, False]
    assert inbox.unread(db, actor) == 1


def test_nobody_sees_or_marks_what_was_told_to_somebody_else_or_in_another_company(make, db, acme, ana, tell):
    elsewhere = make.account("Globex")
    tell(make.contact(acme), "a colleague's")
    tell(ana, "of Globex", account_id=elsewhere.pk)
    actor = make.actor(ana)
    assert (told(db, actor), inbox.unread(db, actor)) == ([], 0)
    inbox.mark_read(db, actor)
    assert db.exec(select(InboxEntry.read_at)).all() == [None, None]


def test_what_leads_nowhere_any_more_is_not_shown_and_goes(make, db, ana, tell):
    tell(ana, "over", expires_at=now() - timedelta(seconds=1))
    tell(ana, "still", expires_at=now() + timedelta(days=1))
    actor = make.actor(ana)
    assert (told(db, actor), inbox.unread(db, actor)) == (["still"], 1)
    old = InboxEntry(
        account_id=actor.account_id,
        person_id=ana.pk,
        kind=InboxKind.FILE_FAILED,
        facts={"error": "old"},
        created_at=now() - inbox.KEEP - timedelta(days=1),
    )
    db.add(old)
    db.flush()
    inbox.sweep(db, system())
    assert [entry.facts["error"] for entry in db.exec(select(InboxEntry))] == ["still"]


def test_only_the_program_puts_something_in(make, db, acme, ana):
    with pytest.raises(Forbidden):
        inbox.put(
            db,
            make.actor(ana),
            account_id=acme.pk,
            person_id=ana.pk,
            kind=InboxKind.FILE_READY,
            facts={},
        )


def test_staff_have_none(make, db):
    with pytest.raises(Forbidden):
        inbox.listing(db, make.actor(make.person(is_staff=True)))
