import csv
import io

import openpyxl
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from occ_app import db
from occ_app.access import sessions
from occ_app.endpoints.lists import routes
from occ_app.models import ActivityKind, ContactRole
from occ_app.testing.factories import Make
from occ_app.testing.trail import trail


@pytest.fixture
def company(database_url):
    """Two companies with payments; a function from a contact type to a client signed in as one of the first."""
    with db.transaction() as opened:
        make = Make(opened)
        acme, globex = make.account("Acme"), make.account("Globex")
        order = make.order(acme)
        for minor in (100, 250):
            make.payment(make.invoice(acme, minor), minor, reference="=1+1", number=f"P-{minor}")
        make.payment(make.invoice(globex, 999), 999, number="G-1")
        people = {role: make.contact(acme, role, order=order) for role in ContactRole}
        refs = {
            role: sessions.find(opened, sessions.begin(opened, person, user_agent="", address=""))
            for role, person in people.items()
        }

    def signed_in(role=ContactRole.FINANCE):
        portal = Starlette(routes=routes)

        async def app(scope, receive, send):
            await portal({**scope, "occ.session_ref": refs[role]}, receive, send)

        return TestClient(app)

    return signed_in


def test_a_csv_holds_what_is_filtered(company):
    answer = company().get("/documents/payments.csv?q=p-1&lang=es")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["Número"], row["Importe"], row["Referencia"], row["Estado"]) == (
        "P-100",
        "1.00",
        "'=1+1",
        "Recibido",
    )
    assert 'filename="pagos-' in answer.headers["content-disposition"]


def test_a_workbook_has_real_amounts_and_their_sum(company):
    sheet = openpyxl.load_workbook(
        io.BytesIO(company().get("/documents/payments.xlsx?lang=en").content)
    ).active
    head, *rows = sheet.values
    amounts = [row[head.index("Amount")] for row in rows if row[1]]
    assert sorted(amounts) == [1, 2.5]
    assert rows[-1][head.index("Amount")] == 3.5


def test_what_is_not_ones_own_is_not_found(company):
    assert company().get("/documents/payments.csv?numbers=P-100").status_code == 200
    for numbers in ("G-1", "P-100,G-1"):
        assert company().get(f"/documents/payments.csv?numbers={numbers}").status_code == 404


def test_nobody_without_the_right_gets_a_file(company):
    for ending in ("csv", "xlsx"):
        assert company(ContactRole.TECHNICAL).get(f"/documents/payments.{ending}").status_code == 403


@pytest.mark.parametrize("query", ["sort=x", "status=x", "total_from=1", 'numbers="a'])
def test_a_query_that_makes_no_sense_is_refused(company, query):
    assert company().get(f"/documents/payments.csv?{query}").status_code == 422


def test_whoever_takes_a_list_is_in_the_trail(company):
    company().get("/documents/payments.csv?q=p-1&lang=es")
    assert company(ContactRole.TECHNICAL).get("/documents/payments.csv").status_code == 403
    with db.transaction(reads_only=True) as opened:
        [entry] = trail(opened)
    assert (entry.kind, entry.after) == (ActivityKind.LIST_DOWNLOADED, {"filter": "q=p-1"})
    assert entry.subject.endswith(".csv")
