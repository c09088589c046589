"""The cards a company pays with: what is known of them here. Their numbers never come this way."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Select, update
from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor, visitor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, NotFound
from occ_app.i18n import gettext as _
from occ_app.models import (
    HOLDING,
    Account,
    ActivityKind,
    AutopayRule,
    ContractCard,
    Delegation,
    Invoice,
    Order,
    PaymentOrder,
    ProviderCustomer,
    SavedCard,
)
from occ_app.models.base import now
from occ_app.services import activity, throttle
from occ_app.services.throttle import Limit
from occ_app.settings import get_settings

BEGUN = Limit("cards-begun", 20, timedelta(hours=1))


@dataclass(frozen=True)
class Holder:
    """Whom the card company keeps cards for: a company, or a delegate with cards of their own."""

    account_id: int
    delegation_id: int | None
    ref: str
    name: str
    email: str
    provider_id: str = ""
    """What the card company calls them; empty until it was told of them."""


@dataclass(frozen=True)
class NewCard:
    """What the card company says of a card that was just added."""

    provider_id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


def listing(db: Session, actor: Actor) -> list[SavedCard]:
    """One’s cards: the usual one first, then the newest."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    order = (col(SavedCard.is_default).desc(), col(SavedCard.id).desc())
    return list(db.execute(_mine(actor).order_by(*order)).scalars())


def one(db: Session, actor: Actor, card_id: int) -> SavedCard:
    """A card of one’s own that was not removed; NotFound for any other."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    return gate.one(db, _mine(actor).where(col(SavedCard.id) == card_id))


def usual(db: Session, actor: Actor, *, contract: str) -> SavedCard | None:
    """The card of a contract, or else the company’s usual one."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    mine = _mine(actor)
    if contract:
        of_contract = gate.rows(actor, Permission.PAYMENTS_MAKE, ContractCard).with_only_columns(
            col(ContractCard.card_id)
        )
        of_contract = of_contract.where(
            col(ContractCard.account_id) == actor.account_id, col(ContractCard.contract_number) == contract
        )
        found: SavedCard | None = db.execute(
            mine.where(col(SavedCard.id).in_(of_contract))
        ).scalar_one_or_none()
        if found:
            return found
    order = (col(SavedCard.is_default).desc(), col(SavedCard.id).desc())
    first: SavedCard | None = db.execute(mine.order_by(*order).limit(1)).scalar_one_or_none()
    return first


def usual_for(db: Session, actor: Actor, invoices: Collection[Invoice]) -> SavedCard | None:
    """The card of the contract that all these invoices are of, or else the company’s usual one."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    orders = {invoice.order_id for invoice in invoices}
    found = gate.narrow(actor, Permission.PAYMENTS_MAKE, Order, select(col(Order.contract_number)))
    contracts = set(db.execute(found.where(col(Order.id).in_(orders - {None}))).scalars())
    is_one = len(contracts) == 1 and None not in orders
    return usual(db, actor, contract=contracts.pop() if is_one else "")


def holder(db: Session, actor: Actor) -> Holder:
    """Whom a new card is to be kept for."""
    gate.require(actor, Permission.CARDS_ADD)
    account = db.get_one(Account, actor.account_id)
    known = gate.rows(actor, Permission.CARDS_ADD, ProviderCustomer)
    if actor.delegation_id is None:
        known = known.where(col(ProviderCustomer.delegation_id).is_(None))
    found = db.execute(known).scalar_one_or_none()
    provider_id = found.provider_id if found else ""
    if actor.delegation_id is not None:
        payer = db.get_one(Delegation, actor.delegation_id)
        name, ours = payer.name or actor.email, f"delegation-{payer.pk}"
    else:
        name, ours = account.name, f"account-{account.pk}"
    return Holder(account.pk, actor.delegation_id, _ref(ours), name, actor.email, provider_id)


def _ref(ours: str) -> str:
    """What the card company is told: the same each time, and another one for another database’s company of that key."""
    secret = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, ours.encode(), sha256).hexdigest()[:32]


def allow_another(db: Session, actor: Actor) -> None:
    """Note that a card is about to be added; TooMany for who tries one after another, as thieves of cards do."""
    gate.require(actor, Permission.CARDS_ADD)
    throttle.use(db, visitor(actor.language), BEGUN, f"person {actor.person_id}")


def note_holder(db: Session, actor: Actor, known: Holder, provider_id: str) -> str:
    """Remember what the card company calls a holder; what they are called from now on, if somebody was quicker."""
    gate.require(actor, Permission.CARDS_ADD)
    db.get_one(Account, known.account_id, with_for_update=True)
    found = holder(db, actor).provider_id
    if found:
        return found
    db.add(
        ProviderCustomer(
            account_id=known.account_id, delegation_id=known.delegation_id, provider_id=provider_id
        )
    )
    db.flush()
    return provider_id


def add(db: Session, actor: Actor, card: NewCard) -> SavedCard:
    """Keep a card that the card company has; the same one again changes nothing. A company’s first is its usual one."""
    gate.require(actor, Permission.CARDS_ADD)
    account = db.get_one(Account, actor.account_id, with_for_update=True)
    known = _mine(actor, removed=True).where(col(SavedCard.provider_id) == card.provider_id)
    found: SavedCard | None = db.execute(known).scalar_one_or_none()
    if found:
        return found
    is_own = actor.delegation_id is not None
    saved = SavedCard(
        account_id=account.pk,
        added_by=actor.person_id,
        delegation_id=actor.delegation_id,
        is_default=not is_own and not listing(db, actor),
        **vars(card),
    )
    db.add(saved)
    db.flush()
    activity.record(db, actor, ActivityKind.CARD_ADDED, saved.words)
    return saved


def make_usual(db: Session, actor: Actor, card_id: int) -> None:
    """Pay with this card unless somebody says otherwise; Invalid for one that has expired."""
    gate.require(actor, Permission.CARDS_MANAGE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    card = _good(db, actor, card_id)
    ids = _mine(actor).with_only_columns(col(SavedCard.id))
    db.execute(update(SavedCard).where(col(SavedCard.id).in_(ids)).values(is_default=False))
    db.execute(update(SavedCard).where(col(SavedCard.id) == card.pk).values(is_default=True))
    activity.record(db, actor, ActivityKind.CARD_CHANGED, card.words, after={"use": "default"})


def use_for_contract(db: Session, actor: Actor, contract: str, card_id: int | None) -> None:
    """Pay a contract’s invoices with this card; with None, with the usual one again.

    NotFound for no contract of theirs; Invalid for a card that has expired.
    """
    gate.require(actor, Permission.CARDS_MANAGE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    orders = gate.narrow(actor, Permission.CARDS_MANAGE, Order, select(col(Order.id)))
    if not contract or db.execute(orders.where(col(Order.contract_number) == contract)).first() is None:
        raise NotFound(_("There is nothing here by that name, or it is not your company’s."))
    card = _good(db, actor, card_id) if card_id else None
    rows = gate.rows(actor, Permission.CARDS_MANAGE, ContractCard)
    held = db.execute(rows.where(col(ContractCard.contract_number) == contract)).scalar_one_or_none()
    if held and card:
        held.card_id = card.pk
    elif held:
        db.delete(held)
    elif card:
        db.add(ContractCard(account_id=card.account_id, contract_number=contract, card_id=card.pk))
    db.flush()
    said = card.words if card else "default"
    activity.record(db, actor, ActivityKind.CARD_CHANGED, contract, after={"card": said})


def remove(db: Session, actor: Actor, card_id: int) -> str:
    """Use a card no more; what the card company calls it, to be forgotten there. Invalid while something needs it."""
    gate.require(actor, Permission.CARDS_MANAGE)
    db.get_one(Account, actor.account_id, with_for_update=True)
    card = one(db, actor, card_id)
    _refuse_needed(db, actor, card)
    was_usual, card.removed_at, card.is_default = card.is_default, now(), False
    db.flush()
    of_contracts = gate.rows(actor, Permission.CARDS_MANAGE, ContractCard)
    for held in db.execute(of_contracts.where(col(ContractCard.card_id) == card.pk)).scalars():
        db.delete(held)
    rest = listing(db, actor)
    if was_usual and rest:
        rest[0].is_default = True
    db.flush()
    activity.record(db, actor, ActivityKind.CARD_REMOVED, card.words)
    return card.provider_id


def replaced(db: Session, actor: Actor, card: NewCard) -> None:
    """Know a card by what its bank made of it: another number, or another date. Reminders begin anew."""
    gate.require(actor, Permission.PAYMENTS_SETTLE)
    known = gate.rows(actor, Permission.PAYMENTS_SETTLE, SavedCard).where(
        col(SavedCard.provider_id) == card.provider_id
    )
    found: SavedCard | None = db.execute(known).scalar_one_or_none()
    if found is None:
        return
    db.get_one(Account, found.account_id, with_for_update=True)
    db.refresh(found, with_for_update=True)
    before, until = found.words, found.last_day
    for name, value in vars(card).items():
        setattr(found, name, value)
    if found.last_day != until:
        found.reminded_days = None
    db.flush()
    after = {"card": found.words, "expires": f"{found.exp_month:02}/{found.exp_year}"}
    activity.record(db, actor, ActivityKind.CARD_CHANGED, before, account_id=found.account_id, after=after)


def _good(db: Session, actor: Actor, card_id: int) -> SavedCard:
    card = one(db, actor, card_id)
    if card.is_expired(actor.today()):
        raise Invalid(_("This card has expired. Please choose another one."), "card")
    return card


def _refuse_needed(db: Session, actor: Actor, card: SavedCard) -> None:
    rules = gate.rows(actor, Permission.CARDS_MANAGE, AutopayRule).where(
        col(AutopayRule.card_id) == card.pk, col(AutopayRule.stopped_at).is_(None)
    )
    if db.execute(rules).first():
        raise Invalid(_("Autopay uses this card. Choose another card for it first."))
    waiting = gate.rows(actor, Permission.CARDS_MANAGE, PaymentOrder).where(
        col(PaymentOrder.card_id) == card.pk, col(PaymentOrder.state).in_(HOLDING)
    )
    if db.execute(waiting).first():
        raise Invalid(_("A payment that is waiting uses this card. Cancel it or let it finish first."))


def _mine(actor: Actor, *, removed: bool = False) -> Select[tuple[SavedCard]]:
    """Cards of the company, or a delegate’s own: never those of the other."""
    rows = gate.rows(actor, Permission.PAYMENTS_MAKE, SavedCard)
    rows = rows.where(col(SavedCard.account_id) == actor.account_id)
    if actor.delegation_id is None:
        rows = rows.where(col(SavedCard.delegation_id).is_(None))
    return rows if removed else rows.where(col(SavedCard.removed_at).is_(None))
