import io

import openpyxl
import pytest

from occ_app import pages
from occ_app.access import cookies, sessions
from occ_app.endpoints import lists, people
from occ_app.navigation import discover
from occ_app.services.people import reviews


@pytest.fixture
def company(stored):
    """Tokens of the administrator, of a finance contact and of another company's administrator; a review."""
    discover(pages)

    def made(make):
        acme, globex = make.account("Acme"), make.account("Globex")
        who = {
            "marta": make.contact(acme, is_admin=True, name="=Marta", email="marta@acme.example"),
            "ana": make.contact(acme, name="Ana"),
            "john": make.contact(globex, is_admin=True),
        }
        marta = make.actor(who["marta"])
        review = reviews.start(make.db, marta, marta.today()).pk
        begin = lambda person: sessions.begin(make.db, person, user_agent="", address="")  # noqa: E731
        return {name: begin(person) for name, person in who.items()} | {"review": review}

    return stored(made)


@pytest.fixture
def ask(browser_at, company):
    def asked(who, path):
        browser = browser_at([*people.routes, *lists.routes])
        return browser.get(path, headers={"cookie": f"{cookies.name()}={company[who]}"})

    return asked


def test_the_map_and_the_people_are_files_for_everybody_of_the_company(ask):
    for name in ("access-map", "people"):
        csv = ask("ana", f"/documents/{name}.csv")
        assert csv.status_code == 200
        assert "marta@acme.example" in csv.text
        assert "'=Marta" in csv.text, "no spreadsheet runs a name"
        book = openpyxl.load_workbook(io.BytesIO(ask("ana", f"/documents/{name}.xlsx").content))
        assert "=Marta" in [cell.value for cell in book.active["A"]]
        assert "marta@acme.example" not in ask("john", f"/documents/{name}.csv").text


def test_a_review_is_the_administrators(ask, company):
    path = f"/documents/access-review/{company['review']}"
    csv = ask("marta", f"{path}.csv?lang=es")
    assert (csv.status_code, "Sin decidir" in csv.text) == (200, True)
    assert ask("marta", f"{path}.xlsx").content[:2] == b"PK"
    assert ask("ana", f"{path}.csv").status_code == 403
    assert ask("john", f"{path}.csv").status_code == 404
    assert ask("marta", "/documents/access-review/0.csv").status_code == 404
