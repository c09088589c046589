"""The demo's companies, their people and their orders as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from occ_app.demo.companies import Agreement, Customer, Named
from occ_app.models import (
    AccessRight,
    Account,
    CompanyRole,
    Contact,
    Order,
    OrderContact,
    Person,
    RightSource,
)

STAFF_EMAIL, STAFF_NAME = "staff@meridian.example", "Meridian Cloud staff"
JOINED_AGO = timedelta(days=765)


@dataclass(frozen=True)
class Stored:
    """A customer as rows: its company, and its orders by number."""

    account: Account
    orders: dict[str, Order]


def store_staff(db: Session, today: date) -> None:
    """The person of the supplier."""
    db.add(Person(email=STAFF_EMAIL, name=STAFF_NAME, is_staff=True, created_at=_joined(today)))


def store(db: Session, customers: Iterable[Customer], today: date) -> dict[str, Stored]:
    """Companies, contacts and orders, by customer number."""
    customers = tuple(customers)
    people = _people(db, customers, today)
    stored = {customer.number: _company(db, customer, today) for customer in customers}
    for customer in customers:
        _contacts(db, customer, stored[customer.number], people, today)
    db.flush()
    return stored


def _people(db: Session, customers: tuple[Customer, ...], today: date) -> dict[str, Person]:
    """One person an address, in however many companies."""
    named = {contact.email: contact for customer in customers for contact in customer.people}
    people = {
        email: Person(email=email, name=contact.name, created_at=_joined(today))
        for email, contact in named.items()
    }
    db.add_all(people.values())
    db.flush()
    return people


def _company(db: Session, customer: Customer, today: date) -> Stored:
    account = Account(
        **{
            name: getattr(customer, name)
            for name in ("number", "name", "currency", "country", "language", "time_zone", "tax_id")
        },
        street=customer.street,
        city=customer.city,
        postal_code=customer.postal_code,
        created_at=_joined(today),
    )
    db.add(account)
    db.flush()
    orders = {agreement.order: _order(account, agreement, today) for agreement in customer.agreements}
    db.add_all(orders.values())
    db.flush()
    return Stored(account, orders)


def _order(account: Account, agreement: Agreement, today: date) -> Order:
    return Order(
        account_id=account.pk,
        number=agreement.order,
        contract_number=agreement.contract,
        po_number=f"PO-{today.year}-{agreement.purchase:04}",
        currency=agreement.currency or account.currency,
        placed_on=today - timedelta(days=agreement.placed_ago),
    )


def _contacts(
    db: Session, customer: Customer, stored: Stored, people: dict[str, Person], today: date
) -> None:
    for named in customer.people:
        person = people[named.email]
        db.add(Contact(account_id=stored.account.pk, person_id=person.pk, created_at=_joined(today)))
        on_orders = _named_on(named, person, stored)
        db.add_all(on_orders)
        db.add_all(_rights(named, on_orders, today))


def _rights(named: Named, on_orders: list[OrderContact], today: date) -> list[AccessRight]:
    roles = {CompanyRole(contact.role): contact for contact in reversed(on_orders)}
    if named.is_admin:
        roles[CompanyRole.ADMIN] = on_orders[0]
    return [
        AccessRight(
            account_id=contact.account_id,
            person_id=contact.person_id,
            role=role,
            source=RightSource.ORDER,
            order_id=contact.order_id,
            given_at=_joined(today),
        )
        for role, contact in roles.items()
    ]


def _named_on(named: Named, person: Person, stored: Stored) -> list[OrderContact]:
    return [
        OrderContact(
            account_id=stored.account.pk,
            order_id=order.pk,
            person_id=person.pk,
            role=role,
            is_main=named.is_admin,
        )
        for number, order in stored.orders.items()
        if not named.orders or number in named.orders
        for role in named.roles
    ]


def _joined(today: date) -> datetime:
    day = today - JOINED_AGO
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
