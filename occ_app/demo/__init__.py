"""The believable demo companies: the same every time, relative to today."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from occ_app import db
from occ_app.access.actors import system
from occ_app.demo import receivables
from occ_app.demo.calendar import SUPPLIER_ZONE
from occ_app.demo.seed import seed
from occ_app.errors import Invalid
from occ_app.models import Account

__all__ = ["fill", "seed", "supplier_today"]

SEEDS = {"demo": seed, "receivables": receivables.seed}


def fill(data: str = "demo") -> None:
    """Fill an empty database: `demo` for invented companies, `receivables` for real invoices.

    One that has companies is left alone.
    """
    if data not in SEEDS:
        raise Invalid(f"There is no demo data called “{data}”; there is {' and '.join(SEEDS)}.", "data")
    with db.transaction() as session:
        if _is_empty(session):
            SEEDS[data](session, system(), supplier_today())


def supplier_today() -> date:
    """The date where the supplier (and Acme) is."""
    return datetime.now(ZoneInfo(SUPPLIER_ZONE)).date()


def _is_empty(session: Session) -> bool:
    return session.exec(select(Account.id).limit(1)).first() is None
