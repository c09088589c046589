import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from occ_app.models import Export, ExportKind, ExportState, Order
from occ_app.models.base import now


@pytest.fixture
def asked(make, db):
    account = make.account()
    order = make.order(account)
    owner = make.contact(account, order=order)

    def store(**changed):
        usual = {"account_id": account.pk, "created_by": owner.pk, "kind": ExportKind.ZIP, "language": "en"}
        db.add(Export(**(usual | {"key": "a" * 32, "total": 3} | changed)))
        db.flush()
        return order

    return store


@pytest.mark.parametrize(
    "changed",
    [{"done": -1}, {"state": ExportState.READY}, {"expires_at": now()}],
)
def test_the_table_refuses_what_cannot_be(asked, db, changed):
    with pytest.raises(IntegrityError):
        asked(**changed)


def test_it_belongs_to_the_orders_that_name_its_owner(make, asked, db):
    order = asked()
    other = make.order(make.account("Globex"))

    def of(order):
        orders = select(Order.id).where(Order.id == order.pk)
        return db.exec(select(Export).where(Export.of_orders(orders))).all()

    assert len(of(order)) == 1
    assert of(other) == []


def test_each_try_is_stored_under_a_name_of_its_own():
    row = Export(key="a" * 32, tries=2)
    assert row.stored_as == "a" * 32 + ".2"
