import pytest

from occ_app.access import sessions
from occ_app.access.permissions import Permission, Role
from occ_app.access.rights import places
from occ_app.errors import Forbidden
from occ_app.models import CompanyRole, ContactRole, SignInMethod, SignInSession


@pytest.fixture
def group(make):
    """Holding, with a subsidiary of a subsidiary, and one that keeps to itself."""
    holding = make.account("Holding")
    spain = make.account("Spain", parent_id=holding.pk, is_seen_by_parent=True)
    cadiz = make.account("Cádiz", parent_id=spain.pk, is_seen_by_parent=True)
    secret = make.account("Secret", parent_id=holding.pk)
    return {"holding": holding, "spain": spain, "cadiz": cadiz, "secret": secret}


def of(db, person, session=None):
    return {place.account.name: place.roles for place in places(db, person, session).values()}


def test_rights_in_several_companies_stay_apart(make, db):
    person = make.contact(make.account("Globex"), ContactRole.FINANCE, ContactRole.TECHNICAL)
    make.right(make.account("Acme"), person, CompanyRole.ADMIN)
    assert of(db, person) == {"Acme": {Role.ADMIN}, "Globex": {Role.FINANCE, Role.TECHNICAL}}
    assert list(of(db, person)) == ["Acme", "Globex"]


def test_a_right_that_ended_counts_no_more(make, db):
    person = make.contact(make.account())
    make.end_rights(person)
    assert of(db, person) == {}


def test_who_oversees_the_parent_reads_the_subsidiaries_it_sees_and_theirs(make, db, group):
    person = make.contact(group["holding"])
    reads = {Role.PARENT}
    assert of(db, person) == {"Holding": {Role.FINANCE}, "Spain": reads, "Cádiz": reads}
    actor = sessions.resume(db, make.actor(person).session_ref, group["cadiz"].pk)
    assert actor.may(Permission.INVOICES_READ)
    assert not actor.may(Permission.INVOICES_MAIL)


def test_ones_own_right_in_a_subsidiary_is_not_lessened(make, db, group):
    person = make.contact(group["holding"])
    make.right(group["spain"], person, CompanyRole.ADMIN)
    assert of(db, person)["Spain"] == {Role.ADMIN}


def test_a_technical_contact_of_the_parent_sees_no_subsidiary(make, db, group):
    assert set(of(db, make.contact(group["holding"], ContactRole.TECHNICAL))) == {"Holding"}


def test_a_subsidiary_does_not_see_its_parent(make, db, group):
    assert set(of(db, make.contact(group["spain"]))) == {"Spain", "Cádiz"}


def test_companies_that_own_each_other_are_no_endless_walk(make, db, group):
    group["holding"].parent_id, group["holding"].is_seen_by_parent = group["cadiz"].pk, True
    db.flush()
    assert set(of(db, make.contact(group["holding"]))) == {"Holding", "Spain", "Cádiz"}


def test_an_identity_provider_opens_its_own_company_alone(make, db):
    acme, globex = make.account("Acme"), make.account("Globex")
    person = make.contact(acme)
    make.named(globex, person)
    by_acme = SignInSession(method=SignInMethod.SINGLE_SIGN_ON, only_account_id=acme.pk)
    assert set(of(db, person, by_acme)) == {"Acme"}


def test_where_the_provider_is_required_a_code_opens_nothing(make, db):
    acme, globex = make.account("Acme", requires_sso=True), make.account("Globex")
    person = make.contact(acme)
    with pytest.raises(Forbidden):
        make.actor(person)
    make.named(globex, person)
    assert dict(make.actor(person).accounts).keys() == {globex.pk}
    by_acme = SignInSession(method=SignInMethod.SINGLE_SIGN_ON, only_account_id=acme.pk)
    assert set(of(db, person, by_acme)) == {"Acme"}
