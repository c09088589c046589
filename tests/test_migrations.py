"""A database of an earlier revision, with data in it, becomes one of today's."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlmodel import Session, select

from occ_app import db as database
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.access.rights import places
from occ_app.bench import data
from occ_app.models import ContactRole, Person
from occ_app.services import invoices, ledger
from occ_app.services.invoices import Filter, Group
from occ_app.settings import ROOT
from occ_app.testing import databases
from occ_app.testing.factories import Make

ALEMBIC = Config(ROOT / "alembic.ini")


@pytest.mark.parametrize("kind", databases.KINDS)
def test_documents_of_the_first_revision_are_counted_and_found(kind):
    with databases.temporary(kind):
        with database.engine().begin() as connection:
            data.fill(connection, data.Size(600, 3), data.today())
        command.downgrade(ALEMBIC, "0001")
        command.upgrade(ALEMBIC, "head")
        with database.transaction(reads_only=True) as session:
            assert ledger.check(session, system()) == []
            actor = Actor(roles=frozenset({Role.FINANCE}), account_id=1)
            counted = invoices.tallies(session, actor, Filter())[Group.ALL]
            assert sum(tally.count for tally in counted) == 600
            found = invoices.listing(session, actor, Filter(search="0000417")).items
            assert [invoice.number for invoice, _order in found] == ["INV-0000417"]


@pytest.mark.parametrize("kind", databases.KINDS)
def test_people_whom_orders_named_before_there_were_rights_have_theirs(kind):
    with databases.temporary(kind):
        with database.transaction() as session:
            make = Make(session)
            make.contact(make.account("Acme"), ContactRole.FINANCE, ContactRole.TECHNICAL, is_admin=True)
            make.contact(make.account("Globex"), ContactRole.EXECUTIVE)
        command.downgrade(ALEMBIC, "0005")
        command.upgrade(ALEMBIC, "head")
        with database.transaction(reads_only=True) as session:
            given = {
                place.account.name: place.roles
                for person in session.exec(select(Person))
                for place in places(session, person, None).values()
            }
    assert given == {"Acme": {Role.FINANCE, Role.TECHNICAL, Role.ADMIN}, "Globex": {Role.EXECUTIVE}}


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_tables_are_those_the_models_describe(kind):
    with databases.temporary(kind):
        command.check(ALEMBIC)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_newest_revision_can_be_taken_back(kind):
    with databases.temporary(kind):
        command.downgrade(ALEMBIC, "base")
        command.upgrade(ALEMBIC, "head")
        with Session(database.engine()) as session:
            assert session.execute(text("SELECT count(*) FROM invoice_tally")).scalar() == 0


def test_sqlite_is_told_of_every_index_that_begins_with_the_company():
    # One it knows nothing of looks best to it: it would sort a whole company by way of that one.
    with databases.temporary("sqlite"), database.engine().connect() as connection:
        told = set(connection.execute(text("SELECT idx FROM sqlite_stat1")).scalars())
        known = inspect(connection)
        missing = {
            str(index["name"])
            for table in ("invoice", "payment")
            for index in known.get_indexes(table)
            if index["column_names"][0] == "account_id"
        } - told
    assert missing == set()
