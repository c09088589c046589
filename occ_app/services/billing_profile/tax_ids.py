"""The company's tax ids: added when their format is right, ended when they no longer count, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, InvalidForm
from occ_app.i18n import gettext as _
from occ_app.models import Account, ActivityKind, TaxId, TaxIdKind
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.billing_profile import addresses, letters, tax_formats

READ, CHANGE = Permission.BILLING_READ, Permission.BILLING_CHANGE
MOST = 50
"""Numbers a company has at one time."""

PATH = "/billing-profile/tax"


@dataclass(frozen=True)
class TaxIds:
    """Those that count, and those that did; `on_account` is the one we have from elsewhere where there is neither."""

    live: list[TaxId]
    ended: list[TaxId]
    on_account: str


def listing(db: Session, actor: Actor) -> TaxIds:
    """Every number of the actor's company, by country."""
    gate.require(actor, READ)
    rows = gate.rows(actor, READ, TaxId).order_by(col(TaxId.country), col(TaxId.id))
    found = list(db.execute(rows).scalars())
    known = "" if found else db.get_one(Account, actor.account_id).tax_id
    live = [one for one in found if one.ended_at is None]
    return TaxIds(live, [one for one in found if one.ended_at is not None], known)


def name_of(tax_id: TaxId) -> str:
    """What the number is called."""
    if tax_id.kind is TaxIdKind.USUAL and tax_id.country in tax_formats.FORMATS:
        return tax_formats.FORMATS[tax_id.country].name
    return _("Tax number")


def displayed(tax_id: TaxId) -> str:
    """The number as people write it."""
    return tax_formats.displayed(tax_id.country, tax_id.value) if tax_id.is_checked else tax_id.value


def add(db: Session, actor: Actor, wanted: Mapping[str, str]) -> None:
    """Add the number `value` of `country`; recorded, and told by mail.

    The country's usual one is checked where its format is known; any other, `kind` says, is taken as it is.
    """
    gate.require(actor, CHANGE)
    country, kind, value, is_checked = _checked(wanted)
    db.exec(select(Account.id).where(col(Account.id) == actor.account_id).with_for_update()).one()
    live = listing(db, actor).live
    if any((one.country, one.value) == (country, value) for one in live):
        raise InvalidForm({"value": _("This number is here already.")})
    if len(live) >= MOST:
        raise InvalidForm(
            {"value": _("A company has at most {most} tax IDs here. End one first.", most=MOST)}
        )
    who: dict[str, Any] = {"account_id": actor.account_id, "added_by": actor.person_id}
    db.add(TaxId(country=country, kind=kind, value=value, is_checked=is_checked, **who))
    db.flush()
    activity.record(db, actor, ActivityKind.TAX_ID_ADDED, value, after={"country": country})
    letters.tell(
        db, actor, lambda: [_("A tax ID was added: {number}", number=f"{country} {value}")], path=PATH
    )


def end(db: Session, actor: Actor, tax_id: int) -> None:
    """Let a number no longer count from now on; nothing happens to one that has ended."""
    gate.require(actor, CHANGE)
    rows = gate.rows(actor, CHANGE, TaxId).where(col(TaxId.id) == tax_id)
    found = gate.one(db, rows.with_for_update().execution_options(populate_existing=True))
    if found.ended_at is not None:
        return
    found.ended_at, found.ended_by = now(), actor.person_id
    db.flush()
    country, value = found.country, found.value
    activity.record(db, actor, ActivityKind.TAX_ID_ENDED, value, before={"country": country})
    letters.tell(
        db, actor, lambda: [_("A tax ID was ended: {number}", number=f"{country} {value}")], path=PATH
    )


def _checked(wanted: Mapping[str, str]) -> tuple[str, TaxIdKind, str, bool]:
    country, text = wanted.get("country", ""), wanted.get("value", "")[:200]
    if country not in addresses.codes():
        raise InvalidForm({"country": _("Please choose a country.")})
    is_usual = wanted.get("kind", TaxIdKind.USUAL) != TaxIdKind.OTHER
    is_checked = is_usual and country in tax_formats.FORMATS
    try:
        value = tax_formats.normalised(country, text) if is_checked else tax_formats.free(text)
    except Invalid as refused:
        raise InvalidForm({"value": str(refused)}) from refused
    return country, TaxIdKind.USUAL if is_usual else TaxIdKind.OTHER, value, is_checked
