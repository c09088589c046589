import pytest
from sqlmodel import select

from occ_app.access import cookies, sessions
from occ_app.endpoints import billing_profile
from occ_app.models import ActivityEntry, ActivityKind, ContactRole, ExemptionCertificate, StoredFile

FORM = {"country": "US", "region": "Texas", "number": "EX-1", "valid_from": "2026-01-01", "valid_until": ""}
PDF = ("exempt.pdf", b"%PDF-1.7\n%%EOF")
SCRIPT = {"accept": "application/json"}
DOOR = "/documents/certificates"


@pytest.fixture
def company(stored):
    """Tokens of Acme's finance and technical contacts, and of another company's."""

    def made(make):
        acme, globex = make.account("Acme"), make.account("Globex")
        who = {
            "ana": make.contact(acme),
            "tomas": make.contact(acme, ContactRole.TECHNICAL),
            "john": make.contact(globex),
        }
        tokens = {
            name: sessions.begin(make.db, person, user_agent="", address="") for name, person in who.items()
        }
        return tokens | {"globex": globex.pk}

    return stored(made)


@pytest.fixture
def browser(browser_at, company):
    def of(who):
        opened = browser_at(billing_profile.routes)
        opened.headers["cookie"] = f"{cookies.name()}={company[who]}"
        return opened

    return of


def kept(stored, table):
    return stored(lambda make: make.db.exec(select(table).order_by(table.id)).all())


def test_a_certificate_is_handed_in_and_given_back(browser, stored):
    answer = browser("ana").post(f"{DOOR}?lang=es", data=FORM, files={"file": PDF}, headers=SCRIPT)
    assert answer.json() == {"next": "/es/billing-profile/tax"}
    (certificate,) = kept(stored, ExemptionCertificate)
    file = browser("ana").get(f"{DOOR}/{certificate.pk}")
    assert (file.status_code, file.content) == (200, PDF[1])
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith('attachment; filename="exempt.pdf"')
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in file.headers["cache-control"]
    kinds = [entry.kind for entry in kept(stored, ActivityEntry)]
    assert kinds == [ActivityKind.CERTIFICATE_ADDED, ActivityKind.CERTIFICATE_FETCHED]


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(browser, stored):
    answer = browser("ana").post(
        f"{DOOR}?lang=en", data=FORM | {"number": ""}, files={"file": ("x.pdf", b"MZ")}, headers=SCRIPT
    )
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"number", "file"}
    answer = browser("ana").post(DOOR, data=FORM | {"number": ""}, files={"file": PDF}, headers=SCRIPT)
    assert set(answer.json()["fields"]) == {"number"}
    assert kept(stored, StoredFile) == kept(stored, ExemptionCertificate) == []


def test_nobody_else_gets_it_or_adds_to_it(browser, stored, company):
    browser("ana").post(DOOR, data=FORM, files={"file": PDF}, headers=SCRIPT)
    (certificate,) = kept(stored, ExemptionCertificate)
    for who, status in (("john", 404), ("tomas", 403)):
        assert browser(who).get(f"{DOOR}/{certificate.pk}").status_code == status
    assert browser("ana").get(f"{DOOR}/{10**30}").status_code == 404
    tomas = browser("tomas").post(DOOR, data=FORM, files={"file": PDF}, headers=SCRIPT)
    assert tomas.status_code == 403
    elsewhere = browser("ana").post(f"{DOOR}?company={company['globex']}", data=FORM, files={"file": PDF})
    assert elsewhere.status_code == 401
    assert len(kept(stored, ExemptionCertificate)) == 1
