from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.permissions import Role
from occ_app.errors import Invalid, TooMany
from occ_app.models import ActivityKind, AuthenticatorApp, Passkey
from occ_app.services import factors
from occ_app.services.factors import showing
from occ_app.testing.soft_key import SoftKey
from tests.services.factors.conftest import NOON, Ana

STEP = timedelta(seconds=30)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def at_the_door(ana):
    """Ana with an app and a passkey, signed in anew."""
    ana.codes = ana.add_app().codes
    ana.add_passkey()
    return ana.sign_in()


def test_a_code_lets_in_under_a_new_token(at_the_door, db, acme):
    old = at_the_door.token
    assert at_the_door.actor.roles == {Role.UNPROVEN}
    token = at_the_door.show(at_the_door.code(LATER), LATER)
    assert at_the_door.actor.roles == {Role.FINANCE}
    assert sessions.find(db, old) is None
    assert sessions.find(db, token) == at_the_door.ref
    entry = at_the_door.trail()[-1]
    assert (entry.kind, entry.account_id) == (ActivityKind.SIGNED_IN, acme.pk)
    assert entry.after == {"method": "code", "factor": "app"}


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_wrong_by_one_step(at_the_door, steps):
    assert at_the_door.show(at_the_door.code(LATER + steps * STEP), LATER)


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_clock_may_not_be_wrong_by_more(at_the_door, steps):
    assert at_the_door.show(at_the_door.code(LATER + steps * STEP), LATER) is None


def test_a_step_is_good_once_and_so_is_each_before_it(at_the_door):
    assert at_the_door.show(at_the_door.code(LATER), LATER)
    assert at_the_door.show(at_the_door.code(LATER), LATER) is None
    assert at_the_door.show(at_the_door.code(LATER - STEP), LATER) is None
    assert at_the_door.show(at_the_door.code(LATER + STEP), LATER)


@pytest.mark.parametrize("written", ["{}", " {} ", "{:.3} {}", "{}\n"])
def test_a_code_may_be_written_with_gaps(at_the_door, written):
    code = at_the_door.code(LATER)
    text = f"{code[:3]} {code[3:]}" if ".3" in written else written.format(code)
    assert at_the_door.show(text, LATER)


@pytest.mark.parametrize("code", ["", "000000", "\0", "x" * 9_000, "１２３４５６", "' OR 1=1 --", "ñandú"])
def test_a_wrong_code_is_noted_and_lets_nobody_in(at_the_door, code):
    assert at_the_door.show(code, LATER) is None
    assert at_the_door.actor.roles == {Role.UNPROVEN}
    assert at_the_door.trail()[-1].kind is ActivityKind.FACTOR_REFUSED


def test_a_recovery_code_stands_in_once(at_the_door, db):
    assert at_the_door.show(at_the_door.codes[0].upper().replace("-", " "))
    assert factors.standing(db, at_the_door.actor).codes_left == 9
    at_the_door.sign_in()
    assert at_the_door.show(at_the_door.codes[0]) is None
    assert at_the_door.show(at_the_door.codes[1])


def test_the_codes_of_somebody_else_are_worth_nothing(at_the_door, db, make, acme):
    eve = Ana(db, make.contact(acme, email="eve@acme.example"))
    eve.add_app()
    eve.sign_in()
    assert eve.show(at_the_door.codes[0]) is None
    assert eve.show(at_the_door.code(LATER), LATER) is None


def test_guesses_are_limited_within_minutes_and_within_a_day(at_the_door, monkeypatch):
    true_now, ahead = showing.throttle.now, timedelta()
    monkeypatch.setattr(showing.throttle, "now", lambda: true_now() + ahead)
    for _round in range(3):
        for _try in range(10):
            assert at_the_door.show("000000") is None
        with pytest.raises(TooMany):
            at_the_door.show(at_the_door.code(LATER), LATER)
        ahead += timedelta(minutes=16)
    with pytest.raises(TooMany):
        at_the_door.show(at_the_door.code(LATER), LATER)
    ahead += timedelta(days=1)
    assert at_the_door.show(at_the_door.code(LATER), LATER)


def test_a_passkey_lets_in_and_its_use_is_noted(at_the_door, db):
    assert at_the_door.show_passkey()
    assert at_the_door.actor.roles == {Role.FINANCE}
    key = db.exec(select(Passkey)).one()
    assert (key.sign_count, key.last_used_at is None) == (1, False)


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.example"}, {"host": "evil.example"}], ids=str)
def test_a_passkey_used_on_another_site_lets_nobody_in(at_the_door, wrong):
    assert at_the_door.show_passkey(replace(at_the_door.key, **wrong)) is None
    assert at_the_door.actor.roles == {Role.UNPROVEN}


def test_a_copied_passkey_is_refused_and_recorded(at_the_door):
    copy = replace(at_the_door.key)
    assert at_the_door.show_passkey()
    at_the_door.sign_in()
    assert at_the_door.show_passkey(copy) is None
    assert "sign count" in at_the_door.trail()[-1].after["why"]
    assert at_the_door.show_passkey()


def test_an_answer_is_taken_once(at_the_door, db):
    answer = at_the_door.key.get(factors.ask_passkey(db, at_the_door.actor))
    assert factors.show_passkey(db, at_the_door.actor, answer)
    assert factors.show_passkey(db, at_the_door.actor, answer) is None


def test_an_answer_is_taken_of_the_session_that_was_asked_only(at_the_door, db):
    asked = factors.ask_passkey(db, at_the_door.actor)
    elsewhere = Ana(db, at_the_door.person)
    factors.ask_passkey(db, elsewhere.actor)
    assert factors.show_passkey(db, elsewhere.actor, at_the_door.key.get(asked)) is None


def test_a_passkey_of_somebody_else_or_unknown_is_refused(at_the_door, db, make, acme):
    eve = Ana(db, make.contact(acme))
    eve.add_passkey()
    assert at_the_door.show_passkey(eve.key) is None
    assert at_the_door.show_passkey(SoftKey()) is None


def test_who_has_no_passkey_is_asked_for_none(ana, db):
    with pytest.raises(Invalid):
        factors.ask_passkey(db, ana.actor)


def test_showing_it_again_inside_is_recorded_as_that(at_the_door, acme):
    assert at_the_door.show_passkey()
    at_the_door.grow_stale()
    assert at_the_door.show_passkey()
    entry = at_the_door.trail()[-1]
    assert (entry.kind, entry.account_id) == (ActivityKind.FACTOR_SHOWN, acme.pk)


def test_an_app_of_another_secret_key_accepts_nothing_and_breaks_nothing(at_the_door, db):
    db.exec(select(AuthenticatorApp)).one().secret = "gAAAAA-of-another-key"
    db.flush()
    assert at_the_door.show(at_the_door.code(LATER), LATER) is None
    assert at_the_door.show_passkey()
