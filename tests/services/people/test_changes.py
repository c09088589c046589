import threading

import pytest
from sqlmodel import col, select

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.actors import system
from occ_app.errors import Forbidden, Invalid, NotFound, PortalError, SignedOut
from occ_app.models import (
    AccessRight,
    ActivityKind,
    CompanyRole,
    ContactFlag,
    ContactState,
    Person,
)
from occ_app.services import activity
from occ_app.services.people import changes, standing
from occ_app.testing.factories import Make
from occ_app.testing.trail import trail

FINANCE, ADMIN, EXECUTIVE = CompanyRole.FINANCE, CompanyRole.ADMIN, CompanyRole.EXECUTIVE


def last(db):
    return trail(db)[-1]


def test_roles_are_changed_recorded_and_told(db, acme):
    marta, ana = acme.acting(acme.marta), acme.acting(acme.ana)
    changes.change_roles(db, marta, acme.contact(acme.ana).pk, [EXECUTIVE])
    assert acme.roles(acme.ana) == {"executive"}
    ended = db.exec(
        select(AccessRight).where(AccessRight.person_id == acme.ana.pk, AccessRight.role == FINANCE)
    ).one()
    assert (ended.ended_by, ended.ended_at is not None) == (acme.marta.pk, True)
    entry = last(db)
    assert (entry.kind, entry.who, entry.subject) == (
        ActivityKind.ROLES_CHANGED,
        "marta@acme.example",
        "ana@acme.example",
    )
    assert (entry.before["roles"], entry.after["roles"]) == (["finance"], ["executive"])
    (mail,) = acme.mails("ana@acme.example")
    assert mail.subject == "Sus funciones en Acme han cambiado"
    assert "Ejecutivo" in mail.text or "Executive" in mail.text or "Dirección" in mail.text
    assert sessions.resume(db, ana.session_ref).rights_as_of != ana.rights_as_of


def test_a_change_to_what_is_already_so_does_nothing(db, acme):
    changes.change_roles(db, acme.acting(acme.marta), acme.contact(acme.ana).pk, [FINANCE])
    assert acme.mails("ana@acme.example") == []
    assert db.get(Person, acme.ana.pk).rights_changed_at is None


def test_who_is_suspended_is_out_and_comes_back_with_what_they_were(db, acme):
    marta, ana = acme.acting(acme.marta), acme.acting(acme.ana)
    changes.suspend(db, marta, acme.contact(acme.ana).pk)
    with pytest.raises(SignedOut):
        sessions.resume(db, ana.session_ref)
    assert acme.roles(acme.ana) == {"finance"}
    changes.resume(db, marta, acme.contact(acme.ana).pk)
    assert sessions.resume(db, ana.session_ref).roles == ana.roles
    assert [mail.subject for mail in acme.mails("ana@acme.example")] == [
        "Su acceso a Acme está suspendido",
        "Vuelve a tener acceso a Acme",
    ]


def test_who_is_removed_has_nothing_and_is_let_in_again_with_chosen_roles(db, acme):
    marta, contact = acme.acting(acme.marta), acme.contact(acme.ana)
    changes.remove(db, marta, contact.pk)
    assert (acme.roles(acme.ana), acme.contact(acme.ana).state) == (set(), ContactState.REMOVED)
    for refused in (changes.resume, changes.suspend):
        with pytest.raises(Invalid):
            refused(db, marta, contact.pk)
    contact.flag = ContactFlag.NAMED_AGAIN
    changes.change_roles(db, marta, contact.pk, [FINANCE])
    assert (acme.roles(acme.ana), contact.state, contact.flag) == ({"finance"}, "active", "none")


def test_a_flag_is_cleared_without_anybody_being_told(db, acme):
    contact = acme.contact(acme.ana)
    contact.flag = ContactFlag.UNNAMED
    changes.clear_flag(db, acme.acting(acme.marta), contact.pk)
    assert contact.flag is ContactFlag.NONE
    assert last(db).kind is ActivityKind.FLAG_CLEARED
    assert acme.mails("ana@acme.example") == []


@pytest.mark.parametrize("do", [changes.suspend, changes.resume, changes.remove, changes.clear_flag])
def test_only_an_administrator_changes_anything_and_only_at_home(db, make, acme, do):
    target = acme.contact(acme.tomas).pk
    with pytest.raises(Forbidden):
        do(db, acme.acting(acme.ana), target)
    stranger = make.actor(make.contact(make.account("Globex"), is_admin=True))
    with pytest.raises(NotFound):
        do(db, stranger, target)


def test_nobody_raises_their_own_rights(db, acme):
    own = acme.contact(acme.marta).pk
    with pytest.raises(Forbidden, match="themselves"):
        changes.change_roles(db, acme.acting(acme.marta), own, [ADMIN, FINANCE, EXECUTIVE])
    with pytest.raises(Forbidden):
        changes.change_roles(db, acme.acting(acme.ana), acme.contact(acme.ana).pk, [ADMIN])
    assert acme.roles(acme.marta) == {"admin", "finance"}


def test_less_for_oneself_is_asked_twice(db, acme):
    marta, own = acme.acting(acme.marta), acme.contact(acme.marta).pk
    with pytest.raises(Invalid) as question:
        changes.change_roles(db, marta, own, [ADMIN])
    assert question.value.field == changes.SURE
    changes.change_roles(db, marta, own, [ADMIN], is_sure=True)
    assert acme.roles(acme.marta) == {"admin"}


def test_the_last_administrator_stays(db, make, acme):
    marta, own = acme.acting(acme.marta), acme.contact(acme.marta).pk
    for attempt in (
        lambda: changes.change_roles(db, marta, own, [FINANCE], is_sure=True),
        lambda: changes.suspend(db, marta, own, is_sure=True),
        lambda: changes.remove(db, marta, own, is_sure=True),
    ):
        with pytest.raises(Invalid, match="always keeps"):
            attempt()
    make.right(acme.account, acme.ana, ADMIN)
    acme.contact(acme.ana).state = ContactState.SUSPENDED
    with pytest.raises(Invalid, match="always keeps"):
        changes.remove(db, marta, own, is_sure=True)
    acme.contact(acme.ana).state = ContactState.ACTIVE
    changes.remove(db, marta, own, is_sure=True)
    assert standing.administrators(db, acme.acting(acme.ana)) == {acme.ana.pk}


def test_a_person_needs_at_least_one_role(db, acme):
    with pytest.raises(Invalid, match="at least one role"):
        changes.change_roles(db, acme.acting(acme.marta), acme.contact(acme.ana).pk, [])


def test_the_trail_stays_whole(db, acme):
    changes.suspend(db, acme.acting(acme.marta), acme.contact(acme.ana).pk)
    assert activity.broken(db, system()) == []


def test_of_two_administrators_who_remove_each_other_at_once_one_stays(database_url):
    with database.transaction() as db:
        make = Make(db)
        account = make.account("Acme")
        people = [make.contact(account, is_admin=True) for _ in range(2)]
        actors = [make.actor(person) for person in people]
        places = [
            db.exec(select(changes.Contact).where(changes.Contact.person_id == p.pk)).one().pk for p in people
        ]
    together, refused = threading.Barrier(2), []

    def remove(actor, other):
        together.wait()
        try:
            with database.transaction() as db:
                changes.remove(db, sessions.resume(db, actor.session_ref), other)
        except PortalError as refusal:
            refused.append(refusal)

    pairs = zip(actors, reversed(places), strict=True)
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with database.transaction(reads_only=True) as db:
        live = select(AccessRight).where(AccessRight.role == ADMIN, col(AccessRight.ended_at).is_(None))
        left = db.exec(live).all()
    assert len(left) == 1
