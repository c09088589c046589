import csv
import io
from types import SimpleNamespace

import pytest
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from occ_app import db as database
from occ_app.access import sessions
from occ_app.access.actors import system
from occ_app.endpoints.payment_papers import routes
from occ_app.models import ContactRole, PaymentMethod
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.testing.factories import Make
from occ_app.testing.trail import trail


@pytest.fixture
def portal(database_url):
    """Acme’s transfer that has arrived, one of Globex’s; and a browser that is whoever `be` says."""
    served = Starlette(routes=routes)
    found = SimpleNamespace(ref="")

    async def gate(scope, receive, send):
        if found.ref:
            scope["occ.session_ref"] = found.ref
        await served(scope, receive, send)

    def be(who):
        with database.transaction() as db:
            token = sessions.begin(db, people[who], user_agent="test", address="127.0.0.1")
            found.ref = sessions.find(db, token)

    people = {}
    with database.transaction() as db:
        make = Make(db)
        for company in ("Acme", "Globex"):
            account = make.account(company)
            person = people[company] = make.contact(account, name=company)
            actor = make.actor(person)
            invoice = make.invoice(account, 10_000, number=f"{company}-1")
            number = paying.begin(db, actor, Choice(numbers=(invoice.number,)))[0]
            paying.choose(db, actor, number, method=PaymentMethod.BANK_TRANSFER)
            order = paying.send(db, actor, number, 10_000)
            waiting = paying.begin(db, actor, Choice(numbers=(make.invoice(account, 500).number,)))[0]
            paying.choose(db, actor, waiting, method=PaymentMethod.BANK_TRANSFER)
            paying.send(db, actor, waiting, 500)
            paying.post(db, system(), order.pk, order.amount, f"pi_{number}")
            setattr(found, company.lower(), number)
            setattr(found, f"{company.lower()}_waiting", waiting)
        people["buyer"] = make.contact(make.account("Third"), ContactRole.TECHNICAL)
    found.be, found.http = be, TestClient(gate, follow_redirects=False)
    return found


def text_of(response):
    return PdfReader(io.BytesIO(response.content)).pages[0].extract_text()


def test_the_receipt_in_the_language_asked_for(portal):
    portal.be("Acme")
    got = portal.http.get(f"/documents/receipts/{portal.acme}.pdf")
    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf")
    assert got.headers["content-disposition"].startswith(f'attachment; filename="receipt-{portal.acme}.pdf"')
    assert got.headers["cache-control"] == "private, no-store"
    assert "Acme-1" in text_of(got)
    shown = portal.http.get(f"/documents/receipts/{portal.acme}.pdf?inline=1&lang=es")
    assert shown.headers["content-disposition"].startswith("inline;")
    assert PdfReader(io.BytesIO(shown.content)).trailer["/Root"]["/Lang"] == "es"


def test_the_remittance_advice_as_pdf_and_as_table(portal):
    portal.be("Acme")
    got = portal.http.get(f"/documents/remittances/{portal.acme_waiting}.pdf")
    assert portal.acme_waiting in text_of(got)
    table = portal.http.get(f"/documents/remittances/{portal.acme_waiting}.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    [row] = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline=""))
    assert (row["Payment"], row["Paid"]) == (portal.acme_waiting, "5.00")


def test_what_was_given_is_in_the_trail(portal):
    portal.be("Acme")
    portal.http.get(f"/documents/receipts/{portal.acme}.pdf")
    with database.transaction(reads_only=True) as db:
        last = trail(db)[-1]
        assert (last.kind, last.subject) == ("document.downloaded", f"receipt-{portal.acme}.pdf")


def test_a_receipt_without_money_is_not_there_and_that_is_said(portal):
    portal.be("Acme")
    got = portal.http.get(f"/documents/receipts/{portal.acme_waiting}.pdf")
    assert (got.status_code, "has not been received yet" in got.text) == (404, True)


@pytest.mark.parametrize("path", ["receipts/{}.pdf", "remittances/{}.pdf", "remittances/{}.csv"])
def test_papers_of_others_are_not_found(portal, path):
    assert portal.http.get("/documents/" + path.format(portal.acme)).status_code == 401
    portal.be("Acme")
    for number in (portal.globex, "NONE", "%00", "../" + portal.globex):
        got = portal.http.get("/documents/" + path.format(number))
        assert got.status_code == 404
        assert "Globex" not in got.text
    portal.be("buyer")
    assert portal.http.get("/documents/" + path.format(portal.acme)).status_code == 403
