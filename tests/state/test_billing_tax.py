from datetime import timedelta

import pytest

from occ_app.errors import NotFound
from occ_app.services.billing_profile import certificates
from occ_app.state.billing_tax import CERTIFICATE, TAX_ID, BillingTaxState, tax_view
from occ_app.testing.factories import TODAY

PDF = b"%PDF-1.7" + b"x" * 3_000


@pytest.fixture
def page(stored, reference, on_page, run):
    ana = stored(lambda make: make.contact(make.account("Acme", country="ES", tax_id="A28415073")))
    state = on_page(BillingTaxState, reference(ana), "/en/billing-profile/tax")
    run(BillingTaxState.load.fn(state))
    return state


def end(run, told, page, kind, key, name="x"):
    run(BillingTaxState.choose.fn(page, kind, key, name))
    return told(BillingTaxState.end.fn(page))


def test_an_empty_page_says_what_is_known_and_suggests_the_country(page):
    assert (page.loaded, page.country, page.live) == (True, "ES", [])
    assert "A28415073" in page.on_account
    assert page.action.startswith("/documents/certificates?lang=en&company=")


def test_a_number_is_added_checked_and_ended(page, run, told):
    added = told(BillingTaxState.add.fn(page, {"country": "ES", "kind": "usual", "value": "a28415073"}))
    assert added == "The tax id was added."
    (row,) = page.live
    assert row[1:4] == ["ESA28415073", "NIF, Spain", "true"]
    assert (row[4].startswith("Added on "), page.added, page.on_account) == (True, 1, "")
    assert "stays here, as ended" in end(run, told, page, TAX_ID, row[0])
    assert page.live == []
    assert page.ended[0][4].startswith("Ended on ")
    assert page.finished == 1


def test_what_is_wrong_stands_at_its_field(page, run, told):
    assert told(BillingTaxState.add.fn(page, {"country": "ES", "value": "1"})) == ""
    assert "One looks like ESB64717838" in page.errors["value"]
    run(BillingTaxState.add.fn(page, {"country": ["ES"], "value": {}}))
    assert page.errors["country"] == "Please choose a country."
    run(BillingTaxState.add.fn(page, {"country": "KW", "value": "12"}))
    assert not any(page.errors.values())
    assert page.live[0][1:4] == ["12", "Tax number, Kuwait", ""]


@pytest.mark.parametrize("kind", [TAX_ID, CERTIFICATE, "nothing"])
def test_what_is_not_there_cannot_be_ended(page, run, kind, told):
    for key in ("1", "x", "9" * 30):
        with pytest.raises(NotFound):
            end(run, told, page, kind, key)


def test_a_certificate_in_words(make, db):
    ana = make.actor(make.contact(make.account("Acme")))
    last = TODAY + timedelta(days=10)
    form = {"country": "US", "region": "Texas", "number": "EX-1", "valid_from": "2024-03-01"}
    certificates.add(db, ana, form | {"valid_until": str(last)}, "paper.pdf", PDF)
    certificates.add(db, ana, form | {"number": "EX-2"}, "paper.pdf", PDF)
    newer, older = tax_view(db, ana).papers
    assert newer[1:7] == [
        "EX-2", "Texas, United States", "From 1 Mar 2024", "Valid", "closed", "/icons.svg#circle-check",
    ]  # fmt: skip
    assert older[3].startswith("1 Mar 2024 – ")
    assert older[4:6] == ["Expires soon", "payment_submitted"]
    assert newer[7] == "paper.pdf (3 kB)"
    assert newer[8] == f"/documents/certificates/{newer[0]}?lang=en&company={ana.account_id}"
    certificates.end(db, ana, int(newer[0]))
    assert [(one[4], one[9]) for one in tax_view(db, ana).papers] == [
        ("Expires soon", "true"),
        ("No longer counts", ""),
    ]
