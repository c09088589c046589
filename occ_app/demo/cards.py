"""The demo’s saved cards: rows of the portal, and the same cards at the local Stripe server."""

from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Any

from sqlmodel import Session, col, select

from occ_app.db import transaction
from occ_app.demo import standing
from occ_app.demo.stripe_server import save_card
from occ_app.integrations.payments import Gateway, Refused, gateway
from occ_app.models import Account, ProviderCustomer, SavedCard
from occ_app.models.base import now

VISA, MASTERCARD, OLD_VISA = "4242424242424242", "5555555555554444", "4012888888881881"
NUMBERS = {number[-4:]: number for number in (VISA, MASTERCARD, OLD_VISA)}
"""Of test cards: no other number is ever written down."""

BILLING = "billing@customer.example"


@dataclass(frozen=True)
class Wanted:
    """A card of a company: its number, and in how many months it expires."""

    number: str
    months: int


WANTED = {
    "C-10482": (Wanted(VISA, 38), Wanted(MASTERCARD, 0), Wanted(OLD_VISA, -2)),
    "C-10517": (Wanted(VISA, 20),),
    "C-10518": (Wanted(VISA, 20),),
    "C-10533": (Wanted(MASTERCARD, 27),),
}
"""By company (Acme Iberia, Globex twice, Initech); the first of each is its usual one."""


def fill(url: str, today: date) -> None:
    """Cards for whoever has none yet, and again at the server those it no longer knows."""
    with transaction(reads_only=True) as db:
        companies = [account.pk for account in db.exec(select(Account).order_by(col(Account.id)))]
    for account_id in companies:
        with transaction(reads_only=True) as db:
            account = db.get_one(Account, account_id)
            customer = db.exec(select(ProviderCustomer).filter_by(account_id=account_id)).first()
            cards = list(db.exec(select(SavedCard).filter_by(account_id=account_id, removed_at=None)))
        if cards and customer and any(not _is_known(gateway(), card) for card in cards):
            _renew(url, account, customer, cards)
        elif not cards and not customer and account.number in WANTED:
            _first(url, account, today)


def _is_known(stripe: Gateway, card: SavedCard) -> bool:
    try:
        return bool(stripe.card(card.provider_id).customer_id)
    except Refused:
        return False


def _first(url: str, account: Account, today: date) -> None:
    """The cards the demo begins with."""
    held = _customer(account)
    made = []
    for wanted in WANTED[account.number]:
        year, month = divmod(today.year * 12 + today.month - 1 + wanted.months, 12)
        method = save_card(url, held, wanted.number, (month + 1, year))
        made.append((method, wanted.number, month + 1, year))
    with transaction() as db:
        db.add(ProviderCustomer(account_id=account.pk, provider_id=held))
        kept: list[SavedCard] = []
        for position, (method, number, month, year) in enumerate(made):
            brand = "mastercard" if number == MASTERCARD else "visa"
            told: dict[str, Any] = {
                "brand": brand,
                "last4": number[-4:],
                "exp_month": month,
                "exp_year": year,
            }
            saved = SavedCard(account_id=account.pk, provider_id=method, is_default=position == 0, **told)
            db.add(saved)
            kept.append(saved)
        db.flush()
        standing.store(db, account, kept, today)


def _renew(url: str, account: Account, customer: ProviderCustomer, cards: list[SavedCard]) -> None:
    """The server has forgotten: the same cards under new names, and no more those of numbers nobody knows."""
    held = _customer(account)
    names = {
        card.pk: save_card(url, held, NUMBERS[card.last4], (card.exp_month, card.exp_year))
        for card in cards
        if card.last4 in NUMBERS
    }
    with transaction() as db:
        db.get_one(ProviderCustomer, customer.pk).provider_id = held
        for card in cards:
            _rename(db, card.pk, names.get(card.pk, ""))


def _customer(account: Account) -> str:
    """Under a name never used before: the server knows again what it was told under one."""
    return gateway().create_customer(account.name, BILLING, f"demo-{token_hex(8)}")


def _rename(db: Session, card_id: int, provider_id: str) -> None:
    card = db.get_one(SavedCard, card_id)
    if provider_id:
        card.provider_id = provider_id
    else:
        card.removed_at, card.is_default = now(), False
