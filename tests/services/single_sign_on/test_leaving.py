from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import Actor, system, visitor
from occ_app.errors import Forbidden
from occ_app.integrations.identity import Ending
from occ_app.models import ActivityKind, SignInSession, SpentToken
from occ_app.models.base import now
from occ_app.services.single_sign_on import connections, leaving
from tests.services.single_sign_on.conftest import ISSUER


def ending(sub="", sid="", jti="j"):
    return Ending(sub, sid, jti, now() + timedelta(minutes=10))


@pytest.fixture
def end(db, acme):
    return lambda realm=None, **what: leaving.end_there(db, visitor(), realm or acme.pk, ending(**what))


def test_the_way_out_leads_where_one_came_from(db, acme, ana, connected, inside):
    door, token = leaving.way_out(db, visitor(), inside("ana").session_ref)
    assert (door.realm, door.provider.issuer, token) == (acme.pk, ISSUER, "a.b.c")


def test_who_came_with_a_code_has_no_other_way_out(db, make, ana, connected):
    assert leaving.way_out(db, visitor(), make.actor(ana).session_ref) is None
    assert leaving.way_out(db, visitor(), "no such session") is None


def test_a_provider_that_is_gone_has_no_door(db, ana, marta, connected, inside):
    ref = inside("ana").session_ref
    connections.remove(db, marta)
    assert leaving.way_out(db, visitor(), ref) is None


def test_a_token_that_cannot_be_read_any_more_is_left_out(db, ana, connected, inside):
    actor = inside("ana")
    db.exec(
        select(SignInSession).where(SignInSession.ref == actor.session_ref)
    ).one().sso_id_token = "rubbish"
    assert leaving.way_out(db, visitor(), actor.session_ref)[1] == ""


def test_a_person_who_leaves_there_leaves_everywhere_here(
    db, make, ana, marta, connected, inside, end, trail
):
    first, second, by_code, other = inside("ana"), inside("ana"), make.actor(ana), inside("marta")
    assert end(sub="ana") == 2
    live = sessions.live(db, {one.session_ref for one in (first, second, by_code, other)})
    assert live == {by_code.session_ref, other.session_ref}
    assert [subject for subject, _ in trail(ActivityKind.SESSIONS_ENDED)] == ["ana@acme.example"] * 2


def test_a_session_that_ends_there_ends_alone(db, ana, connected, inside, end):
    first, second = inside("ana", sid="s1"), inside("ana", sid="s2")
    assert end(sub="ana", sid="s1") == 1
    assert sessions.live(db, {first.session_ref, second.session_ref}) == {second.session_ref}


def test_a_session_that_never_learnt_its_name_ends_with_its_person(db, ana, marta, connected, inside, end):
    ana_in, marta_in = inside("ana"), inside("marta")
    assert end(sid="s1") == 0
    assert end(sub="ana", sid="s1", jti="k") == 1
    assert sessions.live(db, {ana_in.session_ref, marta_in.session_ref}) == {marta_in.session_ref}


def test_the_same_notice_twice_ends_nothing_twice(db, ana, connected, inside, end):
    inside("ana")
    assert end(sub="ana") == 1
    again = inside("ana")
    assert end(sub="ana") == 0
    assert sessions.live(db, {again.session_ref})


def test_one_companys_provider_ends_nothing_of_another(db, make, ana, connected, inside, end):
    ana_in = inside("ana")
    assert end(realm=make.account("Globex").pk, sub="ana") == 0
    assert leaving.end_there(db, visitor(), 0, ending(sub="ana", jti="k")) == 0
    assert sessions.live(db, {ana_in.session_ref})


def test_what_has_expired_anyway_is_forgotten(db, end):
    end(sub="ana")
    leaving.sweep(db, system())
    kept = db.exec(select(SpentToken)).one()
    kept.until = now() - timedelta(seconds=1)
    db.flush()
    leaving.sweep(db, system())
    assert not db.exec(select(SpentToken)).all()


def test_nobody_else_may(db, acme, marta):
    for actor in (Actor(), marta):
        with pytest.raises(Forbidden):
            leaving.way_out(db, actor, "x")
        with pytest.raises(Forbidden):
            leaving.end_there(db, actor, acme.pk, ending(sub="ana"))
        with pytest.raises(Forbidden):
            leaving.sweep(db, actor)
