"""Demo databases, filled once for all the tests that only read them."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlmodel import Session, select

from occ_app import demo
from occ_app.access.actors import system
from occ_app.db import open_engine
from occ_app.models import Account, Invoice
from occ_app.testing import databases

TODAY = date(2026, 11, 22)
AWKWARD = [date(2026, 1, 1), date(2028, 2, 29), date(2026, 3, 31), date(2027, 2, 28), date(2026, 12, 31)]


@contextmanager
def filled_once(kind, today):
    """A database of its own for all tests that only read it."""
    engine = open_engine(databases.fresh(kind))
    with Session(engine) as session:
        demo.seed(session, system(), today)
        yield session
    engine.dispose()


@pytest.fixture(scope="package", params=databases.KINDS)
def filled(request):
    with filled_once(request.param, TODAY) as session:
        yield session


@pytest.fixture(scope="module", params=AWKWARD, ids=str)
def awkward(request):
    with filled_once("sqlite", request.param) as session:
        yield session, request.param


@pytest.fixture
def today():
    """The day of `filled`."""
    return TODAY


@pytest.fixture
def documents_of():
    """The documents of a company, most urgent first."""

    def found(db, company):
        account = db.exec(select(Account).where(Account.name == company)).one()
        return db.exec(
            select(Invoice).where(Invoice.account_id == account.pk).order_by(Invoice.urgency)
        ).all()

    return found
