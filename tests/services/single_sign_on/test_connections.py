import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import Actor, system
from occ_app.errors import Forbidden, Invalid, NotFound, SignedOut
from occ_app.models import Account, ActivityKind, SignInSession, SsoConnection, SsoIdentity
from occ_app.services.single_sign_on import connections, requirement
from tests.services.single_sign_on.conftest import ISSUER, wanted


def test_nothing_is_set_up_at_first(db, marta):
    assert connections.shown(db, marta) is None
    for call in (connections.remove, connections.provider, connections.note_tested):
        with pytest.raises(NotFound):
            call(db, marta)


def test_what_is_saved_is_shown_but_for_the_secret(db, marta, connected):
    connected(domains="@Acme.example, acme.example", entry_role="technical")
    found = connections.shown(db, marta)
    assert (found.issuer, found.client_id, found.domains) == (ISSUER, "portal", ["acme.example"])
    assert (found.entry_role, found.is_enabled, found.is_required, found.came_so) == (
        "technical",
        True,
        False,
        False,
    )
    assert "s3cret" not in repr(found)
    assert connections.provider(db, marta).secret == "s3cret"
    assert "s3cret" not in repr(connections.provider(db, marta))


def test_the_secret_is_kept_encrypted_and_out_of_the_trail(db, marta, connected, trail):
    connected(secret="other s3cret")
    assert "s3cret" not in db.exec(select(SsoConnection)).one().model_dump_json()
    said = trail(ActivityKind.SSO_CHANGED)
    assert len(said) == 2
    assert "s3cret" not in str(said)
    assert said[1][1]["secret"] == "changed"


def test_an_empty_secret_keeps_the_one_there_is(db, marta, connected, trail):
    connected(secret="", entry_role="finance")
    assert connections.provider(db, marta).secret == "s3cret"
    connected(secret="", entry_role="finance")
    assert len(trail(ActivityKind.SSO_CHANGED)) == 2


@pytest.mark.parametrize("other", [{"issuer": "https://evil.example"}, {"client_id": "other"}])
def test_the_secret_of_one_provider_is_never_shown_to_another(db, marta, connected, other):
    with pytest.raises(Invalid) as refusal:
        connections.save(db, marta, wanted(secret="", **other))
    assert refusal.value.field == "secret"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"secret": " "}, "secret"),
        ({"secret": "x" * 1_001}, "secret"),
        ({"client_id": ""}, "client_id"),
        ({"client_id": "x" * 256}, "client_id"),
        ({"client_id": "a\0b"}, "issuer"),
        ({"issuer": "https://" + "x" * 300}, "issuer"),
        ({"entry_role": "admin"}, "entry_role"),
        ({"domains": " , "}, "domains"),
        ({"domains": "acme"}, "domains"),
        ({"domains": "gmail.com"}, "domains"),
        ({"domains": "globex.example"}, "domains"),
        ({"domains": "me.example"}, "domains"),
        ({"domains": "%"}, "domains"),
        ({"domains": " ".join(f"d{n}.example" for n in range(21))}, "domains"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(db, marta, wrong, field):
    with pytest.raises(Invalid) as refusal:
        connections.save(db, marta, wanted(**wrong))
    assert refusal.value.field == field
    assert connections.shown(db, marta) is None


def test_an_address_that_is_no_provider_is_refused(db, marta):
    with pytest.raises(Exception, match="is not an address"):
        connections.save(db, marta, wanted(issuer="acme.example"))


def test_a_domain_is_one_companys(db, make, marta, connected):
    globex = make.account("Globex")
    make.contact(globex, email="spy@acme.example")
    john = make.actor(make.contact(globex, is_admin=True, email="john@globex.example"))
    with pytest.raises(Invalid, match=r"acme\.example is in use"):
        connections.save(db, john, wanted())
    connections.save(db, john, wanted(domains="globex.example"))
    assert connections.shown(db, marta).domains == ["acme.example"]


def test_an_invitation_vouches_for_no_domain(db, make, acme, marta):
    make.right(acme, make.person("guest@globex.example"), "finance", source="invitation")
    with pytest.raises(Invalid, match="No order"):
        connections.save(db, marta, wanted(domains="globex.example"))


def test_only_an_administrator_manages_it(db, make, acme, connected, ana):
    for actor in (make.actor(ana), Actor(), system()):
        for call in (connections.shown, connections.remove, connections.visitors, connections.provider):
            with pytest.raises(Forbidden):
                call(db, actor)
        with pytest.raises(Forbidden):
            connections.save(db, actor, wanted())


def test_only_who_is_in_through_it_may_require_it(db, make, acme, marta, connected, inside, trail):
    with pytest.raises(Invalid, match="locked out"):
        connections.require_it(db, marta, required=True)
    marta_by_sso = inside("marta")
    assert connections.shown(db, marta_by_sso).came_so
    connections.require_it(db, marta_by_sso, required=True)
    connections.require_it(db, marta_by_sso, required=True)
    assert acme.requires_sso
    with pytest.raises(SignedOut):
        sessions.resume(db, marta.session_ref)
    assert sessions.resume(db, marta_by_sso.session_ref).account_id == acme.pk
    connections.require_it(db, marta_by_sso, required=False)
    assert [after for _, after in trail(ActivityKind.SSO_REQUIRED)] == [
        {"required": True},
        {"required": False},
    ]


@pytest.mark.parametrize("change", [{"is_enabled": False}, {"secret": "new"}, {"client_id": "other"}])
def test_whatever_must_prove_itself_anew_is_not_required_meanwhile(
    db, acme, marta, connected, inside, change
):
    marta = inside("marta")
    connections.require_it(db, marta, required=True)
    connections.save(db, marta, wanted(**change))
    assert not acme.requires_sso
    with pytest.raises(Invalid):
        connections.require_it(db, marta, required=True)


def test_domains_and_first_visits_may_change_while_it_is_required(db, acme, marta, connected, inside):
    marta = inside("marta")
    connections.require_it(db, marta, required=True)
    connections.save(db, marta, wanted(secret="", entry_role="finance"))
    assert acme.requires_sso


def test_removing_it_ends_what_came_of_it_but_for_the_administrator(
    db, ana, acme, marta, connected, inside, trail
):
    ana_in, marta_in = inside("ana"), inside("marta")
    connections.require_it(db, marta_in, required=True)
    connections.remove(db, marta_in)
    assert sessions.live(db, {ana_in.session_ref, marta_in.session_ref}) == {marta_in.session_ref}
    assert not acme.requires_sso
    assert not db.exec(select(SsoIdentity)).all()
    assert connections.shown(db, marta_in) is None
    assert trail(ActivityKind.SSO_REMOVED) == [(ISSUER, {})]


def test_another_provider_ends_the_sessions_of_the_one_before(db, ana, marta, connected, inside):
    ana_in = inside("ana")
    connected(entry_role="finance", secret="")
    assert sessions.live(db, {ana_in.session_ref})
    connected(issuer="https://new.example")
    assert not sessions.live(db, {ana_in.session_ref})


def test_who_has_come_so_is_listed_and_can_be_forgotten(db, ana, marta, connected, inside, come, trail):
    ana_in = inside("ana")
    (one,) = connections.visitors(db, marta)
    assert (one.name, one.email) == ("Ana Ruiz", "ana@acme.example")
    connections.forget(db, marta, one.id)
    assert not connections.visitors(db, marta)
    assert not sessions.live(db, {ana_in.session_ref})
    assert trail(ActivityKind.SSO_FORGOTTEN) == [("ana@acme.example", {})]
    assert come("ana", sub="a new person").token


def test_nobody_of_another_company_can_be_forgotten(db, make, ana, marta, connected, inside):
    inside("ana")
    john = make.actor(make.contact(make.account("Globex"), is_admin=True))
    for identity_id in (connections.visitors(db, marta)[0].id, 999):
        with pytest.raises(NotFound):
            connections.forget(db, john, identity_id)


def test_a_test_that_went_well_is_noted_and_a_change_forgets_it(db, marta, connected):
    connections.note_tested(db, marta)
    assert connections.shown(db, marta).tested_at
    connected(secret="other")
    assert connections.shown(db, marta).tested_at is None


def test_the_operator_lets_codes_in_again(db, acme, marta, connected, inside, trail):
    connections.require_it(db, inside("marta"), required=True)
    assert requirement.lift(db, system(), acme.number) == "Acme"
    assert requirement.lift(db, system(), acme.number) == "Acme"
    assert not db.get(Account, acme.pk).requires_sso
    assert len(trail(ActivityKind.SSO_REQUIRED)) == 2
    with pytest.raises(NotFound, match="NO-SUCH"):
        requirement.lift(db, system(), "NO-SUCH")
    with pytest.raises(Forbidden):
        requirement.lift(db, marta, acme.number)


def test_a_secret_under_another_key_has_to_be_written_again(db, marta, connected):
    db.exec(select(SsoConnection)).one().secret = "from another key"
    with pytest.raises(Invalid) as refusal:
        connections.provider(db, marta)
    assert refusal.value.field == "secret"


def test_a_session_from_before_a_change_does_not_prove_the_change(db, acme, marta, connected, inside):
    marta_in = inside("marta")
    session = db.exec(select(SignInSession).where(SignInSession.ref == marta_in.session_ref)).one()
    db.exec(select(SsoConnection)).one().changed_at = session.created_at
    assert not connections.shown(db, marta_in).came_so
