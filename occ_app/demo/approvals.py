"""Acme's rule of approval: above 25,000 € an executive has to agree."""

from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, select

from occ_app.demo.acme import ACME
from occ_app.demo.people import Stored
from occ_app.models import ApprovalRule, CompanyRole, Person

ABOVE_MINOR = 2_500_000
MADE_AGO = timedelta(days=200)


def store(db: Session, stored: dict[str, Stored], today: date) -> None:
    """Store it for Acme; the other companies have none."""
    marta = db.exec(select(Person.id).where(Person.email == "marta.soler@acme.example")).one()
    db.add(
        ApprovalRule(
            account_id=stored[ACME.number].account.pk,
            currency=ACME.currency,
            above_minor=ABOVE_MINOR,
            role=CompanyRole.EXECUTIVE,
            made_by=marta,
            made_at=datetime.combine(today - MADE_AGO, time(11, 5), UTC),
        )
    )
    db.flush()
