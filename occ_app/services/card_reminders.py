"""Mail about cards that expire soon, to those whom failed payments are told."""

from datetime import date

from sqlalchemy import Select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor, system
from occ_app.access.permissions import Permission
from occ_app.i18n import gettext as _
from occ_app.i18n import long_date, speaking
from occ_app.models import Account, MailTopic, SavedCard
from occ_app.models.base import now
from occ_app.services import outbox
from occ_app.services.billing_profile import recipients
from occ_app.services.people.letters import letter

REMIND = Permission.PAYMENTS_SETTLE
DAYS = (30, 7)
"""Before the last day of a card; each is mailed once."""

EXPIRES = "card_expires"


def remind(db: Session, actor: Actor) -> int:
    """Mail about each card that comes so near its last day; about how many cards. Safe to call as often as one likes."""
    gate.require(actor, REMIND)
    count = 0
    for card in db.execute(_soon(actor)).scalars().all():
        account = db.get_one(Account, card.account_id, with_for_update=True)
        db.refresh(card, with_for_update=True)
        stage = _stage(card, account.today())
        if stage is None:
            continue
        _tell(db, account, card)
        card.reminded_days = stage
        count += 1
    db.flush()
    return count


def _soon(actor: Actor) -> Select[tuple[SavedCard]]:
    """Cards of companies whose last month is this one or the next, wherever it is already or still that."""
    month = now().year * 12 + now().month
    last_month = col(SavedCard.exp_year) * 12 + col(SavedCard.exp_month)
    return (
        gate.rows(actor, REMIND, SavedCard)
        .where(col(SavedCard.removed_at).is_(None), col(SavedCard.delegation_id).is_(None))
        .where(last_month.between(month - 1, month + 2))
        .order_by(col(SavedCard.account_id), col(SavedCard.id))
    )


def _stage(card: SavedCard, today: date) -> int | None:
    """Which reminder is due and not mailed yet; None once the card has expired, or was removed."""
    left = (card.last_day - today).days
    stage = min((days for days in DAYS if 0 <= left <= days), default=None)
    is_told = stage is not None and card.reminded_days is not None and card.reminded_days <= stage
    return None if card.removed_at or is_told else stage


def _tell(db: Session, account: Account, card: SavedCard) -> None:
    for email, language in recipients.addresses(
        db, system(), MailTopic.FAILED_PAYMENTS, account_id=account.pk
    ):
        with speaking(language):
            day = long_date(card.last_day)
            subject = _("The card {card} expires on {day}", card=card.words, day=day)
            sentences = [
                subject + ".",
                _("{company} pays with it here. Afterwards it cannot be charged any more.", company=account.name),
                _("Add its successor, and choose it where this one is used: for contracts, autopay and planned payments."),
            ]  # fmt: skip
            draft = letter(
                subject, sentences, _("Open the payment methods"), f"/{language}/billing-profile/methods"
            )
        outbox.put(db, system(), email, draft, kind=EXPIRES, account_id=account.pk)
