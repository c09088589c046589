import pytest
from sqlmodel import col, select, update

from occ_app.access import sessions
from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, Invalid, ProofNeeded
from occ_app.models import (
    ActivityKind,
    AuthenticatorApp,
    Passkey,
    Person,
    RecoveryCode,
    SignInMethod,
    SignInSession,
)
from occ_app.services import factors
from occ_app.testing.soft_key import SoftKey
from tests.services.factors.conftest import NOON, Ana


def test_an_app_is_added_by_its_first_code(ana, db):
    added = ana.add_app()
    assert len(set(added.codes)) == 10
    assert sessions.find(db, added.token) == ana.ref
    assert ana.actor.owes_proof
    assert [entry.kind for entry in ana.trail()] == [
        ActivityKind.FACTOR_ADDED,
        ActivityKind.FACTOR_SHOWN,
        ActivityKind.RECOVERY_CODES_MADE,
    ]


def test_no_secret_can_be_read_in_the_tables(ana, db):
    added = ana.add_app()
    assert ana.secret not in db.exec(select(AuthenticatorApp)).one().secret
    stored = {row.code_hash for row in db.exec(select(RecoveryCode))}
    assert not stored & set(added.codes)
    assert ana.secret not in str([(entry.before, entry.after) for entry in ana.trail()])


def test_a_wrong_first_code_adds_nothing_and_the_secret_stays(ana, db):
    ana.secret = factors.begin_app(db, ana.actor).secret
    assert factors.add_app(db, ana.actor, "000000", at=NOON) is None
    assert not factors.standing(db, ana.actor).has_any
    assert factors.pending_app(db, ana.actor).secret == ana.secret
    assert ana.trail()[-1].kind is ActivityKind.FACTOR_REFUSED
    assert factors.add_app(db, ana.actor, ana.code(), at=NOON)


def test_the_secret_belongs_to_the_session_that_was_shown_it(ana, db):
    ana.secret = factors.begin_app(db, ana.actor).secret
    other = Ana(db, ana.person)
    assert factors.pending_app(db, other.actor) is None
    assert factors.add_app(db, other.actor, ana.code(), at=NOON) is None


def test_the_first_code_is_spent_by_adding_the_app(ana):
    ana.add_app()
    assert ana.show(ana.code()) is None


def test_there_is_one_app_a_person(ana, db):
    ana.add_app()
    with pytest.raises(Invalid):
        factors.begin_app(db, ana.actor)


def test_several_passkeys_are_added_each_with_a_name(ana, db):
    assert len(ana.add_passkey(" Work\nlaptop ").codes) == 10
    assert ana.add_passkey("").codes == []
    assert [key.name for key in factors.standing(db, ana.actor).passkeys] == ["Work laptop", "Passkey 2"]


def test_a_passkey_is_added_once(ana, make, acme, db):
    key = SoftKey()
    assert ana.add_passkey(key=key)
    assert ana.add_passkey(key=key) is None
    assert Ana(db, make.contact(acme)).add_passkey(key=key) is None
    assert len(db.exec(select(Passkey)).all()) == 1


def test_the_answer_of_a_passkey_is_taken_once_and_of_this_session_only(ana, db):
    asked = factors.ask_new_passkey(db, ana.actor)
    other = Ana(db, ana.person)
    assert factors.add_passkey(db, other.actor, SoftKey().create(asked), "") is None
    assert factors.add_passkey(db, ana.actor, "rubbish", "") is None
    assert factors.add_passkey(db, ana.actor, SoftKey().create(asked), "") is None


def test_a_person_has_a_bounded_number_of_passkeys(ana, db, monkeypatch):
    monkeypatch.setattr("occ_app.services.factors.adding.MOST_PASSKEYS", 1)
    ana.add_passkey()
    with pytest.raises(Invalid):
        factors.ask_new_passkey(db, ana.actor)


def test_who_owes_the_first_factor_adds_it_and_is_in(ana, acme, db):
    acme.requires_second_factor = True
    assert ana.actor.roles == {Role.UNPROVEN}
    ana.add_app()
    assert ana.actor.roles == {Role.FINANCE}


def test_nobody_gets_past_a_factor_by_adding_another(ana, db):
    ana.add_app()
    ana.sign_in()
    assert ana.actor.roles == {Role.UNPROVEN}
    for add in (factors.begin_app, factors.ask_new_passkey):
        with pytest.raises(Forbidden):
            add(db, ana.actor)
    with pytest.raises(Forbidden):
        factors.add_passkey(db, ana.actor, "{}", "")
    with pytest.raises(Forbidden):
        factors.add_app(db, ana.actor, "123456")


def test_another_factor_needs_a_fresh_proof(ana, db):
    ana.add_app()
    ana.grow_stale()
    with pytest.raises(ProofNeeded):
        factors.ask_new_passkey(db, ana.actor)


def test_with_the_first_factor_other_sessions_owe_it_too(ana, db):
    elsewhere, by_provider = Ana(db, ana.person), Ana(db, ana.person)
    mine = update(SignInSession).where(col(SignInSession.ref) == by_provider.ref)
    db.exec(mine.values(method=SignInMethod.SINGLE_SIGN_ON))
    ana.add_app()
    assert by_provider.actor.roles == {Role.FINANCE}
    assert elsewhere.actor.roles == {Role.UNPROVEN}
    assert ana.actor.roles == {Role.FINANCE}
    assert db.exec(select(Person).where(Person.id == ana.person.pk)).one().has_factor


def test_the_word_of_one_companys_provider_is_not_enough_for_a_first_factor(ana, db):
    mine = update(SignInSession).where(col(SignInSession.ref) == ana.ref)
    confined = {"method": SignInMethod.SINGLE_SIGN_ON, "only_account_id": ana.actor.account_id}
    db.exec(mine.values(**confined))
    for add in (factors.begin_app, factors.ask_new_passkey):
        with pytest.raises(Forbidden, match="Sign in with a code"):
            add(db, ana.actor)
    assert not factors.standing(db, ana.actor).has_any
