"""Payments of the ERP's that are payments of the portal: confirmed or brought to their end, never doubled."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.models import (
    Account,
    Allocation,
    Payment,
    PaymentLine,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
)
from occ_app.money import plain
from occ_app.services import ledger
from occ_app.services.imports.importer import Record
from occ_app.services.imports.lookups import slices
from occ_app.services.imports.payment_rows import Claim
from occ_app.services.imports.problems import Rejected
from occ_app.services.paying import numbers, settling

RUN = Permission.IMPORTS_RUN

WAITED_FOR = (PaymentState.ANNOUNCED, PaymentState.EXPIRED, PaymentState.CANCELLED)
"""Money that comes for a transfer in these states is that transfer’s, late or not."""

_PROVIDER_ID = re.compile(r"\bpi_\w+")


class PortalPayments:
    """The portal’s payments that records may mean: those their texts name, and transfers that are waited for."""

    def __init__(self, db: Session, actor: Actor, records: list[Record]) -> None:
        self.db = db
        self.actor = actor
        self._by_name: dict[str, PaymentOrder] = {}
        for names in slices({name for record in records for name in _names(record)}):
            known = or_(col(PaymentOrder.number).in_(names), col(PaymentOrder.provider_id).in_(names))
            for order in self._orders(known):
                self._by_name |= dict.fromkeys(filter(None, (order.number, order.provider_id)), order)
        self._waiting: dict[tuple[int, str, int], list[PaymentOrder]] = defaultdict(list)
        self._pays: dict[int, set[int]] = defaultdict(set)
        self._of_order: dict[int, Payment] = {}

    def named(self, record: Record) -> list[PaymentOrder]:
        """Which payments of the portal a record’s number and reference name; drafts are none yet."""
        found = {order.pk: order for name in _names(record) if (order := self._by_name.get(name))}
        return [order for order in found.values() if order.state is not PaymentState.DRAFT]

    def hold(self, account_ids: set[int]) -> None:
        """Lock these companies and the payments that may be meant, in the order everybody does who moves money.

        What only names a company, as the trail does, can still be written meanwhile.
        """
        for ids in slices(account_ids):
            companies = select(col(Account.id)).where(col(Account.id).in_(ids)).order_by(col(Account.id))
            self.db.execute(companies.with_for_update(key_share=True)).all()
        meant = {order.pk for order in self._by_name.values()}
        for ids in slices(account_ids):
            announced = col(PaymentOrder.account_id).in_(ids) & _is_announced()
            meant |= {order.pk for order in self._orders(announced)}
        for ids in slices(meant):
            for order in self._orders(col(PaymentOrder.id).in_(ids), lock=True):
                if order.state is PaymentState.ANNOUNCED and order.method is PaymentMethod.BANK_TRANSFER:
                    self._waiting[order.account_id, order.currency, order.amount_minor].append(order)
            lines = gate.rows(self.actor, RUN, PaymentLine).where(col(PaymentLine.payment_order_id).in_(ids))
            for line in self.db.execute(lines).scalars():
                self._pays[line.payment_order_id].add(line.invoice_id)
        self._load_payments()

    def take(self, claim: Claim, stored: Payment | None) -> str | None:
        """What comes of a payment that is one of the portal’s; None where it is money of its own."""
        if stored is not None:
            return self._confirm(claim, stored) if self.is_ours(stored) else None
        order = claim.order or self._announced(claim)
        paid = self._of_order.get(order.payment_id or 0) if order else None
        if order and order.method is PaymentMethod.CARD and paid is None:
            raise Rejected("reference", f"card payment {order.number} is {order.state.value} in the portal")
        if order and paid and (order.method is PaymentMethod.CARD or _is_same(claim, paid)):
            return self._confirm(claim, paid)
        if order and paid is None and order.state in WAITED_FOR:
            self._close(claim, order)
            return "created"
        self._refuse_our_number(claim)
        return None

    def is_ours(self, payment: Payment) -> bool:
        """Whether it came of a payment made in the portal."""
        return payment.pk in self._of_order

    def adopt(self, payment: Payment, order: PaymentOrder) -> None:
        """Money that has just been taken in is what this transfer announced: it goes by its name here, and ends it."""
        erp_number, payment.number = payment.number, order.number
        payment.erp_number = "" if erp_number == order.number else erp_number
        payment.reference = payment.reference or order.reference
        self.db.flush()
        settling.close(self.db, self.actor, order, payment)
        self._of_order[payment.pk] = payment

    def only_one(self, key: tuple[int, str, int], pays: Iterable[int] = ()) -> PaymentOrder | None:
        """The one transfer waited for with this amount that pays all these invoices; None where there are two."""
        wanted = set(pays)
        found = [order for order in self.waiting(key) if self._pays[order.pk] >= wanted]
        return found[0] if len(found) == 1 else None

    def waiting(self, key: tuple[int, str, int]) -> list[PaymentOrder]:
        """Transfers of this company, currency and amount that are waited for still."""
        return [order for order in self._waiting[key] if order.state is PaymentState.ANNOUNCED]

    def _announced(self, claim: Claim) -> PaymentOrder | None:
        """The transfer that a payment is which names no payment, but invoices that one alone announced to pay."""
        if claim.is_named or not claim.shares:
            return None
        return self.only_one(claim.key, (invoice.pk for invoice, _share in claim.shares))

    def _refuse_our_number(self, claim: Claim) -> None:
        """Money of its own may not be called what a payment of the portal is, or will be, called: Rejected."""
        order = self._by_name.get(claim.number)
        if order is not None and order.number == claim.number:
            owner = (
                "of this company and currency" if claim.order is order else "of another company or currency"
            )
            raise Rejected(
                "number",
                f"{order.number} is a payment {owner} in the portal, and {order.state.value}: it cannot be this one",
            )

    def _confirm(self, claim: Claim, payment: Payment) -> str:
        """The ERP has what the portal has: note what it calls it, and that it is settled."""
        if (payment.account_id, payment.currency, payment.amount_minor) != claim.key:
            raise Rejected(
                "amount",
                f"payment {payment.number} is of {plain(payment.amount)} {payment.currency} in the portal",
            )
        before = (payment.erp_number, payment.settled_on)
        if claim.number not in (payment.number, payment.erp_number):
            if payment.erp_number:
                raise Rejected(
                    "number", f"payment {payment.number} is {payment.erp_number} in the ERP already"
                )
            payment.erp_number = claim.number
        if payment.settled_on is None and claim.said["settled_on"]:
            payment.settled_on = max(claim.said["settled_on"], payment.received_on)
            self.db.flush()
            ledger.restate(self.db, self.actor, self._paid_by(payment))
        return "unchanged" if before == (payment.erp_number, payment.settled_on) else "updated"

    def _close(self, claim: Claim, order: PaymentOrder) -> None:
        method = claim.said["method"] or PaymentMethod.BANK_TRANSFER
        said = claim.said | {"method": method, "reference": claim.said["reference"] or ""}
        payment = Payment(**said)
        self.db.add(payment)
        self.adopt(payment, order)

    def _paid_by(self, payment: Payment) -> set[int]:
        query = gate.rows(self.actor, RUN, Allocation).where(col(Allocation.payment_id) == payment.pk)
        return {allocation.invoice_id for allocation in self.db.execute(query).scalars()}

    def _orders(self, condition: Any, *, lock: bool = False) -> Iterator[PaymentOrder]:
        query = gate.rows(self.actor, RUN, PaymentOrder).where(condition).order_by(col(PaymentOrder.id))
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        yield from self.db.execute(query).scalars().all()

    def _load_payments(self) -> None:
        named = {order.payment_id for order in self._by_name.values() if order.payment_id}
        for ids in slices(named):
            query = gate.rows(self.actor, RUN, Payment).where(col(Payment.id).in_(ids))
            self._of_order |= {payment.pk: payment for payment in self.db.execute(query).scalars()}

    def note_ours(self, stored: Iterable[Payment]) -> None:
        """Learn which of these came of a payment made in the portal."""
        payments = {payment.pk: payment for payment in stored}
        for ids in slices(payments):
            made = self._orders(col(PaymentOrder.payment_id).in_(ids))
            self._of_order |= {
                order.payment_id: payments[order.payment_id] for order in made if order.payment_id
            }


def _names(record: Record) -> set[str]:
    """Whatever in its texts may be the name of a payment of the portal."""
    number, reference = record["number"], record["reference"] or ""
    written = numbers.named_in(number) | numbers.named_in(reference)
    return {number} | written | set(_PROVIDER_ID.findall(f"{number} {reference}"))


def _is_same(claim: Claim, paid: Payment) -> bool:
    """Whether it can be the transfer that came under our number alone, and not a second one."""
    return not paid.erp_number and paid.amount_minor == claim.said["amount_minor"]


def _is_announced() -> Any:
    return (col(PaymentOrder.state) == PaymentState.ANNOUNCED) & (
        col(PaymentOrder.method) == PaymentMethod.BANK_TRANSFER
    )
