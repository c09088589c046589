import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from occ_app.models import Frequency, MailingSchedule, Order
from occ_app.models.base import now


@pytest.fixture
def planned(make, db):
    account = make.account()
    order = make.order(account)
    owner = make.contact(account, order=order)
    usual = {"frequency": Frequency.WEEKLY, "day": 1, "recipients": owner.email, "formats": "csv"}

    def store(**changed):
        moments = {"next_run_at": now(), "account_id": account.pk, "created_by": owner.pk}
        db.add(MailingSchedule(**(usual | moments | changed)))
        db.flush()
        return order

    return store


@pytest.mark.parametrize(
    "changed",
    [
        {"day": 0},
        {"day": 8},
        {"frequency": Frequency.MONTHLY, "day": 32},
        {"frequency": Frequency.ONCE},
        {"next_run_at": None},
        {"ended_at": now()},
    ],
)
def test_the_table_refuses_what_cannot_be(planned, db, changed):
    with pytest.raises(IntegrityError):
        planned(**changed)


def test_it_belongs_to_the_orders_that_name_its_owner(make, planned, db):
    order = planned(frequency=Frequency.MONTHLY, day=31)
    other = make.order(make.account("Globex"))

    def of(order):
        orders = select(Order.id).where(Order.id == order.pk)
        return db.exec(select(MailingSchedule).where(MailingSchedule.of_orders(orders))).all()

    assert len(of(order)) == 1
    assert of(other) == []
