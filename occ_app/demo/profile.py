"""Acme's billing profile: where its bills go, whom they are mailed to, its VAT number, one exemption certificate."""

import io
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import pikepdf
from sqlmodel import Session, select

from occ_app.demo.acme import ACME
from occ_app.demo.people import Stored
from occ_app.models import (
    BillingProfile,
    ExemptionCertificate,
    MailRecipient,
    MailTopic,
    Person,
    StoredFile,
    TaxId,
    TaxIdKind,
)

RECIPIENTS = {
    MailTopic.INVOICES: ("facturas@acme.example", "ana.ruiz@acme.example"),
    MailTopic.RECEIPTS: ("tesoreria@acme.example",),
    MailTopic.REMINDERS: ("ana.ruiz@acme.example",),
}
SAVED_AGO = timedelta(days=120)
NUMBER = "TX-2210-88417"


def store(db: Session, stored: dict[str, Stored], today: date) -> None:
    """Store it for Acme; the other companies have not written anything yet."""
    account_id = stored[ACME.number].account.pk
    at = datetime.combine(today - SAVED_AGO, time(9, 40), UTC)
    ana = db.exec(select(Person.id).where(Person.email == "ana.ruiz@acme.example")).one()
    db.add(_profile(account_id, ana, at))
    db.add_all(
        MailRecipient(account_id=account_id, topic=topic, email=email, added_at=at)
        for topic, emails in RECIPIENTS.items()
        for email in emails
    )
    db.add(
        TaxId(
            account_id=account_id,
            country=ACME.country,
            kind=TaxIdKind.USUAL,
            value=f"{ACME.country}{ACME.tax_id}",
            is_checked=True,
            added_at=at,
        )
    )
    _certificate(db, account_id, today, at)


def _profile(account_id: int, by: int | None, at: datetime) -> BillingProfile:
    return BillingProfile(
        account_id=account_id,
        legal_name=ACME.name,
        attention="Cuentas a pagar",
        email="facturas@acme.example",
        phone="+34 911 234 567",
        street=ACME.street,
        street_2="Planta 4",
        city=ACME.city,
        region="Madrid",
        postal_code=ACME.postal_code,
        country=ACME.country,
        changed_by=by,
        changed_at=at,
    )


def _certificate(db: Session, account_id: int, today: date, at: datetime) -> None:
    """One that expires soon, so that the page has something to warn of."""
    paper = _paper(f"Texas Sales and Use Tax Resale Certificate {NUMBER}")
    file = StoredFile(
        account_id=account_id,
        name=f"{NUMBER}.pdf",
        media_type="application/pdf",
        size=len(paper),
        sha256=sha256(paper).hexdigest(),
        content=paper,
        added_at=at,
    )
    db.add(file)
    db.flush()
    last = today + timedelta(days=21)
    db.add(
        ExemptionCertificate(
            account_id=account_id,
            country="US",
            region="Texas",
            number=NUMBER,
            valid_from=last - timedelta(days=365),
            valid_until=last,
            file_id=file.pk,
            added_at=at,
        )
    )
    db.flush()


def _paper(text: str) -> bytes:
    """A page that says so, the same to the last byte every time."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 14 Tf 60 760 Td ({text}) Tj ET".encode("latin-1"))
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()
