"""Names and languages of people whom an order already names. Gives nobody a right to enter."""

from typing import ClassVar

from sqlmodel import col, select

from occ_app.access import gate
from occ_app.access.permissions import Permission
from occ_app.models import Account, Contact, Person
from occ_app.services.imports import fields
from occ_app.services.imports.accounts import changed
from occ_app.services.imports.fields import Field, text
from occ_app.services.imports.importer import Importer, Record, keys
from occ_app.services.imports.problems import Rejected
from occ_app.services.imports.seen import Said


class Contacts(Importer):
    """A row a person in a company."""

    KEY = "email"
    FIELDS: ClassVar[dict[str, Field]] = {
        "account": text(64, required=True),
        "email": Field(fields.email, required=True),
        "name": text(200),
        "language": Field(fields.language),
    }

    def said(self, record: Record) -> list[Said]:
        [said] = super().said(record)
        return [said._replace(key=f"{record['account']}\t{record['email']}")]

    def store(self, records: list[Record]) -> None:
        people = self._people(records)
        for record in records:
            person = people.get((record["account"], record["email"]))
            if person is None:
                reason = f"no order of {record['account']} names {record['email']}: import the order first"
                self.reject(record, Rejected("email", reason))
                continue
            said = {"name": record["name"], "language": None if person.language else record["language"]}
            said = {name: value for name, value in said.items() if value is not None}
            self.count("updated" if changed(person, said) else "unchanged", record)
        self.db.flush()

    def _people(self, records: list[Record]) -> dict[tuple[str, str], Person]:
        query = (
            gate.narrow(self.actor, Permission.IMPORTS_RUN, Contact, select(col(Account.number), Person))
            .select_from(Contact)
            .join(Account, col(Account.id) == col(Contact.account_id))
            .join(Person, col(Person.id) == col(Contact.person_id))
            .where(
                col(Account.number).in_(keys(records, "account")),
                col(Person.email).in_(keys(records, "email")),
            )
        )
        return {(number, person.email): person for number, person in self.db.execute(query)}
