import pytest

from occ_app.access.permissions import Role
from occ_app.errors import Forbidden, Invalid, NotFound, ProofNeeded
from occ_app.models import ActivityKind
from occ_app.services import factors
from occ_app.settings import get_settings
from tests.services.factors.conftest import Ana


def key_of(ana, db):
    return factors.standing(db, ana.actor).passkeys[0].pk


def test_who_has_nothing_owes_nothing(ana, db):
    standing = factors.standing(db, ana.actor)
    assert (standing.has_any, standing.codes_left, standing.required_by) == (False, 0, "")
    assert not ana.actor.owes_proof


def test_with_the_last_factor_go_its_codes(ana, db):
    codes = ana.add_app().codes
    ana.add_passkey()
    factors.remove_app(db, ana.actor)
    assert factors.standing(db, ana.actor).codes_left == 10
    factors.remove_passkey(db, ana.actor, key_of(ana, db))
    assert factors.standing(db, ana.actor).codes_left == 0
    assert ana.trail()[-1].kind is ActivityKind.FACTOR_REMOVED
    assert ana.sign_in().actor.roles == {Role.FINANCE}
    assert ana.show(codes[0]) is None


def test_removing_and_new_codes_need_a_fresh_proof(ana, db):
    ana.add_app()
    ana.add_passkey()
    ana.grow_stale()
    for act in (factors.remove_app, factors.make_codes):
        with pytest.raises(ProofNeeded):
            act(db, ana.actor)
    with pytest.raises(ProofNeeded):
        factors.remove_passkey(db, ana.actor, key_of(ana, db))
    assert ana.show_passkey()
    factors.remove_app(db, ana.actor)


def test_who_has_not_shown_the_factor_changes_nothing(ana, db):
    ana.add_app()
    ana.sign_in()
    for act in (factors.remove_app, factors.make_codes):
        with pytest.raises(Forbidden):
            act(db, ana.actor)


def test_the_last_factor_stays_where_a_company_asks_for_one(ana, acme, db):
    ana.add_app()
    acme.requires_second_factor = True
    with pytest.raises(Invalid, match="Acme"), db.begin_nested():
        factors.remove_app(db, ana.actor)
    assert factors.standing(db, ana.actor).required_by == "Acme"
    ana.add_passkey()
    factors.remove_app(db, ana.actor)


def test_nobody_removes_the_passkey_of_somebody_else(ana, db, make, acme):
    eve = Ana(db, make.contact(acme))
    ana.add_passkey()
    eve.add_passkey()
    for number in (key_of(ana, db), 0, -1, 10**17):
        with pytest.raises(NotFound):
            factors.remove_passkey(db, eve.actor, number)
    with pytest.raises(NotFound):
        factors.remove_app(db, eve.actor)


def test_new_codes_make_the_old_ones_worthless(ana, db):
    old = ana.add_app().codes
    new = factors.make_codes(db, ana.actor)
    assert not set(old) & set(new)
    ana.sign_in()
    assert ana.show(old[0]) is None
    assert ana.show(new[0])


def test_codes_stand_in_for_something(ana, db):
    with pytest.raises(Invalid):
        factors.make_codes(db, ana.actor)


def test_the_suppliers_staff_owe_one_where_that_is_set(db, make, monkeypatch):
    settings = get_settings().model_copy(update={"staff_second_factor": True})
    for module in ("occ_app.access.sessions", "occ_app.services.factors.having"):
        monkeypatch.setattr(f"{module}.get_settings", lambda: settings)
    sam = Ana(db, make.person("staff@meridian.example", is_staff=True))
    assert sam.actor.roles == {Role.UNPROVEN}
    assert factors.standing(db, sam.actor).required_by == "Meridian Cloud"
    sam.add_app()
    assert sam.actor.roles == {Role.STAFF}
