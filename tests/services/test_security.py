from datetime import timedelta

import pytest
from sqlmodel import col, update

from occ_app.access import sessions
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, Invalid, ProofNeeded
from occ_app.models import ActivityKind, Contact, ContactState, SignInSession
from occ_app.models.base import now
from occ_app.services import security
from occ_app.testing.trail import trail


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def marta(make, acme):
    """The administrator, who has a second factor."""
    return make.contact(acme, is_admin=True, name="Marta", has_factor=True)


def proven(make, db, person, minutes_ago=0):
    actor = make.actor(person)
    mine = update(SignInSession).where(col(SignInSession.ref) == actor.session_ref)
    db.exec(mine.values(awaits_proof=False, proved_at=now() - timedelta(minutes=minutes_ago)))
    db.expire_all()
    return sessions.resume(db, actor.session_ref)


def test_the_administrator_asks_everybody_for_a_factor_and_stops(make, db, acme, marta):
    ana = make.actor(make.contact(acme, name="Ana"))
    actor = proven(make, db, marta)
    security.require_factor(db, actor)
    db.expire_all()
    assert security.overview(db, actor).requires_factor
    assert sessions.resume(db, ana.session_ref).roles == {Role.UNPROVEN}
    assert Role.ADMIN in sessions.resume(db, actor.session_ref).roles
    security.stop_requiring_factor(db, actor)
    db.expire_all()
    assert sessions.resume(db, ana.session_ref).roles == {Role.FINANCE}
    changes = trail(db, kind=ActivityKind.SECURITY_CHANGED)
    assert [entry.after for entry in changes] == [{"requires_factor": True}, {"requires_factor": False}]


def test_asking_twice_is_recorded_once(make, db, marta):
    actor = proven(make, db, marta)
    security.require_factor(db, actor)
    security.require_factor(db, actor)
    assert len(trail(db)) == 1


def test_who_asks_others_has_one(make, db, acme):
    actor = make.actor(make.contact(acme, is_admin=True))
    with pytest.raises(Invalid, match="of your own"):
        security.require_factor(db, actor)


@pytest.mark.parametrize("act", [security.require_factor, security.stop_requiring_factor])
def test_the_rule_is_changed_after_a_fresh_proof_only(make, db, marta, act):
    with pytest.raises(ProofNeeded):
        act(db, proven(make, db, marta, minutes_ago=11))


@pytest.mark.parametrize("act", [security.overview, security.require_factor, security.stop_requiring_factor])
def test_others_neither_see_nor_change_it(make, db, acme, marta, act):
    with pytest.raises(Forbidden):
        act(db, make.actor(make.contact(acme)))


def test_the_people_are_those_of_this_company_who_may_enter(make, db, acme, marta):
    make.contact(make.account("Globex"), name="John")
    gone = make.contact(acme, name="Gone")
    db.exec(update(Contact).where(col(Contact.person_id) == gone.pk).values(state=ContactState.REMOVED))
    assert [one.name for one in security.overview(db, proven(make, db, marta)).people] == ["Marta"]
