"""The demo companies in a database: everything is made from `today` and nothing else."""

from datetime import date
from random import Random

from sqlmodel import Session

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.demo import approvals, billing, book, numbering, people, profile
from occ_app.demo.acme import ACME
from occ_app.demo.bills import Bill
from occ_app.demo.calendar import last_day
from occ_app.demo.companies import Customer
from occ_app.demo.others import OTHERS
from occ_app.demo.settling import Settler

CUSTOMERS = (ACME, *OTHERS)


def seed(db: Session, actor: Actor, today: date) -> None:
    """The supplier's staff and every demo customer with 24 months of documents up to `today`."""
    gate.require(actor, Permission.IMPORTS_RUN)
    people.store_staff(db, today)
    stored = people.store(db, CUSTOMERS, today)
    profile.store(db, stored, today)
    approvals.store(db, stored, today)
    bills = [bill for customer in CUSTOMERS for bill in _history(customer, today)]
    book.post(db, numbering.number(bills, _chance("numbers")), stored)


def _history(customer: Customer, today: date) -> list[Bill]:
    """Bills and credit notes of one customer; companies do not disturb each other's chance."""
    last, chance = last_day(today, customer), _chance(customer.number)
    settler = Settler(customer, last, chance)
    bills = billing.bills(customer, last, chance)
    documents = bills + settler.settle(bills)
    missing = customer.documents - len(documents)
    if missing > 0:
        small = billing.on_demand(customer, last, chance, missing)
        documents += small + settler.settle(small)
    return documents


def _chance(name: str) -> Random:
    return Random(f"meridian/{name}")  # noqa: S311 - reproducible data, not secrets
