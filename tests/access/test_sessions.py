from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.permissions import Permission, Role
from occ_app.errors import Forbidden, SignedOut
from occ_app.models import CompanyRole, Contact, ContactRole, ContactState, SignInMethod, SignInSession
from occ_app.models.base import now


def begin(db, person):
    return sessions.begin(db, person, user_agent="Firefox " * 100, address="192.0.2.1")


def row(db, ref):
    return db.exec(select(SignInSession).where(SignInSession.ref == ref)).one()


@pytest.fixture
def ana(make):
    return make.contact(make.account("Acme", language="es"), name="Ana Ruiz", email="ana@acme.example")


def test_the_token_is_kept_nowhere_and_its_hash_needs_our_secret(db, ana, monkeypatch):
    token = begin(db, ana)
    stored = db.exec(select(SignInSession)).one()
    assert token not in str(stored.model_dump())
    assert stored.token_hash == sessions.digest(token)
    assert stored.ref not in (token, stored.token_hash)
    assert len(token) >= 43


def test_two_sessions_of_one_person_share_nothing(db, ana):
    tokens = {begin(db, ana) for _ in range(3)}
    assert len({sessions.find(db, token) for token in tokens}) == 3


def test_a_token_finds_its_session_and_nothing_else_does(db, ana):
    token = begin(db, ana)
    ref = sessions.find(db, token)
    for other in ("", ref, token[:-1], token + "x", token.upper(), sessions.digest(token), "ñ\0"):
        assert sessions.find(db, other) is None


def test_a_session_resumes_as_the_person_in_their_company(db, ana):
    actor = sessions.resume(db, sessions.find(db, begin(db, ana)))
    assert (actor.name, actor.email, actor.account_name) == ("Ana Ruiz", "ana@acme.example", "Acme")
    assert (actor.language, actor.roles) == ("es", {Role.FINANCE})


def test_rights_are_those_of_the_moment(make, db):
    account = make.account()
    order = make.order(account)
    person = make.contact(account, ContactRole.TECHNICAL, order=order)
    ref = sessions.find(db, begin(db, person))
    make.named(account, person, ContactRole.FINANCE, order=order)
    make.right(account, person, CompanyRole.ADMIN)
    assert sessions.resume(db, ref).roles == {Role.TECHNICAL, Role.FINANCE, Role.ADMIN}
    make.end_rights(person)
    with pytest.raises(SignedOut):
        sessions.resume(db, ref)


@pytest.mark.parametrize("state", [ContactState.SUSPENDED, ContactState.REMOVED])
def test_who_is_suspended_or_removed_in_a_company_is_not_in_it(make, db, state):
    acme, globex = make.account("Acme"), make.account("Globex")
    person = make.contact(globex)
    make.named(acme, person)
    db.exec(select(Contact).where(Contact.account_id == acme.pk)).one().state = state
    ref = sessions.find(db, begin(db, person))
    assert sessions.resume(db, ref).account_name == "Globex"
    with pytest.raises(SignedOut):
        sessions.resume(db, ref, acme.pk)


def test_who_is_named_by_no_order_does_not_get_in(make, db):
    with pytest.raises(Forbidden):
        begin(db, make.person())


def test_staff_get_in_without_a_company_and_see_no_invoice(make, db):
    actor = sessions.resume(db, sessions.find(db, begin(db, make.person(is_staff=True))), 0)
    assert (actor.account_id, actor.roles) == (None, {Role.STAFF})
    assert not actor.may(Permission.INVOICES_READ)


def test_a_tab_acts_in_its_own_company_or_not_at_all(make, db):
    acme, globex, other = (make.account(name) for name in ("Acme", "Globex", "Other"))
    person = make.contact(acme)
    make.named(globex, person, ContactRole.TECHNICAL)
    ref = sessions.find(db, begin(db, person))
    assert sessions.resume(db, ref).account_id == acme.pk
    in_globex = sessions.resume(db, ref, globex.pk)
    assert (in_globex.account_id, in_globex.roles) == (globex.pk, {Role.TECHNICAL})
    for nowhere in (other.pk, 0, -1):
        with pytest.raises(SignedOut):
            sessions.resume(db, ref, nowhere)


@pytest.mark.parametrize(
    "values",
    [
        {"ended_at": now()},
        {"expires_at": now() - timedelta(seconds=1)},
        {"last_seen_at": now() - timedelta(minutes=60, seconds=1)},
    ],
)
def test_a_session_ends_by_sign_out_by_age_and_by_idling(db, ana, values):
    token = begin(db, ana)
    ref = sessions.find(db, token)
    for name, value in values.items():
        setattr(row(db, ref), name, value)
    db.flush()
    assert sessions.find(db, token) is None
    assert sessions.live(db, {ref}) == set()
    with pytest.raises(SignedOut):
        sessions.resume(db, ref)


def test_a_session_that_ended_stays_ended(db, ana):
    token = begin(db, ana)
    ref = sessions.find(db, token)
    sessions.end(db, ref)
    first = row(db, ref).ended_at
    sessions.end(db, ref)
    sessions.touch(db, {ref})
    assert row(db, ref).ended_at == first
    assert sessions.find(db, token) is None


def test_use_moves_the_idle_limit_and_never_the_last_one(db, ana):
    ref = sessions.find(db, begin(db, ana))
    before = row(db, ref).expires_at
    assert sessions.stale(db, {ref}) == set()
    row(db, ref).last_seen_at = now() - timedelta(minutes=5)
    db.flush()
    assert sessions.stale(db, {ref, "unknown"}) == {ref}
    sessions.touch(db, {ref})
    db.expire_all()
    assert sessions.stale(db, {ref}) == set()
    assert row(db, ref).expires_at == before


def test_only_live_sessions_are_live(db, ana):
    refs = [sessions.find(db, begin(db, ana)) for _ in range(3)]
    sessions.end(db, refs[0])
    assert sessions.live(db, {*refs, "made-up"}) == set(refs[1:])
    assert sessions.live(db, set()) == set()


def test_somebody_away_has_the_rights_they_have_now_and_none_where_nobody_names_them(make, db, ana):
    account = db.exec(select(Contact)).one().account_id
    away = sessions.absent(db, ana, account)
    assert (away.email, away.roles, away.language) == ("ana@acme.example", {Role.FINANCE}, "es")
    assert (away.account_id, away.session_ref) == (account, "")
    other = make.account("Other")
    for company in (other.pk, 0):
        with pytest.raises(SignedOut):
            sessions.absent(db, ana, company)
    make.end_rights(ana)
    with pytest.raises(SignedOut):
        sessions.absent(db, ana, account)


@pytest.mark.parametrize(
    ("method", "owes"),
    [(SignInMethod.CODE, True), (SignInMethod.DEMO, True), (SignInMethod.SINGLE_SIGN_ON, False)],
)
def test_who_has_a_second_factor_owes_it_unless_their_company_asked_for_it(make, db, method, owes):
    person = make.contact(make.account(), has_factor=True)
    token = sessions.begin(db, person, user_agent="", address="", method=method)
    actor = sessions.resume(db, sessions.find(db, token))
    assert (actor.roles == {Role.UNPROVEN}) is owes
    assert actor.owes_proof


def test_a_session_is_renewed_under_a_new_token_and_the_same_name(make, db):
    person = make.contact(make.account(), has_factor=True)
    old = sessions.begin(db, person, user_agent="", address="")
    ref = sessions.find(db, old)
    new = sessions.renew(db, ref)
    db.expire_all()
    assert sessions.find(db, old) is None
    assert sessions.find(db, new) == ref
    actor = sessions.resume(db, ref)
    assert actor.roles == {Role.FINANCE}
    assert actor.proved_at


@pytest.mark.parametrize(("chosen", "owes"), [(None, False), (True, True), (False, False)])
def test_staff_owe_a_second_factor_where_that_is_set(make, db, monkeypatch, chosen, owes):
    settings = sessions.get_settings().model_copy(update={"staff_second_factor": chosen})
    monkeypatch.setattr(sessions, "get_settings", lambda: settings)
    actor = make.actor(make.person(is_staff=True))
    assert (actor.roles == {Role.UNPROVEN}) is owes


def test_a_companys_provider_makes_nobody_one_of_the_suppliers_staff(make, db):
    acme = make.account("Acme")
    sam = make.person(is_staff=True)
    make.named(acme, sam)
    by_acme = {"method": SignInMethod.SINGLE_SIGN_ON, "only_account_id": acme.pk}
    ref = sessions.find(db, sessions.begin(db, sam, user_agent="", address="", **by_acme))
    assert sessions.resume(db, ref).roles == {Role.FINANCE}
    with pytest.raises(SignedOut):
        sessions.resume(db, ref, 0)
    row(db, ref).viewing_id, row(db, ref).viewing_until = acme.pk, now() + timedelta(hours=1)
    assert sessions.resume(db, ref, acme.pk).roles == {Role.FINANCE}
    make.end_rights(sam)
    with pytest.raises(SignedOut):
        sessions.resume(db, ref)
    with pytest.raises(Forbidden):
        sessions.begin(db, sam, user_agent="", address="", **by_acme)
