"""The portal serving a bench database in a process of its own, and people signed in to its large company."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from occ_app import db
from occ_app.access import sessions
from occ_app.models import (
    AccessRight,
    CompanyRole,
    Contact,
    ContactRole,
    Order,
    OrderContact,
    Person,
    RightSource,
)
from occ_app.testing.server import Server, serving

UNLIMITED = {"OCC_EVENTS_PER_SECOND": "1000000", "OCC_EVENT_BURST": "1000000"}
"""One machine says here what many people would; the limit of a single browser is not what is measured."""

COLLECT = "import gc, signal; signal.signal(signal.SIGUSR1, lambda *_: gc.collect())"
"""Lets `memory` see what is held, not what is merely waiting to be collected."""


@contextmanager
def portal(database_url: str) -> Iterator[Server]:
    """The served portal, without the limit of events."""
    with tempfile.TemporaryDirectory(prefix="occ-bench-served-") as folder:
        log = Path(folder) / "portal.log"
        with serving(database_url, log, first=COLLECT, **UNLIMITED) as server:
            yield server


def signed_in(account_id: int, count: int) -> list[str]:
    """The cookies of so many new sessions of the large company's accountant, in the database of the settings."""
    with db.transaction() as session:
        person = _accountant(session, account_id)
        return [
            sessions.begin(session, person, user_agent="bench", address="127.0.0.1") for _ in range(count)
        ]


def _accountant(session: Session, account_id: int) -> Person:
    email = f"accountant@company-{account_id}.example"
    known = session.exec(select(Person).where(Person.email == email)).one_or_none()
    if known:
        return known
    person = Person(email=email, name="Ada Accountant")
    session.add(person)
    session.flush()
    order_id = session.exec(select(Order).where(Order.account_id == account_id).limit(1)).one().pk
    mine: dict[str, Any] = {"account_id": account_id, "person_id": person.pk}
    session.add(OrderContact(order_id=order_id, role=ContactRole.FINANCE, **mine))
    session.add(Contact(**mine))
    session.add(AccessRight(order_id=order_id, role=CompanyRole.FINANCE, source=RightSource.ORDER, **mine))
    session.flush()
    return person
