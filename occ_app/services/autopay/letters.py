"""Announcing a charge by mail and in the inbox, with the way to stop it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from sqlmodel import Session

from occ_app import i18n, money
from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import long_date, ngettext, speaking
from occ_app.models import InboxKind, MailTopic, SavedCard
from occ_app.money import Money
from occ_app.services import inbox, outbox
from occ_app.services.autopay.matching import Due
from occ_app.services.billing_profile import readers, recipients
from occ_app.services.outbox import Draft
from occ_app.services.people.letters import letter

KIND = "autopay_notice"
PATH = "/billing-profile/autopay"
MOST_NAMED = 50


def has_readers(db: Session, actor: Actor, account_id: int) -> bool:
    """Whether a notice would reach anybody."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    return bool(list(recipients.addresses(db, system(), MailTopic.REMINDERS, account_id=account_id)))


def tell(db: Session, actor: Actor, card: SavedCard, dues: Sequence[Due]) -> None:
    """Say what is charged to a card on one day: by mail to whom the company has named for what falls due, and in the
    inbox of those who can stop it.
    """
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    for email, language in recipients.addresses(
        db, system(), MailTopic.REMINDERS, account_id=card.account_id
    ):
        with speaking(language):
            draft = _one(card, dues[0]) if len(dues) == 1 else _many(card, dues)
        outbox.put(db, system(), email, draft, kind=KIND, account_id=card.account_id)
    for person in readers.in_charge(db, system(), card.account_id):
        inbox.put(
            db,
            system(),
            account_id=card.account_id,
            person_id=person.pk,
            kind=InboxKind.AUTOPAY_ANNOUNCED,
            facts=_facts(card, dues),
        )


def _facts(card: SavedCard, dues: Sequence[Due]) -> dict[str, str]:
    total = _total(dues)
    return {
        "number": dues[0].invoice.number if len(dues) == 1 else "",
        "count": str(len(dues)),
        "minor": str(total.minor),
        "currency": total.currency,
        "day": dues[0].day.isoformat(),
        "card": card.words,
    }


def _one(card: SavedCard, due: Due) -> Draft:
    number, when, amount = due.invoice.number, long_date(due.day), _said(due.amount)
    return letter(
        _("Autopay: {amount} for {number} on {day}", amount=amount, number=number, day=when),
        [
            _(
                "On {day} we charge {amount} for invoice {number} to the card {card}.",
                day=when,
                amount=amount,
                number=number,
                card=card.words,
            ),
            _("Credits you have are used first. If this should not be paid, stop it before that day."),
        ],
        _("Stop this one"),
        f"/{i18n.language()}{PATH}?{urlencode({'stop': number})}",
    )


def _many(card: SavedCard, dues: Sequence[Due]) -> Draft:
    when = long_date(dues[0].day)
    amount = _said(_total(dues))
    count = ngettext("{count} invoice", "{count} invoices", len(dues))
    rest = len(dues) - MOST_NAMED
    return letter(
        _("Autopay: {amount} for {invoices} on {day}", amount=amount, invoices=count, day=when),
        [
            _(
                "On {day} we charge {amount} to the card {card}, each invoice by itself:",
                day=when,
                amount=amount,
                card=card.words,
            ),
            *(f"{due.invoice.number}: {_said(due.amount)}" for due in dues[:MOST_NAMED]),
            *([ngettext("and {count} more.", "and {count} more.", rest)] if rest > 0 else []),
            _("Credits you have are used first. Whatever should not be paid, stop it before that day."),
        ],
        _("Look at them, or stop some"),
        f"/{i18n.language()}{PATH}",
    )


def _total(dues: Sequence[Due]) -> Money:
    return Money(sum(due.amount_minor for due in dues), dues[0].invoice.currency)


def _said(amount: Money) -> str:
    return money.display(amount, i18n.language())
