"""The payments of a company, as the ledger knows them: a list, declared."""

from enum import StrEnum
from urllib.parse import quote

from sqlmodel import col

from occ_app.access.permissions import Permission
from occ_app.documents.tables import Kind
from occ_app.documents.words import METHODS
from occ_app.i18n import lazy, plural
from occ_app.models import Payment
from occ_app.money import Money
from occ_app.services.lists import Field, FieldKind, ListColumn, Mark, Slot, plain_list

NUMBER, RECEIVED, AMOUNT = col(Payment.number), col(Payment.received_on), col(Payment.amount_minor)
SETTLED = col(Payment.settled_on)


class Stage(StrEnum):
    """The tabs: money on its way, money that arrived, and both."""

    ON_ITS_WAY = "on_its_way"
    SETTLED = "settled"
    ALL = "all"


def _mark(payment: Payment) -> Mark:
    return Mark("closed", "circle-check") if payment.settled_on else Mark("payment_submitted", "clock")


PAYMENTS = plain_list(
    name="payments", title=lazy("Payments"), table=Payment, needs=Permission.PAYMENTS_READ, icon="arrow-left-right",
    columns=(
        ListColumn(lazy("Number"), Kind.TEXT, lambda p: p.number, 20, key="number", sort=NUMBER, slot=Slot.TITLE),
        ListColumn(lazy("Date"), Kind.DATE, lambda p: p.received_on, 12, key="received", sort=RECEIVED, slot=Slot.BESIDE),
        ListColumn(lazy("Method"), Kind.WORD, lambda p: METHODS[p.method], key="method", slot=Slot.UNDER),
        ListColumn(lazy("Reference"), Kind.TEXT, lambda p: p.reference, 30, key="reference", is_muted=True),
        ListColumn(lazy("Settled"), Kind.DATE, lambda p: p.settled_on, 12, key="settled", is_muted=True, is_narrowed=True),
        ListColumn(lazy("Amount"), Kind.MONEY, lambda p: p.amount, key="amount", sort=AMOUNT, slot=Slot.FIGURE),
        ListColumn(lazy("Unapplied"), Kind.MONEY, lambda p: Money(p.unapplied_minor, p.currency), key="unapplied",
                   is_usual=False, is_narrowed=True),
        ListColumn(lazy("Given back"), Kind.MONEY, lambda p: Money(p.refunded_minor, p.currency), key="refunded",
                   is_usual=False, is_narrowed=True),
        ListColumn(lazy("Supplier’s number"), Kind.TEXT, lambda p: p.erp_number, 20),
        ListColumn(lazy("Status"), Kind.WORD, lambda p: lazy("Received") if p.settled_on else lazy("On its way"),
                   key="status", slot=Slot.BADGE, mark=_mark),
    ),
    fields=(
        Field("method", lazy("Method"), FieldKind.CHOICES, METHODS, "methods", col(Payment.method)),
        Field("received", lazy("Date"), FieldKind.DAYS, column=RECEIVED),
        Field("total", lazy("Amount"), FieldKind.AMOUNTS, column=AMOUNT),
        Field("currency", lazy("Currency"), FieldKind.CURRENCY, column=col(Payment.currency)),
    ),
    tabs={
        Stage.ON_ITS_WAY: (lazy("On their way"), SETTLED.is_(None)),
        Stage.SETTLED: (lazy("Received ones"), SETTLED.is_not(None)),
        Stage.ALL: (lazy("All of them"), None),
    },
    sort="-received", amount=AMOUNT, searched=lazy("Number or reference…"), searched_in=(NUMBER, col(Payment.reference)),
    counted=plural("{count} payment · {total}", "{count} payments · {total}"),
    empty=(lazy("No payments yet"), lazy("Payments appear here as soon as your supplier has booked them.")),
    href=lambda payment: f"/payments/{quote(payment.number, safe='')}",
)  # fmt: skip
