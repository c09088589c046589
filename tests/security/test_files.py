"""Files made in the background: nobody asks for foreign documents, or fetches a file of somebody else."""

from threading import Event

import pytest
from sqlmodel import select

from occ_app import db as database
from occ_app import worker
from occ_app.access import sessions
from occ_app.models import Export, Invoice
from occ_app.state.files import FilesState
from occ_app.testing.factories import Make
from tests.security.conftest import ACME, ACME_OTHER_ORDER, ANA, ELENA, GLOBEX, JOHN, KUWAIT, STAFF, TOMAS

STATE = FilesState.get_full_name()


def asked():
    with database.transaction(reads_only=True) as db:
        return db.exec(select(Export.key).order_by(Export.id)).all()


@pytest.fixture
def ana_file(portal):
    """The address of a finished file of Ana's, asked for through her socket."""
    with portal.page(portal.session(ANA), page="/en/invoices") as page:
        page.send(f"{STATE}.prepare", query="status=all", kind="csv")
        assert page.until(lambda: page.of("files_state").get("files"))
    worker.make_files(Event())
    return f"/documents/files/{asked()[-1]}"


def test_only_whoever_asked_for_a_file_gets_it(portal, ana_file):
    session = portal.session(ANA)
    got = portal.browser(session).get(ana_file)
    assert (got.status_code, ACME in got.text, GLOBEX in got.text) == (200, True, False)
    for email in (ELENA, TOMAS, JOHN):
        assert portal.browser(portal.session(email)).get(ana_file).status_code == 404
    assert portal.browser(portal.session(STAFF)).get(ana_file).status_code == 403
    assert portal.browser().get(ana_file).status_code == 401
    with database.transaction() as db:
        sessions.end(db, portal.ref(session))
    assert portal.browser(session).get(ana_file).status_code == 401


@pytest.mark.parametrize("tail", ["/..", "%2f..%2f..%2f.env", ".1", "/", "?company=2", "?company=x", "%00"])
def test_tricks_with_the_address_lead_nowhere(portal, ana_file, tail):
    got = portal.browser(portal.session(JOHN)).get(ana_file + tail)
    assert got.status_code in (303, 401, 404)
    assert ACME not in got.text


@pytest.mark.parametrize(
    ("email", "number"),
    [(ANA, GLOBEX), (JOHN, ACME), (JOHN, KUWAIT), (TOMAS, ACME_OTHER_ORDER), (STAFF, ACME)],
)
def test_documents_of_others_cannot_be_asked_for(portal, email, number):
    before = asked()
    with portal.page(portal.session(email), page="/en/invoices") as page:
        page.send(f"{STATE}.prepare", query=f"numbers={number}", kind="zip")
        page.until(lambda: False, seconds=0.5)
        assert not page.of("files_state").get("files")
    assert asked() == before


def test_what_others_wait_for_is_not_shown(portal, ana_file):
    for email in (ELENA, JOHN, STAFF):
        with portal.page(portal.session(email)) as page:
            for name in ("look", "follow"):
                page.send(f"{STATE}.{name}")
            page.until(lambda: False, seconds=0.5)
            assert not page.of("files_state").get("entries")
            assert not page.of("files_state").get("files")


def test_a_receipt_is_for_those_who_read_the_companys_payments(portal):
    with database.transaction() as db:
        invoice = db.exec(select(Invoice).where(Invoice.number == ACME)).one()
        payment = Make(db).payment(invoice, 1, number="SEEN-BY-ACME")
        address = f"/documents/receipts/{payment.number}.pdf"
    statuses = {
        who: portal.browser(portal.session(who)).get(address).status_code for who in (ANA, ELENA, JOHN, TOMAS)
    }
    assert statuses == {ANA: 200, ELENA: 200, JOHN: 404, TOMAS: 403}
    assert portal.browser().get(address).status_code == 401
