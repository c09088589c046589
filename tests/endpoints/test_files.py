"""Files made in the background, at their address."""

import io
import zipfile
from threading import Event

import pytest

from occ_app import worker
from occ_app.access import cookies, sessions
from occ_app.endpoints.files import routes
from occ_app.models import ContactRole
from occ_app.services import exports
from occ_app.settings import get_settings


@pytest.fixture
def people(stored, tmp_path, monkeypatch):
    """Two contacts of Acme and one of Globex; Acme's documents."""
    monkeypatch.setenv("OCC_FILES_DIR", str(tmp_path))
    get_settings.cache_clear()

    def fill(make):
        acme, globex = make.account("Acme"), make.account("Globex")
        for number in ("INV-1", "INV-2"):
            make.invoice(acme, number=number)
        return {
            "ana": make.contact(acme),
            "elena": make.contact(acme, ContactRole.EXECUTIVE),
            "john": make.contact(globex),
            "staff": make.person(is_staff=True),
        }

    yield stored(fill)
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def browser_of(people, browser_at, stored):
    """A function from a name to the person's signed-in browser."""

    def entered(name):
        def begin(make):
            return sessions.begin(make.db, people[name], user_agent="test", address="127.0.0.1")

        browser = browser_at(routes)
        browser.cookies.set(cookies.name(), stored(begin))
        return browser

    return entered


@pytest.fixture
def address(people, stored):
    """A function from a kind to the address of Ana's finished file of it."""

    def made(kind):
        asked = stored(lambda make: exports.request(make.db, make.actor(people["ana"]), "", kind))
        worker.make_files(Event())
        return f"/documents/files/{asked.key}"

    return made


def test_a_file_is_sent_whole_under_its_name_and_never_kept(browser_of, address):
    response = browser_of("ana").get(address("zip"))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/zip"
    assert response.headers["content-disposition"].startswith('attachment; filename="invoices-')
    assert response.headers["cache-control"] == "private, no-store"
    assert int(response.headers["content-length"]) == len(response.content)
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert set(archive.namelist()) == {"INV-1.pdf", "INV-2.pdf"}


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("pdf", "application/pdf"),
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_each_kind_says_what_it_is(browser_of, address, kind, media_type):
    response = browser_of("ana").get(address(kind))
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"].endswith(f".{kind}")


def test_a_download_that_broke_off_goes_on(browser_of, address):
    ana, path = browser_of("ana"), address("zip")
    whole = ana.get(path).content
    rest = ana.get(path, headers={"range": "bytes=100-"})
    assert (rest.status_code, rest.content) == (206, whole[100:])


def test_nobody_else_gets_it(browser_of, browser_at, address):
    path = address("csv")
    assert browser_of("elena").get(path).status_code == 404
    assert browser_of("john").get(path).status_code == 404
    assert browser_of("staff").get(path).status_code == 403
    assert browser_at(routes).get(path).status_code == 401


@pytest.mark.parametrize("key", ["x", "0" * 32, "%00", "..%2f..%2fportal.db", "1"])
def test_an_address_that_leads_nowhere_says_so(browser_of, key):
    response = browser_of("ana").get(f"/documents/files/{key}")
    assert response.status_code == 404


def test_a_company_one_is_not_in_has_no_file(browser_of, address):
    path = address("csv")
    assert browser_of("ana").get(f"{path}?company=999").status_code == 401
