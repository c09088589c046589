from sqlmodel import select

from occ_app.models import CompanyRole, Contact, ContactRole, ContactState
from occ_app.services.approvals import naming


def names(db, query):
    return [person.name for person in db.execute(query).scalars()]


def test_a_role_names_everybody_who_has_it_now(acme, make, db):
    rule = acme.rule(role=CompanyRole.EXECUTIVE)
    assert names(db, naming.named(rule)) == ["Elena Marín", "Max Roca"]
    make.end_rights(acme.max)
    assert names(db, naming.named(rule)) == ["Elena Marín"]
    place = db.exec(select(Contact).filter_by(person_id=acme.elena.pk)).one()
    place.state = ContactState.SUSPENDED
    db.flush()
    assert names(db, naming.named(rule)) == []


def test_a_person_is_named_whichever_approving_role_they_have(acme, make, db):
    rule = acme.rule(person_id=acme.ana.pk)
    assert names(db, naming.named(rule)) == ["Ana Ruiz"]
    tomas = make.contact(acme.account, ContactRole.TECHNICAL, name="Tomás")
    assert names(db, naming.named(acme.rule(1, person_id=tomas.pk))) == []


def test_people_of_other_companies_are_not_named(acme, make, db):
    make.contact(make.account("Globex"), ContactRole.EXECUTIVE, is_admin=True, name="Eve")
    assert "Eve" not in names(db, naming.named(acme.rule(role=CompanyRole.EXECUTIVE)))
    assert names(db, naming.administrators(acme.account.pk)) == ["Marta Soler"]


def test_who_makes_payments_is_known(acme, db):
    everybody = naming.active(acme.account.pk, tuple(CompanyRole))
    assert names(db, everybody.where(naming.paying(acme.account.pk))) == ["Ana Ruiz", "Marta Soler"]
