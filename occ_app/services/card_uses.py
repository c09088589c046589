"""What the cards of a company are used for: contracts, autopay, and payments that wait."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Select
from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.gate import OwnedRow
from occ_app.access.permissions import Permission
from occ_app.models import HOLDING, AutopayRule, ContractCard, Order, PaymentOrder, PaymentState, SavedCard
from occ_app.services import cards

READ = Permission.CARDS_READ


@dataclass
class Uses:
    """Of one card: contracts it is chosen for, autopay by contract (empty for all), payments planned and on their way."""

    contracts: list[str] = field(default_factory=list)
    autopay: list[str] = field(default_factory=list)
    planned: int = 0
    waiting: int = 0

    @property
    def is_needed(self) -> bool:
        """Whether the card cannot be removed."""
        return bool(self.autopay or self.planned or self.waiting)


@dataclass(frozen=True)
class Kept:
    """A card with its uses."""

    card: SavedCard
    uses: Uses


def kept(db: Session, actor: Actor) -> list[Kept]:
    """The company’s cards, the usual one first, each with what it is for."""
    gate.require(actor, READ)
    found: defaultdict[int, Uses] = defaultdict(Uses)
    for held in db.execute(_live(actor, ContractCard).order_by(col(ContractCard.contract_number))).scalars():
        found[held.card_id].contracts.append(held.contract_number)
    rules = _live(actor, AutopayRule).where(col(AutopayRule.stopped_at).is_(None))
    for rule in db.execute(rules.order_by(col(AutopayRule.contract_number))).scalars():
        found[rule.card_id].autopay.append(rule.contract_number)
    orders = _live(actor, PaymentOrder).where(
        col(PaymentOrder.state).in_(HOLDING), col(PaymentOrder.card_id).is_not(None)
    )
    for order in db.execute(orders).scalars():
        uses = found[order.card_id]
        uses.planned += order.state is PaymentState.SCHEDULED
        uses.waiting += order.state is not PaymentState.SCHEDULED
    return [Kept(card, found[card.pk]) for card in cards.listing(db, actor)]


def contracts(db: Session, actor: Actor) -> list[tuple[str, int | None]]:
    """(contract, its card) of every contract the company has orders under; None where the usual card pays."""
    gate.require(actor, READ)
    chosen = {held.contract_number: held.card_id for held in db.execute(_live(actor, ContractCard)).scalars()}
    numbers = gate.narrow(actor, READ, Order, select(col(Order.contract_number)).distinct())
    listed = db.execute(numbers.where(col(Order.contract_number) != "").order_by(col(Order.contract_number)))
    return [(number, chosen.get(number)) for number in listed.scalars()]


def _live(actor: Actor, table: type[OwnedRow]) -> Select[tuple[OwnedRow]]:
    """The company’s own rows."""
    return gate.rows(actor, READ, table)
