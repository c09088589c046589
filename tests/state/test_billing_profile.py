from datetime import timedelta

import pytest

from occ_app.models import MailTopic
from occ_app.services.billing_profile import certificates, contact, recipients, tax_ids
from occ_app.state.billing_profile import BillingProfileState, profile_glance
from occ_app.testing.factories import TODAY
from tests.state.test_billing_contact import GOOD


@pytest.fixture
def ana(make):
    return make.actor(
        make.contact(make.account("Acme", country="ES", city="Madrid"), email="ana@acme.example")
    )


def test_a_company_that_has_written_nothing_yet(db, ana):
    seen = profile_glance(db, ana)
    assert (seen.company, seen.address, seen.reached) == ("Acme", "Madrid, Spain", "")
    assert seen.topics[0] == ["Invoices", "ana@acme.example (nobody is set)"]
    assert seen.topics[-1] == ["Changes of billing data", "the billing contact and the administrators"]
    assert (seen.tax_ids, seen.papers, seen.warnings) == ([], "No exemption certificate", [])


def test_every_part_at_a_glance(db, ana):
    contact.save(db, ana, GOOD, 0)
    for topic in (MailTopic.INVOICES, MailTopic.BILLING_DATA):
        recipients.add(db, ana, topic, "ap@books.example")
    tax_ids.add(db, ana, {"country": "US", "value": "911144442"})
    form = {"country": "US", "number": "EX-1", "valid_from": "2024-03-01"}
    certificates.add(db, ana, form, "a.pdf", b"%PDF-")
    certificates.add(
        db, ana, form | {"number": "EX-2", "valid_until": str(TODAY - timedelta(days=2))}, "a.pdf", b"%PDF-"
    )
    seen = profile_glance(db, ana)
    assert seen.address == "Alcalá 1, 28028 Madrid, Spain"
    assert seen.reached == "ap@acme.example"
    assert seen.topics[0] == ["Invoices", "ap@books.example"]
    assert seen.topics[-1][1] == "the billing contact and the administrators, ap@books.example"
    assert seen.tax_ids == [["EIN", "91-1144442"]]
    assert seen.papers == "2 exemption certificates"
    assert seen.warnings == [["Expired", "past_due", "/icons.svg#circle-alert", "EX-2"]]


def test_the_page_is_filled(stored, reference, on_page, run):
    person = stored(lambda make: make.contact(make.account("Acme")))
    page = on_page(BillingProfileState, reference(person), "/en/billing-profile")
    run(BillingProfileState.load.fn(page))
    assert (page.loaded, page.company) == (True, "Acme")
