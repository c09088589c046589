"""Exemption certificates: why the company is billed without tax somewhere, each with its paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, InvalidForm
from occ_app.i18n import gettext as _
from occ_app.models import ActivityKind, ExemptionCertificate, StoredFile, Validity
from occ_app.models.base import now
from occ_app.services import activity, stored_files
from occ_app.services.billing_profile import addresses, letters
from occ_app.services.people.letters import one_line

READ, CHANGE = Permission.BILLING_READ, Permission.BILLING_CHANGE
LONGEST_NUMBER, LONGEST_REGION = 60, 120
PATH = "/billing-profile/tax"


@dataclass(frozen=True)
class Certificate:
    """A certificate, where it stands today, and what its file is."""

    record: ExemptionCertificate
    validity: Validity
    file_name: str
    file_size: int


def listing(db: Session, actor: Actor) -> list[Certificate]:
    """Those of the actor's company, without what is in their files; those that count no more come last."""
    gate.require(actor, READ)
    columns = select(ExemptionCertificate, col(StoredFile.name), col(StoredFile.size))
    rows = gate.narrow(actor, READ, ExemptionCertificate, columns).join(
        StoredFile, col(StoredFile.id) == col(ExemptionCertificate.file_id)
    )
    found = db.execute(rows.order_by(col(ExemptionCertificate.id).desc())).all()
    today = actor.today()
    all_of_them = [Certificate(record, record.validity(today), *file) for record, *file in found]
    return sorted(all_of_them, key=lambda one: one.validity in (Validity.EXPIRED, Validity.ENDED))


def add(db: Session, actor: Actor, wanted: Mapping[str, str], file_name: str, content: bytes) -> None:
    """Add a certificate with its file; recorded, and told by mail. InvalidForm with a sentence a wrong field."""
    gate.require(actor, CHANGE)
    values, wrong = _checked(wanted)
    try:
        stored = stored_files.keep(db, actor, CHANGE, file_name, content)
    except Invalid as refused:
        raise InvalidForm(wrong | {"file": str(refused)}) from refused
    if wrong:
        raise InvalidForm(wrong)
    who: dict[str, Any] = {"account_id": actor.account_id, "added_by": actor.person_id}
    db.add(ExemptionCertificate(file_id=stored.pk, **who, **values))
    db.flush()
    told = {name: str(value) for name, value in values.items() if value and name != "number"}
    number = values["number"]
    activity.record(db, actor, ActivityKind.CERTIFICATE_ADDED, number, after=told)
    letters.tell(
        db, actor, lambda: [_("An exemption certificate was added: {number}", number=number)], path=PATH
    )


def end(db: Session, actor: Actor, certificate_id: int) -> None:
    """Let a certificate no longer count from now on; nothing happens to one that has ended."""
    gate.require(actor, CHANGE)
    rows = gate.rows(actor, CHANGE, ExemptionCertificate).where(
        col(ExemptionCertificate.id) == certificate_id
    )
    found = gate.one(db, rows.with_for_update().execution_options(populate_existing=True))
    if found.ended_at is not None:
        return
    found.ended_at, found.ended_by = now(), actor.person_id
    db.flush()
    number = found.number
    activity.record(db, actor, ActivityKind.CERTIFICATE_ENDED, number)
    letters.tell(
        db, actor, lambda: [_("An exemption certificate was ended: {number}", number=number)], path=PATH
    )


def file(db: Session, actor: Actor, certificate_id: int) -> tuple[str, StoredFile]:
    """The number of a certificate, and its file with what is in it."""
    gate.require(actor, READ)
    rows = gate.rows(actor, READ, ExemptionCertificate).where(col(ExemptionCertificate.id) == certificate_id)
    found = gate.one(db, rows)
    return found.number, stored_files.content(db, actor, READ, found.file_id)


def _checked(wanted: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is wanted, as it is kept, and a sentence for each field that cannot be."""
    texts = {name: one_line(wanted.get(name, "")) for name in ("country", "region", "number")}
    wrong = {}
    if texts["country"] not in addresses.codes():
        wrong["country"] = _("Please choose a country.")
    if len(texts["region"]) > LONGEST_REGION:
        wrong["region"] = _("Please write at most {most} characters.", most=LONGEST_REGION)
    if not 1 <= len(texts["number"]) <= LONGEST_NUMBER:
        wrong["number"] = _("Please write the number on the certificate.")
    first, last = (_day(wanted.get(name, "")) for name in ("valid_from", "valid_until"))
    if first is None:
        wrong["valid_from"] = _("Please choose the day from which it is valid.")
    if last is None and wanted.get("valid_until", "").strip():
        wrong["valid_until"] = _("Please choose a day, or leave this empty.")
    if first and last and last < first:
        wrong["valid_until"] = _("This day is before the first one.")
    return {**texts, "valid_from": first, "valid_until": last}, wrong


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None
