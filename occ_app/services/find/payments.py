"""Finding payments: each leads to its page."""

from dataclasses import replace
from urllib.parse import urlencode

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.i18n import gettext as _
from occ_app.i18n import language, short_date
from occ_app.models import Payment
from occ_app.money import display
from occ_app.services.find.hits import MOST, Found, Hit
from occ_app.services.payments import PAYMENTS


def found(db: Session, actor: Actor, typed: str) -> Found:
    """Payments with all the words in their number or reference, the newest first."""
    gate.require(actor, PAYMENTS.needs)
    payments = PAYMENTS.source.listing(db, actor, replace(PAYMENTS.usual, search=typed)).items
    listed = f"/{language()}/payments?{urlencode({'q': typed})}"
    more = Hit(_("All results in Payments"), "", listed) if len(payments) > MOST else None
    return Found([_hit(payment) for payment in payments[:MOST]], more)


def _hit(payment: Payment) -> Hit:
    parts = (display(payment.amount, language()), short_date(payment.received_on), payment.reference)
    return Hit(payment.number, " · ".join(filter(None, parts)), f"/{language()}{PAYMENTS.href(payment)}")
