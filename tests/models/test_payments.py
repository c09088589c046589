import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, delete, select

from occ_app.models import Allocation, Order, Payment
from occ_app.testing.factories import TODAY


@pytest.mark.parametrize("statement", [update(Allocation).values(amount_minor=1), delete(Allocation)])
def test_allocations_cannot_be_changed_or_deleted(make, db, statement):
    make.payment(make.invoice(make.account(), 1_000), 400)
    with pytest.raises(DBAPIError, match="append-only"):
        db.exec(statement)


def test_an_allocation_has_one_source(make, db):
    invoice = make.invoice(make.account(), 1_000)
    with pytest.raises(IntegrityError):
        make._store(
            Allocation(
                account_id=invoice.account_id, invoice_id=invoice.pk, amount_minor=1, allocated_on=TODAY
            )
        )


def test_only_a_reversal_is_negative(make, db):
    invoice = make.invoice(make.account(), 1_000)
    payment = make.payment(invoice, 400)
    with pytest.raises(IntegrityError):
        make._store(
            Allocation(
                account_id=invoice.account_id,
                invoice_id=invoice.pk,
                payment_id=payment.pk,
                amount_minor=-400,
                allocated_on=TODAY,
            )
        )


def test_payments_of_an_order_are_those_put_to_its_invoices(make, db):
    account = make.account()
    order = make.order(account)
    wanted = make.payment(make.invoice(account, order=order), 100)
    make.payment(make.invoice(account), 100)
    orders = select(col(Order.id)).where(Order.number == order.number)
    assert db.exec(select(Payment).where(Payment.of_orders(orders))).all() == [wanted]
