"""The billing profile of another company: neither seen nor changed, whatever somebody sends."""

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import select

from occ_app import db as database
from occ_app.models import (
    BillingProfile,
    CompanyRole,
    ContactRole,
    ExemptionCertificate,
    MailRecipient,
    MailTopic,
    StoredFile,
    TaxId,
)
from occ_app.services.billing_profile import certificates, contact, recipients, tax_ids
from occ_app.testing.factories import Make
from tests.security.conftest import ELENA, NUMBERS, STAFF, TOMAS

PDF = b"%PDF-1.7 secret paper"
FORM = {"country": "US", "number": "SECRET-EX", "valid_from": "2026-01-01"}
TABLES = (BillingProfile, MailRecipient, TaxId, ExemptionCertificate, StoredFile)
SECRETS = ("secret@umbrella.example", "Umbrella Secret", "SECRET-EX", "SECRET-TAX")


@pytest.fixture
def umbrella():
    """A company with all of a billing profile, and another with a finance contact; e-mails and ids by name."""
    with database.transaction() as db:
        make = Make(db, NUMBERS)
        account, other = (make.account(f"{name} {next(NUMBERS)}") for name in ("Umbrella", "Weyland"))
        ana = make.contact(account)
        make.right(account, ana, CompanyRole.ADMIN)
        actor = make.actor(ana)
        address = {"street": "S 1", "city": "Kuwait", "country": "KW"}
        contact.save(
            db, actor, address | {"legal_name": "Umbrella Secret", "email": "secret@umbrella.example"}, 0
        )
        recipients.add(db, actor, MailTopic.INVOICES, "secret@umbrella.example")
        tax_ids.add(db, actor, {"country": "KW", "value": "SECRET-TAX"})
        certificates.add(db, actor, FORM, "secret.pdf", PDF)
        ids = {
            table: db.exec(select(table.id).where(table.account_id == account.pk)).one() for table in TABLES
        }
        tomas = make.contact(account, ContactRole.TECHNICAL)
        return {
            "ids": ids,
            "account": account.pk,
            "ana": ana.email,
            "tomas": tomas.email,
            "john": make.contact(other).email,
        }


def records(umbrella):
    """Everything of the company, as it is stored."""
    with database.transaction(reads_only=True) as db:
        return [
            row.model_dump()
            for table in TABLES
            for row in db.exec(
                select(table).where(table.account_id == umbrella["account"]).order_by(table.id)
            )
        ]


def handler(state, name):
    import occ_app.occ_app  # noqa: F401, PLC0415 - registers every state

    return next(full for full in RegistrationContext.get().event_handlers if full.endswith(f"{state}.{name}"))


def attack(page, ids):
    """Everything that changes anything, aimed at the records of another company."""
    page.send(handler("billing_recipients_state", "remove"), recipient=str(ids[MailRecipient]))
    for kind, table in (("tax_id", TaxId), ("certificate", ExemptionCertificate)):
        page.send(handler("billing_tax_state", "choose"), kind=kind, key=str(ids[table]), name="x")
        page.send(handler("billing_tax_state", "end"))
    page.until(lambda: False, seconds=0.5)


@pytest.mark.parametrize("who", ["john", "tomas", ELENA, TOMAS, STAFF])
def test_nobody_else_sees_or_changes_it(portal, umbrella, who):
    before = records(umbrella)
    with portal.page(portal.session(umbrella.get(who, who)), "/en/billing-profile/tax") as page:
        for state in ("profile", "contact", "recipients", "tax"):
            page.send(handler(f"billing_{state}_state", "load"))
        attack(page, umbrella["ids"])
        said = str(page.state) + str(page.events)
    assert not [secret for secret in SECRETS if secret in said]
    assert records(umbrella) == before
    assert portal.is_well()


def test_who_may_not_change_it_changes_nothing_of_their_own_company(portal, umbrella):
    before = records(umbrella)
    with portal.page(portal.session(umbrella["tomas"]), "/en/billing-profile/contact") as page:
        page.send(handler("billing_contact_state", "save"), form={"legal_name": "Mine"})
        page.send(
            handler("billing_recipients_state", "add"), form={"topic": "invoices", "email": "me@evil.example"}
        )
        page.send(handler("billing_tax_state", "add"), form={"country": "KW", "value": "12345"})
        page.until(lambda: False, seconds=0.5)
    assert records(umbrella) == before


def test_files_of_another_company_are_not_there(portal, umbrella):
    door = f"/documents/certificates/{umbrella['ids'][ExemptionCertificate]}"
    own = portal.browser(portal.session(umbrella["ana"]))
    assert own.get(door).content == PDF
    for who, status in (("john", 404), ("tomas", 403), (STAFF, 403)):
        got = portal.browser(portal.session(umbrella.get(who, who))).get(door)
        assert (got.status_code, b"secret" in got.content) == (status, False)
    john = portal.browser(portal.session(umbrella["john"]))
    assert john.get(f"{door}?company={umbrella['account']}").status_code in (303, 401)
    assert portal.browser().get(door).status_code == 401


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_no_other_site_hands_in_a_file(portal, umbrella, headers):
    before = records(umbrella)
    browser = portal.browser(portal.session(umbrella["ana"]))
    answer = browser.post(
        "/documents/certificates", data=FORM, files={"file": ("x.pdf", PDF)}, headers=headers
    )
    assert answer.status_code == 403
    assert records(umbrella) == before


def test_a_file_is_handed_in_to_the_company_of_the_tab_alone(portal, umbrella):
    before = records(umbrella)
    john = portal.browser(portal.session(umbrella["john"]))
    for door in ("/documents/certificates", f"/documents/certificates?company={umbrella['account']}"):
        john.post(door, data=FORM | {"account_id": umbrella["account"]}, files={"file": ("x.pdf", PDF)})
    assert records(umbrella) == before
