"""The invented companies: the same every time, true to the ledger, and never ahead of today."""

import hashlib
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import select
from stdnum import iso11649

from occ_app import demo
from occ_app.access.actors import Actor, system
from occ_app.db import transaction
from occ_app.demo.calendar import is_office_day
from occ_app.errors import Forbidden, Invalid
from occ_app.models import (
    AccessRight,
    Account,
    Allocation,
    ApprovalRule,
    BillingProfile,
    CompanyRole,
    Contact,
    Document,
    ExemptionCertificate,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    InvoiceTax,
    InvoiceType,
    MailRecipient,
    Order,
    OrderContact,
    Payment,
    PaymentMethod,
    Person,
    StoredFile,
    TaxId,
)
from occ_app.money import Money, rounded
from occ_app.services import ledger
from occ_app.testing import databases

TABLES = (
    Account,
    ApprovalRule,
    Person,
    Contact,
    Order,
    OrderContact,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Payment,
    Allocation,
    BillingProfile,
    MailRecipient,
    TaxId,
    ExemptionCertificate,
)


def of_status(documents, status, today):
    return [document for document in documents if document.status(today) is status]


def content(db):
    rows = [
        str(row.model_dump(mode="json"))
        for table in TABLES
        for row in db.exec(select(table).order_by(table.id))
    ]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def test_two_fills_of_one_day_are_equal_to_the_last_figure(today):
    hashes = set()
    for _ in range(2):
        with databases.temporary("sqlite"), transaction() as session:
            demo.seed(session, system(), today)
            hashes.add(content(session))
    assert len(hashes) == 1


def test_the_ledger_derives_every_stored_figure_again(filled):
    assert ledger.check(filled, system()) == []


def test_acme_owes_what_the_pictures_show(filled, documents_of, today):
    acme = documents_of(filled, "Acme Iberia, S.A.")
    late = of_status(acme, InvoiceStatus.PAST_DUE, today)
    assert [document.days_late(today) for document in late] == [41, 25, 9]
    assert [document.due_minor for document in late] == [18_430_72, 4_212_60, 2_986_41]
    assert [document.total_minor for document in late] == [18_430_72, 7_212_60, 2_986_41]
    coming = [d for d in acme if d.status(today) in (InvoiceStatus.OPEN, InvoiceStatus.PAYMENT_SUBMITTED)]
    assert [(d.type.value, -d.days_late(today)) for d in coming] == [
        ("subscription", 8),
        ("hardware", 10),
        ("education", 13),
        ("support", 20),
        ("usage", 22),
        ("license", 26),
    ]
    assert [d.type.value for d in of_status(coming, InvoiceStatus.PAYMENT_SUBMITTED, today)] == ["hardware"]
    assert len(acme) == 421
    assert {"EUR", "USD"} == {document.currency for document in acme}


def test_every_type_currency_status_and_method_occurs(filled, today):
    found = filled.exec(select(Invoice)).all()
    assert {document.type for document in found} == set(InvoiceType)
    assert {document.status(today) for document in found} == set(InvoiceStatus)
    assert {document.currency for document in found} == {"EUR", "USD", "JPY", "KWD"}
    assert {payment.method for payment in filled.exec(select(Payment))} == set(PaymentMethod) - {
        PaymentMethod.OTHER
    }
    assert any(document.disputed_minor for document in found)


def test_some_company_is_late_in_every_bucket_of_age(filled, today):
    late = of_status(filled.exec(select(Invoice)).all(), InvoiceStatus.PAST_DUE, today)
    buckets = {min((document.days_late(today) - 1) // 30, 3) for document in late}
    assert buckets == {0, 1, 2, 3}


def test_credit_notes_are_unused_partly_used_and_used_up(filled):
    notes = filled.exec(select(Invoice).where(Invoice.document == Document.CREDIT_NOTE)).all()
    assert {(n.due_minor == n.total_minor, n.due_minor == 0) for n in notes} == {
        (True, False),
        (False, False),
        (False, True),
    }


def test_lines_and_taxes_add_up_to_the_document(filled):
    nets, taxes = {}, {}
    for line in filled.exec(select(InvoiceLine)):
        assert line.quantity * line.unit_price != 0
        nets[line.invoice_id] = nets.get(line.invoice_id, 0) + line.net_minor
    found = {document.pk: document for document in filled.exec(select(Invoice))}
    for tax in filled.exec(select(InvoiceTax)):
        currency = found[tax.invoice_id].currency
        base = Money(tax.base_minor, currency).amount
        assert tax.tax_minor == rounded(base * tax.rate / 100, currency).minor
        taxes[tax.invoice_id] = taxes.get(tax.invoice_id, 0) + tax.tax_minor
    assert nets == {pk: document.net_minor for pk, document in found.items()}
    assert {pk: taxes.get(pk, 0) for pk in found} == {
        pk: document.tax_minor for pk, document in found.items()
    }


def test_one_bill_has_more_than_sixty_lines_and_some_prices_four_decimals(filled):
    positions = [line.position for line in filled.exec(select(InvoiceLine))]
    assert max(positions) >= 60
    prices = {line.unit_price.normalize().as_tuple().exponent for line in filled.exec(select(InvoiceLine))}
    assert -4 in prices
    assert any(
        line.net_minor < 0
        for line in filled.exec(select(InvoiceLine).where(InvoiceLine.part_number == "MC-DSC-CTR"))
    )


def test_taxes_are_those_of_the_country(filled):
    rates = {}
    for account, tax in filled.execute(
        select(Account, InvoiceTax).join(InvoiceTax, InvoiceTax.account_id == Account.id)
    ):
        rates.setdefault(account.country, set()).add((tax.name, tax.rate))
    assert rates == {
        "ES": {("IVA", Decimal(21))},
        "JP": {("Consumption tax", Decimal(10))},
        "US": {("Sales tax", Decimal(0)), ("Sales tax", Decimal("8.875"))},
        "FI": {("VAT, reverse charge", Decimal(0))},
    }


def test_document_numbers_grow_with_the_issue_date_and_references_are_valid(filled):
    found = filled.exec(select(Invoice).order_by(Invoice.issued_on, Invoice.id)).all()
    numbers = [document.number.partition("-")[2] for document in found]
    assert numbers == sorted(numbers)
    assert all(iso11649.is_valid(document.reference) for document in found)
    assert all(
        document.number.startswith(f"{'CN' if document.is_credit_note else 'MC'}-20") for document in found
    )


def test_documents_are_in_the_customers_language(filled, documents_of):
    acme = documents_of(filled, "Acme Iberia, S.A.")
    assert any("plataforma en la nube" in document.search_text for document in acme)
    assert not any("cloud platform" in document.search_text for document in acme)
    globex = documents_of(filled, "Globex Industries")
    assert any("cloud platform" in document.search_text for document in globex)


def test_every_company_has_an_administrator_whom_an_order_names(filled):
    for account in filled.exec(select(Account)):
        admins = set(
            filled.exec(
                select(AccessRight.person_id).filter_by(account_id=account.pk, role=CompanyRole.ADMIN)
            )
        )
        named = set(filled.exec(select(OrderContact.person_id).where(OrderContact.account_id == account.pk)))
        assert admins
        assert admins <= named


def test_the_people_of_the_front_door_may_enter_and_the_newcomer_may_not(filled):
    query = text(
        "SELECT p.email, a.name, oc.role FROM order_contact oc"
        " JOIN person p ON p.id = oc.person_id JOIN account a ON a.id = oc.account_id"
    )
    named = {tuple(row) for row in filled.execute(query)}
    assert {
        ("ana.ruiz@acme.example", "Acme Iberia, S.A.", "finance"),
        ("tomas.vidal@acme.example", "Acme Iberia, S.A.", "technical"),
        ("elena.marin@acme.example", "Acme Iberia, S.A.", "executive"),
        ("marta.soler@acme.example", "Acme Iberia, S.A.", "finance"),
        ("marta.soler@acme.example", "Acme Iberia, S.A.", "technical"),
        ("john.baker@globex.example", "Globex Industries", "finance"),
        ("john.baker@globex.example", "Globex Kuwait", "finance"),
        ("yuki.tanaka@initech.example", "Initech Japan", "finance"),
    } <= named
    people = {person.email: person for person in filled.exec(select(Person))}
    assert people["staff@meridian.example"].is_staff
    assert [email for email, person in people.items() if person.is_staff] == ["staff@meridian.example"]
    assert "newcomer@acme.example" not in people
    assert all(email.endswith(".example") for email in people)


def test_the_technical_contact_is_named_on_some_orders_only(filled, documents_of):
    tomas = filled.exec(select(Person).where(Person.email == "tomas.vidal@acme.example")).one()
    orders = set(filled.exec(select(OrderContact.order_id).where(OrderContact.person_id == tomas.pk)))
    seen = [document for document in documents_of(filled, "Acme Iberia, S.A.") if document.order_id in orders]
    assert 0 < len(seen) < 421


def test_transfers_arrive_on_days_people_work(filled):
    transfers = filled.exec(select(Payment).where(Payment.method == PaymentMethod.BANK_TRANSFER)).all()
    assert all(is_office_day(payment.received_on) for payment in transfers)


def test_filling_a_filled_database_changes_nothing(database_url):
    demo.fill("demo")
    with transaction(reads_only=True) as session:
        before = content(session)
    demo.fill("demo")
    with transaction(reads_only=True) as session:
        assert content(session) == before


def test_unknown_demo_data_is_refused_by_name():
    with pytest.raises(Invalid, match="northwind"):
        demo.fill("northwind")


def test_an_actor_without_rights_may_not_seed(db, today):
    with pytest.raises(Forbidden):
        demo.seed(db, Actor(), today)


def test_acme_has_a_billing_profile_with_something_to_warn_of(filled, today):
    (profile,) = filled.exec(select(BillingProfile)).all()
    assert (profile.legal_name, profile.region) == ("Acme Iberia, S.A.", "Madrid")
    assert len(filled.exec(select(MailRecipient)).all()) == 4
    (tax_id,) = filled.exec(select(TaxId)).all()
    assert (tax_id.value, tax_id.is_checked) == ("ESA28415073", True)
    (paper,) = filled.exec(select(ExemptionCertificate)).all()
    assert paper.validity(today) == "expiring"
    file = filled.exec(select(StoredFile)).one()
    assert file.content.startswith(b"%PDF-")
    assert file.size == len(file.content)
