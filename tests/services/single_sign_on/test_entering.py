from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import Actor, system, visitor
from occ_app.errors import Forbidden, TooMany
from occ_app.models import (
    AccessRight,
    ActivityKind,
    CompanyRole,
    Contact,
    ContactState,
    OutboxMail,
    Person,
    RightSource,
    SignInSession,
    SsoConnection,
)
from occ_app.models.base import now
from occ_app.services import sign_in
from occ_app.services.sign_in import Entered, Visit
from occ_app.services.single_sign_on import connections, entering
from occ_app.services.single_sign_on.entering import STAFF, Refused
from occ_app.settings import get_settings
from tests.services.sign_in_steps import code_in, mail
from tests.services.single_sign_on.conftest import HERE, ISSUER, SSO, claims, wanted

REFUSED = ActivityKind.SIGN_IN_REFUSED


def door_for(db, email):
    return entering.door_for(db, visitor(), email, "192.0.2.1")


@pytest.mark.parametrize("email", ["ana@acme.example", " Nobody@ACME.example ", "newcomer@acme.example"])
def test_the_domain_of_an_address_decides_whom_to_ask(db, acme, connected, email):
    door = door_for(db, email)
    assert (door.realm, door.provider.issuer) == (acme.pk, ISSUER)


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@globex.example", "ana@sub.acme.example", "ana@xacme.example"]
)
def test_other_domains_have_no_door(db, connected, email):
    assert door_for(db, email) is None


def test_a_door_that_is_switched_off_is_none(db, acme, connected):
    connected(is_enabled=False)
    assert door_for(db, "ana@acme.example") is None
    assert entering.door_of(db, visitor(), acme.pk) is None
    assert entering.door_of(db, visitor(), STAFF) is None


def test_asking_for_doors_is_limited(db, connected):
    for _ in range(entering.STARTS_OF_SOURCE.most):
        door_for(db, "ana@acme.example")
    with pytest.raises(TooMany):
        door_for(db, "ana@acme.example")


def test_somebody_with_a_right_comes_in_to_that_company_only(db, make, acme, ana, connected, inside):
    make.named(make.account("Globex"), ana)
    actor = inside("ana")
    assert (actor.person_id, actor.account_id, dict(actor.accounts)) == (ana.pk, acme.pk, {acme.pk: "Acme"})
    session = db.exec(select(SignInSession).where(SignInSession.ref == actor.session_ref)).one()
    assert (session.method, session.only_account_id, session.sso_sub) == (SSO, acme.pk, "ana")
    assert "a.b.c" not in session.model_dump_json()


def test_the_session_this_browser_had_ends(db, make, ana, connected, come):
    before = make.actor(ana)
    come("ana", visit=Visit(session_ref=before.session_ref))
    assert not sessions.live(db, {before.session_ref})


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"is_verified": False}, "email_unverified"),
        ({"email": ""}, "email_unverified"),
        ({"email": "ana"}, "email_unverified"),
        ({"sub": ""}, "email_unverified"),
        ({"sub": "x" * 256}, "email_unverified"),
        ({"email": "ana@elsewhere.example"}, "domain"),
        ({"email": "newcomer@acme.example"}, "no_right"),
    ],
)
def test_whoever_is_refused_is_told_why_and_recorded(db, ana, connected, come, trail, changed, reason):
    refused = come("ana", **changed)
    assert isinstance(refused, Refused)
    assert refused.sentence.endswith(".")
    assert [after["reason"] for _subject, after in trail(REFUSED)] == [reason]
    assert not db.exec(select(SignInSession).where(SignInSession.method == SSO)).all()


def test_an_address_of_another_company_does_not_open_this_one(db, make, connected, come):
    make.contact(make.account("Globex"), email="john@acme.example")
    assert isinstance(come("john"), Refused)


def test_a_provider_vouches_for_its_own_company_only(db, make, acme, ana, connected, come):
    globex = make.account("Globex")
    make.named(globex, ana)
    assert isinstance(come("ana", realm=globex.pk), Refused)


@pytest.mark.parametrize("state", [ContactState.SUSPENDED, ContactState.REMOVED])
@pytest.mark.parametrize("entry_role", ["", "finance"])
def test_who_was_suspended_or_removed_stays_out(db, ana, connected, come, trail, state, entry_role):
    connected(entry_role=entry_role, secret="")
    db.exec(select(Contact).where(Contact.person_id == ana.pk)).one().state = state
    db.flush()
    assert isinstance(come("ana"), Refused)
    assert trail(REFUSED)[-1][1]["reason"] == state


def test_whose_rights_have_ended_does_not_get_new_ones_at_the_door(db, make, ana, connected, come):
    connected(entry_role="finance", secret="")
    make.end_rights(ana)
    assert isinstance(come("ana"), Refused)


def test_a_first_visit_makes_a_contact_where_the_company_wants_it(db, acme, connected, inside, trail):
    connected(entry_role="technical", secret="")
    actor = inside("newcomer", name="  New \t Comer ")
    person = db.exec(select(Person).where(Person.email == "newcomer@acme.example")).one()
    assert (actor.person_id, person.name, set(actor.roles)) == (person.pk, "New Comer", {"technical"})
    right = db.exec(select(AccessRight).where(AccessRight.person_id == person.pk)).one()
    assert (right.role, right.source) == (CompanyRole.TECHNICAL, RightSource.SINGLE_SIGN_ON)
    assert trail(ActivityKind.SSO_JOINED) == [("newcomer@acme.example", {"role": "technical"})]
    assert inside("newcomer").person_id == person.pk
    assert len(trail(ActivityKind.SSO_JOINED)) == 1


def test_a_first_visit_of_somebody_known_elsewhere_makes_no_second_person(db, make, acme, connected, inside):
    connected(entry_role="finance", secret="")
    john = make.contact(make.account("Globex"), email="john@acme.example", name="John")
    assert inside("john").person_id == john.pk
    assert {account for account, _ in inside("john").accounts} == {acme.pk}


def test_a_reused_address_does_not_become_the_person_who_had_it(db, ana, connected, come, trail):
    assert isinstance(come("ana"), Entered)
    refused = come("ana", sub="somebody-else")
    assert "somebody else" in refused.sentence
    assert trail(REFUSED)[-1][1]["reason"] == "sub"


def test_a_new_address_at_the_provider_is_still_the_same_person(db, make, acme, ana, connected, inside):
    inside("ana")
    make.contact(acme, email="marta2@acme.example")
    assert inside("ana", email="marta2@acme.example").person_id == ana.pk


def test_another_issuer_knows_nobody_yet(db, ana, connected, inside):
    inside("ana")
    connected(issuer="https://new.example")
    assert inside("ana", sub="quite-another").person_id == ana.pk


def test_what_counts_once_counts_once(db):
    assert entering.spend(db, visitor(), "state", now() + timedelta(minutes=1))
    assert not entering.spend(db, visitor(), "state", now() + timedelta(minutes=1))
    assert entering.spend(db, visitor(), "other", now() + timedelta(minutes=1))


def test_only_a_visitor_comes_in(db, acme, marta):
    for actor in (Actor(), system(), marta):
        for call in (
            lambda actor=actor: entering.door_for(db, actor, "ana@acme.example", ""),
            lambda actor=actor: entering.door_of(db, actor, acme.pk),
            lambda actor=actor: entering.enter(db, actor, acme.pk, claims(), HERE),
            lambda actor=actor: entering.refuse(db, actor, acme.pk, "", visit=HERE),
            lambda actor=actor: entering.spend(db, actor, "", now()),
        ):
            with pytest.raises(Forbidden):
                call()


# The supplier's own people


@pytest.fixture
def staff_provider(monkeypatch):
    settings = get_settings().model_copy(
        update={"staff_oidc_issuer": "https://login.meridian.example", "staff_oidc_client_id": "portal"}
    )
    for module in ("entering", "arrivals"):
        monkeypatch.setattr(f"occ_app.services.single_sign_on.{module}.get_settings", lambda: settings)


def test_staff_come_in_through_the_suppliers_provider(db, make, staff_provider):
    make.person("sam@meridian.example", is_staff=True)
    assert entering.door_of(db, visitor(), STAFF).provider.is_ours
    entered = entering.enter(db, visitor(), STAFF, claims("sam", email="sam@meridian.example"), HERE)
    actor = sessions.resume(db, sessions.find(db, entered.token))
    assert (actor.account_id, set(actor.roles)) == (None, {"staff"})


def test_who_is_no_staff_does_not(db, ana, staff_provider, trail):
    for who in ("ana", "nobody"):
        assert isinstance(entering.enter(db, visitor(), STAFF, claims(who), HERE), Refused)
    assert [after["reason"] for _, after in trail(REFUSED)] == ["not_staff"] * 2


def test_the_suppliers_provider_opens_no_company_that_requires_its_own(db, make, acme, staff_provider):
    acme.requires_sso = True
    sam = make.contact(acme, email="sam@meridian.example")
    sam.is_staff = True
    db.flush()
    entered = entering.enter(db, visitor(), STAFF, claims("sam", email="sam@meridian.example"), HERE)
    assert sessions.resume(db, sessions.find(db, entered.token)).accounts == ()


# A company that lets nobody in with a code


@pytest.fixture
def required(db, acme, ana, connected):
    acme.requires_sso = True
    db.flush()


def test_who_asks_for_a_code_is_mailed_where_to_go_instead(db, required):
    sign_in.request_code(db, visitor(), "ana@acme.example", "192.0.2.1", "en", goal="/en/invoices")
    letter = mail(db)
    assert letter.subject == "Sign in with your company"
    assert "/en/sign-in?reason=company&email=ana%40acme.example&next=%2Fen%2Finvoices" in letter.text
    assert "token=" not in letter.text + letter.html


def test_a_code_asked_for_before_opens_nothing_and_nothing_breaks(db, acme, ana, connected):
    sign_in.request_code(db, visitor(), "ana@acme.example", "192.0.2.1", "en")
    code = code_in(mail(db))
    acme.requires_sso = True
    db.flush()
    assert sign_in.redeem(db, visitor(), "ana@acme.example", code, HERE) is None


def test_somebody_of_two_companies_gets_a_code_for_the_other(db, make, ana, required):
    make.named(make.account("Globex"), ana)
    sign_in.request_code(db, visitor(), "ana@acme.example", "192.0.2.1", "en")
    entered = sign_in.redeem(db, visitor(), "ana@acme.example", code_in(mail(db)), HERE)
    actor = sessions.resume(db, sessions.find(db, entered.token))
    assert [name for _, name in actor.accounts] == ["Globex"]


def test_a_stranger_is_mailed_nothing(db, required):
    sign_in.request_code(db, visitor(), "newcomer@acme.example", "192.0.2.1", "en")
    assert not db.exec(select(OutboxMail)).all()


def test_a_locked_secret_that_cannot_be_read_is_said(db, acme, marta, connected):
    db.exec(select(SsoConnection)).one().secret = "from another key"
    with pytest.raises(Exception, match="write it again"):
        door_for(db, "ana@acme.example")
    connections.save(db, marta, wanted())
    assert door_for(db, "ana@acme.example")
