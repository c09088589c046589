"""Order headers and the contacts they name: the source of every right to enter."""

from typing import Any, ClassVar

from sqlmodel import col, select

from occ_app.access import gate
from occ_app.access.permissions import Permission
from occ_app.models import Account, ContactRole, Order, OrderContact, Person
from occ_app.models.base import now
from occ_app.models.people import ColorMode
from occ_app.services.imports import administrators, fields, rights
from occ_app.services.imports.accounts import changed
from occ_app.services.imports.fields import Field, choice, text, whole
from occ_app.services.imports.importer import Importer, Record, digest, keys
from occ_app.services.imports.lookups import accounts_by_number, orders_by_number
from occ_app.services.imports.named import Named, drop, name_again
from occ_app.services.imports.problems import Rejected
from occ_app.services.imports.rows import Row
from occ_app.services.imports.seen import Said

HEADER = ("number", "account", "placed_on", "currency", "contract_number", "po_number", "terms_days")
CONTACT = ("contact_email", "contact_name", "contact_type", "contact_main")
CHANGEABLE = ("placed_on", "contract_number", "po_number", "terms_days")


class Orders(Importer):
    """A row a contact of an order, the header repeated; rows need not stand together."""

    FIELDS: ClassVar[dict[str, Field]] = {
        "number": text(64, required=True),
        "account": text(64, required=True),
        "placed_on": Field(fields.day, required=True),
        "currency": Field(fields.currency),
        "contract_number": text(64),
        "po_number": text(64),
        "terms_days": whole(0, 365),
        "contact_email": Field(fields.email),
        "contact_name": text(200),
        "contact_type": choice(ContactRole, sales=ContactRole.TECHNICAL),
        "contact_main": Field(fields.flag),
    }

    def said(self, record: Record) -> list[Said]:
        number, line = record["number"], record.rows[0].line
        header = Said(number, digest(record[name] for name in HEADER), line)
        who = f"{number}\t{record['contact_email']} as {record['contact_type']}"
        return [header, Said(who, digest(record[name] for name in CONTACT), line)]

    def store(self, records: list[Record]) -> None:
        accounts = accounts_by_number(self.db, self.actor, keys(records, "account"))
        orders = orders_by_number(self.db, self.actor, keys(records, "number"))
        accepted = []
        for record in records:
            try:
                self._check(record, accounts.get(record["account"]), orders.get(record["number"]))
                accepted.append(record)
            except Rejected as problem:
                self.reject(record, problem)
        outcomes = self._store_headers(accepted, accounts, orders)
        self._store_contacts(
            accepted, orders_by_number(self.db, self.actor, keys(accepted, "number")), outcomes
        )
        for record, outcome in zip(accepted, outcomes, strict=True):
            self.count(outcome, record)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._names = Named()

    def finish(self) -> None:
        drop(self, self._names)
        administrators.appoint(self.db, self.actor)

    def _list(self, row: Row, column: str, reason: str) -> None:
        self._names.doubt(str(row.values.get("number")))
        super()._list(row, column, reason)

    def _check(self, record: Record, account: Account | None, order: Order | None) -> None:
        if account is None:
            raise Rejected("account", f"there is no company “{record['account']}”: import it first")
        if record["contact_email"] and record["contact_type"] is None:
            raise Rejected("contact_type", "is empty: finance, technical or executive")
        if order is None:
            return
        if order.account_id != account.pk:
            raise Rejected("account", "the order belongs to another company")
        if record["currency"] not in (None, order.currency):
            raise Rejected("currency", f"the order was imported in {order.currency}")

    def _store_headers(
        self, records: list[Record], accounts: dict[str, Account], orders: dict[str, Order]
    ) -> list[str]:
        outcomes: list[str] = []
        new: dict[str, dict[str, Any]] = {}
        for record in records:
            order = orders.get(record["number"])
            if order is not None:
                said = {name: record[name] for name in CHANGEABLE if record[name] is not None}
                outcomes.append("updated" if changed(order, said) else "unchanged")
            else:
                new.setdefault(record["number"], _header(record, accounts[record["account"]]))
                outcomes.append("created")
        self.insert(Order, list(new.values()))
        self.db.flush()
        return outcomes

    def _store_contacts(self, records: list[Record], orders: dict[str, Order], outcomes: list[str]) -> None:
        people = self._people([record for record in records if record["contact_email"]])
        named = self._named([order.pk for order in orders.values()])
        new: dict[tuple[int, int, ContactRole], dict[str, Any]] = {}
        again: set[tuple[int, int]] = set()
        for at, record in enumerate(records):
            if not record["contact_email"]:
                continue
            order, person = orders[record["number"]], people[record["contact_email"]]
            key = (order.pk, person, record["contact_type"])
            self._names.note([(order.pk, order.number, person, record["contact_type"].value)])
            known = named.get(key)
            if known is None:
                new[key] = _contact(order, person, record)
                outcomes[at] = "created"
            elif _changed(known, record):
                outcomes[at] = "updated"
                again.add((order.account_id, person))
        self.insert(OrderContact, list(new.values()))
        rights.give(self, list(new.values()))
        name_again(self, again)
        self.db.flush()

    def _named(self, orders: list[int]) -> dict[tuple[int, int, ContactRole], OrderContact]:
        rows = gate.rows(self.actor, Permission.IMPORTS_RUN, OrderContact)
        found = self.db.execute(rows.where(col(OrderContact.order_id).in_(orders))).scalars()
        return {(contact.order_id, contact.person_id, contact.role): contact for contact in found}

    def _people(self, records: list[Record]) -> dict[str, int]:
        names: dict[str, str] = {}
        for record in records:
            names[record["contact_email"]] = (
                names.get(record["contact_email"]) or record["contact_name"] or ""
            )
        found = self.db.exec(select(Person).where(col(Person.email).in_(list(names))))
        stored = {person.email: person for person in found}
        for email, person in stored.items():
            person.name = person.name or names[email]
        new = [_person(email, name) for email, name in names.items() if email not in stored]
        self.db.flush()
        return {email: person.pk for email, person in stored.items()} | self.insert_numbered(
            Person, new, "email"
        )


def _header(record: Record, account: Account) -> dict[str, Any]:
    return {
        "account_id": account.pk,
        "number": record["number"],
        "contract_number": record["contract_number"] or "",
        "po_number": record["po_number"] or "",
        "currency": record["currency"] or account.currency,
        "terms_days": 30 if record["terms_days"] is None else record["terms_days"],
        "placed_on": record["placed_on"],
    }


def _contact(order: Order, person: int, record: Record) -> dict[str, Any]:
    return {
        "account_id": order.account_id,
        "order_id": order.pk,
        "person_id": person,
        "role": record["contact_type"],
        "is_main": bool(record["contact_main"]),
    }


def _changed(known: OrderContact, record: Record) -> bool:
    """Whether the file says something else of a contact, or names one who had been dropped."""
    said: dict[str, Any] = {"dropped_at": None}
    if record["contact_main"] is not None:
        said["is_main"] = record["contact_main"]
    return changed(known, said)


def _person(email: str, name: str) -> dict[str, Any]:
    return {
        "email": email,
        "name": name,
        "language": "",
        "color_mode": ColorMode.SYSTEM,
        "is_staff": False,
        "created_at": now(),
    }
