import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from occ_app.models import ContactRole, Order, OrderContact


def test_orders_of_orders_are_themselves(make, db):
    account = make.account()
    wanted, _other = make.order(account), make.order(account)
    chosen = select(Order.id).where(Order.number == wanted.number)
    assert db.exec(select(Order).where(Order.of_orders(chosen))).all() == [wanted]


def test_an_order_names_a_person_once_for_each_contact_type(make, db):
    account = make.account()
    order = make.order(account)
    person = make.contact(account, ContactRole.FINANCE, ContactRole.TECHNICAL, order=order)
    with pytest.raises(IntegrityError):
        make._store(
            OrderContact(
                account_id=account.pk, order_id=order.pk, person_id=person.pk, role=ContactRole.FINANCE
            )
        )
