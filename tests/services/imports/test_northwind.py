"""The ready mapping of the Northwind sample."""

import pytest
from sqlmodel import func, select

from occ_app.models import AccessRight, Account, CompanyRole, Order, Person
from occ_app.services import imports
from occ_app.settings import ROOT

FOLDER = ROOT.parent / "shared/data/northwind"

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason=f"The Northwind sample is not here ({FOLDER}): its import was not tested."
)


def test_customers_orders_and_contacts_are_imported_and_stay_the_same(feed, db):
    mapping = imports.load(ROOT / "mappings/northwind.toml")
    for created, changed in ((True, True), (False, False)):
        accounts = feed("accounts", FOLDER / "customers.csv", **mapping)
        orders = feed("orders", FOLDER / "orders.csv", **mapping)
        contacts = feed("contacts", FOLDER / "customers.csv", **mapping)
        assert accounts.rejects == orders.rejects == []
        assert bool(accounts.report.created) is bool(orders.report.created) is created
        assert bool(contacts.report.updated) is changed
        assert all("import the order first" in reject.reason for reject in contacts.rejects)
    assert db.exec(select(func.count()).select_from(Account)).one() == 93
    assert db.exec(select(func.count()).select_from(Order)).one() == 830
    alfki = db.exec(select(Account).where(Account.number == "ALFKI")).one()
    assert (alfki.name, alfki.country, alfki.city) == ("Alfreds Futterkiste", "DE", "Berlin")
    person = db.exec(select(Person).where(Person.email == "purchasing@alfki.example")).one()
    assert person.name == "Maria Anders"
    roles = db.exec(select(AccessRight.role).where(AccessRight.person_id == person.pk)).all()
    assert CompanyRole.ADMIN in roles
