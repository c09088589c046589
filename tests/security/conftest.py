"""One served portal for every attack, two companies in it, and a watch on its log."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx
import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app.access import cookies, sessions
from occ_app.models import ContactRole, Person
from occ_app.testing import databases
from occ_app.testing.factories import Make
from occ_app.testing.server import Server, serving
from occ_app.testing.socket_client import open_socket

ANA, TOMAS, ELENA, MARTA = (f"{name}@acme.example" for name in ("ana", "tomas", "elena", "marta"))
JOHN, STAFF = "john@globex.example", "staff@meridian.example"
EVERYBODY = (ANA, TOMAS, ELENA, MARTA, JOHN, STAFF)
NUMBERS = count(20_000)
"""What the records of single tests are numbered by, apart from those of the portal: they share its database."""

BURST = 8_000
"""Messages a session may send at once here: enough for every handler with every hostile value."""

ACME, ACME_OTHER_ORDER, GLOBEX, KUWAIT = "ACME-0001", "ACME-0002", "GLOBEX-0666", "KUWAIT-0777"


@dataclass
class Portal:
    """The served portal and a way to stand in front of it as anybody."""

    server: Server
    tokens: list[str] = field(default_factory=list)

    def session(self, email):
        """The token of a new session of this person."""
        with database.transaction() as db:
            person = db.exec(select(Person).where(Person.email == email)).one()
            self.tokens.append(sessions.begin(db, person, user_agent="test", address="192.0.2.1"))
        return self.tokens[-1]

    def ref(self, token):
        """The public name of a session."""
        with database.transaction(reads_only=True) as db:
            return sessions.find(db, token)

    def browser(self, session="", **headers):
        """A browser that follows no redirect."""
        client = httpx.Client(base_url=self.server.url, headers=headers)
        if session:
            client.headers["cookie"] = f"{cookies.name()}={session}"
        return client

    @contextmanager
    def socket(self, session="", **options):
        """An open socket, its page not yet opened."""
        with open_socket(self.server.url, session, **options) as client:
            yield client

    @contextmanager
    def page(self, session, page="/en/overview", **options):
        """A page in a browser, filled."""
        with self.socket(session, page=page, **options) as client:
            yield client.join()

    def is_well(self):
        """Whether somebody else is served as ever."""
        with self.page(self.session(ANA), "/en/invoices") as page:
            return page.of("frame_state")["company"] == "Acme Iberia" and bool(
                page.of("invoices_state")["rows"]
            )


def people_and_papers(make):
    """Acme with four contacts and two orders; Globex and its sister company with one; the supplier's staff."""
    acme, globex, kuwait = (
        make.account(name) for name in ("Acme Iberia", "Globex Industries", "Globex Kuwait")
    )
    own, other = make.order(acme), make.order(acme)
    make.contact(acme, ContactRole.FINANCE, order=other, email=ANA, name="Ana Ruiz")
    make.contact(acme, ContactRole.TECHNICAL, order=own, email=TOMAS, name="Tomás Vidal")
    make.contact(acme, ContactRole.EXECUTIVE, order=other, email=ELENA, name="Elena Marín")
    make.contact(acme, ContactRole.FINANCE, order=other, is_admin=True, email=MARTA, name="Marta Soler")
    john = make.contact(globex, email=JOHN, name="John Baker")
    make.named(kuwait, john)
    make.person(STAFF, name="Sam Doe", is_staff=True)
    make.invoice(acme, number=ACME, order=own)
    make.invoice(acme, number=ACME_OTHER_ORDER, order=other, total_minor=77_777)
    make.invoice(globex, number=GLOBEX, total_minor=66_666)
    make.invoice(kuwait, number=KUWAIT, total_minor=55_555)


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """The portal, served for all tests of this folder."""
    with databases.temporary("sqlite") as url:
        with database.transaction() as db:
            people_and_papers(Make(db))
        limits = {"OCC_EVENT_BURST": str(BURST), "OCC_EVENTS_PER_SECOND": "1"}
        with serving(url, tmp_path_factory.mktemp("portal") / "log", **limits) as server:
            yield (opened := Portal(server))
            assert not [token for token in opened.tokens if token in server.said()]


@pytest.fixture(autouse=True)
def quiet_log(portal):
    """Whatever a test does, the portal has foreseen it."""
    before = len(portal.server.said().splitlines())
    yield
    unforeseen = [
        line
        for line in portal.server.said().splitlines()[before:]
        if "Traceback" in line or '"level": "error"' in line or not line.startswith("{")
    ]
    assert not unforeseen, unforeseen[0].replace("\\n", "\n")
