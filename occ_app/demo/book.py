"""The demo's bills as rows: documents, lines, taxes, payments and allocations."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby

from sqlmodel import Session

from occ_app.demo import taxes
from occ_app.demo.bills import Bill, Receipt
from occ_app.demo.numbering import PaymentNumbers, reference
from occ_app.demo.people import Stored
from occ_app.models import Allocation, Document, Invoice, InvoiceLine, InvoiceTax, Payment
from occ_app.models.payments import PaymentMethod
from occ_app.services import ledger
from occ_app.services.search import text_of

CREDIT_FOR = {"es": "Abono de {number}: {text}", "en": "Credit for {number}: {text}"}


def post(db: Session, bills: list[Bill], stored: dict[str, Stored]) -> None:
    """Store numbered bills with everything that belongs to them, a few inserts for all."""
    rows = {bill: _document(bill, stored[bill.customer.number]) for bill in bills}
    db.add_all(rows.values())
    db.flush()
    for bill, row in rows.items():
        db.add_all(_lines(bill, row))
        db.add_all(_taxes(bill, row))
    _post_payments(db, rows)
    db.add_all(_credits(rows))
    db.flush()


def _document(bill: Bill, stored: Stored) -> Invoice:
    order = stored.orders[bill.agreement.order]
    falls_on = bill.due or bill.issued
    figures = ledger.figures(
        total=bill.total, falls_on=falls_on, credited=bill.credited, paid=bill.paid, pending=bill.pending
    )
    found_by = [bill.number, reference(bill.number), bill.purchase_order, order.number, order.contract_number]
    return Invoice(
        account_id=stored.account.pk,
        order_id=order.pk,
        number=bill.number,
        document=Document.CREDIT_NOTE if bill.corrects else Document.INVOICE,
        type=bill.agreement.type,
        po_number=bill.purchase_order,
        reference=reference(bill.number),
        currency=bill.currency,
        issued_on=bill.issued,
        due_on=bill.due,
        falls_on=falls_on,
        net_minor=bill.net,
        tax_minor=bill.tax,
        total_minor=bill.total,
        disputed_minor=bill.disputed,
        search_text=text_of([*found_by, *_texts(bill)]),
        **vars(figures),
    )


def _texts(bill: Bill) -> list[str]:
    if not bill.corrects:
        return [item.text for item in bill.items]
    words = CREDIT_FOR[bill.customer.language]
    return [words.format(number=bill.corrects.number, text=item.text) for item in bill.items]


def _lines(bill: Bill, row: Invoice) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            account_id=row.account_id,
            invoice_id=row.pk,
            position=position,
            description=text,
            part_number=item.part,
            period_start=item.start,
            period_end=item.end,
            quantity=item.quantity,
            unit_price=item.price,
            tax_rate=item.rate,
            net_minor=item.net(bill.currency),
        )
        for position, (item, text) in enumerate(zip(bill.items, _texts(bill), strict=True), 1)
    ]


def _taxes(bill: Bill, row: Invoice) -> list[InvoiceTax]:
    name = taxes.name_of(bill.customer.country)
    if not name:
        return []
    return [
        InvoiceTax(
            account_id=row.account_id,
            invoice_id=row.pk,
            name=name,
            rate=rate,
            base_minor=base,
            tax_minor=tax,
        )
        for rate, (base, tax) in bill.taxes.items()
    ]


Paid = tuple[Bill, Receipt]
Batch = tuple[date, str, str, PaymentMethod, str, bool]


def _post_payments(db: Session, rows: dict[Bill, Invoice]) -> None:
    """Transfers of one day and currency came as one payment, as a payment run sends them."""
    paid = sorted(
        ((bill, receipt) for bill in rows for receipt in bill.receipts), key=lambda pair: _batch(*pair)
    )
    numbers = PaymentNumbers()
    batches = [list(pairs) for _key, pairs in groupby(paid, key=lambda pair: _batch(*pair))]
    payments = [_payment(pairs, rows[pairs[0][0]].account_id, numbers) for pairs in batches]
    db.add_all(payments)
    db.flush()
    for pairs, payment in zip(batches, payments, strict=True):
        db.add_all(_allocations(pairs, payment, rows))


def _batch(bill: Bill, receipt: Receipt) -> Batch:
    alone = bill.number if receipt.method is PaymentMethod.CARD else ""
    return (
        receipt.received,
        bill.customer.number,
        bill.currency,
        receipt.method,
        alone,
        receipt.settled is None,
    )


def _payment(pairs: list[Paid], account_id: int, numbers: PaymentNumbers) -> Payment:
    bill, receipt = pairs[0]
    return Payment(
        account_id=account_id,
        number=numbers.next(receipt.received),
        method=receipt.method,
        reference=" ".join(reference(bill.number) for bill, _receipt in pairs[:4]),
        currency=bill.currency,
        amount_minor=sum(receipt.minor for _bill, receipt in pairs),
        received_on=receipt.received,
        settled_on=receipt.settled,
    )


def _allocations(pairs: Iterable[Paid], payment: Payment, rows: dict[Bill, Invoice]) -> list[Allocation]:
    return [
        Allocation(
            account_id=payment.account_id,
            invoice_id=rows[bill].pk,
            payment_id=payment.pk,
            amount_minor=receipt.minor,
            allocated_on=receipt.received,
            created_at=_midnight(receipt.received),
        )
        for bill, receipt in pairs
    ]


def _credits(rows: dict[Bill, Invoice]) -> list[Allocation]:
    return [
        Allocation(
            account_id=row.account_id,
            invoice_id=row.pk,
            credit_note_id=rows[note].pk,
            amount_minor=minor,
            allocated_on=on,
            created_at=_midnight(on),
        )
        for bill, row in rows.items()
        for note, minor, on in bill.credits
    ]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
