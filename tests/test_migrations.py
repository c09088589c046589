"""A database of an earlier revision, with data in it, becomes one of today's."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlmodel import Session

from occ_app import db as database
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Role
from occ_app.bench import data
from occ_app.services import invoices, ledger
from occ_app.services.invoices import Filter, Group
from occ_app.settings import ROOT
from occ_app.testing import databases

ALEMBIC = Config(ROOT / "alembic.ini")


@pytest.mark.parametrize("kind", databases.KINDS)
def test_documents_of_the_first_revision_are_counted_and_found(kind):
    with databases.using(databases.fresh(kind)):
        command.downgrade(ALEMBIC, "0001")
        with database.engine().begin() as connection:
            data.fill(connection, data.Size(600, 3), data.today())
        command.upgrade(ALEMBIC, "head")
        with database.transaction(reads_only=True) as session:
            assert ledger.check(session, system()) == []
            actor = Actor(roles=frozenset({Role.FINANCE}), account_id=1)
            counted = invoices.tallies(session, actor, Filter())[Group.ALL]
            assert sum(tally.count for tally in counted) == 600
            found = invoices.listing(session, actor, Filter(search="0000417")).items
            assert [invoice.number for invoice, _order in found] == ["INV-0000417"]


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_newest_revision_can_be_taken_back(kind):
    with databases.using(databases.fresh(kind)):
        command.downgrade(ALEMBIC, "base")
        command.upgrade(ALEMBIC, "head")
        with Session(database.engine()) as session:
            assert session.execute(text("SELECT count(*) FROM invoice_tally")).scalar() == 0


def test_sqlite_is_told_of_every_index_that_begins_with_the_company():
    # One it knows nothing of looks best to it: it would sort a whole company by way of that one.
    with databases.using(databases.fresh("sqlite")), database.engine().connect() as connection:
        told = set(connection.execute(text("SELECT idx FROM sqlite_stat1")).scalars())
        known = inspect(connection)
        missing = {
            str(index["name"])
            for table in ("invoice", "payment")
            for index in known.get_indexes(table)
            if index["column_names"][0] == "account_id"
        } - told
    assert missing == set()
