from datetime import timedelta

from sqlmodel import select

from occ_app.access.actors import system
from occ_app.models import ChallengeKind, FactorChallenge
from occ_app.services.factors import challenges
from tests.services.factors.conftest import Ana

ASKED = ChallengeKind.SHOW_PASSKEY


def expire(db):
    for row in db.exec(select(FactorChallenge)):
        row.expires_at -= timedelta(minutes=16)
    db.flush()


def test_a_challenge_is_taken_once(ana, db):
    given = challenges.give(db, ana.actor, ASKED)
    assert challenges.asked(db, ana.actor, ASKED) == given
    assert challenges.take(db, ana.actor, ASKED) == given
    assert challenges.take(db, ana.actor, ASKED) == ""


def test_each_session_has_its_own_and_the_newest_counts(ana, db):
    other = Ana(db, ana.person)
    first, second = challenges.give(db, ana.actor, ASKED), challenges.give(db, ana.actor, ASKED)
    assert first != second
    assert challenges.asked(db, other.actor, ASKED) == ""
    assert challenges.asked(db, ana.actor, ChallengeKind.ADD_PASSKEY) == ""
    assert challenges.take(db, ana.actor, ASKED) == second


def test_a_challenge_does_not_live_long(ana, db):
    challenges.give(db, ana.actor, ASKED)
    expire(db)
    assert challenges.asked(db, ana.actor, ASKED) == ""
    assert challenges.take(db, ana.actor, ASKED) == ""


def test_old_challenges_are_swept_and_live_ones_stay(ana, db):
    challenges.give(db, ana.actor, ASKED)
    expire(db)
    challenges.give(db, ana.actor, ChallengeKind.ADD_APP)
    challenges.sweep(db, system())
    assert [row.kind for row in db.exec(select(FactorChallenge))] == [ChallengeKind.ADD_APP]


def test_what_is_kept_cannot_be_read(ana, db):
    given = challenges.give(db, ana.actor, ASKED)
    assert given not in db.exec(select(FactorChallenge)).one().secret
