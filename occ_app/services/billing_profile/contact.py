"""Contact and address: shown, and changed by whoever saw what is there now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session, col, select

from occ_app.access import gate
from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission
from occ_app.errors import Invalid, InvalidForm
from occ_app.i18n import gettext as _
from occ_app.i18n import moment
from occ_app.models import Account, ActivityKind, BillingProfile, Person
from occ_app.models.base import now
from occ_app.services import activity
from occ_app.services.billing_profile import addresses, letters
from occ_app.services.billing_profile.words import FIELDS
from occ_app.services.people.letters import one_line

READ, CHANGE = Permission.BILLING_READ, Permission.BILLING_CHANGE

LONGEST = {
    "legal_name": 200,
    "attention": 200,
    "email": 254,
    "phone": 32,
    "street": 200,
    "street_2": 200,
    "city": 120,
    "region": 120,
    "postal_code": 20,
    "country": 2,
}

MEANWHILE = "version"
"""The field that `Invalid` names where somebody else saved first."""

PHONE = re.compile(r"\+[1-9]\d{6,14}")
"""As E.164 has it, once spaces and the like are taken out."""


@dataclass(frozen=True)
class Shown:
    """Contact and address as they are now; version 0 says that nobody has saved them here yet."""

    values: dict[str, str]
    version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None


def shown(db: Session, actor: Actor) -> Shown:
    """Those of the actor's company; until they are saved here, what the company's account says."""
    gate.require(actor, READ)
    profile = _profile(db, actor)
    if profile is None:
        return Shown(_of_account(db.get_one(Account, actor.account_id)))
    changer = db.get(Person, profile.changed_by) if profile.changed_by else None
    return Shown(_of_profile(profile), profile.version, _name(changer), profile.changed_at)


def save(db: Session, actor: Actor, wanted: Mapping[str, str], version: int) -> None:
    """Keep what is wanted, if it is right and `version` is what is there; recorded, and told by mail.

    InvalidForm with a sentence for each wrong field; Invalid naming `MEANWHILE` where somebody else was first.
    """
    gate.require(actor, CHANGE)
    values = _checked(wanted)
    account = _locked(db, actor)
    profile = _profile(db, actor)
    before = _of_profile(profile) if profile else _of_account(account)
    if version != (profile.version if profile else 0):
        raise Invalid(_meanwhile(db, actor, profile), MEANWHILE)
    changed = {name for name in FIELDS if values[name] != before[name]}
    if profile and not changed:
        return
    _store(db, actor, profile, values)
    told = {name: before[name] for name in FIELDS if name in changed}
    after = {name: values[name] for name in FIELDS if name in changed}
    activity.record(db, actor, ActivityKind.CONTACT_CHANGED, before=told, after=after)
    if changed:
        letters.contact_changed(db, actor, told, after, {before["email"], values["email"]} - {""})


def _profile(db: Session, actor: Actor) -> BillingProfile | None:
    rows = gate.rows(actor, READ, BillingProfile)
    found: BillingProfile | None = db.execute(
        rows.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    return found


def _locked(db: Session, actor: Actor) -> Account:
    """The company, so that of two who save at once the second sees what the first has saved."""
    query = select(Account).where(col(Account.id) == actor.account_id).with_for_update()
    company: Account = db.exec(query.execution_options(populate_existing=True)).one()
    return company


def _of_profile(profile: BillingProfile) -> dict[str, str]:
    return {name: getattr(profile, name) for name in FIELDS}


def _of_account(account: Account) -> dict[str, str]:
    known = ("street", "city", "postal_code", "country")
    return (
        dict.fromkeys(FIELDS, "")
        | {name: getattr(account, name) for name in known}
        | {"legal_name": account.name}
    )


def _checked(wanted: Mapping[str, str]) -> dict[str, str]:
    """What is wanted, as it is kept; InvalidForm where something of it cannot be."""
    values = {name: one_line(wanted.get(name, "")) for name in FIELDS}
    wrong = {
        name: _("Please write at most {most} characters.", most=most)
        for name, most in LONGEST.items()
        if len(values[name]) > most
    }
    if not values["legal_name"]:
        wrong["legal_name"] = _("Please write the name the company is registered under.")
    if values["phone"] and not PHONE.fullmatch(re.sub(r"[\s().\-/]", "", values["phone"])):
        wrong.setdefault(
            "phone", _("Please write the number with its country code, such as +34 911 234 567.")
        )
    values["email"], refused = _email(values["email"])
    values, of_address = addresses.checked(values)
    wrong = of_address | refused | wrong
    if wrong:
        raise InvalidForm({name: wrong[name] for name in FIELDS if name in wrong})
    return values


def _email(text: str) -> tuple[str, dict[str, str]]:
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        sentence = _("This does not look like an e-mail address. Please check it.")
        return text, {"email": sentence if text else _("Please write an e-mail address.")}
    return found.normalized.lower(), {}


def _store(db: Session, actor: Actor, profile: BillingProfile | None, values: Mapping[str, Any]) -> None:
    if profile is None:
        who: dict[str, Any] = {"account_id": actor.account_id, "changed_by": actor.person_id}
        db.add(BillingProfile(**who, **values))
    else:
        for name, value in values.items():
            setattr(profile, name, value)
        profile.version += 1
        profile.changed_by, profile.changed_at = actor.person_id, now()
    db.flush()


def _meanwhile(db: Session, actor: Actor, profile: BillingProfile | None) -> str:
    changer = db.get(Person, profile.changed_by) if profile and profile.changed_by else None
    at = moment(profile.changed_at, actor.time_zone) if profile else ""
    return _(
        "{name} saved other values on {moment}. What you wrote is still here: compare it, then save again.",
        name=_name(changer) or "—",
        moment=at,
    )


def _name(person: Person | None) -> str:
    return (person.name or person.email) if person else ""
