"""Customer companies. All of a company's data may change; what the file leaves empty stays."""

from typing import Any, ClassVar

from occ_app.models import Account
from occ_app.models.base import now
from occ_app.services.imports import fields, parents
from occ_app.services.imports.fields import Field, text
from occ_app.services.imports.importer import Importer, Record, keys
from occ_app.services.imports.lookups import accounts_by_number

DEFAULTS: dict[str, Any] = {
    "country": "",
    "language": "en",
    "time_zone": "UTC",
    "tax_id": "",
    "street": "",
    "city": "",
    "postal_code": "",
    "parent_id": None,
    "is_seen_by_parent": False,
}

OURS = {"parent_sees": "is_seen_by_parent"}
"""Columns that are called otherwise in the table."""


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
        "parent": text(64),
        "parent_sees": Field(fields.flag),
    }

    def store(self, records: list[Record]) -> None:
        accepted = parents.accepted(self, records)
        stored = accounts_by_number(self.db, self.actor, keys(accepted, "number"))
        self.insert(Account, [_new(record) for record in accepted if record["number"] not in stored])
        self.db.flush()
        known = accounts_by_number(self.db, self.actor, keys(accepted, "number") + keys(accepted, "parent"))
        for record in accepted:
            account, parent = known[record["number"]], known.get(record["parent"] or "")
            said = _said(record) | ({"parent_id": parent.pk} if parent else {})
            differs = changed(account, said)
            is_new = record["number"] not in stored
            self.count("created" if is_new else "updated" if differs else "unchanged", record)
        self.db.flush()


def _said(record: Record) -> dict[str, Any]:
    """The fields of a company that the row fills."""
    values = {OURS.get(name, name): value for name, value in record.rows[0].values.items()}
    return {name: value for name, value in values.items() if value is not None and name != "parent"}


def _new(record: Record) -> dict[str, Any]:
    return DEFAULTS | _said(record) | {"created_at": now()}


def changed(stored: object, said: dict[str, Any]) -> bool:
    """Set what differs from what is said; whether anything did."""
    differing = {name: value for name, value in said.items() if getattr(stored, name) != value}
    for name, value in differing.items():
        setattr(stored, name, value)
    return bool(differing)
