"""What a payment sheet shows: the basket, what is applied first, what is left to pay and how."""

from dataclasses import dataclass, field

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    ApprovalRule,
    BasketItem,
    Invoice,
    PaymentOrder,
    PaymentState,
    SavedCard,
)
from occ_app.money import Money
from occ_app.services import cards
from occ_app.services.approvals import rules
from occ_app.services.paying import baskets, coverage
from occ_app.services.paying.coverage import Plan


@dataclass(frozen=True)
class Item:
    """An invoice in the basket; `room_minor` is the most that can be paid of it now."""

    item: BasketItem
    invoice: Invoice
    room_minor: int

    @property
    def is_short(self) -> bool:
        """Less is to be paid than could be."""
        return self.item.amount_minor < self.room_minor

    @property
    def is_unexplained(self) -> bool:
        """Nobody has said yet why less is to be paid."""
        return self.is_short and self.item.reason is None

    @property
    def is_too_much(self) -> bool:
        """It was paid otherwise, in part or in full, since it was put here."""
        return self.item.amount_minor > self.room_minor


@dataclass(frozen=True)
class Sheet:
    """A draft, with everything that follows from it as of now."""

    order: PaymentOrder
    items: list[Item]
    plan: Plan
    cards: list[SavedCard]
    siblings: list[PaymentOrder]
    rule: ApprovalRule | None = None
    bands: list[ApprovalRule] = field(default_factory=list)
    """The company’s rules in this currency, the highest first."""

    @property
    def total(self) -> Money:
        """What is put to invoices, credits included."""
        return Money(sum(item.item.amount_minor for item in self.items), self.order.currency)

    @property
    def to_pay(self) -> Money:
        """What is charged or transferred."""
        return Money(self.plan.money_minor, self.order.currency)

    @property
    def is_sent(self) -> bool:
        """Whether it is a payment by now, and no sheet any more."""
        return self.order.state is not PaymentState.DRAFT


def sheet(db: Session, actor: Actor, number: str) -> Sheet:
    """The draft of this number; NotFound for one that is not this actor’s."""
    gate.require(actor, Permission.PAYMENTS_MAKE)
    order = baskets.one(db, actor, number)
    pairs = baskets.items(db, actor, order)
    room = coverage.payable(db, actor, [invoice for _item, invoice in pairs])
    wanted = {invoice.pk: min(item.amount_minor, room[invoice.pk]) for item, invoice in pairs}
    plan = coverage.plan(wanted, coverage.sources(db, actor, order.currency))
    return Sheet(
        order=order,
        items=[Item(item, invoice, room[invoice.pk]) for item, invoice in pairs],
        plan=plan,
        cards=cards.listing(db, actor),
        siblings=baskets.siblings(db, actor, order),
        rule=rules.band(db, actor, Money(plan.money_minor, order.currency)),
        bands=[rule for rule in rules.live(db, actor) if rule.currency == order.currency],
    )
