from sqlmodel import select

from occ_app import db as database
from occ_app.demo import identity_provider
from occ_app.demo.acme import ACME
from occ_app.integrations import identity
from occ_app.models import SsoConnection
from occ_app.services.single_sign_on.connections import provider_of
from occ_app.testing.factories import Make
from occ_app.testing.server import free_port


def connection():
    with database.transaction(reads_only=True) as db:
        return db.exec(select(SsoConnection)).one_or_none()


def test_acme_is_connected_while_it_runs_and_not_when_it_is_gone(database_url):
    with database.transaction() as db:
        make = Make(db)
        acme = make.account(ACME.name)
        acme.number = ACME.number
        make.contact(acme, is_admin=True, email=ACME.people[0].email)
    with identity_provider.running(free_port()) as issuer:
        stored = connection()
        assert stored.issuer == issuer
        identity.discover(provider_of(stored))
        identity_provider.connect(issuer)
        assert connection().changed_at == stored.changed_at
    identity_provider.disconnect()
    assert connection() is None


def test_other_data_has_no_acme_to_connect(database_url):
    identity_provider.connect("http://localhost:1")
    identity_provider.disconnect()
    assert connection() is None
