from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.errors import NotFound, SignedOut
from occ_app.models import ActivityKind, SignInMethod, SignInSession
from occ_app.models.base import now
from occ_app.services import own_sessions
from occ_app.testing.trail import trail


@pytest.fixture
def ana(make):
    return make.contact(make.account("Acme"))


def ids(db, actor):
    return [one.session.pk for one in own_sessions.listing(db, actor)]


def test_one_sees_where_one_is_signed_in_this_place_first(make, db, ana):
    first, second = make.actor(ana), make.actor(ana)
    make.actor(make.contact(make.account("Globex")))
    listed = own_sessions.listing(db, first)
    assert [(one.session.ref, one.is_here) for one in listed] == [
        (first.session_ref, True),
        (second.session_ref, False),
    ]


@pytest.mark.parametrize(
    "over", [{"ended_at": now()}, {"expires_at": now()}, {"last_seen_at": now() - timedelta(hours=2)}]
)
def test_what_is_over_is_not_listed(make, db, ana, over):
    here, other = make.actor(ana), make.actor(ana)
    row = db.exec(select(SignInSession).where(SignInSession.ref == other.session_ref)).one()
    for name, value in over.items():
        setattr(row, name, value)
    db.flush()
    assert len(ids(db, here)) == 1


def test_ending_one_leaves_the_others(make, db, ana):
    here, second, third = make.actor(ana), make.actor(ana), make.actor(ana)
    own_sessions.end(db, here, next(pk for pk in ids(db, second)))
    with pytest.raises(SignedOut):
        sessions.resume(db, second.session_ref)
    assert sessions.resume(db, third.session_ref)
    [entry] = trail(db)
    assert (entry.kind, entry.before["address"]) == (ActivityKind.SESSION_ENDED, "127.0.0.1")


def test_ending_all_others_leaves_this_one(make, db, ana):
    here, second, third = make.actor(ana), make.actor(ana), make.actor(ana)
    assert own_sessions.end_others(db, here) == 2
    assert own_sessions.end_others(db, here) == 0
    assert sessions.live(db, {here.session_ref, second.session_ref, third.session_ref}) == {here.session_ref}


def test_nobody_ends_the_session_of_somebody_else_or_this_one_by_mistake(make, db, ana):
    here, eve = make.actor(ana), make.actor(make.contact(make.account("Globex")))
    for number in (ids(db, eve)[0], ids(db, here)[0], 0, -1, 10**17):
        with pytest.raises(NotFound):
            own_sessions.end(db, here, number)
    assert sessions.resume(db, eve.session_ref)


def test_who_came_in_through_a_company_neither_sees_nor_ends_where_else_the_person_is(make, db, ana):
    by_code = make.actor(ana)
    acme = by_code.account_id
    bounds = {"method": SignInMethod.SINGLE_SIGN_ON, "only_account_id": acme}
    tokens = [sessions.begin(db, ana, user_agent="", address="", **bounds) for _ in range(2)]
    here, other = (sessions.resume(db, sessions.find(db, token)) for token in tokens)
    assert {one.session.ref for one in own_sessions.listing(db, here)} == {
        here.session_ref,
        other.session_ref,
    }
    assert own_sessions.end_others(db, here) == 1
    assert sessions.live(db, {by_code.session_ref}) == {by_code.session_ref}
    assert len(own_sessions.listing(db, by_code)) == 2
