"""An identity provider for the demo: Acme's people sign in there, and one click says who one is."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from sqlmodel import Session, col, select

from occ_app import db
from occ_app.access import sessions
from occ_app.access.actors import Actor
from occ_app.demo.acme import ACME
from occ_app.models import Account, Person
from occ_app.services.single_sign_on import connections
from occ_app.services.single_sign_on.wanted import Wanted

PACKAGE = "oidc_provider_mock"
PATIENCE_SECONDS = 30
HERE = "http://localhost:"
NEWCOMER = ("newcomer@acme.example", "Newcomer")
"""Known at the provider, named on no order: must not get in."""


@contextmanager
def running(port: int) -> Iterator[str]:
    """The provider in a process of its own on this machine, and Acme connected to it; its issuer."""
    issuer = f"{HERE}{port}"
    people = [(named.email, named.name) for named in ACME.people] + [NEWCOMER]
    claims = [
        json.dumps({"sub": email, "email": email, "email_verified": True, "name": name})
        for email, name in people
    ]
    told = [part for one in claims for part in ("--user-claims", one)]
    process = subprocess.Popen(  # noqa: S603 - a package of ours, told our own people
        [sys.executable, "-m", PACKAGE, "-p", str(port), *told],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(issuer, process)
        connect(issuer)
        yield issuer
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def connect(issuer: str) -> None:
    """Let Acme's people sign in there; with a code too."""
    with db.transaction() as session:
        marta = _administrator(session)
        found = connections.shown(session, marta) if marta else None
        if marta and (found is None or found.issuer != issuer):
            wanted = Wanted(issuer, "customer-center", "demo", "acme.example")
            connections.save(session, marta, wanted)


def disconnect() -> None:
    """Take away the provider of an earlier demo: it is not there any more."""
    with db.transaction() as session:
        marta = _administrator(session)
        found = connections.shown(session, marta) if marta else None
        if marta and found and found.issuer.startswith(HERE):
            connections.remove(session, marta)


def _administrator(session: Session) -> Actor | None:
    """Acme's; none where there is other data than the invented companies."""
    email = next(named.email for named in ACME.people if named.is_admin)
    account = session.exec(select(Account).where(col(Account.number) == ACME.number)).one_or_none()
    person = session.exec(select(Person).where(col(Person.email) == email)).one_or_none()
    return sessions.absent(session, person, account.pk) if account and person else None


def _wait_for(issuer: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the demo's identity provider does not answer")
