"""Customer companies. All of a company's data may change; what the file leaves empty stays."""

from typing import Any, ClassVar

from sqlmodel import col, select

from occ_app.models import Account
from occ_app.models.base import now
from occ_app.services.imports import fields
from occ_app.services.imports.fields import Field, text
from occ_app.services.imports.importer import Importer, Record, keys

DEFAULTS: dict[str, Any] = {
    "country": "",
    "language": "en",
    "time_zone": "UTC",
    "tax_id": "",
    "street": "",
    "city": "",
    "postal_code": "",
}


class Accounts(Importer):
    """A row a company."""

    FIELDS: ClassVar[dict[str, Field]] = {
        "number": text(64, required=True),
        "name": text(200, required=True),
        "currency": Field(fields.currency, required=True),
        "country": Field(fields.country),
        "language": Field(fields.language),
        "time_zone": Field(fields.time_zone),
        "tax_id": text(40),
        "street": text(200),
        "city": text(120),
        "postal_code": text(20),
    }

    def store(self, records: list[Record]) -> None:
        query = select(Account).where(col(Account.number).in_(keys(records, "number")))
        stored = {account.number: account for account in self.db.exec(query)}
        new = []
        for record in records:
            account = stored.get(record["number"])
            said = {name: value for name, value in record.rows[0].values.items() if value is not None}
            if account is None:
                new.append(DEFAULTS | said | {"created_at": now()})
                self.count("created", record)
            else:
                self.count("updated" if changed(account, said) else "unchanged", record)
        self.insert(Account, new)
        self.db.flush()


def changed(stored: object, said: dict[str, Any]) -> bool:
    """Set what differs from what is said; whether anything did."""
    differing = {name: value for name, value in said.items() if getattr(stored, name) != value}
    for name, value in differing.items():
        setattr(stored, name, value)
    return bool(differing)
